"""What the pages about packs of law read: each code with what counts, its draft, its versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from compliance import law_packs, law_ruling
from compliance.facts import pack_of
from compliance.models import LawPack, RuleState
from compliance.packs import Pack
from contacts.csvfile.countries import country_name

BADGES = {
    RuleState.DRAFT: ("Draft", "neutral"),
    RuleState.APPROVED: ("In force", "good"),
    RuleState.RETIRED: ("Retired", "muted"),
}


@dataclass(frozen=True)
class Version:
    """One version of a workspace's pack, in words."""

    row: LawPack
    pack: Pack
    label: str
    tone: str
    laxer: Sequence[str]

    @property
    def sentences(self) -> list[tuple[str, list[str]]]:
        """What it says, channel by channel."""
        return law_packs.sentences(self.pack)


@dataclass(frozen=True)
class Law:
    """One code: what counts, and the workspace's versions, the newest first."""

    base: Pack
    title: str
    versions: Sequence[Version]

    @property
    def live(self) -> Version | None:
        """The workspace's version in force; None while the built-in pack counts."""
        return self._first(RuleState.APPROVED)

    @property
    def draft(self) -> Version | None:
        """The version that somebody writes."""
        return self._first(RuleState.DRAFT)

    @property
    def counts(self) -> Pack:
        """What the gate judges by."""
        return self.live.pack if self.live else self.base

    @property
    def sentences(self) -> list[tuple[str, list[str]]]:
        """What counts, channel by channel."""
        return law_packs.sentences(self.counts)

    def _first(self, state: str) -> Version | None:
        return next((each for each in self.versions if each.row.state == state), None)


def laws() -> list[Law]:
    """Every pack that can be exchanged, in the order of the built-in ones; one statement."""
    rows = list(_rows().exclude(state=RuleState.RETIRED))
    return [
        _law(base, [row for row in rows if row.code == code])
        for code, base in law_packs.BUILT_IN.items()
    ]


def law(code: str) -> Law | None:
    """One pack with all its versions; one statement. None for a code that there is not."""
    base = law_packs.BUILT_IN.get(code)
    return _law(base, list(_rows().filter(code=code))) if base else None


def _rows() -> "QuerySet[LawPack]":
    people = ("author", "last_editor", "approved_by")
    rows: QuerySet[LawPack] = LawPack.objects.select_related(*people)
    return rows.order_by("code", "-number")


def _law(base: Pack, rows: Sequence[LawPack]) -> Law:
    return Law(base, _title(base), [_version(row) for row in rows])


def _version(row: LawPack) -> Version:
    label, tone = BADGES[RuleState(row.state)]
    return Version(row, pack_of(row), label, tone, law_ruling.laxer(row))


def _title(base: Pack) -> str:
    countries = law_packs.countries_of(base.code)
    if countries is None:
        return "Every other country"
    if len(countries) > 1:
        return "Other countries of the EU and EEA"
    return country_name(next(iter(countries)))
