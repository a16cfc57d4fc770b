"""What the content check finds in a message now, and which of it is accepted or too grave to send.

What was found at the opening of a review stays with it. While the review waits, words that newer
rules find are put beside it and weigh as much.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from compliance import word_rules
from compliance.content import Content
from compliance.findings import ContentFinding, Severity, check
from compliance.models import FindingWaiver, Review, ReviewState
from compliance.wording import Pack, packs_on
from compliance.wording.own import Tree, folded, planted
from tenancy import clock
from tenancy.errors import Refused
from tenancy.reading import own_workspace

# Law, or a lie to the reader: nobody accepts these.
NEVER = frozenset(
    "unsubscribe_missing unsubscribe_other postal_address_missing postal_address_unset unresolved"
    " false_reply".split()
)
MAX_WORDS = 200
# Where the very letters matter.
_LITERAL = ("link", "image")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a workspace has its messages checked for."""

    postal_address: str
    disclosure: str
    packs: Collection[Pack]
    own: Tree


@dataclass(frozen=True, slots=True)
class Weighed:
    """A finding with what has been decided about it; `is_new` when a rule that is newer than the
    review found it."""

    finding: ContentFinding
    waiver: FindingWaiver | None
    is_new: bool

    @property
    def is_error(self) -> bool:
        """Whether it keeps the message from being approved."""
        return self.finding.severity is Severity.ERROR and self.waiver is None

    @property
    def waivable(self) -> bool:
        """Whether it may be accepted for a time."""
        return self.waiver is None and is_waivable(self.finding)


def terms() -> Terms:
    """Those of the open workspace; two statements."""
    row = own_workspace()
    own = planted(word_rules.in_force())
    return Terms(row.postal_address, row.disclosure, packs_on(row.content_packs), own)


def found(content: Content, by: Terms) -> tuple[ContentFinding, ...]:
    """What the check says about a first message."""
    return check(
        content,
        postal_address=by.postal_address,
        disclosure=by.disclosure,
        packs=by.packs,
        own=by.own,
    )


def weigh(
    review: Review, stored: Sequence[ContentFinding], content: Content
) -> tuple[Weighed, ...]:
    """What was found at the opening, then what newer rules find; three statements.

    What somebody accepted does not count for a message that they wrote themselves.
    """
    return weigh_many([(review, stored, content)])[review.pk]


def weigh_many(
    messages: Sequence[tuple[Review, Sequence[ContentFinding], Content]],
) -> dict[UUID, tuple[Weighed, ...]]:
    """As `weigh` for many messages, by the id of their review; three statements at most."""
    accepted = list(live_waivers().order_by("expires_at"))
    waits = any(review.state == ReviewState.PENDING for review, _, _ in messages)
    by = terms() if waits else None
    return {
        review.pk: _weighed(review, stored, content, accepted, by)
        for review, stored, content in messages
    }


def _weighed(
    review: Review,
    stored: Sequence[ContentFinding],
    content: Content,
    waivers: Sequence[FindingWaiver],
    by: Terms | None,
) -> tuple[Weighed, ...]:
    barred = writers(review)
    accepted = {(w.code, w.words): w for w in waivers if w.granted_by_id not in barred}
    pending = review.state == ReviewState.PENDING
    news = _news(stored, content, by) if by is not None and pending else []
    every = [*((each, False) for each in stored), *((each, True) for each in news)]
    return tuple(
        Weighed(finding, accepted.get(key_of(finding)), is_new) for finding, is_new in every
    )


def check_no_error(weighed: Sequence[Weighed]) -> None:
    """Nothing that makes the message wrong to send is left; else refused (findings)."""
    errors = list(dict.fromkeys(each.finding.message for each in weighed if each.is_error))
    if errors:
        first = "This cannot be approved as it is. " + " ".join(errors)
        hint = "Request changes, or have a manager or admin accept it for a time."
        raise Refused(f"{first} {hint}", code="findings")


def writers(review: Review) -> frozenset[UUID]:
    """Who wrote or edited this message, or asked for it again."""
    return frozenset({review.author_id, review.last_editor_id, *review.also_barred})


def is_waivable(finding: ContentFinding) -> bool:
    """Whether these words, or this absence, may be accepted for a time."""
    return finding.code not in NEVER and len(key_of(finding)[1]) <= MAX_WORDS


def key_of(finding: ContentFinding) -> Key:
    """What a waiver is about: the kind of finding, and exactly its words."""
    return key(finding.code, finding.text)


def key(code: str, words: str) -> Key:
    """As `key_of`, of words as somebody sent them back."""
    return code, words if code.startswith(_LITERAL) else folded(words) or words


def live_waivers() -> "QuerySet[FindingWaiver]":
    """Those that hold now; no statement."""
    rows = FindingWaiver.objects.filter(ended_at=None, expires_at__gt=clock.now())
    return rows.select_related("granted_by")


def _news(stored: Sequence[ContentFinding], content: Content, by: Terms) -> list[ContentFinding]:
    """What weighs or says something else now; a next version that finds the same is no news."""
    known = set(map(_identity, stored))
    return [each for each in found(content, by) if _identity(each) not in known]


def _identity(finding: ContentFinding) -> tuple[str | int, ...]:
    return (
        *(finding.code, finding.rule, finding.severity, finding.message),
        *(finding.field, finding.start, finding.end),
    )
