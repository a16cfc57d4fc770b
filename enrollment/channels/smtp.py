"""Messages by SMTP, with one last look: each is streamed, and only then it is asked whether the
final dot may be written."""

import atexit
import os
import smtplib
import ssl
import threading
from collections.abc import Hashable, Sequence

from django.conf import settings
from django.db import connection

from enrollment.channels.answers import Answer, Receipt
from enrollment.channels.dialog import Envelope
from enrollment.channels.lines import Delivered, Parcel
from enrollment.channels.post import COMMAND_TIMEOUT, Look, Post
from tenancy import clock

_kept = threading.local()


class NetworkInTransaction(RuntimeError):
    """A message was about to leave while a transaction was open."""


def deliver(parcels: Sequence[Parcel], look: Look) -> list[Delivered]:
    """Send messages over the connections that this thread keeps; see `Post.deliver`."""
    _refuse_transaction()
    return _post().deliver(parcels, look)


def collect(seconds: float) -> list[Delivered]:
    """The late answers to what this thread has sent; waits so long for them at most."""
    _refuse_transaction()
    return _post().collect(seconds)


def late() -> int:
    """How many messages of this thread wait for a late answer."""
    return _post().late


def send(envelope: Envelope) -> Receipt:
    """Send one message that nothing stops, over a connection of its own."""
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


def installation() -> Hashable:
    """The relay of the installation."""
    return (settings.EMAIL_HOST, settings.EMAIL_PORT)


def connect(relay: Hashable) -> smtplib.SMTP:
    """A session with the relay, logged in. Raises OSError or SMTPException."""
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    security = settings.MAIL_SERVER["security"]
    context = ssl.create_default_context() if security != "none" else None
    session: smtplib.SMTP
    if security == "tls":
        session = smtplib.SMTP_SSL(host, port, timeout=COMMAND_TIMEOUT, context=context)
    else:
        session = smtplib.SMTP(host, port, timeout=COMMAND_TIMEOUT)
    try:
        session.ehlo_or_helo_if_needed()
        if security == "starttls":
            session.starttls(context=context)
            session.ehlo()
        if settings.EMAIL_HOST_USER:
            session.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        session.close()
        raise
    return session


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
