"""Fixtures that every test may use: a database, two workspaces, and an open scope."""

import gc
import os
from collections.abc import Iterator
from datetime import time

import pytest
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from compliance.rules import calling
from tenancy import clock
from tenancy.scope import scope
from tests import autocommit, database, handling, told
from tests.world import World, build_world

# How fast a machine is decides nothing here: a busy one must not fail a test. Each run tries other
# examples; more of them at once are tried with PROPERTY_EXAMPLES.
settings.register_profile(
    "suite",
    max_examples=int(os.environ.get("PROPERTY_EXAMPLES", "20")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("suite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests lie apart, the first of them at the front: workers, who get equal shares of the
    list, take them at the same time, and none of them is begun at the end."""
    long = [item for item in items if item.get_closest_marker("end_to_end")]
    rest = [item for item in items if not item.get_closest_marker("end_to_end")]
    share = len(rest) // max(1, len(long))
    spread = [each for n, one in enumerate(long) for each in (one, *rest[n * share :][:share])]
    items[:] = [*spread, *rest[len(long) * share :]]


def pytest_collection_finish() -> None:
    """What is loaded by now stays; looking through it for garbage again and again takes time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A clone of the migrated template, used as the application's role."""
    context = pytest.MonkeyPatch.context()
    with django_db_blocker.unblock(), database.cloned(), context as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: _clean())
        patch.setattr(TransactionTestCase, "_should_reload_connections", lambda self: False)
        yield


def _clean() -> None:
    """After a test that committed: what it left open ends first, then its rows are deleted."""
    for connection in connections.all(initialized_only=True):
        database.renew(connection)
    database.wipe()


@pytest.fixture(scope="session", autouse=True)
def _shared_middleware() -> Iterator[None]:
    """Clients share the middleware that the first of them loads."""
    with handling.shared_middleware():
        yield


@pytest.fixture(autouse=True)
def _fresh_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that moved the clock does not move the next one's. Where only the test's own process
    moves it, nobody looks whether it was moved: a slow machine would count those statements."""
    if request.node.get_closest_marker("end_to_end") is None:
        monkeypatch.setattr(clock, "_FRESH_SECONDS", 600)
    clock.forget()
    yield
    clock.forget()


@pytest.fixture(autouse=True)
def _any_hour(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs the engine may call people whenever the tests run; what is about quiet hours asks
    for `real_hours`, and what judges cases of its own has moments of its own."""
    asked = set(request.fixturenames)
    if asked & {"db", "transactional_db"} and "real_hours" not in asked:
        monkeypatch.setattr(calling, "OPENS", time.min)
        monkeypatch.setattr(calling, "CLOSES", time.max)


@pytest.fixture
def real_hours() -> None:
    """The quiet hours as they are."""


@pytest.fixture(autouse=True)
def strays() -> Iterator[autocommit.Strays]:
    """Requests run in autocommit, as in a process; a stray tenant statement fails the test."""
    with autocommit.requests() as strays:
        yield strays
    autocommit.judge(strays)


@pytest.fixture
def acme(db: None) -> World:
    """The workspace that tests act in, with a seat of each role."""
    return build_world("acme")


@pytest.fixture
def globex(db: None) -> World:
    """Another workspace, whose people must never see anything of acme."""
    return build_world("globex")


@pytest.fixture
def in_acme(acme: World, request: pytest.FixtureRequest) -> Iterator[World]:
    """Acme, with its scope open. Whom it told something finds the page that it is about."""
    with scope(acme.workspace.pk):
        yield acme
        assert told.dead_ends(acme, request.module.__name__) == []
