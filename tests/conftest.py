"""Fixtures that every test may use: a database, two workspaces, and an open scope."""

from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tenancy import clock
from tenancy.scope import scope
from tests import database
from tests.world import World, build_world


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A clone of the migrated template, used as the application's role."""
    context = pytest.MonkeyPatch.context()
    with django_db_blocker.unblock(), database.cloned(), context as patch:
        # The application's role may not truncate; the owner empties the tables instead.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: database.wipe())
        yield


@pytest.fixture(autouse=True)
def _fresh_clock() -> Iterator[None]:
    """A test that moved the clock does not move the next one's."""
    clock.forget()
    yield
    clock.forget()


@pytest.fixture
def acme(db: None) -> World:
    """The workspace that tests act in, with a seat of each role."""
    return build_world("acme")


@pytest.fixture
def globex(db: None) -> World:
    """Another workspace, whose people must never see anything of acme."""
    return build_world("globex")


@pytest.fixture
def in_acme(acme: World) -> Iterator[World]:
    """Acme, with its scope open."""
    with scope(acme.workspace.pk):
        yield acme
