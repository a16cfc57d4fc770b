"""What a person does, as it comes: kept as facts, and as what makes them wait or leave."""

from collections.abc import Collection, Iterable
from datetime import datetime
from heapq import heappop, heappush

from sequences.cadence import Hours
from sequences.simulation import effects
from sequences.simulation.known import Known
from sequences.simulation.people import FIELDS, Happening


class Hearing:
    """What is still to come, and what has come of the rest. `paused` is until when and why,
    `held` why a person has to decide; a hold is stronger, and of two pauses the longer one
    stands."""

    __slots__ = ("_coming", "_decided", "_hours", "_known", "_refused", "held", "letters", "paused")

    def __init__(self, known: Known | None, hours: Hours, decided: Collection[str]) -> None:
        self._known, self._hours, self._decided = known, hours, decided
        self._coming: list[Happening] = []
        # Messages that the receiving server refused for now; two reports of one count once.
        self._refused: set[str] = set()
        self.letters: list[str] = []
        self.paused: tuple[datetime, str] | None = None
        self.held = ""

    def expect(self, happenings: Iterable[Happening]) -> None:
        """More will happen."""
        for each in happenings:
            heappush(self._coming, each)

    @property
    def next_at(self) -> datetime | None:
        """When something happens next."""
        return self._coming[0].at if self._coming else None

    def next_until(self, until: datetime) -> Happening | None:
        """What happens next, if it is not later than `until`; it counts as having come."""
        if not self._coming or self._coming[0].at > until:
            return None
        return heappop(self._coming)

    def paused_until(self, now: datetime) -> tuple[datetime, str] | None:
        """The pause that is not over at `now`, and its cause."""
        return self.paused if self.paused and self.paused[0] > now else None

    def take(self, each: Happening) -> effects.Effect:
        """Give something its effect, as far as it makes the person wait."""
        about = self._about(each)
        if self._known is not None:
            if each.what != FIELDS:
                self._known.heard(each.what, each.at, about)
            self._known.change({key: text for key, text in each.fields.items() if "." in key})
        if each.what == "bounce_soft":
            self._refused.add(about)
        soft = len(self._refused)
        found = effects.of(each.what, each.at, each.fields, self._hours, soft, self._decided)
        if found.until is not None:
            self._pause(found.until, f"waits until {found.until:%d %b %Y}: {found.waits}")
        elif found.waits:
            self.held = self.held or found.waits
        return found

    def _about(self, each: Happening) -> str:
        """The message that it is about: that of the step, else the last one."""
        if each.step in self.letters or not self.letters:
            return each.step
        return self.letters[-1]

    def _pause(self, until: datetime, cause: str) -> None:
        if self.paused is None or self.paused[0] < until:
            self.paused = (until, cause)
