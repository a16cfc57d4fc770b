"""A mailbox that does badly is paused once, with its figures, and a person alone opens it."""

from datetime import timedelta

import pytest
from django.db import transaction

from audit.models import Entry
from contacts.models import Contact
from enrollment import backlog, control
from enrollment.health import judging, terms
from enrollment.health.bands import Band, Limits
from enrollment.models import ControlGate, IntentState, Mailbox, MailboxHealth, Notice
from enrollment.models.control import GateKind
from sequences.models import Version
from signals.kinds import Kind
from signals.models import SignalState
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tests.compliance.counting import counted
from tests.enrollment.sending import sent, told
from tests.world import World, mailbox


def judge() -> None:
    """A worker looks, as it does every five minutes."""
    judging.judge(clock.real_now())


def health(box: Mailbox) -> MailboxHealth:
    with transaction.atomic():
        return MailboxHealth.objects.get(mailbox=box)


def gates() -> list[ControlGate]:
    with transaction.atomic():
        return control.closed()


def bad(world: World, version: Version, peter: Contact, bounces: int = 5) -> None:
    """Of a hundred messages five came back."""
    rows = sent(world, version, peter, 100)
    told(Kind.REPLY, *rows[50:60])
    told(Kind.BOUNCE_HARD, *rows[:bounces])


def reopen(world: World) -> None:
    """An admin decides the release plan."""
    seat, actor = world.admin, member(world.admin)
    row = backlog.draft(GateKind.MAILBOX, world.mailbox.pk, seat=seat, actor=actor)
    backlog.start(row, seat=seat, actor=actor)
    backlog.run(row.pk)


def test_a_mailbox_with_many_bounces_is_paused_with_its_figures(
    stage: World, version: Version, peter: Contact
) -> None:
    bad(stage, version, peter)
    judge()
    (gate,) = gates()
    assert (gate.kind, gate.ref, gate.closed_by) == ("mailbox", stage.mailbox.pk, "mailbox health")
    assert "5 of 100 messages of 30 days bounced (5.00 %, the limit is 4 %)." in gate.reason
    assert health(stage.mailbox).band == Band.PAUSE


def test_its_owner_and_every_admin_are_told_once(
    stage: World, version: Version, peter: Contact
) -> None:
    bad(stage, version, peter)
    judge()
    judge()
    with transaction.atomic():
        told_to = set(Notice.objects.values_list("member", flat=True))
        entries = Entry.objects.filter(action="gate.closed").count()
    assert told_to == {stage.admin.pk, stage.other_admin.pk, stage.rep.pk}
    assert entries == 1


def test_what_closed_it_once_does_not_close_it_again(
    stage: World, version: Version, peter: Contact
) -> None:
    bad(stage, version, peter)
    judge()
    reopen(stage)
    judge()
    assert gates() == []
    assert health(stage.mailbox).band == Band.UNJUDGED


def test_what_was_sent_after_it_was_opened_closes_it_again(
    stage: World, version: Version, peter: Contact
) -> None:
    bad(stage, version, peter)
    judge()
    reopen(stage)
    told(Kind.BOUNCE_HARD, *sent(stage, version, peter, 60, days_ago=0)[:4])
    judge()
    assert "4 of 60 messages" in gates()[0].reason


def test_better_figures_do_not_open_it(stage: World, version: Version, peter: Contact) -> None:
    bad(stage, version, peter)
    judge()
    told(Kind.REPLY, *sent(stage, version, peter, 900, days_ago=2)[:90])
    judge()
    assert health(stage.mailbox).sent == 1_000
    assert (health(stage.mailbox).band, len(gates())) == (Band.PAUSE, 1)


def test_a_mailbox_that_a_person_has_stopped_is_left_to_them(
    stage: World, version: Version, peter: Contact
) -> None:
    box = stage.mailbox.pk
    control.close(GateKind.MAILBOX, box, reason="New text", actor=member(stage.admin))
    bad(stage, version, peter)
    judge()
    assert [gate.reason for gate in gates()] == ["New text"]
    reopen(stage)
    judge()
    assert [gate.closed_by for gate in gates()] == ["mailbox health"]


def test_each_message_counts_once_at_the_moment_it_was_sent(
    stage: World, version: Version, peter: Contact
) -> None:
    rows = sent(stage, version, peter, 10, days_ago=20) + sent(stage, version, peter, 5)
    old = sent(stage, version, peter, 3, days_ago=31)
    for _ in range(2):
        told(Kind.BOUNCE_HARD, rows[0], rows[-1], old[0])
    told(Kind.COMPLAINT, rows[1])
    told(Kind.REPLY, rows[2], state=SignalState.IGNORED)
    told(Kind.NOT_NOW, rows[3])
    judge()
    found = health(stage.mailbox)
    assert (found.sent, found.bounced, found.complained, found.replied) == (15, 2, 1, 1)
    assert (found.week_sent, found.week_bounced, found.week_complained) == (5, 1, 0)


def test_what_the_server_refused_for_good_counts_as_bounced_and_doubts_do_not_count(
    stage: World, version: Version, peter: Contact
) -> None:
    for outcome in IntentState:
        sent(stage, version, peter, 1, outcome=outcome)
    judge()
    found = health(stage.mailbox)
    assert (found.sent, found.bounced) == (3, 1)


def test_one_mailbox_does_not_answer_for_another(
    stage: World, version: Version, peter: Contact
) -> None:
    with transaction.atomic():
        other = mailbox("second", stage.other_rep)
    bad(stage, version, peter)
    told(Kind.REPLY, *sent(stage, version, peter, 60, box=other)[:5])
    judge()
    assert [gate.ref for gate in gates()] == [stage.mailbox.pk]
    assert health(other).band == Band.GOOD


def test_judging_takes_as_many_statements_for_many_mailboxes_as_for_one(
    stage: World, version: Version, peter: Contact
) -> None:
    sent(stage, version, peter, 60)
    judge()
    with counted() as few:
        judge()
    with transaction.atomic():
        boxes = [mailbox(f"more{n}", stage.rep) for n in range(12)]
    for box in boxes:
        told(Kind.REPLY, *sent(stage, version, peter, 3, box=box))
    judge()
    with counted() as many:
        judge()
    assert len(many) == len(few)


def test_one_worker_of_several_judges(stage: World, version: Version, peter: Contact) -> None:
    judging.keep()
    bad(stage, version, peter)
    judging.keep()
    assert health(stage.mailbox).sent == 0
    with transaction.atomic():
        MailboxHealth.objects.update(judged_at=clock.real_now() - timedelta(minutes=5))
    judging.keep()
    assert health(stage.mailbox).band == Band.PAUSE


def test_a_workspace_may_be_stricter_and_the_trail_has_both_values(
    stage: World, version: Version, peter: Contact
) -> None:
    terms.change(Limits(bounce_watch=1, bounce_pause=2.5), actor=member(stage.admin))
    bad(stage, version, peter, bounces=3)
    judge()
    assert "the limit is 2.5 %" in gates()[0].reason
    with transaction.atomic():
        said = Entry.objects.get(action="healthlimits.changed").data
    assert said == {"bounce_watch": [2.0, 1], "bounce_pause": [4.0, 2.5]}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Limits(bounce_pause=5.01), "bounce_pause"),
        (Limits(complaint_pause=0.31), "complaint_pause"),
        (Limits(bounce_pause=0), "bounce_pause"),
        (Limits(bounce_watch=3, bounce_pause=2.5), "bounce_watch"),
        (Limits(reply_watch=101), "reply_watch"),
    ],
)
def test_no_workspace_is_laxer_than_providers_are(stage: World, wanted: Limits, field: str) -> None:
    with pytest.raises(Refused) as refused:
        terms.change(wanted, actor=member(stage.admin))
    assert field in refused.value.fields
