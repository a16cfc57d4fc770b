"""Settings: who has a seat, what the disabled leave behind, and the API keys."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from console.forms import refusals
from console.forms.settings import people as forms
from console.queries import settings_pages as queries
from console.views.settings import frame
from sequences import governing
from tenancy import services
from tenancy.errors import Refused
from tenancy.models import ApiKey, Membership
from tenancy.requests import TenantRequest
from tenancy.roles import Role


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
        lines = queries.seat_lines()
    values = {"form": form, "added": added, "lines": lines, "roles": Role.choices}
    return frame.secret(frame.page(request, "members", values, wrong=bool(form.errors)))


def member_role(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Another role or team for a seat."""
    with transaction.atomic():
        role, team = request.POST.get("role", ""), request.POST.get("team", "")
        seat = services.change_role(_seat(pk), role=role, team=team, actor=request.actor)
    messages.success(request, f"{seat.label} is {seat.get_role_display().lower()} now.")
    return redirect("console:members", request.workspace.slug)


def member_disable(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Close a seat and end the person's sessions; what they own is offered for hand-over."""
    with transaction.atomic():
        seat = services.disable_member(_seat(pk), actor=request.actor)
        owns = governing.owned_by(seat).exists()
    messages.success(request, f"{seat.label} is disabled. Their sessions have ended.")
    if owns:
        return redirect("console:member_hand_over", request.workspace.slug, pk)
    return redirect("console:members", request.workspace.slug)


def member_enable(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Open a seat again."""
    with transaction.atomic():
        seat = services.enable_member(_seat(pk), actor=request.actor)
    messages.success(request, f"{seat.label} can log in again.")
    return redirect("console:members", request.workspace.slug)


def hand_over(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Other owners for the sequences of a member, all of them or some."""
    with transaction.atomic():
        seat = _seat(pk)
        owned, heirs = list(governing.owned_by(seat)), queries.heirs(seat)
    form = forms.HandOverForm(request.POST or None, owned, heirs)
    if request.method == "POST" and form.is_valid() and _handed_over(request, form):
        return redirect("console:members", request.workspace.slug)
    values = {"form": form, "member": seat, "owned": owned, "heirs": heirs}
    return frame.page(request, "hand_over", values, wrong=bool(form.errors))


def _handed_over(request: TenantRequest, form: forms.HandOverForm) -> bool:
    heir = form.heir
    try:
        with transaction.atomic():
            for row in form.chosen:
                governing.hand_over(row, to=heir, seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    count = len(form.chosen)
    what = f"“{form.chosen[0].name}”" if count == 1 else f"{count} sequences"
    messages.success(request, f"{heir.label} owns {what} now.")
    return True


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
    return frame.secret(frame.page(request, "keys", values, wrong=bool(form.errors)))


def key_revoke(request: TenantRequest, pk: UUID) -> HttpResponse:
    """End a key."""
    with transaction.atomic():
        row = get_object_or_404(ApiKey.objects.all(), pk=pk)
        services.revoke_key(row, actor=request.actor)
    messages.success(request, f"“{row.name}” no longer works.")
    return redirect("console:keys", request.workspace.slug)


def _seat(pk: UUID) -> Membership:
    return get_object_or_404(Membership.objects.all(), pk=pk)
