"""The content of a touch: what the recipient would read, with the facts it is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.conf import settings

from compliance import tokens, vault
from compliance.content import Content, Unsubscribe, packed, unpacked
from compliance.models import SealedBlob
from compliance.services import address_key, mask
from contacts.models import Contact
from enrollment import experiments, texting
from enrollment.models import Enrollment, Mailbox, Touch
from enrollment.tracking import deciding
from enrollment.tracking import facts as tracking
from sequences import published, writing
from sequences.experiments import worded
from sequences.models import Step
from sequences.plans import StepInput, step_of
from sequences.rendering import RenderError
from tenancy.errors import Refused
from tenancy.reading import read
from tenancy.scope import current_workspace_id
from tenancy.statements import array, rows

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


# The e-mails that people have had from us, oldest first.
_SENT = """
SELECT touch.enrollment_id, intent.message_id, intent.content_id, step.same_thread
FROM enrollment_touch AS touch
    JOIN enrollment_sendintent AS intent
        ON intent.workspace_id = touch.workspace_id AND intent.touch_id = touch.id
    JOIN sequences_step AS step
        ON step.workspace_id = touch.workspace_id AND step.id = touch.step_id
WHERE touch.workspace_id = %s AND touch.enrollment_id = ANY(%s::uuid[])
    AND touch.kind = 'email' AND intent.outcome IN ('accepted', 'assumed')
ORDER BY intent.armed_at
"""


@dataclass(frozen=True, slots=True)
class Composed:
    """A content ready for review or sending; `missing` names variables without a value. Beside it
    the recipient's page, and the Message-IDs of the thread that it answers in."""

    content: Content
    missing: tuple[str, ...]
    link: str
    thread: tuple[str, ...] = ()


def compose(enrollment: Enrollment, step: Step) -> Composed:
    """Write one email step for the person of an enrollment, as of now.

    Raises Unwritable when a value cannot stand in a message, two lines in a subject for instance.
    """
    found = compose_many([(enrollment, step)])[enrollment.pk]
    if isinstance(found, Unwritable):
        raise found
    return found


def compose_many(asked: Sequence[tuple[Enrollment, Step]]) -> dict[UUID, Composed | Unwritable]:
    """As `compose`, for one step of each of many enrollments, by enrollment; the number of
    statements does not depend on how many they are."""
    plain = [(row, published.step(row.version, step)) for row, step in asked]
    variants = experiments.variants_for(plain)
    steps = [(row, worded(step, variants[row.pk, step.key])) for row, step in plain]
    threads = _threads([row for row, step in steps if _answers(step)])
    around = _Around(
        senders=senders_of(steps),
        links=unsubscribe_urls([row for row, _ in steps]),
        threads=threads,
        earlier=_subjects(threads),
    )
    numbers = texting.numbers_for(steps, around.senders)
    around = replace(around, numbers=numbers) if numbers else around
    return _watched(steps, {row.pk: _composed(row, step, around) for row, step in steps})


def _watched(
    steps: Sequence[tuple[Enrollment, StepInput]], found: dict[UUID, Composed | Unwritable]
) -> dict[UUID, Composed | Unwritable]:
    """With links by way of our ids, where version, workspace, law and person allow that."""
    plain = {pk: each for pk, each in found.items() if isinstance(each, Composed)}
    contents = deciding.watched(steps, {pk: each.content for pk, each in plain.items()})
    return {**found, **{pk: replace(plain[pk], content=each) for pk, each in contents.items()}}


@dataclass(frozen=True, slots=True)
class _Around:
    """What the messages of many need besides their people and steps, by enrollment."""

    senders: Mapping[UUID, Mailbox | None]
    links: Mapping[UUID, str]
    threads: Mapping[UUID, Sequence["_Sent"]]
    earlier: Mapping[UUID, str]
    # By mailbox, from whom its text messages come.
    numbers: Mapping[UUID, str] = field(default_factory=dict)


def _answers(step: StepInput) -> bool:
    return step.same_thread and step.kind != texting.SMS


def _composed(enrollment: Enrollment, step: StepInput, around: _Around) -> Composed | Unwritable:
    mailbox = around.senders[enrollment.pk]
    assert mailbox is not None, "an admitted enrollment has a mailbox"
    link, earlier = around.links[enrollment.pk], around.earlier.get(enrollment.pk, "")
    try:
        written = _written(enrollment, step, mailbox, link, earlier)
    except Unwritable as error:
        return error
    if step.kind == texting.SMS:
        return _texted(enrollment, step, mailbox, written, around)
    content = Content(
        channel="email",
        sender_name=mailbox.name,
        sender_address=mailbox.address,
        reply_to=step.reply_to or mailbox.address,
        recipient=enrollment.contact.email,
        cc=step.cc,
        bcc=step.bcc,
        subject=written.subject,
        text=written.text,
        html=written.html,
        unsubscribe=Unsubscribe.ONE_CLICK,
        version_id=str(enrollment.version_id),
        step_key=step.key,
        facts=written.facts,
    )
    thread = tuple(sent.message_id for sent in around.threads.get(enrollment.pk, ()))
    return Composed(content, written.missing, link, thread)


def _texted(
    enrollment: Enrollment,
    step: StepInput,
    mailbox: Mailbox,
    written: writing.Written,
    around: _Around,
) -> Composed | Unwritable:
    number = around.numbers.get(mailbox.pk, "")
    try:
        content = texting.content_of(enrollment, step, mailbox, number, written)
    except Refused as refused:
        return Unwritable(refused.message, code=refused.code)
    return Composed(content, written.missing, around.links[enrollment.pk])


def draft(touch: Touch) -> writing.Written:
    """The words of a manual step for its person, to be personalised and sent by hand; raises
    Unwritable. What is missing stands in `missing` and blocks nothing. Stores nothing."""
    enrollment = touch.enrollment
    step = worded(step_of(touch.step), touch.variant)
    token = tokens.standing(
        address_key=address_key(enrollment.contact.email_base), enrollment_id=enrollment.pk
    )
    earlier = _subjects(_threads([enrollment] if step.same_thread else [])).get(enrollment.pk, "")
    mailbox = sender_of(enrollment, step)
    return _written(enrollment, step, mailbox, _link(token) if token else "", earlier)


def sender_of(enrollment: Enrollment, step: StepInput) -> Mailbox | None:
    """Whose mailbox a step is sent from: the one that the step names, while it is active, else
    that of the enrollment, which never changes."""
    return senders_of([(enrollment, step)])[enrollment.pk]


def senders_of(asked: Sequence[tuple[Enrollment, StepInput]]) -> dict[UUID, Mailbox | None]:
    """As `sender_of`, for one step of each of many, by enrollment; at most one statement."""
    named = {step.sender.lower() for row, step in asked if _names_other(row, step)}
    boxes: dict[str, Mailbox] = {}
    if named:
        found = Mailbox.objects.filter(address__in=named, is_active=True)
        boxes = {box.address: box for box in found.select_related("owner__user")}
    return {
        row.pk: boxes.get(step.sender.lower(), row.mailbox)
        if _names_other(row, step)
        else row.mailbox
        for row, step in asked
    }


def _names_other(enrollment: Enrollment, step: StepInput) -> bool:
    own = enrollment.mailbox
    return bool(step.sender) and (own is None or own.address != step.sender)


def _link(token: str) -> str:
    return f"{settings.PUBLIC_URL}/u/{token}/"


def _written(
    enrollment: Enrollment, step: StepInput, mailbox: Mailbox | None, link: str, earlier: str
) -> writing.Written:
    try:
        return writing.write(
            step,
            enrollment.contact,
            sender_name=mailbox.name if mailbox else "",
            sender_address=mailbox.address if mailbox else "",
            workspace=enrollment.workspace,
            unsubscribe_url=link,
            earlier_subject=earlier,
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
    before, now = tracking.compared(content, fresh)
    return drifted + sorted(name for name in before | now if before.get(name) != now.get(name))


def in_words(changed: Iterable[str]) -> str:
    """What `changed_facts` found, for people: "Cc, version, company"."""
    return ", ".join(PARTS.get(name, name.replace("_", " ")) for name in changed)


def unsubscribe_url(enrollment: Enrollment) -> str:
    """The recipient's page; the same for every message of an enrollment."""
    return unsubscribe_urls([enrollment])[enrollment.pk]


def unsubscribe_urls(enrollments: Sequence[Enrollment]) -> dict[UUID, str]:
    """The recipients' pages, by enrollment."""
    owners = [
        tokens.Owner(
            address_key=address_key(row.contact.email_base),
            hint=mask(row.contact.email),
            contact_id=row.contact_id,
            enrollment_id=row.pk,
        )
        for row in enrollments
    ]
    minted = tokens.mint_many(owners)
    return {row.pk: _link(token) for row, token in zip(enrollments, minted, strict=True)}


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message that a person has had from us; `content_id` is None when it was erased."""

    message_id: str
    content_id: UUID | None
    answers: bool


def _threads(enrollments: Sequence[Enrollment]) -> dict[UUID, list[_Sent]]:
    """The messages of the newest thread that each person has had from us, oldest first. A step
    that does not answer begins a new one. One statement, none for nobody."""
    sent: dict[UUID, list[_Sent]] = {row.pk: [] for row in enrollments}
    if sent:
        for enrollment_id, *told in rows(_SENT, current_workspace_id(), array(sent)):
            sent[enrollment_id].append(_Sent(*told))
    return {pk: _newest_thread(found) for pk, found in sent.items()}


def _newest_thread(sent: list[_Sent]) -> list[_Sent]:
    begins = [n for n, each in enumerate(sent) if not each.answers]
    return sent[begins[-1] if begins else 0 :]


def _subjects(threads: Mapping[UUID, Sequence[_Sent]]) -> dict[UUID, str]:
    """The subject of each thread, "" when no message has really been sent."""
    firsts = {
        pk: next((each.content_id for each in sent if each.content_id), None)
        for pk, sent in threads.items()
    }
    wanted = {content_id for content_id in firsts.values() if content_id}
    blobs = read(SealedBlob, "this.id = ANY(%s::uuid[])", array(wanted)) if wanted else []
    said = stored_many(blobs)
    return {pk: said[first].subject if first in said else "" for pk, first in firsts.items()}


def store_many(contents: Sequence[tuple[Contact, Content]]) -> list[SealedBlob]:
    """Keep contents, each under its person's key."""
    return vault.seal_many(
        [vault.Plain(contact.pk, "content", packed(content)) for contact, content in contents]
    )


def stored(blob: SealedBlob) -> Content:
    """The content of a blob; raises vault.Erased when the person was erased."""
    return unpacked(vault.unseal(blob))


def stored_many(blobs: Sequence[SealedBlob]) -> dict[UUID, Content]:
    """The contents of many blobs by id; those of erased people are left out."""
    found = vault.unseal_many(blobs) if blobs else {}
    return {pk: unpacked(text) for pk, text in found.items()}
