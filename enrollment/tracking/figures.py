"""How often messages of an enrollment were opened and followed: people and machines apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from enrollment.models import Enrollment, HitOf, TrackedHit


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one kind (`HitOf`): how many hits were a person's, and how many a machine's, by reason.
    Those that wait to be judged count for neither."""

    kind: HitOf
    people: int
    machines: Sequence[tuple[str, int]]


def seen(enrollment: Enrollment) -> list[Seen]:
    """The kinds that were hit; one statement."""
    rows = TrackedHit.objects.filter(link__enrollment_id=enrollment.pk, judged_at__isnull=False)
    found = rows.values_list("link__kind", "reason").annotate(count=Count("pk")).order_by()
    counts = {(kind, reason): count for kind, reason, count in found}
    return [
        Seen(
            kind,
            counts.get((kind.value, ""), 0),
            sorted((why, n) for (of, why), n in counts.items() if of == kind and why),
        )
        for kind in HitOf
        if any(of == kind for of, _ in counts)
    ]
