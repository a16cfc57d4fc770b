"""The way out that every message offers: behind RFC 8058's one click, and behind the page.

Whoever has the link may stop the messages, as often as they like. The link is all that they have,
so the scope of its workspace is opened here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from compliance import tokens
from compliance.models import Suppression, SuppressionReason, UnsubscribeToken
from enrollment import stops
from signals import intake, matching, reactions
from signals.events import LINK
from signals.kinds import Kind
from signals.matching import Match
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import NotFound
from tenancy.reading import own_workspace
from tenancy.scope import scope

RECIPIENT = system("unsubscribe link")


@dataclass(frozen=True)
class Wish:
    """What a link stands for: whose messages, to which address (masked), and whether they have
    been stopped. `in_flight` messages were already on their way."""

    workspace: str
    hint: str
    stopped: bool
    in_flight: int = 0


def look(token: str) -> Wish:
    """What a link would stop; changes nothing.

    Raises NotFound for a token that nobody has minted, tokens.Expired after three years.
    """
    with scope(_place(token).workspace_id), transaction.atomic():
        return _wish(_row(token))


def stop(token: str) -> Wish:
    """Stop every message of the workspace to the address behind a link, for good.

    Opens the scope by itself, so call it without one. Idempotent; raises like `look`.
    """
    with scope(_place(token).workspace_id):
        now = clock.now()
        with transaction.atomic():
            row = _row(token)
            signal = intake.store(_arrival(row, matching.of_token(row), now), actor=RECIPIENT)
        reactions.attempt(signal)
        with transaction.atomic():
            return _wish(row)


def _arrival(row: UnsubscribeToken, match: Match, now: datetime) -> intake.Arrival:
    return intake.Arrival(
        source=LINK,
        event_id=str(row.pk),
        kind=Kind.OPT_OUT,
        match=match,
        keeper=row.pk,
        occurred_at=now,
        received_at=datetime.now(UTC),
    )


def _place(token: str) -> tokens.Found:
    found = tokens.find(token)
    if found is None:
        raise NotFound("This link does not belong to any message of ours.")
    return found


def _row(token: str) -> UnsubscribeToken:
    return tokens.read(_place(token).token_id)


def _wish(row: UnsubscribeToken) -> Wish:
    stopped = Suppression.objects.filter(
        key=row.address_key, reason=SuppressionReason.OPT_OUT, channel="", lifted_at=None
    )
    return Wish(
        workspace=own_workspace().name,
        hint=row.hint,
        stopped=stopped.exists(),
        in_flight=stops.in_flight(row.address_key),
    )
