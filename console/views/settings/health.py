"""Settings: from when on a mailbox is watched, and from when on it is paused."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from console.forms import refusals
from console.forms.settings.health import HealthLimitsForm
from console.views.settings import frame
from enrollment.health import bands, terms
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def health_limits(request: TenantRequest) -> HttpResponse:
    """The limits of the workspace."""
    with transaction.atomic():
        form = HealthLimitsForm.of(terms.current())
    if request.method == "POST":
        form = HealthLimitsForm(request.POST)
        if form.is_valid() and _changed(request, form):
            messages.success(request, "Saved. Mailboxes are judged by it from the next look on.")
            return redirect("console:mailboxes", request.workspace.slug)
    values = {"form": form, "floor": bands.FLOOR}
    return frame.page(request, "health_limits", values, wrong=bool(form.errors))


def _changed(request: TenantRequest, form: HealthLimitsForm) -> bool:
    try:
        terms.change(form.limits(), actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True
