"""Telling the processes that fetch mail to look into a mailbox at once, by way of the broker.

A ring that is lost costs half a minute: everything is looked at by the clock as well.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog

from signals.inlets import memory

CHANNEL = "seqops:mail:look"
SEEN = "seqops:mail:seen"
# As long as a call that Google has signed could be shown again.
REMEMBERED_SECONDS = 3_720
WAIT_SECONDS = 0.5

log = structlog.get_logger(__name__)


def ring(stream_id: UUID) -> None:
    """Whoever fetches this stream looks at once."""
    memory.asked(lambda client: client.publish(CHANNEL, str(stream_id)), None)


def is_new(call: str) -> bool:
    """Whether a call with this name was not made before, as far as anybody remembers."""

    def note(client: Any) -> bool:
        return bool(client.set(f"{SEEN}:{call}", "", nx=True, ex=REMEMBERED_SECONDS))

    return memory.asked(note, otherwise=True)


def hear(rung: Callable[[UUID], None], wait: Callable[[float], bool]) -> None:
    """Call `rung` for each stream that is to be looked at, until `wait` says that it is over.
    Returns also when the broker goes away."""
    try:
        with memory.connection() as made:
            channel: Any = made.default_channel
            with channel.client.pubsub(ignore_subscribe_messages=True) as heard:
                heard.subscribe(CHANNEL)
                while not wait(0.0):
                    if (told := heard.get_message(timeout=WAIT_SECONDS)) is not None:
                        rung(UUID(bytes.decode(told["data"])))
    except (*memory.AWAY, ValueError) as error:
        log.warning("nobody tells of new mail", kind=type(error).__name__)
