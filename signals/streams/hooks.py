"""What Google and Microsoft call to say that there is new mail.

`POST /hooks/<workspace>/gmail/<token>` is for all mailboxes of a workspace at Google,
`POST /hooks/<workspace>/graph/<account>/<token>` for one at Microsoft. The token is derived from
the ids before it. Then comes the caller's own proof: a token that Google has signed, or the word
that Microsoft was told. Until both are known to be right nothing touches the database. What is told
is that there is mail, never which: it makes the next look come at once, and nothing is stored but
when that was last.
"""

import binascii
import hashlib
import json
import time
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from enrollment.incoming import google_keys
from enrollment.incoming.faults import Fault
from enrollment.models import AccountKind
from signals.inlets import calls, proofs, tally
from signals.inlets.calls import Rejected
from signals.models import MailStream
from signals.streams import bell, identity_tokens, watches
from signals.streams.identity_tokens import Unproven
from tenancy.scope import scope

GOOGLE, MICROSOFT = "mail_google", "mail_microsoft"
MOST = 64 * 1024
MOST_TOKEN = 2_000
NOTED = timedelta(seconds=10)
TEXT = "text/plain; charset=utf-8"
# What Microsoft says of a subscription itself: whether it has ended.
LIFE = {"reauthorizationRequired": False, "subscriptionRemoved": True}
_AGAIN = "It could not be looked up. Send it again."

log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def from_google(request: HttpRequest, workspace_id: UUID, token: str) -> HttpResponse:
    """Take in a push of Cloud Pub/Sub: 204, also for one that is of no use to us, because Google
    sends everything else again for days."""

    def take() -> HttpResponse:
        _check_address(proofs.push_token(settings.VAULT_KEY, workspace_id), token)
        body = _body(request, MOST)
        with scope(workspace_id):
            caller = _caller(request)
            name, address = _told(body)
            _check_new(f"{workspace_id}:{caller}:{name}")
            found = _streams(account__kind=AccountKind.GMAIL, account__user=address)
            if not found:
                # A topic tells of every mailbox that is watched by it, wherever that is.
                raise _Pass("no_mailbox")
            meant = [each for each in found if each.account.pusher == caller]
            if not meant:
                raise Rejected(401, "wrong_caller", "Another service account signs these calls.")
            _ring(meant)
        return HttpResponse(status=204)

    return _answered(take, GOOGLE)


@csrf_exempt
@require_POST
def from_microsoft(
    request: HttpRequest, workspace_id: UUID, account_id: UUID, token: str
) -> HttpResponse:
    """Take in what Microsoft tells of a mailbox: 202. A new address is proven by saying back, as
    plain text, what it is asked with."""

    def take() -> HttpResponse:
        _check_address(proofs.push_token(settings.VAULT_KEY, workspace_id, account_id), token)
        asked = request.GET.get("validationToken")
        if asked is not None:
            return _said_back(asked)
        told = _list(_body(request, calls.MOST))
        state = proofs.client_state(settings.VAULT_KEY, workspace_id, account_id)
        if not told or not all(proofs.same(state, str(each.get("clientState"))) for each in told):
            raise Rejected(401, "bad_signature", "The client state does not fit.")
        _check_new(f"{account_id}:{hashlib.sha256(request.body).hexdigest()}")
        with scope(workspace_id):
            found = _streams(account__kind=AccountKind.GRAPH, account_id=account_id)
            if not found:
                raise Rejected(404, "not_found", "There is no such address.")
            for stream in found:
                _renew(stream, told)
            _ring(found)
        return HttpResponse(status=202)

    return _answered(take, MICROSOFT)


class _Pass(Exception):
    """A call from whom it says, that changes nothing and is not to be made again."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _answered(take: Callable[[], HttpResponse], door: str) -> HttpResponse:
    try:
        return take()
    except _Pass as passed:
        tally.count(door, passed.code)
        return HttpResponse(status=204)
    except Rejected as rejected:
        return calls.refused(rejected, door)
    except (OperationalError, InterfaceError):
        log.error("a push could not be looked up")
        return calls.answer(503, "try_again", _AGAIN)


def _check_address(known: str, shown: str) -> None:
    if not proofs.same(known, shown):
        raise Rejected(404, "not_found", "There is no such address.")


def _check_new(call: str) -> None:
    """Who shows a call again gets no second look for it."""
    if not bell.is_new(hashlib.sha256(call.encode("utf-8", "replace")).hexdigest()):
        raise _Pass("replayed")


def _body(request: HttpRequest, most: int) -> Any:
    calls.check_form(request, most)
    # Django keeps it, so that it can be hashed as well.
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError, UnreadablePostError):
        raise Rejected(400, "not_json", "The body is not JSON in UTF-8.") from None


def _caller(request: HttpRequest) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        if kind.lower() != "bearer":
            raise Unproven("no_token")
        key = google_keys.ring.key(identity_tokens.key_name(token))
        if key is None:
            raise Unproven("no_key")
        return identity_tokens.caller(token, key, watches.google_url(), time.time())
    except Unproven as error:
        message = "The call is not signed by Google for this address. Turn authentication on."
        raise Rejected(401, str(error), message) from None
    except Fault:
        raise Rejected(503, "try_again", _AGAIN) from None


def _told(body: Any) -> tuple[str, str]:
    """The id of a message of Pub/Sub, and the address of the mailbox that it tells of."""
    try:
        message = body["message"]
        said = json.loads(b64decode(message["data"]))
        name, address = message["messageId"], said["emailAddress"]
    except (KeyError, TypeError, ValueError, binascii.Error, RecursionError):
        raise Rejected(400, "unreadable", "This is no notice of Gmail.") from None
    if not isinstance(address, str) or not address.isascii() or not address.isprintable():
        raise Rejected(400, "unreadable", "This is no notice of Gmail.")
    return str(name), address.lower()


def _said_back(asked: str) -> HttpResponse:
    if len(asked) > MOST_TOKEN:
        raise Rejected(413, "too_large", f"The token has more than {MOST_TOKEN} signs.")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return HttpResponse(asked, content_type=TEXT, headers=headers)


def _list(body: Any) -> list[dict[str, Any]]:
    found = body.get("value") if isinstance(body, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Rejected(400, "unreadable", "This is no notice of Microsoft Graph.")
    return found


@transaction.atomic
def _streams(**account: object) -> list[MailStream]:
    return list(MailStream.objects.filter(**account).select_related("account"))


def _renew(stream: MailStream, told: list[dict[str, Any]]) -> None:
    """What is said of a subscription that is no longer ours changes nothing."""
    ours = [each for each in told if each.get("subscriptionId") == stream.watch_id]
    events = {str(each.get("lifecycleEvent")) for each in ours} & LIFE.keys()
    if events:
        watches.ask_anew(stream, is_gone=any(LIFE[each] for each in events))


def _ring(found: list[MailStream]) -> None:
    now = datetime.now(UTC)
    ids = [stream.pk for stream in found]
    due = Q(pushed_at=None) | Q(pushed_at__lt=now - NOTED)
    with transaction.atomic():
        MailStream.objects.filter(due, pk__in=ids).update(pushed_at=now)
    for each in ids:
        bell.ring(each)
