"""Nobody waits for nothing: whatever waits says for what, and whoever is active has a next step."""

from uuid import UUID

from django.db import transaction

from enrollment import planning, waits
from enrollment.models import Enrollment, Touch
from tests.machine.picture import OPEN, WAITING, Picture


@transaction.atomic
def stalled(seen: Picture) -> list[str]:
    """Who waits for nothing, in the open scope."""
    planned = Touch.objects.filter(state="planned").select_related("enrollment", "step")
    found = [
        "a touch waits and says for nothing"
        for wait in waits.why_each(planned).values()
        if not wait.cause
    ]
    busy = {each.enrollment for each in seen.touches.values() if each.state in (*OPEN, *WAITING)}
    idle = [each for each in seen.in_state("active") if each.id not in busy]
    return found + [words for each in idle if (words := _left(UUID(each.id)))]


def _left(enrollment_id: UUID) -> str:
    """Who has no step open has had the last one."""
    row = Enrollment.objects.select_related("version", "contact").get(pk=enrollment_id)
    key = planning.next_key(row)
    had = list(row.touches.order_by("pk").values_list("step__key", "state"))
    return f"an active enrollment has had {had}, and step {key} is not planned" if key else ""
