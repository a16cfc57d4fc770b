"""Races of stops with armings, until enough are judged.

    make chaos ARGS=stops
    make chaos ARGS='stops --races 2000 --minutes 5'

The control comes first: the same without the locks that armings and stops share. It has to show
armings after a committed stop; with the locks there must be none. What is done is kept in
var/chaos-stops.json, and the same command goes on after it until `--anew`.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.chaos.races import judging, rounds, table
from tests.chaos.races.rounds import Round
from tests.relay import ROOT

if TYPE_CHECKING:
    from tests.benchmarks.drain.cluster import Cluster
    from tests.benchmarks.drain.stage import Stage

WITH, WITHOUT = "with", "without"
Done = dict[str, list[dict[str, Any]]]


def asked(words: Sequence[str]) -> argparse.Namespace:
    """What the command line says."""
    form = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser("make chaos", description=__doc__, formatter_class=form)
    parser.add_argument("--races", type=int, default=1_000, help="go on until so many are judged")
    parser.add_argument("--touches", type=int, default=2_000, help="in each round")
    parser.add_argument("--minutes", type=float, default=60, help="no round begins after these")
    parser.add_argument("--anew", action="store_true", help="forget the rounds that are done")
    parser.add_argument("--kept", type=Path, default=ROOT / "var/chaos-stops.json")
    return parser.parse_args(words)


def carry_out(choices: argparse.Namespace, cluster: "Cluster", stage: "Stage") -> int:
    """0 when no arming came after a stop with the locks, and some did without them."""
    done: Done = {} if choices.anew else _read(choices.kept)
    ends = time.monotonic() + choices.minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        while (which := _next(done, choices.races)) and time.monotonic() < ends:
            place = Path(folder) / f"{which}-{len(done.get(which, ()))}"
            begun = time.monotonic()
            found = rounds.carry_out(Round(stage, place, choices.touches, which == WITH))
            kinds = {name: dict(judging.as_line(tally)) for name, tally in found.items()}
            took = round(time.monotonic() - begun, 1)
            done.setdefault(which, []).append({"seconds": took, "kinds": kinds})
            choices.kept.write_text(json.dumps(done))
            races = sum(each.races for each in found.values())
            print(f"{races} races {which} the locks, {took:.0f} s", flush=True)
    print("\n".join(table.lines(done)), flush=True)
    return 0 if table.holds(done) else 1


def _next(done: Done, wanted: int) -> str:
    """What is still to be done; "" when nothing is."""
    if not done.get(WITHOUT):
        return WITHOUT
    return WITH if table.added(done.get(WITH, []), "races") < wanted else ""


def _read(path: Path) -> Done:
    return dict(json.loads(path.read_text())) if path.exists() else {}
