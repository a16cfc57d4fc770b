"""Mailboxes: one owner per address, and terms that change without the address."""

from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from enrollment.mailboxes import Terms, add_mailbox, change_limits, change_mailbox
from enrollment.models import Mailbox, MailboxAddress
from tenancy import actors
from tenancy.errors import Refused
from tenancy.scope import scope
from tests.enrollment.sink import in_thread
from tests.enrollment.stage import reload
from tests.world import World


def add(world: World, **changes: Any) -> Mailbox:
    values = {"name": "Sales", "address": "sales@acme.example", "owner": None, "daily_limit": 50}
    return add_mailbox(**{**values, **changes}, actor=actors.member(world.admin))


def change(world: World, **changes: Any) -> Mailbox:
    values = {"name": "Rep", "owner": world.rep, "daily_limit": 200}
    terms = Terms(**{**values, **changes})
    return change_mailbox(world.mailbox, terms, seat=world.admin, actor=actors.member(world.admin))


def test_mail_to_a_new_mailbox_finds_its_workspace(in_acme: World) -> None:
    box = add(in_acme, address="Sales@ACME.example")
    found = MailboxAddress.objects.get(address="sales@acme.example")
    assert (found.workspace_id, found.mailbox_id) == (in_acme.workspace.pk, box.pk)


def test_an_address_belongs_to_one_workspace(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        add(acme)
    with scope(globex.workspace.pk), pytest.raises(Refused) as refused:
        add(globex)
    assert refused.value.code == "address_taken"


def test_a_refused_mailbox_leaves_nothing_behind(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        add(acme)
    with scope(globex.workspace.pk):
        with pytest.raises(Refused):
            add(globex)
        assert not Mailbox.objects.filter(address="sales@acme.example").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "nobody"),
        ("address", "sales+tag@acme.example"),
        ("daily_limit", -1),
        ("daily_limit", 10_001),
        ("hourly_limit", 0),
        ("hourly_limit", 10_001),
        ("name", "  "),
        ("name", "x" * 121),
        ("name", "a\x00b"),
        ("zone", "Mars/Base"),
    ],
)
def test_impossible_terms_are_refused_at_their_field(
    in_acme: World, field: str, value: object
) -> None:
    with pytest.raises(Refused) as refused:
        add(in_acme, **{field: value})
    assert field in refused.value.fields


def test_the_trail_tells_what_changed_and_no_address(in_acme: World) -> None:
    change(in_acme, daily_limit=9, is_active=False)
    data = Entry.objects.get(action="mailbox.changed").data
    assert data == {"changed": ["daily_limit", "is_active"], "daily_limit": 9, "is_active": False}


def test_nothing_changed_is_no_entry(in_acme: World) -> None:
    change(in_acme)
    assert not Entry.objects.filter(action="mailbox.changed").exists()


def test_who_accepts_a_mailbox_that_nobody_hears_is_kept(in_acme: World) -> None:
    assert change(in_acme, unmonitored=True).unmonitored_by_id == in_acme.admin.pk
    assert change(in_acme, unmonitored=False).unmonitored_by_id is None


def test_a_change_of_limits_does_not_put_back_what_somebody_else_changes(stage: World) -> None:
    box, by = stage.mailbox, actors.member(stage.admin)

    def limit() -> None:
        with scope(stage.workspace.pk):
            change_limits(box, daily_limit=7, hourly_limit=None, seat=stage.admin, actor=by)

    with transaction.atomic():
        Mailbox.objects.filter(pk=box.pk).update(is_active=False)
        waiting = in_thread(limit)
        waiting.join(0.5)
    waiting.join(10)
    fresh = reload(box)
    assert (fresh.daily_limit, fresh.is_active) == (7, False)
