"""The ways out of a draft, and its goal."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from console.forms.editing import exits as forms
from console.queries import fields
from console.views.editing import frame
from sequences.models import Version
from sequences.plans import Plan
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

# What ends every sequence, whatever its version says.
ALWAYS = (
    ("All steps are done", "Completed, no response"),
    ("A person answers", "Replied; an automatic answer only pauses"),
    ("They unsubscribe or object", "Opted out, for every sequence from then on"),
    ("A message bounces for good", "Bounced"),
    ("They complain", "Complained"),
    ("A meeting is booked", "Meeting booked"),
    ("The sequence's end date passes", "Expired"),
)


@frame.of_draft
def exits(request: TenantRequest, row: Version, plan: Plan) -> HttpResponse:
    """Own ways out by conditions, and the goal."""
    if request.method != "POST":
        return _page(request, row, plan, forms.shown(plan))
    form = forms.ExitsForm(request.POST)
    if form.rearranged(request.POST.get("do", "save")):
        return _page(request, row, plan, form, unsaved=True)
    try:
        frame.save(request, row, plan, form.changes(plan))
    except Refused as refused:
        rest = form.take(refused.fields)
        return _page(request, row, plan, form, refused, list(rest.values()))
    messages.success(request, "Saved.")
    return redirect(frame.address(row, "version_exits"))


def _page(
    request: TenantRequest,
    row: Version,
    plan: Plan,
    form: forms.ExitsForm,
    refused: Refused | None = None,
    rest: list[str] | None = None,
    *,
    unsaved: bool = False,
) -> HttpResponse:
    with transaction.atomic():
        named = [name for lines in form.lists for name in lines.names()]
        values = {
            "tabs": frame.tabs(row, plan, "exits"),
            "form": form,
            "always": ALWAYS,
            "fields": fields.of_plan(plan, named),
        }
    return frame.page(
        request, "exits", row, plan, values, refused=refused, rest=rest or (), unsaved=unsaved
    )
