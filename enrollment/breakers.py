"""Breakers: a receiver that asks to slow down is left alone, then tried with one message.

One for each receiver and mail server of a workspace. Whoever arms asks them after the limits; when
the time is over one message is let through. The answer to that one closes the breaker, or opens it
for twice as long. A workspace without an open one says so in its own row, which every batch has
read already: then nothing here costs a statement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from contacts.domains import receiver
from enrollment import relays
from enrollment.models import BreakerState, DomainBreaker, SendIntent, Touch
from enrollment.slowing import QUIET, Form, asked_by, share, wait_after
from sequences.cadence import Due
from tenancy import clock, turns
from tenancy.actors import Actor, system
from tenancy.models import Membership, Workspace
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

ENGINE = system("dispatch")
HOUSE = system("housekeeping")
NOT_CLOSED = (BreakerState.OPEN, BreakerState.PROBING)
ASK_AGAIN = timedelta(minutes=1)
# A message that was tried and of which nothing was heard for so long says nothing any more.
PROBE_ENDS = timedelta(minutes=15)
# The sentence of whoever waits begins so; closing one by hand finds them by it.
_WAITS = "waits: {} has asked to slow down"
_FORWARD = """
UPDATE enrollment_touch SET due_at = %(now)s::timestamptz
    + make_interval(secs => abs(hashtext(id::text)::bigint) %% %(spread)s)
WHERE workspace_id = %(workspace)s AND state = 'planned' AND due_at > %(now)s
    AND starts_with(cause, %(waits)s)
"""

Key = tuple[str, str]


@dataclass(frozen=True)
class Breakers:
    """The breakers of a workspace that are not closed, by route and receiver."""

    rows: dict[Key, DomainBreaker]

    def of(self, touch: Touch, route: str) -> DomainBreaker | None:
        """The one that a message has to pass on this route (`relays.route_of`); None when there is
        none."""
        return self.rows.get(_key(touch, route)) if self.rows else None

    def try_with(self, touch: Touch, row: DomainBreaker, now: datetime) -> None:
        """Let this message through, alone: what becomes of it decides. The row is locked."""
        fresh = perform(row, "try_one", actor=ENGINE, data=_about(row), probe=touch.pk, at=now)
        self.rows[row.route, row.domain] = fresh


def known(touches: Iterable[Touch], *, locked: bool = False) -> Breakers:
    """Those of the touches' workspace; one statement, none while all are closed."""
    first = next(iter(touches), None)
    if first is None or not first.enrollment.workspace.has_breakers:
        return Breakers({})
    rows = DomainBreaker.objects.filter(state__in=NOT_CLOSED).order_by("pk")
    found = rows.select_for_update() if locked else rows
    return Breakers({(row.route, row.domain): row for row in found})


def waiting(touch: Touch, row: DomainBreaker | None, now: datetime) -> Due | None:
    """Until when a touch waits for a receiver that is left alone, and the sentence why."""
    if row is None or row.state != BreakerState.OPEN or row.until <= now:
        return None
    at = share(touch.pk.int, row.until, timedelta(seconds=row.wait_seconds))
    return Due(at, f"{_WAITS.format(row.domain)}; one message is tried from {row.until:%H:%M} UTC")


def keeps(touch: Touch, row: DomainBreaker | None, now: datetime) -> Due | None:
    """As `waiting`, for a locked row, while arming: also while another message is being tried."""
    if row is None:
        return None
    if (due := waiting(touch, row, now)) is not None:
        return due
    probed = row.probe_at
    if row.state != BreakerState.PROBING or probed is None or now >= probed + PROBE_ENDS:
        return None
    return Due(now + ASK_AGAIN, f"{_WAITS.format(row.domain)}; one message is being tried")


def heard(intent: SendIntent, code: int, text: str) -> None:
    """A server has not taken a message for now: an answer about rates opens the breaker of the
    receiver."""
    if form := asked_by(code, text):
        _open(intent, form, code)


def passed(intents: Iterable[SendIntent]) -> None:
    """Messages were taken, or refused for good: the breakers that tried one of them are closed.
    Asks nothing while all are closed."""
    found = [each for each in intents if each.touch.enrollment.workspace.has_breakers]
    if not found:
        return
    tried = [each.touch_id for each in found]
    rows = DomainBreaker.objects.filter(state=BreakerState.PROBING, probe__in=tried)
    for row in rows.order_by("pk"):
        perform(row, "close", actor=ENGINE, data=_about(row), by=ENGINE.label)
    _note()


def close(row: DomainBreaker, *, seat: Membership, actor: Actor) -> DomainBreaker:
    """A person lets messages leave again; whoever waited is looked at within the next minutes.
    Refused: not_allowed, state_changed."""
    with transaction.atomic():
        check_may(seat, actor, Capability.ADMINISTER)
        done = perform(row, "close", actor=actor, data=_about(row), by=actor.label)
        _note()
        waits = _WAITS.format(row.domain)
        # Later, and alone: an arm holds its touch while it waits for the breaker's row.
        transaction.on_commit(lambda: _bring_forward(waits), robust=True)
    return done


def not_closed() -> "QuerySet[DomainBreaker]":
    """Those that are not closed."""
    rows: QuerySet[DomainBreaker] = DomainBreaker.objects.filter(state__in=NOT_CLOSED)
    return rows


def forget_old() -> int:
    """Close those that nobody has tried for a quiet day, and forget the closed ones; returns how
    many were forgotten."""
    edge = clock.now() - QUIET
    with transaction.atomic():
        old = DomainBreaker.objects.filter(asked_at__lt=edge, until__lt=edge)
        for row in old.filter(state__in=NOT_CLOSED).order_by("pk"):
            perform(row, "close", actor=HOUSE, data=_about(row), by=HOUSE.label)
        count: int = old.filter(state=BreakerState.CLOSED).delete()[0]
        if count:
            _note()
    return count


def _open(intent: SendIntent, form: Form, code: int) -> None:
    outlet = relays.relays_of([intent.mailbox]).get(intent.mailbox_id)
    now, (route, domain) = clock.now(), _key(intent.touch, relays.route_of(outlet))
    if not route:
        return
    first = wait_after(form, timedelta(), QUIET)
    row, created = DomainBreaker.objects.get_or_create(
        route=route,
        domain=domain,
        defaults={
            "asked_at": now,
            "asked_by": form.who,
            "code": code,
            "wait_seconds": first.total_seconds(),
            "until": now + first,
        },
    )
    if created:
        record(Action.BREAKER_OPENED, row, actor=ENGINE, **_about(row))
    else:
        _open_again(row, form, code, now)
    Workspace.objects.filter(pk=current_workspace_id()).update(has_breakers=True)


def _open_again(known: DomainBreaker, form: Form, code: int, now: datetime) -> None:
    row = DomainBreaker.objects.select_for_update().get(pk=known.pk)
    if row.state == BreakerState.OPEN and row.until > now:
        # Of what was on its way already when it opened.
        return
    since = now - row.until
    wait = wait_after(form, timedelta(seconds=row.wait_seconds), since)
    terms: dict[str, Any] = {
        "at": now,
        "by": form.who,
        "code": code,
        "wait_seconds": int(wait.total_seconds()),
        "until": now + wait,
        "times": row.times + 1 if since < QUIET else 1,
    }
    said = _about(row) | {"wait_seconds": terms["wait_seconds"], "times": terms["times"]}
    perform(row, "reopen", actor=ENGINE, data=said, **terms)


def _note() -> None:
    """Say in the workspace's row whether any is not closed. Whoever opens one writes that row as
    well, so this sees what they did, or they come after it."""
    here = Workspace.objects.select_for_update(no_key=True).get(pk=current_workspace_id())
    has = DomainBreaker.objects.filter(state__in=NOT_CLOSED).exists()
    if here.has_breakers != has:
        Workspace.objects.filter(pk=here.pk).update(has_breakers=has)


def _bring_forward(waits: str) -> None:
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        words: dict[str, Any] = {
            "now": now,
            "spread": 300,
            "workspace": current_workspace_id(),
            "waits": waits,
        }
        cursor.execute(_FORWARD, words)
    turns.bring_forward(current_workspace_id(), now)


def _key(touch: Touch, route: str) -> Key:
    return route, receiver(touch.enrollment.contact.domain)


def _about(row: DomainBreaker) -> dict[str, Any]:
    """What the audit says of a breaker: numbers; the domain may be a person's own."""
    return {"code": row.code, "wait_seconds": int(row.wait_seconds), "times": row.times}
