"""`make clean`: forget the demo data, the logs and every cache. `python -m config.run.clean`."""

import shutil
import sys
from pathlib import Path

from config.run.errors import RunError
from config.run.places import discard, home_of_existing
from config.run.servers import refuse_while_running

_CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis")


def clean(root: Path) -> None:
    """Remove var/ with the databases it names, and the caches. Raises RunError while one runs."""
    states = [path for path in (root / "var").glob("*") if path.is_dir()]
    for state in states:
        refuse_while_running(home_of_existing(state))
    for state in states:
        discard(state)
    for folder in (root / "var", *(root / name for name in _CACHES)):
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """0 when all is gone; 1 with a sentence."""
    try:
        clean(Path(__file__).resolve().parents[2])
    except RunError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
