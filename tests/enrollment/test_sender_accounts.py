"""The account of a mailbox: what may be entered, what is kept of it, and who sends by what."""

from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from audit.models import Entry
from compliance.keyring import RingError
from enrollment import relays
from enrollment.channels import probes
from enrollment.channels.probes import Finding, Verdict
from enrollment.channels.relay import Auth, Provider, Relay, Security
from enrollment.models import SenderAccount
from enrollment.senders import accounts, keeping, probing, secrets
from enrollment.senders.terms import Terms
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.enrollment.outside import HOST, Authority, Names, mail_server
from tests.enrollment.stage import reload
from tests.world import World, mailbox

CANARY = "canary-secret-93be"
SERVER: dict[str, Any] = {
    "kind": "smtp",
    "host": "smtp.example.com",
    "user": "rep",
    "secret": CANARY,
}
SERVICE: dict[str, Any] = {"kind": "esp", "provider": "postmark", "secret": CANARY}
TOKEN: dict[str, Any] = {
    **{"kind": "smtp", "auth": "oauth", "provider": "google", "user": "rep@acme.test"},
    **{"client_id": "app", "secret": CANARY, "client_secret": "app-secret"},
}


def save(world: World, seat: Membership | None = None, **terms: Any) -> SenderAccount:
    by = seat or world.admin
    return accounts.save_account(world.mailbox, Terms(**terms), seat=by, actor=member(by))


def refused(world: World, **terms: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        save(world, **terms)
    return caught.value


def waiting() -> list[UUID]:
    """What a worker would do by itself."""
    return [row_id for name, row_id in keeping.due() if name == keeping.TEST]


@pytest.mark.parametrize("terms", [SERVER, SERVICE, TOKEN], ids=["server", "service", "token"])
def test_a_secret_is_stored_sealed(in_acme: World, terms: dict[str, Any]) -> None:
    row = save(in_acme, **terms)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM enrollment_senderaccount t")
        assert CANARY not in cursor.fetchone()[0]
    assert secrets.unseal(reload(row)).secret == CANARY


def test_the_trail_says_what_changed_and_no_value(in_acme: World) -> None:
    save(in_acme, **SERVER)
    entry = Entry.objects.get(action="senderaccount.changed")
    assert {"host", "secret"} <= set(entry.data["changed"])
    assert CANARY not in str(entry.data) and "smtp.example.com" not in str(entry.data)


@pytest.mark.parametrize(
    "change",
    [
        *({"host": "smtp.evil.test"}, {"port": 465}, {"security": "tls"}, {"user": "eve"}),
        SERVICE | {"secret": None},
        TOKEN | {"secret": None, "client_secret": None},
    ],
    ids=["host", "port", "security", "user", "service", "token"],
)
def test_a_stored_secret_follows_nobody_elsewhere(in_acme: World, change: dict[str, Any]) -> None:
    save(in_acme, **SERVER)
    error = refused(in_acme, **{**SERVER, "secret": None, **change})
    assert "secret" in error.fields


def test_saving_the_same_again_keeps_the_secret_and_changes_nothing(in_acme: World) -> None:
    before = save(in_acme, **SERVER)
    after = save(in_acme, **{**SERVER, "secret": None})
    assert (after.revision, bytes(after.sealed or b"")) == (before.revision, before.sealed)


def test_a_new_secret_begins_anew(in_acme: World) -> None:
    before = save(in_acme, **TOKEN)
    SenderAccount.objects.update(sealed_token=b"x", test_result="passed", token_trouble="refused")
    after = save(in_acme, **TOKEN)
    assert after.revision == before.revision + 1
    assert (after.sealed_token, after.test_result, after.token_trouble) == (None, "", "")


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (SERVER | {"kind": "pigeon"}, "kind"),
        (SERVER | {"host": "127.0.0.1"}, "host"),
        (SERVER | {"host": "[::ffff:10.0.0.1]"}, "host"),
        (SERVER | {"host": "a\r\nb"}, "host"),
        (SERVER | {"host": "http://smtp.example.com/"}, "host"),
        (SERVER | {"port": 6379}, "port"),
        (SERVER | {"port": 0}, "port"),
        (SERVER | {"security": "none"}, "security"),
        (SERVER | {"security": "ssl3"}, "security"),
        (SERVER | {"user": "rep\r\nRSET"}, "user"),
        (SERVER | {"user": "rep\x01auth=Bearer x"}, "user"),
        (SERVER | {"user": "rép"}, "user"),
        (SERVER | {"user": ""}, "user"),
        (SERVER | {"secret": "pass\nword"}, "secret"),
        (SERVER | {"secret": "päss"}, "secret"),
        (SERVER | {"secret": ""}, "secret"),
        (SERVER | {"auth": "magic"}, "auth"),
        (TOKEN | {"provider": "yahoo"}, "provider"),
        (TOKEN | {"client_id": ""}, "client_id"),
        (TOKEN | {"user": ""}, "user"),
        (TOKEN | {"directory": "../../evil"}, "directory"),
        (TOKEN | {"security": "none"}, "security"),
        (SERVICE | {"provider": "pigeon"}, "provider"),
        (SERVICE | {"region": "eu"}, "region"),
        (SERVICE | {"provider": "mailjet"}, "user"),
        (SERVICE | {"secret": None}, "secret"),
    ],
)
def test_impossible_terms_are_refused_at_their_field(
    in_acme: World, terms: dict[str, Any], field: str
) -> None:
    error = refused(in_acme, **terms)
    assert field in error.fields
    assert not SenderAccount.objects.exists()


@pytest.mark.parametrize("name", ["rep", "manager", "reviewer", "viewer"])
def test_only_admins_enter_test_and_remove_accounts(in_acme: World, name: str) -> None:
    seat: Membership = getattr(in_acme, name)
    by: dict[str, Any] = {"seat": seat, "actor": member(seat)}
    for act in (
        lambda: save(in_acme, seat, **SERVER),
        lambda: accounts.ask_test(in_acme.mailbox, **by),
        lambda: accounts.remove_account(in_acme.mailbox, **by),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "not_allowed"


def test_removing_forgets_the_secret(in_acme: World) -> None:
    save(in_acme, **SERVER)
    by = in_acme.admin
    accounts.remove_account(in_acme.mailbox, seat=by, actor=member(by))
    assert not SenderAccount.objects.exists()
    assert Entry.objects.filter(action="senderaccount.removed").count() == 1


# Who sends by what


def test_without_an_account_the_relay_of_the_installation_takes_it(
    in_acme: World, settings: Settings
) -> None:
    outlet = relays.relays_of([in_acme.mailbox])[in_acme.mailbox.pk]
    assert isinstance(outlet, Relay)
    assert (outlet.host, outlet.guarded) == (settings.EMAIL_HOST, False)


def test_a_server_becomes_a_relay_that_is_guarded(in_acme: World, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://console.acme.test"
    save(in_acme, **SERVER)
    outlet = relays.relays_of([in_acme.mailbox])[in_acme.mailbox.pk]
    assert outlet == Relay(
        *("smtp.example.com", 587, Security.STARTTLS, "rep", CANARY, Auth.PASSWORD),
        helo="console.acme.test",
    )


def test_a_service_becomes_a_provider(in_acme: World) -> None:
    save(in_acme, **SERVICE)
    outlet = relays.relays_of([in_acme.mailbox])[in_acme.mailbox.pk]
    assert outlet == Provider("postmark", CANARY, "mail.acme.example")


def test_a_token_that_has_run_out_sends_nothing(in_acme: World) -> None:
    save(in_acme, **TOKEN)
    assert relays.relays_of([in_acme.mailbox]) == {}


def test_many_mailboxes_are_one_query(in_acme: World) -> None:
    boxes = [in_acme.mailbox, mailbox("acme", in_acme.manager), mailbox("acme", in_acme.admin)]
    save(in_acme, **SERVER)
    with CaptureQueriesContext(connection) as taken:
        found = relays.relays_of(boxes)
    assert len(found) == 3
    assert sum("senderaccount" in query["sql"] for query in taken.captured_queries) == 1


def test_a_mailbox_whose_key_is_gone_keeps_no_other_from_sending(
    in_acme: World, settings: Settings
) -> None:
    other = mailbox("acme", in_acme.manager)
    save(in_acme, **SERVER)
    settings.CREDENTIAL_KEYS = ["another"]
    assert set(relays.relays_of([in_acme.mailbox, other])) == {other.pk}


def test_another_workspace_has_none_of_it(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        save(acme, **SERVER)
    with scope(globex.workspace.pk):
        assert not SenderAccount.objects.exists()
        outlet = relays.relays_of([globex.mailbox])[globex.mailbox.pk]
    assert isinstance(outlet, Relay) and not outlet.guarded


# Rotation


def test_rotation_lets_the_old_key_be_taken_out(
    in_acme: World, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.CREDENTIAL_KEYS = ["old"]
    row = save(in_acme, **SERVER)
    settings.CREDENTIAL_KEYS = ["new", "old"]
    call_command("rotate_credentials")
    settings.CREDENTIAL_KEYS = ["new"]
    assert secrets.unseal(reload(row)).secret == CANARY
    assert "1 sealed anew" in capsys.readouterr().out


def test_rotating_twice_changes_nothing(
    in_acme: World, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    row = save(in_acme, **SERVER)
    settings.CREDENTIAL_KEYS = ["new", *settings.CREDENTIAL_KEYS]
    call_command("rotate_credentials")
    before = reload(row).sealed
    call_command("rotate_credentials")
    assert reload(row).sealed == before
    assert "0 sealed anew, 1 had the newest key" in capsys.readouterr().out


def test_rotation_says_when_a_credential_does_not_open(in_acme: World, settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = ["lost"]
    row = save(in_acme, **SERVER)
    before = reload(row).sealed
    settings.CREDENTIAL_KEYS = ["new"]
    with pytest.raises(CommandError, match="Put it back"):
        call_command("rotate_credentials")
    assert reload(row).sealed == before
    with pytest.raises(RingError):
        secrets.unseal(reload(row))


# The connection test


def ask(world: World) -> SenderAccount:
    by = world.admin
    with transaction.atomic():
        return accounts.ask_test(world.mailbox, seat=by, actor=member(by))


def test_without_an_account_there_is_nothing_to_test(in_acme: World) -> None:
    with pytest.raises(Refused) as caught:
        ask(in_acme)
    assert caught.value.code == "no_account"


def test_a_test_is_kept_with_the_account(stage: World, loopback: Names, trusted: Authority) -> None:
    with mail_server(starttls=trusted.context()) as server:
        with transaction.atomic():
            row = save(stage, **SERVER | {"host": HOST, "port": server.port, "secret": "right"})
        assert waiting() == [row.pk]
        probing.run(row.pk)
    kept = reload(row)
    assert (kept.test_result, kept.tested_at is not None) == ("passed", True)
    assert waiting() == []


def test_the_trail_tells_when_a_test_ends_otherwise(stage: World, loopback: Names) -> None:
    with transaction.atomic():
        row = save(stage, **SERVER | {"host": "gone.acme.test"})
    loopback.answers["gone.acme.test"] = [[]]
    for _ in range(2):
        probing.run(row.pk)
    with transaction.atomic():
        (entry,) = Entry.objects.filter(action="senderaccount.tested")
    assert entry.data["result"] == "failed"


def test_an_account_that_changed_meanwhile_is_tested_anew(
    stage: World, loopback: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        row = save(stage, **SERVER)

    def slow(outlet: Any, address: str) -> Any:
        with transaction.atomic():
            save(stage, **SERVER | {"host": "other.example.com"})
        return Finding(Verdict.PASSED, "")

    monkeypatch.setattr(probes, "probe", slow)
    probing.run(row.pk)
    assert reload(row).test_result == ""
    assert waiting() == [row.pk]


def test_a_secret_that_does_not_open_is_said(stage: World, settings: Settings) -> None:
    with transaction.atomic():
        row = save(stage, **SERVER)
    settings.CREDENTIAL_KEYS = ["another"]
    probing.run(row.pk)
    assert "does not open" in reload(row).test_says
