"""How people get in: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Nobody signs themselves up; an admin gives a person a seat."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        return False
