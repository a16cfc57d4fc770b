"""Loaded before anything else (`-p tests.servers`): the servers that the suite runs on.

Without DATABASE_URL the embedded ones are started by the controlling process; its xdist workers
find them in the environment. Whoever gives DATABASE_URL gives DATABASE_SUPERUSER_URL too: only a
superuser may empty the tables between tests; and a server that keeps the moments of commits
(TRACKING), which the races of stops are judged by.
"""

import os
from contextlib import ExitStack
from pathlib import Path

from config.run.credentials import credentials
from config.run.servers import running
from tests.chaos.place import TRACKING

_servers = ExitStack()

os.environ.setdefault("DEMO", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

if "DATABASE_URL" not in os.environ:
    root = Path(__file__).resolve().parent.parent
    urls = _servers.enter_context(
        running(root, name="test", durable=False, slots=8, settings=[TRACKING])
    )
    os.environ["DATABASE_URL"] = urls.database_url
    os.environ["DATABASE_OWNER_URL"] = urls.database_owner_url
    words = credentials(urls.home)
    os.environ["DATABASE_SUPERUSER_URL"] = urls.database_owner_url.replace(
        f"seqops_owner:{words.owner}", f"seqops_internal:{words.superuser}"
    )
    os.environ["REDIS_URL"] = urls.redis_url


def pytest_unconfigure() -> None:
    """Stop what was started here."""
    _servers.close()
