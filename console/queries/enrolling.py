"""What bulk enrolment reads."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from compliance.gate import label_of
from compliance.verdicts import Verdict, from_json
from contacts.csvfile import guard_cell
from enrollment import mending, preflights
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
    def total(self) -> int:
        """All of them."""
        return self.allow + self.kept_out

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
    """What a commit made: people who wait for review, and those whom it refused; three statements.

    `changed` were told otherwise by the preflight; `left_out` belonged to somebody else by then.
    """

    waiting: int
    refused: int
    over: int
    left_out: int
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


def counts(preflight: Preflight, seat: Membership) -> Counts:
    """How many people whom the seat sees each verdict has; one statement."""
    people = preflights.people_of(preflight, seat)
    found = dict(people.values_list("outcome").annotate(n=Count("pk")).values_list("outcome", "n"))
    return Counts(found.get("allow", 0), found.get("defer", 0), found.get("block", 0))


def kept_out(preflight: Preflight, seat: Membership, rule: str = "") -> QuerySet[PreflightPerson]:
    """People whom the rules keep out and the seat sees, each with contact and company."""
    rows = mending.kept_out(preflight, seat, rule)
    return rows.select_related("contact", "contact__account")


def explained(people: Sequence[PreflightPerson]) -> list[Kept]:
    """Each with the rules that keep them out; no statement."""
    return [Kept(person, from_json(person.findings)) for person in people]


def rejected_csv(preflight: Preflight, seat: Membership) -> Iterator[str]:
    """Everybody who is kept out and whom the seat sees, with every cause; cells are safe to open
    in a spreadsheet."""
    yield "\ufeff" + _line(HEADERS)
    for kept in explained(list(kept_out(preflight, seat))):
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


def result(preflight: Preflight, seat: Membership) -> Result:
    """What became of everybody; by name those whom the seat sees."""
    states = dict(
        Enrollment.objects.filter(preflight=preflight)
        .values_list("state")
        .annotate(n=Count("pk"))
        .values_list("state", "n")
    )
    refused = states.pop(EnrollmentState.INELIGIBLE, 0)
    over = states.pop(EnrollmentState.EXITED, 0)
    people = preflights.people_of(preflight, seat).filter(changed=True)
    changed = list(people.select_related("contact")[:SHOWN])
    left_out = preflight.people.filter(enrollment_id=None).count()
    return Result(sum(states.values()), refused, over, left_out, changed)
