"""Settings: the workspace, members, mailboxes and keys; for admins alone."""

from typing import Any

import pytest

from enrollment.models import Mailbox, MailboxAddress
from tenancy.actors import member
from tenancy.models import ApiKey, Membership, User, Workspace
from tenancy.roles import Role
from tenancy.services import save_settings
from tests.console.browsing import BUDGET, browser, reads
from tests.sequences.drafting import drafted
from tests.world import World, seat

HOME = "/w/acme/settings/"
PAGES = ["", "fields/", "members/", "mailboxes/", "keys/"]
WORKSPACE = {
    "name": "Acme",
    "zone": "Europe/Paris",
    "country": "fr",
    "postal_address": "1 rue Longue, Paris",
    "task_remind_hours": "4",
    "task_reminders": "3",
    "task_escalate_days": "2",
    "task_end_days": "5",
    "task_end": "expire",
    "cool_off_days": "30",
    "max_lateness_hours": "48",
    "stale_after_days": "90",
    "max_active_at_company": "3",
    "touch_budget": "4",
    "motion_priority": "Renewal, inbound",
    "approval_tags": "Fair 2026, Ideal profile",
    "requires_acceptance": "on",
    "messages_a_day": "500",
    "messages_an_hour": "80",
    "messages_a_day_per_user": "120",
    "messages_a_day_per_domain": "40",
    "messages_an_hour_per_domain": "0",
    "window_0": "09:00-12:00, 13:00-17:00",
}


@pytest.mark.parametrize("page", PAGES)
def test_an_admin_opens_it_and_nobody_else(in_acme: World, globex: World, page: str) -> None:
    assert browser(in_acme.admin).get(HOME + page).status_code == 200
    for other in (in_acme.manager, in_acme.rep, in_acme.viewer, globex.admin):
        assert browser(other).get(HOME + page).status_code == 404


def test_settings_are_saved_with_their_hours(in_acme: World) -> None:
    browser(in_acme.admin).post(HOME, WORKSPACE)
    stored = Workspace.objects.get(pk=in_acme.workspace.pk)
    assert (stored.zone, stored.country) == ("Europe/Paris", "FR")
    assert [block["start"] for block in stored.window] == ["09:00", "13:00"]


def test_the_rules_of_the_gate_are_switched_on_in_the_settings(in_acme: World) -> None:
    browser(in_acme.admin).post(HOME, WORKSPACE)
    stored = Workspace.objects.get(pk=in_acme.workspace.pk)
    numbers = (stored.stale_after_days, stored.max_active_at_company, stored.touch_budget)
    assert (numbers, stored.requires_acceptance) == ((90, 3, 4), True)
    assert stored.motion_priority == ["renewal", "inbound"]
    assert stored.approval_tags == ["Fair 2026", "Ideal profile"]


def test_limits_of_sending_are_set_in_the_settings(in_acme: World) -> None:
    browser(in_acme.admin).post(HOME, WORKSPACE)
    stored = Workspace.objects.get(pk=in_acme.workspace.pk)
    whole = (stored.messages_a_day, stored.messages_an_hour)
    domain = (stored.messages_a_day_per_domain, stored.messages_an_hour_per_domain)
    assert (whole, stored.messages_a_day_per_user, domain) == ((500, 80), 120, (40, 0))


def test_a_mailbox_has_a_limit_an_hour_or_none(in_acme: World) -> None:
    box, client = in_acme.mailbox, browser(in_acme.admin)
    form = {"name": "Rep", "owner": "", "daily_limit": "9", "is_active": "on"}
    client.post(f"{HOME}mailboxes/{box.pk}/", {**form, "hourly_limit": "3"})
    assert Mailbox.objects.get(pk=box.pk).hourly_limit == 3
    client.post(f"{HOME}mailboxes/{box.pk}/", {**form, "hourly_limit": ""})
    assert Mailbox.objects.get(pk=box.pk).hourly_limit is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Mars/Base"),
        ("window_0", "9 to 5 or so"),
        ("cool_off_days", "-3"),
        ("name", ""),
        ("motion_priority", "outbound, sideways"),
        ("approval_tags", "x" * 61),
        ("touch_budget", "101"),
        ("messages_a_day", "many"),
    ],
)
def test_a_wrong_setting_is_said_and_the_rest_survives(
    in_acme: World, field: str, value: str
) -> None:
    answer = browser(in_acme.admin).post(HOME, {**WORKSPACE, field: value})
    assert answer.status_code == 422 and "1 rue Longue, Paris" in answer.content.decode()
    assert Workspace.objects.get(pk=in_acme.workspace.pk).zone == "Europe/Berlin"


def added(world: World, **changes: str) -> Any:
    form = {"email": "new@acme.example", "name": "New Person", "role": "rep", "team": ""}
    return browser(world.admin).post(f"{HOME}members/", {**form, **changes})


def test_a_temporary_password_is_shown_once(in_acme: World) -> None:
    answer = added(in_acme)
    password = answer.context["added"].password
    assert password in answer.content.decode()
    assert password not in browser(in_acme.admin).get(f"{HOME}members/").content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_person_with_an_account_elsewhere_gets_a_seat_here(in_acme: World, globex: World) -> None:
    page = added(in_acme, email="rep@globex.example").content.decode()
    assert "They had an account already" in page
    assert Membership.objects.filter(user=globex.rep.user).count() == 1


def test_a_second_seat_is_refused_at_the_field(in_acme: World) -> None:
    answer = added(in_acme, email="rep@acme.example")
    assert answer.status_code == 422 and "has a seat in this workspace" in answer.content.decode()


def test_a_role_is_changed(in_acme: World) -> None:
    url = f"{HOME}members/{in_acme.rep.pk}/role/"
    browser(in_acme.admin).post(url, {"role": "manager", "team": "west"})
    row = Membership.objects.get(pk=in_acme.rep.pk)
    assert (row.role, row.team) == (Role.MANAGER, "west")


def test_nobody_changes_their_own_role_through_the_form(in_acme: World) -> None:
    url = f"{HOME}members/{in_acme.admin.pk}/role/"
    browser(in_acme.admin).post(url, {"role": "rep"})
    assert Membership.objects.get(pk=in_acme.admin.pk).role == Role.ADMIN


def test_disabling_a_member_logs_them_out_at_once(in_acme: World) -> None:
    theirs = browser(in_acme.rep)
    assert theirs.get("/w/acme/sequences/").status_code == 200
    browser(in_acme.admin).post(f"{HOME}members/{in_acme.rep.pk}/disable/")
    answer = theirs.get("/w/acme/sequences/")
    assert answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]


def test_a_seat_of_another_workspace_is_not_found(in_acme: World, globex: World) -> None:
    url = f"{HOME}members/{globex.rep.pk}/disable/"
    assert browser(in_acme.admin).post(url).status_code == 404
    assert User.objects.get(pk=globex.rep.user_id).session_epoch == 0


def test_a_mailbox_is_added_and_its_mail_finds_the_workspace(in_acme: World) -> None:
    form = {"name": "Sales", "address": "Sales@ACME.example", "owner": "", "daily_limit": "50"}
    browser(in_acme.admin).post(f"{HOME}mailboxes/", form)
    found = MailboxAddress.objects.get(address="sales@acme.example")
    assert found.workspace_id == in_acme.workspace.pk
    assert Mailbox.objects.get(pk=found.mailbox_id).daily_limit == 50


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("rep@mail.globex.example", "has a mailbox already"),
        ("sales+x@acme.example", "Leave out the part after the plus"),
        ("nobody", "valid email"),
    ],
)
def test_an_address_that_cannot_send_is_refused(
    in_acme: World, globex: World, address: str, sentence: str
) -> None:
    form = {"name": "Sales", "address": address, "owner": "", "daily_limit": "50"}
    answer = browser(in_acme.admin).post(f"{HOME}mailboxes/", form)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert Mailbox.objects.count() == 1


def test_a_mailbox_has_a_zone_of_its_own_or_that_of_its_owner(in_acme: World) -> None:
    box, client = in_acme.mailbox, browser(in_acme.admin)
    form = {"name": "Rep", "owner": str(in_acme.rep.pk), "daily_limit": "9", "is_active": "on"}
    client.post(f"{HOME}mailboxes/{box.pk}/", {**form, "zone": "Asia/Tokyo"})
    assert Mailbox.objects.get(pk=box.pk).zone == "Asia/Tokyo"
    client.post(f"{HOME}mailboxes/{box.pk}/", {**form, "zone": ""})
    shown = f'<span class="cell-sub">{in_acme.rep.user.zone}</span>'
    assert shown in client.get(f"{HOME}mailboxes/").content.decode()


def test_the_terms_of_a_mailbox_change_and_its_address_stays(in_acme: World) -> None:
    box = in_acme.mailbox
    form = {"name": "Rep", "owner": str(in_acme.rep.pk), "daily_limit": "9", "unmonitored": "on"}
    browser(in_acme.admin).post(f"{HOME}mailboxes/{box.pk}/", {**form, "address": "x@y.example"})
    row = Mailbox.objects.get(pk=box.pk)
    assert (row.daily_limit, row.is_active, row.address) == (9, False, box.address)
    assert row.unmonitored_by_id == in_acme.admin.pk


def test_what_a_disabled_member_owns_is_offered_to_others(in_acme: World) -> None:
    row, client = drafted(in_acme.other_admin).sequence, browser(in_acme.admin)
    answer = client.post(f"{HOME}members/{in_acme.other_admin.pk}/disable/")
    page = f"{HOME}members/{in_acme.other_admin.pk}/hand-over/"
    assert answer.headers["Location"] == page
    client.post(page, {"sequences": [str(row.pk)], "to": str(in_acme.rep.pk)})
    row.refresh_from_db()
    assert row.owner_id == in_acme.rep.pk


def test_the_members_say_who_owns_sequences(in_acme: World) -> None:
    drafted(in_acme.other_admin)
    assert "1 sequence</a>" in browser(in_acme.admin).get(f"{HOME}members/").content.decode()


@pytest.mark.parametrize(
    ("chosen", "heir", "field"), [(False, "rep", "sequences"), (True, "viewer", "to")]
)
def test_a_hand_over_that_cannot_be_is_refused_at_its_field(
    in_acme: World, chosen: bool, heir: str, field: str
) -> None:
    row = drafted(in_acme.other_admin).sequence
    data = {"sequences": [str(row.pk)] * chosen, "to": str(getattr(in_acme, heir).pk)}
    page = f"{HOME}members/{in_acme.other_admin.pk}/hand-over/"
    answer = browser(in_acme.admin).post(page, data)
    assert answer.status_code == 422 and answer.context["form"].errors[field]
    row.refresh_from_db()
    assert row.owner_id == in_acme.other_admin.pk


def test_a_member_without_sequences_has_nothing_to_hand_over(in_acme: World) -> None:
    page = f"{HOME}members/{in_acme.rep.pk}/hand-over/"
    assert "Nothing to hand over" in browser(in_acme.admin).get(page).content.decode()
    assert browser(in_acme.rep).get(page).status_code == 404


def test_the_secret_of_a_key_is_shown_once(in_acme: World) -> None:
    me = browser(in_acme.admin)
    answer = me.post(f"{HOME}keys/", {"name": "CRM", "role": "rep"})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert secret not in me.get(f"{HOME}keys/").content.decode()


def test_a_key_is_revoked(in_acme: World) -> None:
    me = browser(in_acme.admin)
    me.post(f"{HOME}keys/", {"name": "CRM", "role": "rep"})
    me.post(f"{HOME}keys/{ApiKey.objects.get().pk}/revoke/")
    assert ApiKey.objects.get().revoked_at is not None


def test_the_lists_take_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    me = browser(in_acme.admin)
    with reads() as few:
        me.get(f"{HOME}members/")
    for number in range(7):
        seat("acme", f"more{number}", Role.REP)
    with reads() as many:
        me.get(f"{HOME}members/")
    assert few.count == many.count <= BUDGET


def test_fields_are_required_for_every_motion_or_for_single_ones(in_acme: World) -> None:
    ticked = {"every": ["contact.segment"], "inbound": ["contact.title", "contact.segment"]}
    answer = browser(in_acme.admin).post("/w/acme/settings/fields/", ticked)
    assert answer.status_code == 302
    in_acme.workspace.refresh_from_db()
    assert in_acme.workspace.motion_fields == {"inbound": ["contact.title"]}
    assert in_acme.workspace.required_for("inbound") == ("contact.segment", "contact.title")
    assert in_acme.workspace.required_for("outbound") == ("contact.segment",)


def test_the_boxes_of_required_fields_show_what_is_stored(in_acme: World) -> None:
    save_settings({"motion_fields": {"event": ["contact.city"]}}, actor=member(in_acme.admin))
    page = browser(in_acme.admin).get("/w/acme/settings/fields/").content.decode()
    box = page.partition('aria-label="City: Event"')
    assert "checked" in box[2][:80]
    assert page.partition("</table>")[0].count(" checked>") == 1


def test_only_admins_say_what_is_required(in_acme: World, globex: World) -> None:
    page = "/w/acme/settings/fields/"
    assert browser(in_acme.rep).post(page, {"every": ["contact.city"]}).status_code == 404
    assert browser(globex.admin).post(page, {"every": ["contact.city"]}).status_code == 404
