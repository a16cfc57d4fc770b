"""Settings: the workspace, its members, its mailboxes and its API keys; for admins alone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import refusals, windows
from console.forms import settings_pages as forms
from console.queries import settings_pages as queries
from enrollment import mailboxes as senders
from enrollment.models import Mailbox
from tenancy import services
from tenancy.errors import Refused
from tenancy.models import ApiKey, Membership
from tenancy.requests import TenantRequest
from tenancy.roles import Role


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
    return _page(request, "workspace", values, wrong=bool(problem or form.errors))


def members(request: TenantRequest) -> HttpResponse:
    """Who has a seat. A new person's temporary password is on the answer to the form, once."""
    form = forms.MemberForm(request.POST or None)
    added = None
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_member(**form.cleaned_data, actor=request.actor)
            form = forms.MemberForm()
        except Refused as refused:
            refusals.show(form, refused)
    with transaction.atomic():
        seats = list(queries.seats())
    values = {"form": form, "added": added, "seats": seats, "roles": Role.choices}
    return _secret(_page(request, "members", values, wrong=bool(form.errors)))


def member_role(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Another role or team for a seat."""
    with transaction.atomic():
        role, team = request.POST.get("role", ""), request.POST.get("team", "")
        seat = services.change_role(_seat(pk), role=role, team=team, actor=request.actor)
    messages.success(request, f"{seat.label} is {seat.get_role_display().lower()} now.")
    return redirect("console:members", request.workspace.slug)


def member_disable(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Close a seat and end the person's sessions."""
    with transaction.atomic():
        seat = services.disable_member(_seat(pk), actor=request.actor)
    messages.success(request, f"{seat.label} is disabled. Their sessions have ended.")
    return redirect("console:members", request.workspace.slug)


def member_enable(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Open a seat again."""
    with transaction.atomic():
        seat = services.enable_member(_seat(pk), actor=request.actor)
    messages.success(request, f"{seat.label} can log in again.")
    return redirect("console:members", request.workspace.slug)


def mailboxes(request: TenantRequest) -> HttpResponse:
    """The senders, and a form for one more."""
    with transaction.atomic():
        form = forms.MailboxForm(request.POST or None, queries.owners())
    if request.method == "POST" and form.is_valid() and _added(request, form):
        messages.success(request, "Added. It sends as soon as mail to it is heard.")
        return redirect("console:mailboxes", request.workspace.slug)
    with transaction.atomic():
        values = {"form": form, "mailboxes": list(queries.mailboxes())}
    return _page(request, "mailboxes", values, wrong=bool(form.errors))


def _added(request: TenantRequest, form: forms.MailboxForm) -> bool:
    given = dict(form.cleaned_data)
    try:
        with transaction.atomic():
            owner = _owner(given.pop("owner"))
            senders.add_mailbox(**given, owner=owner, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True


def mailbox(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The terms of one sender."""
    with transaction.atomic():
        row = get_object_or_404(queries.mailboxes(), pk=pk)
        form = forms.MailboxTermsForm(request.POST or None, queries.owners(), _terms_of(row))
    if request.method == "POST" and form.is_valid() and _changed(request, row, form):
        messages.success(request, f"{row.name} is up to date.")
        return redirect("console:mailboxes", request.workspace.slug)
    return _page(request, "mailbox", {"form": form, "mailbox": row}, wrong=bool(form.errors))


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
        "is_active": row.is_active,
        "unmonitored": row.unmonitored_by_id is not None,
    }


def keys(request: TenantRequest) -> HttpResponse:
    """The API keys. A new key's secret is on the answer to the form, once."""
    form = forms.KeyForm(request.POST or None)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = services.create_key(
                **form.cleaned_data, seat=request.seat, actor=request.actor
            )
            form = forms.KeyForm()
        except Refused as refused:
            refusals.show(form, refused)
    with transaction.atomic():
        values = {"form": form, "made": made, "secret": secret, "keys": list(queries.keys())}
    return _secret(_page(request, "keys", values, wrong=bool(form.errors)))


def key_revoke(request: TenantRequest, pk: UUID) -> HttpResponse:
    """End a key."""
    with transaction.atomic():
        row = get_object_or_404(ApiKey.objects.all(), pk=pk)
        services.revoke_key(row, actor=request.actor)
    messages.success(request, f"“{row.name}” no longer works.")
    return redirect("console:keys", request.workspace.slug)


def _page(
    request: TenantRequest, name: str, values: dict[str, Any], *, wrong: bool
) -> HttpResponse:
    template = f"console/settings/{name}.html"
    values = {**values, "tabs": _tabs(request, name)}
    return TemplateResponse(request, template, values, status=422 if wrong else 200)


def _secret(response: HttpResponse) -> HttpResponse:
    """What may show a secret is kept by no cache and no browser history."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _tabs(request: TenantRequest, active: str) -> list[dict[str, Any]]:
    home = f"/w/{request.workspace.slug}/settings/"
    pages = (
        ("workspace", "Workspace", home),
        ("members", "Members", f"{home}members/"),
        ("mailboxes", "Mailboxes", f"{home}mailboxes/"),
        ("keys", "API keys", f"{home}keys/"),
    )
    here = {"mailbox": "mailboxes"}.get(active, active)
    return [{"label": label, "url": url, "active": key == here} for key, label, url in pages]


def _seat(pk: UUID) -> Membership:
    return get_object_or_404(Membership.objects.all(), pk=pk)


def _owner(chosen: str) -> Membership | None:
    return Membership.objects.get(pk=UUID(chosen)) if chosen else None
