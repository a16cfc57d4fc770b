"""Effects that follow an answer: a mail is answered as soon as it is stored, and acts after that.

It holds back from the commit that stored it (`enrollment.heeding`), so this may take its time; what
is lost here, with the process, the sweep of `signals.tasks` finds.
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from uuid import UUID

from django.db import close_old_connections

from signals import reactions
from signals.models import Signal
from tenancy.scope import scope

# Who stores goes first: so long at most for each effect.
COURTESY_SECONDS = 0.1
GLANCE_SECONDS = 0.005
# Whatever comes on top is left to the sweep.
MOST = 5_000


@dataclass
class Afterwards:
    """Gives stored signals their effects in a thread of its own, one after the other, while
    nothing `is_busy` storing."""

    is_busy: Callable[[], bool]
    pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="effects")
    )
    _open: set[Future[None]] = field(default_factory=set)

    def add(self, workspace_id: UUID, signals: Iterable[Signal]) -> None:
        """Signals that are stored; from the thread of the event loop."""
        for signal in signals:
            if len(self._open) >= MOST:
                return
            done = self.pool.submit(self._give, workspace_id, signal)
            self._open.add(done)
            done.add_done_callback(self._open.discard)

    def wait(self, seconds: float) -> bool:
        """Wait so long at most until everything that was added has had its effect; whether it
        has."""
        return not wait(set(self._open), timeout=seconds).not_done

    def close(self, seconds: float) -> None:
        """Go on for so long at most, and leave the rest to the sweep."""
        self.wait(seconds)
        self.pool.shutdown(wait=False, cancel_futures=True)

    def _give(self, workspace_id: UUID, signal: Signal) -> None:
        end = time.monotonic() + COURTESY_SECONDS
        while self.is_busy() and time.monotonic() < end:
            time.sleep(GLANCE_SECONDS)
        close_old_connections()
        try:
            with scope(workspace_id):
                reactions.attempt(signal)
        finally:
            close_old_connections()
