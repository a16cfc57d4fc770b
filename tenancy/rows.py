"""The base of every tenant row, and the manager that refuses to answer without a scope."""

from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from django.db import models
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

    class Meta:
        abstract = True


def is_tenant(model: type[models.Model]) -> bool:
    """Whether the rows of `model` belong to one workspace each."""
    return any(field.name == "workspace" for field in model._meta.concrete_fields)
