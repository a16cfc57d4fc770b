"""What other machines call without a key of ours: the signed webhook, and the one click.

`POST /hooks/<workspace id>/signals` takes what `POST /api/v1/signals` takes, signed by two headers
under `hook_secret`: `X-Seqops-Timestamp` (Unix seconds, at most five minutes away from now) and
`X-Seqops-Signature: v1=<hex HMAC-SHA256 of "<timestamp>.<body>">`. Errors are JSON like those of
the API. Before the signature is verified nothing touches the database.

`POST /u/<token>/one-click` is RFC 8058's: no log-in, no cookie, no redirect, answers in plain text.
Only POST stops anything, because scanners follow every link.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
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
from signals.shapes import SignalIn, SignalOut
from tenancy.actors import system
from tenancy.errors import NotFound, Refused
from tenancy.models import Workspace
from tenancy.scope import scope

GENERATION = 1
WINDOW_SECONDS = 300
MAX_BODY = 256 * 1024
SOURCE = "webhook"
CALLER = system("webhook")
TEXT = "text/plain; charset=utf-8"
LATER = "We could not store your wish just now. Please try again in a minute.\n"

log = structlog.get_logger(__name__)


class Rejected(Exception):
    """A call that is not taken: status, stable code, and what to do about it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def hook_secret(workspace: Workspace) -> str:
    """The signing secret that admins give to their provider; 64 hex digits."""
    return _secret(workspace.pk)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `X-Seqops-Signature`."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1={digest.hexdigest()}"


@csrf_exempt
@require_POST
def receive(request: HttpRequest, workspace_id: UUID) -> JsonResponse:
    """Take in one signal: 200 once it is stored, also when it was stored before."""
    try:
        body = _verified(request, workspace_id)
        asked = _read(body)
    except Rejected as rejected:
        return _answer(rejected.status, rejected.code, rejected.message)
    except Refused as refused:
        return _answer(400, refused.code, refused.message, refused.fields)
    return _store(workspace_id, asked)


def _verified(request: HttpRequest, workspace_id: UUID) -> bytes:
    """The body of a call that is signed, fresh and of a sane size."""
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        raise Rejected(413, "too_large", f"The body has more than {MAX_BODY // 1024} kB.")
    if (request.encoding or "utf-8").lower() not in ("utf-8", "utf8"):
        raise Rejected(415, "charset", "Send the body as UTF-8.")
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise Rejected(413, "too_large", f"The body has more than {MAX_BODY // 1024} kB.")
    stamp = request.headers.get("X-Seqops-Timestamp", "")
    signature = request.headers.get("X-Seqops-Signature", "")
    expected = sign(_secret(workspace_id), stamp, body)
    # The signature first: whoever cannot sign learns nothing about our clock.
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        raise Rejected(401, "bad_signature", "The signature does not fit this body and timestamp.")
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise Rejected(401, "bad_timestamp", "Write the timestamp in whole Unix seconds.")
    if abs(time.time() - int(stamp)) > WINDOW_SECONDS:
        raise Rejected(401, "stale", "The timestamp is more than five minutes off. Sign it again.")
    return body


def _read(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
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


def _store(workspace_id: UUID, asked: dict[str, Any]) -> JsonResponse:
    asked = {**asked, "source": asked["source"] or SOURCE}
    try:
        with scope(workspace_id):
            signal = intake.receive_event(**asked, actor=CALLER)
    except Refused as refused:
        status = 409 if refused.code == "event_id_reused" else 400
        return _answer(status, refused.code, refused.message, refused.fields)
    except (OperationalError, InterfaceError):
        log.error("a webhook call could not be stored", workspace_id=str(workspace_id))
        return _answer(503, "try_again", "The signal could not be stored. Send it again.")
    return JsonResponse(SignalOut(signal).data)


def _secret(workspace_id: UUID) -> str:
    text = f"hook:{workspace_id}:{GENERATION}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _answer(
    status: int, code: str, message: str, fields: Mapping[str, str] | None = None
) -> JsonResponse:
    body = {"code": code, "message": message, "fields": dict(fields or {})}
    return JsonResponse(body, status=status)


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
