"""What the demo shows when its clock has come to the present: work for everybody who logs in."""

from datetime import timedelta

from django.db import transaction

from console.demo import copy, doing, tracks
from contacts import saved_views
from enrollment import absences, audiences, backlog, control, gathering, simulating
from enrollment.audiences import Asked
from enrollment.models import Absence, Audience, Handling, Rhythm
from enrollment.models.control import GateKind
from sequences.closed_dates import Closing, add_closing
from sequences.models import Motion, Sequence, Version
from sequences.plans import Plan
from signals.inlets import hook_keys
from signals.models import HookKey
from tenancy import clock
from tenancy.actors import member

REACHABLE = [
    {"field": "contact.title", "operator": "in", "values": ["COO", "Head of Operations"]},
    {"field": "contact.city", "operator": "in", "values": ["Boston", "Denver"]},
]


def arrange() -> None:
    """Everything, unless it is there; in the open scope, outside a transaction."""
    with transaction.atomic():
        if not Sequence.objects.filter(name=copy.COLD).exists():
            _write()
        is_simulated = Version.objects.exclude(simulations=None).exists()
        is_gathered = Audience.objects.exists()
    if not is_simulated:
        _simulate()
    if not is_gathered:
        _gather()
    with transaction.atomic():
        is_planned = Absence.objects.exists()
        has_key = HookKey.objects.exists()
    if not has_key:
        _let_the_crm_call()
    if not is_planned:
        _plan_absence()
        _stop_and_release()


def _write() -> None:
    crew = doing.seats()
    _close_days(crew)
    _queue(crew)
    _replace_visits(crew)
    _draft_inbound(crew)
    warm = Version.objects.get(sequence__name=tracks.WARM)
    doing.hand_in(crew, doing.write_next(crew, warm, tracks.WARM_NEXT))


def _close_days(crew: doing.Seats) -> None:
    """Two days in three weeks, from a Wednesday on."""
    day = clock.now().date() + timedelta(days=21)
    first = day + timedelta(days=(2 - day.weekday()) % 7)
    closing = Closing(first=first, last=first + timedelta(days=1), name="Stocktaking")
    add_closing(closing, seat=crew["alice"], actor=member(crew["alice"]))


def _queue(crew: doing.Seats) -> None:
    """Thirty of Bob's people asked for; the first few are approved and will leave."""
    version = doing.make_live(
        crew,
        Plan(copy.COLD_STEPS),
        name=copy.COLD,
        motion=Motion.OUTBOUND,
        campaign_type="Cold",
        purpose="Plants that never counted their short stops",
        persona="Plant manager",
    )
    people = doing.people_of(crew["bob"], 0, 30)
    reason = "Met at the packaging fair in October"
    waiting = doing.enrol(people, version, reason=reason, seat=crew["bob"])
    doing.review(crew, waiting[:6])


def _replace_visits(crew: doing.Seats) -> None:
    """Version 2 is approved; whoever is in version 1 stays there until somebody moves them."""
    version = Version.objects.get(sequence__name=copy.VISITS)
    people = doing.people_of(crew["dana"], 20, 23, country="US")
    doing.enrol(people, version, reason="In the region of the December tour", seat=crew["dana"])
    doing.approve(crew, doing.hand_in(crew, doing.write_next(crew, version, copy.VISITS_NEXT)))


def _draft_inbound(crew: doing.Seats) -> None:
    version = doing.make_live(
        crew,
        copy.INBOUND_PLAN,
        name=copy.INBOUND,
        motion=Motion.INBOUND,
        campaign_type="Inbound",
        purpose="Whoever asks on the web page",
    )
    doing.write_next(crew, version, copy.INBOUND_DRAFT)


@transaction.atomic
def _let_the_crm_call() -> None:
    """A key of the signed webhook; its secret was shown once and is kept by nobody here."""
    alice = doing.seats()["alice"]
    hook_keys.make(seat=alice, actor=member(alice))


@transaction.atomic
def _plan_absence() -> None:
    """Dana will be away for two weeks; Bob covers, and gets whoever she has not begun with."""
    crew = doing.seats()
    dana = crew["dana"]
    first = clock.now().replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=40)
    wish = absences.Wish(
        starts_at=first,
        ends_at=first + timedelta(days=14),
        cover=crew["bob"],
        new=Handling.HAND_OVER,
    )
    absences.enter(dana, wish, seat=dana, actor=member(dana))


def _stop_and_release() -> None:
    """Alice stopped a sequence for a moment, and released it while nothing waited behind it."""
    with transaction.atomic():
        alice = doing.seats()["alice"]
        sequence = Sequence.objects.get(name=copy.INBOUND)
    by = member(alice)
    reason = "The form on the web page sent test requests."
    control.close(GateKind.SEQUENCE, sequence.pk, reason=reason, actor=by)
    plan = backlog.draft(GateKind.SEQUENCE, sequence.pk, seat=alice, actor=by)
    backlog.run(backlog.start(plan, seat=alice, actor=by).pk)


def _simulate() -> None:
    """Alice has simulated what she handed in, with the newest contacts and one reviewer."""
    with transaction.atomic():
        alice = doing.seats()["alice"]
        version = Version.objects.get(sequence__name=tracks.WARM, number=2)
        asked = {
            "audience": {"kind": "newest", "count": 90},
            "rates": {"reply": 4, "opt_out": 0.5, "bounce": 1, "opened": 35, "meeting": 2},
            "reviewers": 1,
            "reviews_a_day": 15,
            "tasks_a_day": 8,
        }
        asked_for = simulating.request(version, asked=asked, seat=alice, actor=member(alice))
    simulating.run(asked_for.pk)


def _gather() -> None:
    """Alice has saved a view, and Dana lets whoever fits it come in day by day."""
    with transaction.atomic():
        crew = doing.seats()
        alice, dana = crew["alice"], crew["dana"]
        view = saved_views.create(
            name="Operations in Boston and Denver",
            kind="contacts",
            conditions=REACHABLE,
            seat=alice,
            actor=member(alice),
        )
        wanted = Asked(
            name="Within reach of the tour",
            reason="In the region of the December tour",
            rhythm=Rhythm.DAILY,
            view=view,
        )
        sequence = Sequence.objects.get(name=copy.VISITS)
        audience = audiences.create(sequence, wanted, seat=dana, actor=member(dana))
    gathering.run(audience, seat=dana, actor=member(dana))
