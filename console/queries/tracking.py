"""What pages say about opens and clicks."""

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.law_packs import BUILT_IN
from compliance.models import Consent
from compliance.packs import ELSEWHERE, EU, NOWHERE
from compliance.tracking_law import LAWS, REFUSED, Asks, Permission, Wish, permission
from contacts.models import Contact
from enrollment.facts import country_of
from enrollment.models import Enrollment, HitOf
from enrollment.tracking import figures
from sequences import published
from signals.tracking.machines import Machine
from tenancy import clock

ASKED = {
    Asks.NOTHING: "Allowed until the person says no",
    Asks.CONSENT: "Needs consent of its own",
    Asks.IMPOSSIBLE: "Never",
}
# A label is made for a sentence about one person.
OTHERS = {EU.code: "Other EU and EEA countries", ELSEWHERE.code: "Countries without a policy pack"}
KINDS = {HitOf.OPEN: "Opened", HitOf.LINK: "Links followed"}


@dataclass(frozen=True)
class Law:
    """What one pack asks, in words."""

    label: str
    asked: str
    source: str


@dataclass(frozen=True)
class Count:
    """How often, people and machines apart, with why these were machines."""

    label: str
    people: int
    machines: int
    why: Sequence[tuple[str, int]]


def laws() -> list[Law]:
    """What each pack asks; no statement."""
    packs = [*BUILT_IN.values(), NOWHERE]
    return [
        Law(
            OTHERS.get(pack.code, pack.label[:1].upper() + pack.label[1:]),
            ASKED[law.asks],
            law.source,
        )
        for pack in packs
        if (law := LAWS[pack.code])
    ]


def permitted(contact: Contact, said: Sequence[Consent]) -> Permission:
    """Whether a person may be tracked, by what they said about it; no statement."""
    last = max(said, key=lambda row: (row.given_at, row.basis == REFUSED, row.pk), default=None)
    wish = None
    if last is not None:
        wish = Wish(last.basis != REFUSED, last.given_at, last.expires_at, last.evidence)
    return permission(country_of(contact), wish, clock.now())


def counts(enrollment: Enrollment) -> list[Count] | None:
    """How often its messages were opened and followed; None where the version tracks nothing. One
    statement."""
    asked = published.plan(enrollment.version).tracking
    if asked is None or not (asked.opens or asked.clicks):
        return None
    return [
        Count(
            KINDS[each.kind],
            each.people,
            sum(count for _, count in each.machines),
            [(Machine(reason).says, count) for reason, count in each.machines],
        )
        for each in figures.seen(enrollment)
    ]
