"""Settings: the texts that every message shares, who signs the words, and how things are called."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from console.forms import refusals
from console.forms.settings import content as forms
from console.queries import library as queries
from console.queries import settings_pages
from console.views.settings import frame
from sequences import naming, snippets
from tenancy import clock, services
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

EXAMPLE = ("Spring offer", "Webinar")


def content(request: TenantRequest) -> HttpResponse:
    """Signature, disclosure, stages, naming, copies and touches a week, with a preview."""
    with transaction.atomic():
        stages = settings_pages.stages()
    if request.method != "POST":
        return _page(request, forms.ContentForm.of(request.workspace, stages))
    form = forms.ContentForm(request.POST, stages)
    if request.POST.get("do") != "preview" and form.is_valid() and _saved(request, form):
        messages.success(request, "Saved. It holds from the next touch on.")
        return redirect("console:settings_content", request.workspace.slug)
    return _page(request, form)


def _saved(request: TenantRequest, form: forms.ContentForm) -> bool:
    try:
        snippets.check_blocks(form.blocks)
        services.save_settings(form.cleaned_data, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True


def _page(request: TenantRequest, form: forms.ContentForm) -> HttpResponse:
    rule = form.text("naming_rule").strip()
    name, kind = EXAMPLE
    today = timezone.localdate(clock.now())
    values = {
        "form": form,
        "blocks": queries.blocks(form.blocks, request.workspace, request.seat),
        "variables": queries.variables(),
        "example": naming.suggested(rule, name, kind, today) if rule else "",
    }
    return frame.page(request, "content", values, wrong=bool(form.errors))
