"""Kill what sends, in every moment of a send, and compare the three sets afterwards.

    make chaos                          3 strikes at each point, and every outage
    make chaos ARGS='K7 K11'            these points alone
    make chaos ARGS='--kills 50'        so many at each point and round
    make chaos ARGS='--whole'           whole workers instead of processes of their pools
    make chaos ARGS='--together'        all points in one round, which is faster
    make chaos ARGS='broker --away 120' so many seconds without it
    make chaos ARGS=stops               races of stops with armings (tests/chaos/races)

Every round has a database, workers and a mail server with a durable log of its own. What is done
is kept in var/chaos-done.json and not done again until `--anew`; `--rounds` says how many of each.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.run.errors import RunError
from tests.chaos import rounds, table
from tests.chaos.place import place
from tests.chaos.points import POINTS
from tests.chaos.races import command
from tests.chaos.rounds import Plan
from tests.relay import ROOT, relay

if TYPE_CHECKING:
    from tests.benchmarks.drain.cluster import Cluster
    from tests.benchmarks.drain.stage import Stage

OUTAGES = ("random", "smtp", "broker", "database", "clock", "clocks")
RELAYS = {
    "smtp": "tests.chaos.relay",
    "clock": "tests.chaos.slow",
    "clocks": "tests.chaos.slow",
}


def main() -> int:
    """0 when nothing was lost or doubled; 1 when something was."""
    if sys.argv[1:2] == ["stops"]:
        return _stops(command.asked(sys.argv[2:]))
    choices = _asked()
    with tempfile.TemporaryDirectory() as folder:
        try:
            with place(Path(folder)) as cluster:
                done = _all(choices, cluster, Path(folder))
        except (RunError, TimeoutError) as error:
            _say(str(error))
            return 1
        except KeyboardInterrupt:
            _say("Stopped; the same command goes on after the rounds that are done.")
            return 130
    for line in table.lines(done):
        _say(line)
    return int(any(each["lost"] or each["doubled"] or each["broken"] for each in done))


def _stops(choices: argparse.Namespace) -> int:
    """The races of stops, on the same servers."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with place(Path(folder)) as cluster:
                return command.carry_out(choices, cluster, _first(cluster, Path(folder)))
        except RunError as error:
            _say(str(error))
            return 1
        except KeyboardInterrupt:
            _say("Stopped; the same command goes on after the rounds that are done.")
            return 130


def _first(cluster: "Cluster", folder: Path) -> "Stage":
    with relay(folder / "first-mail") as port:
        return _stage(cluster, port)


def _asked() -> argparse.Namespace:
    form = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser("make chaos", description=__doc__, formatter_class=form)
    known = [*(each.name for each in POINTS), *OUTAGES]
    parser.add_argument("points", nargs="*", help=", ".join(known))
    parser.add_argument("--kills", type=int, default=3, help="strikes at each point and round")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="no round begins after these")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--together", action="store_true")
    parser.add_argument("--away", type=float, default=3.0, help="seconds without broker, database")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--anew", action="store_true", help="forget the rounds that are done")
    parser.add_argument("--kept", type=Path, default=ROOT / "var/chaos-done.json")
    choices = parser.parse_args()
    if unknown := set(choices.points) - set(known):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return choices


def _all(choices: argparse.Namespace, cluster: "Cluster", folder: Path) -> list[dict[str, Any]]:
    """Every round that is not done yet, until the time is over; what is done."""
    done = [] if choices.anew else _read(choices.kept)
    ends = time.monotonic() + choices.minutes * 60
    stage = _first(cluster, folder)
    for number in range(choices.rounds):
        for plan in _plans(choices):
            had = sum(each["name"] == plan.name for each in done)
            if had > number or time.monotonic() > ends:
                continue
            took = _round(stage, plan, folder / f"{plan.name}-{number}", f"{choices.seed}:{had}")
            done.append(dict(rounds.told(took)))
            choices.kept.write_text(json.dumps(done, indent=1))
            _say(f"{plan.name}: {took.strikes} strikes, {took.seconds:.0f} s, holds: {took.holds}")
    return done


def _stage(cluster: "Cluster", port: int) -> "Stage":
    """The people whom all rounds copy; Django is loaded here."""
    os.environ |= {
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
    }
    import django

    django.setup()
    from tests.benchmarks.drain import stage

    return stage.prepare(cluster)


def _plans(choices: argparse.Namespace) -> list[Plan]:
    """A round for each thing that was asked for; all points, and outages unless `--together`."""
    outages = () if choices.together else OUTAGES
    wanted: Sequence[str] = choices.points or [*(each.name for each in POINTS), *outages]
    points = tuple(name for name in wanted if name not in OUTAGES)
    plans = list(_point_plans(points, choices))
    for name in wanted:
        # An outage is the same with whole workers.
        if name in OUTAGES and not choices.whole:
            kills = rounds.most(name, choices.kills)
            plans.append(
                Plan(name, (), kills, outside=name, relay=_relay_of(name), away=choices.away)
            )
    return plans


def _relay_of(name: str) -> str:
    return RELAYS.get(name, Plan.relay)


def _point_plans(points: tuple[str, ...], choices: argparse.Namespace) -> Iterator[Plan]:
    """One for each, or one for all of them."""
    suffix = " whole" if choices.whole else ""
    if choices.together and points:
        yield Plan("together" + suffix, points, choices.kills, choices.whole)
        return
    for name in points:
        yield Plan(name + suffix, (name,), choices.kills, choices.whole)


def _round(stage: "Stage", plan: Plan, folder: Path, seed: str) -> Any:
    folder.mkdir()
    with relay(folder / "mail", plan.relay) as port:
        return rounds.carry_out(rounds.Round(stage, plan, folder, port, seed))


def _read(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text())) if path.exists() else []


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
