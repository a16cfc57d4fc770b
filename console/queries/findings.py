"""What the list of accepted findings reads."""

from django.db.models import Q, QuerySet

from compliance import weighing
from compliance.models import FindingWaiver
from tenancy import clock


def waivers(*, ended: bool = False) -> "QuerySet[FindingWaiver]":
    """Those that hold now, or those that are over; no statement."""
    if not ended:
        return weighing.live_waivers().select_related("granted_by", "ended_by")
    over = Q(ended_at__isnull=False) | Q(expires_at__lte=clock.now())
    return FindingWaiver.objects.filter(over).select_related("granted_by", "ended_by")
