"""Settings: who may call from outside. The keys of the signed webhook, and the webhooks of
services."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from console.forms import refusals
from console.forms.settings.hooks import InletForm, SecretsForm
from console.queries import hooks as queries
from console.views.settings import frame
from signals.inlets import hook_keys, opening
from signals.models import Inlet
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def hooks(request: TenantRequest) -> HttpResponse:
    """The keys, the services that may call, and a form for one more."""
    form = InletForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = opening.open_inlet(
                **form.cleaned_data, secrets={}, seat=request.seat, actor=request.actor
            )
        except Refused as refused:
            refusals.show(form, refused)
        else:
            messages.success(request, "Open. Give these addresses to the service.")
            return redirect("console:inlet", request.workspace.slug, row.pk)
    return _page(request, form)


def hook_key_new(request: TenantRequest) -> HttpResponse:
    """A new key. Its secret is on this answer, once."""
    row, secret = hook_keys.make(seat=request.seat, actor=request.actor)
    return _page(request, InletForm(), made=hook_keys.name_of(row), secret=secret, key_id=row.pk)


def hook_key_retire(request: TenantRequest, pk: UUID) -> HttpResponse:
    """End a key."""
    row = hook_keys.retire(pk, seat=request.seat, actor=request.actor)
    messages.success(request, f"The key {hook_keys.name_of(row)} signs no more.")
    return redirect("console:hooks", request.workspace.slug)


def inlet(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One service: its addresses, how it is set up, and its secrets."""
    with transaction.atomic():
        row = get_object_or_404(opening.open_ones(), pk=pk)
    form = SecretsForm(request.POST or None, row.provider)
    if request.method == "POST" and form.is_valid() and _changed(request, row, form):
        messages.success(request, "The secrets are stored.")
        return redirect("console:inlet", request.workspace.slug, pk)
    with transaction.atomic():
        values = {"line": queries.inlet_line(row), "form": form}
    wrong = bool(form.errors)
    return frame.secret(frame.page(request, "inlet", values, heading=row.name, wrong=wrong))


def inlet_close(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Close a service's webhook for good."""
    row = opening.close(pk, seat=request.seat, actor=request.actor)
    messages.success(request, f"“{row.name}” is closed. Its addresses are refused from now on.")
    return redirect("console:hooks", request.workspace.slug)


def _page(request: TenantRequest, form: InletForm, **made: object) -> HttpResponse:
    with transaction.atomic():
        values = {
            "form": form,
            "url": hook_keys.address(),
            "keys": queries.key_lines(),
            "inlets": queries.inlet_lines(),
            "refused": queries.refused_here(),
            **made,
        }
    return frame.secret(frame.page(request, "hooks", values, wrong=bool(form.errors)))


def _changed(request: TenantRequest, row: Inlet, form: SecretsForm) -> bool:
    try:
        opening.change_secrets(row.pk, form.secrets(), seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True
