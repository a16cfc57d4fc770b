"""How long a list of people to stop takes, and what the gate pays for it afterwards.

    .venv/bin/python -m tests.benchmarks.stop_list [lines]

Half of the lines are addresses, half are SHA-256 hashes. Starts the suite's own servers unless
DATABASE_URL names a database, and works in a database of its own. Prints seconds by the clock on
the wall and those of this process's processor: for looking at the file, for the run of the worker,
and for loading the stops of 10,000 people and of one, before and after.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import django

PEOPLE = 10_000


def main() -> None:
    """Measure and print."""
    from tests import servers  # says where the database is, so it comes before Django

    django.setup()
    try:
        for line in _measured(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
            print(line, flush=True)
    finally:
        servers.pytest_unconfigure()


def _measured(lines: int) -> Iterator[str]:
    from django.db import transaction

    from compliance.facts import suppressions_for
    from compliance.models import StopList
    from contacts.models import Contact
    from enrollment import stop_lists
    from tenancy.actors import member
    from tenancy.scope import scope
    from tests import database
    from tests.factories import ContactFactory
    from tests.world import build_world

    with database.cloned():
        world = build_world("bench")
        actor = member(world.admin)
        said: dict[str, Any] = {
            "reason": "opt_out",
            "channel": "",
            "source": "bench",
            "seat": world.admin,
        }
        made: list[StopList] = []
        content = _content(lines)

        @transaction.atomic
        def load(count: int) -> None:
            suppressions_for(people[:count])

        def upload() -> None:
            made.append(
                stop_lists.upload("list.csv", content, actor=actor, seat=world.admin, **said)
            )

        with scope(world.workspace.pk):
            with transaction.atomic():
                people = Contact.objects.bulk_create(ContactFactory.build_batch(PEOPLE))
            yield f"stops of {PEOPLE:,} people, none listed: {_took(partial(load, PEOPLE))}"
            yield f"{lines:,} lines, looked at and kept: {_took(upload)}"
            row = stop_lists.start(made[0], seat=world.admin, actor=actor)
            yield f"the run of the worker: {_took(partial(stop_lists.run, row.pk))}"
            with transaction.atomic():
                row = StopList.objects.get(pk=row.pk)
            yield f"{row.state}: {row.added:,} added, {row.known:,} known"
            yield f"stops of {PEOPLE:,} people: {_took(partial(load, PEOPLE))}"
            yield f"stops of one: {_took(partial(load, 1))}"


def _content(lines: int) -> bytes:
    def line(number: int) -> str:
        address = f"person{number}@initech{number % 500}.example"
        return hashlib.sha256(address.encode()).hexdigest() if number % 2 else address

    return "\n".join(map(line, range(lines))).encode()


def _took(work: Callable[[], object]) -> str:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    took, own = time.perf_counter() - wall, time.process_time() - processor
    return f"{took:.3f} s ({own:.3f} s processor)"


if __name__ == "__main__":
    main()
