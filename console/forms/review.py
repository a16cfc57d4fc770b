"""The three decisions on a first message, and what is accepted in it."""

from enum import StrEnum

from django import forms

from console.forms.sequences import WaiverForm
from tenancy.errors import Refused


class Decide(StrEnum):
    """What the buttons of the review page say."""

    APPROVE = "approve"
    CHANGES = "changes"
    REJECT = "reject"

    @classmethod
    def of(cls, text: str) -> "Decide":
        """The decision of a button; Refused for anything else."""
        try:
            return cls(text)
        except ValueError as error:
            raise Refused("Choose approve, request changes or reject.", code="invalid") from error


class AcceptForm(WaiverForm):
    """Which finding of the message is accepted, why, and up to which day."""

    code = forms.CharField(max_length=60)
    words = forms.CharField(required=False, strip=False)
