"""The task that sends one mail, for the library that PEER names."""

import os
from functools import cache
from typing import Any

from django.core.mail import get_connection
from django.utils import timezone

from peers import letters
from peers.shop.models import Letter

PEER, TUNED = os.environ["PEER"], os.environ.get("TUNED") == "1"


def send(letter_id: int) -> None:
    """Load the row, render, send, note that it was sent."""
    letter = Letter.objects.get(pk=letter_id)
    message = letters.message(letter.number, letter.known)
    if TUNED and PEER == "celery":
        message.connection = _kept()
    message.send()
    letter.sent_at = timezone.now()
    letter.save(update_fields=["sent_at"])


@cache
def _kept() -> Any:
    """A connection that a worker process keeps: it sends and does not close what is open."""
    connection = get_connection()
    connection.open()
    return connection


def _procrastinate() -> Any:
    from procrastinate.contrib.django import app

    return app.task(name="send", queue="mails")(send)


if PEER == "procrastinate":
    task = _procrastinate()
