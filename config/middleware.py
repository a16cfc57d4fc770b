"""What every answer carries: a request id in the log and a strict content security policy."""

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase

from signals.tracking.hooks import ASKED_HOST

log = structlog.get_logger("request")
Next = Callable[[HttpRequest], HttpResponseBase]
_ID = re.compile(r"^[-\w]{8,40}$")
_PORT = re.compile(r":\d{1,5}$")

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class RequestLog:
    """Gives each request an id and logs method, route name, status and time; never the path,
    which may hold a token, nor the query, which may hold an address."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A caller's own id is kept when it looks like one."""
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _ID.match(given) else uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        start = time.perf_counter()
        # No text of ours holds a NUL, and PostgreSQL refuses to compare with one. The API names
        # the field; a page was never asked for like this by a person.
        nul = "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/")
        response = HttpResponseBadRequest() if nul else self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.view_name if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - start) * 1000, 1),
            workspace_id=str(getattr(getattr(request, "workspace", None), "pk", "")),
        )
        response.headers["X-Request-Id"] = request_id
        return response


class ContentSecurityPolicy:
    """Nothing from other hosts, no inline script or style."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A view may have set a stricter policy of its own."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class TrackingHosts:
    """Lets links be followed under the domains of workspaces, which are no hosts of ours.

    Such a request is handled as one to the installation itself, with the name that was asked for
    beside it; the door compares that with the name under which the link was given out. Under those
    domains nothing else answers: every other path meets Django's own list of hosts.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Changes nothing about other paths."""
        if request.path.startswith("/t/"):
            asked = str(request.META.get("HTTP_HOST", ""))
            request.META[ASKED_HOST] = _PORT.sub("", asked).lower().rstrip(".")
            request.META["HTTP_HOST"] = urlsplit(settings.PUBLIC_URL).netloc
        return self.get_response(request)
