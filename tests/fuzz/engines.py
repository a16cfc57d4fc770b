"""Two ways to think of inputs: Hypothesis from what a format is made of, atheris from what the code
of the parser does with them."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, settings

from tests.fuzz import shapes
from tests.fuzz.target import Target
from tests.fuzz.watch import Watch

#: Product and libraries that parse for it; only these are instrumented.
PARSERS = ("signals", "enrollment", "contacts", "compliance", "sequences", "anymail", "yaml")
#: Instrumented code is slower by so much; what is slow without it, Hypothesis finds.
SLOWER = 4.0
_AT_ONCE = 200


def hypothesis(target: Target, watch: Watch, seconds: float) -> None:
    """Try structured and changed inputs until the time is over."""
    until = time.monotonic() + seconds

    @settings(
        max_examples=_AT_ONCE,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(shapes.inputs(target))
    def some(data: bytes) -> None:
        if time.monotonic() < until:
            watch(data)

    while time.monotonic() < until:
        some()
    watch.tell()


def atheris(target: Target, watch: Watch, seconds: float, corpus: Path) -> None:
    """Try inputs that reach new places in the code; never returns, the library ends the process.

    What reached new places is kept in `corpus`, and is where the next run begins.
    """
    import atheris as library

    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed[: target.longest])
    dictionary = corpus.parent / f"{target.name}.words"
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
    options = [
        f"-max_total_time={max(1, int(seconds))}",
        f"-max_len={target.longest}",
        f"-dict={dictionary}",
        f"-artifact_prefix={corpus.parent / target.name}.",
        # Time and memory of each input are watched here, with words for what is found.
        *("-timeout=120", "-rss_limit_mb=0", "-malloc_limit_mb=0"),
        *("-verbosity=0", "-print_final_stats=0"),
        str(corpus),
    ]
    library.Setup([sys.argv[0], *options], watch)
    library.Fuzz()


def instrumented(load: Callable[[], Target]) -> Target:
    """What `load` returns; what it imports is instrumented."""
    import atheris as library

    with library.instrument_imports(include=list(PARSERS)):
        return load()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{each:02x}" for each in word)
