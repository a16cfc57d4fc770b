"""Settings: the workspace's own values and hours, and the mailboxes that send."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from compliance.sender_records import domain_of
from console.forms import refusals, windows
from console.forms.settings import sending as forms
from console.queries import accounts, health, streams
from console.queries import settings_pages as queries
from console.queueing import nudge
from console.views.settings import frame
from enrollment import authentication, dkim_keys, limits, pacing
from enrollment import mailboxes as senders
from enrollment.models import Mailbox
from enrollment.pools import moving
from enrollment.tasks import check_sender
from tenancy import clock, services
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.requests import TenantRequest

_SECONDS = re.compile(r"[0-9]{1,10}")


def workspace(request: TenantRequest) -> HttpResponse:
    """Zone, hours, postal address and the policies of the whole workspace."""
    if request.method == "POST":
        return _saved(request)
    form = forms.WorkspaceForm.of(request.workspace)
    return _workspace_page(request, form, windows.lines(request.workspace.window))


def _saved(request: TenantRequest) -> HttpResponse:
    form, typed = forms.WorkspaceForm(request.POST), windows.posted(request.POST)
    try:
        hours = windows.read(typed)
        if not form.is_valid():
            return _workspace_page(request, form, typed)
        country = form.cleaned_data["country"].upper()
        values = {**form.cleaned_data, "country": country, "window": hours}
        services.save_settings(values, actor=request.actor)
    except windows.WindowError as error:
        return _workspace_page(request, form, typed, str(error))
    except Refused as refused:
        refusals.show(form, refused)
        return _workspace_page(request, form, typed)
    messages.success(request, "Saved. It holds from the next touch on.")
    return redirect("console:settings", request.workspace.slug)


def _workspace_page(
    request: TenantRequest, form: Form, typed: list[str], problem: str = ""
) -> HttpResponse:
    hours = [(day, windows.DAYS[day], line) for day, line in enumerate(typed)]
    closed = "closed" if any(line.strip() for line in typed) else ""
    values = {"form": form, "hours": hours, "hours_problem": problem, "no_hours": closed}
    return frame.page(request, "workspace", values, wrong=bool(problem or form.errors))


def mailboxes(request: TenantRequest) -> HttpResponse:
    """The senders, and a form for one more."""
    with transaction.atomic():
        form = forms.MailboxForm(request.POST or None, queries.owners())
    if request.method == "POST" and form.is_valid() and _added(request, form):
        messages.success(request, "Added. It sends as soon as mail to it is heard.")
        return redirect("console:mailboxes", request.workspace.slug)
    with transaction.atomic():
        now, boxes = clock.now(), list(queries.mailboxes())
        found, shut = health.lines(boxes), queries.stopped_mailboxes()
        lines = [
            (
                box,
                accounts.of_mailbox(box),
                limits.of_mailbox(box, now).cap,
                found.get(box.pk),
                shut.get(box.pk),
            )
            for box in boxes
        ]
        values = {"form": form, "mailboxes": lines}
    return frame.page(request, "mailboxes", values, wrong=bool(form.errors))


def _added(request: TenantRequest, form: forms.MailboxForm) -> bool:
    given = dict(form.cleaned_data)
    try:
        with transaction.atomic():
            owner = _owner(given.pop("owner"))
            made = senders.add_mailbox(**given, owner=owner, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    nudge(request, check_sender, made.pk)
    return True


def mailbox(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The terms of one sender."""
    with transaction.atomic():
        row = get_object_or_404(queries.mailboxes(), pk=pk)
        form = forms.MailboxTermsForm(request.POST or None, queries.owners(), _terms_of(row))
        healthy = health.sheet(row)
        people = 0 if row.is_active else moving.movable(row).count()
        order = moving.last(row)
        gate = queries.stopped_mailboxes().get(pk)
        fetched = accounts.incoming_of(row)
        stream = streams.of_account(fetched.account) if fetched else None
        signing = len(dkim_keys.selectors_of(domain_of(row.address)))
    if request.method == "POST" and form.is_valid() and _changed(request, row, form):
        messages.success(request, f"{row.name} is up to date.")
        return redirect("console:mailboxes", request.workspace.slug)
    values = {
        "form": form,
        "mailbox": row,
        "gate": gate,
        "outlook": pacing.outlook(row, clock.now()),
        "records": queries.sender_records(row),
        "line": accounts.of_mailbox(row),
        "texts": accounts.texts_of(row),
        "incoming": fetched,
        "stream": stream,
        "signing": signing,
        "health": healthy,
        "people": people,
        "order": order,
        "is_known": authentication.shortcomings(row) is not None,
        "is_looking": accounts.is_awaited(_asked(request), row.authentication_at),
    }
    return frame.page(request, "mailbox", values, heading=row.name, wrong=bool(form.errors))


def _asked(request: TenantRequest) -> datetime | None:
    """When the records were asked for, if this page was opened by that: whole seconds."""
    given = request.GET.get("asked", "")
    return datetime.fromtimestamp(int(given), UTC) if _SECONDS.fullmatch(given) else None


def mailbox_check(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Have a worker look the sender records up now."""
    with transaction.atomic():
        row = get_object_or_404(queries.mailboxes(), pk=pk)
        authentication.ask(row, seat=request.seat, actor=request.actor)
    nudge(request, check_sender, row.pk)
    messages.success(request, "The records are being looked up.")
    page = reverse("console:mailbox", args=[request.workspace.slug, pk])
    return redirect(f"{page}?asked={int(datetime.now(UTC).timestamp())}#records")


def _changed(request: TenantRequest, row: Mailbox, form: forms.MailboxTermsForm) -> bool:
    given = dict(form.cleaned_data)
    try:
        with transaction.atomic():
            terms = senders.Terms(**{**given, "owner": _owner(given["owner"])})
            senders.change_mailbox(row, terms, seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True


def _terms_of(row: Mailbox) -> dict[str, Any]:
    return {
        "name": row.name,
        "owner": str(row.owner_id or ""),
        "daily_limit": row.daily_limit,
        "hourly_limit": row.hourly_limit,
        "zone": row.zone,
        "is_active": row.is_active,
        "unmonitored": row.unmonitored_by_id is not None,
    }


def _owner(chosen: str) -> Membership | None:
    return Membership.objects.get(pk=UUID(chosen)) if chosen else None
