"""What speaks for and against a version that is not live yet, each with its own sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.findings import Severity
from console.queries import editing
from console.queries.versions import Family, Signature
from sequences import checks
from sequences.lint import Finding
from sequences.models import ContentStage, Version, VersionState, Waiver
from sequences.plans import Plan
from sequences.scripted import Result
from sequences.signing import WHO, signs_for
from sequences.waivers import live_waivers
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership


@dataclass(frozen=True)
class Found:
    """A finding with where it is mended; `waiver` is set where somebody accepted it, `is_asked`
    where the page is open at its form."""

    line: editing.FindingLine
    waiver: Waiver | None = None
    is_asked: bool = False

    @property
    def finding(self) -> Finding:
        """What was found."""
        return self.line.finding


@dataclass(frozen=True)
class Findings:
    """What forbids handing it in, what somebody accepted, and what is good to know."""

    errors: Sequence[Found] = ()
    accepted: Sequence[Found] = ()
    notes: Sequence[Found] = ()

    def __bool__(self) -> bool:
        return bool(self.errors or self.accepted or self.notes)


@dataclass(frozen=True)
class Tests:
    """The scripted tests: those that fail with their number, and how many there are."""

    red: Sequence[tuple[int, Result]]
    total: int


@dataclass(frozen=True)
class Stage:
    """A content stage that the workspace asks for. `may` says whether to offer signing it."""

    value: str
    label: str
    who: str
    signature: Signature | None
    may: bool


def findings(
    version: Version, plan: Plan, found: Sequence[Finding], asked: tuple[str, str]
) -> Findings:
    """The findings by weight; one statement where something is accepted. `asked` is the code and
    the step of the one that somebody wants to accept."""
    is_any = any(each.waived_until for each in found)
    waivers = list(live_waivers(version.sequence)) if is_any else []
    lines = [
        Found(line, _waiver(line.finding, waivers), _key(line.finding) == asked)
        for line in editing.finding_lines(found, version, plan)
    ]
    return Findings(
        errors=[each for each in lines if each.finding.blocks],
        accepted=[each for each in lines if each.finding.waived_until],
        notes=[each for each in lines if _is_note(each.finding)],
    )


def tests(results: Sequence[Result]) -> Tests:
    """What the tests came to."""
    red = [(number, each) for number, each in enumerate(results, 1) if not each.passed]
    return Tests(red, len(results))


def stages(family: Family, seat: Membership, obstacle: str) -> list[Stage]:
    """The stages in their order, with who signed each; no statement."""
    version, signed = family.version, {each.stage: each for each in family.signatures}
    once = any(each.member_id == seat.pk for each in family.signatures)
    is_open = version.state == VersionState.IN_APPROVAL and not obstacle and not once
    return [
        Stage(
            value=stage.value,
            label=stage.label,
            who=WHO[stage],
            signature=signed.get(stage.value),
            may=is_open and stage.value not in signed and signs_for(stage, seat),
        )
        for stage in ContentStage
        if stage.value in version.workspace.content_stages
    ]


def obstacle(version: Version, seat: Membership, actor: Actor, so: str) -> str:
    """Why this person may not decide on a version; "" when they may. `so` says who does."""
    try:
        checks.check_four_eyes(version, seat, actor, so)
    except Refused as refused:
        return refused.message
    return ""


def _waiver(finding: Finding, waivers: Sequence[Waiver]) -> Waiver | None:
    """The one that holds longest."""
    if not finding.waived_until:
        return None
    fitting = [
        each
        for each in waivers
        if each.code == finding.code and each.step_key in ("", finding.step_key)
    ]
    return fitting[-1] if fitting else None


def _key(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.step_key or ""


def _is_note(finding: Finding) -> bool:
    return finding.severity is not Severity.ERROR and not finding.waived_until
