"""What is tried on a few: the variants of a version's steps, and its canary send."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from console.forms import refusals
from console.forms.trials import SharesForm, WinnerForm
from console.queries import keyset
from console.queries import trials as queries
from enrollment import canaries
from enrollment import experiments as services
from enrollment.models import CanaryState, Experiment
from sequences.models import Version
from tenancy.errors import Refused
from tenancy.requests import TenantRequest
from tenancy.roles import Capability


def of_version(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Every step of a version that has variants."""
    version = _version(pk)
    found = queries.trials_of(version)
    values = {"version": version, "experiments": found, "here": "Variants"}
    return TemplateResponse(request, "console/trials/experiments.html", values)


def one(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The variants of one step: people, answers, shares, the one comparison."""
    trial = queries.trial_of(_experiment(pk))
    return _page(request, trial, SharesForm(None, trial), WinnerForm(None, trial))


def shares(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Give new people other shares."""
    with transaction.atomic():
        row = _experiment(pk)
        trial = queries.trial_of(row)
    form = SharesForm(request.POST, trial)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.change_shares(
                row, form.shares(), seat=request.seat, actor=request.actor, reason=reason
            )
            messages.success(request, "New people are shared out so. Who has a variant keeps it.")
            return redirect("console:experiment", request.workspace.slug, pk)
        except Refused as refused:
            form.take(refused)
    return _page(request, trial, form, WinnerForm(None, trial), 422)


def winner(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Declare the winner by hand."""
    with transaction.atomic():
        row = _experiment(pk)
        trial = queries.trial_of(row)
    form = WinnerForm(request.POST, trial)
    if form.is_valid():
        try:
            services.decide(row, **form.cleaned_data, seat=request.seat, actor=request.actor)
            chosen = form.cleaned_data["winner"]
            messages.success(request, f"Everybody new gets variant {chosen} from now on.")
            return redirect("console:experiment", request.workspace.slug, pk)
        except Refused as refused:
            refusals.show(form, refused)
    return _page(request, trial, SharesForm(None, trial), form, 422)


def _page(
    request: TenantRequest,
    trial: queries.Trial,
    shares: SharesForm,
    winner: WinnerForm,
    status: int = 200,
) -> HttpResponse:
    values = {
        "trial": trial,
        "version": trial.experiment.version,
        "here": f"Variants of {trial.name}",
        "shares_form": shares,
        "winner_form": winner,
        "may_decide": request.seat.may(Capability.APPROVE_SEQUENCES),
    }
    return TemplateResponse(request, "console/trials/experiment.html", values, status=status)


def canary(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The first few people of a version, and how they fare."""
    return _canary_page(request, _version(pk))


def go_on(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Let everybody else have the first message, with a reason."""
    with transaction.atomic():
        version = _version(pk)
        run = canaries.run_of(version)
    reason = request.POST.get("reason", "")
    try:
        if run is None:
            raise Refused("Nothing of this version has left yet, so nothing waits.")
        canaries.go_on(run, seat=request.seat, actor=request.actor, reason=reason)
    except Refused as refused:
        with transaction.atomic():
            typed = {"problem": refused.message, "reason": reason}
            return _canary_page(request, _version(pk), typed)
    messages.success(request, "Everybody else gets the first message now.")
    return redirect("console:version_canary", request.workspace.slug, pk)


def _canary_page(
    request: TenantRequest, version: Version, typed: dict[str, str] | None = None
) -> HttpResponse:
    view = queries.canary_of(version)
    run = view.run if view else None
    found = queries.first_people(run, request.seat) if run else None
    values = {
        "version": version,
        "here": "Canary send",
        "canary": view,
        "page": keyset.read(found, request.GET.dict()) if found is not None else None,
        "passed": bool(run and run.state == CanaryState.PASSED),
        "typed": typed or {},
    }
    status = 409 if typed else 200
    return TemplateResponse(request, "console/trials/canary.html", values, status=status)


def _version(pk: UUID) -> Version:
    related = ("sequence__owner", "workspace")
    row: Version = get_object_or_404(Version.objects.select_related(*related), pk=pk)
    return row


def _experiment(pk: UUID) -> Experiment:
    rows = Experiment.objects.select_related("version__sequence", "version__workspace")
    row: Experiment = get_object_or_404(rows, pk=pk)
    return row
