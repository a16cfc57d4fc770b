"""What asks for a person: until when, who is reminded and who is told, and how long it took.

Every signal of `NEEDS_PERSON` has one `Asked` row from its effect on. A round reminds whoever owns
the contact, and brings what is over its limit to those above, each thing once. A held answer keeps
its sequence on hold whatever the time: the limit never lets anything leave.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db import transaction
from django.db.models import Q, QuerySet

from audit.actions import Action
from audit.recording import Fact, record, record_many
from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from enrollment import notices
from enrollment.notices import Telling
from enrollment.overdue import Office
from signals import limits
from signals.kinds import NEEDS_PERSON, Kind
from signals.models import AnswerLimit, Asked, Signal, SignalState
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace, covered_by
from tenancy.reading import own_workspace
from tenancy.rights import check_may
from tenancy.roles import Capability

WATCHER = system("signals")
AT_A_TIME = 500
MEASURED = 5_000
PERIOD = timedelta(days=30)
INBOX = "inbox/"
ASKING = (SignalState.HELD, SignalState.APPLIED)
WHOSE = {"mine": "Mine", "team": "My team's", "": "All that I may see"}
_ASKED_ANEW = (
    "kind opened_at remind_at due_at reminded_at escalated_at told done_at done_by ended".split()
)
REMINDER = "Answers wait for you"
OVERDUE = "Answers of colleagues are overdue"


def ask(signal: Signal, contact: Contact) -> Asked | None:
    """Ask a person about a signal that has just had its effect; None where none is needed."""
    kind = Kind(signal.kind)
    if kind not in NEEDS_PERSON:
        return None
    now, owner = clock.now(), _owner(contact)
    hours = Office().hours_for(owner, own_workspace())
    due = limits.due(now, limits.hours_of(kind, own_limits()), hours)
    row = Asked(
        signal=signal,
        kind=kind.value,
        opened_at=now,
        remind_at=due.remind_at,
        due_at=due.due_at,
    )
    # Asked before, when it was reversed: its time begins anew.
    Asked.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["signal"], update_fields=_ASKED_ANEW
    )
    return row


def asked_again(signal: Signal) -> None:
    """A decision was undone: it asks as before, and its time goes on counting."""
    rows = Asked.objects.filter(signal=signal)
    rows.update(kind=signal.kind, done_at=None, done_by=None, ended="")


def answered(signal: Signal, seat: Membership, actor: Actor | None = None) -> bool:
    """A person has answered; False when nobody had asked or somebody was faster. With `actor` it
    gets an entry of its own, where no decision has one."""
    open_ = Asked.objects.filter(signal=signal, done_at=None)
    done = open_.update(done_at=clock.now(), done_by=seat)
    if done and actor is not None:
        record(Action.SIGNAL_ANSWERED, signal, actor=actor, contact_id=signal.contact_id)
    return bool(done)


def unanswered(signal: Signal, seat: Membership, actor: Actor) -> bool:
    """Whoever has seen to it takes that back: it asks again, and its time goes on counting; False
    when it was somebody else, or asks already."""
    mine = Asked.objects.filter(signal=signal, done_by=seat, ended="")
    done = mine.update(done_at=None, done_by=None)
    if done:
        record(Action.SIGNAL_ASKED_AGAIN, signal, actor=actor, contact_id=signal.contact_id)
    return bool(done)


def people(seat: Membership, whose: str = "") -> ContactQuerySet:
    """Contacts whom the seat may see: all, their team's, or theirs with those of whom they cover
    and of nobody."""
    rows = Contact.objects.visible_to(seat)
    if whose == "mine":
        return rows.filter(Q(owner=seat) | Q(owner=None) | Q(owner__in=covered_by(seat)))
    if whose == "team":
        return rows.filter(Q(owner__team=seat.team) if seat.team else Q(owner=seat))
    return rows


def about_visible(seat: Membership) -> QuerySet[Signal]:
    """Signals about people whom the seat may see; no statement."""
    rows: QuerySet[Signal] = Signal.objects.filter(contact__in=Contact.objects.visible_to(seat))
    return rows


def waiting(seat: Membership, whose: str = "", kind: str = "") -> QuerySet[Asked]:
    """What asks for a person, the most overdue first; no statement."""
    rows: QuerySet[Asked] = Asked.objects.filter(
        done_at=None, signal__state__in=ASKING, signal__contact__in=people(seat, whose)
    )
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("signal__contact__account").order_by("due_at", "pk")


def own_limits() -> dict[str, int]:
    """Working hours by kind, where the workspace says otherwise; one statement."""
    return dict(AnswerLimit.objects.values_list("kind", "hours"))


def kinds() -> list[Kind]:
    """What has a limit, the most urgent first."""
    return sorted(NEEDS_PERSON, key=lambda kind: (limits.hours_of(kind, {}), kind.label))


@transaction.atomic
def set_limits(hours: Mapping[str, int], *, seat: Membership, actor: Actor) -> None:
    """Change the limits; they hold for what comes from now on. Refused: not_allowed, invalid."""
    check_may(seat, actor, Capability.ADMINISTER)
    known = {kind.value for kind in NEEDS_PERSON}
    for name, limit in hours.items():
        if name not in known or not 1 <= limit <= limits.MAX_HOURS:
            sentence = f"Choose between 1 and {limits.MAX_HOURS} working hours."
            raise Refused(sentence, code="invalid", fields={name: sentence})
    before = own_limits()
    AnswerLimit.objects.bulk_create(
        [AnswerLimit(kind=name, hours=limit) for name, limit in hours.items()],
        update_conflicts=True,
        unique_fields=["workspace", "kind"],
        update_fields=["hours"],
    )
    workspace = Workspace.objects.get(pk=own_workspace().pk)
    record(Action.SIGNAL_LIMITS, workspace, actor=actor, before=before, after=own_limits())


def keep() -> int:
    """One round in the open scope; returns about how many something was done."""
    return escalate() + remind()


@transaction.atomic
def remind() -> int:
    """Remind the owners of what has used half of its time, one notice for each person."""
    now = clock.now()
    rows = _near(Q(reminded_at=None, escalated_at=None, remind_at__lte=now, due_at__gt=now))
    Asked.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
    _tell(rows, Office().doers, REMINDER, "info")
    _say(Action.SIGNAL_REMIND, rows)
    return len(rows)


@transaction.atomic
def escalate() -> int:
    """Bring what is over its limit to those above its owner, and remind the owner again."""
    now, office = clock.now(), Office()
    rows = _near(Q(escalated_at=None, due_at__lte=now))
    for row in rows:
        row.escalated_at = now
        row.told = [each.pk for each in office.above(_owner_of(row))]
    Asked.objects.bulk_update(rows, ["escalated_at", "told"])
    _tell(rows, office.above, OVERDUE, "warn")
    _tell(rows, office.doers, REMINDER, "warn")
    _say(Action.SIGNAL_ESCALATE, rows)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Times:
    """How one kind was answered in the period: `hours` is the median from arrival to answer."""

    kind: Kind
    answered: int
    in_time: int
    hours: float
    waiting: int
    overdue: int


def times(people: QuerySet[Contact]) -> list[Times]:
    """How the signals of these people were answered in the last 30 days, by kind; at most the
    last 5,000. Two statements."""
    now = clock.now()
    mine = Asked.objects.filter(signal__contact__in=people, ended="")
    columns = ("kind", "opened_at", "due_at", "done_at")
    recent = mine.filter(opened_at__gt=now - PERIOD).order_by("-opened_at")
    by_kind: defaultdict[str, list[tuple[datetime, datetime, datetime | None]]] = defaultdict(list)
    for kind, *moments in recent.values_list(*columns)[:MEASURED]:
        by_kind[kind].append((moments[0], moments[1], moments[2]))
    return [_times(Kind(kind), found, now) for kind, found in sorted(by_kind.items())]


def _times(
    kind: Kind, found: Sequence[tuple[datetime, datetime, datetime | None]], now: datetime
) -> Times:
    done = [(opened, due, at) for opened, due, at in found if at is not None]
    took = [(at - opened).total_seconds() / 3600 for opened, _, at in done]
    return Times(
        kind=kind,
        answered=len(done),
        in_time=sum(at <= due for _, due, at in done),
        hours=round(median(took), 1) if took else 0.0,
        waiting=len(found) - len(done),
        overdue=sum(at is None and due < now for _, due, at in found),
    )


def _near(which: Q) -> list[Asked]:
    open_ = Asked.objects.filter(which, done_at=None, signal__state__in=ASKING)
    related = ("signal", "signal__contact__owner__user", "signal__contact__owner__covered_by")
    rows = open_.select_related(*related).order_by("due_at", "pk")
    return list(rows.select_for_update(of=("self",), skip_locked=True)[:AT_A_TIME])


def _owner(contact: Contact) -> Membership | None:
    if contact.owner_id is None:
        return None
    return Membership.objects.select_related("user").get(pk=contact.owner_id)


def _owner_of(row: Asked) -> Membership | None:
    contact = row.signal.contact
    return contact.owner if contact else None


def _tell(
    rows: Iterable[Asked],
    whom: Callable[[Membership | None], list[Membership]],
    title: str,
    tone: str,
) -> None:
    counts: Counter[Membership] = Counter()
    for row in rows:
        counts.update(whom(_owner_of(row)))
    notices.tell_many(
        Telling(each, title, _body(number), INBOX, tone) for each, number in counts.items()
    )


def _body(number: int) -> str:
    one = "1 message asks" if number == 1 else f"{number:,} messages ask"
    return f"{one} for a person. What is held goes on only when somebody has decided."


def _say(action: Action, rows: Iterable[Asked]) -> None:
    facts = [
        Fact(
            action,
            row.signal,
            contact_id=row.signal.contact_id,
            data={"kind": row.kind, **({"told": [str(pk) for pk in row.told]} if row.told else {})},
        )
        for row in rows
    ]
    record_many(facts, actor=WATCHER)
