"""What the pages that edit a draft have in common: who gets in, saving, and what stands around."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from console.forms.days import seen_at
from console.forms.editing import drafts
from console.queries import editing as queries
from sequences import services
from sequences.models import Version, VersionState
from sequences.plans import Plan
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

Page = Callable[..., HttpResponse]

TABS = (
    ("steps", "Steps", "version_edit"),
    ("timing", "Timing & limits", "version_timing"),
    ("exits", "Exits & goal", "version_exits"),
    ("tests", "Tests", "version_cases"),
    ("text", "Text", "version_text"),
)


def of_draft(view: Page) -> Callable[..., HttpResponse]:
    """A view of a draft and its plan; a version that is no draft leads to its own page."""

    @wraps(view)
    def opened(request: TenantRequest, pk: UUID, **captured: Any) -> HttpResponse:
        with transaction.atomic():
            row = queries.draft(pk)
            if row.state != VersionState.DRAFT:
                return redirect("console:version", request.workspace.slug, pk)
            plan = services.plan_of(row)
        return view(request, row, plan, **captured)

    return opened


def save(request: TenantRequest, row: Version, plan: Plan, changes: Mapping[str, Any]) -> Version:
    """Store the draft with other parts; Refused with everything that is wrong, by its path."""
    return store(request, row, drafts.changed(plan, changes))


def store(request: TenantRequest, row: Version, plan: Plan) -> Version:
    """Store a plan that can be read, unless somebody has saved since the page was opened."""
    return services.save_draft(
        row,
        plan,
        seat=request.seat,
        actor=request.actor,
        expected_edited_at=seen_at(request.POST.get("expected", "")),
    )


def page(
    request: TenantRequest,
    template: str,
    row: Version,
    plan: Plan,
    values: Mapping[str, Any],
    *,
    refused: Refused | None = None,
    rest: Iterable[str] = (),
    unsaved: bool = False,
) -> HttpResponse:
    """The page with tabs and findings around it. `rest` are sentences without a field on it;
    `plan` is what the findings are about, saved or not. Those that are mended here stand open,
    the others folded; on the overview all of them are its own."""
    frame = {
        "version": row,
        "plan": plan,
        "expected": request.POST.get("expected") or row.edited_at.isoformat(),
        "problem": refused.message if refused else "",
        "rest": list(dict.fromkeys(rest)),
        "unsaved": unsaved or refused is not None,
    }
    with transaction.atomic():
        found = [] if refused else services.findings(row, plan)
    lines = queries.finding_lines(found, row, plan)
    is_all = request.path == address(row, "version_edit")
    own = [line for line in lines if is_all or line.page == request.path]
    others = [line for line in lines if line not in own]
    frame |= {"findings": own, "elsewhere": others}
    frame |= {"found": queries.counted(own), "found_elsewhere": queries.counted(others)}
    template = f"console/editing/{template}.html"
    status = 422 if refused else 200
    return TemplateResponse(request, template, {**frame, **values}, status=status)


def tabs(row: Version, plan: Plan, active: str) -> list[dict[str, Any]]:
    """The tabs of a draft."""
    counts = {"steps": len(plan.steps), "tests": len(plan.cases) or None}
    return [
        {
            "label": label,
            "url": address(row, name),
            "active": key == active,
            "count": counts.get(key),
        }
        for key, label, name in TABS
    ]


def address(row: Version, name: str, *more: object) -> str:
    """The address of a page about this version."""
    return reverse(f"console:{name}", args=[row.workspace.slug, row.pk, *more])
