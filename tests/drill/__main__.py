"""`make drill`: the restore drill on a throw-away database, with a protocol of what was proven.

    .venv/bin/python -m tests.drill

Starts the suite's own servers unless DATABASE_URL names a database. On its own ones the backup is
one of pg_dump; elsewhere, where no superuser is known, a copy of the database's files.
"""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.drill.backups import Backups


def main() -> int:
    """Print the protocol; 1 when something did not hold."""
    from tests import servers  # says where the database is, so it comes before Django

    django.setup()
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _drilled(Path(folder), getattr(servers, "urls", None))
    finally:
        servers.pytest_unconfigure()


def _drilled(folder: Path, urls: object) -> int:
    from django.conf import settings

    from tests import database
    from tests.drill.scenario import Drill, NotProven
    from tests.relay import relay

    with database.cloned(), relay(folder / "mail") as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.SANDBOX_DIR, settings.STOP_LOG_DIR = str(folder / "mail"), str(folder / "stops")
        drill = Drill(_backups(folder, urls), folder / "mail", lambda line: print(line, flush=True))
        try:
            drill.run()
        except NotProven as error:
            print(f"NOT PROVEN: {error}")
            return 1
    print(f"{len(drill.proven)} things were to be shown, and all hold.")
    return 0


def _backups(folder: Path, urls: object) -> "Backups":
    from config.run.account import server_account
    from config.run.credentials import credentials
    from config.run.places import binaries
    from config.run.servers import Servers
    from tests.drill.backups import Copies, Dumps

    if not isinstance(urls, Servers):
        return Copies()
    programs, _ = binaries(server_account())
    words = credentials(urls.home)
    return Dumps(programs / "bin", "seqops_internal", words.superuser, folder / "backup.dump")


if __name__ == "__main__":
    sys.exit(main())
