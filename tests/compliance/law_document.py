"""Writes `docs/law.md` from the packs and the table that the suite judges.

.venv/bin/python -m tests.compliance.law_document
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from compliance.packs import ELSEWHERE, EU, NOWHERE, PACKS
from compliance.tracking_law import LAWS, VERSION
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

A workspace may put packs of its own in the place of ours, in Settings → Law or by REST
(`/api/v1/law-packs`): an admin drafts, counsel reads the sentences, another admin approves. What is
laxer than the pack below is named one by one and needs a note that says why it is lawful, and who
says so; both stand on the page and the points in the audit trail. The pack of an unknown country
stays as it is. Each decision keeps whose pack it was and its version ("DE v3 of the workspace",
"DE v2 built in"). docs/compliance.md says how; the tables below show our packs.

## Open points for counsel

The packs answer these cautiously or simply; nothing is decided yet.

1. *Calls* need nothing on record outside Germany and Austria, registers apart. Directive
   2002/58/EC Art. 13(3) leaves that to each member state.
2. *LinkedIn messages* are free everywhere, for people without a country too. A court may take them
   for electronic mail (UWG § 7(2) no. 2, PECR regulation 22).
3. *Germany, calls:* presumed consent counts for companies and where the subscriber is not known;
   what makes it presumable in the single case is not on record.
4. *United Kingdom:* a subscriber who is not known is treated as an individual unless somebody
   records a company as the subscriber; that record asks for no evidence.
5. *France:* a recorded legitimate interest suffices also where the subscriber is not known; that
   the person was told at collection, and that it concerns their job, is for who records it.
6. *Own customers:* whether goods are similar, and whether an objection was offered at each
   collection (UWG § 7(3), PECR regulation 22(3)), is for who records it.
7. *Evidence* is asked for e-mail in Germany, Austria and Switzerland alone; elsewhere a basis
   counts as it was recorded.
8. *Age of consent:* only Canada's implied consent ends by itself. German courts have held unused
   consent to lapse after some years.
9. *United States:* laws of single states on calls and texts are not modelled.
10. *Other EU countries:* Art. 13(5) lets them free mail to companies; none of these exceptions is
    assumed.
11. *Tracking in the United States and Australia* is free until the person says no. Wiretap laws of
    single states may ask for more, and Australia's notice has to name it; nothing checks that.
12. *Tracking elsewhere* needs consent that is given for it alone. Whether a link that leads by way
    of us is "access to a device" is disputed; it is treated as if it were.
"""

TRACKING = """
## Tracking of opens and clicks

Version {version} of `compliance/tracking_law.py`. *Asks* is what has to be on record before it is
watched whether a person opens a message or follows its links (docs/tracking.md); consent is given
for this alone, with evidence. Who has said no is watched nowhere.

| Pack | For | Asks | Source |
|---|---|---|---|
"""


def text() -> str:
    """The whole page."""
    return "".join(_parts())


def _parts() -> Iterator[str]:
    yield INTRODUCTION.format(command=COMMAND)
    yield "\n## Packs\n\n| Pack | For | Version | As of | Source |\n|---|---|---|---|---|\n"
    for pack in (*PACKS.values(), EU, ELSEWHERE, NOWHERE):
        yield _row(pack.code, pack.label, str(pack.version), pack.as_of.isoformat(), pack.source)
    yield TRACKING.format(version=VERSION)
    for pack in (*PACKS.values(), EU, ELSEWHERE, NOWHERE):
        law = LAWS[pack.code]
        yield _row(pack.code, pack.label, law.asks.value, law.source)
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
