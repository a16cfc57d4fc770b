"""The demo as `manage.py demo` leaves it; its past, which needs the mail servers of `make run`, is
seen in `tests/end_to_end`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from compliance.findings import Severity
from console.demo import building, copy, history, tracks
from enrollment.models import Audience, Enrollment, EnrollmentState
from sequences import services
from sequences.models import Simulation, SimulationStage, Version, VersionState
from tenancy import clock, turns
from tenancy.models import Workspace
from tenancy.scope import scope

STATES = {
    f"{copy.COLD} v1": VersionState.APPROVED,
    f"{copy.INBOUND} v1": VersionState.APPROVED,
    f"{copy.INBOUND} v2": VersionState.DRAFT,
    f"{copy.VISITS} v1": VersionState.RETIRED,
    f"{copy.VISITS} v2": VersionState.APPROVED,
    f"{tracks.WARM} v1": VersionState.APPROVED,
    f"{tracks.WARM} v2": VersionState.IN_APPROVAL,
}
# What the lint says to authors; no name is off the rule.
FOUND = {f"{copy.COLD} v1": ["too_many_touches"], f"{copy.INBOUND} v2": ["link_insecure"]}


@contextmanager
def harbour() -> Iterator[None]:
    """In the workspace of the tour."""
    for workspace_id in turns.workspaces():
        with scope(workspace_id), transaction.atomic():
            if Workspace.objects.filter(slug="harbour").exists():
                yield
                return
    raise AssertionError("there is no workspace called harbour")


@pytest.fixture
def demo(transactional_db: None, settings: Settings) -> None:
    """Built without a relay of ours, so nothing leaves and nothing has happened yet."""
    settings.SANDBOX_DIR = ""
    building.build()


def test_the_demo_shows_what_there_is_and_is_built_once(demo: None) -> None:
    everything_is_there()
    with harbour():
        before = Enrollment.objects.count()
    building.build()
    with harbour():
        assert Enrollment.objects.count() == before
        assert Simulation.objects.count() == Audience.objects.count() == 1


def everything_is_there() -> None:
    with harbour():
        versions = {str(each): each for each in Version.objects.select_related("sequence")}
        assert {name: each.state for name, each in versions.items()} == STATES
        assert {name: loud(each) for name, each in versions.items() if loud(each)} == FOUND
        results = [each for version in versions.values() for each in services.results(version)]
        assert results and all(each.passed for each in results)
        assert Simulation.objects.get().stage == SimulationStage.DONE
        assert Audience.objects.get().view is not None
        older = Enrollment.objects.filter(version=versions[f"{copy.VISITS} v1"])
        assert older.filter(state=EnrollmentState.AWAITING_REVIEW).exists()


def loud(version: Version) -> list[str]:
    """What the lint would have an author correct."""
    found = services.findings(version)
    return [each.code for each in found if each.severity != Severity.INFO]


def test_without_mail_servers_the_demo_comes_to_the_present_at_once(
    transactional_db: None,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.SANDBOX_DIR = str(tmp_path)
    settings.EMAIL_PORT = settings.INBOUND_PORT = 1
    monkeypatch.setattr(history, "PATIENCE_SECONDS", 0.0)
    history.begin()
    assert clock.behind() == history.BEGINS
    history.play()
    assert clock.behind() == timedelta()
