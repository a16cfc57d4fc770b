"""Settings: whether opens and clicks are tracked, and under which domain."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from console.forms import refusals
from console.forms.settings.tracking import TrackingForm
from console.queries import tracking as queries
from console.views.settings import frame
from enrollment.tracking import terms
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def tracking(request: TenantRequest) -> HttpResponse:
    """The terms, what to publish for the domain, and what each law asks."""
    with transaction.atomic():
        kept = terms.row()
    form = TrackingForm.of(kept)
    if request.method == "POST":
        form = TrackingForm(request.POST)
        if form.is_valid() and _changed(request, form):
            messages.success(request, "Saved. It holds from the next message on.")
            return redirect("console:settings_tracking", request.workspace.slug)
    values = {
        "form": form,
        "terms": kept,
        "publish": terms.publication(kept.host) if kept and kept.host else None,
        "laws": queries.laws(),
    }
    return frame.page(request, "tracking", values, wrong=bool(form.errors))


def tracking_verify(request: TenantRequest) -> HttpResponse:
    """Look the domain up now."""
    done = terms.verify(seat=request.seat, actor=request.actor)
    if done.found:
        messages.error(request, done.found)
    else:
        messages.success(request, f"{done.host} is verified.")
    return redirect("console:settings_tracking", request.workspace.slug)


def _changed(request: TenantRequest, form: TrackingForm) -> bool:
    try:
        terms.change(**form.cleaned_data, seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True
