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

from compliance.models import Review
from contacts.models import Account, Contact
from enrollment import absences, canaries, control, limits, planning, progress, relays
from enrollment.absences import Away
from enrollment.channels.relay import Outlet
from enrollment.control import Closed
from enrollment.limits import Limit, Room
from enrollment.models import CanaryRun, Enrollment, Mailbox, Touch
from enrollment.planning import Diary
from sequences import published
from sequences.models import Sequence as SequenceRow
from sequences.models import Step, Version
from sequences.plans import step_of
from tenancy.models import Membership, Workspace
from tenancy.scope import current_workspace_id


def load(touch_ids: Iterable[UUID]) -> list[Touch]:
    """Touches in the order in which they are due, each with its enrollment, contact, company,
    owner, version, sequence, step, mailbox, review and workspace."""
    rows = Touch.objects.select_related("enrollment__contact").filter(pk__among=list(touch_ids))
    touches = list(rows.order_by("due_at", "pk"))
    enrollments = [touch.enrollment for touch in touches]
    people = [row.contact for row in enrollments]
    workspace = Workspace.objects.get(pk=current_workspace_id())
    for row in enrollments:
        _know(Enrollment, "workspace", row, workspace)
    _attach(Enrollment, "version", enrollments, Version.objects.select_related("sequence"))
    _attach(Enrollment, "sequence", enrollments, SequenceRow.objects.all())
    _attach(Enrollment, "review", enrollments, Review.objects.select_related("content"))
    boxes = Mailbox.objects.select_related("owner__user")
    _attach(Enrollment, "mailbox", enrollments, boxes)
    _attach(Touch, "mailbox", touches, boxes)
    _attach(Contact, "account", people, Account.objects.all())
    _attach(Contact, "owner", people, Membership.objects.all())
    _attach_steps(touches)
    return touches


def _attach(model: type[Model], name: str, rows: Sequence[Any], found: Any) -> None:
    """Let each row know the row that its foreign key names, which all who name it share."""
    field: Any = model._meta.get_field(name)
    wanted = {getattr(row, field.attname) for row in rows} - {None}
    known = {each.pk: each for each in found.filter(pk__among=wanted)} if wanted else {}
    for row in rows:
        _know(model, name, row, known.get(getattr(row, field.attname)))


def _know(model: type[Model], name: str, row: Model, other: Model | None) -> None:
    field: Any = model._meta.get_field(name)
    field.set_cached_value(row, other)


def _attach_steps(touches: Sequence[Touch]) -> None:
    """Those of the version that the enrollment is on were read before; a task may belong to one
    that its person was moved from."""
    others = []
    for touch in touches:
        kept = published.rows(touch.enrollment.version).values()
        step = next((each for each in kept if each.pk == touch.step_id), None)
        if step is None:
            others.append(touch)
        else:
            _know(Touch, "step", touch, step)
    if others:
        _attach(Touch, "step", others, Step.objects.all())


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
        return limits.known(each for touch in self.touches for each in self.limits(touch))

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
        return relays.relays_of({touch.mailbox for touch in self.touches if touch.mailbox})

    @cached_property
    def fields(self) -> Mapping[UUID, Mapping[str, str]]:
        """The facts of those enrollments whose step asks for any."""
        asked = [touch.enrollment for touch in self.touches if self._asks(touch)]
        return progress.facts_of(asked, self.now) if asked else {}

    def limits(self, touch: Touch) -> list[Limit]:
        """The limits that a message takes of."""
        return limits.of(touch, self.now, starts=self.starts(touch))

    def starts(self, touch: Touch) -> bool:
        """Whether it would start somebody."""
        return limits.is_start(touch, self.begun)

    @staticmethod
    def _asks(touch: Touch) -> bool:
        plan = published.plan(touch.enrollment.version)
        return progress.asks(plan, plan.step(touch.step.key) or step_of(touch.step))


__all__ = ["Around", "load"]
