"""Days and moments that people type, as early and as late as can be counted with."""

from datetime import date, datetime

from django import forms

from tenancy import days
from tenancy.errors import Refused


class DayField(forms.DateField):
    """A day."""

    def validate(self, value: date | None) -> None:
        """Refuse what no zone could be counted for."""
        super().validate(value)
        _check(value)


class MomentField(forms.DateTimeField):
    """A moment in the viewer's zone."""

    def validate(self, value: datetime | None) -> None:
        """Refuse what no zone could be counted for."""
        super().validate(value)
        _check(value)


def seen_at(text: str) -> datetime:
    """The moment by which a page says what its reader looked at, as it wrote it (ISO 8601).

    Refused (edited_meanwhile) when the form lost it: then nobody knows what they looked at.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = (
            "This page does not say any more what you looked at. Reload it, read what it says now, "
            "and do it again."
        )
        raise Refused(message, code="edited_meanwhile")
    return moment


def _check(value: date | None) -> None:
    if not days.is_nameable(value):
        raise forms.ValidationError(days.SENTENCE)
