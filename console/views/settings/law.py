"""Settings: the workspace's own packs of law, read as sentences, drafted and put in force."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from compliance import law_packs, law_ruling
from compliance.models import LawPack
from console.forms import law as forms
from console.forms.days import seen_at
from console.queries import law as queries
from console.queueing import nudge
from console.views.settings import frame
from enrollment import law as ruling
from enrollment.law import preview
from enrollment.tasks import apply_law
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def laws(request: TenantRequest) -> HttpResponse:
    """Every pack with what counts, ours or the workspace's."""
    with transaction.atomic():
        values = {"laws": queries.laws()}
    return frame.page(request, "laws", values)


def law(request: TenantRequest, code: str) -> HttpResponse:
    """One pack: what counts in plain words, the draft with what it would change, its versions."""
    found = _found(code)
    draft = found.draft
    values = {
        "law": found,
        "draft": draft,
        "preview": preview(draft.row) if draft else None,
        "obstacle": law_ruling.obstacle(draft.row, request.seat, request.actor) if draft else "",
    }
    return frame.page(request, "law", values, heading=found.title)


def law_edit(request: TenantRequest, code: str) -> HttpResponse:
    """Change the draft, or write one that starts from what counts."""
    found = _found(code)
    if request.method == "POST":
        return _saved(request, found)
    start = found.draft or found.live
    document = start.row.document if start else law_packs.to_document(found.base)
    note = start.row.note if start else ""
    return _form(request, found, document, note)


def law_approve(request: TenantRequest, code: str) -> HttpResponse:
    """Put the draft in force, as it was when the page was opened."""
    row, seen = _draft(code), seen_at(request.POST.get("seen", ""))
    by: dict[str, Any] = {"seat": request.seat, "actor": request.actor}
    done = ruling.approve(row, expected_edited_at=seen, **by)
    nudge(request, apply_law, done.pk)
    messages.success(request, f"{done.code} version {done.number} is in force.")
    return _back(request, code)


def law_discard(request: TenantRequest, code: str) -> HttpResponse:
    """Throw the draft away."""
    law_ruling.discard_draft(_draft(code), seat=request.seat, actor=request.actor)
    messages.success(request, "The draft is gone. What was in force still is.")
    return _back(request, code)


def law_retire(request: TenantRequest, code: str) -> HttpResponse:
    """Let the built-in pack count again."""
    live = _found(code).live
    if live is None:
        raise Refused("The built-in pack counts already. The page shows how it stands.")
    ruling.retire(live.row, seat=request.seat, actor=request.actor)
    said = "Retired. The built-in pack counts again. Whom this one paused waits until resumed."
    messages.success(request, said)
    return _back(request, code)


def _saved(request: TenantRequest, found: queries.Law) -> HttpResponse:
    document, note = forms.posted(request.POST), request.POST.get("note", "")
    said, seen = {"document": document, "note": note}, request.POST.get("seen", "")
    by: dict[str, Any] = {"seat": request.seat, "actor": request.actor}
    draft = found.draft
    try:
        if draft:
            law_ruling.change_draft(draft.row, said, expected_edited_at=seen_at(seen), **by)
        else:
            law_ruling.write_draft(found.base.code, said, **by)
    except Refused as refused:
        return _form(request, found, document, note, refused.message)
    messages.success(request, "Saved as a draft. It binds nobody until another admin approves it.")
    return _back(request, found.base.code)


def _form(
    request: TenantRequest, found: queries.Law, document: Any, note: str, problem: str = ""
) -> HttpResponse:
    values = {
        "law": found,
        "draft": found.draft,
        "tables": forms.tables(document),
        "columns": [label for _, label in forms.COLUMNS],
        "source": document["source"],
        "role_addresses": document["role_addresses"],
        "note": note,
        "most_months": law_packs.MAX_MONTHS,
        "most_note": law_ruling.MAX_NOTE,
        "most_source": law_packs.MAX_SOURCE,
        "problem": problem,
        "seen": request.POST.get("seen", ""),
    }
    above = [(found.title, reverse("console:law", args=[request.workspace.slug, found.base.code]))]
    title = f"Draft: {found.title}"
    return frame.page(request, "law_form", values, heading=title, under=above, wrong=bool(problem))


def _back(request: TenantRequest, code: str) -> HttpResponse:
    return redirect("console:law", request.workspace.slug, code)


def _draft(code: str) -> LawPack:
    draft = _found(code).draft
    if draft is None:
        raise Refused("This draft was discarded or approved meanwhile. The page shows it.")
    return draft.row


@transaction.atomic
def _found(code: str) -> queries.Law:
    found = queries.law(code)
    if found is None:
        raise Http404
    return found
