"""One signal with the words behind it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from compliance import vault
from contacts.models import Contact
from enrollment.models import Enrollment
from signals.models import Signal
from signals.reading import read
from tenancy.models import Membership


@dataclass(frozen=True)
class Letter:
    """What somebody wrote: `text` without quotes and signature; `gone` says why there is none."""

    subject: str = ""
    text: str = ""
    gone: str = ""


def visible(seat: Membership) -> QuerySet[Signal]:
    """Signals about people whom the seat may see."""
    people = Contact.objects.visible_to(seat)
    related = ("contact", "contact__account", "contact__owner", "raw")
    rows: QuerySet[Signal] = Signal.objects.filter(contact__in=people).select_related(*related)
    return rows


def letter(signal: Signal) -> Letter:
    """The words of a mail, read again from the sealed original; one statement."""
    if signal.raw is None:
        return Letter(gone="This signal came without a message.")
    try:
        reading = read(vault.unseal(signal.raw), received_at=signal.received_at)
    except vault.Erased:
        return Letter(gone="The message was erased together with the person's data.")
    return Letter(reading.subject, reading.new_text)


def enrollment_of(signal: Signal) -> Enrollment | None:
    """The enrollment that a signal is about, where it names one."""
    if signal.enrollment_id is None:
        return None
    found: Enrollment | None = (
        Enrollment.objects.for_board().filter(pk=signal.enrollment_id).first()
    )
    return found
