"""What other machines call without a key of ours: the signed webhook, and the one click.

`POST /hooks/<workspace id>/signals` takes what `POST /api/v1/signals` takes, signed by a key of the
workspace in three headers: `X-Seqops-Key` (which key), `X-Seqops-Timestamp` (Unix seconds, at most
five minutes away from now) and `X-Seqops-Signature: v1=<hex HMAC-SHA256 of "<timestamp>.<body>">`.
Two keys live at most, so that one can take over from the other. Errors are JSON like those of the
API. Before the signature is verified nothing touches the database.

`POST /u/<token>/one-click` is RFC 8058's: no log-in, no cookie, no redirect, answers in plain text.
Only POST stops anything, because scanners follow every link.
"""

import time
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from signals import intake, unsubscribe
from signals.inlets import calls, hook_keys, proofs, tally
from signals.inlets.calls import Rejected, answer
from signals.shapes import SignalIn, SignalOut
from tenancy.actors import system
from tenancy.errors import NotFound, Refused
from tenancy.rest import strict_json
from tenancy.scope import scope

WINDOW_SECONDS = 300
DOOR = "signals"
SOURCE = "webhook"
CALLER = system("webhook")
TEXT = "text/plain; charset=utf-8"
LATER = "We could not store your wish just now. Please try again in a minute.\n"

log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def receive(request: HttpRequest, workspace_id: UUID) -> JsonResponse:
    """Take in one signal: 200 once it is stored, also when it was stored before."""
    try:
        key_id, body = _verified(request, workspace_id)
        asked = _read(body)
    except Rejected as rejected:
        rejected.whose = workspace_id
        return calls.refused(rejected, DOOR)
    except Refused as refused:
        tally.count(DOOR, refused.code, workspace_id)
        return answer(400, refused.code, refused.message, refused.fields)
    return _store(workspace_id, key_id, asked)


def _verified(request: HttpRequest, workspace_id: UUID) -> tuple[UUID, bytes]:
    """The key and the body of a call that is signed, fresh and of a sane size."""
    calls.check_form(request, calls.MOST)
    body = request.read(calls.MOST + 1)
    if len(body) > calls.MOST:
        raise calls.too_large(calls.MOST)
    key_id = _key_named(request)
    stamp = request.headers.get("X-Seqops-Timestamp", "")
    secret = proofs.key_secret(settings.VAULT_KEY, workspace_id, key_id)
    # The signature first: whoever cannot sign learns nothing about our clock.
    shown = request.headers.get("X-Seqops-Signature", "")
    if not proofs.same(proofs.signature(secret, stamp, body), shown):
        raise Rejected(401, "bad_signature", "The signature does not fit this body and timestamp.")
    fresh = proofs.is_fresh(stamp, time.time(), WINDOW_SECONDS)
    if fresh is None:
        raise Rejected(401, "bad_timestamp", "Write the timestamp in whole Unix seconds.")
    if not fresh:
        raise Rejected(401, "stale", "The timestamp is more than five minutes off. Sign it again.")
    return key_id, body


def _key_named(request: HttpRequest) -> UUID:
    try:
        return UUID(request.headers.get("X-Seqops-Key", ""))
    except ValueError:
        raise Rejected(401, "no_key", "Name the key that signs, in X-Seqops-Key.") from None


def _read(body: bytes) -> dict[str, Any]:
    try:
        given = strict_json(body)
    except (ValueError, RecursionError) as error:
        raise Rejected(400, "not_json", "The body is not JSON in UTF-8.") from error
    if not isinstance(given, dict):
        raise Rejected(400, "not_json", "The body must be a JSON object.")
    shape = SignalIn(data=given)
    if not shape.is_valid():
        fields = {name: " ".join(map(str, found)) for name, found in shape.errors.items()}
        raise Refused("Some fields need attention.", code="invalid", fields=fields)
    asked: dict[str, Any] = shape.validated_data
    return asked


def _store(workspace_id: UUID, key_id: UUID, asked: dict[str, Any]) -> JsonResponse:
    asked = {**asked, "source": asked["source"] or SOURCE}
    try:
        with scope(workspace_id):
            if not hook_keys.use(key_id):
                retired = "This key was retired. Sign with one that lives."
                return calls.refused(Rejected(401, "retired_key", retired, workspace_id), DOOR)
            signal = intake.receive_event(**asked, actor=CALLER)
    except Refused as refused:
        status = 409 if refused.code == "event_id_reused" else 400
        return answer(status, refused.code, refused.message, refused.fields)
    except (OperationalError, InterfaceError):
        log.error("a webhook call could not be stored", workspace_id=str(workspace_id))
        return answer(503, "try_again", "The signal could not be stored. Send it again.")
    return JsonResponse(SignalOut(signal).data)


@csrf_exempt
@never_cache
@require_http_methods(["POST", "GET", "HEAD"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """A POST stops, whatever its body says; a person who comes by GET is sent to the page that
    asks."""
    if request.method != "POST":
        return HttpResponseRedirect("./")
    try:
        unsubscribe.stop(token)
    except Refused as refused:
        status = 404 if isinstance(refused, NotFound) else 410
        return HttpResponse(f"{refused.message}\n", content_type=TEXT, status=status)
    except (OperationalError, InterfaceError):
        log.error("an unsubscribe wish could not be stored")
        return HttpResponse(LATER, content_type=TEXT, status=503, headers={"Retry-After": "60"})
    return HttpResponse("You are unsubscribed.\n", content_type=TEXT)
