"""What the pages about the reaction table read: tables in words, side by side, and the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compliance.models import RuleState
from sequences.models import Motion
from signals import tables
from signals.models import ReactionTable
from signals.reacting.reports import Otherwise, Report
from signals.reacting.reports import report as report_on
from signals.reaction_table import OTHERS_WORDS, WORDS, Line, Table, Topic, built_in

BADGES: Mapping[str, tuple[str, str]] = {
    RuleState.DRAFT: ("Draft", "neutral"),
    RuleState.APPROVED: ("In force", "good"),
    RuleState.RETIRED: ("Retired", "muted"),
}


@dataclass(frozen=True)
class LineText:
    """One line in words; `was` and `others_were` say what holds now where it differs. `motion` is
    "" for all motions."""

    topic: Topic
    motion: str
    does: str
    others: str
    was: str = ""
    others_were: str = ""

    @property
    def differs(self) -> bool:
        """Whether it would change anything."""
        return bool(self.was or self.others_were)


@dataclass(frozen=True)
class ChangeText:
    """So many signals would have had another line, in words."""

    topic: str
    motion: str
    before: str
    after: str
    signals: int


@dataclass(frozen=True)
class VersionText:
    """One version of the table with its badge."""

    row: ReactionTable
    label: str
    tone: str


@dataclass(frozen=True)
class Tables:
    """What holds, a draft beside it with what it would have done, and every version."""

    live: Sequence[LineText]
    live_row: ReactionTable | None
    draft: Sequence[LineText]
    draft_row: ReactionTable | None
    report: Report | None
    changes: Sequence[ChangeText]
    versions: Sequence[VersionText]


def overview() -> Tables:
    """Three statements, and two more for a draft."""
    rows = list(tables.versions())
    by_state = {row.state: row for row in rows}
    live_row, draft_row = by_state.get(RuleState.APPROVED), by_state.get(RuleState.DRAFT)
    live = tables.table_of(live_row) if live_row else built_in()
    draft = tables.table_of(draft_row) if draft_row else None
    report = report_on(draft) if draft else None
    return Tables(
        live=_lines(live, live),
        live_row=live_row,
        draft=_lines(draft, live) if draft else (),
        draft_row=draft_row,
        report=report,
        changes=[_change(each) for each in report.changes] if report else (),
        versions=[VersionText(row, *BADGES[row.state]) for row in rows],
    )


def newest() -> tuple[ReactionTable | None, ReactionTable | None]:
    """The draft, and what is in force; one statement."""
    rows = tables.versions().exclude(state=RuleState.RETIRED)
    by_state = {row.state: row for row in rows}
    return by_state.get(RuleState.DRAFT), by_state.get(RuleState.APPROVED)


def _lines(table: Table, now: Table) -> list[LineText]:
    own = {(motion, topic) for motion, lines in table.motions.items() for topic in lines}
    own |= {(motion, topic) for motion, lines in now.motions.items() for topic in lines}
    order = {topic: place for place, topic in enumerate(Topic)}
    places = [("", topic) for topic in Topic]
    places += sorted(own, key=lambda place: (place[0], order[place[1]]))
    return [
        _line(topic, motion, table.line(topic, motion), now.line(topic, motion))
        for motion, topic in places
    ]


def _line(topic: Topic, motion: str, line: Line, now: Line) -> LineText:
    return LineText(
        topic,
        _motion(motion),
        WORDS[line.does],
        OTHERS_WORDS[line.others],
        WORDS[now.does] if now.does != line.does else "",
        OTHERS_WORDS[now.others] if now.others != line.others else "",
    )


def _change(each: Otherwise) -> ChangeText:
    return ChangeText(
        each.topic.label,
        _motion(each.motion) or "No sequence",
        _told(each.before),
        _told(each.after),
        each.signals,
    )


def _told(line: Line) -> str:
    return f"{WORDS[line.does]}; colleagues: {OTHERS_WORDS[line.others].lower()}"


def _motion(motion: str) -> str:
    return str(dict(Motion.choices).get(motion, motion))
