"""People at the console: a signed-in browser for each seat, and how many reads a page takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenancy.models import Membership

BUDGET = 12


def browser(seat: Membership) -> Client:
    """A browser in which this person has logged in."""
    client = Client()
    client.force_login(seat.user)
    return client


class Reads:
    """How many statements read tables. What tells the database its scope is not counted, nor the
    demo's clock, which production does not have."""

    count = 0


@contextmanager
def reads() -> Iterator[Reads]:
    """`with reads() as taken: browser.get(…)`, then `taken.count`."""
    taken = Reads()
    with CaptureQueriesContext(connection) as captured:
        yield taken
    said = [query["sql"] for query in captured.captured_queries]
    taken.count = sum(" FROM " in sql and "tenancy_clock" not in sql for sql in said)
