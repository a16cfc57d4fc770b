"""The recipient's page behind the unsubscribe link: without log-in, cookie or script.

GET changes nothing, because scanners follow links; a POST stops or restricts (`signals.choices`),
and one that says nothing in particular stops everything. The link is the proof, so the forms need
no CSRF token, and the address is told to no other site.
"""

from datetime import timedelta
from typing import Any

import structlog
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from console import recipient_words
from console.recipient_words import BY_CODE
from signals import unsubscribe
from signals.choices import FURTHEST, Choice, Unreadable, What
from signals.unsubscribe import Wish
from tenancy import clock
from tenancy.errors import NotFound, Refused

# What is understood and not done, with the status of the answer.
CONFLICTS = {"only_later": 409, "too_often": 429}
log = structlog.get_logger(__name__)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Tell what holds and ask; after a button, what holds then. A link that is none gets a clear
    page, and so does whoever comes while the database is away."""
    try:
        if request.method == "POST":
            return _after(request, token)
        return _shown(request, unsubscribe.look(token))
    except NotFound:
        return _page(request, status=404, state="unknown")
    except Refused:
        return _page(request, status=410, state="expired")
    except (OperationalError, InterfaceError):
        log.error("the recipient's page could not reach the database")
        answer = _page(request, status=503, state="away")
        answer.headers["Retry-After"] = "60"
        return answer


def _after(request: HttpRequest, token: str) -> HttpResponse:
    """Do what a form says; what it says wrongly is told beside what holds."""
    given = _given(request)
    try:
        wish = unsubscribe.choose(token, given)
    except Unreadable as refused:
        return _shown(request, unsubscribe.look(token), status=400, problem=refused.code)
    except Refused as refused:
        if refused.code not in CONFLICTS:
            raise
        status = CONFLICTS[refused.code]
        return _shown(request, unsubscribe.look(token), status=status, problem=refused.code)
    # A wish that is stored but not carried out yet is retried by a sweep within minutes.
    return _shown(request, wish, told="done" if wish.done else "stored")


def _given(request: HttpRequest) -> dict[str, str]:
    """What the form says; a body that cannot be read says nothing."""
    try:
        return {name: str(value) for name, value in request.POST.items()}
    except (BadRequest, MultiPartParserError, SuspiciousOperation):
        return {}


def _shown(
    request: HttpRequest, wish: Wish, *, status: int = 200, problem: str = "", told: str = ""
) -> HttpResponse:
    today = clock.now().date()
    first = max(today, wish.until or today) + timedelta(days=1)
    return _page(
        request,
        status=status,
        state="asks",
        wish=wish,
        problem=problem,
        told=told,
        first_day=first.isoformat(),
        last_day=(today + FURTHEST).isoformat(),
        languages=[(code, words.name) for code, words in BY_CODE.items()],
        closed={what.value: wish.has(Choice(what)) for what in (What.EMAIL, What.SMS)},
    )


def _page(request: HttpRequest, *, status: int = 200, **values: Any) -> HttpResponse:
    code = recipient_words.code_for(
        request.GET.get("lang", ""), request.headers.get("Accept-Language", "")
    )
    told = _texts(code, values.get("wish"))
    context = {**values, "code": code, "words": told, "switch": _others(code)}
    context["problem_text"] = getattr(told, values["problem"]) if values.get("problem") else ""
    response = render(request, "console/recipient/page.html", context, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Content-Language"] = code
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _texts(code: str, wish: Wish | None) -> Any:
    words = BY_CODE[code]
    if wish is None:
        return words.told(sender="", hint="", day="", language="", address="")
    language = BY_CODE[wish.language].name if wish.language in BY_CODE else ""
    return words.told(
        sender=wish.workspace,
        hint=wish.hint,
        day=words.day(wish.until),
        language=language,
        address=", ".join(filter(None, map(str.strip, wish.imprint.splitlines()))),
    )


def _others(code: str) -> list[tuple[str, str, bool]]:
    return [(each, words.name, each == code) for each, words in BY_CODE.items()]
