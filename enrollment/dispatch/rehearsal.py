"""A test message: one step as one contact would get it, sent to the member who asks and to nobody
else.

It is no touch: no limit, canary, experiment or history counts it, and no answer to it is looked
for. Bounces go to the member too, so the ears of the mailbox never hear of it.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from compliance.content import Content, Unsubscribe
from contacts.models import Contact
from enrollment import control, facts, limits
from enrollment.channels import mail, smtp
from enrollment.channels.answers import Answer, Receipt
from enrollment.channels.dialog import Envelope
from enrollment.models import LimitCounter, Mailbox
from enrollment.pools.picking import Picker
from sequences import published, writing
from sequences.experiments import worded
from sequences.models import Version
from sequences.plans import EMAILS, Plan, StepInput, Track
from sequences.rendering import VARIABLES, RenderError
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.ids import uuid7
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

MARK = "[Test] "
HEADER = "X-Seqops-Test"
MOST_A_MINUTE = 5

_SAID = {
    Answer.ACCEPTED: "The mail server has taken it for {to}.",
    Answer.REFUSED: "The mail server refused it: {code} {words}",
    Answer.TEMPORARY: "The mail server does not take it now: {code} {words}",
    Answer.UNREACHABLE: "The mail server could not be reached ({words}). Try again later.",
    Answer.UNKNOWN: "The mail server did not say whether it has taken it. Look into {to}.",
}


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What became of a test message, in the server's own words."""

    recipient: str
    answer: Answer
    code: int
    words: str

    @property
    def accepted(self) -> bool:
        """Whether the server said that it has taken it."""
        return self.answer == Answer.ACCEPTED

    @property
    def sentence(self) -> str:
        """For the member who asked."""
        said = _SAID.get(self.answer, "It was not sent.")
        return said.format(to=self.recipient, code=self.code, words=self.words).strip()


@dataclass(frozen=True, slots=True)
class _Asked:
    version: Version
    plan: Plan
    step: StepInput
    contact: Contact
    sender: Mailbox


def send_test(
    version: Version,
    step_key: str,
    contact: Contact,
    *,
    seat: Membership,
    actor: Actor,
    variant: str = "",
) -> Rehearsed:
    """Send one e-mail step of a version, drafts too, to the address of `seat`.

    Waits for the mail server, so no transaction may be open. Refused when the step is no e-mail
    or cannot be written for the contact, while sending is stopped, and over five a minute.
    """
    with transaction.atomic():
        check_may(seat, actor, Capability.EDIT_SEQUENCES)
        asked = _asked(version, step_key, contact, variant, seat)
        content = _content(asked, seat)
        _check_rate(seat)
    receipt = _send(content, asked.step.key)
    with transaction.atomic():
        record(
            Action.TEST_SENT,
            version,
            actor=actor,
            contact_id=contact.pk,
            label=str(version),
            step=step_key,
            variant=variant,
            answer=receipt.answer.value,
            code=receipt.code,
        )
    return Rehearsed(content.recipient, receipt.answer, receipt.code, receipt.text)


def _asked(
    version: Version, step_key: str, contact: Contact, variant: str, seat: Membership
) -> _Asked:
    plan = published.plan(version)
    step = plan.step(step_key)
    if step is None or step.kind not in EMAILS:
        raise _wrong("step", "This is no e-mail of the version. Choose one of its e-mails.")
    if variant and variant not in step.shares:
        names = ", ".join(step.shares) or "none"
        raise _wrong("variant", f"This step has no such variant. It has: {names}.")
    known = facts.with_companies([contact.pk])
    if not known or known[0].erased_at is not None:
        raise _wrong("contact", "This person was erased. Choose another contact.")
    sender = _sender(version, step, known[0], seat)
    return _Asked(version, plan, worded(step, variant), known[0], sender)


def _sender(version: Version, step: StepInput, contact: Contact, seat: Membership) -> Mailbox:
    """The mailbox that the contact's message would leave from; it has to be open."""
    named = Mailbox.objects.filter(address=step.sender.lower(), is_active=True).first()
    box: Mailbox | None = named or _own(version, contact, seat)
    if box is None:
        raise Refused("No active mailbox would send this. Add one in the settings.")
    closed = control.closed_refs()
    if closed.everything or box.pk in closed.mailboxes:
        raise Refused("Sending is stopped. Release it first.", code="sending_stopped")
    return box


def _own(version: Version, contact: Contact, seat: Membership) -> Mailbox | None:
    picker = Picker(version.sequence, seat.pk)
    picker.meet([contact])
    return picker.sender(contact)


def _content(asked: _Asked, seat: Membership) -> Content:
    try:
        written = _written(asked, asked.step, _earlier_subject(asked))
    except RenderError as error:
        raise Refused(str(error), code="unwritable") from error
    if written.missing:
        names = ", ".join(written.missing)
        raise Refused(f"The message needs {names}. Fill it in on the contact, or choose another.")
    return Content(
        channel="email",
        sender_name=asked.sender.name,
        sender_address=asked.sender.address,
        reply_to=asked.step.reply_to or asked.sender.address,
        recipient=seat.user.email,
        subject=MARK + written.subject,
        text=written.text,
        html=written.html,
        # A header would let the member unsubscribe somebody who does not exist.
        unsubscribe=Unsubscribe.NONE,
        version_id=str(asked.version.pk),
        step_key=asked.step.key,
    )


def _written(asked: _Asked, step: StepInput, earlier_subject: str = "") -> writing.Written:
    return writing.write(
        step,
        asked.contact,
        sender_name=asked.sender.name,
        sender_address=asked.sender.address,
        workspace=asked.version.workspace,
        unsubscribe_url=VARIABLES["unsubscribe_url"].example,
        earlier_subject=earlier_subject,
        snippets=dict(asked.plan.snippets),
    )


def _earlier_subject(asked: _Asked) -> str:
    """The subject of the thread that the step would answer in, as if all before had been sent."""
    if not asked.step.same_thread:
        return ""
    ways = (Track.MAIN, asked.step.track)
    before = asked.plan.steps[: asked.plan.number(asked.step.key) - 1]
    sent = [each for each in before if each.kind == "email" and each.track in ways]
    begins = [each for each in sent if not each.same_thread][-1:] or sent[:1]
    # The first of all has nothing to answer, whatever it says.
    return _written(asked, replace(begins[0], same_thread=False)).subject if begins else ""


def _check_rate(seat: Membership) -> None:
    """A few a minute of real time, taken and not counted, so that nobody floods themselves."""
    mine = f"test:{seat.pk}:"
    key = f"{mine}{datetime.now(UTC):%Y%m%d%H%M}"
    LimitCounter.objects.filter(key__startswith=mine).exclude(key=key).delete()
    if not limits.take_one(key, MOST_A_MINUTE):
        message = f"You have sent {MOST_A_MINUTE} test messages within this minute. Wait a little."
        raise Refused(message, code="too_many")


def _send(content: Content, step_key: str) -> Receipt:
    domain = content.sender_address.rpartition("@")[2]
    mark = ((HEADER, f"{content.version_id}/{step_key}"),)
    try:
        wire = mail.wire(
            content,
            message_id=f"<test.{uuid7().hex}@{domain}>",
            date=clock.now(),
            unsubscribe_url="",
            more=mark,
        )
        mail.must_say(wire, content, more=mark)
        member = mail.envelope_address(content.recipient)
    except mail.MessageError as error:
        raise Refused(str(error), code="unwritable") from error
    return smtp.send(Envelope(member, member, wire))


def _wrong(field: str, message: str) -> Refused:
    return Refused(message, code="invalid", fields={field: message})
