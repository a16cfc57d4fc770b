"""Everything that can be said about a text before it is applied: faults, findings, tests. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sequences.lint import Context, Finding, lint
from sequences.scripted import Result, run_all
from sequences.text.document import Document, Fault


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong with a text. While there are faults nothing else is looked at; each finding
    comes with the line of its step (from 1)."""

    faults: tuple[Fault, ...] = ()
    findings: tuple[tuple[int, Finding], ...] = ()
    tests: tuple[Result, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether a version that says this could be submitted."""
        found = any(finding.blocks for _, finding in self.findings)
        return not (self.faults or found or any(not test.passed for test in self.tests))

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        return {
            "passed": self.passed,
            "problems": [
                {"field": each.field, "message": each.message}
                | {"line": each.line, "column": each.column}
                for each in self.faults
            ],
            "findings": [_finding(line, each) for line, each in self.findings],
            "tests": [
                {"name": each.name, "passed": each.passed, "sentences": list(each.sentences)}
                for each in self.tests
            ],
        }


def report(document: Document, findings: Iterable[Finding], tests: Iterable[Result]) -> Report:
    """The findings with their lines."""
    placed = tuple((_line(document, finding), finding) for finding in findings)
    return Report(findings=placed, tests=tuple(tests))


def report_alone(document: Document, now: datetime) -> Report:
    """Lint and scripted tests without any workspace: rules that need its settings are silent."""
    facts = document.facts
    context = Context(
        now=now,
        name=facts.name,
        campaign_type=facts.campaign_type,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
    )
    return report(document, lint(document.plan, context), run_all(document.plan))


def _line(document: Document, finding: Finding) -> int:
    return document.line(f"steps.{finding.number}" if finding.number else "sequence")


def _finding(line: int, finding: Finding) -> dict[str, Any]:
    until = finding.waived_until
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "step_key": finding.step_key,
        "number": finding.number,
        "line": line,
        "message": finding.message,
        "fix": finding.fix,
        "waivable": finding.waivable,
        "waived_until": until.isoformat() if until else None,
    }
