"""Something that changes what the gate says, while a message is being armed."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from enrollment import services
from enrollment.dispatch import arm
from enrollment.models import Touch
from tests.enrollment.sink import in_thread

# Long enough for any of the works to commit when nothing keeps it waiting.
PATIENCE = 0.7


def armed_beside(
    ready: list[Touch], work: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> tuple[bool, bool]:
    """Whether the message was armed, and whether the work had committed before that; the work
    begins, in a connection of its own, when the gate has decided."""
    decide = arm._decide
    threads: list[threading.Thread] = []
    done: list[bool] = []

    def slowly(touches: Any) -> Any:
        decided = decide(touches)
        threads.append(in_thread(work))
        threads[0].join(PATIENCE)
        done.append(not threads[0].is_alive())
        return decided

    monkeypatch.setattr(arm, "_decide", slowly)
    armed = arm.arm(ready)
    threads[0].join(10)
    return bool(armed), done[0]


def killed_after_one_pause(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the work of a worker that is killed when it has paused one person."""
    pause = services.pause

    def dies(*args: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    def dies_after_one(*args: Any, **more: Any) -> None:
        pause(*args, **more)
        monkeypatch.setattr(services, "pause", dies)

    monkeypatch.setattr(services, "pause", dies_after_one)
    with pytest.raises(KeyboardInterrupt):
        work()
    monkeypatch.setattr(services, "pause", pause)
