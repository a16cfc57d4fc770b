"""When a draft sends and how many people may start, with the days off that lie ahead."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from console.components.moments import as_zone
from console.forms.editing import drafts
from console.forms.editing import timing as forms
from console.queries import editing as queries
from console.views.editing import frame
from contacts.csvfile.countries import country_name
from sequences.models import Version
from sequences.plans import Plan
from sequences.timetable import window_of
from tenancy import clock
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

UNREADABLE = "The hours need attention before this can be saved."


@frame.of_draft
def timing(request: TenantRequest, row: Version, plan: Plan) -> HttpResponse:
    """Hours, zone, days off, gap, spread, limit of a day, and the first few."""
    if request.method != "POST":
        return _page(request, row, plan, forms.shown(plan))
    form = forms.TimingForm(request.POST)
    try:
        changed = drafts.changed(plan, form.changes(plan))
        if form.has_wrong_hours:
            raise Refused(UNREADABLE)
        frame.store(request, row, changed)
    except Refused as refused:
        rest = form.take(refused.fields)
        return _page(request, row, plan, form, refused, list(rest.values()))
    messages.success(request, "Saved.")
    return redirect(frame.address(row, "version_timing"))


def _page(
    request: TenantRequest,
    row: Version,
    plan: Plan,
    form: forms.TimingForm,
    refused: Refused | None = None,
    rest: list[str] | None = None,
) -> HttpResponse:
    workspace = row.workspace
    today = timezone.localdate(clock.now(), as_zone(workspace.zone))
    with transaction.atomic():
        values = {
            "tabs": frame.tabs(row, plan, "timing"),
            "form": form,
            "inherited": window_of(Version(window=[]), workspace)[0],
            "country": country_name(workspace.country) or "no country (none is set)",
            "closed": queries.closed_days(workspace, observe=plan.holidays, today=today),
            "ahead": queries.AHEAD,
        }
    return frame.page(request, "timing", row, plan, values, refused=refused, rest=rest or ())
