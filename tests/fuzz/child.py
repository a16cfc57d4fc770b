"""`python -m tests.fuzz.child <target> <engine> <seconds> <folder>`: one target in this process,
with a limit of memory; its report lies in the folder."""

import resource
import sys
from pathlib import Path

import django

from tests.fuzz import engines
from tests.fuzz.target import Target
from tests.fuzz.watch import MOST_SECONDS, Watch

MOST_MEMORY = 4 * 1024**3


def _load(name: str) -> Target:
    django.setup()
    from tests.fuzz.catalogue import TARGETS

    return TARGETS[name]


def main(words: list[str]) -> None:
    """Fuzz until the time is over."""
    name, engine, seconds, folder = words[0], words[1], float(words[2]), Path(words[3])
    by_code = engine == "atheris"
    target = engines.instrumented(lambda: _load(name)) if by_code else _load(name)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    most = MOST_SECONDS * (engines.SLOWER if by_code else 1)
    watch = Watch(target, engine, folder, most)
    watch.ready()
    if by_code:
        engines.atheris(target, watch, seconds, folder / "corpus" / name)
    else:
        engines.hypothesis(target, watch, seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
