"""Settings: which words the content check looks for in every first message."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from compliance import word_rules
from compliance.models import ContentRule
from console.forms import refusals
from console.forms.settings import words as forms
from console.views.settings import frame
from tenancy import services
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def content_rules(request: TenantRequest) -> HttpResponse:
    """The packs and the workspace's own lists, with a form for one more."""
    form = forms.WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        messages.success(request, "Added. Messages that wait for review are checked anew.")
        return redirect("console:content_rules", request.workspace.slug)
    with transaction.atomic():
        rules = list(word_rules.rules())
    packs = forms.PacksForm.of(request.workspace)
    values = {"form": form, "packs": packs, "rules": rules, "most": word_rules.MAX_RULES}
    return frame.page(request, "words", values, wrong=bool(form.errors))


def content_packs(request: TenantRequest) -> HttpResponse:
    """Switch packs on or off."""
    form = forms.PacksForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose among the packs of the list.", code="invalid")
    services.save_settings(form.cleaned_data, actor=request.actor)
    messages.success(request, "Saved. Messages that wait for review are checked anew.")
    return redirect("console:content_rules", request.workspace.slug)


def content_rule(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The next version of a list."""
    with transaction.atomic():
        rule = get_object_or_404(word_rules.rules(), pk=pk)
    form = forms.WordsForm.of(request.POST or None, rule)
    if request.method == "POST" and form.is_valid() and _changed(request, form, rule):
        messages.success(request, "Saved. Messages that wait for review are checked anew.")
        return redirect("console:content_rules", request.workspace.slug)
    values = {"form": form, "rule": rule}
    return frame.page(request, "word", values, heading=rule.name, wrong=bool(form.errors))


def content_rule_retire(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Look for these words no longer."""
    with transaction.atomic():
        rule = get_object_or_404(word_rules.rules(), pk=pk)
        word_rules.retire(rule, seat=request.seat, actor=request.actor)
    messages.success(request, f"“{rule.name}” is retired. What it found stays on record.")
    return redirect("console:content_rules", request.workspace.slug)


def _added(request: TenantRequest, form: forms.WordsForm) -> bool:
    try:
        word_rules.add(form.wording, seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True


def _changed(request: TenantRequest, form: forms.WordsForm, rule: ContentRule) -> bool:
    try:
        word_rules.change(rule, form.wording, seat=request.seat, actor=request.actor)
    except Refused as refused:
        refusals.show(form, refused)
        return False
    return True
