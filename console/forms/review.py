"""The decisions on a first message, and what is accepted in it."""

from collections.abc import Mapping
from enum import StrEnum

from django import forms

from compliance.models import Signed
from console.forms.sequences import WaiverForm
from tenancy.errors import Refused


class Decide(StrEnum):
    """What the buttons of the review page say."""

    APPROVE = "approve"
    CHANGES = "changes"
    REJECT = "reject"
    EDIT = "edit"
    WITHDRAW = "withdraw"

    @classmethod
    def of(cls, text: str) -> "Decide":
        """The decision of a button; Refused for anything else."""
        try:
            return cls(text)
        except ValueError as error:
            raise Refused("Choose approve, request changes or reject.", code="invalid") from error


DECISIONS: Mapping[Decide, Signed] = {
    Decide.APPROVE: Signed.APPROVED,
    Decide.CHANGES: Signed.CHANGES_REQUESTED,
    Decide.REJECT: Signed.REJECTED,
    Decide.EDIT: Signed.PASSED_ON,
    Decide.WITHDRAW: Signed.WITHDRAWN,
}


class AcceptForm(WaiverForm):
    """Which finding of the message is accepted, why, and up to which day."""

    code = forms.CharField(max_length=60)
    words = forms.CharField(required=False, strip=False)
