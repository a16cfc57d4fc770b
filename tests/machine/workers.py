"""What processes do: whole turns, single stages with what one has in hand, and mending."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from enrollment import tasks
from enrollment.dispatch import arm, mending, run, wire
from enrollment.models import Touch
from tests.machine.base import DEATHS, Base, Death
from tests.machine.relay import Way

WAYS: st.SearchStrategy[list[Way]] = st.just([]) | st.lists(
    st.sampled_from(Way), min_size=2, max_size=5
)
SHORT = st.sampled_from([timedelta(), timedelta(seconds=20), timedelta(seconds=75)])
LONG = st.sampled_from(
    [timedelta(minutes=10), timedelta(hours=4), timedelta(hours=25), timedelta(days=4)]
)
# Replies are heard, and the relay is there, most of the time.
HEARS = st.sampled_from([True, True, True, False])


class Workers(Base):
    """Rules of processes. Of those who work stage by stage there are three at most: one has
    claimed, one has armed, one has answers in hand. Each may be slow, or never heard of again. Who
    has nothing in hand takes the stages before as well: which rules there are must not depend on
    what happened, because no two runs take exactly as long."""

    def __init__(self) -> None:
        super().__init__()
        self.claimed: Sequence[Touch] = ()
        self.armed: Sequence[arm.Armed] = ()
        self.answers: dict[Any, Any] = {}

    @rule(by=SHORT, ways=WAYS, death=DEATHS)
    def turn(self, by: timedelta, ways: list[Way], death: Death) -> None:
        """A worker's whole turn."""
        self.pass_(by)
        self.place.relay.will(ways)
        self.work(run.workspace_turn, death)

    @rule(by=LONG, hears=HEARS, is_up=HEARS, ways=WAYS, death=DEATHS)
    def turn_later(
        self, by: timedelta, hears: bool, is_up: bool, ways: list[Way], death: Death
    ) -> None:
        """Time passes, and a beat nudges a worker; the relay may be gone meanwhile."""
        self.pass_(by, hears=hears)
        self.place.relay.is_down = not is_up
        self.place.relay.will(ways)
        self.work(tasks.dispatch_due, death)
        self.place.relay.is_down = False

    @rule(death=DEATHS)
    def claim(self, death: Death) -> None:
        """A worker takes what is due."""

        def work() -> None:
            self.claimed, _ = run.take()

        self.claimed = ()
        self.work(work, death)

    @rule(death=DEATHS)
    def arm(self, death: Death) -> None:
        """It arms what it has claimed."""

        def work() -> None:
            self.armed = arm.arm(self.claimed)

        if not self.claimed:
            self.claim(None)
        self.armed = ()
        self.work(work, death)
        self.claimed = ()

    @rule(ways=WAYS, death=DEATHS)
    def transmit(self, ways: list[Way], death: Death) -> None:
        """It sends what it has armed."""

        def work() -> None:
            self.answers = dict(wire.transmit(self.armed))

        if not self.armed:
            self.arm(None)
        self.answers = {}
        self.place.relay.will(ways)
        self.work(work, death)
        self.armed = ()

    @rule(death=DEATHS)
    def record(self, death: Death) -> None:
        """It records what was answered."""
        if not self.answers:
            self.transmit([], None)
        self.work(lambda: run.settle(self.answers), death)
        self.answers = {}

    @rule(by=SHORT, speaks=st.booleans(), death=DEATHS)
    def hear_late(self, by: timedelta, speaks: bool, death: Death) -> None:
        """Whoever was silent speaks, or not; who waits for it listens."""
        self.pass_(by)
        if speaks:
            self.place.relay.answer_late()
        self.work(lambda: run.hear_late(1.0), death)

    @rule(by=SHORT, death=DEATHS, resolves=st.booleans())
    def mend(self, by: timedelta, death: Death, resolves: bool) -> None:
        """The reaper comes by, or the resolver."""
        self.pass_(by)
        what: Callable[[], object] = mending.resolve if resolves else mending.reap
        self.work(what, death)

    @rule(death=DEATHS)
    def keep_house(self, death: Death) -> None:
        """Housekeeping comes by, and goes on with what others left."""
        self.work(tasks.keep_house, death)
