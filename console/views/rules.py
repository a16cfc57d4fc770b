"""Exclusion rules: read them, write drafts, see what a draft would do, put it in force."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from compliance import ruling as governing
from compliance.facts import exclusion
from compliance.models import ExclusionRule
from console.forms import conditions, refusals
from console.forms import rules as forms
from console.forms.days import seen_at
from console.queries import fields
from console.queries import rules as queries
from console.queueing import nudge
from console.views.compliance import tabs
from contacts.conditions import Conditions
from enrollment import ruling
from enrollment.tasks import apply_rule, run_backtest
from tenancy import clock
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability


def rules(request: TenantRequest) -> HttpResponse:
    """The exclusion rules as sentences, with what they blocked lately."""
    retired = request.GET.get("show") == "retired"
    values = {
        "lines": queries.rule_lines(retired, clock.now()),
        "retired": retired,
        "tabs": tabs(request, "retired" if retired else "rules"),
        "may_edit": request.seat.may(Capability.EDIT_RULES),
    }
    return TemplateResponse(request, "console/compliance/rules.html", values)


def rule(request: TenantRequest, key: UUID) -> HttpResponse:
    """One rule: its sentence, its draft with the back-test, its versions, a test on people."""
    family = _family(key)
    words = request.GET.get("q", "").strip()
    shown, draft = family.shown.rule, family.draft
    about = draft.rule if draft else shown
    values = {
        "line": family.shown,
        "rule": shown,
        "live": family.live,
        "draft": draft,
        "report": queries.report(about, request.seat),
        "obstacle": queries.obstacle(about, request.seat, request.actor) if draft else "",
        "versions": family.versions,
        "words": words,
        "about": about,
        "tested": queries.tested(about, request.seat, words) if words else [],
        "may_edit": request.seat.may(Capability.EDIT_RULES),
    }
    return TemplateResponse(request, "console/compliance/rule.html", values)


def progress(request: TenantRequest, key: UUID) -> HttpResponse:
    """Whether the back-test is still being made; when it is done, the page itself again."""
    draft = _family(key).draft
    values = {"rule": draft.rule if draft else None}
    response = TemplateResponse(request, "console/compliance/_rule_progress.html", values)
    if not draft or governing.is_reported(draft.rule):
        response.headers["HX-Refresh"] = "true"
    return response


def new_rule(request: TenantRequest) -> HttpResponse:
    """Write a draft of a new rule."""
    if request.method == "POST":
        return _saved(request, None, None)
    form = forms.RuleForm(sequences=_sequences())
    return _form_page(request, None, form, conditions.ConditionLines())


def edit_rule(request: TenantRequest, key: UUID) -> HttpResponse:
    """Change the draft of a rule, or write the draft of its next version."""
    family = _family(key)
    newest, draft = family.versions[0].rule, family.draft
    if request.method == "POST":
        return _saved(request, newest, draft.rule if draft else None)
    stored = exclusion(newest)
    lines = conditions.stored(Conditions(stored.conditions, stored.match))
    form = forms.RuleForm(initial=forms.of(newest), sequences=_sequences())
    return _form_page(request, newest, form, lines)


def backtest(request: TenantRequest, key: UUID) -> HttpResponse:
    """Back-test the draft again."""
    row = _draft(key)
    try:
        governing.ask_report(row, seat=request.seat, actor=request.actor)
        nudge(request, run_backtest, row.pk)
    except Refused as refused:
        messages.error(request, refused.message)
    return _back(request, key)


def approve(request: TenantRequest, key: UUID) -> HttpResponse:
    """Put the draft in force, as it was when the page was opened."""
    row = _draft(key)
    by: dict[str, Any] = {"seat": request.seat, "actor": request.actor}
    try:
        seen = seen_at(request.POST.get("seen", ""))
        done = ruling.approve(row, expected_edited_at=seen, **by)
    except Refused as refused:
        messages.error(request, refused.message)
        return _back(request, key)
    nudge(request, apply_rule, done.pk)
    messages.success(request, f"“{done.name}” version {done.number} is in force.")
    return _back(request, key)


def discard(request: TenantRequest, key: UUID) -> HttpResponse:
    """Throw the draft away."""
    row = _draft(key)
    try:
        governing.discard_draft(row, seat=request.seat, actor=request.actor)
    except Refused as refused:
        messages.error(request, refused.message)
        return _back(request, key)
    messages.success(request, f"The draft of “{row.name}” is gone.")
    return redirect("console:rules", request.workspace.slug)


def retire_rule(request: TenantRequest, key: UUID) -> HttpResponse:
    """Take a rule out of force."""
    live = _family(key).live
    if live is None:
        messages.error(request, "This rule is not in force. The page shows how it stands.")
        return _back(request, key)
    try:
        row = governing.retire(live.rule, seat=request.seat, actor=request.actor)
    except Refused as refused:
        messages.error(request, refused.message)
        return _back(request, key)
    messages.success(request, f"“{row.name}” is out of force. It blocks nobody any more.")
    return redirect("console:rules", request.workspace.slug)


def _saved(
    request: TenantRequest, newest: ExclusionRule | None, draft: ExclusionRule | None
) -> HttpResponse:
    form = forms.RuleForm(request.POST, sequences=_sequences())
    lines = conditions.posted(request.POST)
    if lines.rearranged(request.POST.get("do", "")) or not form.is_valid():
        return _form_page(request, newest, form, lines)
    by: dict[str, Any] = {"seat": request.seat, "actor": request.actor}
    said = form.said(lines)
    try:
        if draft:
            seen = seen_at(request.POST.get("seen", ""))
            made = ruling.change_draft(draft, said, expected_edited_at=seen, **by)
        else:
            made = ruling.write_draft(said, key=newest.key if newest else None, **by)
    except Refused as refused:
        return _form_page(request, newest, form, lines, refused)
    nudge(request, run_backtest, made.pk)
    told = f"“{made.name}” version {made.number} is a draft. It blocks nobody until it is approved."
    messages.success(request, told)
    return _back(request, made.key)


def _form_page(
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


def _back(request: TenantRequest, key: UUID) -> HttpResponse:
    return redirect("console:rule", request.workspace.slug, key)


def _draft(key: UUID) -> ExclusionRule:
    draft = _family(key).draft
    if draft is None:
        raise Http404
    return draft.rule


@transaction.atomic
def _family(key: UUID) -> queries.Family:
    found = queries.family(key)
    if found is None:
        raise Http404
    return found


@transaction.atomic
def _sequences() -> list[tuple[str, str]]:
    return queries.sequences()
