"""The content of a touch: what the recipient would read, with the facts it is made of."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

from compliance import tokens, vault
from compliance.content import Content, Unsubscribe, from_json, to_json
from compliance.models import SealedBlob
from compliance.services import address_key, mask
from contacts.models import Contact
from enrollment.experiments import variant_for
from enrollment.models import Enrollment, Mailbox, SendIntent, Touch
from sequences import published, writing
from sequences.experiments import worded
from sequences.models import Step
from sequences.plans import StepInput, step_of
from sequences.rendering import RenderError
from tenancy.errors import Refused

# What of a message can change besides the values that it uses, in words.
PARTS: Mapping[str, str] = {
    "sender_name": "sender",
    "sender_address": "address of the sender",
    "reply_to": "where answers go",
    "cc": "Cc",
    "bcc": "Bcc",
    "version_id": "version",
    "step_key": "step",
}


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
    known = _worded(enrollment, step)
    mailbox = sender_of(enrollment, known)
    assert mailbox is not None, "an admitted enrollment has a mailbox"
    written = _written(enrollment, known, mailbox, unsubscribe_url(enrollment))
    content = Content(
        channel="email",
        sender_name=mailbox.name,
        sender_address=mailbox.address,
        reply_to=known.reply_to or mailbox.address,
        recipient=enrollment.contact.email,
        cc=known.cc,
        bcc=known.bcc,
        subject=written.subject,
        text=written.text,
        html=written.html,
        unsubscribe=Unsubscribe.ONE_CLICK,
        version_id=str(enrollment.version_id),
        step_key=step.key,
        facts=written.facts,
    )
    return Composed(content, written.missing)


def draft(touch: Touch) -> writing.Written:
    """The words of a manual step for its person, to be personalised and sent by hand; raises
    Unwritable. What is missing stands in `missing` and blocks nothing. Stores nothing."""
    enrollment = touch.enrollment
    step = worded(step_of(touch.step), touch.variant)
    token = tokens.standing(
        address_key=address_key(enrollment.contact.email_base), enrollment_id=enrollment.pk
    )
    return _written(enrollment, step, sender_of(enrollment, step), _link(token) if token else "")


def sender_of(enrollment: Enrollment, step: StepInput) -> Mailbox | None:
    """Whose mailbox a step is sent from: the one that the step names, while it is active, else
    that of the enrollment, which never changes."""
    own: Mailbox | None = enrollment.mailbox
    if not step.sender or (own is not None and own.address == step.sender):
        return own
    return Mailbox.objects.filter(address=step.sender.lower(), is_active=True).first() or own


def _worded(enrollment: Enrollment, step: Step) -> StepInput:
    """The step in the words of the person's variant."""
    known = step_of(step)
    return worded(known, variant_for(enrollment, known))


def _link(token: str) -> str:
    return f"{settings.PUBLIC_URL}/u/{token}/"


def _written(
    enrollment: Enrollment, step: StepInput, mailbox: Mailbox | None, link: str
) -> writing.Written:
    try:
        return writing.write(
            step,
            enrollment.contact,
            sender_name=mailbox.name if mailbox else "",
            sender_address=mailbox.address if mailbox else "",
            workspace=enrollment.workspace,
            unsubscribe_url=link,
            earlier_subject=earlier_subject(enrollment) if step.same_thread else "",
            snippets=dict(published.plan(enrollment.version).snippets),
        )
    except RenderError as error:
        raise Unwritable(str(error), code="unwritable") from error


def changed_facts(content: Content, fresh: Content) -> list[str]:
    """What differs between a stored content and the same step written now.

    The words themselves may have been edited for this person; the template cannot change. So the
    sender, the recipient and the facts used are what can drift.
    """
    names = "sender_name sender_address reply_to recipient cc bcc version_id step_key".split()
    drifted = [name for name in names if getattr(content, name) != getattr(fresh, name)]
    before = {fact.name: fact.value for fact in content.facts}
    now = {fact.name: fact.value for fact in fresh.facts}
    return drifted + sorted(name for name in before | now if before.get(name) != now.get(name))


def in_words(changed: Iterable[str]) -> str:
    """What `changed_facts` found, for people: "Cc, version, company"."""
    return ", ".join(PARTS.get(name, name.replace("_", " ")) for name in changed)


def unsubscribe_url(enrollment: Enrollment) -> str:
    """The recipient's page; the same for every message of an enrollment."""
    contact = enrollment.contact
    token = tokens.mint(
        address_key=address_key(contact.email_base),
        hint=mask(contact.email),
        contact_id=contact.pk,
        enrollment_id=enrollment.pk,
    )
    return _link(token)


def thread(enrollment: Enrollment) -> list[SendIntent]:
    """The messages of the newest thread that this person has had from us, oldest first. A step
    that does not answer begins a new one."""
    rows = SendIntent.objects.filter(
        touch__enrollment=enrollment, outcome__in=("accepted", "assumed")
    )
    sent = list(rows.select_related("content", "touch__step").order_by("armed_at"))
    begins = [n for n, row in enumerate(sent) if not row.touch.step.same_thread]
    return sent[begins[-1] if begins else 0 :]


def earlier_subject(enrollment: Enrollment) -> str:
    """The subject of the newest thread, when a message has really been sent."""
    for intent in thread(enrollment):
        if intent.content:
            return stored(intent.content).subject
    return ""


def store(content: Content, contact: Contact) -> SealedBlob:
    """Keep a content under its person's key."""
    return vault.seal(contact.pk, "content", json.dumps(to_json(content)).encode())


def stored(blob: SealedBlob) -> Content:
    """The content of a blob; raises vault.Erased when the person was erased."""
    return from_json(json.loads(vault.unseal(blob)))
