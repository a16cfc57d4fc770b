"""A pool shares new people evenly, and whoever has a mailbox keeps it."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from contacts.models import Contact
from enrollment import control, eligibility, facts, preflights
from enrollment.models import Enrollment, LimitCounter, Mailbox, MailboxPool, SenderAccount
from enrollment.models.control import GateKind
from enrollment.pools import keeping
from enrollment.pools.choosing import LABELS, Why
from enrollment.pools.picking import Picker
from sequences.models import Sequence, Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tests.compliance.counting import counted
from tests.enrollment.sending import sent
from tests.enrollment.sink import Sink
from tests.enrollment.stage import approve, email, enrol, live, reload, work
from tests.world import World, contact, mailbox


@pytest.fixture
def boxes(stage: World) -> list[Mailbox]:
    """Three senders of the workspace itself."""
    with transaction.atomic():
        made = [mailbox(f"desk{n}", stage.rep) for n in range(3)]
        Mailbox.objects.filter(pk__in=[box.pk for box in made]).update(owner=None)
    return sorted((reload(box) for box in made), key=lambda box: box.pk)


@pytest.fixture
def pooled(stage: World, boxes: list[Mailbox]) -> Version:
    """A version whose sequence uses them all."""
    version = live(stage, email("one"), name="Shared")
    pool = pool_of(stage, boxes)
    seat, actor = stage.admin, member(stage.admin)
    keeping.give(plan_of(version), pool.pk, seat=seat, actor=actor)
    with transaction.atomic():
        fresh: Version = Version.objects.select_related("sequence", "workspace").get(pk=version.pk)
        return fresh


@transaction.atomic
def plan_of(version: Version) -> Sequence:
    return Sequence.objects.get(pk=version.sequence_id)


def pool_of(world: World, boxes: list[Mailbox], pool: MailboxPool | None = None) -> MailboxPool:
    ids = [box.pk for box in boxes]
    by: dict[str, Any] = {"seat": world.admin, "actor": member(world.admin)}
    return keeping.save(pool, name="Desk", sticky_days=90, mailboxes=ids, **by)


def people(world: World, count: int, start: int = 0, **more: Any) -> list[Contact]:
    with transaction.atomic():
        names = [f"p{n}@initech.example" for n in range(start, start + count)]
        return [contact(name, **{"owner": world.rep, **more}) for name in names]


def given_to(rows: list[Enrollment]) -> Counter[Any]:
    return Counter(reload(row).mailbox_id for row in rows)


def all_rows() -> list[Enrollment]:
    with transaction.atomic():
        return list(Enrollment.objects.order_by("pk"))


def test_new_people_are_spread_evenly_over_several_enrolments(
    stage: World, pooled: Version, boxes: list[Mailbox]
) -> None:
    for start in (0, 4, 8):
        enrol(stage, pooled, *people(stage, 4, start))
    assert given_to(all_rows()) == {box.pk: 4 for box in boxes}


def test_a_mailbox_with_more_room_gets_more(
    stage: World, pooled: Version, boxes: list[Mailbox]
) -> None:
    with transaction.atomic():
        Mailbox.objects.filter(pk=boxes[2].pk).update(daily_limit=205)
    enrol(stage, pooled, *people(stage, 5))
    assert given_to(all_rows()) == {boxes[2].pk: 5}


def test_a_new_mailbox_is_given_what_its_day_allows(
    stage: World, pooled: Version, boxes: list[Mailbox]
) -> None:
    with transaction.atomic():
        grown = Mailbox.objects.filter(pk__in=[box.pk for box in boxes[:2]])
        grown.update(daily_limit=4)
        new = Mailbox.objects.filter(pk=boxes[2].pk)
        new.update(daily_limit=200, ramp_from=clock.now().date(), ramp_first=2, ramp_step=1)
    enrol(stage, pooled, *people(stage, 10))
    assert given_to(all_rows()) == {boxes[0].pk: 4, boxes[1].pk: 4, boxes[2].pk: 2}


def test_a_broken_account_for_text_messages_keeps_no_mail_back(
    stage: World, pooled: Version, boxes: list[Mailbox]
) -> None:
    with transaction.atomic():
        SenderAccount.objects.create(mailbox=boxes[0], kind="sms", test_result="failed")
    enrol(stage, pooled, *people(stage, 3))
    assert given_to(all_rows())[boxes[0].pk] == 1


@pytest.mark.parametrize("how", ["stopped", "switched off", "broken account"])
def test_who_cannot_send_gets_nobody(
    stage: World, pooled: Version, boxes: list[Mailbox], how: str
) -> None:
    box = boxes[0]
    if how == "stopped":
        control.close(GateKind.MAILBOX, box.pk, reason="Bounces", actor=member(stage.admin))
    with transaction.atomic():
        if how == "switched off":
            Mailbox.objects.filter(pk=box.pk).update(is_active=False)
        if how == "broken account":
            SenderAccount.objects.create(mailbox=box, kind="smtp", test_result="failed")
    enrol(stage, pooled, *people(stage, 4))
    assert given_to(all_rows()) == {boxes[1].pk: 2, boxes[2].pk: 2}


def test_while_all_are_stopped_people_come_in_and_wait(
    stage: World, pooled: Version, boxes: list[Mailbox]
) -> None:
    for box in boxes:
        control.close(GateKind.MAILBOX, box.pk, reason="Bounces", actor=member(stage.admin))
    row = enrol(stage, pooled, *people(stage, 1))
    assert reload(row).state == "awaiting_review"
    assert reload(row).mailbox_id in {box.pk for box in boxes}


def test_whoever_was_written_to_gets_the_same_mailbox_again(
    stage: World, pooled: Version, boxes: list[Mailbox]
) -> None:
    (person,) = people(stage, 1)
    sent(stage, pooled, person, 1, box=boxes[2], days_ago=10)
    assert picked(pooled, person) == (boxes[2], Why.SAME)


def test_after_the_stated_time_nothing_binds_them(
    stage: World, pooled: Version, boxes: list[Mailbox]
) -> None:
    (person,) = people(stage, 1)
    sent(stage, pooled, person, 1, box=boxes[2], days_ago=91)
    assert picked(pooled, person) == (boxes[0], Why.ROOM)


@transaction.atomic
def picked(version: Version, person: Contact) -> Any:
    picker = Picker(version.sequence)
    picker.meet([person])
    return picker.choose(person)


def test_a_members_mailbox_writes_only_to_whom_the_member_may_see(
    stage: World, pooled: Version, boxes: list[Mailbox]
) -> None:
    with transaction.atomic():
        theirs = mailbox("other", stage.other_rep)
        pool = MailboxPool.objects.get()
    pool_of(stage, [theirs], pool)
    mine, other = people(stage, 1), people(stage, 1, 1, owner=stage.other_rep)
    assert picked(pooled, mine[0]) == (None, Why.WAITS)
    assert picked(pooled, other[0]) == (theirs, Why.ROOM)
    assert reload(enrol(stage, pooled, *mine)).state == "ineligible"


def test_a_change_of_the_pool_leaves_everybody_where_they_are(
    stage: World, pooled: Version, boxes: list[Mailbox], sink: Sink
) -> None:
    row = enrol(stage, pooled, *people(stage, 1))
    before = next(box for box in boxes if box.pk == reload(row).mailbox_id)
    approve(stage, row)
    with transaction.atomic():
        pool = MailboxPool.objects.get()
    pool_of(stage, [box for box in boxes if box != before], pool)
    work()
    assert reload(row).mailbox_id == before.pk
    assert before.address in str(sink.accepted[0]["From"])


def test_why_it_was_this_one_is_in_the_trail(stage: World, pooled: Version) -> None:
    row = enrol(stage, pooled, *people(stage, 1))
    with transaction.atomic():
        entry = Entry.objects.get(action="enrollment.requested", enrollment_id=row.pk)
    assert entry.data["sender"] == LABELS[Why.ROOM]


def test_the_schedule_shows_the_shares_and_takes_nothing(
    stage: World, pooled: Version, boxes: list[Mailbox]
) -> None:
    ids = [each.pk for each in people(stage, 6)]
    by: dict[str, Any] = {"seat": stage.rep, "actor": member(stage.rep)}
    row = preflights.create(pooled, ids, **by)
    preflights.run(row.pk)
    with transaction.atomic():
        found = preflights.shares(row, stage.rep)
        assert not LimitCounter.objects.filter(key__startswith="given:").exists()
    assert [(each.count, each.why) for each in found] == [(2, LABELS[Why.ROOM])] * 3


def test_choosing_takes_as_many_statements_for_many_people_as_for_one(
    stage: World, pooled: Version
) -> None:
    few, many = people(stage, 1), people(stage, 12, 1)
    with transaction.atomic():
        look(pooled, few)
    with counted() as one, transaction.atomic():
        look(pooled, few)
    with counted() as twelve, transaction.atomic():
        look(pooled, many)
    assert len(twelve) == len(one)


def look(version: Version, contacts: list[Contact]) -> None:
    eligibility.look(facts.with_companies(each.pk for each in contacts), version)


def test_a_pool_in_use_is_not_deleted(stage: World, pooled: Version) -> None:
    by: dict[str, Any] = {"seat": stage.admin, "actor": member(stage.admin)}
    with transaction.atomic():
        pool = MailboxPool.objects.get()
    with pytest.raises(Refused, match="Sequences use this pool: Shared"):
        keeping.delete(pool, **by)
    keeping.give(plan_of(pooled), None, **by)
    keeping.delete(pool, **by)
    with transaction.atomic():
        assert not MailboxPool.objects.exists()


@pytest.mark.parametrize("role", ["rep", "manager", "reviewer"])
def test_only_admins_make_pools_and_give_them_to_sequences(
    stage: World, version: Version, role: str
) -> None:
    seat = getattr(stage, role)
    by: dict[str, Any] = {"seat": seat, "actor": member(seat)}
    with pytest.raises(Refused, match="may not"):
        keeping.save(None, name="X", sticky_days=1, mailboxes=[stage.mailbox.pk], **by)
    with pytest.raises(Refused, match="may not"):
        keeping.give(plan_of(version), None, **by)
