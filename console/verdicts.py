"""Verdicts as pages show them: each finding with the name that people know its rule by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from compliance.gate import label_of, law_of
from compliance.verdicts import Verdict

# Which gate asked, as it reads after "asked for".
PURPOSES: Mapping[str, str] = {
    "preflight": "the check before enrolment",
    "enrol": "the enrolment",
    "render": "writing the message",
    "arm": "sending the message",
}


@dataclass(frozen=True)
class Shown:
    """One rule's answer."""

    rule: str
    label: str
    version: int
    outcome: str
    reason: str
    fix: str
    until: datetime | None
    warning: bool = False
    exception: str = ""
    pass_url: str = ""
    law: str = ""


def shown(verdict: Verdict, links: Mapping[str, str] | None = None) -> list[Shown]:
    """Every finding of a verdict, for the `verdicts` component; `links` lead from the id of a rule
    to the page that lets somebody pass it."""
    return [
        Shown(
            rule=each.rule,
            label=label_of(each.rule),
            version=each.version,
            outcome=each.outcome.value,
            reason=each.reason,
            fix=each.fix,
            until=each.until,
            warning=each.warning,
            exception=each.exception,
            pass_url=(links or {}).get(each.rule, ""),
            law=law_of(each),
        )
        for each in verdict.findings
    ]
