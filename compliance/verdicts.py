"""What the gate answers: one finding per rule, and the verdict that they make together.

Findings are kept for years beside the audit trail. So they carry rule ids, versions, country codes,
dates and counts, and never the address or the name of a person or the value of a contact's field.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

Input = str | int | bool | None
Json = dict[str, object]


class Outcome(StrEnum):
    """What one rule, or all of them together, say about contacting a person now."""

    ALLOW = "allow"
    DEFER = "defer"
    BLOCK = "block"

    @property
    def weight(self) -> int:
        """Higher wins: block beats defer beats allow."""
        return ("allow", "defer", "block").index(self.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found: a sentence why, how to fix it, and the inputs it saw.

    ``until`` (aware, UTC) is the moment from which a deferring rule would allow. ``overridable``
    says that a manager may let this very finding pass; ``exception`` holds the ids of the
    exceptions by which it was let pass. ``warning`` says that a person should look at a finding
    that allows.
    """

    rule: str
    version: int
    outcome: Outcome
    reason: str
    fix: str = ""
    until: datetime | None = None
    inputs: Mapping[str, Input] = field(default_factory=dict)
    overridable: bool = False
    warning: bool = False
    exception: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every rule's finding, and what follows from them."""

    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The heaviest outcome. Without any finding nothing was checked, and that blocks."""
        outcomes = {finding.outcome for finding in self.findings}
        return max(outcomes, key=lambda outcome: outcome.weight, default=Outcome.BLOCK)

    @property
    def allows(self) -> bool:
        """Whether every rule allows."""
        return self.outcome is Outcome.ALLOW

    @property
    def blocks(self) -> tuple[Finding, ...]:
        """The findings that block, all of them."""
        return self._with(Outcome.BLOCK)

    @property
    def defers(self) -> tuple[Finding, ...]:
        """The findings that ask to wait, all of them."""
        return self._with(Outcome.DEFER)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that allow and should be looked at all the same."""
        return tuple(each for each in self._with(Outcome.ALLOW) if each.warning)

    @property
    def let_pass(self) -> tuple[Finding, ...]:
        """The findings that allow by an exception only."""
        return tuple(each for each in self._with(Outcome.ALLOW) if each.exception)

    @property
    def until(self) -> datetime | None:
        """The latest moment that a deferring rule names; None unless the verdict is to defer."""
        if self.outcome is not Outcome.DEFER:
            return None
        return max((each.until for each in self.defers if each.until), default=None)

    @property
    def summary(self) -> str:
        """One line for a list: what decided, in the words of the rules."""
        if not self.findings:
            return "Blocked: nothing was checked."
        if self.allows:
            return f"Allowed: all {len(self.findings)} checks passed."
        word = "Blocked" if self.blocks else "Waits"
        return f"{word}: " + " ".join(each.reason for each in self.blocks or self.defers)

    def _with(self, outcome: Outcome) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.outcome is outcome)


def to_json(verdict: Verdict) -> list[Json]:
    """Return the findings as compact JSON data: short keys, nothing that equals its default."""
    return [_finding_to_json(finding) for finding in verdict.findings]


def to_texts(verdicts: Iterable[Verdict]) -> tuple[list[str], list[int]]:
    """What `to_json` returns as texts of one line, each different one once; and for each verdict
    the place of its text, from 1.

    Rules answer many people with the very same finding, so it is written once.
    """
    known: dict[int, str] = {}
    places: dict[tuple[int, ...], int] = {}
    found: list[int] = []
    texts: list[str] = []
    for verdict in verdicts:
        key = tuple(map(id, verdict.findings))
        if key not in places:
            texts.append(f"[{','.join(_text(finding, known) for finding in verdict.findings)}]")
            places[key] = len(texts)
        found.append(places[key])
    return texts, found


def from_json(data: Iterable[object]) -> Verdict:
    """Return the verdict that ``to_json`` wrote; ValueError when the data is something else."""
    return Verdict(tuple(_finding_from_json(each) for each in data))


def _text(finding: Finding, known: dict[int, str]) -> str:
    key = id(finding)
    if key not in known:
        known[key] = json.dumps(_finding_to_json(finding), ensure_ascii=False)
    return known[key]


def _finding_to_json(finding: Finding) -> Json:
    until = finding.until.astimezone(UTC).isoformat() if finding.until else ""
    optional = {
        "x": finding.fix,
        "u": until,
        "i": dict(finding.inputs),
        "p": finding.overridable,
        "w": finding.warning,
        "e": finding.exception,
    }
    return {
        "r": finding.rule,
        "v": finding.version,
        "o": finding.outcome.value,
        "t": finding.reason,
        **{key: value for key, value in optional.items() if value},
    }


def _finding_from_json(data: object) -> Finding:
    if not isinstance(data, dict) or not {"r", "v", "o", "t"} <= data.keys():
        raise ValueError("This is not a stored finding.")
    return Finding(
        rule=data["r"],
        version=data["v"],
        outcome=Outcome(data["o"]),
        reason=data["t"],
        fix=data.get("x", ""),
        until=datetime.fromisoformat(data["u"]) if "u" in data else None,
        inputs=data.get("i", {}),
        overridable=data.get("p", False),
        warning=data.get("w", False),
        exception=data.get("e", ""),
    )
