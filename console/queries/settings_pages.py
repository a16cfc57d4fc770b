"""What the settings read: seats, mailboxes and keys of the workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from compliance.sender_records import KINDS, Result
from contacts.conditions import plain_list
from enrollment import control
from enrollment.models import ControlGate, Mailbox
from enrollment.models.control import GateKind
from sequences import signing
from sequences.models import ContentStage
from sequences.models import Sequence as Plan
from tenancy.models import ApiKey, Membership
from tenancy.roles import Role

_RESULTS = {
    Result.GOOD: ("In order", "good"),
    Result.MISSING: ("Missing", "bad"),
    Result.WRONG: ("Wrong", "bad"),
}
# Names that a sentence holds before it counts the others.
NAMED = 3


@dataclass(frozen=True)
class SeatLine:
    """A seat, and how many sequences in use it owns."""

    seat: Membership
    owns: int


@dataclass(frozen=True)
class RecordLine:
    """One kind of sender record, as a badge and a sentence."""

    kind: str
    label: str
    tone: str
    says: str


def seat_lines() -> list[SeatLine]:
    """Every seat with its person, the active ones first; two statements."""
    seats = Membership.objects.select_related("user").order_by("-is_active", "label")
    owned = Plan.objects.filter(archived_at=None).order_by().values_list("owner")
    counts = dict(owned.annotate(n=Count("pk")).values_list("owner", "n"))
    return [SeatLine(seat, counts.get(seat.pk, 0)) for seat in seats]


def heirs(member: Membership) -> list[Membership]:
    """Who may own the sequences of a member from now on; one statement."""
    rows = Membership.objects.filter(is_active=True).exclude(role=Role.VIEWER)
    return list(rows.exclude(pk=member.pk).order_by("label"))


def stages() -> list[tuple[str, str]]:
    """The content stages as choices that say who may sign; one statement."""
    seats = list(Membership.objects.filter(is_active=True).order_by("label"))
    return [(stage.value, _stage_label(stage, seats)) for stage in ContentStage]


def _stage_label(stage: ContentStage, seats: Sequence[Membership]) -> str:
    names = [seat.label for seat in seats if signing.signs_for(stage, seat)]
    rest = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    now = plain_list([*names[:NAMED], *rest]) if names else "nobody yet"
    return f"{stage.label}: {signing.WHO[stage]}; now {now}"


def mailboxes() -> "QuerySet[Mailbox]":
    """Every mailbox with its owner and its account; two statements."""
    boxes = Mailbox.objects.select_related("owner__user", "unmonitored_by")
    return boxes.prefetch_related("accounts").order_by("name")


def stopped_mailboxes() -> dict[UUID, ControlGate]:
    """The closed switch of each mailbox that is stopped; one statement."""
    return {row.ref: row for row in control.closed() if row.kind == GateKind.MAILBOX}


def sender_records(box: Mailbox) -> list[RecordLine]:
    """What the last look found about the domain of a mailbox; [] when nobody has looked yet."""
    kept = box.authentication
    return [
        RecordLine(kind.upper(), *_RESULTS[Result(kept[kind]["result"])], kept[kind]["says"])
        for kind in KINDS
        if kind in kept
    ]


def keys() -> "QuerySet[ApiKey]":
    """Every key with the member behind it, the live ones first; one statement."""
    return ApiKey.objects.select_related("created_by").order_by("revoked_at", "-pk")


def owners() -> list[tuple[str, str]]:
    """Active seats as choices: id and name; one statement."""
    rows = Membership.objects.filter(is_active=True).order_by("label")
    return [(str(pk), label) for pk, label in rows.values_list("pk", "label")]
