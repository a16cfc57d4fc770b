"""ARM: the point of no return, in one short transaction for a batch.

First the locks, then, in new statements, everything again: only what is read after the locks were
taken is sure to see a stop that committed before. After the commit, and only then, bytes may
leave.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from audit.transitions import perform_held
from compliance.case import Purpose
from compliance.content import Content, content_hash
from compliance.gate import Decided
from compliance.models import SealedBlob
from enrollment import (
    breakers,
    canaries,
    composing,
    eligibility,
    gates,
    limits,
    lines,
    message_ids,
    stops,
)
from enrollment.channels import mail
from enrollment.channels.connecting import installation
from enrollment.channels.mail import MessageError
from enrollment.channels.relay import Outlet
from enrollment.dispatch import check, claim, copies, messages, texts, waiting
from enrollment.dispatch.check import ENGINE, Judged
from enrollment.dispatch.loading import Around, load
from enrollment.dispatch.messages import Written
from enrollment.models import PauseReason, RecipientGate, SendIntent, Touch
from enrollment.planning import Later
from sequences import published
from sequences.cadence import Due
from tenancy import clock
from tenancy.models import Installation
from tenancy.scope import current_workspace_id
from tenancy.statements import array, insert, rows

_UNSETTLED = """
SELECT enrollment_id, id, state FROM enrollment_touch
WHERE workspace_id = %s AND enrollment_id = ANY(%s::uuid[])
    AND state IN ('due', 'armed', 'unknown', 'planned')
"""

log = structlog.get_logger(__name__)
# As many as are armed in one transaction.
AT_ONCE = 100
GATE_IS_SHUT = "This address was stopped. Nothing is sent to it until the stop is lifted."


@dataclass(frozen=True)
class Armed:
    """What the wire needs: the intent and the exact bytes; for a provider, who writes its own,
    the content and the copies that are left out."""

    intent: SendIntent
    wire: bytes
    return_path: str
    recipient: str
    copies: tuple[str, ...]
    content: Content
    without: frozenset[str]
    outlet: Outlet


@dataclass
class _Batch:
    """What is on its way through one arming transaction."""

    armed: list[Armed] = field(default_factory=list)
    # Who may not leave after all, and what becomes of them; None: the next claim finds out why.
    aside: list[tuple[Touch, Judged]] = field(default_factory=list)

    def put_aside(self, touch: Touch, said: Judged = None) -> None:
        self.aside.append((touch, said))


@dataclass(frozen=True)
class _Letter:
    """A touch that may leave, with what it says and why it may."""

    touch: Touch
    gate: RecipientGate
    said: Written
    decided: Decided
    without: frozenset[str]
    message_id: str = ""
    wire: bytes = b""

    @property
    def content(self) -> Content:
        """What it says."""
        return self.said.content


def arm(touches: Sequence[Touch]) -> list[Armed]:
    """Arm checked touches, all that may leave, in one transaction. Of the others each stays
    planned and is dealt with: it waits, is given to a person, or its lease is let go.

    When the transaction fails, each touch is tried alone, so that one does not keep the others;
    one that fails alone is logged and left to its lease.
    """
    if not touches:
        return []
    batch = _Batch()
    try:
        with transaction.atomic():
            _arm(touches, batch)
    except Exception:
        if len(touches) == 1:
            log.exception("touch failed", touch_id=str(touches[0].pk))
            return []
        return [armed for touch in touches for armed in arm([touch])]
    check.settle(batch.aside)
    claim.release([touch for touch, said in batch.aside if said is None])
    return batch.armed


def _arm(touches: Sequence[Touch], batch: _Batch) -> None:
    gates.share(_keys_above(touches))
    locked = gates.lock(key for touch in touches for key in _gate_keys(touch))
    around = Around(load(claim.held(touches)), clock.now())
    standing = _standing(around, locked, batch)
    letters = _allowed(_written(standing, batch), locked, batch)
    letters = _taken(_in_bytes(letters, batch), around, batch)
    batch.armed = _commit_to(letters, around)


def _keys_above(touches: Sequence[Touch]) -> list[str]:
    """The advisory keys of a batch: outermost first, and sorted, as `gates` demands."""
    sequences = {touch.sequence_id for touch in touches}
    mailboxes = {touch.mailbox_id for touch in touches if touch.mailbox_id}
    return gates.keys_of(sequences=sequences, mailboxes=mailboxes)


def _gate_keys(touch: Touch) -> list[str]:
    step = published.step(touch.enrollment.version, touch.step)
    return [stops.gate_key(touch.enrollment), *copies.keys_of(step)]


def _standing(around: Around, locked: Mapping[str, RecipientGate], batch: _Batch) -> list[Touch]:
    """Switches, the person's gate, the enrollment, the conditions, the moment: all once more."""
    open_ = _with_another_open(around.touches)
    found = []
    for touch in around.touches:
        gate = locked.get(stops.gate_key(touch.enrollment))
        if gate is None or touch.pk in open_ or _shut(touch, around):
            batch.put_aside(touch)
        elif gate.stopped_at is not None:
            # Whoever was stopped has exited; who is here all the same must not come for ever.
            given = check.give_to_person(touch, PauseReason.BLOCKED, GATE_IS_SHUT)
            batch.put_aside(touch, given)
        elif (said := check.judge(touch, around)) is not None:
            batch.put_aside(touch, said)
        else:
            found.append(touch)
    return found


def _shut(touch: Touch, around: Around) -> bool:
    """Whether a switch is closed, it is not due, or has no sender any more."""
    box = touch.mailbox_id
    if box is None or touch.due_at > around.now:
        return True
    return around.closed.covers(sequence_id=touch.sequence_id, mailbox_id=box)


def _with_another_open(touches: Sequence[Touch]) -> set[UUID]:
    """The touches beside which a step of their enrollment that was planned before is not settled;
    so is whatever of it may be on the wire or lies in somebody's list."""
    own = {touch.enrollment_id: touch.pk for touch in touches}
    found = rows(_UNSETTLED, current_workspace_id(), array(own))
    return {
        own[enrollment_id]
        for enrollment_id, pk, state in found
        if pk != own[enrollment_id] and (state != "planned" or pk < own[enrollment_id])
    }


def _written(touches: Sequence[Touch], batch: _Batch) -> list[tuple[Touch, Written]]:
    found = []
    for touch, said in messages.written(touches).items() if touches else ():
        if isinstance(said, Written):
            found.append((touch, said))
        else:
            batch.put_aside(touch, said)
    return found


def _allowed(
    written: Sequence[tuple[Touch, Written]], locked: Mapping[str, RecipientGate], batch: _Batch
) -> list[_Letter]:
    """The allow decisions of this very transaction; refusals are kept as well."""
    found, now = [], clock.now()
    decisions = _decide([touch for touch, _ in written])
    for (touch, said), decided in zip(written, decisions, strict=True):
        if not decided.verdict.allows:
            batch.put_aside(touch, check.refused(touch, decided.verdict))
            continue
        gate = locked[stops.gate_key(touch.enrollment)]
        without = copies.unwanted(said.content, locked, now)
        found.append(_Letter(touch, gate, said, decided, without))
    return found


def _decide(touches: Sequence[Touch]) -> list[Decided]:
    return eligibility.decide_touches(touches, Purpose.ARM)


def _in_bytes(letters: Sequence[_Letter], batch: _Batch) -> list[_Letter]:
    """Each message as it goes over the wire; what cannot be put into bytes waits for a person."""
    if not letters:
        return []
    known = Installation.objects.get(pk=1)
    around = messages.surroundings([each.touch for each in letters])
    found = []
    for each in letters:
        message_id = new_message_id(each.touch, known)
        try:
            wire = messages.wire(each.touch, each.said, message_id, around, each.without)
        except ValueError as error:
            # A MessageError says what is wrong; the library's own words may hold the value.
            ours = isinstance(error, MessageError)
            note = str(error) if ours else "The message cannot be put into bytes."
            said = check.give_to_person(each.touch, PauseReason.INCOMPLETE, note)
            batch.put_aside(each.touch, said)
            continue
        found.append(replace(each, message_id=message_id, wire=wire))
    return found


def _taken(letters: Sequence[_Letter], around: Around, batch: _Batch) -> list[_Letter]:
    """Those that every limit has room for and whose turn it is at their mailbox, in the order in
    which they were due."""
    wanted = around.limits
    room = limits.held(limit for each in letters for limit in wanted[each.touch.pk])
    doors = _Doors(around, [each.touch for each in letters])
    fitting = []
    for each in letters:
        touch = each.touch
        full = room.lacks(wanted[touch.pk])
        due = waiting.for_room(touch, full, around) if full else doors.ask(touch)
        if due is None and room.take(wanted[touch.pk]):
            fitting.append(each)
        elif due is not None:
            batch.put_aside(touch, Later(touch, due, anew=bool(touch.first)))
    placed = canaries.take([each.touch for each in fitting], around.begun)
    for each in fitting:
        if each.touch.pk not in placed:
            room.give_back(wanted[each.touch.pk])
            batch.put_aside(each.touch)
    room.keep()
    doors.keep()
    return [each for each in fitting if each.touch.pk in placed]


class _Doors:
    """What a message passes after its limits, with the rows locked: its receiver, and its turn at
    its mailbox."""

    def __init__(self, around: Around, touches: Sequence[Touch]) -> None:
        self._around = around
        self._lines = lines.held(touches, around.diary)
        self._slow = breakers.known(touches, locked=True)

    def ask(self, touch: Touch) -> Due | None:
        """Until when it waits; None when it leaves."""
        assert touch.mailbox_id is not None
        now = self._around.now
        row = self._slow.of(touch, self._around.route(touch))
        if (slow := breakers.keeps(touch, row, now)) is not None:
            return waiting.for_receiver(touch, slow, self._around)
        turn = self._lines.ask(touch)
        if turn is None and row is not None:
            self._slow.try_with(touch, row, now)
        return turn

    def keep(self) -> None:
        """Store the turns."""
        self._lines.keep()


def _commit_to(letters: Sequence[_Letter], around: Around) -> list[Armed]:
    """Store the intents with their contents, and move the touches."""
    if not letters:
        return []
    people = [(each.touch.enrollment.contact, each.content) for each in letters]
    blobs = composing.store_many(people)
    armed_at = clock.real_now()
    intents = [
        _intent(each, blob, armed_at, around) for each, blob in zip(letters, blobs, strict=True)
    ]
    insert(intents)
    said = {
        each.touch.pk: {
            "intent": str(intent.pk),
            "decision": str(intent.decision_id),
            "step": each.touch.step.key,
            **copies.left_out(each.without),
        }
        for each, intent in zip(letters, intents, strict=True)
    }
    perform_held(
        [each.touch for each in letters],
        "arm",
        actor=ENGINE,
        changes={"cause": ""},
        data=lambda touch: said[touch.pk],
    )
    return [
        _armed(each, intent, _outlet(each.touch, around))
        for each, intent in zip(letters, intents, strict=True)
    ]


def _outlet(touch: Touch, around: Around) -> Outlet:
    outlet = around.outlet(touch)
    assert outlet is not None, "who has none waits"
    return outlet


def _intent(each: _Letter, blob: SealedBlob, armed_at: datetime, around: Around) -> SendIntent:
    touch = each.touch
    assert touch.mailbox_id is not None
    made: SendIntent = SendIntent(
        touch=touch,
        decision_id=each.decided.decision_id,
        fence=touch.fence,
        message_id=each.message_id,
        address_key=each.gate.address_key,
        gate_epoch=each.gate.epoch,
        number_key=texts.number_key(each.content),
        content_hash=content_hash(each.content),
        wire_hash=hashlib.sha256(each.wire).hexdigest(),
        content=blob,
        mailbox=touch.mailbox,
        elsewhere=_outlet(touch, around) != installation(),
        armed_at=armed_at,
        # A worker that stalls longer than this drops the connection instead of the dot.
        deadline_at=armed_at + timedelta(seconds=settings.WIRE_DEADLINE_SECONDS),
    )
    return made


def _armed(each: _Letter, intent: SendIntent, outlet: Outlet) -> Armed:
    envelope = mail.envelope_copies(each.content, each.without)
    is_text = texts.is_text(each.content)
    to = each.content.recipient
    recipient = to if is_text else mail.envelope_address(to)
    return Armed(
        intent,
        each.wire,
        return_path(intent),
        recipient,
        envelope,
        each.content,
        each.without,
        outlet,
    )


def new_message_id(touch: Touch, known: Installation) -> str:
    """HMAC of installation, restore epoch, touch and fence: known before the send, and unique
    for ever, also when a database is made anew."""
    digest = message_ids.digest(known, touch.pk, touch.fence)
    assert touch.mailbox is not None
    return f"<{digest}@{touch.mailbox.address.rpartition('@')[2]}>"


def return_path(intent: SendIntent) -> str:
    """Where bounces go: the mailbox itself, tagged with the intent, so that they find it."""
    local, _, domain = intent.mailbox.address.rpartition("@")
    return f"{local}+b-{intent.pk.hex}@{domain}"
