"""How the schedule of some enrollments stands, kept so that an undo puts back exactly this.

An image holds ids and values of their rows: enrollments, touches that are not settled, reviews
that wait, and what was done about tasks. Whoever takes or puts back one holds the people's gates.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import Model, Q

from audit.transitions import perform
from compliance.models import Review, ReviewState
from enrollment import planning
from enrollment.models import (
    IN_FLIGHT,
    Enrollment,
    EnrollmentState,
    TaskWatch,
    Touch,
    TouchState,
)
from sequences.cadence import step_spread as spread
from sequences.models import StepKind
from tenancy import clock, turns
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.scope import current_workspace_id

#: Table to id of a row to column to value, all as JSON has them.
Image: TypeAlias = dict[str, dict[str, dict[str, Any]]]

STANDS = (
    "review_id pause_reason pause_until pause_note exit_reason exit_actor exit_evidence exited_at"
    " next_action next_action_at activated_at soft_bounces resume_key passed"
).split()
PLANNED = "due_at first_due_at cause held attempts settled_at failure".split()
WATCHED = "due_at next_at reminded last_at escalated_at told waits".split()
OPEN = (TouchState.PLANNED, TouchState.DUE, TouchState.FAILED)
BACK_TO: Mapping[str, str] = {
    EnrollmentState.AWAITING_REVIEW: "undo_to_review",
    EnrollmentState.ACTIVE: "undo_to_active",
    EnrollmentState.PAUSED: "undo_to_paused",
    EnrollmentState.ON_HOLD: "undo_to_hold",
}
PLANNED_BACK: Mapping[str, str] = {
    TouchState.PLANNED: "undo_to_planned",
    TouchState.DUE: "undo_to_due",
    TouchState.FAILED: "undo_to_failed",
}
# What should have happened longer ago than this is planned anew; else it is late by a little.
SHORT = timedelta(days=1)


def live_of(contact_ids: Iterable[UUID]) -> list[UUID]:
    """The live enrollments of some people; one statement."""
    rows = Enrollment.objects.live().filter(contact__in=list(contact_ids)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def taken(
    enrollment_ids: Sequence[UUID], *, touches: Iterable[str] = (), is_whole: bool = True
) -> Image:
    """How these stand now, with what is open of them and these `touches`; four statements. What is
    only compared later needs no reviews and tasks: two without `is_whole`."""
    mine = {"enrollment__in": list(enrollment_ids)}
    if not enrollment_ids:
        return {"enrollments": {}, "touches": {}, "watches": {}, "reviews": {}}
    unsettled = Q(state__in=(*OPEN, *IN_FLIGHT)) | Q(pk__in=list(touches))
    known = Touch.objects.filter(unsettled, **mine)
    image: Image = {
        "enrollments": _values(
            Enrollment.objects.filter(pk__in=list(enrollment_ids)),
            ["state", "version_id", "mailbox_id", *STANDS],
        ),
        "touches": _values(known, ["enrollment_id", "state", *PLANNED]),
    }
    if is_whole:
        waiting = Review.objects.filter(enrollment_id__in=list(enrollment_ids), state="pending")
        watches = TaskWatch.objects.filter(touch__in=known)
        image["watches"] = _values(watches, WATCHED, key="touch_id")
        image["reviews"] = _values(waiting, ["reason"])
    return image


def is_empty(image: Image) -> bool:
    """Whether nobody in it was in a sequence."""
    return not image.get("enrollments")


def ids_of(image: Image) -> list[UUID]:
    """The enrollments in it."""
    return [UUID(pk) for pk in image.get("enrollments", {})]


def moved_since(after: Image) -> list[str]:
    """What is no longer as an effect has left it, as sentences; three statements or none."""
    if is_empty(after):
        return []
    now = taken(ids_of(after), touches=after["touches"], is_whole=False)
    return [*_moved_rows(after, now), *_moved_touches(after, now), *_enrolled_again(after)]


def put_back(before: Image, after: Image, *, evidence: str, actor: Actor) -> int:
    """Put every row back as `before` says; returns how many enrollments changed by it.

    What left or was settled meanwhile stays so, and what follows it is planned. What should have
    happened more than a day ago is planned anew inside its window. Refused (moved): something is
    no longer as `after` says. In the transaction that holds the people's gates.
    """
    if moved := moved_since(after):
        raise Refused(" ".join(moved), code="moved")
    now = taken(ids_of(before), touches={**before["touches"], **after["touches"]})
    said = {"evidence": evidence}
    _cancel_new(before, now, actor, said)
    changed = [pk for pk, was in before["enrollments"].items() if was != now["enrollments"][pk]]
    for pk in changed:
        _put_enrollment(pk, before["enrollments"][pk], actor, said)
    for pk, was in before["touches"].items():
        _put_touch(pk, was, now["touches"].get(pk), actor, said)
    for pk in sorted(set(before["reviews"]) - set(now["reviews"])):
        _put_review(pk, before["reviews"][pk], actor, said)
    _put_watches(before["watches"])
    _go_on(before, actor)
    return len(changed)


def _put_enrollment(pk: str, was: Mapping[str, Any], actor: Actor, said: Mapping[str, Any]) -> None:
    row = Enrollment.objects.get(pk=pk)
    if was["state"] in BACK_TO:
        values = _read(Enrollment, was, STANDS)
        perform(row, BACK_TO[was["state"]], actor=actor, data=said, was=values)


def _put_touch(
    pk: str,
    was: Mapping[str, Any],
    now: Mapping[str, Any] | None,
    actor: Actor,
    said: Mapping[str, Any],
) -> None:
    if now is None or was["state"] not in PLANNED_BACK or was == now:
        return
    values = _read(Touch, was, PLANNED)
    if now["state"] == TouchState.CANCELLED:
        row = Touch.objects.get(pk=pk)
        perform(row, PLANNED_BACK[was["state"]], actor=actor, data=said, was=values)
    elif now["state"] == was["state"]:
        Touch.objects.filter(pk=pk).update(**values)


def _cancel_new(before: Image, now: Image, actor: Actor, said: Mapping[str, Any]) -> None:
    """What the effect has planned goes, unless it has left."""
    for pk, touch in now["touches"].items():
        if pk not in before["touches"] and touch["state"] in OPEN:
            at = clock.now()
            perform(
                Touch.objects.get(pk=pk), "cancel", actor=actor, data=said, cause="Undone.", at=at
            )


def _put_review(pk: str, was: Mapping[str, Any], actor: Actor, said: Mapping[str, Any]) -> None:
    review = Review.objects.get(pk=pk)
    if review.state == ReviewState.WITHDRAWN:
        perform(review, "undo_withdraw", actor=actor, data=said, reason=was["reason"])


def _put_watches(was: Mapping[str, Mapping[str, Any]]) -> None:
    rows = [TaskWatch(touch_id=pk, **_read(TaskWatch, each, WATCHED)) for pk, each in was.items()]
    TaskWatch.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["touch"], update_fields=WATCHED
    )


def _go_on(before: Image, actor: Actor) -> None:
    """Plan anew what fell due while it was stopped, and what follows what has left meanwhile."""
    now = clock.now()
    rows = Touch.objects.filter(pk__in=list(before["touches"]))
    rows = rows.select_related("step", *(f"enrollment__{each}" for each in planning.WITH))
    touches = list(rows.order_by("pk"))
    running = [row for row in touches if row.enrollment.state == EnrollmentState.ACTIVE]
    for row in running:
        if row.state == TouchState.PLANNED and not row.held:
            _bring_up(row, now)
        elif row.state == TouchState.DUE and row.due_at < now - SHORT:
            Touch.objects.filter(pk=row.pk).update(due_at=now)
    left = [row for row in touches if before["touches"][str(row.pk)]["state"] in IN_FLIGHT]
    planning.follow_many([row for row in left if row.settled_at], actor=actor)


def _bring_up(touch: Touch, now: datetime) -> None:
    due_at = touch.due_at
    if due_at < now - SHORT and touch.kind != StepKind.WAIT:
        enrollment = touch.enrollment
        key = spread(enrollment.pk.bytes, touch.step.key)
        hours = planning.hours_of(enrollment)
        due = planning.opening(enrollment, hours, now, spread_key=key)
        due_at = due.at
        Touch.objects.filter(pk=touch.pk).update(
            due_at=due.at, first_due_at=due.at, cause=due.cause[:300]
        )
    turns.bring_forward(current_workspace_id(), due_at)


def _moved_rows(after: Image, now: Image) -> list[str]:
    labels = dict(EnrollmentState.choices)
    return [
        f"The sequence is “{labels[now['enrollments'][pk]['state']]}” by now, changed by something"
        " that came later."
        for pk, was in after["enrollments"].items()
        if was != now["enrollments"][pk]
    ]


def _moved_touches(after: Image, now: Image) -> list[str]:
    """Something open is no longer so, or something new is; what was leaving may have left."""
    known, labels = after["touches"], dict(TouchState.choices)
    gone = [
        now["touches"][pk]["state"]
        for pk, was in known.items()
        if was["state"] not in IN_FLIGHT and pk in now["touches"] and _differs(was, now, pk)
    ]
    new = [each["state"] for pk, each in now["touches"].items() if pk not in known]
    return [f"A step is “{labels[state]}” by now." for state in (*gone, *new)]


def _differs(was: Mapping[str, Any], now: Image, pk: str) -> bool:
    present = now["touches"][pk]
    return (was["state"], was["held"]) != (present["state"], present["held"])


def _enrolled_again(after: Image) -> list[str]:
    over = Enrollment.objects.filter(pk__in=list(after["enrollments"]), state="exited")
    pairs = Q(pk__in=[])
    for contact_id, sequence_id in over.values_list("contact_id", "sequence_id"):
        pairs |= Q(contact=contact_id, sequence=sequence_id)
    if Enrollment.objects.live().filter(pairs).exists():
        return ["The person was enrolled in this sequence again."]
    return []


def _values(rows: Any, columns: Sequence[str], key: str = "pk") -> dict[str, dict[str, Any]]:
    found = rows.order_by("pk").values(key, *columns)
    return {str(row[key]): {name: _plain(row[name]) for name in columns} for row in found}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _read(model: type[Model], row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    """Values of columns as the model has them."""
    fields = {each.attname: each for each in model._meta.concrete_fields}
    return {
        name: None if row[name] is None else fields[name].to_python(row[name]) for name in columns
    }
