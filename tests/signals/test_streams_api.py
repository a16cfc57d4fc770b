"""REST and settings: how the mail of a mailbox comes in. Secrets go in and never come out."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.urls import reverse

from console.queries import streams
from enrollment.channels import tokens as channel
from enrollment.channels.tokens import Grant, Token, Ungranted
from enrollment.models import ControlGate, Mailbox, Notice, SenderAccount
from enrollment.senders import accounts, secrets, tokens
from enrollment.senders.terms import Terms
from signals import ears
from signals.models import MailStream
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.ids import uuid7
from tests.compliance.test_compliance_api import Caller
from tests.console.browsing import browser
from tests.world import World

CANARY = "canary-secret-41aa"
SERVER: dict[str, Any] = {"host": "imap.example.com", "user": "rep", "secret": CANARY}
TYPED = {**SERVER, "port": "993", "security": "tls", "folders": "INBOX\r\nJunk\r\n"}
TOKEN = {
    **{"way": "oauth", "provider": "microsoft", "user": "rep@acme.test", "client_id": "app"},
    **{"folders": "INBOX", "secret": CANARY, "client_secret": "app-secret"},
}
TOPIC = "projects/acme-mail/topics/new-mail"
API: dict[str, Any] = {"kind": "gmail", "user": "rep@acme.test", "client_id": "app"}


def put(world: World, role: str = "admin", box: UUID | None = None, **body: Any) -> Any:
    url = reverse("api_mailbox_incoming", args=[box or world.mailbox.pk])
    client = Caller(world, role, getattr(world, role)).client
    return client.put(url, body, content_type="application/json")


def save(world: World, **terms: Any) -> SenderAccount:
    made = Terms(**{"kind": "imap", "port": 993, "security": "tls", **SERVER, **terms})
    by = world.admin
    return accounts.save_account(world.mailbox, made, seat=by, actor=member(by))


def page(world: World, rest: str = "incoming/") -> str:
    return f"/w/acme/settings/mailboxes/{world.mailbox.pk}/{rest}"


def shown(world: World, rest: str = "incoming/") -> str:
    return str(browser(world.admin).get(page(world, rest)).content.decode())


def test_an_account_is_entered_and_read_without_its_secret(acme: World) -> None:
    said = put(acme, **SERVER, folders=["INBOX", "Junk"])
    assert said.status_code == 200
    read = Caller(acme, "admin").get("api_mailbox_incoming", acme.mailbox.pk)
    answer = read.json()
    assert (answer["host"], answer["port"], answer["folders"], answer["stream"]) == (
        *("imap.example.com", 993, ["INBOX", "Junk"], None),
    )
    assert CANARY not in said.content.decode() + read.content.decode()


def test_it_lies_beside_the_account_that_sends(in_acme: World) -> None:
    save(in_acme)
    save(in_acme, kind="smtp", host="smtp.example.com", port=587, folders=[])
    assert SenderAccount.objects.count() == 2


def test_the_answer_says_how_fetching_fares(in_acme: World) -> None:
    MailStream.objects.create(account=save(in_acme), trouble="The server is away.")
    read = Caller(in_acme, "admin").get("api_mailbox_incoming", in_acme.mailbox.pk)
    assert read.json()["stream"]["trouble"] == "The server is away."


def test_without_an_account_mail_is_delivered_here(acme: World) -> None:
    caller = Caller(acme, "admin")
    assert caller.get("api_mailbox_incoming", acme.mailbox.pk).status_code == 404
    asked = caller.post("api_mailbox_incoming_test", acme.mailbox.pk)
    assert asked.json()["code"] == "no_account"


def test_a_test_is_asked_for_and_an_account_removed(acme: World) -> None:
    put(acme, **SERVER)
    caller = Caller(acme, "admin")
    assert caller.post("api_mailbox_incoming_test", acme.mailbox.pk).status_code == 202
    url = reverse("api_mailbox_incoming", args=[acme.mailbox.pk])
    assert caller.client.delete(url).status_code == 204
    assert caller.get("api_mailbox_incoming", acme.mailbox.pk).status_code == 404


@pytest.mark.parametrize("role", ["rep", "manager", "reviewer", "viewer"])
def test_other_roles_enter_nothing(acme: World, role: str) -> None:
    assert put(acme, role, **SERVER).status_code == 403


def test_another_workspaces_mailbox_is_not_found(acme: World, globex: World) -> None:
    assert put(globex, box=acme.mailbox.pk, **SERVER).status_code == 404
    assert put(acme, box=uuid7(), **SERVER).status_code == 404


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"user": " "}, "user"),
        ({"port": 587}, "port"),
        ({"security": "none"}, "security"),
        ({"host": "127.0.0.1"}, "host"),
        ({"folders": [f"f{n}" for n in range(11)]}, "folders"),
        ({"folders": ["a\r\nb"]}, "folders"),
        ({"folders": ["a\0b"]}, "folders"),
        ({"folders": ["x" * 201]}, "folders"),
        ({"secret": "a\nb"}, "secret"),
        ({**API, "folders": ["Leads"]}, "folders"),
        ({**API, "user": "rep"}, "user"),
        ({**API, "user": "rep/../x@y"}, "user"),
        ({**API, "client_id": ""}, "client_id"),
        ({**API, "topic": "new-mail", "pusher": "a@b.example"}, "topic"),
        ({**API, "topic": TOPIC}, "pusher"),
        ({**API, "pusher": "a@b.example"}, "topic"),
        ({**API, "topic": TOPIC, "pusher": "nobody"}, "pusher"),
        ({**API, "kind": "graph", "directory": "a/b"}, "directory"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    in_acme: World, terms: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        save(in_acme, **terms)
    assert list(caught.value.fields) == [field]


def test_a_stored_password_is_not_shown_to_another_server(in_acme: World) -> None:
    save(in_acme)
    with pytest.raises(Refused) as caught:
        save(in_acme, host="imap.evil.test", secret=None)
    assert "secret" in caught.value.fields


def test_other_folders_need_no_password(in_acme: World) -> None:
    before = save(in_acme)
    after = save(in_acme, secret=None, folders=["INBOX", "INBOX", " Junk "])
    assert (after.folders, after.revision) == (["INBOX", "Junk"], before.revision + 1)
    assert secrets.unseal(after).secret == CANARY


def test_a_mailbox_whose_mail_is_fetched_is_not_probed(in_acme: World) -> None:
    save(in_acme)
    assert ears.probe() == 0


def test_what_is_delivered_here_says_nothing_of_fetched_mail(in_acme: World) -> None:
    save(in_acme)
    Mailbox.objects.update(heard_at=None)
    ears.heard(in_acme.mailbox.pk, datetime.now(UTC))
    assert Mailbox.objects.get().heard_at is None


def test_the_page_takes_a_server_and_shows_no_secret(in_acme: World) -> None:
    assert browser(in_acme.admin).post(page(in_acme), TYPED).status_code == 302
    row = SenderAccount.objects.get()
    assert (row.kind, row.folders, row.security) == ("imap", ["INBOX", "Junk"], "tls")
    for rest in ("", "incoming/", "account/"):
        assert CANARY not in shown(in_acme, rest)
    assert "INBOX\nJunk" in shown(in_acme) and "Not read yet" in shown(in_acme)


def test_the_page_takes_a_token(in_acme: World) -> None:
    assert browser(in_acme.admin).post(page(in_acme), TOKEN).status_code == 302
    row = SenderAccount.objects.get()
    assert (row.kind, row.host, row.port) == ("imap", "outlook.office365.com", 993)


def test_a_consent_for_reading_asks_for_reading_alone(in_acme: World) -> None:
    me = browser(in_acme.admin)
    form = {name: value for name, value in TOKEN.items() if name != "secret"}
    onward = me.post(page(in_acme), {**form, "consent": "1"}, follow=True)
    assert "IMAP.AccessAsUser.All" in onward.content.decode()
    assert "SMTP.Send" not in onward.content.decode()


@pytest.mark.parametrize(
    ("way", "scope", "terms"),
    [
        ("gmail", "gmail.readonly", {"topic": TOPIC, "pusher": "push@acme-mail.example.com"}),
        ("graph", "graph.microsoft.com%2FMail.Read", {"directory": "acme.test"}),
    ],
)
def test_a_mailbox_is_read_through_the_api_of_its_provider(
    in_acme: World, monkeypatch: pytest.MonkeyPatch, way: str, scope: str, terms: dict[str, str]
) -> None:
    form = {"way": way, "user": "Rep@acme.test", "client_id": "app", "folders": ["INBOX", "Junk"]}
    me = browser(in_acme.admin)
    onward = me.post(page(in_acme), {**form, **terms, "consent": "1"}, follow=True)
    assert scope in onward.content.decode()
    until = datetime.now(UTC) + timedelta(hours=1)
    monkeypatch.setattr(channel, "redeem", lambda asking, code: Token("a", until, CANARY))
    state = parse_qs(urlsplit(onward.context["url"]).query)["state"][0]
    me.post(reverse("console:consent", args=["acme"]), {"state": state, "code": "c"})
    row = SenderAccount.objects.get()
    assert (row.kind, row.user, row.folders) == (way, "rep@acme.test", ["INBOX", "Junk"])
    assert {name: getattr(row, name) for name in terms} == terms
    assert CANARY not in shown(in_acme) and "New mail" in shown(in_acme)
    # Other folders need no token.
    assert me.post(page(in_acme), {**form, **terms, "folders": ["INBOX"]}).status_code == 302
    assert SenderAccount.objects.get().folders == ["INBOX"]


def test_an_account_at_an_api_says_where_google_has_to_call(acme: World) -> None:
    said = put(acme, **API, secret=CANARY, folders=["inbox", "JUNK"]).json()
    assert (said["folders"], said["provider"], said["auth"]) == (
        ["INBOX", "Junk"],
        "google",
        "oauth",
    )
    assert f"/hooks/{acme.workspace.pk}/gmail/" in said["push_url"]


def test_a_token_for_reading_that_is_refused_closes_no_mailbox(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(grant: Grant) -> Token:
        assert grant.reads
        raise Ungranted

    monkeypatch.setattr(channel, "refresh", refuse)
    oauth = {"auth": "oauth", "provider": "google", "client_id": "app", "host": ""}
    assert not tokens.refresh(save(in_acme, **oauth).pk)
    assert not ControlGate.objects.exists()
    assert {each.title for each in Notice.objects.all()} == {"Rep is not read"}


def test_an_admin_opens_the_page_and_nobody_else(in_acme: World, globex: World) -> None:
    assert browser(in_acme.admin).get(page(in_acme)).status_code == 200
    for other in (in_acme.manager, in_acme.rep, in_acme.viewer, globex.admin):
        assert browser(other).get(page(in_acme)).status_code == 404


def test_the_account_is_tested_and_removed_on_the_page(in_acme: World) -> None:
    save(in_acme)
    me = browser(in_acme.admin)
    assert me.post(page(in_acme, "incoming/test/")).status_code == 302
    assert me.post(page(in_acme, "incoming/remove/")).status_code == 302
    assert not SenderAccount.objects.exists()
    assert "has to be delivered to this installation" in shown(in_acme)


@pytest.mark.parametrize(
    ("fields", "label", "why"),
    [
        ({}, "Not read yet", "within a minute"),
        ({"polled_at": timedelta(0)}, "Read", ""),
        ({"polled_at": timedelta(minutes=6)}, "Not read", "does not run"),
        (
            {"polled_at": timedelta(minutes=6), "kept_until": -timedelta(minutes=1)},
            *("Catching up", "More mail has come"),
        ),
        (
            {"failing_since": timedelta(minutes=1), "trouble": "The server is away."},
            "Not read",
            "The server is away.",
        ),
    ],
)
def test_the_page_says_which_stream_is_deaf_and_why(
    in_acme: World, fields: dict[str, Any], label: str, why: str
) -> None:
    now = datetime.now(UTC)
    ages = {name: now - age for name, age in fields.items() if isinstance(age, timedelta)}
    row = MailStream.objects.create(account=save(in_acme), **{**fields, **ages})
    line = streams.of_account(row.account)
    assert line.label == label and why in line.why
    assert label in shown(in_acme)


def test_operations_say_why_a_mailbox_is_deaf(in_acme: World) -> None:
    MailStream.objects.create(
        account=save(in_acme), failing_since=datetime.now(UTC), trouble="The server is away."
    )
    Mailbox.objects.update(heard_at=None)
    answer = browser(in_acme.admin).get("/w/acme/operations/")
    assert "The server is away." in answer.content.decode()


def test_who_accepted_that_nobody_listens_is_named(in_acme: World) -> None:
    Mailbox.objects.update(unmonitored_by=in_acme.admin)
    assert "Admin accepted that messages leave" in shown(in_acme)
