"""A whole draft as text: read, change and download it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from console.views.editing import frame
from sequences import snippets
from sequences.models import Version
from sequences.plans import Plan
from sequences.text.applying import change, text_of
from sequences.text.document import Fault, TextError
from sequences.text.reading import from_text
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


@frame.of_draft
def text(request: TenantRequest, row: Version, plan: Plan) -> HttpResponse:
    """The draft as YAML; saving does what the other pages do, with the same checks."""
    if request.method != "POST":
        return _page(request, row, plan, text_of(row))
    source = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        _store(request, row, source)
    except TextError as error:
        wrong = len(error.faults)
        lines = f"{wrong} of its lines cannot stay as they are"
        said = f"Nothing was saved. {lines if wrong > 1 else 'One line cannot stay as it is'}."
        return _page(request, row, plan, source, Refused(said), list(error.faults))
    except Refused as refused:
        faults = [Fault(path, sentence) for path, sentence in refused.fields.items()]
        return _page(request, row, plan, source, refused, faults)
    messages.success(request, "Saved.")
    return redirect(frame.address(row, "version_text"))


@frame.of_draft
def download(request: TenantRequest, row: Version, plan: Plan) -> HttpResponse:
    """The text as a file, as `manage.py sequences export` writes it."""
    answer = HttpResponse(text_of(row), content_type="application/yaml; charset=utf-8")
    name = f"sequence-v{row.number}.yaml"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@transaction.atomic
def _store(request: TenantRequest, row: Version, source: str) -> None:
    """The draft and the facts of its sequence, or neither."""
    document = from_text(source, snippets.frozen)
    change(row.sequence, document, seat=request.seat, actor=request.actor)
    frame.store(request, row, document.plan)


def _page(
    request: TenantRequest,
    row: Version,
    plan: Plan,
    source: str,
    refused: Refused | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    values = {
        "tabs": frame.tabs(row, plan, "text"),
        "source": source,
        "faults": faults or [],
        "file": frame.address(row, "version_text_file"),
    }
    return frame.page(request, "text", row, plan, values, refused=refused)
