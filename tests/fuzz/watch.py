"""Watching a parser at each input: what it raises, how long it works, and what memory it takes.

Time is that of the processor, so a busy machine makes nobody slow. A parser that does not end is
interrupted: patterns of `re` and Python code are, a loop in C is not (that process is ended).
"""

import hashlib
import json
import resource
import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType

from tests.fuzz.target import Target

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 2.0
# Of what one input may add to the most memory that the process ever had.
MOST_MEGABYTES = 100.0
MOST_FINDINGS = 20
_SAY_EVERY = 1.0


class Hang(BaseException):
    """It took longer than it may; no parser's `except Exception` keeps it."""


@dataclass
class Finding:
    """What was wrong, where, and the file with the shortest input that shows it."""

    kind: str
    place: str
    words: str
    size: int
    file: str


@dataclass
class Report:
    """What came of one run; times in seconds of the processor, memory in MB."""

    target: str
    engine: str
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_size: int = 0
    memory_before: float = 0.0
    memory_after: float = 0.0
    findings: list[Finding] = field(default_factory=list)


class Watch:
    """Call it with each input."""

    def __init__(self, target: Target, engine: str, folder: Path, most: float = MOST_SECONDS):
        self.target, self.folder, self.most = target, folder, most
        self.report = Report(target.name, engine)
        self._begun = time.monotonic()
        self._said = 0.0

    def ready(self) -> None:
        """What is loaded once and kept counts for no input."""
        for seed in self.target.seeds():
            self(seed)
        self.report.memory_before = megabytes()

    def __call__(self, data: bytes) -> None:
        """Give one input to the parser; keeps what is found and goes on."""
        report, memory = self.report, megabytes()
        report.inputs += 1
        begun = time.process_time()
        try:
            with limited(self.most):
                self.target.take(data)
        except Hang as hang:
            self._keep("hang", _place(hang), f"more than {self.most:.0f} s", data)
        except Exception as error:
            self._keep(type(error).__name__, _place(error), str(error)[:300], data, error)
        taken = time.process_time() - begun
        if taken > report.slowest:
            report.slowest, report.slowest_size = taken, len(data)
        grown = megabytes() - memory
        if grown > MOST_MEGABYTES and report.memory_before:
            self._keep("memory", self.target.name, f"{grown:.0f} MB more", data)
        if time.monotonic() - self._said > _SAY_EVERY:
            self.tell()

    def tell(self) -> None:
        """Write the report; a process that is ended from outside has said what it knew."""
        self._said = time.monotonic()
        self.report.seconds = self._said - self._begun
        self.report.memory_after = megabytes()
        path = report_path(self.folder, self.report.target, self.report.engine)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self.report), indent=1))

    def _keep(
        self, kind: str, place: str, words: str, data: bytes, error: Exception | None = None
    ) -> None:
        known = [each for each in self.report.findings if (each.kind, each.place) == (kind, place)]
        if (known and known[0].size <= len(data)) or len(self.report.findings) >= MOST_FINDINGS:
            return
        name = hashlib.sha256(f"{self.target.name} {kind} {place}".encode()).hexdigest()[:12]
        path = self.folder / "findings" / self.target.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        said = "".join(traceback.format_exception(error)) if error else ""
        path.with_suffix(".txt").write_text(f"{kind} at {place}: {words}\n{said}", errors="replace")
        for each in known:
            self.report.findings.remove(each)
        self.report.findings.append(Finding(kind, place, words, len(data), str(path)))
        self.tell()


def report_path(folder: Path, target: str, engine: str) -> Path:
    """Where the report of a run lies."""
    return folder / "reports" / f"{target}.{engine}.json"


def megabytes() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise Hang after so many seconds of the processor."""

    def late(number: int, frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _place(error: BaseException) -> str:
    """The last line of ours that it went through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if each.filename.startswith(str(ROOT))]
    product = [each for each in ours if "/tests/" not in each.filename] or ours
    if not product:
        return "outside"
    path = Path(product[-1].filename).relative_to(ROOT)
    return f"{path}:{product[-1].name}"
