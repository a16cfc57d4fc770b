"""Parts of addresses besides those that Django knows."""

from django.urls import register_converter


class Sha256:
    """A digest as 64 hexadecimal digits; anything else is no address of ours."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(Sha256, "sha256")
