"""Asking for rows by many ids at once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, UUIDField
from django.db.models.sql.compiler import SQLCompiler

from tenancy.statements import array

if TYPE_CHECKING:
    Base = Lookup[Any]
else:
    Base = Lookup  # Generic to type checkers alone.


@UUIDField.register_lookup
class AmongMany(Base):
    """`pk__among=ids`: as `pk__in`, but the ids are one parameter, however many they are."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: Iterable[object]

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        """Compare with an array."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::uuid[])", (*values, array(self.rhs))
