"""Celery's side of the engine: nudges. What is due, PostgreSQL knows."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import structlog
from celery import shared_task

from enrollment import (
    authentication,
    backlog,
    backtests,
    dkim_keys,
    figures,
    gathering,
    housekeeping,
    law,
    moving,
    outages,
    preflights,
    ruling,
    simulating,
    stop_lists,
)
from enrollment.dispatch import mending, run
from enrollment.health import judging
from enrollment.models import Release
from enrollment.pools import moving as pools_moving
from enrollment.restoring import detecting, writing
from enrollment.senders import keeping, probing
from enrollment.tracking import terms
from tenancy import sightings, turns
from tenancy.scope import scope
from tenancy.tasks import TenantTask, enqueue, for_each_workspace

log = structlog.get_logger(__name__)
# A workspace with much to do gives way to the others after so many touches.
ROUNDS = 4
# Seconds after which a list gives way: in its own task, and in a sweep, which sends as well.
LIST_TURN, SWEEP_TURN = 60.0, 5.0
# Seconds after which the engine gives way to the other work of its process.
LONGEST = 15.0
# How long answers are waited for that had not come when their message's turn was over. What comes
# later is heard in the next turn of this process; meanwhile it is a doubt.
LATE = 20.0


@shared_task
def dispatch_due() -> None:
    """Send what is due, workspace by workspace, the one that waited longest first."""
    sightings.at_work()
    _hold_after_outages()
    enough = time.monotonic() + LONGEST
    for workspace_id in run.due_workspaces():
        if time.monotonic() > enough:
            # The next nudge goes on; what else there is to do must get at a worker.
            break
        try:
            with scope(workspace_id):
                for _ in range(ROUNDS):
                    taken = run.workspace_turn()
                    sightings.at_work(handled=taken)
                    if taken == 0:
                        break
        except Exception:
            log.exception("dispatch failed", workspace_id=str(workspace_id))
    run.hear_late(LATE)


def _hold_after_outages() -> None:
    """Before anything is claimed: what nobody looked at for long is held for its release plan."""
    for workspace_id, seen_at in turns.unseen_since(datetime.now(UTC) - outages.longest()):
        try:
            with scope(workspace_id):
                outages.notice(seen_at)
        except Exception:
            log.exception("outage not noticed", workspace_id=str(workspace_id))


@shared_task
def note_beat() -> None:
    """Beat, the broker and a worker are there: this came the whole way."""
    sightings.at_work(sightings.BEAT)


@shared_task
def reap() -> None:
    """Doubt what was armed and never answered."""
    for_each_workspace(mending.reap)


@shared_task
def resolve() -> None:
    """Settle doubts by evidence."""
    for_each_workspace(mending.resolve)


@shared_task
def watch_restores() -> None:
    """Count the pulse on; hold everything when the database has gone back in time."""
    detecting.watch()


@shared_task
def tell_outside() -> None:
    """Write every new stop into the log outside the database."""
    for_each_workspace(writing.tell)


@shared_task
def keep_house() -> None:
    """Resume, expire, complete; and go on with preflights whose nudge was lost."""
    for_each_workspace(_keep_house)


def _keep_house() -> None:
    housekeeping.keep()
    for preflight_id in housekeeping.unfinished_preflights():
        _carry_on(preflights.run, preflight_id)
    for migration_id in housekeeping.unfinished_migrations():
        _carry_on(moving.run, migration_id)
    for rule_id in backtests.unfinished():
        _carry_on(backtests.run, rule_id)
    for rule_id in ruling.unfinished():
        _carry_on(ruling.apply, rule_id)
    for pack_id in law.unfinished():
        _carry_on(law.apply, pack_id)
    for release in backlog.undecided():
        _carry_on(partial(_decide_release, release), release.pk)
    for release_id in backlog.unfinished():
        _carry_on(backlog.run, release_id)
    for move_id in pools_moving.unfinished():
        _carry_on(pools_moving.run, move_id)
    figures.keep()


def _decide_release(release: Release, release_id: UUID) -> None:
    """Nobody has decided in time."""
    backlog.start_by_itself(release)


def _carry_on(work: Callable[[UUID], object], row_id: UUID) -> None:
    """One that cannot go on must not keep the others from it."""
    try:
        work(row_id)
    except Exception:
        log.exception("work not carried on", row_id=str(row_id))


@shared_task(base=TenantTask)
def run_preflight(workspace_id: str, preflight_id: str) -> None:
    """Judge or enrol the people of one preflight."""
    preflights.run(UUID(preflight_id))


@shared_task(base=TenantTask)
def run_migration(workspace_id: str, migration_id: str) -> None:
    """Make the dry run of one migration, or move its people."""
    moving.run(UUID(migration_id))


@shared_task(base=TenantTask)
def run_release(workspace_id: str, release_id: str) -> None:
    """Apply one release plan that was decided."""
    backlog.run(UUID(release_id))


@shared_task(base=TenantTask)
def run_backtest(workspace_id: str, rule_id: str) -> None:
    """Find out what one draft of an exclusion rule would do."""
    backtests.run(UUID(rule_id))


@shared_task(base=TenantTask)
def apply_rule(workspace_id: str, rule_id: str) -> None:
    """Pause whom one new exclusion rule blocks."""
    ruling.apply(UUID(rule_id))


@shared_task(base=TenantTask)
def apply_law(workspace_id: str, pack_id: str) -> None:
    """Pause whom one new pack of law blocks."""
    law.apply(UUID(pack_id))


@shared_task(base=TenantTask)
def move_people(workspace_id: str, move_id: str) -> None:
    """Give other mailboxes to whom a closed one has not written to yet."""
    pools_moving.run(UUID(move_id))


@shared_task(base=TenantTask)
def check_sender(workspace_id: str, mailbox_id: str) -> None:
    """Look up what the DNS says about the domain of one mailbox."""
    authentication.check(UUID(mailbox_id))


@shared_task
def check_senders() -> None:
    """Look at the domains that nobody has looked at for a day, those of tracked links as well."""
    for_each_workspace(authentication.check_due)
    for_each_workspace(terms.look_due)


@shared_task(base=TenantTask)
def try_account(workspace_id: str, account_id: str) -> None:
    """Try the account of one mailbox, without sending anything."""
    probing.run(UUID(account_id))


@shared_task(base=TenantTask)
def check_dkim_key(workspace_id: str, key_id: str) -> None:
    """Look whether the record of one DKIM key is published."""
    dkim_keys.check(UUID(key_id))


@shared_task
def keep_senders() -> None:
    """Fetch tokens before they run out; and do what was asked for and whose nudge was lost."""
    for_each_workspace(_keep_senders)


def _keep_senders() -> None:
    for name, row_id in keeping.due():
        _carry_on(keeping.WORK[name], row_id)


@shared_task
def judge_mailboxes() -> None:
    """Find out how mailboxes fare; pause those that do badly."""
    for_each_workspace(judging.keep)


@shared_task
def look_at_audiences() -> None:
    """Bring in who has become part of an audience; and go on where a look was left."""
    for_each_workspace(gathering.keep)


@shared_task(base=TenantTask)
def run_stop_list(workspace_id: str, list_id: str) -> None:
    """Stop whom one list names; a long one takes turns with the other work."""
    if not stop_lists.run(UUID(list_id), LIST_TURN):
        enqueue("enrollment.tasks.run_stop_list", UUID(list_id))


@shared_task
def resume_stop_lists() -> None:
    """Go on with lists whose nudge was lost or whose worker was killed."""
    for_each_workspace(_resume_stop_lists)


def _resume_stop_lists() -> None:
    for list_id in stop_lists.unfinished():
        _carry_on(partial(stop_lists.run, seconds=SWEEP_TURN), list_id)


@shared_task(base=TenantTask)
def run_simulation(workspace_id: str, simulation_id: str) -> None:
    """Answer one simulation."""
    simulating.run(UUID(simulation_id))


@shared_task
def keep_simulations() -> None:
    """Start anew what was asked and never answered; drop what is kept no longer."""
    for_each_workspace(_keep_simulations)


def _keep_simulations() -> None:
    for simulation_id in simulating.unfinished():
        simulating.run(simulation_id)
    simulating.tidy()
