"""Messages of one template decided on together, after a look at a sample that nobody chose.

A group is what waits at one stage under one key (`compliance.grouping`). Of it one reviewer may
approve what is not unlike the others, at most 50 at a time and only what they were shown; each
approval is its own transaction and has all the checks of a single one. Whatever does not pass
falls out with its reason and goes on waiting.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet

from compliance import desks, policing, reviewer_groups, reviews, sampling, stages, vault, weighing
from compliance import outliers as unlike
from compliance.content import Content, unpacked
from compliance.models import Handling, Review, ReviewLook, ReviewState, SealedBlob, Signed
from compliance.review_policy import Stage
from compliance.sampling import Record
from compliance.weighing import Weighed
from enrollment import first_touch
from enrollment.models import Enrollment
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability, Role

AT_ONCE = 50
# Of a larger group the ones that are due first; the next come up as those are decided.
READ = 200
LISTED = 200
RECORD = timedelta(days=90)
FAILED = (ReviewState.CHANGES_REQUESTED, ReviewState.REJECTED)

# A message as the page showed it: the id of its review and its content hash.
Shown = tuple[UUID, str]


@dataclass(frozen=True)
class Waiting:
    """One group in the list. `first` is the message of it that is due first."""

    first: Review
    count: int
    oldest: datetime
    due_at: datetime
    enrollers: Sequence[Membership]

    @property
    def stage(self) -> Stage:
        """The stage that decides next."""
        return stages.current(self.first)


@dataclass(frozen=True)
class Member:
    """One message of a group. `reasons` say why it is unlike the others."""

    review: Review
    content: Content
    findings: Sequence[Weighed]
    reasons: tuple[str, ...]
    obstacle: str
    is_looked_at: bool

    @property
    def shown(self) -> Shown:
        """What a decision binds."""
        return self.review.pk, self.review.content_hash


@dataclass(frozen=True)
class Group:
    """What waits under one key at one stage, as one reviewer may decide on it.

    `together` is what they may approve at once, `outliers` what they decide on one by one,
    `others` what they may not decide on; `sample` of `together` is opened first. `later` is how
    many more wait. `closed` says why nothing is approved together now, "" when it may be.
    """

    key: str
    stage: Stage
    together: Sequence[Member]
    outliers: Sequence[Member]
    others: Sequence[Member]
    sample: frozenset[UUID]
    later: int
    closed: str

    @property
    def to_look_at(self) -> Sequence[Member]:
        """Of the sample what this reviewer has not opened yet."""
        sample = (each for each in self.together if each.review.pk in self.sample)
        return [each for each in sample if not each.is_looked_at]


@dataclass(frozen=True)
class FellOut:
    """A message that was not decided on with the others, and why. `review` is None when it is no
    message that this person may see."""

    review: Review | None
    reason: str


@dataclass(frozen=True)
class Done:
    """What became of a decision on a group."""

    decided: Sequence[Review]
    fell_out: Sequence[FellOut]


def waiting(seat: Membership) -> list[Waiting]:
    """The groups that wait, what is due first at the top; at most 200, three statements."""
    counted = (
        _rows(seat)
        .order_by()
        .values("group_key", "stage")
        .annotate(count=Count("pk"), oldest=Min("opened_at"), due=Min("due_at"))
        .order_by("due", "group_key")[:LISTED]
    )
    numbers = {(each["group_key"], each["stage"]): each for each in counted}
    keys = [key for key, _ in numbers]
    rows = _rows(seat).filter(group_key__in=keys).order_by("group_key", "stage", "due_at", "pk")
    first = {(row.group_key, row.stage): row for row in rows.distinct("group_key", "stage")}
    pairs = rows.order_by().values_list("group_key", "stage", "enroller").distinct()
    enrollers = _members(pairs)
    return [
        Waiting(first[place], n["count"], n["oldest"], n["due"], enrollers.get(place, ()))
        for place, n in numbers.items()
        if place in first
    ]


def load(key: str, stage: int, seat: Membership) -> Group:
    """One group as this reviewer may decide on it; a fixed number of statements.

    Raises NotFound when nothing of it waits that they may see.
    """
    rows = _rows(seat).filter(group_key=key, stage=stage).order_by("due_at", "pk")
    loaded = list(rows.prefetch_related("signatures")[:READ])
    contents = contents_of(loaded)
    kept = [row for row in loaded if row.pk in contents]
    if not loaded:
        raise NotFound
    total = rows.count() if len(loaded) == READ else len(loaded)
    members = _judged(kept, contents, seat)
    others = [each for each in members if each.obstacle]
    apart = [each for each in members if each.reasons and not each.obstacle]
    alike = [each for each in members if not each.reasons and not each.obstacle]
    together = alike[:AT_ONCE]
    return Group(
        key=key,
        stage=stages.current(loaded[0]),
        together=together,
        outliers=apart,
        others=others,
        sample=_sample(key, [each.review for each in together]),
        later=total - len(loaded) + len(alike) - len(together),
        closed=_closed(),
    )


def approve(
    key: str, stage: int, shown: Sequence[Shown], *, seat: Membership, actor: Actor
) -> Done:
    """Approve what was shown of a group, each message on its own.

    Refused before anything is decided: not_allowed, invalid (nothing or too much was shown),
    groups_off, sample (of which something was not opened yet), not_found.
    """
    group = _opened(key, stage, shown, seat, actor)
    if group.closed:
        raise Refused(group.closed, code="groups_off")
    if missing := len(group.to_look_at):
        raise Refused(
            f"Open the messages of the sample first: {missing} of {len(group.sample)} are left.",
            code="sample",
        )

    def sign(review: Review, seen: str) -> Review:
        return first_touch.approve(review, seat=seat, actor=actor, seen_hash=seen, group_key=key)

    return _each(group, shown, seat, sign)


def request_changes(
    key: str, stage: int, shown: Sequence[Shown], *, seat: Membership, actor: Actor, reason: str
) -> Done:
    """Send back what was shown of a group, all with one reason. Refused: not_allowed, invalid,
    not_found."""
    reviews.reason_of(Signed.CHANGES_REQUESTED, reason)
    group = _opened(key, stage, shown, seat, actor)

    def send_back(review: Review, seen: str) -> Review:
        return first_touch.request_changes(review, seat=seat, actor=actor, reason=reason)

    return _each(group, shown, seat, send_back)


def contents_of(rows: Sequence[Review]) -> dict[UUID, Content]:
    """The messages by the id of their review, without those of erased people; two statements."""
    blobs = SealedBlob.objects.in_bulk([row.content_id for row in rows if row.content_id])
    opened = vault.unseal_many(list(blobs.values()))
    return {row.pk: unpacked(opened[row.content_id]) for row in rows if row.content_id in opened}


def records(enrollers: Iterable[UUID]) -> dict[UUID, Record]:
    """What became of each rep's first messages in the last 90 days; one statement."""
    rows = (
        Review.objects.filter(
            enroller_id__in=set(enrollers),
            decided_at__gte=clock.now() - RECORD,
            state__in=(ReviewState.APPROVED, *FAILED),
        )
        .order_by()
        .values("enroller_id")
        .annotate(decided=Count("pk"), failed=Count("pk", filter=Q(state__in=FAILED)))
    )
    return {row["enroller_id"]: Record(row["decided"], row["failed"]) for row in rows}


def check_there(key: str, seat: Membership) -> None:
    """Raise NotFound when nothing of a group waits, at any stage, that this person may see."""
    if not _rows(seat).filter(group_key=key).exists():
        raise NotFound


def _rows(seat: Membership) -> "QuerySet[Review]":
    rows: QuerySet[Review] = Review.objects.filter(
        state=ReviewState.PENDING, handling=Handling.GROUP, is_edited=False
    )
    rows = desks.without_copied(rows, seat)
    rows = rows.exclude(group_key="").select_related("contact", "contact__account", "enroller")
    if seat.role != Role.MANAGER:
        return rows
    mine = Enrollment.objects.visible_to(seat)
    return rows.filter(enrollment_id__in=mine.values("pk"))


def _members(
    pairs: Iterable[tuple[str, int, UUID]],
) -> dict[tuple[str, int], list[Membership]]:
    every = list(pairs)
    people = Membership.objects.in_bulk({member for _, _, member in every})
    found: dict[tuple[str, int], list[Membership]] = {}
    for key, stage, member in every:
        found.setdefault((key, stage), []).append(people[member])
    return found


def _judged(
    rows: Sequence[Review], contents: Mapping[UUID, Content], seat: Membership
) -> list[Member]:
    found = weighing.weigh_many(
        [(row, reviews.findings_of(row, contents[row.pk]), contents[row.pk]) for row in rows]
    )
    apart = unlike.outliers([_known(row.pk, contents[row.pk], found[row.pk]) for row in rows])
    groups = reviewer_groups.of_member(seat)
    looks = ReviewLook.objects.filter(member=seat, review__in=[row.pk for row in rows])
    seen = set(looks.filter(last_at__gte=F("review__opened_at")).values_list("review", flat=True))
    return [
        Member(
            review=row,
            content=contents[row.pk],
            findings=found[row.pk],
            reasons=apart.get(row.pk, ()),
            obstacle=reviews.obstacle(row, seat, groups),
            is_looked_at=row.pk in seen,
        )
        for row in rows
    ]


def _known(key: UUID, content: Content, found: Sequence[Weighed]) -> unlike.Member:
    live = [each for each in found if each.waiver is None]
    return unlike.Member(
        id=key,
        content=content,
        findings={each.finding.code: each.finding.message for each in live},
        errors=tuple(each.finding.message for each in live if each.is_error),
    )


def _sample(key: str, rows: Sequence[Review]) -> frozenset[UUID]:
    """As many as the rep with the worst record of those in the group asks for."""
    if not rows:
        return frozenset()
    number = rows[0].policy
    floor = policing.by_number([number])[number].sample_floor
    enrollers = {row.enroller_id for row in rows}
    known = records(enrollers)
    worst = max((known.get(each, Record()) for each in enrollers), key=sampling.upper_share)
    ids = [row.pk for row in rows]
    return sampling.sample(ids, policy=number, key=key, record=worst, floor=floor)


def _closed() -> str:
    if policing.in_force().groups:
        return ""
    return "The review policy in force asks for a look at each message. Decide on them one by one."


def _opened(key: str, stage: int, shown: Sequence[Shown], seat: Membership, actor: Actor) -> Group:
    if not shown or len(shown) > AT_ONCE:
        raise Refused(f"Decide on 1 to {AT_ONCE} messages at once.", code="invalid")
    with transaction.atomic():
        check_may(seat, actor, Capability.REVIEW)
        return load(key, stage, seat)


def _each(
    group: Group, shown: Sequence[Shown], seat: Membership, decide: Callable[[Review, str], Review]
) -> Done:
    """Every message in a transaction of its own, so that one refusal undoes no other decision."""
    decided: list[Review] = []
    fell_out: list[FellOut] = []
    together = {each.review.pk: each.review for each in group.together}
    missing = _missing([key for key, _ in shown if key not in together], group, seat)
    for key, seen in dict(shown).items():
        if key not in together:
            fell_out.append(missing[key])
            continue
        try:
            decided.append(decide(together[key], seen))
        except Refused as refused:
            fell_out.append(FellOut(together[key], refused.message))
    return Done(decided, fell_out)


def _missing(keys: Sequence[UUID], group: Group, seat: Membership) -> dict[UUID, FellOut]:
    """Why messages that were shown are no longer what is decided on together."""
    if not keys:
        return {}
    why = {each.review.pk: each.obstacle for each in group.others}
    why |= {each.review.pk: " ".join(each.reasons) for each in group.outliers}
    with transaction.atomic():
        rows = Review.objects.select_related("contact").filter(pk__in=keys)
        if seat.role == Role.MANAGER:
            rows = rows.filter(enrollment_id__in=Enrollment.objects.visible_to(seat).values("pk"))
        known = {row.pk: row for row in rows}
    return {
        key: FellOut(known[key], why.get(key) or _moved_on(known[key]))
        if key in known
        else FellOut(None, "There is no such message that you may see.")
        for key in keys
    }


def _moved_on(review: Review) -> str:
    if review.state == ReviewState.PENDING:
        return "It does not belong to what was shown of this group any more."
    return f"It is “{review.get_state_display()}” by now."
