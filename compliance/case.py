"""The plain facts about one person, one channel and one moment that the rules judge.

Whoever loads a case (the gate) fills it from rows; the rules see nothing else. The defaults stand
for "not known" and never help anybody through: an empty case is blocked. All moments are aware;
identifiers are text; countries are ISO 3166 alpha-2 codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from compliance.packs import Basis, Channel, Pack, Subscriber
from compliance.verdicts import Input
from contacts.conditions import Condition, Match


class Purpose(StrEnum):
    """At which of the four gates the case is judged."""

    PREFLIGHT = "preflight"
    ENROL = "enrol"
    RENDER = "render"
    ARM = "arm"


class AccountState(StrEnum):
    """Where the company stands; the values are those of ``contacts.models``."""

    PROSPECT = "prospect"
    OPEN_OPPORTUNITY = "open_opportunity"
    CUSTOMER = "customer"
    COMPETITOR = "competitor"
    DO_NOT_CONTACT = "do_not_contact"


class Scope(StrEnum):
    """How wide a suppression reaches; the values are those of ``compliance.models``."""

    ADDRESS = "address"
    DOMAIN = "domain"
    ACCOUNT = "account"
    PHONE = "phone"


class StopReason(StrEnum):
    """Why somebody is suppressed; the values are those of ``compliance.models``."""

    OPT_OUT = "opt_out"
    COMPLAINT = "complaint"
    HARD_BOUNCE = "hard_bounce"
    ERASED = "erased"
    CRM = "crm"
    MANUAL = "manual"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who would be contacted. ``email`` is the normal form, "" when there is none.

    ``confirmed_at``: when somebody said last that the record is right. ``phone_zones``: every zone
    (IANA) that the person may be in when the telephone rings.
    """

    contact_id: str
    email: str = ""
    base: str = ""
    domain: str = ""
    address_valid: bool = False
    owner_id: str | None = None
    owner_active: bool = False
    segment: str = ""
    country: str = ""
    zone: str = ""
    subscriber: Subscriber = Subscriber.UNKNOWN
    erased: bool = False
    crm_opted_out: bool = False
    do_not_call: bool = False
    confirmed_at: datetime | None = None
    accepted_by_owner: bool = False
    approval_tag: str = ""
    phone_zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionFact:
    """A stop that covers this person; the loader brings those that match and no others.

    ``channel`` None stops every channel. ``expires`` ends stops that a colleague made (MANUAL) and
    what a person has asked for until a day (LATER); ``overridable`` opens only the former: what
    the person or the mail server said stands. ``saying``
    names the stop and when it was said last: the same said again is another saying.
    """

    scope: Scope
    reason: StopReason
    source: str = ""
    since: datetime | None = None
    expires: datetime | None = None
    overridable: bool = False
    channel: Channel | None = None
    saying: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFact:
    """A recorded ground for contacting this person; ``channel`` None holds for every channel."""

    basis: Basis
    channel: Channel | None = None
    given_at: datetime | None = None
    expires_at: datetime | None = None
    evidence: str = ""


class Entry(StrEnum):
    """Whom a sequence takes beside others; the values are those of ``sequences.models``."""

    ONE_AT_A_TIME = "one_at_a_time"
    EXCLUSIVE = "exclusive"
    ONCE_EVER = "once_ever"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEnrollment:
    """A sequence the person is in now. ``next_due`` is when its next message, call or text is
    planned, None while it waits for a person."""

    id: str
    sequence_id: str
    sequence_name: str
    state: str = ""
    motion: str = ""
    entry: Entry = Entry.ONE_AT_A_TIME
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What has reached the person before, in any sequence. ``been_here``: in this very one;
    ``turned_away``: it has written to this address, and the answer was that this is the wrong
    person; ``lately``: every touch of the last seven days, the oldest first.
    """

    last_touch_at: datetime | None = None
    finished: int = 0
    last_finished_at: datetime | None = None
    been_here: bool = False
    turned_away: bool = False
    lately: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionFact:
    """An approved exclusion rule of the workspace that is in force for this case."""

    id: str
    version: int
    name: str
    conditions: tuple[Condition, ...]
    match: Match = Match.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionFact:
    """One rule that this person may pass, because somebody said so for a time.

    ``rule`` is the id of a rule; ``exclusion_key`` names one exclusion rule of the workspace. The
    loader brings those that stand for the sequence of the case. ``by`` is a colleague's name and
    ``by_id`` their membership. ``channel`` and ``covers`` are what was looked at then
    (``exceptions.looked_at``).
    """

    id: str
    rule: str
    by: str
    granted_at: datetime
    expires_at: datetime
    exclusion_key: str = ""
    by_id: str = ""
    channel: str = ""
    covers: Mapping[str, Input] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderFact:
    """The mailbox that would send.

    ``unproven``: what of its domain's SPF, DKIM and DMARC records is not in order, a sentence each;
    None when nobody has looked lately.
    """

    active: bool = False
    has_postal_address: bool = False
    can_unsubscribe: bool = False
    unproven: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the workspace and the sequence ask for besides; the defaults ask for nothing.

    ``motion_priority`` names motions, those that come first before the others.
    """

    entry: Entry = Entry.ONE_AT_A_TIME
    stale_after_days: int = 0
    max_active_at_company: int = 0
    touch_budget: int = 0
    motion_priority: tuple[str, ...] = ()
    requires_acceptance: bool = False
    approval_tags: tuple[str, ...] = ()
    requires_authentication: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything the rules may look at, for one person, channel, purpose and moment.

    ``fields`` holds contact and account fields as text by dotted name (``contact.first_name``,
    ``account.industry``). ``account_state`` None means that no company is on record.
    ``enrolled_by`` is the membership that enrols or has enrolled the person, "" while nobody does.
    ``approved_versions`` counts those of the motion, ``active_at_company`` the other people of the
    company who are in any sequence.
    ``pack`` replaces the jurisdiction's own pack, for a workspace that edits it.
    """

    person: Person
    channel: Channel
    purpose: Purpose
    moment: datetime
    motion: str = ""
    sequence_id: str = ""
    own_enrollment_id: str | None = None
    enrolled_by: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    required_fields: tuple[str, ...] = ()
    account_state: AccountState | None = None
    approved_versions: int = 0
    active_at_company: int = 0
    policy: Policy = Policy()
    suppressions: tuple[SuppressionFact, ...] = ()
    consents: tuple[ConsentFact, ...] = ()
    other_enrollments: tuple[LiveEnrollment, ...] = ()
    past: Past = Past()
    exclusions: tuple[ExclusionFact, ...] = ()
    exceptions: tuple[ExceptionFact, ...] = ()
    cool_off_days: int = 0
    allow_role_addresses: bool = False
    sender: SenderFact | None = None
    pack: Pack | None = None

    def __post_init__(self) -> None:
        if self.moment.utcoffset() is None:
            raise ValueError("The moment of a case needs a time zone.")
