"""The content of a touch: what the recipient would read, with the facts it is made of."""

import json
from dataclasses import dataclass

from django.conf import settings

from compliance import tokens, vault
from compliance.content import Content, Unsubscribe, from_json, to_json
from compliance.models import SealedBlob
from compliance.services import address_key, mask
from contacts.models import Contact
from enrollment.models import Enrollment, Mailbox, SendIntent
from sequences import writing
from sequences.models import Step
from sequences.rendering import RenderError
from tenancy.errors import Refused


class Unwritable(Refused):
    """A value of the contact cannot stand in a message; the sentence names the variable."""


@dataclass(frozen=True)
class Composed:
    """A content ready for review or sending; `missing` names variables without a value."""

    content: Content
    missing: tuple[str, ...]


def compose(enrollment: Enrollment, step: Step) -> Composed:
    """Write one email step for the person of an enrollment, as of now.

    Raises Unwritable when a value cannot stand in a message, two lines in a subject for instance.
    """
    contact, mailbox = enrollment.contact, _mailbox(enrollment)
    earlier = earlier_subject(enrollment) if step.same_thread else ""
    try:
        written = writing.write(
            step,
            contact,
            sender_name=mailbox.name,
            sender_address=mailbox.address,
            workspace=enrollment.workspace,
            unsubscribe_url=unsubscribe_url(enrollment),
            earlier_subject=earlier,
        )
    except RenderError as error:
        raise Unwritable(str(error), code="unwritable") from error
    content = Content(
        channel="email",
        sender_name=mailbox.name,
        sender_address=mailbox.address,
        reply_to=mailbox.address,
        recipient=contact.email,
        subject=written.subject,
        text=written.text,
        html=written.html,
        unsubscribe=Unsubscribe.ONE_CLICK,
        version_id=str(enrollment.version_id),
        step_key=step.key,
        facts=written.facts,
    )
    return Composed(content, written.missing)


def changed_facts(content: Content, fresh: Content) -> list[str]:
    """What differs between a stored content and the same step written now.

    The words themselves may have been edited for this person; the template cannot change. So the
    sender, the recipient and the facts used are what can drift.
    """
    names = ("sender_name", "sender_address", "reply_to", "recipient", "version_id", "step_key")
    drifted = [name for name in names if getattr(content, name) != getattr(fresh, name)]
    before = {fact.name: fact.value for fact in content.facts}
    now = {fact.name: fact.value for fact in fresh.facts}
    return drifted + sorted(name for name in before | now if before.get(name) != now.get(name))


def unsubscribe_url(enrollment: Enrollment) -> str:
    """The recipient's page; the same for every message of an enrollment."""
    contact = enrollment.contact
    token = tokens.mint(
        address_key=address_key(contact.email_base),
        hint=mask(contact.email),
        contact_id=contact.pk,
        enrollment_id=enrollment.pk,
    )
    return f"{settings.PUBLIC_URL}/u/{token}/"


def earlier_messages(enrollment: Enrollment) -> list[SendIntent]:
    """What this person has had from us in this enrollment, oldest first."""
    rows = SendIntent.objects.filter(
        touch__enrollment=enrollment, outcome__in=("accepted", "assumed")
    )
    return list(rows.select_related("content").order_by("armed_at"))


def earlier_subject(enrollment: Enrollment) -> str:
    """The subject of the thread, when a message has really been sent."""
    for intent in earlier_messages(enrollment):
        if intent.content:
            return stored(intent.content).subject
    return ""


def store(content: Content, contact: Contact) -> SealedBlob:
    """Keep a content under its person's key."""
    return vault.seal(contact.pk, "content", json.dumps(to_json(content)).encode())


def stored(blob: SealedBlob) -> Content:
    """The content of a blob; raises vault.Erased when the person was erased."""
    return from_json(json.loads(vault.unseal(blob)))


def _mailbox(enrollment: Enrollment) -> Mailbox:
    assert enrollment.mailbox is not None, "an admitted enrollment has a mailbox"
    return enrollment.mailbox
