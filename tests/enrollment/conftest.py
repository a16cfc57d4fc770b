"""A workspace whose first message is approved and due, and a mail server that takes it."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from contacts.models import Contact
from enrollment.models import Enrollment
from sequences.models import Version
from tenancy import clock
from tenancy.scope import scope
from tests import told
from tests.enrollment import outside
from tests.enrollment import sink as sinks
from tests.enrollment.stage import always_open, approve, enrol
from tests.world import World, approved, contact


@pytest.fixture
def sink(settings: Settings) -> Iterator[sinks.Sink]:
    """A mail server, and the settings that point at it."""
    with sinks.running() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.SANDBOX_DIR = ""
        yield running


@pytest.fixture
def stage(transactional_db: None, acme: World, request: pytest.FixtureRequest) -> Iterator[World]:
    """Acme with its scope open, committed, and a window that is always open. Whom it told
    something finds the page that it is about."""
    with scope(acme.workspace.pk):
        with transaction.atomic():
            always_open(acme.workspace)
        yield acme
        assert told.dead_ends(acme, request.module.__name__) == []


@pytest.fixture
def morning(stage: World) -> datetime:
    """The next morning: what takes hours still happens on the day it is asked for."""
    now = clock.now()
    nine = now.replace(hour=9, minute=0, second=0, microsecond=0)
    clock.advance((nine - now) % timedelta(days=1))
    return clock.now()


@pytest.fixture
def version(stage: World) -> Version:
    """The outbound cadence, approved."""
    with transaction.atomic():
        return approved(stage.admin, stage.other_admin)


@pytest.fixture
def peter(stage: World) -> Contact:
    """A person who may be contacted, owned by the rep."""
    with transaction.atomic():
        return contact(owner=stage.rep)


@pytest.fixture
def waiting(stage: World, version: Version, peter: Contact) -> Enrollment:
    """Peter, enrolled and waiting for review."""
    return enrol(stage, version, peter)


@pytest.fixture
def active(stage: World, waiting: Enrollment) -> Enrollment:
    """Peter, approved: his first message is due now."""
    approve(stage, waiting)
    clock.advance(timedelta(minutes=30))
    return waiting


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> outside.Names:
    """A DNS of the test's own."""
    made = outside.Names()
    monkeypatch.setattr(socket, "getaddrinfo", made)
    return made


@pytest.fixture
def loopback(settings: Settings, names: outside.Names) -> outside.Names:
    """Senders may have their servers on this machine, as on a network that an operator opened."""
    settings.SENDER_NETWORKS = ["127.0.0.0/8"]
    return names


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> outside.Authority:
    """The one authority that is trusted."""
    made = outside.authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.trusted))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    return made
