"""The three decisions on a first message."""

from enum import StrEnum

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
