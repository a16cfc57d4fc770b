"""How a page is bound to its address: `page("contacts/", contacts.people, "contacts")`.

Every page lies under `/w/<slug>/`. The middleware has turned the slug into a workspace, so views
do not take it. Around a view this sees to three things that no page should repeat: times are in
the viewer's zone, answers are rendered in a transaction, and a refusal that the view has not
answered itself is shown on the page where the form was.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from console.components.moments import as_zone
from tenancy.errors import NotFound, Refused
from tenancy.requests import TenantRequest

View = Callable[..., HttpResponseBase]


def page(route: str, view: View, name: str) -> URLPattern:
    """A route of the console; the view takes the request and what the route captures."""
    return path(route, _bound(view), name=name)


def _bound(view: View) -> View:
    @wraps(view)
    def bound(request: HttpRequest, slug: str, **captured: Any) -> HttpResponseBase:
        inside = cast(TenantRequest, request)
        with timezone.override(as_zone(inside.seat.user.zone)):
            return _rendered(_answered(view, inside, captured))

    return bound


def _answered(view: View, request: TenantRequest, captured: dict[str, Any]) -> HttpResponseBase:
    try:
        return view(request, **captured)
    except NotFound as missing:
        raise Http404(missing.message) from missing
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(_where_from(request))


def _where_from(request: TenantRequest) -> str:
    """The page that the form was on; the start page when the browser does not tell."""
    given = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(given, {request.get_host()}, request.is_secure())
    # A page that refuses to be read must not be sent back to itself.
    return given if own and request.method == "POST" else f"/w/{request.workspace.slug}/"


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    if not isinstance(response, SimpleTemplateResponse) or connection.in_atomic_block:
        return response.render() if isinstance(response, SimpleTemplateResponse) else response
    with transaction.atomic():
        return response.render()
