"""The steps of a draft in their order: add, move and delete them, mode, notes, handing in."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from console.forms.editing import drafts, steps, typed
from console.queries import editing as queries
from console.views.editing import frame
from sequences import services
from sequences.models import StepKind, Version
from sequences.plans import Mode, Plan
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


@frame.of_draft
def overview(request: TenantRequest, row: Version, plan: Plan) -> HttpResponse:
    """The steps by track; each button saves what it does at once, with the notes."""
    if request.method != "POST":
        return _page(request, row, plan, plan.notes)
    order = request.POST.get("do", "save")
    notes = _notes(request, plan)
    try:
        after = steps.ordered(plan, order)
    except Refused as refused:
        return _page(request, row, plan, notes, refused)
    try:
        saved = frame.store(request, row, drafts.changed(after, {"notes": notes}))
    except Refused as refused:
        return _page(request, row, plan, notes, refused, after)
    return _answered(request, saved, plan, order)


def _answered(request: TenantRequest, saved: Version, before: Plan, order: str) -> HttpResponse:
    with transaction.atomic():
        after = services.plan_of(saved)
    if key := steps.added(before, after):
        return redirect(frame.address(saved, "version_step", key))
    if order == "submit":
        return _handed_in(request, saved)
    messages.success(request, "Saved.")
    moved = order.partition("-")[2] if order.startswith(("up-", "down-")) else ""
    place = f"#step-{moved}" if after.step(moved) else ""
    return redirect(frame.address(saved, "version_edit") + place)


def _handed_in(request: TenantRequest, saved: Version) -> HttpResponse:
    try:
        services.submit(
            saved,
            seat=request.seat,
            actor=request.actor,
            expected_edited_at=saved.edited_at,
        )
    except Refused as refused:
        messages.error(request, f"Saved, but not handed in. {refused.message}")
        return redirect(frame.address(saved, "version_edit"))
    messages.success(request, "Handed in. Another admin has to approve it.")
    return redirect(frame.address(saved, "version"))


def _notes(request: TenantRequest, plan: Plan) -> str:
    given = typed.lines_of(request.POST.get("notes", ""))
    return plan.notes if given == typed.lines_of(plan.notes) else given


def _page(
    request: TenantRequest,
    row: Version,
    plan: Plan,
    notes: str,
    refused: Refused | None = None,
    attempted: Plan | None = None,
) -> HttpResponse:
    problems = refused.fields if refused else {}
    errors = by_step(problems, attempted or plan)
    placed = {sentence for sentences in errors.values() for sentence in sentences}
    values = {
        "tabs": frame.tabs(row, plan, "steps"),
        "columns": queries.columns(plan, errors),
        "notes": notes,
        "notes_error": problems.get("notes", ""),
        "kinds": StepKind.choices,
        "is_smart": plan.mode == Mode.SMART,
    }
    rest = [s for n, s in problems.items() if s not in placed and n != "notes"]
    return frame.page(request, "overview", row, plan, values, refused=refused, rest=rest)


def by_step(problems: dict[str, str], attempted: Plan) -> dict[str, list[str]]:
    """Sentences by the key of their step; numbers are those of the plan that was refused."""
    found: dict[str, list[str]] = {}
    for path, sentence in problems.items():
        parts = path.split(".")
        if parts[0] == "steps" and len(parts) > 1 and parts[1].isdigit():
            step = attempted.steps[int(parts[1]) - 1]
            found.setdefault(step.key, []).append(sentence)
    return found
