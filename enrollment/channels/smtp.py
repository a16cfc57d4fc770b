"""Messages by SMTP, with one last look: each is streamed, and only then it is asked whether the
final dot may be written."""

import atexit
import os
import threading
from collections.abc import Sequence

from django.db import connection

from enrollment.channels.answers import Answer, Receipt
from enrollment.channels.connecting import connect, installation
from enrollment.channels.dialing import NetworkInTransaction
from enrollment.channels.dialog import Envelope
from enrollment.channels.lines import Delivered, Parcel
from enrollment.channels.post import COMMAND_TIMEOUT, Look, Post
from tenancy import clock

_kept = threading.local()


def deliver(parcels: Sequence[Parcel], look: Look) -> list[Delivered]:
    """Send messages over the connections that this thread keeps; see `Post.deliver`."""
    _refuse_transaction()
    return _post().deliver(parcels, look)


def collect(seconds: float) -> list[Delivered]:
    """The late answers to what this thread has sent; waits so long for them at most."""
    _refuse_transaction()
    return _post().collect(seconds)


def send(envelope: Envelope) -> Receipt:
    """Send one message that nothing stops by the installation's relay, over a connection of its
    own."""
    _refuse_transaction()
    post = Post(connect, most=1)
    try:
        parcel = Parcel(installation(), envelope)
        found = post.deliver([parcel], lambda asked: dict.fromkeys(asked, clock.now()))
        found += post.collect(COMMAND_TIMEOUT)
        # Nobody waits longer on a page.
        return found[0].receipt if found else Receipt(Answer.UNKNOWN, text="timed out")
    finally:
        post.close()


def close() -> None:
    """Close the connections that this thread keeps."""
    if getattr(_kept, "process", None) == os.getpid():
        _kept.post.close()
        del _kept.post, _kept.process


def _refuse_transaction() -> None:
    if connection.in_atomic_block:
        raise NetworkInTransaction("Commit before the wire.")


def _post() -> Post:
    """Of this process and thread: a fork must not share its parent's connections."""
    if getattr(_kept, "process", None) != os.getpid():
        _kept.post, _kept.process = Post(connect), os.getpid()
        atexit.register(close)
    post: Post = _kept.post
    return post


__all__ = ["NetworkInTransaction", "close", "collect", "deliver", "send"]
