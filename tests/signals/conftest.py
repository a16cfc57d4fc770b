"""A person who has had our first message."""

from datetime import timedelta

import pytest

from contacts.models import Contact
from enrollment.models import Enrollment, SendIntent
from sequences.models import Version
from tenancy import clock
from tests.enrollment.stage import always_open
from tests.signals.stage import send_next, started
from tests.world import World, approved, contact


@pytest.fixture
def version(in_acme: World) -> Version:
    """The outbound cadence, approved; a window that is always open."""
    always_open(in_acme.workspace)
    return approved(in_acme.admin, in_acme.other_admin)


@pytest.fixture
def peter(in_acme: World) -> Contact:
    """A person who may be contacted, owned by the rep."""
    return contact(owner=in_acme.rep, external_id="crm-1")


@pytest.fixture
def enrollment(in_acme: World, version: Version, peter: Contact) -> Enrollment:
    """Peter, approved: his first message is due."""
    row = started(in_acme, version, peter)
    clock.advance(timedelta(minutes=30))
    return row


@pytest.fixture
def intent(enrollment: Enrollment) -> SendIntent:
    """The message that Peter has had."""
    return send_next()
