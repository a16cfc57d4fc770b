"""One row of every tenant table, made from the models themselves, so that none is forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError

from compliance import policy_document, review_policy
from signals import reaction_document, reaction_table
from tenancy.ids import uuid7
from tenancy.rows import is_tenant
from tenancy.scope import scope
from tests.world import World

Model = type[models.Model]
Rows = dict[Model, models.Model]
Kind = TypeVar("Kind", bound=models.Model)
Field: TypeAlias = "models.Field[Any, Any]"

TENANT_MODELS: list[Model] = [model for model in apps.get_models() if is_tenant(model)]
each_model = pytest.mark.parametrize(
    "model", TENANT_MODELS, ids=[model._meta.label for model in TENANT_MODELS]
)

_VALUES: dict[type[Any], Any] = {
    models.UUIDField: uuid7,
    models.DateTimeField: lambda: datetime.now(UTC),
    models.DateField: lambda: datetime.now(UTC).date(),
    models.BinaryField: lambda: b"bytes",
    models.JSONField: dict,
    ArrayField: list,
    models.BooleanField: bool,
    models.IntegerField: lambda: 1,
    models.TextField: lambda: "x",
    models.CharField: lambda: "x",
}
# Ids that are no foreign keys, and words that have to mean something.
_NAMED = {f"{model._meta.model_name}_id": model for model in TENANT_MODELS}
_WORDS = {
    "signals.Inlet.provider": "postmark",
    "signals.Signal.kind": "reply",
    "signals.Signal.source": "mail",
    "signals.Signal.state": "held",
    "compliance.ContentRule.kind": "claim",
    "compliance.ContentRule.severity": "warning",
    "compliance.Decision.outcome": "allow",
    "compliance.LawPack.code": "DE",
    "compliance.Review.group_key": "0" * 64,
    "compliance.Review.handling": "group",
    "compliance.ReviewPolicy.document": policy_document.to_data(review_policy.built_in()),
    "signals.ReactionTable.document": reaction_document.to_data(reaction_table.built_in()),
}
# Not required, but pages ask for them.
_WANTED = {"signals.Signal.contact", "signals.Signal.mailbox_id", *_WORDS}


def one_of_each(world: World) -> Rows:
    """A row of every tenant model in the open scope; required fields alone are filled."""
    made = _known(world)
    for model in TENANT_MODELS:
        _one(model, made)
    return made


def a_row(model: type[Kind], world: World) -> Kind:
    """A row of this model, with what it needs."""
    row = _one(model, _known(world))
    assert isinstance(row, model)
    return row


def _known(world: World) -> Rows:
    return {type(world.rep): world.rep, type(world.mailbox): world.mailbox}


def _one(model: Model, made: Rows) -> models.Model:
    if model not in made:
        fields = [field for field in model._meta.concrete_fields if _is_required(field)]
        values = {field.name: _value(field, made) for field in fields}
        made[model] = model._default_manager.create(**values)
    return made[model]


def _is_required(field: Field) -> bool:
    filled = field.has_default() or field.null or field.primary_key
    return str(field) in _WANTED or not (filled or getattr(field, "auto_now_add", False))


def _value(field: Field, made: Rows) -> Any:
    if isinstance(field, models.ForeignKey):
        return _one(field.related_model, made)
    if field.name in _NAMED:
        return _one(_NAMED[field.name], made).pk
    if str(field) in _WORDS:
        return _WORDS[str(field)]
    if field.choices:
        return next(iter(field.choices))[0]
    return next(make for kind, make in _VALUES.items() if isinstance(field, kind))()


@contextmanager
def outside(world: World) -> Iterator[None]:
    """Act for the other workspace."""
    with scope(world.workspace.pk):
        yield


def table(model: Model) -> str:
    """The table's name."""
    return model._meta.db_table


def run(sql: str, *parameters: Any) -> int:
    """Run one statement as the processes' role; returns the rows that it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def reached(sql: str, *parameters: Any) -> int:
    """Rows that a statement touched; 0 when the role may not run it at all."""
    try:
        return run(sql, *parameters)
    except ProgrammingError as error:
        assert "permission denied" in str(error), error
        return 0
