"""The parts that put everybody side by side."""

from collections.abc import Sequence

from tests.benchmarks.drain import asking, peers, table
from tests.benchmarks.drain.asking import Asked, say
from tests.benchmarks.drain.draining import SLOW, Bench, drains, slow_drains
from tests.benchmarks.drain.rounds import Contender


def some(bench: Bench, asked: Asked) -> int:
    """Everybody with the first number of mails; with more of them only the quick ones."""
    return _drain(bench, asked, "drain", everybody=False)


def full(bench: Bench, asked: Asked) -> int:
    """Everybody with every number of mails."""
    return _drain(bench, asked, "full", everybody=True)


def _drain(bench: Bench, asked: Asked, part: str, *, everybody: bool) -> int:
    peers.install()
    counts = asked.counts(2_000, 10_000)
    groups = [drains(bench, count, everybody=everybody or count == counts[0]) for count in counts]
    everyone = [each for group in groups for each in group]
    failed = asking.measure(asked, part, everyone)
    for count, group in zip(counts, groups, strict=True):
        say("\n".join(_told(count, group, everyone)))
    return failed


def _told(count: int, group: Sequence[Contender], everyone: Sequence[Contender]) -> list[str]:
    """Who was measured with fewer mails alone is compared by that rate."""
    own, all_ = table.against(group), table.against(everyone)
    rates = table.Against(own.plain or all_.plain, own.best or all_.best, own.smtp or all_.smtp)
    return table.lines(f"{count:,} mails, the sink answers at once", group, rates)


def slow(bench: Bench, asked: Asked) -> int:
    """With a sink that takes its time, only the number of connections counts."""
    peers.install()
    (count,) = asked.counts(1_000)
    bench.sink.delay(SLOW)
    try:
        group = slow_drains(bench, count)
        failed = asking.measure(asked, "slow", group)
    finally:
        bench.sink.delay(0.0)
    title = f"{count:,} mails, the sink answers each after {SLOW * 1000:.0f} ms"
    say("\n".join(table.lines(title, group)))
    return failed
