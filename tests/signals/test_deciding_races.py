"""Two people decide on, or undo, the same message at the same moment: one of them is first."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from enrollment.models import Enrollment
from signals import deciding
from signals.kinds import Kind
from signals.models import Change, Signal, SignalState
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance.racing import race
from tests.console.scenes import reply_held, running
from tests.world import World, contact


@pytest.fixture
def held(acme: World) -> Signal:
    """An answer that waits, committed."""
    with scope(acme.workspace.pk), transaction.atomic():
        acme.mailbox.heard_at = datetime.now(UTC)
        acme.mailbox.save()
        person = contact(owner=acme.rep)
        return reply_held(person, running(acme, person))


def as_decides(signal: Signal, kind: Kind, seat: Membership) -> Signal:
    return deciding.decide(signal, kind=kind, seat=seat, actor=member(seat))


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_counts(acme: World, held: Signal) -> None:
    found = race(
        acme.workspace.pk,
        lambda: as_decides(held, Kind.REPLY, acme.rep),
        lambda: as_decides(held, Kind.OTHER, acme.manager),
    )
    refused = [each for each in found if isinstance(each, Refused)]
    assert [each.code for each in refused] == ["state_changed"]
    with scope(acme.workspace.pk), transaction.atomic():
        assert Change.objects.exclude(decided_by=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_undos_at_once_one_counts(acme: World, held: Signal) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        as_decides(held, Kind.REPLY, acme.rep)

    def undoes(seat: Membership) -> Signal:
        return deciding.reverse(held, seat=seat, actor=member(seat), seen=SignalState.APPLIED)

    found = race(acme.workspace.pk, lambda: undoes(acme.rep), lambda: undoes(acme.manager))
    assert [each.code for each in found if isinstance(each, Refused)] == ["state_changed"]
    with scope(acme.workspace.pk), transaction.atomic():
        assert Enrollment.objects.get().state == "on_hold"
