"""What every page of the console shows around its content.

Everything is evaluated when the shell asks for it: error pages have no shell and may be rendered
where no query is possible.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from console import navigation
from console.components import moments
from console.demo import people
from tenancy import clock
from tenancy.models import Membership, Workspace
from tenancy.requests import TenantRequest
from tenancy.scope import identity


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation, workspaces, the moment that times are compared with, and the demo's bar."""
    if not hasattr(request, "seat"):
        return _demo_logins() if settings.DEMO else {}
    inside = cast(TenantRequest, request)
    return {
        "workspace": inside.workspace,
        "seat": inside.seat,
        "now": SimpleLazyObject(clock.now),
        "navigation": _once(navigation.groups, inside),
        "workspaces": _once(_workspaces, inside),
        "workspace_switch_url": reverse("console:switch"),
        "demo": _once(_demo, inside) if settings.DEMO else None,
    }


def _demo_logins() -> dict[str, Any]:
    """Who may log in, for the log-in page of the demo."""
    return {"demo_logins": [*people.HARBOUR, *people.LUMEN], "demo_password": people.PASSWORD}


def _once(read: Callable[[TenantRequest], Any], request: TenantRequest) -> Callable[[], Any]:
    """Templates call what is callable, each time they meet it."""
    return cache(partial(read, request))


def _workspaces(request: TenantRequest) -> list[dict[str, Any]]:
    return [
        {
            "key": seat.workspace.slug,
            "name": seat.workspace.name,
            "active": seat.pk == request.seat.pk,
        }
        for seat in request.seats
    ]


def workspaces_of(request: HttpRequest) -> list[Workspace]:
    """The workspaces in which the signed-in person has a seat, by name."""
    assert request.user.is_authenticated
    with identity(request.user.pk):
        seats = Membership.objects.filter(is_active=True).select_related("workspace")
        return [seat.workspace for seat in seats.order_by("workspace__name")]


def _demo(request: TenantRequest) -> dict[str, str]:
    slug = request.workspace.slug
    return {
        "now": moments.in_zone(clock.now(), timezone.get_current_timezone()),
        "next_url": reverse("console:demo_next", args=[slug]),
        "day_url": reverse("console:demo_day", args=[slug]),
    }
