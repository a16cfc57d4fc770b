"""Where the time of one worker goes: it drains in this process under the profiler.

The profiler counts this process's processor, so waiting for the database or the server is not in
it; it makes calls dearer than they are: shares are worth reading, seconds are not.
"""

import cProfile
import pstats
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.drain import checking, guards
from tests.benchmarks.drain.asking import Asked, say
from tests.benchmarks.drain.draining import WORKSPACES, Bench
from tests.benchmarks.drain.engine import Broken

NAME = "bench_profile"
STAGES = "enrollment/dispatch/"
MOST = 25
# Of one function: where it stands; calls, of which primitive, own and cumulative seconds, callers.
Stats = dict[tuple[str, int, str], tuple[int, int, float, float, dict[Any, Any]]]


def measure(bench: Bench, asked: Asked) -> int:
    """Print shares by stage, by package and by function; the whole lies in profile.prof."""
    (due,) = asked.counts(1_000)
    bench.stage.database(NAME, workspaces=WORKSPACES, due=due)
    profile = cProfile.Profile(time.process_time)
    with bench.cluster.superuser(NAME) as connection:
        known = guards.before(connection.execute)
        bench.sink.take()
        _drain(profile, lambda: len(guards.before(connection.execute).due))
        found, came = guards.load(connection.execute, known), bench.sink.take()
    if broken := guards.violations(found, came, due):
        raise Broken("The profile does not count:\n" + "\n".join(broken))
    kept = asked.json / "profile.prof"
    kept.parent.mkdir(parents=True, exist_ok=True)
    profile.dump_stats(kept)
    bench.cluster.drop(NAME)
    say(f"\n{due:,} touches in one process, half of them first messages; all of it in {kept}")
    for line in _told(vars(pstats.Stats(profile))["stats"], due):
        say(line)
    return 0


def _drain(profile: cProfile.Profile, left: Callable[[], int]) -> None:
    """As a worker's task, again and again, until nothing is due or nothing moves."""
    from enrollment.tasks import dispatch_due

    checking.use(NAME)
    due, before = left(), 0
    while due and due != before:
        profile.runcall(dispatch_due)
        before, due = due, left()
    checking.leave()


def _told(stats: Stats, due: int) -> Iterator[str]:
    whole = sum(own for _, _, own, _, _ in stats.values())
    yield f"{whole / due * 1e6:,.0f} us a touch under the profiler\n\nentered from outside a stage:"
    for name, seconds in _largest(_stages(stats)):
        yield f"{seconds / whole:>8.1%}  {name}"
    yield "\nown time by package:"
    packages: defaultdict[str, float] = defaultdict(float)
    for (path, _, _), (_, _, own, _, _) in stats.items():
        packages[_package(path)] += own
    for name, seconds in _largest(packages)[:MOST]:
        yield f"{seconds / whole:>8.1%}  {name}"
    yield "\nown time by function:"
    by_own = sorted(stats.items(), key=lambda item: -item[1][2])
    for (path, line, name), (calls, _, own, _, _) in by_own[:MOST]:
        yield f"{own / whole:>8.1%}  {calls / due:>8.1f} a touch  {_package(path)}:{line} {name}"


def _stages(stats: Stats) -> dict[str, float]:
    """Cumulative seconds of what is called in a stage from outside it, so that nothing counts
    twice within one; a stage that calls another has its time too."""
    found: defaultdict[str, float] = defaultdict(float)
    for (path, _, _), (_, _, _, _, callers) in stats.items():
        for (caller, _, _), (_, _, _, seconds) in callers.items():
            if STAGES in path and caller != path:
                found[Path(path).stem] += seconds
    return found


def _largest(found: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(found.items(), key=lambda item: -item[1])


def _package(path: str) -> str:
    parts = Path(path).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    return "/".join(parts[-2:]) if len(parts) > 1 else "built in"
