"""What people choose on their own page, as effects. Every choice suppresses or restricts.

docs/recipient-page.md has the rule of each. Some are kept although nobody is found any more: the
address is all that a stop needs.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from compliance import services as compliance
from compliance.case import Scope
from compliance.fingerprints import targets_of
from compliance.models import SuppressionKind, SuppressionReason
from compliance.services import Stop
from contacts.models import Contact
from contacts.services import choose_language
from enrollment import closing, gates, notices, services, stops
from enrollment.models import ExitReason, NextAction, PauseReason
from enrollment.tracking import wishes
from sequences.cadence import resolve_local, zone_or_utc
from sequences.pauses import MORNING
from sequences.timetable import place_of
from signals import endings, waits
from signals.cases import Case, counted, key_of, locked
from signals.events import LINK
from signals.kinds import Kind
from signals.models import Signal
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.reading import own_workspace

SYSTEM = system("signals")
CHANNEL_NAMES = {"email": "e-mails", "sms": "text messages"}
WRONG = "Somebody answered that they are the wrong person"
OVER = "The day had come before this could be carried out, so nothing changes."
WHAT_NOW = "Their sequences have ended. Correct the contact, or find out who is the right person."


def morning_of(day: date, contact: Contact | None) -> datetime:
    """09:00 of a day where the person is; without one, or without a place, at the workspace's."""
    return resolve_local(datetime.combine(day, MORNING), zone_of(contact))


def zone_of(contact: Contact | None) -> ZoneInfo:
    """Where a person is, as far as is known."""
    place = place_of(contact)[0] if contact else ""
    return zone_or_utc(place or own_workspace().zone)


def channel_closed(case: Case) -> str:
    """Suppress the person for one channel; the steps of the others go on."""
    rows, people = locked(case), case.people
    keys = {*case.keys(), *(key_of(each) for each in people if each.email_base)}
    channel = case.said["channel"]
    numbers = _numbers(people) if channel == "sms" else set()
    _suppress(case.signal, keys, SuppressionReason.OPT_OUT, case.actor, numbers, people)
    leaving = stops.close_channel(
        {*keys, *(key_of(each) for each in people)},
        channel,
        evidence=case.evidence,
        actor=case.actor,
        contact_id=case.contact.pk,
    )
    done = closing.close(rows, keys, evidence=case.evidence, actor=case.actor)
    words = [f"Suppressed for {CHANNEL_NAMES[channel]}."]
    words += [f"Ended {counted(done.ended)} with nothing else ahead."] if done.ended else []
    going = len(rows) - done.ended
    words += [f"{counted(going).capitalize()} without this channel from now on."] if going else []
    words += ["Something was already on the way out."] if leaving else []
    return " ".join(words)


def later(case: Case) -> str:
    """Nothing before the morning of that day: what runs is paused, or ends with that day as the
    one to come back on where a pause may not last so long; and nobody is enrolled before."""
    rows, people = locked(case), case.people
    keys = {*case.keys(), *(key_of(each) for each in people if each.email_base)}
    until = _until(case.signal, case.contact)
    if until <= clock.now():
        return OVER
    _suppress(case.signal, keys, SuppressionReason.LATER, case.actor, (), people, until)
    if until <= case.signal.occurred_at + services.LONGEST_PAUSE:
        paused = waits.pause_until(case, rows, PauseReason.ASKED_LATER, lambda _: until)
        return waits.told(paused)
    ended = [
        stops.exit_enrollment(
            row,
            reason=ExitReason.REPLIED,
            evidence=case.evidence,
            actor=case.actor,
            next_action=NextAction.RECYCLE,
            next_action_at=until,
        )
        for row in rows
    ]
    return f"{endings.told(ended)} They may be asked again on {until:%Y-%m-%d}."


def wrong_person(case: Case) -> str:
    """End every sequence and tell the owner. The sequence never takes this address again (the
    gate's rule “Wrong person”)."""
    said = endings.told(
        endings.end(case, locked(case), ExitReason.DISQUALIFIED, NextAction.HAND_OVER)
    )
    owner = case.contact.owner
    if owner is not None:
        notices.tell(owner, WRONG, WHAT_NOW, f"contacts/{case.contact.pk}/", tone="warn")
    return said


def language(case: Case) -> str:
    """Keep the language as the contact's own wish."""
    chosen = case.said["language"]
    choose_language(case.contact, chosen, actor=case.actor)
    return f"Prefers to be written to in “{chosen}”. No sequence changes by it."


def untracked(case: Case) -> str:
    """Opens and clicks of the person are watched no more, in messages that have left as well."""
    locked(case)
    for person in case.people:
        wishes.record(
            person,
            wants=False,
            given_at=case.signal.occurred_at,
            evidence=case.evidence,
            actor=case.actor,
        )
    return "Opens and clicks are watched no more. No sequence changes by it."


def _channel_of_nobody(signal: Signal) -> str:
    keys = set(signal.reading["said"])
    gates.lock(keys)
    _suppress(signal, keys, SuppressionReason.OPT_OUT, SYSTEM)
    evidence = f"signal {signal.pk}"
    channel = signal.reading["channel"]
    stops.close_channel(keys, channel, evidence=evidence, actor=SYSTEM)
    return "No contact has this address; it is suppressed for this channel all the same."


def _later_of_nobody(signal: Signal) -> str:
    keys = set(signal.reading["said"])
    gates.lock(keys)
    until = _until(signal, None)
    if until <= clock.now():
        return OVER
    _suppress(signal, keys, SuppressionReason.LATER, SYSTEM, until=until)
    return "No contact has this address; nobody is written to there before that day all the same."


OF_NOBODY: Mapping[str, Callable[[Signal], str]] = {
    Kind.CHANNEL_OPT_OUT: _channel_of_nobody,
    Kind.NOT_BEFORE: _later_of_nobody,
}


def _until(signal: Signal, contact: Contact | None) -> datetime:
    return morning_of(date.fromisoformat(signal.reading["day"]), contact)


def _numbers(people: Iterable[Contact]) -> set[str]:
    return {key for each in people for scope, key in targets_of(each) if scope is Scope.PHONE}


def _suppress(
    signal: Signal,
    keys: Iterable[str],
    reason: SuppressionReason,
    actor: Actor,
    numbers: Iterable[str] = (),
    people: Iterable[Contact] = (),
    until: datetime | None = None,
) -> None:
    known = {key_of(each): each for each in people if each.email_base}
    wanted = [(SuppressionKind.ADDRESS, key) for key in sorted(keys)]
    wanted += [(SuppressionKind.PHONE, key) for key in sorted(numbers)]
    compliance.suppress_many(
        [
            Stop(
                kind=kind,
                key=key,
                hint=compliance.mask(known[key].email) if key in known else "",
                channel=signal.reading.get("channel", ""),
                reason=reason,
                source="recipient's page" if signal.source == LINK else "signal",
                evidence=f"signal {signal.pk}",
                contact_id=known[key].pk if key in known else None,
                expires_at=until,
            )
            for kind, key in wanted
        ],
        actor=actor,
    )
