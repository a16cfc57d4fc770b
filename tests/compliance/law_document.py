"""Writes `docs/law.md` from the packs and the table that the suite judges.

.venv/bin/python -m tests.compliance.law_document
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from compliance.packs import ELSEWHERE, EU, NOWHERE, PACKS
from tests.compliance.law_table import Line, lines

FILE = Path(__file__).resolve().parents[2] / "docs" / "law.md"
COMMAND = ".venv/bin/python -m tests.compliance.law_document"
INTRODUCTION = """\
# What the gate lets through, country by country

This page is for counsel. It is written from `tests/compliance/law_table.csv`, and the test suite
judges each of its lines with the whole gate (`test_the_gate_answers_as_the_table_says`): what
stands here is what the software does. It is a cautious configuration, not legal advice. To change
it, change the table, see the test fail, change the pack (`compliance/packs.py`), raise its version
and date, and write this page anew with `{command}`.

How to read a line. *Subscriber* is whose mailbox or line it is: a company's, an individual's (a
natural person's or a sole trader's), or not known. *Address* is personal, of a function (info@,
sales@), or none. *On record* is the ground that is recorded for the person; unless the line says
otherwise it is a month old, has evidence and holds for the channel of the line. *Decided by* names
every rule that blocks; where contact is allowed, no rule blocks, and "Lawful basis" is the rule
that the law speaks through. Every line is judged on Monday, 23 November 2026, at 10:00 where the
person is, unless it names another hour. "House rule" marks what no law asks for, or where we are
stricter than the law.

What the table does not cover: preference registers (TPS, Bloctel, do-not-call lists) are not looked
up, they come in as the CRM's "do not call"; whether a published address is relevant to the role, or
carries a note against advertising, is for the person who records it.
"""


def text() -> str:
    """The whole page."""
    return "".join(_parts())


def _parts() -> Iterator[str]:
    yield INTRODUCTION.format(command=COMMAND)
    yield "\n## Packs\n\n| Pack | For | Version | As of | Source |\n|---|---|---|---|---|\n"
    for pack in (*PACKS.values(), EU, ELSEWHERE, NOWHERE):
        yield _row(pack.code, pack.label, str(pack.version), pack.as_of.isoformat(), pack.source)
    for country, group in groupby(lines(), key=lambda line: line.country):
        yield from _country(country, list(group))


def _country(country: str, group: list[Line]) -> Iterator[str]:
    yield f"\n## {'Country not known' if country.startswith('(') else country}\n\n"
    yield "| No. | Channel | Subscriber | Address | On record | State | Contact | Decided by |"
    yield " Source | Note |\n|---|---|---|---|---|---|---|---|---|---|\n"
    for line in group:
        about = (line.no, line.channel, line.subscriber, line.address, line.on_record, line.state)
        yield _row(*about, line.expected, line.rule, line.source, line.note)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
