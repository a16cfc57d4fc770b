"""What bulk enrolment reads."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from compliance.gate import label_of
from compliance.verdicts import Verdict, from_json
from contacts.csvfile import guard_cell
from enrollment import mending
from enrollment.models import Enrollment, EnrollmentState, Preflight, PreflightPerson
from sequences.models import Version
from tenancy.models import Membership
from tenancy.roles import SEES_EVERYTHING, Role

HEADERS = ("Record ID", "Name", "E-mail", "Company", "Result", "Rules", "Why", "What to do")
RESULTS = {"block": "Not eligible", "defer": "Not yet"}
SHOWN = 100


@dataclass(frozen=True)
class Counts:
    """People of a preflight by verdict."""

    allow: int
    defer: int
    block: int

    @property
    def kept_out(self) -> int:
        """People who would not be enrolled."""
        return self.defer + self.block


@dataclass(frozen=True)
class Kept:
    """One person who is kept out, and every rule that does it."""

    person: PreflightPerson
    verdict: Verdict


@dataclass(frozen=True)
class Result:
    """What a commit made: people who wait for review, and those whom it refused; two statements.

    `changed` were told otherwise by the preflight.
    """

    waiting: int
    refused: int
    over: int
    changed: Sequence[PreflightPerson]


def versions() -> list[Version]:
    """The versions that take people, by motion; one statement."""
    rows = Version.objects.taking_people().select_related("sequence", "approved_by")
    return list(rows.annotate(length=Count("steps")).order_by("motion", "segment", "pk"))


def visible(seat: Membership) -> QuerySet[Preflight]:
    """A rep's own preflights, a manager's team's, everybody's for who sees everything."""
    related = ("version", "version__sequence", "requested_by")
    rows = Preflight.objects.select_related(*related)
    if seat.role in SEES_EVERYTHING:
        return rows
    own = Q(requested_by=seat)
    if seat.role == Role.MANAGER and seat.team:
        own |= Q(requested_by__team=seat.team)
    return rows.filter(own)


def counts(preflight: Preflight) -> Counts:
    """How many people each verdict has; one statement."""
    found = dict(
        preflight.people.values_list("outcome").annotate(n=Count("pk")).values_list("outcome", "n")
    )
    return Counts(found.get("allow", 0), found.get("defer", 0), found.get("block", 0))


def kept_out(preflight: Preflight, rule: str = "") -> QuerySet[PreflightPerson]:
    """People whom the rules keep out, each with contact and company."""
    return mending.kept_out(preflight, rule).select_related("contact", "contact__account")


def explained(people: Sequence[PreflightPerson]) -> list[Kept]:
    """Each with the rules that keep them out; no statement."""
    return [Kept(person, from_json(person.findings)) for person in people]


def rejected_csv(preflight: Preflight) -> Iterator[str]:
    """Everybody who is kept out, with every cause; cells are safe to open in a spreadsheet."""
    yield "\ufeff" + _line(HEADERS)
    for kept in explained(list(kept_out(preflight))):
        contact, failed = kept.person.contact, (*kept.verdict.blocks, *kept.verdict.defers)
        yield _line(
            (
                contact.external_id,
                contact.full_name,
                contact.email,
                contact.account.name if contact.account else "",
                RESULTS[kept.person.outcome],
                "; ".join(label_of(each.rule) for each in failed),
                " ".join(each.reason for each in failed),
                " ".join(each.fix for each in failed if each.fix),
            )
        )


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([guard_cell(cell) for cell in cells])
    return buffer.getvalue()


def result(preflight: Preflight) -> Result:
    """What became of everybody."""
    states = dict(
        Enrollment.objects.filter(preflight=preflight)
        .values_list("state")
        .annotate(n=Count("pk"))
        .values_list("state", "n")
    )
    refused = states.pop(EnrollmentState.INELIGIBLE, 0)
    over = states.pop(EnrollmentState.EXITED, 0)
    changed = preflight.people.filter(changed=True).select_related("contact")[:SHOWN]
    return Result(sum(states.values()), refused, over, list(changed))
