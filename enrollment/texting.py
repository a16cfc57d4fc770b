"""The content of a text message: from which number, to which, and in what words."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from compliance.content import Content, Unsubscribe
from contacts.addresses import mobile_number
from contacts.models import Contact
from enrollment import relays
from enrollment.models import Enrollment, Mailbox
from sequences.phone_text import MOST_PARTS, as_sent, measured
from sequences.plans import StepInput
from sequences.writing import Written
from tenancy.errors import Refused

SMS = "sms"


def numbers_for(
    asked: Iterable[tuple[Enrollment, StepInput]], senders: Mapping[UUID, Mailbox | None]
) -> dict[UUID, str]:
    """By mailbox, from whom its text messages come; no statement when none of these is one."""
    boxes = {senders[row.pk] for row, step in asked if step.kind == SMS}
    found = {box for box in boxes if box is not None}
    return relays.numbers_of(found) if found else {}


def content_of(
    enrollment: Enrollment, step: StepInput, mailbox: Mailbox, number: str, written: Written
) -> Content:
    """One text message. Raises Refused where somebody has no number, or it is too long."""
    if not number:
        raise _unwritable(f"{mailbox.name} has no number for text messages. Enter its account.")
    recipient = recipient_of(enrollment.contact)
    if not recipient:
        raise _unwritable("The contact has no mobile number that text messages reach.")
    text = as_sent(written.text)
    if (parts := measured(text).parts) > MOST_PARTS:
        raise _unwritable(f"The text message makes {parts} parts. Shorten it to {MOST_PARTS}.")
    return Content(
        channel=SMS,
        sender_name=mailbox.name,
        sender_address=number,
        reply_to="",
        recipient=recipient,
        subject="",
        text=text,
        html="",
        unsubscribe=Unsubscribe.NONE,
        version_id=str(enrollment.version_id),
        step_key=step.key,
        facts=written.facts,
    )


def recipient_of(contact: Contact) -> str:
    """The number (E.164) that a person's text messages go to; "" when there is none.

    Read in the light of the contact's own country alone, as stops of a number are.
    """
    return mobile_number(contact.mobile, contact.phone, contact.country) or ""


def _unwritable(sentence: str) -> Refused:
    return Refused(sentence, code="unwritable")
