"""One step of a draft: its fields, and beside them what a real person would get."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.clickjacking import xframe_options_sameorigin

from console import frames
from console.forms.editing import drafts, typed
from console.forms.editing import step as forms
from console.queries import editing as queries
from console.queries import fields, previewing
from console.views.editing import frame
from sequences.models import Version
from sequences.plans import Plan, StepInput
from sequences.rendering import BLOCKS, VARIABLES
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

STORING = ("save", "next")


@frame.of_draft
def step(request: TenantRequest, row: Version, plan: Plan, key: str) -> HttpResponse:
    """The page of a step; every button sends all of it, and only saving stores it."""
    stored = _step(plan, key)
    if request.method != "POST":
        return _page(request, row, plan, stored, forms.shown(stored))
    form, order = forms.StepForm(request.POST), request.POST.get("do", "save")
    number = plan.number(key)
    if form.rearranged(order):
        return _page(request, row, plan, stored, form, unsaved=True)
    changes = {"steps": drafts.in_list(plan.steps, number, form.changed(stored))}
    try:
        if order not in STORING:
            with transaction.atomic():
                changed = drafts.tried(plan, changes)
            return _page(request, row, changed, _step(changed, key), form, unsaved=True)
        saved = frame.save(request, row, plan, changes)
    except Refused as refused:
        form.take(typed.below(refused.fields, f"steps.{number}"))
        return _page(request, row, plan, stored, form, refused)
    messages.success(request, f"Step {number} is saved.")
    return redirect(_after(saved, plan, number, order))


@xframe_options_sameorigin
@frame.of_draft
def message(request: TenantRequest, row: Version, plan: Plan, key: str) -> HttpResponse:
    """The saved step as an e-mail to one person, in a frame that can run nothing."""
    stored = _step(plan, key)
    found = previewing.candidates(request.seat, "", request.GET.get("person", ""))
    if not found:
        return frames.framed("<p>There is nobody yet to show it with.</p>")
    variant = request.GET.get("variant", "")
    shown = previewing.previewed(row, plan, stored, found[0], variant, dict(plan.snippets))
    return frames.framed(shown.written.html)


def _after(row: Version, plan: Plan, number: int, order: str) -> str:
    """Where saving leads: back, or to the next step, or from the last one to all of them."""
    if order != "next":
        return frame.address(row, "version_step", plan.steps[number - 1].key)
    if number < len(plan.steps):
        return frame.address(row, "version_step", plan.steps[number].key)
    return frame.address(row, "version_edit")


def _page(
    request: TenantRequest,
    row: Version,
    plan: Plan,
    stored: StepInput,
    form: forms.StepForm,
    refused: Refused | None = None,
    *,
    unsaved: bool = False,
) -> HttpResponse:
    """`plan` is the one that is previewed: with what was typed, where that can be read."""
    number = plan.number(stored.key)
    with transaction.atomic():
        named = [name for lines in form.lists for name in lines.names()]
        at_hand = queries.at_hand()
        form.offer(forms.targets(plan, stored), at_hand.senders)
        values = {
            "tabs": frame.tabs(row, plan, "steps"),
            "step": stored,
            "step_label": f"Step {number}: {stored.label}",
            "number": number,
            "form": form,
            "fields": fields.of_plan(plan, named, on=stored.key),
            "neighbours": _neighbours(row, plan, number),
            "opens_thread": not any(each.subject for each in plan.steps[: number - 1]),
            "is_smart": plan.mode == "smart" or stored.track != "main",
            "variables": [*VARIABLES.items(), *BLOCKS.items()],
            "snippets": at_hand.snippets,
        }
        values |= _preview(request, row, plan, stored, dict(at_hand.snippets))
    rest = [*form.problems, *_elsewhere(refused, number)]
    return frame.page(
        request,
        "step",
        row,
        plan,
        values,
        refused=refused,
        rest=rest,
        unsaved=unsaved,
    )


def _elsewhere(refused: Refused | None, number: int) -> list[str]:
    fields = refused.fields if refused else {}
    here = typed.below(fields, f"steps.{number}").values()
    return [sentence for sentence in fields.values() if sentence not in here]


def _preview(
    request: TenantRequest,
    row: Version,
    plan: Plan,
    step: StepInput,
    snippets: dict[str, str],
) -> dict[str, Any]:
    """The words for one person, and the others to choose from."""
    given = request.POST or request.GET
    who = given.get("who", "").strip()
    people = previewing.candidates(request.seat, who, given.get("person", ""))
    variant = given.get("variant", "")
    shown = [previewing.previewed(row, plan, step, each, variant, snippets) for each in people[:1]]
    asked = {"person": str(people[0].pk) if people else "", "variant": variant}
    return {
        "who": who,
        "people": people,
        "preview": next(iter(shown), None),
        "variant": variant,
        "frame_url": f"{frame.address(row, 'version_step_message', step.key)}?{urlencode(asked)}",
    }


def _neighbours(row: Version, plan: Plan, number: int) -> dict[str, str]:
    before = plan.steps[number - 2].key if number > 1 else ""
    after = plan.steps[number].key if number < len(plan.steps) else ""
    return {
        "before": frame.address(row, "version_step", before) if before else "",
        "after": frame.address(row, "version_step", after) if after else "",
    }


def _step(plan: Plan, key: str) -> StepInput:
    found = plan.step(key)
    if found is None:
        raise Http404
    return found
