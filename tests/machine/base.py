"""What every rule of the machine needs: the place, what was seen last, and the promises."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import ClassVar, TypeVar
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from compliance.models import Review
from contacts.addresses import parse_address
from enrollment import suppressing
from enrollment.dispatch import mending, run
from enrollment.models import Enrollment
from tenancy.actors import system
from tenancy.scope import scope
from tests.machine import promises
from tests.machine.place import Place
from tests.machine.promises import Known, Step
from tests.machine.relay import DOZE, SLEEP, Way
from tests.machine.stalling import stalled

Choice = TypeVar("Choice")
Death = tuple[int, bool] | None
SOMEBODY = st.integers(0, 5)
ANY = st.integers(0, 7)
# Most live on; the others die at one of their next commits, before it or after it.
DEATHS = st.one_of(st.none(), st.none(), st.tuples(st.integers(1, 10), st.booleans()))
OUTSIDE = system("outside")
# Until the relay has given up on what was on its way, and until whatever was refused for now is due
# once more.
MOST_TURNS = 6
LAST = (timedelta(seconds=80), timedelta(hours=5))


class Base(RuleBasedStateMachine):
    """The beginning, the end, and the look at everything after each step."""

    place: ClassVar[Place]

    def __init__(self) -> None:
        super().__init__()
        self.place.begin()
        self.place.failures()
        self.acme = self.place.small.acme
        self._inside = scope(self.acme.workspace.pk)
        self._inside.__enter__()
        self.place.relay.meanwhile = self._meanwhile
        self.known = Known(caps=dict.fromkeys(self._mailboxes(), 200))
        for key, words in self.place.small.approved.items():
            self.known.approved[key] = promises.plain(words)
        self.seen = self.place.see()
        self.events = 0
        self._looked_at = 0
        self.is_broken = False
        self._stopped: set[str] = set()

    def teardown(self) -> None:
        """With a relay that behaves nothing is left open, and nobody waits for nothing."""
        try:
            if not self.is_broken:
                self.settle()
        finally:
            self._inside.__exit__(None, None, None)

    def settle(self) -> None:
        """Go on until nothing is due any more, and look at what waits."""
        self.place.relay.is_down = False
        self.place.relay.ways.clear()
        self.place.relay.answer_late()
        self.work(lambda: run.hear_late(1.0))
        for by in LAST:
            self.pass_(by)
            self.work(mending.reap)
            for _ in range(2):
                # Whoever concludes "not sent" has waited by itself since it heard of the doubt.
                self.work(mending.resolve)
                self.pass_(timedelta(hours=1))
            self.every_promise_is_kept()
            for _ in range(MOST_TURNS):
                taken = run.workspace_turn()
                self.every_promise_is_kept()
                if not taken:
                    break
            else:
                raise AssertionError("a touch is claimed again and again")
        wrong = promises.unsettled(self.seen) + stalled(self.seen)
        assert not wrong, "; ".join(wrong)

    @invariant()
    def every_promise_is_kept(self) -> None:
        """Compare what is stored with what was, and with the relay's log."""
        before, self.seen = self.seen, self.place.see()
        taken = self.place.relay.taken
        wrong = promises.broken(
            Step(before, self.seen, taken, taken[self._looked_at :], self.known)
        )
        self._looked_at = len(taken)
        wrong += self.place.failures()
        self.is_broken = bool(wrong)
        assert not wrong, "; ".join(wrong)
        self.known.stopped |= self._stopped

    def pass_(self, by: timedelta, *, hears: bool = True) -> None:
        """Time passes; what was due before the next step is seen anew."""
        self.place.pass_(by, hears=hears)
        self.seen = self.place.see()

    def work(self, what: Callable[[], object], death: Death = None) -> bool:
        """Somebody does something; False when they died at it."""
        self.is_broken = True
        lived = self.place.work(what, death)
        self.is_broken = False
        return lived

    def has_stopped(self, base: str) -> None:
        """From the next step on nothing is armed for this address."""
        self._stopped.add(base)

    def pick(self, number: int, rows: Sequence[Choice]) -> Choice:
        """One of them."""
        return rows[number % len(rows)]

    def enrollment(self, number: int, *states: str) -> Enrollment | None:
        """One of those in these states; None when there is none."""
        found = self.seen.in_state(*states)
        if not found:
            return None
        with transaction.atomic():
            rows = Enrollment.objects.select_related("contact")
            row: Enrollment = rows.get(pk=UUID(self.pick(number, found).id))
        return row

    def review(self, number: int, *states: str) -> Review | None:
        """That of one of those who wait for a second person, or who are in these states."""
        row = self.enrollment(number, *(states or ("awaiting_review",)))
        if row is None or row.review_id is None:
            return None
        with transaction.atomic():
            found: Review = Review.objects.get(pk=row.review_id)
        return found

    def _mailboxes(self) -> list[str]:
        return [str(each.pk) for each in (self.acme.mailbox, self.place.small.other_mailbox)]

    def _meanwhile(self, way: Way, recipient: str) -> None:
        """What others do while a sender is about to write its dot."""
        if way != Way.STOPPED:
            self.place.times.pass_(DOZE if way == Way.DOZED else SLEEP)
            mending.reap()
            mending.resolve()
        else:
            base = parse_address(recipient).base
            said = {"kind": "address", "value": base, "reason": "opt_out", "source": "letter"}
            suppressing.suppress_and_stop(actor=OUTSIDE, **said)
            self.has_stopped(base)
