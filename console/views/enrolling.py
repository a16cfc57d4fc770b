"""Bulk enrolment: pick people and a sequence, see what the rules say, see the schedule, confirm.

Each step has an address of its own, so Back works and nothing is lost by a reload.
"""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from compliance.gate import label_of
from console.forms import refusals
from console.forms.enrolling import MendForm, ReasonForm, VersionForm
from console.forms.selection import LARGEST, Selection
from console.queries import enrolling as queries
from console.queries import keyset
from console.queries.contacts import owners
from console.queueing import nudge
from enrollment import mending, preflights
from enrollment.models import Preflight, PreflightState
from enrollment.tasks import run_preflight
from sequences.models import Version
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability

STEPS = ("People", "Sequence", "Checks", "Schedule", "Confirm", "Result")
AT_WORK = (PreflightState.CHECKING, PreflightState.ENROLLING)


def choose(request: TenantRequest) -> HttpResponse:
    """Step 2: which approved version the chosen people enter."""
    if request.method == "POST":
        return _chosen(request)
    selection = Selection.read(request.GET)
    versions = queries.versions()
    total = selection.people(request.seat).count()
    if not total:
        messages.error(request, "Choose at least one person first.")
        return redirect("console:contacts", request.workspace.slug)
    return _choose_page(request, selection, versions, VersionForm(None, versions))


def _chosen(request: TenantRequest) -> HttpResponse:
    selection = Selection.read(request.POST)
    with transaction.atomic():
        versions = queries.versions()
        form = VersionForm(request.POST, versions)
        if not form.is_valid():
            return _choose_page(request, selection, versions, form)
        wanted = form.cleaned_data["version"]
        preflight = preflights.create(
            next(each for each in versions if str(each.pk) == wanted),
            selection.contact_ids(request.seat),
            seat=request.seat,
            actor=request.actor,
        )
    nudge(request, run_preflight, preflight.pk)
    return _to(request, "preflight", preflight)


def _choose_page(
    request: TenantRequest, selection: Selection, versions: Sequence[Version], form: VersionForm
) -> HttpResponse:
    people = selection.people(request.seat).select_related("account")
    values = {
        "steps": STEPS,
        "selection": selection,
        "total": people.count(),
        "largest": LARGEST,
        "people": people.order_by("-pk")[:6],
        "versions": versions,
        "form": form,
    }
    return TemplateResponse(request, "console/enrolling/choose.html", values)


def checks(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Step 3, and step 6: the verdicts by cause, or what the commit made of them."""
    preflight = _found(request, pk)
    values: dict[str, object] = {"steps": STEPS, "preflight": preflight}
    if preflight.stage in AT_WORK:
        return TemplateResponse(request, "console/enrolling/at_work.html", values)
    if preflight.stage == PreflightState.READY:
        counts = queries.counts(preflight, request.seat)
        values |= {
            "counts": counts,
            "left_out": preflight.people_total - counts.total,
            "causes": preflights.causes(preflight, request.seat),
            "warnings": preflights.warnings(preflight, request.seat),
            "stale": preflights.is_stale(preflight),
        }
        return TemplateResponse(request, "console/enrolling/checks.html", values)
    can_undo = preflight.stage == PreflightState.COMMITTED and not preflights.has_left(preflight)
    values |= {"result": queries.result(preflight, request.seat), "can_undo": can_undo}
    return TemplateResponse(request, "console/enrolling/result.html", values)


def progress(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The progress bar; when the worker is through, the page itself again."""
    preflight = _found(request, pk)
    values = {"preflight": preflight}
    response = TemplateResponse(request, "console/enrolling/_progress.html", values)
    if preflight.stage not in AT_WORK:
        response.headers["HX-Refresh"] = "true"
    return response


def people(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The people behind a cause, each with every rule that keeps them out."""
    preflight = _found(request, pk)
    rule = request.GET.get("rule", "")
    return _people_page(request, preflight, rule, _mend_form(request, preflight, rule))


def _people_page(
    request: TenantRequest, preflight: Preflight, rule: str, form: MendForm | None
) -> HttpResponse:
    rows = queries.kept_out(preflight, request.seat, rule)
    page = keyset.read(rows, request.GET.dict())
    values = {
        "preflight": preflight,
        "rule": rule,
        "label": label_of(rule) if rule else "Everybody who is kept out",
        "page": page,
        "total": rows.count(),
        "kept": queries.explained(page.rows),
        "form": form,
    }
    status = 422 if form and form.errors else 200
    return TemplateResponse(request, "console/enrolling/people.html", values, status=status)


def _mend_form(request: TenantRequest, preflight: Preflight, rule: str) -> MendForm | None:
    """What may be filled in for everybody on this page; None when people differ."""
    columns = mending.gaps(preflight, request.seat, rule)
    if not columns or not request.seat.may(Capability.EDIT_CONTACTS):
        return None
    mine = [(str(request.seat.pk), request.seat.label)]
    everybody = request.seat.may(Capability.IMPORT)
    return MendForm(
        request.POST if request.method == "POST" else None,
        columns,
        owners() if everybody else mine,
    )


def mend(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Fill an empty field of the chosen people, and ask the rules about them again."""
    rule = request.POST.get("rule", "")
    with transaction.atomic():
        preflight = _found(request, pk)
        form = _mend_form(request, preflight, rule)
        if form is None:
            raise Refused("This can no longer be mended here. Edit the people one by one.")
        if not form.is_valid():
            return _people_page(request, preflight, rule, form)
    chosen = Selection.read(request.POST)
    try:
        count = mending.mend(
            preflight,
            rule=rule,
            column=form.cleaned_data["column"],
            value=form.cleaned_data["value"],
            people=None if chosen.everybody else chosen.ids,
            seat=request.seat,
            actor=request.actor,
        )
    except Refused as refused:
        refusals.show(form, refused)
        with transaction.atomic():
            return _people_page(request, preflight, rule, form)
    nudge(request, run_preflight, pk)
    people_ = "person is" if count == 1 else "people are"
    messages.success(request, f"Filled in: {count} {people_} checked again.")
    return _to(request, "preflight", preflight)


def rejected(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Everybody who is kept out, as a CSV."""
    content = "".join(queries.rejected_csv(_found(request, pk), request.seat))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="not-eligible-{pk}.csv"'
    return response


def recheck(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Judge everybody again, after something was mended or time has passed."""
    with transaction.atomic():
        preflight = _found(request, pk)
        preflights.recheck(preflight, seat=request.seat, actor=request.actor)
    nudge(request, run_preflight, pk)
    return _to(request, "preflight", preflight)


def schedule(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Step 4: how many messages a day this adds, from the first to the last."""
    preflight = _found(request, pk)
    if preflight.stage != PreflightState.READY:
        return _to(request, "preflight", preflight)
    days = preflights.impact(preflight, request.seat)
    values = {
        "steps": STEPS,
        "preflight": preflight,
        "counts": queries.counts(preflight, request.seat),
        "days": days,
        "shares": preflights.shares(preflight, request.seat),
        "rows": [(f"{day.date:%a} {day.date.day} {day.date:%b}", day.touches) for day in days],
        "total": sum(day.touches for day in days),
        "busiest": max(days, key=lambda day: day.touches, default=None),
    }
    return TemplateResponse(request, "console/enrolling/schedule.html", values)


def confirm(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Step 5: the reason, and the last look; what happens cannot be undone once a message left."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _confirmed(request, pk, form.cleaned_data["reason"])
    with transaction.atomic():
        preflight = _found(request, pk)
        if preflight.stage != PreflightState.READY:
            return _to(request, "preflight", preflight)
        values = {
            "steps": STEPS,
            "preflight": preflight,
            "counts": queries.counts(preflight, request.seat),
            "stale": preflights.is_stale(preflight),
            "form": form,
        }
        return TemplateResponse(request, "console/enrolling/confirm.html", values)


def _confirmed(request: TenantRequest, pk: UUID, reason: str) -> HttpResponse:
    with transaction.atomic():
        preflight = _found(request, pk)
        if not queries.counts(preflight, request.seat).allow:
            raise Refused("Nobody passes the checks, so there is nobody to enrol.")
        preflights.request_commit(preflight, reason=reason, seat=request.seat, actor=request.actor)
    nudge(request, run_preflight, pk)
    return _to(request, "preflight", preflight)


def undo(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take everybody out again, as long as nothing has left."""
    with transaction.atomic():
        preflight = _found(request, pk)
        count = preflights.undo(preflight, seat=request.seat, actor=request.actor)
    people = "person was" if count == 1 else "people were"
    messages.success(request, f"Undone: {count} {people} taken out; nothing had been sent.")
    return _to(request, "preflight", preflight)


def _found(request: TenantRequest, pk: UUID) -> Preflight:
    return get_object_or_404(queries.visible(request.seat), pk=pk)


def _to(request: TenantRequest, name: str, preflight: Preflight) -> HttpResponse:
    return redirect(f"console:{name}", request.workspace.slug, preflight.pk)
