"""Settings: which fields of a contact nobody is enrolled without."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from console.forms.settings import fields as forms
from console.views.settings import frame
from tenancy import services
from tenancy.requests import TenantRequest


def required(request: TenantRequest) -> HttpResponse:
    """Fields against motions, one box each."""
    if request.method == "POST":
        services.save_settings(forms.read(request.POST), actor=request.actor)
        messages.success(request, "Saved. Whoever is checked from now on needs these fields.")
        return redirect("console:required_fields", request.workspace.slug)
    values = {"columns": forms.COLUMNS, "lines": forms.lines(request.workspace)}
    return frame.page(request, "fields", values)
