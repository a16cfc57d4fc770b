"""Invariants of the engine that no story shows by itself; the numbers are those of the design."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from contacts.models import Contact
from enrollment.dispatch import arm, loading
from enrollment.models import Enrollment, SendIntent, Touch
from sequences import services as sequences
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Installation
from tests.enrollment.sink import Sink
from tests.enrollment.stage import armed_only, in_hand, intents, reload, touches, work
from tests.world import World


def test_7_accepted_without_evidence_is_refused_by_the_database(active: Enrollment) -> None:
    armed_only(active)
    with pytest.raises(IntegrityError, match="accepted_has_evidence"), transaction.atomic():
        SendIntent.objects.update(outcome="accepted")


def test_9_message_ids_differ_with_touch_fence_and_restore_epoch(active: Enrollment) -> None:
    def made() -> str:
        with transaction.atomic():
            (row,) = loading.load([touch.pk])
            return arm.new_message_id(row, Installation.objects.get())

    touch = touches(active)[0]
    found = {made()}
    with transaction.atomic():
        Touch.objects.filter(pk=touch.pk).update(fence=touch.fence + 1)
    found.add(made())
    Installation.objects.update(restore_epoch=99)
    found.add(made())
    assert len(found) == 3


def test_11_a_step_is_not_armed_before_the_one_before_is_settled(
    active: Enrollment, version: Version, sink: Sink
) -> None:
    with transaction.atomic():
        later = version.steps.get(key="follow-up")
        Touch.objects.create(
            enrollment=active,
            step=later,
            sequence_id=version.sequence_id,
            position=later.position,
            kind=later.kind,
            automatic=True,
            mailbox=active.mailbox,
            due_at=clock.now(),
        )
        first = Touch.objects.get(position=1)
        Touch.objects.filter(pk=first.pk).update(lease_until=datetime(2999, 1, 1, tzinfo=UTC))
    work()
    assert sink.accepted == []


def test_13_and_28_nothing_is_armed_in_a_restore_hold(active: Enrollment, sink: Sink) -> None:
    ready = in_hand()
    Installation.objects.update(restore_hold=True)
    assert arm.arm(ready) == []
    work()
    assert sink.accepted == []


def test_20_the_contacts_new_owner_cannot_have_approved(
    stage: World, active: Enrollment, peter: Contact, sink: Sink
) -> None:
    with transaction.atomic():
        Contact.objects.filter(pk=peter.pk).update(owner=stage.reviewer)
    work()
    assert sink.accepted == []
    assert reload(active).state == "awaiting_review"


def test_29_editing_a_sequence_leaves_people_on_their_version(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    work()
    with transaction.atomic():
        seat, by = stage.admin, member(stage.admin)
        draft = sequences.new_draft(active.sequence, seat=seat, actor=by)
        draft = sequences.submit(draft, seat=seat, actor=by)
        sequences.approve(draft, seat=stage.other_admin, actor=member(stage.other_admin))
    fresh = reload(active)
    assert (fresh.version_id, fresh.state) == (active.version_id, "active")
    assert [touch.step.version_id for touch in touches(active)] == [active.version_id] * 2


def test_the_wire_hash_is_of_the_bytes_that_left(active: Enrollment, sink: Sink) -> None:
    work()
    (raw,) = sink.raw
    assert hashlib.sha256(raw).hexdigest() == intents(active)[0].wire_hash
