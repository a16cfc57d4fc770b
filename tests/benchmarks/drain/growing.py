"""Whether a touch costs the same when the table or the number of workspaces has grown."""

from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from django.db.models import Model
from psycopg import sql

from contacts.models import Contact
from enrollment.models import Enrollment, Touch
from tests.benchmarks.drain import asking, copying, engine, people, table
from tests.benchmarks.drain.asking import Asked, say
from tests.benchmarks.drain.draining import WORKSPACES, Bench, ours
from tests.benchmarks.drain.engine import Took
from tests.benchmarks.drain.people import House
from tests.benchmarks.drain.rounds import Contender

MOST = 1.3
FEW, MANY = 10, 1_000
CHUNK = 50_000
EXEMPLARS = 8
MAILBOXES = 4
# Whose touch falls due in the coming two months, in one workspace and from one mailbox: a person,
# an enrollment and a touch each, as the exemplar's are.
_PLANNED = """
WITH source AS (
    SELECT contact_id, enrollment.id AS enrollment_id, touch.id AS touch_id
    FROM enrollment_touch touch JOIN enrollment_enrollment enrollment
        ON enrollment.id = touch.enrollment_id
    WHERE touch.workspace_id = {workspace} AND touch.state = 'planned' AND NOT touch.first
        AND touch.mailbox_id = {mailbox} LIMIT 1
), new AS MATERIALIZED (
    SELECT n, uuidv7() AS contact_id, uuidv7() AS enrollment_id, uuidv7() AS touch_id,
        'later' || n || '@' || {tag} || n || '.example' AS address,
        {due} AS due_at
    FROM generate_series({first}, {last}) n
), made_contact AS (
    INSERT INTO contacts_contact ({contact_columns}) SELECT {contact_values}
    FROM new, source JOIN contacts_contact old ON old.id = source.contact_id
), made_enrollment AS (
    INSERT INTO enrollment_enrollment ({enrollment_columns}) SELECT {enrollment_values}
    FROM new, source JOIN enrollment_enrollment old ON old.id = source.enrollment_id
)
INSERT INTO enrollment_touch ({touch_columns}) SELECT {touch_values}
FROM new, source JOIN enrollment_touch old ON old.id = source.touch_id
"""
LATER = "app_now() + interval '2 days' + random() * interval '60 days'"
BY_NOW = "app_now() - random() * interval '1 hour'"
_OWN: dict[type[Model], dict[str, str]] = {
    Contact: {
        "id": "new.contact_id",
        "email": "address",
        "email_normal": "address",
        "email_base": "address",
        "domain": "split_part(address, '@', 2)",
    },
    Enrollment: {"id": "new.enrollment_id", "contact_id": "new.contact_id", "review_id": "NULL"},
    Touch: {
        "id": "new.touch_id",
        "enrollment_id": "new.enrollment_id",
        "due_at": "new.due_at",
        "first_due_at": "new.due_at",
    },
}


def rows(bench: Bench, asked: Asked) -> int:
    """The same drain with more and more touches that are planned for later."""
    (due,) = asked.counts(2_000)
    sizes = asked.rows or (10_000, 1_000_000, 5_000_000)
    homes = people.houses(bench.stage.model, WORKSPACES)
    contenders: list[Contender] = []
    former = bench.stage.template
    for number, size in enumerate(sizes):
        name = bench.cluster.create(f"bench_rows_{size}", former)
        had = sizes[number - 1] if number else 0
        _grow(bench, name, homes, had, size)
        say(f"{size:,} planned rows are there")
        pile = _Pile(bench, name, homes, due)
        contenders.append(Contender(f"{size:,} planned rows", due, pile.once))
        former = name
    failed = asking.measure(asked, "growth", contenders)
    return max(failed, _told("Time for each touch while the table grows", contenders))


def workspaces(bench: Bench, asked: Asked) -> int:
    """The same number of touches with ten workspaces and with a thousand, in ten of them and in
    all. The last is another question: turns of ten touches instead of a hundred."""
    (due,) = asked.counts(10_000)
    contenders = []
    for count, busy in ((FEW, FEW), (MANY, FEW), (MANY, MANY)):
        name = f"{count:,} workspaces, due in {busy:,}"
        each = ours(bench, due, count, busy)
        contenders.append(Contender(name, due, each.once))
    failed = asking.measure(asked, "workspaces", contenders)
    return max(failed, _told("Time for each touch with more workspaces", contenders))


class _Pile:
    """A database too big to be copied for each round: each brings its own people who are due."""

    def __init__(self, bench: Bench, name: str, homes: Sequence[House], due: int) -> None:
        self.bench, self.name, self.homes, self.due = bench, name, homes, due
        self.since = EXEMPLARS * len(homes)

    def once(self) -> Took:
        """More people, and their drain."""
        bench = self.bench
        with bench.cluster.superuser(self.name) as connection:
            people.fill(connection, bench.stage.model, self.homes, self.due, since=self.since)
            connection.execute("ANALYZE")
            connection.execute("CHECKPOINT")
        self.since += self.due
        bench.cluster.forget_messages()
        with engine.workers(bench.cluster, self.name, bench.sink) as running:
            return engine.drain(bench.cluster, self.name, bench.sink, bench.meter, running)


def _grow(bench: Bench, name: str, homes: Sequence[House], had: int, size: int) -> None:
    """From `had` planned rows to `size`, evenly over the mailboxes."""
    with bench.cluster.superuser(name) as connection:
        if not had:
            people.build(connection, bench.stage.model, homes)
            # One of each exemplar in each workspace, for the rows to be like.
            people.fill(connection, bench.stage.model, homes, EXEMPLARS * len(homes))
        plan(connection, homes, size, LATER, had=had)
        if not had:
            connection.execute(_FORGET)
        connection.execute("VACUUM ANALYZE")


# The exemplars themselves are not to be drained.
_FORGET = "UPDATE enrollment_touch SET held = true WHERE state = 'planned' AND due_at <= app_now()"


def plan(
    connection: "psycopg.Connection[Any]",
    homes: Sequence[House],
    size: int,
    due: LiteralString,
    *,
    had: int = 0,
) -> None:
    """Second messages of `size` people, evenly over the mailboxes of some workspaces, due at a
    moment in SQL; `had` of them are there."""
    share, ids = MAILBOXES * len(homes), [home.workspace_id for home in homes]
    boxes = "SELECT workspace_id, id FROM enrollment_mailbox WHERE workspace_id = ANY(%s)"
    for workspace, mailbox in connection.execute(boxes, [ids]).fetchall():
        for first in range(had // share, size // share, CHUNK):
            numbers = range(first, min(first + CHUNK, size // share))
            _plan(connection, workspace, mailbox, numbers, due)


def _plan(
    connection: "psycopg.Connection[Any]",
    workspace: Any,
    mailbox: Any,
    numbers: range,
    due: LiteralString,
) -> None:
    parts: dict[str, sql.Composable] = {
        "due": sql.SQL(due),
        "workspace": sql.Literal(workspace),
        "mailbox": sql.Literal(mailbox),
        "tag": sql.Literal(f"m{str(mailbox)[-8:]}x"),
        "first": sql.Literal(numbers.start),
        "last": sql.Literal(numbers[-1]),
    }
    for model, own in _OWN.items():
        columns = copying.columns(model)
        values = [sql.SQL(own[c]) if c in own else sql.Identifier("old", c) for c in columns]
        name = str(model._meta.model_name)
        parts[f"{name}_columns"] = sql.SQL(", ").join(map(sql.Identifier, columns))
        parts[f"{name}_values"] = sql.SQL(", ").join(values)
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(sql.SQL(_PLANNED).format(**parts))


def _told(title: str, contenders: Sequence[Contender]) -> int:
    """The table, and whether each takes at most 1.3 times as long as the first."""
    say("\n".join(table.lines(title, contenders)))
    if not all(each.took for each in contenders):
        return 1
    say("")
    first, *others = contenders
    ratios = {each.name: first.rate / each.rate for each in others}
    for name, ratio in ratios.items():
        words = "within" if ratio <= MOST else "MORE THAN"
        say(f"{name} takes {ratio:.2f} times as long a touch: {words} {MOST}")
    return int(max(ratios.values()) > MOST)
