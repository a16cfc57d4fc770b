"""What a restored database lacks, as the comparison with the evidence outside found it."""

from collections.abc import Sequence
from dataclasses import dataclass

from contacts.models import Contact
from enrollment.models import Enrollment, PauseReason, Reconciliation
from tenancy.models import Installation

SHOWN = 100


@dataclass(frozen=True)
class Restore:
    """The last restore. `report` is None until this workspace was compared; `waiting` are those
    who wait for a person because of it, `strangers` the people who got a message that the
    database does not know and who are in no sequence."""

    known: Installation
    report: Reconciliation | None
    waiting: Sequence[Enrollment]
    waiting_count: int
    strangers: Sequence[Contact]


def restore() -> Restore:
    """Five statements."""
    report = Reconciliation.objects.order_by("-epoch").first()
    rows = Enrollment.objects.filter(state="paused", pause_reason=PauseReason.RESTORED)
    ids = report.figures.get("strangers", [])[:SHOWN] if report else []
    return Restore(
        known=Installation.objects.get(pk=1),
        report=report,
        waiting=list(rows.select_related("contact", "sequence").order_by("pk")[:SHOWN]),
        waiting_count=rows.count(),
        strangers=list(Contact.objects.filter(pk__in=ids, erased_at=None).order_by("pk")),
    )
