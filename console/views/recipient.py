"""The page behind the unsubscribe link: for whoever got a message, without log-in or cookie.

GET changes nothing, because scanners follow links; one POST stops everything. The link is the
proof, so the form needs no CSRF token, and the address is told to no other site.
"""

from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from signals import unsubscribe
from signals.unsubscribe import Wish
from tenancy.errors import NotFound, Refused

log = structlog.get_logger(__name__)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and after the button say what happened; a link that is none gets a clear page."""
    act = unsubscribe.stop if request.method == "POST" else unsubscribe.look
    try:
        return _answer(request, act, token)
    except (OperationalError, InterfaceError):
        log.error("the unsubscribe page could not reach the database")
        return _page(request, status=503, state="later")


def _answer(request: HttpRequest, act: Callable[[str], Wish], token: str) -> HttpResponse:
    try:
        wish = act(token)
    except NotFound:
        return _page(request, status=404, state="unknown")
    except Refused as refused:
        return _page(request, status=410, state="expired", sentence=refused.message)
    if wish.stopped:
        return _page(request, state="stopped", wish=wish)
    # A wish that is stored but not carried out yet is retried by a sweep within minutes.
    state = "stored" if request.method == "POST" else "asks"
    return _page(request, state=state, wish=wish)


def _page(request: HttpRequest, *, status: int = 200, **values: object) -> HttpResponse:
    response = render(request, "console/recipient/page.html", values, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
