"""What is measured of our engine alone: a worker's memory, and what another machine adds."""

import os
from collections.abc import Callable
from functools import partial

from tests.benchmarks.drain import asking, engine, processes, table
from tests.benchmarks.drain.asking import Asked, say
from tests.benchmarks.drain.draining import WORKSPACES, Bench, ours
from tests.benchmarks.drain.engine import Took
from tests.benchmarks.drain.rounds import Contender

MEBIBYTE = 2**20
MOST_GROWTH = 1.1


def memory(bench: Bench, asked: Asked) -> int:
    """The memory of each process of a worker at the start, half-way and at the end."""
    (due,) = asked.counts(100_000)
    source = f"bench_memory_{due}"
    bench.stage.database(source, workspaces=WORKSPACES, due=due)
    bench.cluster.forget_messages()
    seen: list[tuple[int, dict[int, int]]] = []
    with engine.workers(bench.cluster, source, bench.sink) as running:

        def look(came: int) -> None:
            if not seen or came - seen[-1][0] >= due / 20:
                pool = processes.family(running.pids[0])
                seen.append((came, {pid: processes.memory(pid) for pid in pool}))

        took = engine.drain(bench.cluster, source, bench.sink, bench.meter, running, watch=look)
    bench.cluster.drop(source)
    say(f"\n{due:,} touches in {took.seconds:,.0f} s; MiB of each process of the worker")
    return _told(seen, due)


def _told(seen: list[tuple[int, dict[int, int]]], due: int) -> int:
    """Flat means: from a tenth of the way to the end it grows by at most a tenth."""
    early = next(sizes for came, sizes in seen if came >= due / 10)
    middle = next(sizes for came, sizes in seen if came >= due / 2)
    first, last = seen[0][1], seen[-1][1]
    say(f"{'process':>10}{'start':>10}{'a tenth':>10}{'half':>10}{'end':>10}")
    for pid in sorted(last):
        sizes = (each.get(pid, 0) / MEBIBYTE for each in (first, early, middle, last))
        say(f"{pid:>10}" + "".join(f"{size:>10.1f}" for size in sizes))
    flat = all(last[pid] <= early.get(pid, 0) * MOST_GROWTH for pid in last)
    say("flat" if flat else "IT GROWS")
    return 0 if flat else 1


def pinning(bench: Bench, asked: Asked) -> int:
    """One worker on one core, and two workers on a core each."""
    (due,) = asked.counts(2_000)
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        say("Pinning needs two cores.")
        return 1
    source = ours(bench, due)
    one, two = [{cores[0]}], [{cores[0]}, {cores[1]}]
    contenders = [
        Contender("one worker on one core", due, _pinned(bench, due, one)),
        Contender("two workers on a core each", due, _pinned(bench, due, two)),
        Contender("one worker of two processes, any core", due, source.once),
    ]
    failed = asking.measure(asked, "pinning", contenders)
    title = "Pinned workers; PostgreSQL and the sink use the same cores"
    say("\n".join(table.lines(title, contenders)))
    if contenders[0].rate:
        say(f"\nthe second adds {contenders[1].rate / contenders[0].rate - 1:.0%}")
    return failed


def _pinned(bench: Bench, due: int, cores: list[set[int]]) -> Callable[[], Took]:
    return partial(_once, bench, f"bench_ours_{due}_{WORKSPACES}", cores)


def _once(bench: Bench, source: str, cores: list[set[int]]) -> Took:
    name = bench.round(source)
    bench.cluster.forget_messages()
    sending = engine.workers(bench.cluster, name, bench.sink, pool=1, cores=cores)
    try:
        with sending as running:
            return engine.drain(
                bench.cluster, name, bench.sink, bench.meter, running, lanes=len(cores)
            )
    finally:
        bench.cluster.drop(name)
