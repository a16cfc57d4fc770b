"""Leaving by what the version says: its exits, its goal, and the campaign's last day.

Asked whenever a step is reached, and in rounds for everybody in between, so that a change of a
field takes somebody out soon, whoever made it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from enrollment import campaign, progress, stops
from enrollment.models import Enrollment, EnrollmentState, ExitReason
from sequences import flow, published
from sequences.models import Sequence
from sequences.plans import Plan
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.reading import own_workspace
from tenancy.scope import current_workspace_id

HOUSE = system("housekeeping")
AT_A_TIME = 500
STATES = (
    EnrollmentState.AWAITING_REVIEW,
    EnrollmentState.ACTIVE,
    EnrollmentState.PAUSED,
    EnrollmentState.ON_HOLD,
)
# What the record of a stop holds as its evidence.
_LONGEST = 300


def leave(enrollment: Enrollment, plan: Plan, leaving: flow.Leaving, *, actor: Actor) -> None:
    """Exit by the version's own rule; the evidence names it and what held."""
    goal = plan.goal is not None and leaving.name == plan.goal.name
    kind = "goal" if goal and leaving.reason == ExitReason.CONVERTED else "exit"
    evidence = f"{kind} “{leaving.name}”: {leaving.sentence}"
    reason = ExitReason(leaving.reason)
    stops.exit_enrollment(enrollment, reason=reason, evidence=_cut(evidence), actor=actor)


def expire(enrollment: Enrollment, sequence: Sequence, *, actor: Actor) -> None:
    """Exit because the campaign's last day has passed."""
    evidence = _cut(f"the campaign {campaign.ended(sequence)}")
    stops.exit_enrollment(enrollment, reason=ExitReason.EXPIRED, evidence=evidence, actor=actor)


def expire_ended() -> int:
    """Exit everybody in campaigns that are over; returns how many."""
    with transaction.atomic():
        workspace = own_workspace()
        over = Sequence.objects.filter(campaign.over(workspace, clock.now()))
        rows = Enrollment.objects.live().filter(sequence__in=over)
        found = list(rows.select_related("contact", "sequence").order_by("pk")[:AT_A_TIME])
    for row in found:
        expire(row, row.sequence, actor=HOUSE)
    return len(found)


def leave_by_rules() -> int:
    """Exit whoever fits an exit or the goal of their version, whatever they wait for; returns how
    many. Looks first at people whose fields changed since the last round, then at the next few of
    all, so that nobody is looked at rarely."""
    with transaction.atomic():
        found = {row.pk: row for row in (*_changed(), *_next_few())}
        leaving = list(_leaving(list(found.values()), clock.now()))
    for row, plan, how in leaving:
        leave(row, plan, how, actor=HOUSE)
    return len(leaving)


def _leaving(
    rows: list[Enrollment], now: datetime
) -> Iterable[tuple[Enrollment, Plan, flow.Leaving]]:
    known = progress.facts_of(rows, now) if rows else {}
    for row in rows:
        plan = published.plan(row.version)
        if (how := flow.leaves(plan, known[row.pk])) is not None:
            yield row, plan, how


def _rows() -> QuerySet[Enrollment]:
    rows: QuerySet[Enrollment] = Enrollment.objects.filter(
        state__in=STATES, version__options__has_any_keys=["exits", "goal"]
    )
    return rows.select_related("contact__account", "version")


def _changed() -> list[Enrollment]:
    """Those whose contact was saved after the last one that a round has seen."""
    key = f"leaving:changed:{current_workspace_id()}"
    since = cache.get(key)
    rows = _rows().order_by("contact__updated_at", "pk")
    if since is None:
        # The first round: the other half looks at everybody in turn.
        newest = rows.last()
        cache.set(key, newest.contact.updated_at if newest else None, None)
        return []
    found = list(rows.filter(contact__updated_at__gt=since)[:AT_A_TIME])
    if found:
        cache.set(key, found[-1].contact.updated_at, None)
    return found


def _next_few() -> list[Enrollment]:
    """The next ones after those of the last round, and from the beginning after the end."""
    key = f"leaving:after:{current_workspace_id()}"
    rows = _rows().order_by("pk")
    after = cache.get(key)
    found = list((rows.filter(pk__gt=after) if after else rows)[:AT_A_TIME])
    cache.set(key, found[-1].pk if len(found) == AT_A_TIME else None, None)
    return found


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
