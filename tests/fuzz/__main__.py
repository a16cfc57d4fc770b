"""`make fuzz`: every parser of what comes from outside, given hostile inputs for a while.

Each target runs in processes of its own: two thirds of its time under atheris (inputs that follow
the code), then one third under Hypothesis (inputs that follow the format, also long ones). Where
atheris is not offered for this machine or Python, Hypothesis has all of the time, and that is said.
Findings lie with their inputs in `var/fuzz/findings`; with one, the command fails.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from config.run import bootstrap
from tests.fuzz.watch import ROOT, report_path

STATE = ROOT / "var/fuzz"
VENV = STATE / ".venv"
LOCK = ROOT / "requirements/fuzz.txt"
GROUPS = ("mail", "services", "wires", "files")
_FOLLOWS_CODE = 2 / 3
_ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "tests.settings",
    "DEMO": "1",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def main(words: Sequence[str]) -> int:
    """0 when nothing was found, 1 with findings."""
    asked = _arguments(words)
    known = _known()
    STATE.mkdir(parents=True, exist_ok=True)
    names = [n for n, group in known.items() if not asked.names or {n, group} & {*asked.names}]
    unknown = {*asked.names} - {*known, *known.values()}
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
        return 2
    library = "" if asked.engine == "hypothesis" else _library()
    reports = []
    print(f"{'target':15} {'engine':10} {'inputs':>9} {'s':>5} {'slowest':>15} {'memory':>14}")
    for engine, seconds in _shares(asked.engine if library else "hypothesis", asked.minutes * 60):
        shares = {n: seconds / sum(known[each] == known[n] for each in names) for n in names}
        for report in _run(engine, shares, library):
            reports.append(report)
            print(_line(report), flush=True)
    return _summary(reports)


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz", description="Fuzz the parsers.")
    parser.add_argument("names", nargs="*", help="targets or groups; all without one")
    parser.add_argument("--minutes", type=float, default=10.0, help="for each group together")
    parser.add_argument("--engine", choices=("both", "atheris", "hypothesis"), default="both")
    return parser.parse_args(words)


def _known() -> dict[str, str]:
    """The group of each target; asked of a child, since targets need Django."""
    code = (
        "import django; django.setup(); from tests.fuzz.catalogue import TARGETS; import json;"
        "print(json.dumps({n: t.group for n, t in TARGETS.items()}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=_environment(""),
        capture_output=True,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _library() -> str:
    """Where atheris lies; "" where there is none for this machine."""
    try:
        VENV.parent.mkdir(parents=True, exist_ok=True)
        bootstrap.make_venv(VENV)
        if not bootstrap.is_installed(VENV, LOCK):
            bootstrap.install(VENV, LOCK)
    except bootstrap.SetupError as error:
        print(f"{error}\nWithout atheris, Hypothesis has all of the time.")
        return ""
    found = next(iter(VENV.glob("lib/python*/site-packages")), Path())
    if not (found / "atheris").is_dir():
        print("atheris is not offered for this machine: Hypothesis has all of the time.")
        return ""
    return str(found)


def _shares(engine: str, seconds: float) -> list[tuple[str, float]]:
    """Each engine with its seconds for a group."""
    if engine != "both":
        return [(engine, seconds)]
    follows = seconds * _FOLLOWS_CODE
    return [("atheris", follows), ("hypothesis", seconds - follows)]


def _environment(library: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": library, **_ENVIRONMENT}


def _run(engine: str, shares: Mapping[str, float], library: str) -> Iterator[dict[str, Any]]:
    """The reports of one engine, as they come; a process that did not end well is a finding."""
    for name in shares:
        report_path(STATE, name, engine).unlink(missing_ok=True)
    words = [f"{name}={seconds}" for name, seconds in shares.items()]
    command = [sys.executable, "-m", "tests.fuzz.child", engine, str(STATE), *words]
    log = STATE / f"{engine}.log"
    with (
        log.open("wb") as err,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(library),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
        ) as child,
    ):
        assert child.stdout is not None
        for line in child.stdout:
            name, code = line.split()
            yield _report(name, engine, int(code))
    if child.returncode:
        raise SystemExit(f"{engine} failed; {log} says why.")


def _report(name: str, engine: str, code: int) -> dict[str, Any]:
    path = report_path(STATE, name, engine)
    report: dict[str, Any] = {"target": name, "engine": engine, "findings": []}
    if path.exists():
        report = json.loads(path.read_text())
    if code:
        file = str(path.with_suffix(".log"))
        found = {"kind": "crash", "place": name, "words": f"its process ended with {code}"}
        report["findings"].append({**found, "file": file, "size": 0})
    return report


def _line(report: dict[str, Any]) -> str:
    name = f"{report['target']:15} {report['engine']:10}"
    if "inputs" not in report:
        return f"{name} did not begin"
    slow = f"{report['slowest']:.2f} s/{report['slowest_size'] / 1000:.0f} kB"
    memory = f"{report['memory_before']:.0f} → {report['memory_after']:.0f} MB"
    found = f"  {len(report['findings'])} FOUND" if report["findings"] else ""
    return f"{name} {report['inputs']:>9,} {report['seconds']:>5.0f} {slow:>15} {memory:>14}{found}"


def _summary(reports: list[dict[str, Any]]) -> int:
    """Everything that was found, each kind at each place once."""
    found = {(f["kind"], f["place"]): (r, f) for r in reports for f in r["findings"]}
    for report, each in found.values():
        print(f"\n{report['target']}: {each['kind']} at {each['place']}: {each['words'][:200]}")
        print(f"    {each['size']:,} bytes, {each['file']}")
    inputs, seconds = (sum(r.get(name, 0) for r in reports) for name in ("inputs", "seconds"))
    targets = len({report["target"] for report in reports})
    print(
        f"\n{targets} targets, {inputs:,} inputs, {seconds / 60:.0f} minutes: {len(found)} found."
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
