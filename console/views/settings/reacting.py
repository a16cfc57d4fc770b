"""Settings: what happens when a signal comes."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from console.forms.days import seen_at
from console.forms.settings import reaction_table as forms
from console.queries import reaction_tables as queries
from console.views.settings import frame
from signals import reaction_document, tables
from signals.models import ReactionTable
from signals.reaction_table import built_in
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def reactions(request: TenantRequest) -> HttpResponse:
    """The table that holds, the draft beside it with what it would have done, every version."""
    found = queries.overview()
    obstacle = ""
    if found.draft_row:
        obstacle = tables.obstacle(found.draft_row, request.seat, request.actor)
    return frame.page(request, "reactions", {"found": found, "obstacle": obstacle})


def reactions_edit(request: TenantRequest) -> HttpResponse:
    """Write the draft of the next version, or change it."""
    with transaction.atomic():
        draft, live = queries.newest()
    data = request.POST.dict() if request.method == "POST" else _stored(draft, live)
    form = forms.TableForm(data)
    if request.method == "POST" and not form.rearranged(request.POST.get("do", "")):
        try:
            number = _saved(request, form, draft)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"Version {number} is a draft. It changes nothing yet.")
            return redirect("console:reactions", request.workspace.slug)
    values = {"form": form, "draft": draft}
    return frame.page(request, "reactions_form", values, wrong=form.is_wrong)


def reactions_approve(request: TenantRequest) -> HttpResponse:
    """Put the draft in force, as it was when the page was opened."""
    draft = _draft()
    try:
        seen = seen_at(request.POST.get("seen", ""))
        done = tables.approve(draft, expected_edited_at=seen, **_by(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Version {done.number} holds for every signal from now on.")
    return redirect("console:reactions", request.workspace.slug)


def reactions_discard(request: TenantRequest) -> HttpResponse:
    """Throw the draft away."""
    try:
        tables.discard_draft(_draft(), **_by(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "The draft is gone. What is in force stays.")
    return redirect("console:reactions", request.workspace.slug)


def _saved(request: TenantRequest, form: forms.TableForm, draft: ReactionTable | None) -> int:
    document, note = form.document(), form.typed("note")
    if draft is None:
        row = tables.write_draft(document, note=note, **_by(request))
    else:
        seen = seen_at(form.typed("seen"))
        row = tables.change_draft(
            draft, document, note=note, expected_edited_at=seen, **_by(request)
        )
    return int(row.number)


def _stored(draft: ReactionTable | None, live: ReactionTable | None) -> dict[str, str]:
    if draft:
        return forms.shown(draft.document, seen=draft.edited_at.isoformat(), note=draft.note)
    return forms.shown(live.document if live else reaction_document.to_data(built_in()))


@transaction.atomic
def _draft() -> ReactionTable:
    draft, _ = queries.newest()
    if draft is None:
        raise Http404
    return draft


def _by(request: TenantRequest) -> dict[str, Any]:
    return {"seat": request.seat, "actor": request.actor}
