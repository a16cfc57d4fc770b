"""One version: what it says and does, what speaks for it, and what differs from another one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.template.response import TemplateResponse

from console.components.terms import Term, terms_of
from console.forms.sequences import USUAL_WAIVER, WaiverForm
from console.queries import changes, readiness, trials
from console.queries import sequences as sequence_queries
from console.queries import versions as queries
from console.queries.versions import Family
from enrollment.models import Enrollment
from sequences import plans, published, services
from sequences.models import Version
from sequences.plans import Plan
from sequences.timetable import window_of
from tenancy import clock
from tenancy.requests import TenantRequest
from tenancy.roles import Capability

APPROVES = "another admin has to approve it"


def version(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Steps with figures, the terms, and for a version that is open all that speaks for it."""
    return page(request, queries.family(pk))


def page(
    request: TenantRequest,
    family: Family,
    typed: dict[str, Any] | None = None,
    waiver: WaiverForm | None = None,
) -> HttpResponse:
    """The page; `typed` holds what was refused and what had been typed, `waiver` the same for
    the form that accepts a finding."""
    row = family.version
    other = family.compared_with()
    is_open = row.state in services.OPEN
    if is_open:
        queries.with_steps(row, other)
    plan = published.plan(row)
    values = {
        "version": row,
        "other": other,
        "live": family.live,
        "is_open": is_open,
        "tracks": queries.tracks(row, plan),
        "terms": _terms(row, plan),
        "plan": plan,
        "typed": typed or {},
        "may_edit": request.seat.may(Capability.EDIT_SEQUENCES) and not row.sequence.archived_at,
        "may_approve": request.seat.may(Capability.APPROVE_SEQUENCES),
        **(_proof(request, family, plan, waiver) if is_open else _in_flight(row, plan)),
    }
    status = 409 if typed or waiver else 200
    return TemplateResponse(request, "console/sequences/version.html", values, status=status)


def difference(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What differs from another version of the same sequence."""
    family = queries.family(pk)
    other = family.compared_with(request.GET.get("from", ""))
    queries.with_steps(family.version, other)
    groups = changes.between(other, family.version) if other else []
    values = {
        "version": family.version,
        "other": other,
        "others": family.others,
        "groups": groups,
        "counted": changes.counted(groups),
    }
    return TemplateResponse(request, "console/sequences/difference.html", values)


def _terms(row: Version, plan: Plan) -> list[Term]:
    window, source = window_of(row, row.workspace)
    return terms_of(plan, str(window), source, row.workspace.zone)


def _proof(
    request: TenantRequest, family: Family, plan: Plan, waiver: WaiverForm | None
) -> dict[str, Any]:
    """What speaks for and against a version that is not live yet."""
    row, other = family.version, family.compared_with()
    asked = request.POST if waiver else request.GET
    key = asked.get("waive", ""), asked.get("step", "")
    obstacle = readiness.obstacle(row, request.seat, request.actor, APPROVES)
    groups = changes.between(other, row) if other else []
    stages = readiness.stages(family, request.seat, obstacle)
    return {
        "groups": groups,
        "counted": changes.counted(groups),
        "findings": readiness.findings(row, plan, services.findings(row, plan), key),
        "waiver_form": waiver or _usual(),
        "tests": readiness.tests(services.results(row, plan)),
        "stages": stages,
        "unsigned": [stage.label for stage in stages if not stage.signature],
        "simulation": queries.last_simulation(row),
        "obstacle": obstacle,
        "rival": family.rival,
        "digest": plans.digest(plan),
        "movable": queries.going_in(family.live) if family.live else 0,
    }


def _usual() -> WaiverForm:
    until = (clock.now() + USUAL_WAIVER).date()
    return WaiverForm(initial={"until": until})


def _in_flight(row: Version, plan: Plan) -> dict[str, Any]:
    """Who is in a version that was approved, and how far its first few are."""
    people = sequence_queries.people_by(Enrollment.objects.filter(version=row), "version_id")
    return {
        "people": people.get(row.pk, []),
        "going": sequence_queries.going(people.get(row.pk, [])),
        "canary": trials.canary_of(row) if plan.canary else None,
        "has_trials": any(step.variants for step in plan.steps),
    }
