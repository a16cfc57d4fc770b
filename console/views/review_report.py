"""What each reviewer decided: as a table, and as a file."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse

from audit.actions import Action
from audit.recording import record
from compliance.reporting import reviewers
from compliance.reporting.reviewers import Figures
from console.forms.review_report import DaysForm
from contacts.csvfile.cells import guard_cell
from tenancy.requests import TenantRequest

COLUMNS = (
    *("Reviewer", "Decided", "Approved", "Changes requested", "Rejected", "Passed on"),
    *("Reading, median (s)", "Reading, 90 % (s)", "Waiting, median (s)", "Waiting, 90 % (s)"),
    *("Late", "Judged by two", "Agreed", "Planted", "Caught", "Missed"),
    *("Approved in groups", "Of these opened"),
)


def figures(request: TenantRequest) -> HttpResponse:
    """The figures of the range; the last 30 days unless another is asked for."""
    days = reviewers.days(**DaysForm(request.GET).asked())
    values = {
        "days": days,
        "form": DaysForm({"first": days.first, "last": days.last}),
        "rows": reviewers.report(request.seat, days),
        "sees_all": request.seat.role in reviewers.SEES_ALL,
    }
    return TemplateResponse(request, "console/review_report/report.html", values)


def export(request: TenantRequest) -> HttpResponse:
    """The same as CSV; that it was taken is on record."""
    with transaction.atomic():
        days = reviewers.days(**DaysForm(request.POST).asked())
        rows = reviewers.report(request.seat, days)
        record(
            Action.EXPORTED,
            request.workspace,
            actor=request.actor,
            label="report about reviewers",
            first=days.first.isoformat(),
            last=days.last.isoformat(),
        )
    text = io.StringIO()
    csv.writer(text).writerows(_lines(rows))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"reviewers-{request.workspace.slug}-{days.first}-{days.last}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(rows: Sequence[Figures]) -> Iterator[list[str]]:
    """A head and a line for each reviewer, every cell safe in a spreadsheet."""
    yield list(COLUMNS)
    for row in rows:
        spans = (row.reading, row.reading_90, row.waiting, row.waiting_90)
        cells = (
            *(row.member.label, row.decided, row.approved, row.changes, row.rejected),
            *(row.passed_on, *map(_seconds, spans), row.late, row.judged_by_two, row.agreed),
            *(row.planted, row.caught, row.missed, row.together, row.together_opened),
        )
        yield [guard_cell(str(cell)) for cell in cells]


def _seconds(span: timedelta | None) -> str:
    return "" if span is None else f"{span.total_seconds():.0f}"
