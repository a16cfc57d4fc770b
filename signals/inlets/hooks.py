"""What e-mail services and providers of text messages call.

`POST /hooks/<workspace>/<inlet>/<token>/<way>`: the token is derived from the ids before it, so an
address that was guessed is refused without a look at the database. Then the service's own
signature is verified, where it has one, and only then anything is read or stored. 2xx is answered
after the commit. HEAD and GET answer that the address is right, as services ask when it is entered.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

import structlog
from anymail.exceptions import AnymailConfigurationError
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from compliance.keyring import RingError
from signals.inlets import calls, opening, proofs, taking, texts, views
from signals.inlets.calls import Rejected
from signals.inlets.known import SERVICES, Way
from signals.models import Inlet
from tenancy.scope import scope

# As much as a mail of 10 MB (`listener.MAX_MAIL`) makes, and what is around it.
MOST_MAIL = 20 * 1024 * 1024
WINDOW_SECONDS = 300
MOST = {
    Way.EVENTS: calls.MOST_EVENTS,
    Way.MAIL: MOST_MAIL,
    Way.TEXTS: calls.MOST,
    Way.REPORTS: calls.MOST,
}
FORGED = "The signature does not fit."
UNREAD = "The call cannot be read. Check that it has the address of its kind."
_BAD = (BadRequest, SuspiciousOperation, UnreadablePostError, MultiPartParserError)
EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

log = structlog.get_logger(__name__)


class Whole(WSGIRequest):
    """A request whose body may be a whole mail: `check_form` has bounded it. The fields of a form
    in parts keep the bound of all forms; what it has as files lies on the disk."""

    @property
    def body(self) -> bytes:
        """The body; read once, and still there for the parts of a form."""
        if not hasattr(self, "_body"):
            self._body = self.read()
            self._stream = BytesIO(self._body)
        return self._body


@dataclass(frozen=True)
class Call:
    """One call at an address that is ours: of an open inlet, with its secrets."""

    request: WSGIRequest
    inlet: Inlet
    way: Way
    secrets: Mapping[str, str]

    @property
    def url(self) -> str:
        """The address as the service knows it; what is before us may have changed the host."""
        query = self.request.META.get("QUERY_STRING", "")
        return opening.url_of(self.inlet, self.way) + (f"?{query}" if query else "")


@csrf_exempt
@never_cache
@require_http_methods(["POST", "HEAD", "GET"])
def take(
    request: WSGIRequest, workspace_id: UUID, inlet_id: UUID, token: str, way: str
) -> HttpResponse:
    """Take in what a service tells: 200 once everything of the call is stored."""
    door = way if way in list(Way) else "unknown"
    try:
        known = proofs.path_token(settings.VAULT_KEY, workspace_id, inlet_id)
        if way not in list(Way) or not proofs.same(known, token):
            raise _not_here()
        if request.method != "POST":
            return HttpResponse()
        calls.check_form(request, MOST[Way(way)])
        with scope(workspace_id):
            call = _call(request, inlet_id, Way(way))
            try:
                return _taken(call)
            finally:
                # Attachments of a form lie on the disk until then.
                call.request.close()
    except Rejected as rejected:
        return calls.refused(rejected, door)
    except (OperationalError, InterfaceError):
        log.error("a webhook call could not be stored", workspace_id=str(workspace_id))
        return calls.answer(503, "try_again", "It could not be stored. Send it again.")


def _call(request: WSGIRequest, inlet_id: UUID, way: Way) -> Call:
    with transaction.atomic():
        inlet = opening.open_ones().filter(pk=inlet_id).first()
        if inlet is None or way not in SERVICES[inlet.provider].ways:
            raise _not_here(inlet_id)
        try:
            secrets = opening.secrets_of(inlet)
        except RingError:
            raise _rejected(inlet, 503, "sealed", "Its secret does not open.") from None
    return Call(Whole(request.environ), inlet, way, secrets)


def _taken(call: Call) -> HttpResponse:
    if call.inlet.provider == "twilio":
        return _texts(call)
    service = SERVICES[call.inlet.provider]
    if service.signs(call.way) and not call.secrets.get(call.way):
        raise _rejected(call.inlet, 401, "no_secret", f"Enter {service.signed_by} first.")
    reader = views.ready(call.inlet.provider, call.way, call.secrets, call.url)
    _verify(call, reader)
    unread: list[object] = []
    events = _events(call, reader, unread)
    if call.way is Way.MAIL or _is_mail(events):
        _mail(call, events, unread)
    else:
        taking.take_events(call.inlet.provider, events, unread)
    opening.note(call.inlet, confirm_url=getattr(reader, "confirm_url", ""))
    return HttpResponse()


def _mail(call: Call, events: list[views.Event], unread: list[object]) -> None:
    """What is not stored is refused, so that the service keeps it and tells its admin."""
    taken = taking.take_mail(events)
    if taken.unread or unread:
        raise _rejected(call.inlet, 422, "unreadable", UNREAD)
    if taken.strangers and not taken.mails:
        raise _rejected(call.inlet, 406, "no_mailbox", "It is for no mailbox of this workspace.")


def _verify(call: Call, reader: Any) -> None:
    """Raise Rejected unless the service's signature fits; where there is none, the address was the
    proof."""
    if call.inlet.provider == "resend":
        _verify_standard(call)
        return
    try:
        reader.run_validators(call.request)
    except Exception as error:  # Until it is verified, whatever goes wrong is the caller's doing.
        raise _rejected(call.inlet, 401, "bad_signature", FORGED) from error


def _verify_standard(call: Call) -> None:
    headers, body = call.request.headers, call.request.body
    event_id, stamp = headers.get("svix-id", ""), headers.get("svix-timestamp", "")
    shown = headers.get("svix-signature", "")
    if not proofs.signs_standard(call.secrets[call.way], event_id, stamp, body, shown):
        raise _rejected(call.inlet, 401, "bad_signature", FORGED)
    if not proofs.is_fresh(stamp, time.time(), WINDOW_SECONDS):
        raise _rejected(call.inlet, 401, "stale", "The timestamp is more than five minutes off.")


def _events(call: Call, reader: Any, unread: list[object]) -> list[views.Event]:
    try:
        return views.events(reader, call.request, lambda given, _: unread.append(given))
    except views.Unfetched:
        raise _rejected(call.inlet, 503, "not_fetched", "The mail could not be fetched.") from None
    except AnymailConfigurationError as error:
        raise _rejected(call.inlet, 400, "wrong_kind", UNREAD) from error
    except Exception as error:  # Truncated, nested without end, or of a form that nobody knows.
        raise _rejected(call.inlet, 400, "unreadable", UNREAD) from error


def _is_mail(events: list[views.Event]) -> bool:
    """Mandrill calls one address for events and mail."""
    return bool(events) and all(event.event_type == "inbound" for event in events)


def _texts(call: Call) -> HttpResponse:
    try:
        form = dict(call.request.POST.lists())
    except _BAD as error:
        raise _rejected(call.inlet, 400, "unreadable", UNREAD) from error
    shown = call.request.headers.get("X-Twilio-Signature", "")
    expected = [proofs.texts_signature(t, call.url, form) for t in texts.tokens_of(form)]
    if not any(proofs.same(each, shown) for each in expected):
        raise _rejected(call.inlet, 401, "bad_signature", FORGED)
    said = {name: values[-1] for name, values in form.items()}
    take_in = texts.take_text if call.way is Way.TEXTS else texts.take_report
    take_in(said)
    opening.note(call.inlet)
    # An answer in words would be sent to the person.
    return HttpResponse(EMPTY_TWIML, content_type="text/xml; charset=utf-8")


def _not_here(whose: UUID | None = None) -> Rejected:
    return Rejected(404, "not_found", "There is no such address.", whose)


def _rejected(inlet: Inlet, status: int, code: str, message: str) -> Rejected:
    return Rejected(status, code, message, inlet.pk)
