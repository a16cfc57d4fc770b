"""Many workspaces and people from one: rows are read as COPY writes them, and written back with
other ids, names, hashes and sealed texts in their places.

Nothing here knows what the tables are for: whatever the services stored for a person of the
mother, a copy has too, with the same columns and the same ties.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from django.db.models import Model

# What a copy cannot share: ids, hashes and sealed bytes, tokens of links, and the planted names.
CHANGING = re.compile(
    r"(?<=/u/)[A-Za-z0-9_-]{43}(?=/)"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|[0-9a-f]{40,}"
    r"|[Zz]q(?:house|anna\d+|works\d+)"
)
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# These are there before anybody's data are.
FIXED = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "tenancy_clock",
    "tenancy_installation",
}


@dataclass(frozen=True)
class Text:
    """A text in pieces: every second one is looked up when a copy is written."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Text":
        """Cut a text at what changes."""
        pieces, end = [], 0
        for found in CHANGING.finditer(text):
            pieces += [text[end : found.start()], found.group()]
            end = found.end()
        return cls((*pieces, text[end:]))

    @property
    def keys(self) -> tuple[str, ...]:
        """What changes in it."""
        return self.pieces[1::2]

    def under(self, names: Mapping[str, str]) -> str:
        """The text with other names; what is not named stays."""
        return "".join(
            names.get(piece, piece) if number % 2 else piece
            for number, piece in enumerate(self.pieces)
        )


@dataclass(frozen=True)
class Table:
    """A table and the columns that are copied."""

    name: str
    columns: tuple[str, ...]

    @property
    def out(self) -> sql.Composed:
        """Read it; a table in partitions can be read by a query alone."""
        return sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(self._names, self._table)

    @property
    def back(self) -> sql.Composed:
        """Write to it."""
        return sql.SQL("COPY {} ({}) FROM STDIN").format(self._table, self._names)

    @property
    def _table(self) -> sql.Identifier:
        return sql.Identifier(self.name)

    @property
    def _names(self) -> sql.Composed:
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))


@dataclass
class Rows:
    """Lines of COPY by table."""

    lines: dict[Table, list[Text]] = field(default_factory=dict)

    def ids(self) -> set[str]:
        """Every id that occurs in them."""
        keys = (key for texts in self.lines.values() for text in texts for key in text.keys)
        return {key for key in keys if ID.fullmatch(key)}

    def add(self, table: Table, line: Text) -> None:
        self.lines.setdefault(table, []).append(line)

    def under(self, names: Mapping[str, str]) -> Iterator[tuple[Table, str]]:
        """Every line with other names."""
        for table, texts in self.lines.items():
            for text in texts:
                yield table, text.under(names)


def columns(model: "type[Model]") -> tuple[str, ...]:
    """The columns of a table, its key first."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


def tables() -> list[Table]:
    """All tables of the product that hold data."""
    from django.apps import apps

    return [
        Table(model._meta.db_table, columns(model))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in FIXED
    ]


def lines(connection: "psycopg.Connection[Any]", table: Table) -> list[str]:
    """A table as COPY writes it."""
    with connection.cursor() as cursor, cursor.copy(table.out) as parts:
        return b"".join(bytes(part) for part in parts).decode().splitlines()


def read(connection: "psycopg.Connection[Any]") -> Rows:
    """Everything that a database holds."""
    rows = Rows()
    for table in tables():
        for line in lines(connection, table):
            rows.add(table, Text.of(line))
    return rows


def parted(rows: Rows, seeds: Iterable[set[str]]) -> tuple[Rows, list[Rows]]:
    """The rows of the house, and those of each person: all that can be reached from the person's
    own ids and keys by rows that name one of them."""
    people = [_belonging(rows, each) for each in seeds]
    taken = {id(text) for mine in people for texts in mine.lines.values() for text in texts}
    house = Rows()
    for table, texts in rows.lines.items():
        for text in texts:
            if id(text) not in taken:
                house.add(table, text)
    return house, people


def _belonging(rows: Rows, known: set[str]) -> Rows:
    """A row belongs to whom it names in a column of its own; what stands in JSON names nobody."""
    while True:
        mine = Rows()
        for table, texts in rows.lines.items():
            for text in texts:
                if known & set(_cells(text)):
                    mine.add(table, text)
        reached = known | {_cells(text)[0] for texts in mine.lines.values() for text in texts}
        if reached == known:
            return mine
        known = reached


def _cells(text: Text) -> list[str]:
    return "".join(text.pieces).split("\t")


def write(
    connection: "psycopg.Connection[Any]",
    lines: Iterable[tuple[Table, str]],
    *,
    whole: bool = False,
) -> int:
    """Store lines in one transaction; returns how many. Keys are checked when it commits, unless
    they are a `whole` workspace: its approved version takes no new steps."""
    by_table: dict[Table, list[str]] = {}
    for table, line in lines:
        by_table.setdefault(table, []).append(line)
    with connection.transaction(), connection.cursor() as cursor:
        if whole:
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table, found in by_table.items():
            with cursor.copy(table.back) as copy:
                copy.write("\n".join(found) + "\n")
    return sum(map(len, by_table.values()))
