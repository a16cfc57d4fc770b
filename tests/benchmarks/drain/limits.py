"""What nobody can be faster than, on the same servers: see `raw`."""

import subprocess
import sys
import time
from collections.abc import Sequence

from tests.benchmarks.drain import raw
from tests.benchmarks.drain.cluster import Cluster
from tests.benchmarks.drain.engine import Broken, Took
from tests.benchmarks.drain.listening import ROOT, Sink
from tests.benchmarks.drain.processes import Meter

BATCH, PROCESSES = 200, 2
# Fewer rows are gone before anything can be measured.
ROWS = 40_000


def smtp(sink: Sink, meter: Meter, mails: int, connections: int) -> Took:
    """`mails` messages over so many kept connections of one process."""
    sink.take()
    words = ("smtp", str(sink.port), str(mails), str(connections))
    took = _measured(meter, [words], mails)
    came = sink.take()
    if len(set(came.message_ids)) != mails:
        raise Broken(f"Raw SMTP: {len(set(came.message_ids))} of {mails} messages came.")
    return Took(mails, took.seconds, took.start, took.bill, came.sessions, came.mean)


def claim_and_record(cluster: Cluster, meter: Meter, name: str) -> Took:
    """A queue of one table: claimed and recorded in batches by two processes."""
    cluster.create(name)
    with cluster.superuser(name) as connection:
        connection.execute(raw.QUEUE.format(count=ROWS).encode())
        connection.execute("GRANT ALL ON queue, entry TO seqops_app")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    took = _measured(meter, [("sql", cluster.url(name), str(BATCH))] * PROCESSES, ROWS)
    cluster.drop(name)
    return took


def _measured(meter: Meter, commands: Sequence[tuple[str, ...]], count: int) -> Took:
    begun, pipe = time.monotonic(), subprocess.PIPE
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.drain.raw", *words],
            cwd=ROOT,
            stdin=pipe,
            stdout=pipe,
            text=True,
        )
        for words in commands
    ]
    try:
        return _from_the_signal(meter, started, count, begun)
    finally:
        for one in started:
            one.communicate()


def _from_the_signal(
    meter: Meter, started: "list[subprocess.Popen[str]]", count: int, begun: float
) -> Took:
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    pids, ready = [one.pid for one in started], time.monotonic()
    before = meter.read(pids)
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    done = sum(int(one.stdout.readline()) for one in started if one.stdout)
    seconds = time.monotonic() - ready
    # They are still there: nobody has waited for them, so their account can be read.
    bill = meter.read(pids) - before
    if done != count:
        raise Broken(f"{done} of {count} were done.")
    return Took(count, seconds, ready - begun, bill, 0)
