"""What the law of a country asks before a first business message: one pack per jurisdiction.

Data, not code: each pack is dated and versioned, names its source and is meant to be read by
counsel. It is a cautious configuration, not legal advice. Channels not named in a pack are free
unless the person is suppressed: calls and LinkedIn messages are made by a person, tasks reach
nobody. SMS asks for express consent with evidence everywhere: whoever sends has to prove it.

A pack raises ``version`` whenever its data changes; decisions store code and version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Channel(StrEnum):
    """How a touch reaches a person; a task reaches nobody."""

    EMAIL = "email"
    CALL = "call"
    LINKEDIN = "linkedin"
    SMS = "sms"
    TASK = "task"


class Basis(StrEnum):
    """On what ground we may write; the values are also those of the CSV import."""

    EXPRESS = "express"
    DOUBLE_OPT_IN = "double_opt_in"
    EXISTING_CUSTOMER = "existing_customer"
    INQUIRY = "inquiry"
    PUBLISHED_ADDRESS = "published_address"
    LEGITIMATE_INTEREST = "legitimate_interest"
    CORPORATE_SUBSCRIBER = "corporate_subscriber"

    @property
    def label(self) -> str:
        """The words for it within a sentence."""
        return _BASIS_LABELS[self]


class Subscriber(StrEnum):
    """Whose mailbox or line it is: a company's, a natural person's (or sole trader's), unknown."""

    CORPORATE = "corporate"
    INDIVIDUAL = "individual"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Accepts:
    """A basis that suffices: for how many months after it was given, and for which subscribers."""

    basis: Basis
    months: int | None = None
    subscribers: frozenset[Subscriber] = frozenset(Subscriber)


@dataclass(frozen=True, slots=True)
class ChannelLaw:
    """What one channel asks for.

    ``free_for``: subscribers who may be contacted with nothing on record, until they object.
    ``free_role_addresses``: the same for info@, sales@ and their like, except an individual's.
    ``needs_evidence``: a basis without stored evidence (text, time, origin) does not count.
    """

    accepts: tuple[Accepts, ...] = ()
    free_for: frozenset[Subscriber] = frozenset()
    free_role_addresses: bool = False
    needs_evidence: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """The law of one jurisdiction as far as the gate enforces it.

    ``is_own``: a workspace's version in the place of the built-in one; ``version`` counts theirs.
    """

    code: str
    label: str
    version: int
    as_of: date
    source: str
    channels: Mapping[Channel, ChannelLaw]
    allows_role_addresses: bool = False
    is_own: bool = False

    @property
    def title(self) -> str:
        """Which version of which pack it is: "DE v3 of the workspace", "DE v2 built in"."""
        return f"{self.code} v{self.version} {'of the workspace' if self.is_own else 'built in'}"

    def law(self, channel: Channel) -> ChannelLaw:
        """Return what this channel asks for."""
        return self.channels.get(channel, FREE)


_BASIS_LABELS: Mapping[Basis, str] = MappingProxyType(
    {
        Basis.EXPRESS: "express consent",
        Basis.DOUBLE_OPT_IN: "consent confirmed by double opt-in",
        Basis.EXISTING_CUSTOMER: "an existing customer relationship",
        Basis.INQUIRY: "an inquiry of their own",
        Basis.PUBLISHED_ADDRESS: "a published business address",
        Basis.LEGITIMATE_INTEREST: "a recorded legitimate interest",
        Basis.CORPORATE_SUBSCRIBER: "a company as the subscriber",
    }
)

EVERYBODY = frozenset(Subscriber)
BUSINESS = frozenset({Subscriber.CORPORATE, Subscriber.UNKNOWN})
FREE = ChannelLaw(free_for=EVERYBODY)
CONSENT = (Accepts(Basis.EXPRESS), Accepts(Basis.DOUBLE_OPT_IN))
CUSTOMER = Accepts(Basis.EXISTING_CUSTOMER)
CONSENT_ONLY = ChannelLaw(CONSENT)
PROVEN_CONSENT = ChannelLaw(CONSENT, needs_evidence=True)

_UWG = ChannelLaw((*CONSENT, CUSTOMER), needs_evidence=True)
_AS_OF = date(2026, 11, 22)


def _pack(
    code: str,
    label: str,
    source: str,
    email: ChannelLaw,
    call: ChannelLaw = FREE,
    sms: ChannelLaw = PROVEN_CONSENT,
    allows_role_addresses: bool = False,
) -> Pack:
    channels = {Channel.EMAIL: email, Channel.CALL: call, Channel.SMS: sms}
    return Pack(code, label, 2, _AS_OF, source, MappingProxyType(channels), allows_role_addresses)


US = _pack(
    "US",
    "the United States",
    "CAN-SPAM Act, 15 USC 7701–7713, and 16 CFR 316: opt-out, business mail included. "
    "SMS: 47 CFR 64.1200(a)(2), consent in writing.",
    email=FREE,
)
UK = _pack(
    "UK",
    "the United Kingdom",
    "PECR 2003 regulations 22–24 with UK GDPR: companies, LLPs and public bodies may be written "
    "to; sole traders and other partnerships need consent or the soft opt-in (sale or "
    "negotiations for one).",
    email=ChannelLaw(
        (
            *CONSENT,
            CUSTOMER,
            Accepts(Basis.INQUIRY),
            Accepts(Basis.CORPORATE_SUBSCRIBER, subscribers=BUSINESS),
        ),
        free_for=frozenset({Subscriber.CORPORATE}),
    ),
)
DE = _pack(
    "DE",
    "Germany",
    "UWG § 7(2) no. 2: prior express consent, between businesses too; § 7(3): own customers. "
    "Calls § 7(2) no. 1: presumed consent suffices for businesses, natural persons consent, "
    "documented as § 7a asks.",
    email=_UWG,
    call=ChannelLaw(CONSENT, free_for=BUSINESS, needs_evidence=True),
)
AT = _pack(
    "AT",
    "Austria",
    "TKG 2021 § 174: consent for mail and for calls, between businesses too; § 174(4): own "
    "customers, mail only.",
    email=_UWG,
    call=PROVEN_CONSENT,
)
CH = _pack(
    "CH",
    "Switzerland",
    "UWG Art. 3(1)(o): consent, or own customers for similar goods.",
    email=_UWG,
)
FR = _pack(
    "FR",
    "France",
    "CPCE Art. L34-5 and CNIL on prospecting between professionals: allowed when it concerns the "
    "person's job and they were told at collection; addresses of a function are free.",
    email=ChannelLaw(
        (*CONSENT, CUSTOMER, Accepts(Basis.LEGITIMATE_INTEREST, subscribers=BUSINESS)),
        free_role_addresses=True,
    ),
    allows_role_addresses=True,
)
IT = _pack(
    "IT",
    "Italy",
    "Codice privacy Art. 130: consent, of companies too; soft spam only for own customers who "
    "are natural persons.",
    email=ChannelLaw(
        (
            *CONSENT,
            Accepts(Basis.EXISTING_CUSTOMER, subscribers=frozenset({Subscriber.INDIVIDUAL})),
        )
    ),
)
CA = _pack(
    "CA",
    "Canada",
    "CASL s. 6 and 10: express consent; implied by purchase (24 months), inquiry (6 months) or a "
    "conspicuously published address that the message is relevant to.",
    email=ChannelLaw(
        (
            *CONSENT,
            Accepts(Basis.EXISTING_CUSTOMER, months=24),
            Accepts(Basis.INQUIRY, months=6),
            Accepts(Basis.PUBLISHED_ADDRESS),
        )
    ),
)
AU = _pack(
    "AU",
    "Australia",
    "Spam Act 2003 s. 16 and schedule 2: express consent, or inferred from a business "
    "relationship or a published business address that the message is relevant to.",
    email=ChannelLaw((*CONSENT, CUSTOMER, Accepts(Basis.PUBLISHED_ADDRESS))),
)
EU = _pack(
    "EU",
    "this EU or EEA country",
    "Directive 2002/58/EC Art. 13: consent or own customers; national exceptions are not assumed.",
    email=ChannelLaw((*CONSENT, CUSTOMER)),
)
ELSEWHERE = _pack(
    "ZZ",
    "a country without a policy pack",
    "Cautious default: no law assumed, consent needed.",
    email=CONSENT_ONLY,
)
NOWHERE = _pack(
    "XX",
    "an unknown country",
    "Cautious default: without a country no law can be named, so no basis suffices.",
    email=ChannelLaw(),
    call=ChannelLaw(),
    sms=ChannelLaw(),
)

PACKS: Mapping[str, Pack] = MappingProxyType(
    {"US": US, "GB": UK, "DE": DE, "AT": AT, "CH": CH, "FR": FR, "IT": IT, "CA": CA, "AU": AU}
)
EU_OTHER = frozenset(
    {
        *("BE", "BG", "CY", "CZ", "DK", "EE", "ES", "FI", "GR", "HR", "HU", "IE", "LT", "LU"),
        *("LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "IS", "LI", "NO"),
    }
)


def pack_for(country: str) -> Pack:
    """Return the pack of an ISO 3166 alpha-2 code; "" means that the country is not known."""
    code = country.strip().upper()
    if code in PACKS:
        return PACKS[code]
    if code in EU_OTHER:
        return EU
    return ELSEWHERE if code else NOWHERE
