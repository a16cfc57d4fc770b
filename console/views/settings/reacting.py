"""Settings: what happens when a signal comes."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from console.forms.settings import reaction_table as forms
from console.queries import reaction_tables as queries
from console.views.settings import frame
from console.views.settings.drafts import Drafts
from signals import reaction_document, tables
from signals.models import ReactionTable
from signals.reaction_table import built_in
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

_drafts = Drafts[ReactionTable](
    "reactions",
    queries.newest,
    tables.write_draft,
    tables.change_draft,
    tables.approve,
    tables.discard_draft,
    "holds for every signal from now on.",
)


def reactions(request: TenantRequest) -> HttpResponse:
    """The table that holds, the draft beside it with what it would have done, every version."""
    found = queries.overview()
    obstacle = ""
    if found.draft_row:
        obstacle = tables.obstacle(found.draft_row, request.seat, request.actor)
    values = {"found": found, "obstacle": obstacle, **_drafts.links(request)}
    return frame.page(request, "reactions", values)


def reactions_edit(request: TenantRequest) -> HttpResponse:
    """Write the draft of the next version, or change it."""
    with transaction.atomic():
        draft, live = queries.newest()
    data = request.POST.dict() if request.method == "POST" else _stored(draft, live)
    form = forms.TableForm(data)
    if request.method == "POST" and not form.rearranged(request.POST.get("do", "")):
        try:
            number = _drafts.save(request, form, draft)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"Version {number} is a draft. It changes nothing yet.")
            return redirect("console:reactions", request.workspace.slug)
    values = {"form": form, "draft": draft}
    return frame.page(request, "reactions_form", values, wrong=form.is_wrong)


def reactions_approve(request: TenantRequest) -> HttpResponse:
    """Put the draft in force, as it was when the page was opened."""
    return _drafts.put_in_force(request)


def reactions_discard(request: TenantRequest) -> HttpResponse:
    """Throw the draft away."""
    return _drafts.throw_away(request)


def _stored(draft: ReactionTable | None, live: ReactionTable | None) -> dict[str, str]:
    if draft:
        return forms.shown(draft.document, seen=draft.edited_at.isoformat(), note=draft.note)
    return forms.shown(live.document if live else reaction_document.to_data(built_in()))
