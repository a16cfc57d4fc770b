"""Rules about permission: lawful basis by country, opt-outs, other suppression, the CRM's flags."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from compliance.case import Case, ConsentFact, Scope, StopReason, SuppressionFact
from compliance.packs import NOWHERE, Accepts, Channel, ChannelLaw, Pack, Subscriber, pack_for
from compliance.rules.person import is_role_address
from compliance.rules.rule import REACHING, Answer, blocked, day, deferred, noted, passed, rule
from compliance.verdicts import Finding, Input
from contacts.conditions import plain_list

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
ENDS_SOON = timedelta(days=30)
SPOKEN = frozenset({Channel.CALL, Channel.SMS})
CHANNEL_WORDS = {
    Channel.EMAIL: "e-mails",
    Channel.CALL: "calls",
    Channel.LINKEDIN: "LinkedIn messages",
    Channel.SMS: "text messages",
    Channel.TASK: "tasks",
}
STOP_WORDS = {
    StopReason.OPT_OUT: "The person opted out",
    StopReason.COMPLAINT: "The person complained about a message",
    StopReason.HARD_BOUNCE: "The address does not exist: a message came back",
    StopReason.ERASED: "The person's data were erased",
    StopReason.CRM: "The person opted out in the CRM",
    StopReason.MANUAL: "A colleague stopped contact",
    StopReason.LATER: "The person asked for a later date",
}
SCOPE_WORDS = {
    Scope.ADDRESS: "",
    Scope.DOMAIN: " for the whole domain",
    Scope.ACCOUNT: " for the whole company",
    Scope.PHONE: " for this telephone number",
}
_ORDER = tuple(StopReason)


@rule("Lawful basis", version=3, channels=REACHING)
def lawful_basis(case: Case) -> Answer:
    """Block unless the pack of the contact's country allows this channel on what is on record;
    warn of what ends soon."""
    pack = case.pack or pack_for(case.person.country)
    law = pack.law(case.channel)
    seen = _seen(case, pack)
    words = CHANNEL_WORDS[case.channel]
    if case.person.subscriber in law.free_for:
        return passed(
            f"In {pack.label} no consent is needed for {words} until they object.", **seen
        )
    if law.free_role_addresses and _is_of_a_function(case):
        return passed(f"In {pack.label} the address of a function needs no consent.", **seen)
    standing = _best(case, law)
    if standing is None:
        return _no_basis(case, pack, law)
    consent, ends = standing
    expires = ends.isoformat() if ends < END_OF_TIME else None
    said = f"{pack.label[:1].upper()}{pack.label[1:]} accepts {consent.basis.label}, which is on"
    inputs = {"basis": consent.basis, "expires": expires, **seen}
    if ends - case.moment <= ENDS_SOON:
        soon = f"{said} record until {day(ends)} only."
        return noted(soon, "Have it renewed, or be through before that day.", **inputs)
    return passed(f"{said} record.", **inputs)


@rule("Opt-outs", version=2, channels=REACHING)
def opt_out(case: Case) -> Answer:
    """Block for ever what the person, the mail server or an erasure has stopped.

    Opt-out, complaint and erasure stop every channel they were given for; a hard bounce stops
    e-mail only, because the person may still be called about it. Where nothing but this channel
    was stopped, the finding names it (``is_of_one_channel``).
    """
    facts = [fact for fact in case.suppressions if is_final(fact) and not _is_later(fact)]
    binding = [fact for fact in facts if binds(fact, case)]
    alone = bool(binding) and all(fact.channel for fact in binding)
    return _stopped(case, facts, **({"channel": case.channel} if alone else {}))


@rule("Asked for later", channels=REACHING)
def asked_later(case: Case) -> Answer:
    """Defer until the day that the person has named as the first on which we may be in touch."""
    facts = [fact for fact in case.suppressions if _is_later(fact) and binds(fact, case)]
    if not facts:
        return passed("The person has not asked for a later date.")
    ends = max(fact.expires or END_OF_TIME for fact in facts)
    words = day(_local(ends, case.person.zone))
    return deferred(
        f"The person asked not to be contacted before {words}.",
        f"It goes on by itself from {words}.",
        ends,
        stops=len(facts),
    )


@rule("Suppression", version=2, channels=REACHING, overridable=True)
def suppression(case: Case) -> Answer:
    """Block what a colleague has stopped, until it expires."""
    return _stopped(case, [fact for fact in case.suppressions if not is_final(fact)])


@rule("CRM opt-out", channels=REACHING)
def crm_opt_out(case: Case) -> Answer:
    """Block what the CRM's own flags forbid: no mail, or no calls."""
    if case.person.crm_opted_out:
        return blocked(
            "The CRM says that the person opted out.",
            "Only new consent of their own can change that.",
        )
    if case.person.do_not_call and case.channel in SPOKEN:
        return blocked("The CRM says not to call this person.", "Use another channel.")
    return passed("The CRM knows of no opt-out.")


def is_final(fact: SuppressionFact) -> bool:
    """Whether nobody here may lift or override this stop."""
    return fact.reason is not StopReason.MANUAL


def is_of_one_channel(finding: Finding) -> bool:
    """Whether a person has opted out of the channel that was asked about, and of nothing else that
    was asked about: other channels may go on."""
    return finding.rule == opt_out.id and "channel" in finding.inputs


def _is_later(fact: SuppressionFact) -> bool:
    return fact.reason is StopReason.LATER


def _local(moment: datetime, zone: str) -> datetime:
    """The moment where the person is, so that its day is the one that they have named."""
    try:
        return moment.astimezone(ZoneInfo(zone)) if zone else moment
    except (ZoneInfoNotFoundError, ValueError, OverflowError):
        return moment


def binds(fact: SuppressionFact, case: Case) -> bool:
    """Whether a stop holds for this channel at this moment."""
    if fact.channel not in (None, case.channel):
        return False
    if fact.scope is Scope.PHONE and case.channel not in SPOKEN:
        return False
    if fact.reason is StopReason.HARD_BOUNCE:
        return case.channel is Channel.EMAIL
    lasts = is_final(fact) and not _is_later(fact)
    return lasts or fact.expires is None or case.moment < fact.expires


def _stopped(case: Case, facts: Iterable[SuppressionFact], **more: Input) -> Answer:
    binding = [fact for fact in facts if binds(fact, case)]
    if not binding:
        return passed("No such stop is on record.")
    heaviest = min(binding, key=lambda fact: (fact.overridable, _ORDER.index(fact.reason)))
    open_to_managers = heaviest.overridable and not is_final(heaviest)
    since = f" on {day(heaviest.since)}" if heaviest.since else ""
    named = "channel" in more and heaviest.reason is StopReason.OPT_OUT
    of = f" of {CHANNEL_WORDS[case.channel]}" if named else ""
    return blocked(
        f"{STOP_WORDS[heaviest.reason]}{of}{since}{SCOPE_WORDS[heaviest.scope]}.",
        "Ask a manager for an exception." if open_to_managers else "Nobody can override this.",
        reason=heaviest.reason,
        scope=heaviest.scope,
        source=heaviest.source,
        stops=len(binding),
        **_sayings(binding if open_to_managers else ()),
        **more,
    ).final_if(not open_to_managers)


def _sayings(open_stops: Sequence[SuppressionFact]) -> dict[str, str]:
    """Which stops can be let pass: an exception covers these and none that comes after."""
    return {"which": ", ".join(sorted(fact.saying for fact in open_stops))} if open_stops else {}


def _best(case: Case, law: ChannelLaw) -> tuple[ConsentFact, datetime] | None:
    """The basis on record that suffices and lasts longest, with the moment it ends."""
    standing = [
        (consent, _ends(consent, accepts))
        for consent in case.consents
        for accepts in law.accepts
        if _suffices(consent, accepts, law, case)
    ]
    lasting = [pair for pair in standing if case.moment < pair[1]]
    return max(lasting, key=lambda pair: pair[1], default=None)


def _suffices(consent: ConsentFact, accepts: Accepts, law: ChannelLaw, case: Case) -> bool:
    given = consent.given_at
    return (
        consent.basis is accepts.basis
        and consent.channel in (None, case.channel)
        and case.person.subscriber in accepts.subscribers
        and bool(consent.evidence.strip() or not law.needs_evidence)
        and (given <= case.moment if given else accepts.months is None)
    )


def _ends(consent: ConsentFact, accepts: Accepts) -> datetime:
    limit = consent.expires_at or END_OF_TIME
    if accepts.months is None or consent.given_at is None:
        return limit
    return min(limit, months_after(consent.given_at, accepts.months))


def months_after(moment: datetime, months: int) -> datetime:
    """Return the same day so many months later; the last day of a month that is too short."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if year > END_OF_TIME.year:
        return END_OF_TIME
    for last in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _is_of_a_function(case: Case) -> bool:
    """Whether the address stands for a legal person: info@ of a sole trader is a natural one's."""
    individual = case.person.subscriber is Subscriber.INDIVIDUAL
    return case.channel is Channel.EMAIL and not individual and is_role_address(case)


def _seen(case: Case, pack: Pack) -> dict[str, str | int]:
    return {
        "pack": pack.code,
        "pack_version": pack.version,
        "pack_is_own": pack.is_own,
        "subscriber": case.person.subscriber.value,
    }


def _no_basis(case: Case, pack: Pack, law: ChannelLaw) -> Answer:
    seen = _seen(case, pack)
    words = CHANNEL_WORDS[case.channel]
    if pack.code == NOWHERE.code:
        return blocked(
            f"The contact has no country, so nobody can say what the law asks of {words}.",
            "Fill in the country of the contact or of the company.",
            **seen,
        )
    open_to = [each for each in law.accepts if case.person.subscriber in each.subscribers]
    if not open_to:
        reason = f"In {pack.label} {words} are not allowed to this person, whatever is on record."
        return blocked(reason, "Use another channel, or leave this person out.", **seen)
    enough = plain_list([each.basis.label for each in open_to], "or")
    recorded = sorted({consent.basis.value for consent in case.consents})
    reason = f"In {pack.label} {words} ask for {enough}; none that holds today is on record."
    fix = "Record it with its evidence and date, or leave this person out."
    return blocked(reason, fix, recorded=", ".join(recorded) or None, **seen)
