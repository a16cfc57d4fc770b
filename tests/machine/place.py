"""What one example has: the world anew, the time, the relay and the process that is at work."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from structlog.testing import capture_logs

from enrollment.channels import smtp
from enrollment.evidence import sources
from tenancy.errors import Refused
from tests.machine import life, line, times, worlds
from tests.machine.life import Life
from tests.machine.picture import Picture
from tests.machine.relay import Relay
from tests.machine.times import Times
from tests.machine.worlds import Copy, Small

_HEAR = "UPDATE enrollment_mailbox SET heard_at = %s"


@dataclass
class Place:
    """Shared by all examples; `begin` makes it as new."""

    small: Small
    copy: Copy
    times: Times
    life: Life
    relay: Relay
    watching: psycopg.Connection[Any]
    folder: Path
    point_at: Callable[[Path], None]
    logged: list[Any]
    _numbers: Iterator[int] = field(default_factory=count)

    def begin(self) -> None:
        """Another example."""
        self.life.bury()
        self.times.begin()
        self.copy.restore()
        self.hear()
        log = self.folder / str(next(self._numbers)) / "log.jsonl"
        self.relay.begin(log)
        self.point_at(log.parent)
        sources.forget()

    def failures(self) -> list[str]:
        """What the product has logged as an error since the last look: it goes on after one, and
        nothing that happens here is one."""
        found = [each for each in self.logged if each["log_level"] in ("error", "critical")]
        self.logged.clear()
        return [f"{each['event']}: {each.get('exc_info')}" for each in found]

    def hear(self) -> None:
        """Replies to both mailboxes have just been proven to reach us."""
        self.watching.execute(_HEAR, [datetime.now(UTC)])

    def pass_(self, by: timedelta, *, hears: bool = True) -> None:
        """Time passes; replies are heard all the while, unless the ears are away."""
        self.times.pass_(by)
        if hears:
            self.hear()

    def see(self) -> Picture:
        """What is stored now."""
        return Picture(self.watching)

    def work(self, what: Callable[[], object], death: tuple[int, bool] | None = None) -> bool:
        """Somebody does something, and may die at it; what is refused stays undone."""

        def tried() -> None:
            try:
                what()
            except Refused:
                return

        return self.life.work(tried, death)


@contextmanager
def ready(folder: Path, point_at: Callable[[Path], None]) -> Iterator[Place]:
    """The place, for as long as the block lasts."""
    with ExitStack() as stack:
        # The next test has its own connections, also when this one failed.
        stack.callback(smtp.close)
        time, watching = stack.enter_context(times.installed())
        who = stack.enter_context(life.installed())
        time.begin()
        small = worlds.build()
        relay = Relay(time, who)
        stack.enter_context(line.installed(time, relay.connect))
        logged: list[Any] = stack.enter_context(capture_logs())
        yield Place(small, Copy(), time, who, relay, watching, folder, point_at, logged)
