"""Undo: what the effect of a signal changed is kept with it, and put back exactly.

Each effect of a reading, a machine's or a person's, keeps one `Change`. Undoing it restores the
schedule, what the signal noted about the person, and the signal itself, in one transaction; or it
is refused with what has moved since, and says what to do instead. What the law binds is never
lifted here: an opt-out, a complaint and a dead address stay suppressed until two people lift them.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from audit.transitions import perform
from compliance.fingerprints import targets_by_contact
from compliance.models import Suppression
from contacts.models import Contact
from enrollment import activities, gates, images, returning
from enrollment.models import RecipientGate
from signals.cases import Case, counted, key_of, locked
from signals.kinds import CHOSEN, ENGAGEMENT, Kind
from signals.models import Change, Signal, SignalState
from tenancy import clock
from tenancy.errors import Refused
from tenancy.models import Membership

#: Facts about companies and records, what became of one message, and choices on the recipient's own
#: page: no readings of an answer.
NO_READING = (
    ENGAGEMENT
    | CHOSEN
    | {Kind.ACCOUNT_CHANGE, Kind.RECORD_CHANGE, Kind.DELAY, Kind.DELIVERED, Kind.OTHER}
)
# How long the last decision is offered to be undone by one key; each stays undoable on its page.
OFFERED = timedelta(hours=12)
INSTEAD = "Enrol the person again instead, or say what the message is."
# Beside the image of what runs: whether those come back whose sequence has ended before.
FOLLOWS = "follows"
_SELF = ("state", "kind", "effect", "applied_at")
_PERSON = ("last_activity", "last_activity_at")


class Before:
    """What is to be kept of the moment before an effect: of the case's people, and of colleagues
    whom it may reach. Takes their gates, so that it says how they stand until the effect; whoever
    makes it has locked the contact."""

    def __init__(self, case: Case) -> None:
        mine = [row.pk for row in locked(case)]
        theirs = images.live_of(case.colleagues) if case.colleagues else []
        self.case = case
        self.was = _was(case.signal, case.contact)
        self.image = images.taken([*mine, *theirs])
        self.follows = returning.kept(case.people)

    def keep(self, decided_by: Membership | None = None) -> Change:
        """Store it with what the effect has made of it; four statements at most."""
        ids, touches = images.ids_of(self.image), self.image["touches"]
        change: Change = Change.objects.create(
            signal=self.case.signal,
            made_at=clock.now(),
            was=self.was,
            before={**self.image, FOLLOWS: self.follows},
            after={
                **images.taken(ids, touches=touches, is_whole=False),
                FOLLOWS: returning.now_of(self.follows),
            },
            decided_by=decided_by,
        )
        return change


def changes_of(signal: Signal) -> QuerySet[Change]:
    """What stands of its effects, the newest first; no statement."""
    rows: QuerySet[Change] = Change.objects.filter(signal=signal, undone_at=None)
    return rows.order_by("-pk")


def last_of(seat: Membership) -> Change | None:
    """The last decision of this person that still stands, while it is fresh; one statement."""
    rows = Change.objects.filter(decided_by=seat, undone_at=None, made_at__gt=clock.now() - OFFERED)
    return rows.select_related("signal__contact").order_by("-pk").first()


def undo(case: Case) -> Signal:
    """Undo the newest effect of a locked signal; it and the schedule are as before.

    Refused: not_reversible, suppressed, answered_since, moved. Each says what to do instead.
    """
    change = changes_of(case.signal).first()
    if change is None:
        raise Refused(f"There is nothing to undo here. {INSTEAD}", code="not_reversible")
    activities.lock(case.contact.pk)
    people = _alone_with(case)
    _check_law(people)
    _check_answers(case, change, people)
    count = _put_back(case, change)
    _take_back_notes(case, change)
    change.undone_at = clock.now()
    change.save(update_fields=["undone_at"])
    return _signal_back(case, change, _told(count))


def set_aside(case: Case, why: str) -> Signal:
    """The reading counts no longer, and what it changed stays: a stricter one comes now."""
    close(case.signal)
    activities.lock(case.contact.pk)
    activities.take_back(case.signal.pk)
    return perform(case.signal, "reverse", actor=case.actor, effect=why)


def close(signal: Signal) -> None:
    """What its effects changed is put back in another way, or stays."""
    changes_of(signal).update(undone_at=clock.now())


def _put_back(case: Case, change: Change) -> int:
    before, after = change.before, change.after
    said: dict[str, Any] = {"evidence": case.evidence, "actor": case.actor}
    try:
        back = returning.put_back(before.get(FOLLOWS, {}), after.get(FOLLOWS, {}), **said)
        return back + images.put_back(before, after, **said)
    except Refused as refused:
        raise Refused(f"{refused.message} {INSTEAD}", code=refused.code) from None


def _alone_with(case: Case) -> list[Contact]:
    people = case.people
    gates.lock({*case.keys(), *(key_of(person) for person in people)})
    return people


def _check_law(people: Iterable[Contact]) -> None:
    """Nobody comes back whom a suppression or a shut address covers."""
    each = list(people)
    if any(person.erased_at for person in each):
        raise Refused("The person was erased, so nothing comes back.", code="suppressed")
    mine = Q(pk__in=[])
    for targets in targets_by_contact(each).values():
        for kind, key in targets:
            mine |= Q(kind=kind, key=key)
    live = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    shut = RecipientGate.objects.filter(address_key__in=[key_of(person) for person in each])
    stopped = Suppression.objects.filter(mine, live, lifted_at=None, channel__in=("", "email"))
    if stopped.exists() or shut.exclude(stopped_at=None).exists():
        raise Refused(
            "This person is suppressed, and that is lifted by two people alone: ask for it under"
            " Compliance, with what they said. Then undo this.",
            code="suppressed",
        )


def _check_answers(case: Case, change: Change, people: Iterable[Contact]) -> None:
    """Another answer that came into effect later would have stopped them as well."""
    later = Change.objects.filter(
        signal__contact__in=list(people), undone_at=None, pk__gt=change.pk
    ).exclude(signal=case.signal)
    standing = later.filter(signal__state__in=(SignalState.APPLIED, SignalState.HELD))
    if other := standing.select_related("signal").order_by("-pk").first():
        kind = Kind(other.signal.kind).label.lower()
        raise Refused(
            f"Another message of this person ({kind}) came into effect later and stops them too."
            " Undo that one first.",
            code="answered_since",
        )


def _take_back_notes(case: Case, change: Change) -> None:
    """What it noted about the person goes; their last activity is what it was, unless a later one
    is known by now."""
    now = _person(Contact.objects.get(pk=case.contact.pk))
    if not activities.take_back(case.signal.pk):
        return
    left = _person(Contact.objects.get(pk=case.contact.pk))
    known = [change.was["person"], left]
    if _moment(now) > case.signal.occurred_at:
        known.append(now)
    last = max(known, key=_moment)
    values = {**last, "last_activity_at": _moment(last) if last["last_activity_at"] else None}
    Contact.objects.filter(pk=case.contact.pk).update(**values)


def _signal_back(case: Case, change: Change, effect: str) -> Signal:
    was, signal = change.was, case.signal
    kept = {key: value for key, value in signal.reading.items() if key != "pauses"}
    reading = {**kept, **({"pauses": was["pauses"]} if "pauses" in was else {})}
    Signal.objects.filter(pk=signal.pk).update(reading=reading)
    said = {"kind": was["kind"], "decided_by": str(change.decided_by_id or "")}
    if was["state"] == SignalState.HELD:
        held = {"effect": was["effect"], "kind": was["kind"]}
        return perform(signal, "reopen", actor=case.actor, data=said, **held)
    return perform(signal, "reverse", actor=case.actor, data=said, effect=effect, kind=was["kind"])


def _was(signal: Signal, contact: Contact) -> dict[str, Any]:
    person = Contact.objects.get(pk=contact.pk)
    known = {name: _text(getattr(signal, name)) for name in _SELF}
    pauses = signal.reading.get("pauses")
    return {**known, "person": _person(person), **({"pauses": pauses} if pauses else {})}


def _person(contact: Contact) -> dict[str, Any]:
    return {name: _text(getattr(contact, name)) for name in _PERSON}


def _moment(person: Mapping[str, Any]) -> datetime:
    at = person["last_activity_at"]
    return datetime.fromisoformat(at) if at else datetime.min.replace(tzinfo=UTC)


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _told(count: int) -> str:
    if not count:
        return "Undone; no sequence had changed by it."
    return f"Undone: {counted(count)} as before."
