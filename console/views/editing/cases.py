"""The scripted tests of a draft: the list with what each comes to, and one test."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from console.forms.editing import cases as forms
from console.forms.editing import drafts, typed
from console.queries import fields
from console.views.editing import frame
from sequences import services
from sequences.models import Version
from sequences.plans import Case, Plan
from sequences.plans.data import MAX_CASES
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

STORING = "save"
NEW = Case("", "")


@frame.of_draft
def cases(request: TenantRequest, row: Version, plan: Plan) -> HttpResponse:
    """Every test with its result as of now; they are run each time that this is opened."""
    if request.method == "POST":
        return _deleted(request, row, plan, request.POST.get("do", ""))
    return _list(request, row, plan)


@frame.of_draft
def case(request: TenantRequest, row: Version, plan: Plan, number: int) -> HttpResponse:
    """One test; the number after the last one is a new test."""
    if not 0 < number <= min(len(plan.cases) + 1, MAX_CASES):
        raise Http404
    stored = plan.cases[number - 1] if number <= len(plan.cases) else None
    if request.method != "POST":
        return _page(request, row, plan, number, forms.shown(stored or NEW))
    form, order = forms.CaseForm(request.POST), request.POST.get("do", STORING)
    if form.rearranged(order):
        return _page(request, row, plan, number, form, unsaved=True)
    try:
        changed = _changed(plan, form, stored, number)
        if order != STORING:
            return _page(request, row, changed, number, form, unsaved=True)
        frame.store(request, row, changed)
    except Refused as refused:
        rest = form.take(typed.below(refused.fields, f"cases.{number}"))
        return _page(request, row, plan, number, form, refused, rest)
    messages.success(request, f"Test {number} is saved.")
    return redirect(frame.address(row, "version_cases"))


def _changed(plan: Plan, form: forms.CaseForm, stored: Case | None, number: int) -> Plan:
    if doubles := form.doubles():
        fields = {f"cases.{number}.{name}": sentence for name, sentence in doubles.items()}
        raise Refused("Some fields need attention before this can be saved.", fields=fields)
    changes = {"cases": drafts.in_list(plan.cases, number, form.as_data(stored))}
    with transaction.atomic():
        return drafts.tried(plan, changes)


def _deleted(request: TenantRequest, row: Version, plan: Plan, order: str) -> HttpResponse:
    number = typed.whole(order.removeprefix("delete-"))
    if isinstance(number, int) and 0 < number <= len(plan.cases):
        left = [case for n, case in enumerate(plan.cases, 1) if n != number]
        try:
            frame.save(request, row, plan, {"cases": drafts.listed(left)})
        except Refused as refused:
            return _list(request, row, plan, refused)
        messages.success(request, f"The test “{plan.cases[number - 1].name}” is deleted.")
    return redirect(frame.address(row, "version_cases"))


def _list(
    request: TenantRequest, row: Version, plan: Plan, refused: Refused | None = None
) -> HttpResponse:
    results = services.results(row, plan)
    values = {
        "tabs": frame.tabs(row, plan, "tests"),
        "cases": [
            (number, case, result)
            for number, (case, result) in enumerate(zip(plan.cases, results, strict=True), 1)
        ],
        "red": sum(not result.passed for result in results),
        "new_number": len(plan.cases) + 1 if len(plan.cases) < MAX_CASES else 0,
    }
    return frame.page(request, "cases", row, plan, values, refused=refused)


def _page(
    request: TenantRequest,
    row: Version,
    plan: Plan,
    number: int,
    form: forms.CaseForm,
    refused: Refused | None = None,
    rest: dict[str, str] | None = None,
    *,
    unsaved: bool = False,
) -> HttpResponse:
    """`plan` holds the test as it was typed, where that can be read; then its result is shown."""
    results = services.results(row, plan) if not refused and number <= len(plan.cases) else ()
    with transaction.atomic():
        named = [person.typed("name") for person in form.people]
        form.offer(forms.steps_of(plan), fields.of_plan(plan, [n for n in named if n]))
    values: dict[str, Any] = {
        "tabs": frame.tabs(row, plan, "tests"),
        "form": form,
        "case_label": f"Test {number}",
        "result": results[number - 1] if results else None,
    }
    return frame.page(
        request,
        "case",
        row,
        plan,
        values,
        refused=refused,
        rest=list((rest or {}).values()),
        unsaved=unsaved,
    )
