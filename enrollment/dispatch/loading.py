"""Claimed touches with everything that deciding about them needs, and what surrounds them all.

A batch shares its workspace, versions, sequences and mailboxes, so each of those is read once; the
number of statements does not depend on how many touches there are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model

from compliance.models import Review, SealedBlob
from contacts.models import Account, Contact
from enrollment import (
    absences,
    breakers,
    canaries,
    control,
    heeding,
    limits,
    planning,
    progress,
    relays,
)
from enrollment.absences import Away
from enrollment.breakers import Breakers
from enrollment.channels.relay import Outlet, Texter
from enrollment.control import Closed
from enrollment.limits import Limit, Room
from enrollment.models import CanaryRun, Enrollment, Mailbox, Touch
from enrollment.planning import Diary
from sequences import published
from sequences.models import Sequence as SequenceRow
from sequences.models import Step, StepKind, Version
from sequences.plans import step_of
from tenancy.models import Membership, User, Workspace
from tenancy.reading import read, read_joined, read_shared
from tenancy.rows import is_tenant
from tenancy.statements import array

_TOUCHES = """
FROM enrollment_touch AS touch
    JOIN enrollment_enrollment AS enrollment
        ON enrollment.workspace_id = touch.workspace_id AND enrollment.id = touch.enrollment_id
    JOIN contacts_contact AS contact
        ON contact.workspace_id = enrollment.workspace_id AND contact.id = enrollment.contact_id
WHERE touch.workspace_id = %s AND touch.id = ANY(%s::uuid[])
ORDER BY touch.due_at, touch.id
"""


def glance(touch_ids: Iterable[UUID]) -> list[Touch]:
    """Touches in the order in which they are due, each with what says which locks it needs: its
    enrollment, contact, version, step and mailboxes."""
    touches = _touches(touch_ids)
    enrollments = [touch.enrollment for touch in touches]
    boxes = _Attached(Mailbox)
    _Attached(Version).to(Enrollment, "version", enrollments)
    boxes.to(Enrollment, "mailbox", enrollments)
    boxes.to(Touch, "mailbox", touches)
    _attach_steps(touches)
    return touches


def load(touch_ids: Iterable[UUID], beside: Sequence[Touch] = ()) -> list[Touch]:
    """Touches in the order in which they are due, each with its enrollment, contact, company,
    owner, version, sequence, step, mailbox, review and workspace.

    What many share is taken from the touches `beside`, which were loaded before: where it may be
    as old as those are.
    """
    touches = _touches(touch_ids)
    enrollments = [touch.enrollment for touch in touches]
    known = [touch.enrollment for touch in beside]
    _Attached(Workspace, known, "workspace").to(Enrollment, "workspace", enrollments)
    versions = _Attached(Version, known, "version")
    versions.to(Enrollment, "version", enrollments)
    sequences = _Attached(SequenceRow, known, "sequence")
    sequences.to(Enrollment, "sequence", enrollments)
    sequences.to(Version, "sequence", versions.found())
    reviews = _Attached(Review, known, "review")
    reviews.to(Enrollment, "review", enrollments)
    _Attached(SealedBlob).to(Review, "content", reviews.found())
    boxes = _Attached(Mailbox, known, "mailbox")
    boxes.to(Enrollment, "mailbox", enrollments)
    boxes.to(Touch, "mailbox", touches)
    _attach_owners([row.contact for row in enrollments], boxes, known)
    _attach_steps(touches)
    return touches


def _touches(touch_ids: Iterable[UUID]) -> list[Touch]:
    known = {"touch": Touch, "enrollment": Enrollment, "contact": Contact}
    found: list[Touch] = []
    for touch, enrollment, contact in read_joined(known, _TOUCHES, array(touch_ids)):
        _know(Touch, "enrollment", touch, enrollment)
        _know(Enrollment, "contact", enrollment, contact)
        found.append(touch)
    return found


def _attach_owners(
    people: Sequence[Contact], boxes: "_Attached", known: Sequence[Enrollment]
) -> None:
    """Companies and owners of people, and the owners of mailboxes, who have a name and zone."""
    others = [row.contact for row in known]
    _Attached(Account, others, "account").to(Contact, "account", people)
    owners = _Attached(Membership, others, "owner")
    owners.to(Contact, "owner", people)
    owners.to(Mailbox, "owner", boxes.found())
    senders = [box.owner for box in boxes.found() if box.owner is not None]
    _Attached(User).to(Membership, "user", senders)


class _Attached:
    """Rows that others name by a foreign key: all who name one share it. Each is read once, unless
    somebody in `beside` has it already, by its field `name`."""

    def __init__(self, model: type[Model], beside: Sequence[Model] = (), name: str = "") -> None:
        self.model = model
        found = (getattr(each, name) for each in beside)
        self.known: dict[Any, Model] = {row.pk: row for row in found if row is not None}

    def found(self) -> list[Any]:
        """All of them."""
        return list(self.known.values())

    def to(self, model: type[Model], name: str, rows: Sequence[Model]) -> None:
        """Let each row know the one that its field `name` names; who knows it already, does."""
        field: Any = model._meta.get_field(name)
        own, cached = field.attname, field.cache_name
        asking = [row for row in rows if cached not in row._state.fields_cache]
        wanted = {row.__dict__[own] for row in asking} - {None} - self.known.keys()
        if wanted:
            self.known |= {row.pk: row for row in self._read(wanted)}
        for row in asking:
            row._state.fields_cache[cached] = self.known.get(row.__dict__[own])

    def _read(self, wanted: Collection[UUID]) -> Iterable[Model]:
        if is_tenant(self.model):
            return read(self.model, "this.id = ANY(%s::uuid[])", array(wanted))
        return read_shared(self.model, wanted)


def _know(model: type[Model], name: str, row: Model, other: Model | None) -> None:
    field: Any = model._meta.get_field(name)
    row._state.fields_cache[field.cache_name] = other


def _attach_steps(touches: Sequence[Touch]) -> None:
    """Those of the version that the enrollment is on were read before; a task may belong to one
    that its person was moved from."""
    others = []
    for touch in touches:
        step = published.row_by_id(touch.enrollment.version, touch.step_id)
        if step is None:
            others.append(touch)
        else:
            _know(Touch, "step", touch, step)
    if others:
        _Attached(Step).to(Touch, "step", others)


def _is_text(touch: Touch) -> bool:
    return bool(touch.kind == StepKind.SMS)


@dataclass(frozen=True)
class Around:
    """What touches are judged by besides their own rows, as of one moment; read when it is first
    asked for, for all of them at once."""

    touches: Sequence[Touch]
    now: datetime

    @cached_property
    def closed(self) -> Closed:
        """The closed switches."""
        return control.closed_refs()

    @cached_property
    def unheeded(self) -> frozenset[str]:
        """The gates that something heard holds back."""
        return heeding.unheeded(self.touches)

    @cached_property
    def away(self) -> Away:
        """The owners who are away."""
        return absences.away(self.touches)

    @cached_property
    def diary(self) -> Diary:
        """When each enrollment's hours open."""
        return planning.diary_of(touch.enrollment for touch in self.touches)

    @cached_property
    def begun(self) -> Collection[UUID]:
        """The first messages that were armed before."""
        return limits.begun(self.touches)

    @cached_property
    def runs(self) -> Mapping[UUID, CanaryRun]:
        """The canaries, by version."""
        return canaries.runs_of(self.touches)

    @cached_property
    def room(self) -> Room:
        """What is left of the limits, as far as is known without their locks."""
        return limits.known(each for found in self.limits.values() for each in found)

    @cached_property
    def keeping(self) -> Collection[UUID]:
        """The mailboxes that start nobody today."""
        found = [touch.mailbox for touch in self.touches if touch.first]
        boxes = {box.pk: box for box in found if box is not None}
        return limits.keeping_for_follow_ups(list(boxes.values()), self.room, self.now)

    @cached_property
    def outlets(self) -> Mapping[UUID, Outlet]:
        """How each mailbox hands its messages over; one whose account cannot be used now is not
        among them."""
        boxes = {each.mailbox for each in self.touches if each.mailbox and not _is_text(each)}
        return relays.relays_of(boxes) if boxes else {}

    @cached_property
    def texters(self) -> Mapping[UUID, Texter]:
        """Who takes the text messages of each mailbox that can send them now."""
        return relays.texters_of({t.mailbox for t in self.touches if t.mailbox and _is_text(t)})

    def outlet(self, touch: Touch) -> Outlet | None:
        """Where the message of a touch is handed over; None where it cannot be now."""
        if touch.mailbox_id is None:
            return None
        return (self.texters if _is_text(touch) else self.outlets).get(touch.mailbox_id)

    def route(self, touch: Touch) -> str:
        """By which server its message would leave, as breakers know it."""
        return relays.route_of(self.outlet(touch))

    @cached_property
    def breakers(self) -> Breakers:
        """The receivers that asked to slow down."""
        return breakers.known(self.touches)

    @cached_property
    def fields(self) -> Mapping[UUID, Mapping[str, str]]:
        """The facts of those enrollments whose step asks for any."""
        asked = [touch.enrollment for touch in self.touches if self._asks(touch)]
        return progress.facts_of(asked, self.now) if asked else {}

    @cached_property
    def limits(self) -> Mapping[UUID, list[Limit]]:
        """The limits that each touch would take of."""
        return {
            touch.pk: limits.of(touch, self.now, starts=self.starts(touch))
            for touch in self.touches
        }

    def starts(self, touch: Touch) -> bool:
        """Whether it would start somebody."""
        return limits.is_start(touch, self.begun)

    @staticmethod
    def _asks(touch: Touch) -> bool:
        plan = published.plan(touch.enrollment.version)
        return progress.asks(plan, plan.step(touch.step.key) or step_of(touch.step))


__all__ = ["Around", "load"]
