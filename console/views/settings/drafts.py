"""Drafts of governed documents, as their pages in the settings deal with them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from compliance.models.governed import GovernedDocument
from console.forms.days import seen_at
from tenancy.errors import Refused
from tenancy.requests import TenantRequest

Row = TypeVar("Row", bound=GovernedDocument)


class Written(Protocol):
    """A form that a document was written in."""

    def document(self) -> Any:
        """What it says."""

    def typed(self, name: str) -> str:
        """A field as it was typed."""


@dataclass(frozen=True)
class Drafts(Generic[Row]):
    """Those of one kind: the page they stand on, the newest draft and what is in force, the
    services, and the sentence that follows the number of a version that was put in force."""

    page: str
    newest: Callable[[], tuple[Row | None, Row | None]]
    write: Callable[..., Row]
    change: Callable[..., Row]
    approve: Callable[..., Row]
    discard: Callable[..., None]
    holds: str

    def save(self, request: TenantRequest, form: Written, draft: Row | None) -> int:
        """The number of the draft that says now what the form says; raises Refused."""
        said = {"note": form.typed("note"), **by(request)}
        if draft is None:
            return self.write(form.document(), **said).number
        seen = seen_at(form.typed("seen"))
        return self.change(draft, form.document(), expected_edited_at=seen, **said).number

    def put_in_force(self, request: TenantRequest) -> HttpResponse:
        """The draft, as it was when the page was opened."""
        draft = self._draft()
        try:
            seen = seen_at(request.POST.get("seen", ""))
            done = self.approve(draft, expected_edited_at=seen, **by(request))
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"Version {done.number} {self.holds}")
        return self._back(request)

    def throw_away(self, request: TenantRequest) -> HttpResponse:
        """The draft."""
        try:
            self.discard(self._draft(), **by(request))
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "The draft is gone. What is in force stays.")
        return self._back(request)

    def links(self, request: TenantRequest) -> dict[str, str]:
        """Where one writes, approves and throws away."""
        return {
            f"{deed}_url": reverse(f"console:{self.page}_{deed}", args=[request.workspace.slug])
            for deed in ("edit", "approve", "discard")
        }

    @transaction.atomic
    def _draft(self) -> Row:
        draft, _ = self.newest()
        if draft is None:
            raise Http404
        return draft

    def _back(self, request: TenantRequest) -> HttpResponse:
        return redirect(f"console:{self.page}", request.workspace.slug)


def by(request: TenantRequest) -> dict[str, Any]:
    """Who does it, as services ask for it."""
    return {"seat": request.seat, "actor": request.actor}
