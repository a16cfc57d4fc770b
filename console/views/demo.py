"""The bar of the demo: moving the clock on, so that a week is seen in minutes."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from audit.actions import Action
from audit.recording import record
from console.components.moments import duration_text
from console.queueing import wake
from enrollment import planning
from enrollment.tasks import dispatch_due, keep_house
from tenancy import clock
from tenancy.requests import TenantRequest

# So that what is due at the very moment is due for everybody who looks.
MARGIN = timedelta(seconds=1)
DUE = "A touch is due already. If no worker takes it soon, Operations says what it waits for."


def next_touch(request: TenantRequest) -> HttpResponse:
    """To the moment at which the next touch of this workspace falls due."""
    _only_in_demo()
    with transaction.atomic():
        due, now = planning.next_due_moment(), clock.now()
        if due is not None and due > now:
            _advance(request, due - now + MARGIN)
    wake(request, dispatch_due)
    if due is None:
        messages.info(request, "No touch is planned. Enrol somebody, or approve a first message.")
    elif due <= now:
        messages.info(request, DUE)
    else:
        messages.success(request, f"The clock moved on by {duration_text(due - now)}.")
    return _back(request)


def one_day(request: TenantRequest) -> HttpResponse:
    """A day on."""
    _only_in_demo()
    with transaction.atomic():
        _advance(request, timedelta(days=1))
    wake(request, keep_house, dispatch_due)
    messages.success(request, "The clock moved on by one day.")
    return _back(request)


def _advance(request: TenantRequest, by: timedelta) -> None:
    clock.advance(by)
    seconds = round(by.total_seconds())
    record(Action.CLOCK_ADVANCED, request.workspace, actor=request.actor, seconds=seconds)


def _back(request: TenantRequest) -> HttpResponse:
    """To the page that the bar was on."""
    given = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(given, {request.get_host()}, request.is_secure()):
        return redirect(given)
    return redirect("console:today", request.workspace.slug)


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404
