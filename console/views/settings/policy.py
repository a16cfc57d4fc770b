"""Settings: how first messages are reviewed, and the groups of reviewers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from compliance import policing, policy_document, reviewer_groups
from compliance.models import ReviewPolicy
from compliance.review_policy import built_in
from console.forms import refusals
from console.forms.settings import review_policy as forms
from console.queries import review_policies as queries
from console.views.settings import frame
from console.views.settings.drafts import Drafts, by
from enrollment import review_policies
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

_drafts = Drafts[ReviewPolicy](
    "review_policy",
    queries.newest,
    review_policies.write_draft,
    review_policies.change_draft,
    policing.approve,
    policing.discard_draft,
    "holds for every review opened from now.",
)


def review_policy(request: TenantRequest) -> HttpResponse:
    """The policy that holds, the draft beside it with what it would have done, every version."""
    found = queries.overview()
    obstacle = ""
    if found.draft_row:
        obstacle = policing.obstacle(found.draft_row, request.seat, request.actor)
    values = {"found": found, "obstacle": obstacle or " ".join(found.lacking)}
    return frame.page(request, "review_policy", {**values, **_drafts.links(request)})


def review_policy_edit(request: TenantRequest) -> HttpResponse:
    """Write the draft of the next version, or change it."""
    with transaction.atomic():
        draft, live = queries.newest()
        known = queries.choices()
    data = request.POST if request.method == "POST" else _stored(draft, live)
    form = forms.PolicyForm(data, **known)
    if request.method == "POST" and not form.rearranged(request.POST.get("do", "")):
        try:
            number = _drafts.save(request, form, draft)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"Version {number} is a draft. It changes nothing yet.")
            return redirect("console:review_policy", request.workspace.slug)
    values = {"form": form, "draft": draft}
    return frame.page(request, "review_policy_form", values, wrong=form.is_wrong)


def review_policy_approve(request: TenantRequest) -> HttpResponse:
    """Put the draft in force, as it was when the page was opened."""
    return _drafts.put_in_force(request)


def review_policy_discard(request: TenantRequest) -> HttpResponse:
    """Throw the draft away."""
    return _drafts.throw_away(request)


def groups(request: TenantRequest) -> HttpResponse:
    """The groups of reviewers, with a form for one more."""
    with transaction.atomic():
        people = queries.reviewers()
    form = forms.GroupForm(request.POST or None, people)
    if request.method == "POST" and form.is_valid():
        try:
            name, members = form.cleaned_data["name"], form.member_ids
            row = reviewer_groups.create(name, members=members, **by(request))
        except Refused as refused:
            refusals.show(form, refused)
        else:
            messages.success(request, f"“{row.name}” is a group. A policy can name it now.")
            return redirect("console:reviewer_groups", request.workspace.slug)
    with transaction.atomic():
        lines = queries.group_lines()
    values = {"form": form, "lines": lines}
    return frame.page(request, "reviewer_groups", values, wrong=bool(form.errors))


def group(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Another name or other people for a group."""
    with transaction.atomic():
        row = get_object_or_404(reviewer_groups.groups(), pk=pk)
        initial = queries.group_values(row)
        people = queries.reviewers([UUID(each) for each in initial["members"]])
    form = forms.GroupForm(request.POST or None, people, initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                reviewer_groups.change(
                    row, name=form.cleaned_data["name"], members=form.member_ids, **by(request)
                )
        except Refused as refused:
            refusals.show(form, refused)
        else:
            messages.success(request, "Saved.")
            return redirect("console:reviewer_groups", request.workspace.slug)
    values = {"form": form, "group": row}
    return frame.page(request, "reviewer_group", values, heading=row.name, wrong=bool(form.errors))


def group_archive(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take a group out of use."""
    with transaction.atomic():
        row = get_object_or_404(reviewer_groups.groups(), pk=pk)
    try:
        reviewer_groups.archive(row, **by(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"“{row.name}” is archived. No policy can name it any more.")
    return redirect("console:reviewer_groups", request.workspace.slug)


def _stored(draft: ReviewPolicy | None, live: ReviewPolicy | None) -> Any:
    if draft:
        return forms.shown(draft.document, seen=draft.edited_at.isoformat(), note=draft.note)
    return forms.shown(live.document if live else policy_document.to_data(built_in()))
