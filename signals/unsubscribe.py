"""The way out that every message offers: RFC 8058's one click, and the service behind the page.

Whoever has the link may stop the messages: no log-in, no cookie, no redirect, and as often as they
like. Only POST stops anything, because scanners follow every link.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from compliance import tokens
from compliance.models import Suppression, SuppressionReason, UnsubscribeToken
from enrollment import stops
from signals import intake, matching, reactions
from signals.events import LINK
from signals.kinds import Kind
from signals.matching import Match
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import NotFound, Refused
from tenancy.models import Workspace
from tenancy.scope import current_workspace_id, scope

RECIPIENT = system("unsubscribe link")
TEXT = "text/plain; charset=utf-8"
LATER = "We could not store your wish just now. Please try again in a minute.\n"

log = structlog.get_logger(__name__)


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
        workspace=Workspace.objects.get(pk=current_workspace_id()).name,
        hint=row.hint,
        stopped=stopped.exists(),
        in_flight=stops.in_flight(row.address_key),
    )


@csrf_exempt
@never_cache
@require_http_methods(["POST", "GET", "HEAD"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a POST stops, whatever its body says. A person who follows the link by GET comes
    to the page that asks."""
    if request.method != "POST":
        return HttpResponseRedirect(f"/u/{token}/")
    try:
        stop(token)
    except Refused as refused:
        status = 404 if isinstance(refused, NotFound) else 410
        return HttpResponse(f"{refused.message}\n", content_type=TEXT, status=status)
    except (OperationalError, InterfaceError):
        log.error("an unsubscribe wish could not be stored")
        return HttpResponse(LATER, content_type=TEXT, status=503, headers={"Retry-After": "60"})
    return HttpResponse("You are unsubscribed.\n", content_type=TEXT)
