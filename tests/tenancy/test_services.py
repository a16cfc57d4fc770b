"""What an admin does with members, keys and settings."""

import pytest

from audit.models import Entry
from sequences.models import ContentStage
from tenancy import actors, keys, services
from tenancy.errors import Refused
from tenancy.models import KeyDigest, Membership, User, Workspace
from tenancy.roles import Role
from tests.world import World


def add(world: World, email: str = "new@acme.example", role: str = Role.REP) -> services.Added:
    return services.add_member(
        email=email, name="New Person", role=role, actor=actors.member(world.admin)
    )


def test_a_new_person_gets_a_seat_and_a_password_that_works(in_acme: World) -> None:
    added = add(in_acme)
    assert added.seat.user.check_password(added.password)
    assert added.seat.role == Role.REP


def test_a_person_with_an_account_gets_a_seat_and_keeps_the_password(
    in_acme: World, globex: World
) -> None:
    added = add(in_acme, email="REP@globex.example ")
    assert added.seat.user_id == globex.rep.user_id
    assert added.password == "" and added.seat.user.check_password("password")


def test_nobody_has_two_seats_in_a_workspace(in_acme: World) -> None:
    with pytest.raises(Refused) as refused:
        add(in_acme, email=in_acme.rep.user.email)
    assert refused.value.code == "already_member"


@pytest.mark.parametrize("email", ["", "nobody", "a@b c.example", "a" * 300 + "@b.example"])
def test_an_address_that_is_none_is_refused_by_name_of_its_field(
    in_acme: World, email: str
) -> None:
    with pytest.raises(Refused) as refused:
        add(in_acme, email=email)
    assert "email" in refused.value.fields


def test_a_role_that_does_not_exist_is_refused(in_acme: World) -> None:
    with pytest.raises(Refused, match="role is not known"):
        add(in_acme, role="emperor")


def test_a_member_gets_another_role_and_the_trail_says_so(in_acme: World) -> None:
    actor = actors.member(in_acme.admin)
    services.change_role(in_acme.rep, role=Role.MANAGER, team="north", actor=actor)
    entry = Entry.objects.get(action="member.changed")
    assert entry.data == {"from": "rep", "to": "manager"}


def test_nobody_changes_their_own_role(in_acme: World) -> None:
    with pytest.raises(Refused, match="your own role"):
        services.change_role(in_acme.admin, role=Role.REP, actor=actors.member(in_acme.admin))


def test_the_last_admin_stays(in_acme: World) -> None:
    actor = actors.system("test")
    services.disable_member(in_acme.other_admin, actor=actor)
    with pytest.raises(Refused) as refused:
        services.disable_member(in_acme.admin, actor=actor)
    assert refused.value.code == "last_admin"


def test_disabling_a_member_ends_their_sessions(in_acme: World) -> None:
    before = in_acme.rep.user.get_session_auth_hash()
    services.disable_member(in_acme.rep, actor=actors.member(in_acme.admin))
    after = User.objects.get(pk=in_acme.rep.user_id).get_session_auth_hash()
    assert before != after
    assert not Membership.objects.get(pk=in_acme.rep.pk).is_active


def test_a_disabled_member_can_come_back(in_acme: World) -> None:
    actor = actors.member(in_acme.admin)
    services.disable_member(in_acme.rep, actor=actor)
    assert services.enable_member(in_acme.rep, actor=actor).is_active


def test_a_key_works_by_its_secret_and_only_its_digest_is_kept(in_acme: World) -> None:
    key, secret = services.create_key(
        name="CRM", role=Role.REP, seat=in_acme.admin, actor=actors.member(in_acme.admin)
    )
    assert keys.find(f"Bearer {secret}") == (in_acme.workspace.pk, key.pk)
    assert secret.encode() not in bytes(KeyDigest.objects.get().digest)


def test_a_revoked_key_no_longer_works(in_acme: World) -> None:
    actor = actors.member(in_acme.admin)
    key, _ = services.create_key(name="CRM", role=Role.REP, seat=in_acme.admin, actor=actor)
    services.revoke_key(key, actor=actor)
    assert keys.use(key.pk) is None


def test_the_keys_of_a_disabled_member_stop_working(in_acme: World) -> None:
    actor = actors.member(in_acme.admin)
    key, _ = services.create_key(name="CRM", role=Role.REP, seat=in_acme.other_admin, actor=actor)
    services.disable_member(in_acme.other_admin, actor=actor)
    assert keys.use(key.pk) is None


def test_settings_are_stored_and_the_trail_names_what_changed(in_acme: World) -> None:
    actor = actors.member(in_acme.admin)
    services.save_settings({"zone": "Europe/Paris", "name": "Acme"}, actor=actor)
    assert Workspace.objects.get(pk=in_acme.workspace.pk).zone == "Europe/Paris"
    assert Entry.objects.get(action="settings.changed").data == {"changed": ["zone"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Europe/Atlantis"),
        ("country", "Germany"),
        ("cool_off_days", -1),
        ("max_lateness_hours", 10_000),
        ("name", "  "),
        ("postal_address", "x" * 501),
        ("signature", "x" * 2_001),
        ("disclosure", "a\0b"),
        ("naming_rule", "YYYY-MM"),
        ("naming_rule", "Name-Name"),
        ("naming_rule", "Name\nType"),
        ("naming_rule", f"Name{'-' * 57}"),
        ("content_stages", ["peer", "marketing"]),
        ("copy_addresses", ["crm@acme.example", "nobody"]),
        ("copy_addresses", [f"a{n}@acme.example" for n in range(51)]),
        ("max_touches_a_week", 0),
        ("max_touches_a_week", 101),
    ],
)
def test_an_impossible_setting_is_refused_and_nothing_is_stored(
    in_acme: World, field: str, value: object
) -> None:
    with pytest.raises(Refused) as refused:
        services.save_settings({field: value}, actor=actors.member(in_acme.admin))
    assert field in refused.value.fields
    assert not Entry.objects.filter(action="settings.changed").exists()


def test_settings_of_sequences_are_stored_in_one_form(in_acme: World) -> None:
    values = {
        "signature": " Best,\n{{ sender_name }} \n",
        "naming_rule": " Type: Name ",
        "naming_required": True,
        "content_stages": ["legal", "peer", "legal"],
        "copy_addresses": ["Drop@CRM.example ", "a@crm.example", "drop@crm.example"],
        "max_touches_a_week": 7,
    }
    services.save_settings(values, actor=actors.member(in_acme.admin))
    row = Workspace.objects.get(pk=in_acme.workspace.pk)
    assert (row.signature, row.naming_rule) == ("Best,\n{{ sender_name }}", "Type: Name")
    assert (row.content_stages, row.max_touches_a_week) == (["peer", "legal"], 7)
    assert row.copy_addresses == ["a@crm.example", "drop@crm.example"]


def test_no_naming_rule_is_a_rule_too(in_acme: World) -> None:
    actor = actors.member(in_acme.admin)
    assert services.save_settings({"naming_rule": "  "}, actor=actor).naming_rule == ""


def test_the_stages_that_can_be_switched_on_are_those_that_sign() -> None:
    assert list(services.CONTENT_STAGES) == ContentStage.values
