"""Whether copies of people are what the product's services would have made: it is asked itself."""

import json
from collections.abc import Callable, Sequence

from django.db import connections, transaction

from compliance import reviews, tokens, vault
from compliance.content import content_hash, from_json
from compliance.fingerprints import address_key
from enrollment import composing, first_touch
from enrollment.models import Enrollment, SendIntent
from tenancy import clock
from tenancy.scope import scope
from tests.benchmarks.drain.engine import Broken
from tests.benchmarks.drain.people import House

SAMPLE = 5


def use(name: str) -> None:
    """Let Django work in a database, as the application's role; `leave` it before it is copied."""
    leave()
    connections["default"].settings_dict["NAME"] = name
    clock.forget()


def leave() -> None:
    """A database that is connected to can be neither copied nor dropped."""
    connections["default"].close()


def check(name: str, homes: Sequence[House]) -> None:
    """Look at some people of the first and of the last workspace. Raises Broken."""
    use(name)
    try:
        for home in (homes[0], homes[-1]):
            with scope(home.workspace_id), transaction.atomic():
                _look()
    finally:
        leave()


def _look() -> None:
    known = Enrollment.objects.select_related("contact", "review", "version", "mailbox")
    for row in known.order_by("-pk")[:SAMPLE]:
        for sentence, holds in CHECKS.items():
            if not holds(row):
                raise Broken(f"A copied person is not as the services make them: {sentence}.")


def _is_approved(row: Enrollment) -> bool:
    """A live approval of the stored content, and what has not left is still the same."""
    review = row.review
    if review is None or content_hash(reviews.content_of(review)) != review.content_hash:
        return False
    return review.state == "approved" and first_touch.refresh(row.pk) is None


def _has_its_link(row: Enrollment) -> bool:
    key = address_key(row.contact.email_base)
    token = tokens.standing(address_key=key, enrollment_id=row.pk)
    return bool(token) and composing.unsubscribe_url(row).endswith(f"/u/{token}/")


def _can_be_written(row: Enrollment) -> bool:
    step = row.touches.get(state="planned").step
    composed = composing.compose(row, step)
    return not composed.missing and composed.content.recipient == row.contact.email


def _has_what_it_sent(row: Enrollment) -> bool:
    for intent in SendIntent.objects.filter(touch__enrollment=row).select_related("content"):
        if intent.content is None:
            return False
        told = from_json(json.loads(vault.unseal(intent.content)))
        if content_hash(told) != intent.content_hash or told.recipient != row.contact.email:
            return False
    return True


CHECKS: dict[str, Callable[[Enrollment], bool]] = {
    "the approval does not stand": _is_approved,
    "the link to say no is not theirs": _has_its_link,
    "the next message cannot be written": _can_be_written,
    "a message that was sent does not say what its hash says": _has_what_it_sent,
}
