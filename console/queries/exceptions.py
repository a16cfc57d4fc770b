"""What the list of exceptions reads: a page of them, and the names of what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from compliance.gate import label_of
from compliance.models import ExclusionRule, RuleException
from contacts.models import Contact
from enrollment import excepting
from sequences.models import Sequence as SequenceRow
from tenancy.models import Membership


@dataclass(frozen=True)
class ExceptionLine:
    """One exception in words."""

    row: RuleException
    rule: str
    exclusion: str
    sequence: str


def visible(seat: Membership, *, ended: bool = False) -> QuerySet[RuleException]:
    """Exceptions of people whom this seat may see."""
    people = Contact.objects.visible_to(seat)
    return excepting.standing(ended=ended).filter(contact__in=people)


def lines(rows: Sequence[RuleException]) -> list[ExceptionLine]:
    """Each with the names of its rule and its sequence; two statements."""
    keys = {row.exclusion_key for row in rows if row.exclusion_key}
    sequences = {row.sequence_id for row in rows if row.sequence_id}
    found = ExclusionRule.objects.filter(key__in=keys).order_by("number")
    names = dict(found.values_list("key", "name"))
    titles = dict(SequenceRow.objects.filter(pk__in=sequences).values_list("pk", "name"))
    return [
        ExceptionLine(
            row,
            label_of(row.rule),
            names.get(row.exclusion_key, ""),
            titles.get(row.sequence_id, "") if row.sequence_id else "",
        )
        for row in rows
    ]
