"""What operators and reps decide: switches and their release plans, limits, mailboxes, tasks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import rule

from enrollment import backlog, control, installation, mailboxes, manual
from enrollment.models import ControlGate, Mailbox, ReleaseState, Touch
from tenancy.actors import member
from tests.machine.base import ANY, DEATHS, Base, Death

WIDTHS = st.sampled_from(["workspace", "sequence", "mailbox"])
DECISIONS = st.sampled_from(["task", "close", "release", "limit", "mailbox", "everything"])
CAPS = st.sampled_from([0, 1, 2, 200])
OPERATOR = installation.operator("olga")


class Control(Base):
    """One rule for all that they decide: what processes do has to happen more often."""

    @rule(what=DECISIONS, number=ANY, width=WIDTHS, cap=CAPS, does=st.booleans(), death=DEATHS)
    def decide(
        self, what: str, number: int, width: str, cap: int, does: bool, death: Death
    ) -> None:
        """Somebody decides something."""
        if what == "close":
            self._close(width, number, death)
        elif what == "release":
            self._release(number, death)
        elif what == "everything":
            self._everything(death)
        elif what == "limit":
            self._limit(number, cap, death)
        elif what == "mailbox":
            self._mailbox(number, death)
        else:
            self._task(number, does, death)

    def _close(self, width: str, number: int, death: Death) -> None:
        """An admin closes a switch."""
        ref, by = self._of(width, number), member(self.acme.admin)
        self.work(lambda: control.close(width, ref, reason="Incident", actor=by), death)

    def _release(self, number: int, death: Death) -> None:
        """A closed one is released by its plan."""
        if self.seen.shut:
            self.work(self._releasing(self.pick(number, sorted(self.seen.shut))), death)

    def _everything(self, death: Death) -> None:
        """An operator stops the whole installation, or lets it go on."""
        said: dict[str, Any] = {"by": OPERATOR, "everywhere": _here}
        if self.seen.everything:
            self.work(lambda: installation.release(**said), death)
        else:
            self.work(lambda: installation.stop(reason="Incident", **said), death)

    def _limit(self, number: int, cap: int, death: Death) -> None:
        """An admin changes how much a mailbox may send in a day."""
        box, seat = self._box(number), self.acme.admin
        said: dict[str, Any] = {"daily_limit": cap, "hourly_limit": None, "seat": seat}
        key = str(box.pk)
        lived = self.work(lambda: mailboxes.change_limits(box, actor=member(seat), **said), death)
        self.known.caps[key] = cap if lived else max(cap, self.known.caps[key])

    def _mailbox(self, number: int, death: Death) -> None:
        """An admin takes a mailbox out of use, or brings it back."""
        box, seat = self._box(number), self.acme.admin
        terms = mailboxes.Terms(
            name=box.name,
            owner=box.owner,
            daily_limit=box.daily_limit,
            is_active=not box.is_active,
        )
        by = member(seat)
        self.work(lambda: mailboxes.change_mailbox(box, terms, seat=seat, actor=by), death)

    def _task(self, number: int, does: bool, death: Death) -> None:
        """A rep does a task, or leaves it out."""
        due = [each.id for each in self.seen.touches.values() if each.state == "due"]
        if not due:
            return
        with transaction.atomic():
            rows = Touch.objects.select_related("enrollment__contact")
            touch = rows.get(pk=UUID(self.pick(number, due)))
        by = member(self.acme.rep)
        if does:
            self.work(lambda: manual.complete(touch, note="Done", actor=by), death)
        else:
            self.work(lambda: manual.skip(touch, reason="No need", actor=by), death)

    def settle(self) -> None:
        """Everything is released first."""
        if self.seen.everything:
            self.work(lambda: installation.release(by=OPERATOR, everywhere=_here))
            self.every_promise_is_kept()
        for ref in sorted(self.seen.shut):
            self.work(self._releasing(ref))
        self.every_promise_is_kept()
        super().settle()

    def _releasing(self, ref: str) -> Callable[[], None]:
        seat, by = self.acme.admin, member(self.acme.admin)

        def work() -> None:
            with transaction.atomic():
                gate = ControlGate.objects.get(ref=ref)
            plan = backlog.draft(gate.kind, gate.ref, seat=seat, actor=by)
            if plan.state == ReleaseState.DRAFT:
                plan = backlog.count_again(plan, seat=seat, actor=by)
                plan = backlog.start(plan, seat=seat, actor=by)
            backlog.run(plan.pk)

        return work

    def _of(self, width: str, number: int) -> UUID:
        small = self.place.small
        if width == "sequence":
            return self.pick(number, [small.letters, small.mixed]).sequence_id
        if width == "mailbox":
            return UUID(self.pick(number, self._mailboxes()))
        found: UUID = self.acme.workspace.pk
        return found

    def _box(self, number: int) -> Mailbox:
        with transaction.atomic():
            rows = Mailbox.objects.select_related("owner")
            row: Mailbox = rows.get(pk=UUID(self.pick(number, self._mailboxes())))
        return row


def _here(work: Callable[[], None]) -> None:
    """There is one workspace, and its scope is open."""
    work()
