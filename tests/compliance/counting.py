"""Counting statements, without those that the demo's clock and savepoints add by chance."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_CHANCE = ("tenancy_clock", "SAVEPOINT")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the block; filled when it ends."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as seen:
        yield statements
    texts = (str(query["sql"]).strip() for query in seen.captured_queries)
    statements += [text for text in texts if not any(word in text for word in _CHANCE)]
