"""Compliance: who must not be contacted, and the rules that keep people out of sequences."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from compliance import services
from compliance.facts import exclusion
from compliance.models import ExclusionRule, Suppression, SuppressionReason
from console.forms import compliance as forms
from console.forms import conditions, refusals
from console.queries import compliance as queries
from console.queries import fields, keyset
from contacts.conditions import Conditions
from signals import crm
from tenancy import clock
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability


def stops(request: TenantRequest) -> HttpResponse:
    """Everything that must not be contacted, newest first."""
    page = keyset.read(queries.stops(request.GET.dict()), request.GET.dict())
    values = {
        "page": page,
        "filter": forms.StopFilter(request.GET),
        "tabs": _tabs(request, "stops"),
        "may_stop": request.seat.may(Capability.ENROL),
        "may_lift": request.seat.may(Capability.EDIT_RULES),
        "liftable": SuppressionReason.MANUAL,
    }
    return TemplateResponse(request, "console/compliance/stops.html", values)


def paste(request: TenantRequest) -> HttpResponse:
    """Stop a pasted list of addresses, all at once."""
    form = forms.PasteForm(request.POST or None)
    values: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            values["outcome"] = crm.stop_pasted(form.cleaned_data["addresses"], actor=request.actor)
        except Refused as refused:
            refusals.show(form, refused)
    return TemplateResponse(request, "console/compliance/paste.html", values)


def lift(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Lift a stop that a colleague made; the page asks why first."""
    with transaction.atomic():
        row = get_object_or_404(Suppression.objects.all(), pk=pk)
    evidence = request.POST.get("evidence", "")
    problem = ""
    if request.method == "POST":
        try:
            services.lift(row, evidence=evidence, actor=request.actor)
            messages.success(request, "Lifted. This person may be enrolled again.")
            return redirect("console:suppressions", request.workspace.slug)
        except Refused as refused:
            problem = refused.message
    values = {"stop": row, "evidence": evidence, "problem": problem}
    return TemplateResponse(request, "console/compliance/lift.html", values)


def rules(request: TenantRequest) -> HttpResponse:
    """The exclusion rules as sentences, with what they blocked lately."""
    retired = request.GET.get("show") == "retired"
    values = {
        "lines": queries.rule_lines(retired, clock.now()),
        "retired": retired,
        "tabs": _tabs(request, "retired" if retired else "rules"),
        "may_edit": request.seat.may(Capability.EDIT_RULES),
    }
    return TemplateResponse(request, "console/compliance/rules.html", values)


def rule(request: TenantRequest, key: UUID) -> HttpResponse:
    """One rule: its sentence, its versions, and a test on real people."""
    versions = _versions(key)
    words = request.GET.get("q", "").strip()
    newest = versions[0]
    values = {
        "line": queries.rule_line(newest, queries.hits(clock.now()).get(key, 0)),
        "rule": newest,
        "versions": [queries.rule_line(row) for row in versions],
        "words": words,
        "tested": queries.tested(newest, request.seat, words) if words else [],
        "may_edit": request.seat.may(Capability.EDIT_RULES),
    }
    return TemplateResponse(request, "console/compliance/rule.html", values)


def new_rule(request: TenantRequest) -> HttpResponse:
    """Write a rule and put it in force."""
    if request.method == "POST":
        return _published(request, None)
    return _rule_page(request, None, forms.RuleForm(), conditions.ConditionLines())


def edit_rule(request: TenantRequest, key: UUID) -> HttpResponse:
    """Write the next version of a rule; the former is retired with it."""
    if request.method == "POST":
        return _published(request, key)
    newest = _versions(key)[0]
    stored = exclusion(newest)
    lines = conditions.stored(Conditions(stored.conditions, stored.match))
    return _rule_page(request, newest, forms.RuleForm.of(newest), lines)


def retire_rule(request: TenantRequest, key: UUID) -> HttpResponse:
    """Take a rule out of force."""
    with transaction.atomic():
        row = services.retire_rule(_versions(key)[0], actor=request.actor)
    messages.success(request, f"“{row.name}” is out of force. It blocks nobody any more.")
    return redirect("console:rules", request.workspace.slug)


def _published(request: TenantRequest, key: UUID | None) -> HttpResponse:
    with transaction.atomic():
        newest = _versions(key)[0] if key else None
    form, lines = forms.RuleForm(request.POST), conditions.posted(request.POST)
    if lines.rearranged(request.POST.get("do", "")) or not form.is_valid():
        return _rule_page(request, newest, form, lines)
    try:
        made = services.publish_rule(
            **form.cleaned_data,
            match=lines.match,
            conditions=lines.to_json(),
            seat=request.seat,
            actor=request.actor,
            key=key,
        )
    except Refused as refused:
        return _rule_page(request, newest, form, lines, refused)
    messages.success(request, f"“{made.name}” version {made.number} is in force.")
    return redirect("console:rule", request.workspace.slug, made.key)


def _rule_page(
    request: TenantRequest,
    rule: ExclusionRule | None,
    form: forms.RuleForm,
    lines: conditions.ConditionLines,
    refused: Refused | None = None,
) -> HttpResponse:
    if refused:
        refusals.share(form, lines, refused)
    with transaction.atomic():
        choices = fields.of_people(lines.names())
    values = {"rule": rule, "form": form, "lines": lines, "fields": choices}
    return TemplateResponse(request, "console/compliance/rule_form.html", values)


def _versions(key: UUID) -> list[ExclusionRule]:
    found = queries.versions(key)
    if not found:
        raise Http404
    return found


def _tabs(request: TenantRequest, active: str) -> list[dict[str, Any]]:
    home = f"/w/{request.workspace.slug}/compliance/"
    pages = (
        ("stops", "Must not be contacted", home),
        ("rules", "Exclusion rules", f"{home}rules/"),
        ("retired", "Retired rules", f"{home}rules/?show=retired"),
    )
    return [{"label": label, "url": url, "active": key == active} for key, label, url in pages]
