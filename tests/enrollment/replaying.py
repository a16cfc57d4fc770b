"""The same story twice: once through the engine with its rows, clock and mail server, once as a
pure walk. What was decided must be the same, and when, but for the seconds that the engine takes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush

from django.db import transaction

from audit.transitions import perform
from contacts.models import Contact
from enrollment import housekeeping, manual, planning, progress
from enrollment.models import Enrollment, SendIntent, Touch
from sequences import flow
from sequences.models import Step, Version
from sequences.plans import Case, Plan, columns, options_of, vocabulary
from sequences.simulation import Behaviour, Person, Script, What, effects, walk
from sequences.simulation.people import FIELDS, Happening
from signals import intake
from tenancy import clock
from tenancy.actors import member, system
from tests.enrollment.stage import hear, reload, started, work
from tests.signals.letters import reply
from tests.signals.stage import receive
from tests.world import World, contact, draft

MOMENT = timedelta(seconds=1)
TASK_LIVES = timedelta(days=5)
PETER = "peter@initech.example"
TOLERANCE = timedelta(minutes=10)
WHAT = {
    "sent": What.SENT,
    "done": What.DONE,
    "skipped": What.SKIPPED,
    "expired": What.EXPIRED,
}
Decision = tuple[str, str, str, str]


@dataclass(frozen=True)
class Told:
    """What became of somebody: a decision for each step, when, the end and when."""

    decisions: list[Decision]
    moments: list[datetime]
    end: str


def both(world: World, plan: Plan, case: Case) -> tuple[Told, Told]:
    """The story as the engine tells it, and as the walk does."""
    row = started(world, published(world, plan), somebody(world, case))
    behaviour, person = Script(case, vocabulary.TASK_OUTCOMES), person_of(row)
    journey = walk(plan, person, behaviour)
    pure = Told(
        [(each.step, each.what.value, each.outcome, each.variant) for each in journey.passages],
        [each.at for each in journey.passages],
        journey.end.reason,
    )
    return Engine(world, plan, row, behaviour, person).run(), pure


@transaction.atomic
def published(world: World, plan: Plan) -> Version:
    """An approved version that says what the plan says."""
    version = draft(world.admin, cadence=())
    version.options = options_of(plan)
    version.window = plan.window.to_json() if plan.window else []
    version.save()
    for position, step in enumerate(plan.steps, 1):
        Step.objects.create(version=version, position=position, **columns(step))
    by, now = world.other_admin, clock.now()
    version = perform(version, "submit", actor=member(world.admin), by=world.admin, at=now)
    done: Version = perform(version, "approve", actor=member(by), by=by, at=now)
    return done


@transaction.atomic
def somebody(world: World, case: Case) -> Contact:
    """The person of a case; in the US, where a first message needs no consent."""
    fields = case.fields
    days = fields.get("contact.days_since_contacted", "")
    sms = fields.get("contact.custom.sms", "")
    return contact(
        owner=world.rep,
        zone=case.zone,
        title=fields.get("contact.title", ""),
        custom={"sms": sms} if sms else {},
        last_contacted_at=clock.now() - timedelta(days=int(days)) if days else None,
    )


def person_of(row: Enrollment) -> Person:
    """The person as the engine knows them: hours, facts, the key of the spread."""
    with transaction.atomic():
        related = ("contact__account", "version__sequence", "workspace", "mailbox__owner__user")
        full = Enrollment.objects.select_related(*related).get(pk=row.pk)
        assert full.activated_at is not None
        return Person(
            id=str(full.contact_id),
            key=full.pk.bytes,
            hours=planning.hours_of(full),
            start=full.activated_at,
            fields=progress.facts_of_one(full, full.activated_at),
            sequence=str(full.sequence_id),
            contacted_at=full.contact.last_contacted_at,
        )


@dataclass
class Engine:
    """Drives the engine through a case, by jumping from one moment of interest to the next."""

    world: World
    plan: Plan
    row: Enrollment
    behaviour: Behaviour
    person: Person
    coming: list[Happening] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    tasks: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    events: int = 0

    def run(self) -> Told:
        """To the end of the person's way, or until nothing would happen any more."""
        for each in self.behaviour.begins(self.person):
            heappush(self.coming, each)
        for _ in range(100):
            fresh: Enrollment = reload(self.row)
            at = self._next(fresh)
            if fresh.state == "exited" or at is None:
                return self._told(fresh)
            self._go_to(at)
        raise AssertionError("The story does not end.")

    def _next(self, fresh: Enrollment) -> datetime | None:
        """The next moment at which something can happen."""
        moments = [each.at for each in self.coming[:1]]
        if fresh.state == "paused" and fresh.pause_until:
            moments.append(fresh.pause_until)
        if fresh.state == "active":
            moments += list(self._due())
        return min(moments, default=None)

    def _due(self) -> Iterator[datetime]:
        open_ = False
        for touch in self._touches():
            if touch.state == "planned":
                open_ = True
                yield touch.due_at
            if touch.state == "due":
                open_ = True
                done, _ = self.tasks[touch.step.key]
                yield min(max(done, clock.now()), touch.due_at + TASK_LIVES + MOMENT)
        if not open_:
            settled = [touch.settled_at for touch in self._touches() if touch.settled_at]
            yield max([*settled, self.person.start]) + flow.LISTENS + MOMENT

    def _go_to(self, at: datetime) -> None:
        clock.advance(max(at - clock.now(), timedelta(0)) + MOMENT)
        while self.coming and self.coming[0].at <= clock.now():
            self._happen(heappop(self.coming))
        hear(self.world)
        housekeeping.keep()
        self._work()
        self._do_tasks()
        self._work()
        housekeeping.keep()

    def _work(self) -> None:
        while work():
            pass
        for touch in self._touches():
            key = touch.step.key
            if touch.state != "planned" and key not in self.seen:
                self.seen.add(key)
                self._reached(touch)

    def _reached(self, touch: Touch) -> None:
        at = touch.settled_at or touch.due_at
        step = self.plan.step(touch.step.key)
        assert step is not None
        for each in self.behaviour.reached(self.person, step, at, sent=touch.state == "sent"):
            heappush(self.coming, each)
        if touch.state == "due":
            task = self.behaviour.task(self.person, step)
            self.tasks[step.key] = (at + timedelta(minutes=task.minutes), task.outcome)

    def _do_tasks(self) -> None:
        for touch in self._touches():
            if touch.state != "due" or reload(self.row).state != "active":
                continue
            done, outcome = self.tasks[touch.step.key]
            if done <= clock.now():
                manual.complete(touch, note="", actor=member(self.world.rep), outcome=outcome)

    def _happen(self, each: Happening) -> None:
        if each.what == FIELDS:
            self._change(each)
            return
        self.events += 1
        if each.what == effects.POSITIVE:
            with transaction.atomic():
                intent = SendIntent.objects.get(message_id=self._message_of(each.step))
            receive(self.world, reply(intent, "This sounds great, I am very interested."))
            return
        back = each.fields.get("return_date")
        intake.receive_event(
            source="crm",
            event_id=f"event {self.events}",
            kind=each.what,
            occurred_at=None,
            actor=system("test"),
            email=PETER,
            message_id=self._message_of(each.step),
            data={"return_date": datetime.fromisoformat(back).date()} if back else {},
        )

    def _change(self, each: Happening) -> None:
        fields = {name.removeprefix("contact."): text for name, text in each.fields.items()}
        with transaction.atomic():
            row = Contact.objects.get(pk=self.row.contact_id)
            for name, text in fields.items():
                setattr(row, name, text)
            row.save()

    def _message_of(self, key: str) -> str:
        with transaction.atomic():
            rows = SendIntent.objects.filter(touch__enrollment=self.row)
            own = rows.filter(touch__step__key=key) or rows.order_by("-armed_at")
            return own[0].message_id if own else ""

    def _touches(self) -> list[Touch]:
        with transaction.atomic():
            rows = Touch.objects.filter(enrollment=self.row).select_related("step", "enrollment")
            return list(rows.order_by("pk"))

    def _told(self, fresh: Enrollment) -> Told:
        settled = [touch for touch in self._touches() if touch.state in WHAT]
        return Told(
            [_decision(touch) for touch in settled],
            [touch.settled_at for touch in settled if touch.settled_at],
            fresh.exit_reason,
        )


def _decision(touch: Touch) -> Decision:
    what = WHAT[touch.state]
    if touch.kind == "wait" and what is What.DONE:
        what = What.ELAPSED
    if touch.cause == "jump" or (touch.kind == "wait" and touch.note.startswith("goes on with")):
        what = What.JUMPED
    touched = what in (What.SENT, What.DONE)
    return touch.step.key, what.value, touch.outcome, touch.variant if touched else ""
