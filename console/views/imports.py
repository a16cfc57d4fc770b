"""Imports: upload, map and preview, progress, result."""

from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from console.forms.imports import PREFIX, LettersForm, UploadForm, mapping_of
from console.queries import keyset
from console.queueing import nudge
from contacts.csvfile import ENCODINGS
from contacts.imports import Preview, preview, read_as, upload
from contacts.imports import start as start_import
from contacts.models import Import, ImportState
from signals.tasks import run_import
from tenancy.errors import Refused
from tenancy.requests import TenantRequest


def imports(request: TenantRequest) -> HttpResponse:
    """Upload a file; below, what was imported before."""
    if request.method == "POST":
        return _uploaded(request)
    return _imports_page(request, UploadForm())


def _uploaded(request: TenantRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _imports_page(request, form)
    file = form.cleaned_data["file"]
    try:
        import_ = upload(file.name, file, actor=request.actor, seat=request.seat)
    except Refused as refused:
        form.add_error("file", refused.message)
        return _imports_page(request, form)
    return redirect("console:import", request.workspace.slug, import_.pk)


def _imports_page(request: TenantRequest, form: UploadForm) -> HttpResponse:
    with transaction.atomic():
        rows = Import.objects.select_related("uploaded_by").defer("content", "rejects")
        page = keyset.read(rows, request.GET.dict(), size=20)
    return TemplateResponse(request, "console/imports/list.html", {"form": form, "page": page})


def one(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One import, by its state: the mapping with its preview, the progress, or the result."""
    import_ = _found(pk, with_file=True)
    values: dict[str, object] = {"import": import_, "key": str(pk)}
    if import_.state == ImportState.UPLOADED:
        seen = preview(import_, mapping_of(import_, request.GET))
        values |= {"preview": seen, "columns": _columns(seen)}
        if import_.encoding in ENCODINGS:
            values["letters"] = LettersForm(initial={"letters": import_.encoding})
        return TemplateResponse(request, "console/imports/mapping.html", values)
    return TemplateResponse(request, "console/imports/result.html", values)


def _columns(seen: Preview) -> list[dict[str, object]]:
    """One row of the mapping form for each column of the file."""
    return [
        {
            "name": f"{PREFIX}{number}",
            "header": header,
            "chosen": seen.mapping.get(header) or "",
            "custom": seen.custom[header],
        }
        for number, header in enumerate(seen.headers)
    ]


def start(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Fix the mapping and hand the file to a worker; or look at it once more with this mapping, as
    whoever has its letters read otherwise does in any case."""
    letters = request.POST.get("letters", "")
    with transaction.atomic():
        import_ = _found(pk, with_file=False)
        if is_new := bool(letters) and letters != import_.encoding:
            read_as(import_, letters, actor=request.actor)
    if is_new or "preview" in request.POST:
        chosen = {k: v for k, v in request.POST.items() if k.startswith(PREFIX)}
        page = reverse("console:import", args=[request.workspace.slug, pk])
        return redirect(f"{page}?{urlencode(chosen)}")
    with transaction.atomic():
        start_import(import_, mapping_of(import_, request.POST), actor=request.actor)
    nudge(request, run_import, pk)
    return redirect("console:import", request.workspace.slug, pk)


def progress(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The progress bar; when there is nothing to wait for any more, the page itself again."""
    import_ = _found(pk, with_file=False)
    response = TemplateResponse(request, "console/imports/_progress.html", {"import": import_})
    if import_.state != ImportState.RUNNING:
        response.headers["HX-Refresh"] = "true"
    return response


def rejects(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The refused rows with their causes, to be corrected and uploaded again."""
    import_ = get_object_or_404(Import.objects.only("rejects", "filename"), pk=pk)
    response = HttpResponse(import_.rejects, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="rejected-rows-{pk}.csv"'
    return response


def _found(pk: UUID, *, with_file: bool) -> Import:
    rows = Import.objects.select_related("uploaded_by").defer("rejects")
    found: Import = get_object_or_404(
        rows if with_file else rows.defer("content", "rejects"), pk=pk
    )
    return found
