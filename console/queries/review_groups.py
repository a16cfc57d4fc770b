"""What the pages about groups of first messages show beside what the service says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from compliance.content import Content
from compliance.grouping import stretches
from console.components.texts import words
from console.queries.review import versions_of
from enrollment import group_review
from enrollment.group_review import Group, Member, Waiting
from sequences.models import Version
from tenancy.models import Membership

# A link of each person's own says nothing to a reader.
UNTOLD = frozenset({"unsubscribe_url"})


@dataclass(frozen=True)
class Line:
    """One group in the list."""

    waiting: Waiting
    version: Version | None
    left: timedelta

    @property
    def late(self) -> bool:
        """Whether the time limit of one of its messages has passed."""
        return self.left < timedelta()


@dataclass(frozen=True)
class Person:
    """One message of a group: what is in it that is not in the words of all."""

    member: Member
    fragments: Sequence[str]
    is_sample: bool


@dataclass(frozen=True)
class Page:
    """One group with its words, once, and what differs from person to person. `first` is None
    when everybody in it was erased."""

    group: Group
    first: Member | None
    version: Version | None
    subject: SafeString
    text: SafeString
    columns: Sequence[str]
    together: Sequence[Person]
    outliers: Sequence[Person]
    others: Sequence[Person]
    findings: Sequence[str]

    @property
    def looked(self) -> int:
        """How many of the sample this reviewer has opened."""
        return len(self.group.sample) - len(self.group.to_look_at)


def lines(seat: Membership, now: datetime) -> list[Line]:
    """The groups that wait, what is due first at the top; five statements."""
    found = group_review.waiting(seat)
    versions = versions_of([each.first for each in found])
    return [Line(each, versions.get(each.first.version_id), each.due_at - now) for each in found]


def page(key: str, stage: int, seat: Membership) -> Page:
    """One group as a page shows it; NotFound when nothing of it waits."""
    group = group_review.load(key, stage, seat)
    every = [*group.together, *group.outliers, *group.others]
    if not every:
        return Page(group, None, None, SafeString(), SafeString(), (), (), (), (), ())
    first = every[0]
    differing = _differing([each.content for each in every])
    columns = [name for name in differing if name not in UNTOLD]
    return Page(
        group=group,
        first=first,
        version=versions_of([first.review]).get(first.review.version_id),
        subject=_words(first.content, "subject", differing),
        text=_words(first.content, "text", differing),
        columns=[words(name.removeprefix("custom.")) for name in columns],
        together=_people(group.together, columns, group.sample),
        outliers=_people(group.outliers, columns),
        others=_people(group.others, columns),
        findings=list(dict.fromkeys(each.finding.message for each in first.findings)),
    )


def _people(
    members: Sequence[Member], columns: Sequence[str], sample: frozenset[UUID] = frozenset()
) -> list[Person]:
    return [
        Person(
            each,
            [_values(each.content).get(name, "") for name in columns],
            each.review.pk in sample,
        )
        for each in members
    ]


def _values(content: Content) -> Mapping[str, str]:
    return {fact.name: fact.value for fact in content.facts}


def _differing(contents: Sequence[Content]) -> list[str]:
    """The facts that are not the same for all, in the order of their names."""
    found: dict[str, set[str]] = {}
    for content in contents:
        for name, value in _values(content).items():
            found.setdefault(name, set()).add(value)
    return sorted(n for n, values in found.items() if len(values) > 1 or len(contents) == 1)


def _words(content: Content, field: str, differing: Sequence[str]) -> SafeString:
    """The field with a sign in the place of what differs."""
    return format_html_join(
        "", "{}", ((_piece(*each, differing),) for each in _cut(content, field))
    )


def _cut(content: Content, field: str) -> list[tuple[str, list[str]]]:
    return [(text, names.split("|") if names else []) for text, names in stretches(content, field)]


def _piece(text: str, names: Sequence[str], differing: Sequence[str]) -> SafeString:
    if not set(names) & set(differing):
        return format_html("{}", text)
    label = " / ".join(words(name.removeprefix("custom.")) for name in names)
    return format_html('<mark class="fact">{}</mark>', label)
