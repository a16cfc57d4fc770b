"""Keep children alive: one that ends is started again, more slowly each time, and not for ever."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from config.run.child import Child
from config.run.errors import RunError

MOST_RESTARTS = 5
WINDOW_SECONDS = 60.0
_FIRST_PAUSE = 0.25


@dataclass
class Watch:
    """One child under watch. `now` is a monotonic clock in seconds; `most` restarts are granted
    within a minute."""

    child: Child
    say: Callable[[str], None]
    now: Callable[[], float] = time.monotonic
    most: int = MOST_RESTARTS
    _ends: list[float] = field(default_factory=list)
    _start_at: float | None = None

    def look(self) -> bool:
        """Look once; start it again when its pause is over. True when it was started again.

        Raises RunError at one end more than `most` within a minute.
        """
        if self._start_at is None:
            code = self.child.exit_code()
            if code is not None:
                self._plan_restart(code)
            return False
        if self.now() < self._start_at:
            return False
        self._start_at = None
        self.child.start()
        return True

    def _plan_restart(self, code: int) -> None:
        self._ends = [at for at in self._ends if at > self.now() - WINDOW_SECONDS]
        self._ends.append(self.now())
        name = self.child.spec.name
        if len(self._ends) > self.most:
            raise RunError(
                f"{name} ended {len(self._ends)} times within a minute; everything is stopped. "
                f"The end of {self.child.spec.log}:\n{self.child.last_lines()}"
            )
        lines = self.child.last_lines(3)
        self.say(f"{name} ended ({_in_words(code)}) and is started again. Its last lines:\n{lines}")
        self._start_at = self.now() + _FIRST_PAUSE * 2 ** (len(self._ends) - 1)


def _in_words(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
