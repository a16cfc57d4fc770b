"""The one door for state changes: `perform` for one row, `perform_many` for the engine.

Nothing else assigns a state field; a test reads the sources for it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction
from django_fsm import TransitionNotAllowed

from audit.actions import Action
from audit.recording import Fact, record, record_many
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.statements import save_many

Row = TypeVar("Row", bound=models.Model)


def perform(
    row: Row,
    transition: str,
    *,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> Row:
    """Lock the row, run its FSM transition on the fresh copy, save, and write the entry.

    Returns the fresh row. Raises Refused when the state does not allow the transition: somebody
    was faster, or the page was old.
    """
    rows: models.Manager[Row] = type(row)._default_manager
    return perform_among(rows, row, transition, actor=actor, data=data, **arguments)


def perform_among(
    rows: models.Manager[Row],
    row: Row,
    transition: str,
    *,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> Row:
    """As `perform`, for rows that the default manager of their model leaves out."""
    with transaction.atomic():
        fresh = rows.select_for_update().get(pk=row.pk)
        return perform_locked(fresh, transition, actor=actor, data=data, **arguments)


def perform_locked(
    row: Row,
    transition: str,
    *,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> Row:
    """As `perform`, on a row that the caller has locked in this transaction and loaded after that;
    it is moved itself and returned, with all that was loaded with it."""
    before = _state(row)
    try:
        getattr(row, transition)(**arguments)
    except TransitionNotAllowed as error:
        raise _not_now(row, transition) from error
    row.save()
    said = {"from": before, "to": _state(row), **(data or {})}
    record(action_of(type(row), transition), row, actor=actor, **said)
    return row


def perform_many(
    model: type[Row],
    ids: Iterable[UUID],
    transition: str,
    *,
    actor: Actor,
    changes: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> list[Row]:
    """Move every row that is in a source state with one UPDATE; return the rows that moved.

    Reads source and target from the same FSM declaration as `perform`. `changes` are further
    columns, set alike for all. Rows that somebody else moved first are left out.
    """
    if not (asked := list(ids)):
        return []
    field, sources, target = declared(model, transition)
    with transaction.atomic():
        rows = model._default_manager.select_for_update().filter(pk__in=asked)
        moving = list(rows.filter(**{f"{field}__in": sources}).order_by("pk"))
        before = {row.pk: _state(row) for row in moving}
        model._default_manager.filter(pk__in=list(before)).update(
            **{field: target}, **(changes or {})
        )
        moved = list(model._default_manager.filter(pk__in=list(before)).order_by("pk"))
        action = action_of(model, transition)
        record_many(
            (
                Fact(action, row, data={"from": before[row.pk], "to": target, **(data or {})})
                for row in moved
            ),
            actor=actor,
        )
    return moved


def perform_held(
    held: Sequence[Row],
    transition: str,
    *,
    actor: Actor,
    changes: Mapping[str, Any] | None = None,
    own: Callable[[Row], Mapping[str, Any]] | None = None,
    data: Callable[[Row], Mapping[str, Any]] | None = None,
) -> None:
    """Move rows that the caller has made or locked in this transaction and loaded after that, with
    one UPDATE. `changes` are further columns, set alike for all, `own` those of one, the same for
    each; `data` is what the entry of one says besides. The rows in hand have the new state and
    columns afterwards.

    Raises Refused when one of them is not in a source state; then none has moved.
    """
    if not held:
        return
    model = type(held[0])
    field, sources, target = declared(model, transition)
    if astray := next((row for row in held if _state(row) not in sources), None):
        raise _not_now(astray, transition)
    before = [_state(row) for row in held]
    alike = {field: target, **(changes or {})}
    for row in held:
        # Past the guard of the field, which is for code that has not come through this door.
        row.__dict__.update(alike, **(own(row) if own else {}))
    if own:
        save_many(held, [*alike, *own(held[0])])
    else:
        rows = model._default_manager.filter(pk__among=[row.pk for row in held])
        rows.update(**alike)
    action = action_of(model, transition)
    record_many(
        (
            Fact(action, row, data={"from": was, "to": target, **(data(row) if data else {})})
            for row, was in zip(held, before, strict=True)
        ),
        actor=actor,
    )


def declared(model: type[models.Model], transition: str) -> tuple[str, Sequence[str], str]:
    """Field name, source states and target of a transition, as its decorator declares them."""
    meta = getattr(model, transition)._django_fsm
    sources = [str(source) for source in meta.transitions]
    target = next(iter(meta.transitions.values())).target
    return meta.field.name, sources, str(target)


def action_of(model: type[models.Model], transition: str) -> Action:
    """The audit action of a transition: `<model>.<transition>`; the list is closed."""
    return Action(f"{model._meta.model_name}.{transition}")


def _state(row: models.Model) -> str:
    return str(getattr(row, "state"))  # noqa: B009 - models.Model has no `state` to the type checker


def _not_now(row: models.Model, transition: str) -> Refused:
    label = getattr(row, "get_state_display", lambda: _state(row))()
    words = action_of(type(row), transition).label.lower()
    return Refused(
        f"This is “{label}” by now, so “{words}” is no longer possible. Reload the page.",
        code="state_changed",
    )
