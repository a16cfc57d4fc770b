"""From the address or the API key to the workspace; and the second factor of those who approve."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.utils.module_loading import import_string
from django.views.defaults import page_not_found

from tenancy import actors, keys
from tenancy.models import Membership, Workspace
from tenancy.requests import TenantRequest
from tenancy.roles import SECOND_FACTOR_ROLES, Capability, may
from tenancy.scope import identity, scope

Next = Callable[[HttpRequest], HttpResponseBase]
Table = Mapping[str, Mapping[str, Capability | None]]
SAFE = {"GET", "HEAD", "OPTIONS"}
CONSOLE = re.compile(r"^/w/(?P<slug>[-\w]+)/")
API = "/api/"
# Signing in, proving the second factor and what serves everybody must stay reachable.
OPEN = (
    *("/accounts/login/", "/accounts/logout/", "/accounts/reauthenticate/"),
    *("/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/", "/accounts/password/reset/"),
    *("/static/", "/healthz", "/readyz", "/api/", "/u/", "/t/", "/hooks/"),
)
# Reachable without a second factor while there is none, and only with it once there is one.
GUARDED = ("/accounts/2fa/", "/accounts/password/")


@cache
def table() -> Table:
    """The capability table: route name to method to capability (None: any seat or nobody)."""
    loaded: Table = import_string(settings.CAPABILITY_TABLE)
    return loaded


class SecondFactor:
    """Demands a verified TOTP of anyone who may approve anything anywhere; the demo is exempt.

    Who has set one up proves it before any page of the second factor or the password, so a
    password alone never replaces the code.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Send people to the page that sets the second factor up, or to the one that proves it."""
        path = request.path
        if settings.DEMO or path.startswith(OPEN) or not request.user.is_authenticated:
            return self.get_response(request)
        guarded = path.startswith(GUARDED)
        if not guarded and not self._must(request):
            return self.get_response(request)
        user = request.user
        if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            records = get_authentication_records(request, user)
            if not any(record.get("method") == "mfa" for record in records):
                return redirect_to_login(request.get_full_path(), "mfa_reauthenticate")
        elif not guarded:
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _must(self, request: HttpRequest) -> bool:
        assert request.user.is_authenticated
        with identity(request.user.pk), transaction.atomic():
            return Membership.objects.filter(is_active=True, role__in=SECOND_FACTOR_ROLES).exists()


class WorkspaceScope:
    """Opens the scope around view and rendering, and refuses routes the seat may not use.

    Reading requests run in one read-only transaction, which also keeps the promise that GET
    changes nothing. Writing requests open their own transactions.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Console pages by seat, API calls by key, everything else without a scope."""
        page = CONSOLE.match(request.path)
        if page:
            return self._console(request, page["slug"])
        if request.path.startswith(API) and "HTTP_AUTHORIZATION" in request.META:
            return self._api(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """The one check of the capability table, for pages and API alike; it fails closed."""
        match = request.resolver_match
        if match is None or not hasattr(request, "role"):
            return None
        method = "GET" if request.method in SAFE else str(request.method)
        line = table().get(match.view_name, {})
        offered = [
            verb
            for verb, needed in line.items()
            if needed is None or _may(request, Capability(needed))
        ]
        if method in offered:
            return None
        # Whoever may do nothing here learns nothing; the others learn how it is done.
        return self._refuse(request) if method in line else self._elsewise(request, offered)

    def _elsewise(self, request: HttpRequest, offered: list[str]) -> HttpResponseBase:
        if not offered:
            return self._refuse(request)
        known = ", ".join(offered)
        if request.path.startswith(API):
            said = f"{request.method} is not offered here. Use {known}."
            body = {"code": "method_not_allowed", "message": said}
            return JsonResponse(body, status=405, headers={"Allow": known})
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = known
        return page

    def _refuse(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(API):
            body = {"code": "not_allowed", "message": "This key's role may not do that."}
            return JsonResponse(body, status=403)
        raise Http404

    def _console(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        with identity(request.user.pk), transaction.atomic():
            rows = Membership.objects.filter(is_active=True).select_related("workspace", "user")
            seats = list(rows.order_by("workspace__name"))
        seat = next((each for each in seats if each.workspace.slug == slug), None)
        if seat is None:
            return page_not_found(request, Http404())
        bound = cast(TenantRequest, request)
        bound.seat, bound.workspace, bound.seats = seat, seat.workspace, seats
        bound.role, bound.actor = seat.role, actors.member(seat)
        return self._within(bound)

    def _api(self, request: HttpRequest) -> HttpResponseBase:
        found = keys.find(request.META["HTTP_AUTHORIZATION"])
        if found is None:
            return self.get_response(request)
        workspace_id, key_id = found
        with scope(workspace_id), transaction.atomic():
            key = keys.use(key_id)
            workspace = Workspace.objects.get(pk=workspace_id) if key else None
        if key is None or workspace is None:
            return self.get_response(request)
        bound = cast(TenantRequest, request)
        bound.api_key, bound.workspace = key, workspace
        bound.role, bound.actor = key.role, actors.api_key(key)
        return self._within(bound)

    def _within(self, request: TenantRequest) -> HttpResponseBase:
        with scope(request.workspace.pk):
            if request.method not in SAFE:
                return self.get_response(request)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
                return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: SimpleTemplateResponse
    ) -> SimpleTemplateResponse:
        """Pages answer inside a transaction, also the form that comes back with its errors."""
        if hasattr(request, "role") and not connection.in_atomic_block:
            with transaction.atomic():
                response.render()
        return response


def _may(request: HttpRequest, capability: Capability) -> bool:
    """Whether the seat may; a key may what its role and its maker's role now both may."""
    bound = cast(TenantRequest, request)
    if hasattr(request, "api_key") and not may(bound.api_key.created_by.role, capability):
        return False
    return may(bound.role, capability)
