"""Asking for rows by many ids at once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, ForeignKey, Lookup, UUIDField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler

from tenancy.statements import array

if TYPE_CHECKING:
    Base = Lookup[Any]
    AnyIn = In[Any]
else:
    Base, AnyIn = Lookup, In  # Generic to type checkers alone.
# PostgreSQL takes 65,535 values with a statement; more than these go as one.
MOST_VALUES = 1_000


@UUIDField.register_lookup
class AmongMany(Base):
    """`pk__among=ids`: as `pk__in`, but the ids are one parameter, however many they are; or an
    `ArraySubquery`, which is read once before the rows and can use their index."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: Iterable[object] | ArraySubquery

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        """Compare with an array."""
        column, values = self.process_lhs(compiler, connection)
        if isinstance(self.rhs, ArraySubquery):
            found, parameters = compiler.compile(self.rhs)
            return f"{column} = ANY({found})", (*values, *parameters)
        return f"{column} = ANY(%s::uuid[])", (*values, array(self.rhs))


class _InMany(AnyIn):
    """`__in` with a list of any length."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """As the library's; a long list is compared as one array."""
        if not self.rhs_is_direct_value() or len(self.rhs) <= MOST_VALUES:
            return super().as_sql(compiler, connection)
        column, before = self.process_lhs(compiler, connection)
        _, values = self.process_rhs(compiler, connection)
        return f"{column} = ANY(%s)", (*before, list(values))


@UUIDField.register_lookup
@CharField.register_lookup
class InMany(_InMany):
    """Among ids or texts."""


@ForeignKey.register_lookup
class RelatedInMany(_InMany, RelatedIn):
    """Among the rows that a foreign key names."""
