"""Measure, and print the table.

    make bench                          the comparison, about a quarter of an hour
    make bench ARGS=full                everybody with every number of mails
    make bench ARGS=slow                the sink answers after 20 ms
    make bench ARGS=growth              10,000, 1,000,000 and 5,000,000 planned rows
    make bench ARGS=workspaces          10 and 1,000 workspaces, due in some or in all
    make bench ARGS=memory              a worker's memory over 100,000 touches
    make bench ARGS=enrolment           100,000 people into a sequence
    make bench ARGS=pinning             what the next machine adds
    make bench ARGS=control             fairness, and how soon a stop switch is felt
    make bench ARGS=signals             answers come in at full load: how soon nothing leaves
    make bench ARGS=--profile           where the time of one worker goes

`--mails 200 --rounds 1` is a trial. Each part keeps what it measured in var/bench/<part>.json.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from config.run.errors import RunError
from tests.benchmarks.drain import cluster, listening
from tests.benchmarks.drain.asking import Asked, asked, say
from tests.benchmarks.drain.engine import Broken
from tests.benchmarks.drain.processes import Meter


def main() -> int:
    """0 when everything counts; 1 when a guard did not hold or something is missing."""
    choices = asked(__doc__ or "")
    try:
        with ExitStack() as stack:
            return _measure(choices, stack)
    except (Broken, RunError, TimeoutError) as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped; nothing of it runs any more. What was measured is in var/bench.")
        return 130


def _measure(choices: Asked, stack: ExitStack) -> int:
    servers = stack.enter_context(cluster.started())
    sink = stack.enter_context(listening.running())
    cluster.speak_to(servers, sink.url)
    import django

    django.setup()
    from tests.benchmarks.drain import stage
    from tests.benchmarks.drain.draining import Bench

    meter = Meter(postgres=servers.postgres_pid, broker=servers.broker_pid, sink=sink.pid)
    bench = Bench(servers, sink, meter, stage.prepare(servers))
    return max(_parts()[part](bench, choices) for part in choices.parts)


def _parts() -> Mapping[str, Callable[..., int]]:
    """Loaded when Django is ready."""
    from tests.benchmarks.drain import (
        alone,
        comparing,
        controlling,
        enrolling,
        growing,
        hearing,
        profiling,
    )

    return {
        "drain": comparing.some,
        "full": comparing.full,
        "slow": comparing.slow,
        "growth": growing.rows,
        "workspaces": growing.workspaces,
        "memory": alone.memory,
        "pinning": alone.pinning,
        "enrolment": enrolling.measure,
        "control": controlling.measure,
        "signals": hearing.measure,
        "profile": profiling.measure,
    }


if __name__ == "__main__":
    sys.exit(main())
