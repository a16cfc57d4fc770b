"""The base of every tenant row, and the manager that refuses to answer without a scope."""

from collections.abc import Collection, Iterable
from functools import cache
from operator import attrgetter
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models.base import ModelState
from django_fsm import ConcurrentTransitionMixin, FSMField

from tenancy import scope
from tenancy.ids import uuid7

Row = TypeVar("Row", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[Row, Row]):
    """Base of the querysets of tenant rows; their methods are named for their reader."""


class TenantManager(models.Manager[Row]):
    """Shows the rows of the open scope and raises ScopeError when there is none."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Every query starts here, so no tenant query forgets its workspace."""
        rows = super().get_queryset()
        if scope.is_unscoped():
            return rows
        return rows.filter(workspace_id=scope.current_workspace_id())


class StateRow(ConcurrentTransitionMixin):
    """The base of rows with a state machine: a save fails when somebody else moved the row first.

    The library looks through all fields for the machine's whenever a row is read; that they do
    not change is known here.
    """

    @property
    def state_fields(self) -> Iterable[FSMField]:
        """The fields that hold a state."""
        return _state_fields(type(self))

    def was_read(self) -> None:
        """Remember the state that the row was read in, which a save compares."""
        self._update_initial_state()


@cache
def _state_fields(model: type[StateRow]) -> tuple[FSMField, ...]:
    return tuple(field for field in model._meta.fields if isinstance(field, FSMField))


class TenantModel(models.Model):
    """A row of one workspace. `SecureTables` gives its table row level security."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(
        "tenancy.Workspace",
        on_delete=models.PROTECT,
        default=scope.current_workspace_id,
        editable=False,
        related_name="+",
        # UNIQUE (workspace_id, id) serves every look-up that starts with the workspace.
        db_index=False,
    )

    # Asked for more often than anything else, and Django's own way looks up what the key is called.
    pk = property(attrgetter("id"), lambda row, key: setattr(row, "id", key))

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **more: Any,
    ) -> Self:
        """A row as it was read. Django's way goes through `__init__`, which asks every field for
        its default and tells every listener; a whole row needs none of it."""
        names = _columns(cls)
        if len(values) != len(names):
            return super().from_db(db, field_names, values, **more)
        made = cls.__new__(cls)
        made._state = ModelState()
        made._state.adding, made._state.db = False, db
        made.__dict__.update(zip(names, values, strict=True))
        if isinstance(made, StateRow):
            made.was_read()
        return made


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def is_tenant(model: type[models.Model]) -> bool:
    """Whether the rows of `model` belong to one workspace each."""
    return any(field.name == "workspace" for field in model._meta.concrete_fields)
