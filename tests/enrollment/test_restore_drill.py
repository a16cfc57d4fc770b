"""The restore drill in short: the backup is a copy of the files instead of a dump."""

from pathlib import Path

import pytest
from pytest_django import Settings

from enrollment.evidence import sources
from tests.drill.backups import Copies
from tests.drill.scenario import Drill
from tests.relay import relay


@pytest.mark.end_to_end
def test_a_restore_forgets_no_stop_and_sends_nothing_twice(
    transactional_db: None, tmp_path: Path, settings: Settings
) -> None:
    with relay(tmp_path / "mail") as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.SANDBOX_DIR = str(tmp_path / "mail")
        settings.STOP_LOG_DIR = str(tmp_path / "stops")
        sources.forget()
        drill = Drill(Copies(), tmp_path / "mail", say=lambda line: None)
        drill.run()
    assert len(drill.proven) == 14
