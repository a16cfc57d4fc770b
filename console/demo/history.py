"""The days before the demo begins: its clock comes from the past, and the engine works.

Everything is done for real. Messages go through the relay, answers come in by the inbound mail
server, Dana does her tasks. It can be broken off at any point: how far the clock is behind says
what is left. Without a relay of our own there is no history.
"""

import socket
import time
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from console import answers
from console.demo import copy, doing, tracks
from console.queries import outbox
from contacts.models import Contact
from enrollment import canaries, manual, planning
from enrollment.dispatch import run
from enrollment.models import EnrollmentState, Touch, TouchState
from sequences.models import Version
from signals import deciding, desk, ears, reactions
from signals.kinds import Kind
from signals.models import Signal, SignalState
from tenancy import clock
from tenancy.actors import member

BEGINS = timedelta(days=11)
ANSWERED = timedelta(days=7)
VISITS_BEGIN = timedelta(days=5)
# Whoever looks at the demo finds fresh answers; Dana has seen to the others in time.
ANSWERED_LAST = timedelta(minutes=50)
READ_AFTER = timedelta(minutes=90)
# What falls due later than this is left for whoever looks at the demo.
LEFT_OPEN, LATE = timedelta(days=2), timedelta(days=1)
CALLS = ("interested", "not_interested", "interested")
# So much falls due together as fits into this.
STRIDE = timedelta(minutes=40)
MOST_ROUNDS = 20
PATIENCE_SECONDS = 30.0

log = structlog.get_logger(__name__)


def begin() -> None:
    """Before anything is there: turn the clock back, where messages stay with us."""
    if settings.SANDBOX_DIR:
        clock.begin(BEGINS)


def play() -> None:
    """Live through what is left of the past, in the open scope, outside a transaction."""
    if not clock.behind():
        return
    if not _servers_answer():
        log.warning("the demo has no history: its mail servers do not answer")
        clock.advance(clock.behind())
        return
    ears.probe()
    acts = (
        (ANSWERED, _people_answer),
        (ANSWERED - READ_AFTER, _dana_sees_to_answers),
        (VISITS_BEGIN, _visits_begin),
        (ANSWERED_LAST, _more_people_answer),
    )
    for left, act in acts:
        if clock.behind() > left:
            _work_until(left)
            act()
            _what_came_has_its_effect()
    _work_until(timedelta())


def _what_came_has_its_effect() -> None:
    """The inbound mail server gives it a moment after its answer, while our clock may run days."""
    with transaction.atomic():
        came = Signal.objects.filter(state__in=(SignalState.RECEIVED, SignalState.MATCHED))
        waiting = list(came.order_by("received_at"))
    for signal in waiting:
        reactions.attempt(signal)


def _servers_answer() -> bool:
    """Both are started beside us."""
    places = (
        (settings.EMAIL_HOST, settings.EMAIL_PORT),
        (settings.INBOUND_HOST, settings.INBOUND_PORT),
    )
    end = time.monotonic() + PATIENCE_SECONDS
    while not all(_is_open(place) for place in places):
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def _is_open(place: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(place, timeout=1):
            return True
    except OSError:
        return False


def _work_until(left: timedelta) -> None:
    """From one due moment to the next, until no more than `left` is left of the past."""
    while (ahead := clock.behind() - left) > timedelta():
        with transaction.atomic():
            due = planning.next_due_moment()
        until_due = due - clock.now() + STRIDE if due else ahead
        clock.advance(min(ahead, max(until_due, STRIDE)))
        _work()


def _work() -> None:
    """What the worker and Dana do at one moment."""
    canaries.watch()
    for _ in range(MOST_ROUNDS):
        if run.workspace_turn() == 0:
            break
    _dana_does_her_tasks()


def _dana_does_her_tasks() -> None:
    with transaction.atomic():
        rows = Touch.objects.filter(
            state=TouchState.DUE, enrollment__state=EnrollmentState.ACTIVE
        ).select_related("enrollment__contact", "step__version__sequence")
        tasks = list(rows.order_by("pk"))
        dana = doing.seats()["dana"]
    for touch in tasks:
        if not _is_left_open(touch):
            note = "Spoke with reception." if touch.kind == "call" else "Done."
            by = member(dana)
            manual.complete(touch, note=note, actor=by, outcome=_outcome(touch))


def _is_left_open(touch: Touch) -> bool:
    """Of the invitations to connect, half stay open and a quarter are late, so that the people of
    the visits stand at several places."""
    if touch.step.version.sequence.name == copy.VISITS and touch.step.key == "connect":
        place = _number(touch) % 4
        return place % 2 == 0 or (place == 3 and clock.behind() > LATE)
    return clock.behind() < LEFT_OPEN


def _outcome(touch: Touch) -> str:
    """The first calls lead to both other tracks; after them nobody answers."""
    if touch.step.key != "call":
        return ""
    with transaction.atomic():
        made = Touch.objects.filter(step=touch.step_id, state=TouchState.DONE).count()
    return CALLS[made] if made < len(CALLS) else "no_answer"


def _number(touch: Touch) -> int:
    """The number that the CRM has given to the person: the same in every demo, unlike ids."""
    return int(touch.enrollment.contact.external_id[-5:]) // 2


def _people_answer() -> None:
    """Some write back: more of those who got variant b than of the others, and one is away."""
    words = iter(("Yes, please. Tuesday after ten suits me.", "Send me the two dates.", _LATER))
    got = _first_messages()
    for mail in [*_sent_to(got["b"][:2]), *_sent_to(got["a"][:1])]:
        answers.reply(mail, next(words))
    for mail in _sent_to(got["a"][1:2]):
        answers.out_of_office(mail, _back())


@transaction.atomic
def _dana_sees_to_answers() -> None:
    """What nobody could read for certain was an answer."""
    dana = doing.seats()["dana"]
    by: dict[str, Any] = {"seat": dana, "actor": member(dana)}
    for row in desk.waiting(dana):
        if row.signal.state == SignalState.HELD:
            deciding.decide(row.signal, kind=Kind.REPLY, **by)
        else:
            deciding.answered(row.signal, **by)


def _more_people_answer() -> None:
    """Three to our messages; one in a new thread from a telephone, whose address nobody knows."""
    got = _first_messages()
    people = [*got["b"], *got["a"]]
    for mail, words in zip(_sent_to(people[: len(_FRESH)]), _FRESH, strict=False):
        answers.reply(mail, words)
    caller = people[len(_FRESH) :][:1]
    for person, mail in zip(caller, _sent_to(caller), strict=False):
        address = f"mobile.{person.email}"
        answers.write_from(address, person.full_name, mail, _FROM_A_TELEPHONE)


_FRESH = (
    "Who else in our industry uses this?",
    "What does it cost for a line like ours?",
    "Can you send me the data sheet of the camera?",
)
_FROM_A_TELEPHONE = "I read your note on the train. What does it cost for two lines?"
_LATER = "Interesting. Can you send me an example of another bottling line?"


def _back() -> date:
    """After the demo has begun."""
    return (clock.now() + ANSWERED + timedelta(days=4)).date()


def _first_messages() -> dict[str, list[Contact]]:
    """Who is on the way and had which variant, in the order of the CRM's numbers."""
    found: dict[str, list[Contact]] = {"a": [], "b": []}
    with transaction.atomic():
        rows = Touch.objects.filter(
            step__key="hello", state=TouchState.SENT, enrollment__state=EnrollmentState.ACTIVE
        )
        rows = rows.order_by("enrollment__contact__external_id")
        for touch in rows.select_related("enrollment__contact"):
            found[touch.variant].append(touch.enrollment.contact)
    return found


def _sent_to(people: Iterable[Contact]) -> list[outbox.Mail]:
    """The first message that the relay took for each of them."""
    with transaction.atomic():
        lines = {line.recipient: line.queue_id for line in outbox.caught()}
        found = [outbox.mail(lines[each.email]) for each in people if each.email in lines]
    return [mail for mail in found if mail is not None]


@transaction.atomic
def _visits_begin() -> None:
    """Dana enrols others, for the migration that the demo has ready."""
    crew = doing.seats()
    version = Version.objects.get(sequence__name=copy.VISITS)
    people = doing.people_of(crew["dana"], 14, 20, country="US")
    reason = "In the region of the November tour"
    doing.review(crew, doing.enrol(people, version, reason=reason, seat=crew["dana"]))


@transaction.atomic
def enrol_quiet_people() -> None:
    """Those who asked a year ago get one of two wordings."""
    crew = doing.seats()
    version = Version.objects.get(sequence__name=tracks.WARM)
    people = doing.people_of(crew["dana"], 0, 14, country="US")
    reason = "Asked about short stops last year"
    doing.review(crew, doing.enrol(people, version, reason=reason, seat=crew["dana"]))
