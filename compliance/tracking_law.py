"""What the law of a country asks before it is watched who opens a message or follows its links.

Pure. Data beside the packs (`compliance.packs`), under their codes, with a version of its own. It
is a cautious configuration, not legal advice. Consent to be written to is no consent to be watched:
that is given for itself, with evidence, and whoever has said no is watched nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from compliance.packs import NOWHERE, pack_for

VERSION = 1
# In the place of a channel, where a consent is on record that is for being watched.
PURPOSE = "tracking"
REFUSED = "refused"


class Asks(StrEnum):
    """What has to be there before anybody may be watched."""

    NOTHING = "nothing"
    CONSENT = "consent"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class TrackingLaw:
    """What one pack asks, and on which law that rests."""

    asks: Asks
    source: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person last said about being watched; `ends` None: until they say otherwise."""

    is_yes: bool
    given_at: datetime
    ends: datetime | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a person may be watched, and why, as a sentence."""

    allowed: bool
    says: str


LAWS: Mapping[str, TrackingLaw] = MappingProxyType(
    {
        "US": TrackingLaw(
            Asks.NOTHING,
            "No federal statute asks for consent; claims under wiretap laws of single states, "
            "California's among them, are for counsel to weigh.",
        ),
        "UK": TrackingLaw(
            Asks.CONSENT,
            "PECR 2003 regulation 6: storing or reading on a person's device asks for consent.",
        ),
        "DE": TrackingLaw(
            Asks.CONSENT, "TDDDG § 25(1): access to a person's device asks for consent."
        ),
        "AT": TrackingLaw(Asks.CONSENT, "TKG 2021 § 165(3): consent."),
        "CH": TrackingLaw(
            Asks.CONSENT,
            "FMG Art. 45c: information and a way to refuse. No message of ours brings them, so "
            "consent is asked for.",
        ),
        "FR": TrackingLaw(Asks.CONSENT, "Loi Informatique et Libertés Art. 82: consent."),
        "IT": TrackingLaw(Asks.CONSENT, "Codice privacy Art. 122: consent."),
        "CA": TrackingLaw(
            Asks.CONSENT,
            "PIPEDA schedule 1, 4.3: consent; Quebec, CQLR c. P-39.1 s. 8.1: what identifies or "
            "profiles is off until the person activates it.",
        ),
        "AU": TrackingLaw(
            Asks.NOTHING,
            "Privacy Act 1988, APP 3 and 5: notice at collection, which has to name it; no "
            "consent for what is not sensitive.",
        ),
        "EU": TrackingLaw(
            Asks.CONSENT,
            "Directive 2002/58/EC Art. 5(3), which covers pixels and tracked links: consent.",
        ),
        "ZZ": TrackingLaw(Asks.CONSENT, "House rule: where we know no law, consent is needed."),
        "XX": TrackingLaw(
            Asks.IMPOSSIBLE,
            "House rule: without a country no law can be named, so nothing suffices.",
        ),
    }
)


def law_for(country: str) -> TrackingLaw:
    """What the country (ISO 3166 alpha-2, "" is not known) asks."""
    return LAWS[pack_for(country).code]


def permission(country: str, wish: Wish | None, moment: datetime) -> Permission:
    """Whether somebody of this country, who last said `wish`, may be watched at a moment."""
    if wish is not None and not wish.is_yes:
        return Permission(False, "The person does not want to be tracked.")
    pack, law = pack_for(country), law_for(country)
    where = f"{pack.code}, tracking v{VERSION}"
    if law.asks is Asks.IMPOSSIBLE or pack.code == NOWHERE.code:
        return Permission(False, f"The contact has no country, so no law can be named ({where}).")
    if law.asks is Asks.NOTHING:
        return Permission(True, f"In {pack.label} tracking asks for no consent ({where}).")
    if wish is None or not _holds(wish, moment):
        what = "none is on record" if wish is None else "the one on record does not hold"
        return Permission(False, f"In {pack.label} tracking asks for consent; {what} ({where}).")
    day = f"{wish.given_at:%d %b %Y}"
    return Permission(True, f"In {pack.label} tracking asks for consent: given on {day} ({where}).")


def _holds(wish: Wish, moment: datetime) -> bool:
    proven = bool(wish.evidence.strip()) and wish.given_at <= moment
    return proven and (wish.ends is None or moment < wish.ends)
