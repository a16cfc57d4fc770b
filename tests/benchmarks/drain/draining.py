"""The parts that compare: everybody drains the same number of mails into the same sink."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from tests.benchmarks.drain import engine, limits, peers
from tests.benchmarks.drain.cluster import Cluster
from tests.benchmarks.drain.engine import Took
from tests.benchmarks.drain.listening import Sink
from tests.benchmarks.drain.peers import PEERS, Ground, Peer
from tests.benchmarks.drain.processes import Meter
from tests.benchmarks.drain.rounds import Contender
from tests.benchmarks.drain.stage import Stage

ROUND = "bench_round"
WORKSPACES = 50
# A task per mail costs the same for each; ten thousand of them take two minutes a round.
QUICK = ("post_office",)
CONNECTIONS = (1, 8)
SLOW_CONNECTIONS = (8, 48)
SLOW = 0.02
# Fewer raw messages are gone before anything can be measured.
FEWEST = 10_000
# Those that a slow server tells apart.
SLOW_PEERS = (0, 1, 4, 6, 7)


@dataclass(frozen=True)
class Bench:
    """Everything that is running, and what databases are made of."""

    cluster: Cluster
    sink: Sink
    meter: Meter
    stage: Stage

    def round(self, source: str) -> str:
        """A fresh copy of a database, for one measurement."""
        return self.cluster.create(ROUND, source)


def drains(bench: Bench, mails: int, *, everybody: bool) -> list[Contender]:
    """All who send `mails`: we, the peers (only the quick ones unless `everybody`), the limits."""
    chosen = [each for each in PEERS if everybody or each.library in QUICK]
    return [ours(bench, mails), *_peers(bench, chosen, mails), *_limits(bench, mails, CONNECTIONS)]


def slow_drains(bench: Bench, mails: int) -> list[Contender]:
    """The same with a sink that answers each message after 20 ms."""
    chosen = [PEERS[number] for number in SLOW_PEERS]
    smtp = [_smtp(bench, mails, number) for number in SLOW_CONNECTIONS]
    return [ours(bench, mails), *_peers(bench, chosen, mails), *smtp]


def ours(
    bench: Bench, mails: int, workspaces: int = WORKSPACES, busy: int | None = None
) -> Contender:
    """Our engine under Celery, prefork 2; only `busy` workspaces have something due, or all."""
    source = f"bench_ours_{mails}_{workspaces}_{busy or workspaces}"
    bench.stage.database(source, workspaces=workspaces, due=mails, busy=busy)
    return Contender("this engine, Celery prefork 2", mails, partial(once, bench, source))


def once(bench: Bench, source: str) -> Took:
    """One drain of a fresh copy, with workers of its own."""
    name = bench.round(source)
    bench.cluster.forget_messages()
    try:
        with engine.workers(bench.cluster, name, bench.sink) as running:
            return engine.drain(bench.cluster, name, bench.sink, bench.meter, running)
    finally:
        bench.cluster.drop(name)


def _peers(bench: Bench, chosen: list[Peer], mails: int) -> Iterator[Contender]:
    for peer in chosen:
        full, empty = (_prepared(bench, peer, count) for count in (mails, 0))
        yield Contender(peer.name, mails, partial(_peer_once, bench, peer, full, empty, mails))


def _prepared(bench: Bench, peer: Peer, mails: int) -> str:
    """The settings of a library make no other rows, so its databases are made once."""
    name = f"bench_peer_{peer.library}_{mails}"
    if name not in bench.cluster.made:
        peers.database(bench.cluster, peer, mails, bench.sink, name)
    return name


def _peer_once(bench: Bench, peer: Peer, full: str, empty: str, mails: int) -> Took:
    name, known = bench.round(full), bench.cluster
    known.forget_messages()
    try:
        return peers.drain(peer, Ground(known, name, bench.sink, bench.meter, empty), mails)
    finally:
        known.drop(name)


def _limits(bench: Bench, mails: int, connections: tuple[int, ...]) -> Iterator[Contender]:
    yield from (_smtp(bench, max(mails, FEWEST), number) for number in connections)
    sql = partial(limits.claim_and_record, bench.cluster, bench.meter, ROUND)
    words = f"limit: claim and record in SQL, batch {limits.BATCH}, 2 processes"
    yield Contender(words, limits.ROWS, sql)


def _smtp(bench: Bench, mails: int, connections: int) -> Contender:
    name = f"limit: raw SMTP, {connections} connection{'s' if connections > 1 else ''}, pipelined"
    return Contender(name, mails, partial(limits.smtp, bench.sink, bench.meter, mails, connections))
