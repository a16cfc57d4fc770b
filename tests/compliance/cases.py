"""A case that every rule allows, to be spoilt one fact at a time; and strategies for any case."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from compliance.case import (
    AccountState,
    Case,
    ConsentFact,
    Entry,
    ExclusionFact,
    LiveEnrollment,
    Past,
    Person,
    Policy,
    Purpose,
    Scope,
    SenderFact,
    StopReason,
    SuppressionFact,
)
from compliance.packs import Basis, Channel, Subscriber
from contacts.conditions import Condition, Match, Operator

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

_PERSON: dict[str, Any] = {
    "contact_id": "c1",
    "email": "anna.meier@acme.example",
    "base": "anna.meier@acme.example",
    "domain": "acme.example",
    "address_valid": True,
    "owner_id": "m1",
    "owner_active": True,
    "segment": "mid-market",
    "country": "US",
    "zone": "America/New_York",
    "subscriber": Subscriber.CORPORATE,
    "phone_zones": ("Europe/London",),
}
_CASE: dict[str, Any] = {
    "channel": Channel.EMAIL,
    "purpose": Purpose.ENROL,
    "moment": NOW,
    "motion": "outbound",
    "sequence_id": "s1",
    "fields": {"contact.first_name": "Anna", "contact.title": "Head of Sales"},
    "required_fields": ("contact.first_name",),
    "account_state": AccountState.PROSPECT,
    "approved_versions": 1,
    "sender": SenderFact(active=True, has_postal_address=True, can_unsubscribe=True, unproven=()),
}
_PERSON_FIELDS = {field.name for field in fields(Person)}


def case(**changes: Any) -> Case:
    """The allowed case with changes to its own or its person's fields."""
    person = {name: value for name, value in changes.items() if name in _PERSON_FIELDS}
    rest = {name: value for name, value in changes.items() if name not in _PERSON_FIELDS}
    return Case(**{**_CASE, "person": Person(**{**_PERSON, **person}), **rest})


def consent(basis: str, **changes: Any) -> ConsentFact:
    """A basis recorded for e-mail a month ago, with evidence."""
    facts = {"channel": Channel.EMAIL, "given_at": datetime(2026, 10, 23, tzinfo=UTC)}
    return ConsentFact(basis=Basis(basis), **{"evidence": "form 7", **facts, **changes})


MOMENTS = st.datetimes(timezones=st.just(UTC))
TEXTS = st.text(max_size=12)
MAYBE_MOMENTS = st.none() | MOMENTS
MAYBE_CHANNELS = st.none() | st.sampled_from(Channel)
SUPPRESSIONS = st.builds(
    SuppressionFact,
    scope=st.sampled_from(Scope),
    reason=st.sampled_from(StopReason),
    source=TEXTS,
    since=MAYBE_MOMENTS,
    expires=MAYBE_MOMENTS,
    overridable=st.booleans(),
    channel=MAYBE_CHANNELS,
)
CONSENTS = st.builds(
    ConsentFact,
    basis=st.sampled_from(Basis),
    channel=MAYBE_CHANNELS,
    given_at=MAYBE_MOMENTS,
    expires_at=MAYBE_MOMENTS,
    evidence=TEXTS,
)
CONDITIONS = st.builds(
    Condition,
    field=st.sampled_from(["contact.title", "account.industry", "contact.nowhere", ""]),
    operator=st.sampled_from(Operator),
    value=TEXTS,
    values=st.lists(TEXTS, max_size=3).map(tuple),
)
EXCLUSIONS = st.builds(
    ExclusionFact,
    id=TEXTS,
    version=st.integers(1, 9),
    name=TEXTS,
    conditions=st.lists(CONDITIONS, max_size=8).map(tuple),
    match=st.sampled_from(Match),
)
PERSONS = st.builds(
    Person,
    contact_id=TEXTS,
    email=TEXTS | st.sampled_from(["info@acme.example", "anna@acme.example"]),
    address_valid=st.booleans(),
    owner_id=st.none() | TEXTS,
    owner_active=st.booleans(),
    segment=TEXTS,
    country=TEXTS | st.sampled_from(["US", "DE", "CA", "FR", "IT", "JP", ""]),
    subscriber=st.sampled_from(Subscriber),
    erased=st.booleans(),
    crm_opted_out=st.booleans(),
    do_not_call=st.booleans(),
    confirmed_at=MAYBE_MOMENTS,
    accepted_by_owner=st.booleans(),
    approval_tag=TEXTS,
    phone_zones=st.lists(
        st.sampled_from(["Europe/London", "Pacific/Auckland", "America/Adak", "Nowhere"]),
        max_size=3,
    ).map(tuple),
)
POLICIES = st.builds(
    Policy,
    entry=st.sampled_from(Entry),
    stale_after_days=st.integers(0, 10**6),
    max_active_at_company=st.integers(0, 3),
    touch_budget=st.integers(0, 3),
    motion_priority=st.lists(st.sampled_from(["outbound", "renewal"]), max_size=2).map(tuple),
    requires_acceptance=st.booleans(),
    approval_tags=st.lists(TEXTS, max_size=2).map(tuple),
)
CASES = st.builds(
    Case,
    person=PERSONS,
    channel=st.sampled_from(Channel),
    purpose=st.sampled_from(Purpose),
    moment=MOMENTS,
    motion=TEXTS | st.sampled_from(["outbound", "renewal"]),
    sequence_id=TEXTS,
    own_enrollment_id=st.none() | TEXTS,
    fields=st.dictionaries(st.sampled_from(["contact.title", "account.industry"]), TEXTS),
    required_fields=st.lists(TEXTS, max_size=3).map(tuple),
    account_state=st.none() | st.sampled_from(AccountState),
    approved_versions=st.integers(-1, 3),
    suppressions=st.lists(SUPPRESSIONS, max_size=3).map(tuple),
    consents=st.lists(CONSENTS, max_size=3).map(tuple),
    other_enrollments=st.lists(
        st.builds(
            LiveEnrollment,
            id=TEXTS,
            sequence_id=TEXTS,
            sequence_name=TEXTS,
            motion=st.sampled_from(["", "outbound", "renewal"]),
            entry=st.sampled_from(Entry),
            next_due=MAYBE_MOMENTS,
        ),
        max_size=2,
    ).map(tuple),
    past=st.builds(
        Past,
        last_touch_at=MAYBE_MOMENTS,
        last_finished_at=MAYBE_MOMENTS,
        been_here=st.booleans(),
        lately=st.lists(MOMENTS, max_size=3).map(tuple),
    ),
    policy=POLICIES,
    active_at_company=st.integers(0, 4),
    exclusions=st.lists(EXCLUSIONS, max_size=2).map(tuple),
    cool_off_days=st.integers(-1, 10**12),
    allow_role_addresses=st.booleans(),
    sender=st.none() | st.builds(SenderFact, active=st.booleans()),
)
