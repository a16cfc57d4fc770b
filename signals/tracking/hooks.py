"""Tracked links as their readers follow them: `GET /t/<id>` under the workspace's own domain.

No log-in, no cookie, no query: whatever else the address says is ignored. The answer leads where
the workspace's own message pointed and nowhere else, and is kept by no cache.
"""

import base64

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from signals.tracking import hits
from tenancy.errors import NotFound

# What the middleware keeps of the name that was asked for (`config.middleware.TrackingHosts`).
ASKED_HOST = "seqops.tracking_host"
PURPOSES = ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz")
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
HEADERS = {
    "Cache-Control": "no-store, max-age=0",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
TEXT = "text/plain; charset=utf-8"

log = structlog.get_logger(__name__)


@csrf_exempt
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """302 to the target, or the image; 404 for an id that leads nowhere."""
    try:
        way = hits.follow(
            token,
            host=str(request.META.get(ASKED_HOST, "")),
            method=str(request.method),
            program=request.headers.get("User-Agent", ""),
            purposes=tuple(request.headers.get(name, "") for name in PURPOSES),
        )
    except NotFound as error:
        return HttpResponse(f"{error.message}\n", content_type=TEXT, status=404, headers=HEADERS)
    except (OperationalError, InterfaceError):
        log.error("a tracked link could not be looked up")
        later = {**HEADERS, "Retry-After": "60"}
        text = "This link cannot be followed just now. Please try again in a minute.\n"
        return HttpResponse(text, content_type=TEXT, status=503, headers=later)
    if way.target:
        return HttpResponseRedirect(way.target, headers=HEADERS)
    return HttpResponse(PIXEL, content_type="image/gif", headers=HEADERS)
