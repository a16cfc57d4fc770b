"""What the settings read: seats, mailboxes and keys of the workspace."""

from django.db.models import QuerySet

from enrollment.models import Mailbox
from tenancy.models import ApiKey, Membership


def seats() -> "QuerySet[Membership]":
    """Every seat with its person, the active ones first; one statement."""
    return Membership.objects.select_related("user").order_by("-is_active", "label")


def mailboxes() -> "QuerySet[Mailbox]":
    """Every mailbox with its owner; one statement."""
    return Mailbox.objects.select_related("owner", "unmonitored_by").order_by("name")


def keys() -> "QuerySet[ApiKey]":
    """Every key with the member behind it, the live ones first; one statement."""
    return ApiKey.objects.select_related("created_by").order_by("revoked_at", "-pk")


def owners() -> list[tuple[str, str]]:
    """Active seats as choices: id and name; one statement."""
    rows = Membership.objects.filter(is_active=True).order_by("label")
    return [(str(pk), label) for pk, label in rows.values_list("pk", "label")]
