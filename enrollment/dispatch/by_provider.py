"""Messages by the API of a provider, several at once: each call waits in a thread of its own, and
the one thread that owns the database looks for all of them."""

import queue
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from enrollment.channels import esp, texting
from enrollment.channels.answers import Answer, Receipt
from enrollment.channels.post import FRESH
from enrollment.channels.relay import Provider, Texter
from enrollment.dispatch.arm import Armed
from enrollment.dispatch.results import Result

CALLS = 8
# How soon a finished call is noticed while nobody asks.
GLANCE = 0.02


class Leaving(Protocol):
    """An armed message on its way."""

    @property
    def armed(self) -> Armed:
        """What leaves."""
        ...

    @property
    def until(self) -> float:
        """In monotonic seconds, when it must not be begun any more."""
        ...


Sent = TypeVar("Sent", bound=Leaving)


@dataclass(eq=False)
class _Asker:
    """Asks for a last look from a thread and remembers when it was answered, and when the
    request was written."""

    questions: "queue.SimpleQueue[_Asker]"
    answer: "queue.SimpleQueue[tuple[float, datetime | None]]" = field(
        default_factory=queue.SimpleQueue
    )
    looked_at: datetime | None = None
    dot_at: datetime | None = None
    # In monotonic seconds, when the look began that allowed it.
    _allowed: float = 0.0
    _stale: bool = False

    def __call__(self) -> bool:
        """Whether the request may be written now; what took too long is asked again, once."""
        return self._ask() or (self._stale and self._ask())

    def wrote(self) -> None:
        """Whoever sleeps before the request is written must not call it earlier than it was."""
        if self.looked_at is not None:
            late = time.monotonic() - self._allowed
            self.dot_at = self.looked_at + timedelta(seconds=late)

    def _ask(self) -> bool:
        self.questions.put(self)
        started, seen_at = self.answer.get()
        age = time.monotonic() - started
        self._stale = seen_at is not None and age > FRESH
        if seen_at is None or self._stale:
            return False
        self._allowed, self.looked_at = started, seen_at
        self.dot_at = seen_at + timedelta(seconds=age)
        return True


def deliver(
    letters: Sequence[tuple[Provider | Texter, Sent]],
    look: Callable[[Sequence[Sent]], Mapping[Sent, datetime]],
) -> list[tuple[Sent, Result]]:
    """Hand messages over to their providers; what became of each. Never raises for what a provider
    or a network does."""
    if not letters:
        return []
    questions: queue.SimpleQueue[_Asker] = queue.SimpleQueue()
    askers = {_Asker(questions): (provider, sent) for provider, sent in letters}
    with ThreadPoolExecutor(min(CALLS, len(letters)), "provider") as pool:
        calls = {
            pool.submit(_call, provider, sent, asker): (sent, asker)
            for asker, (provider, sent) in askers.items()
        }
        while not all(call.done() for call in calls):
            _answer(questions, {asker: sent for asker, (_, sent) in askers.items()}, look)
    return [(sent, _result(call, asker)) for call, (sent, asker) in calls.items()]


def _call(provider: Provider | Texter, sent: Leaving, asker: _Asker) -> Receipt:
    if time.monotonic() > sent.until:
        return Receipt(Answer.WITHHELD, text="its deadline passed before it began")
    armed = sent.armed
    if isinstance(provider, Texter):
        return texting.send(armed.wire, texter=provider, last_look=asker, written=asker.wrote)
    return esp.send(
        armed.content,
        armed.wire,
        provider=provider,
        intent_id=armed.intent.pk,
        last_look=asker,
        written=asker.wrote,
        without=armed.without,
    )


def _answer(
    questions: "queue.SimpleQueue[_Asker]",
    askers: Mapping[_Asker, Sent],
    look: Callable[[Sequence[Sent]], Mapping[Sent, datetime]],
) -> None:
    """Look for everybody who asks at this moment."""
    try:
        asking = [questions.get(timeout=GLANCE)]
    except queue.Empty:
        return
    while not questions.empty():
        asking.append(questions.get())
    started = time.monotonic()
    seen = look([askers[each] for each in asking])
    for each in asking:
        each.answer.put((started, seen.get(askers[each])))


def _result(call: "Future[Receipt]", asker: _Asker) -> Result:
    error = call.exception()
    if error is None:
        receipt = call.result()
    else:
        # Nothing of ours may fail there; if it did after the look, nobody knows what was taken.
        asked = asker.dot_at is not None
        answer = Answer.UNKNOWN if asked else Answer.UNREACHABLE
        receipt = Receipt(answer, text=type(error).__name__)
    withheld = receipt.answer in (Answer.WITHHELD, Answer.UNREACHABLE)
    return (
        Result(receipt, None, None) if withheld else Result(receipt, asker.dot_at, asker.looked_at)
    )
