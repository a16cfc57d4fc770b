"""What is known of a text, in lines for a terminal: no control characters reach it."""

from collections.abc import Iterator

from sequences.differences import Change
from sequences.text.applying import APPROVAL, Does, Proposal
from sequences.text.checking import Report
from tenancy.errors import Refused

_SIGNS = {"removed": "-", "added": "+"}


def report(found: Report) -> Iterator[str]:
    """Problems, findings and tests, each with its line."""
    for fault in found.faults:
        yield _safe(str(fault))
    for line, finding in found.findings:
        until = finding.waived_until
        accepted = f" (accepted until {until:%Y-%m-%d})" if until else ""
        said = f"{finding.severity.value}{accepted}: {finding.message} {finding.fix}"
        yield _safe(f"Line {line}: {said} [{finding.code}]")
    for test in found.tests:
        yield _safe(f"Test “{test.name}”: {'passed' if test.passed else 'failed'}")
        yield from (_safe(f"  {sentence}") for sentence in test.sentences)
    if found.passed:
        yield "Nothing stands against submitting this."


def proposal(made: Proposal, *, applied: bool = False) -> Iterator[str]:
    """What applying does, or did."""
    yield _safe(_headline(made, applied=applied))
    yield from (_safe(f"At once: {sentence}") for sentence in made.facts)
    if made.against:
        yield f"Compared with version {made.against.number} ({made.against.get_state_display()}):"
        yield from _changes(made)
    yield from (_safe(note) for note in made.notes)
    if made.does is not Does.NOTHING:
        yield APPROVAL


def refusal(refused: Refused) -> Iterator[str]:
    """The sentence, and every field with its own."""
    yield _safe(refused.message)
    for field, message in refused.fields.items():
        if message not in refused.message:
            yield _safe(f"  {field}: {message}")


def _headline(made: Proposal, *, applied: bool) -> str:
    name, number = f"“{made.name}”", made.number
    draft = f"version {number} of {name}"
    done = {
        Does.CREATE: f"Created {name} with the draft of version {number}.",
        Does.DRAFT: f"Opened {draft} as a draft.",
        Does.REPLACE: f"Replaced the open draft, {draft}.",
        Does.NOTHING: f"{name} says this already; no draft was made.",
    }
    planned = {
        Does.CREATE: f"Creates {name} with the draft of version {number}.",
        Does.DRAFT: f"Opens {draft} as a draft.",
        Does.REPLACE: f"Replaces the open draft, {draft}.",
        Does.NOTHING: f"{name} says this already; nothing to do.",
    }
    return (done if applied else planned)[made.does]


def _changes(made: Proposal) -> Iterator[str]:
    for change in made.changes:
        yield _safe(f"* {change.sentence}")
        yield from _runs(change)
    if not made.changes:
        yield "  It would do and say the same."


def _runs(change: Change) -> Iterator[str]:
    for run in change.runs:
        if run.fate != "same":
            yield from (_safe(f"  {_SIGNS[run.fate]} {line}") for line in run.text.splitlines())


def _safe(text: str) -> str:
    """Whatever is in a text, it must not steer somebody's terminal."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
