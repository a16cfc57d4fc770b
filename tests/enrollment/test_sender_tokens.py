"""Access tokens: fetched in time, from the giver alone, and a mailbox without one is paused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django import Settings

from enrollment import control, notices, relays, tasks
from enrollment.channels import probes
from enrollment.channels import tokens as wire
from enrollment.channels.dialing import NetworkInTransaction
from enrollment.channels.probes import Finding, Verdict
from enrollment.channels.relay import Auth, Relay
from enrollment.models import SenderAccount
from enrollment.senders import accounts, keeping, probing, secrets, tokens
from enrollment.senders.terms import Terms
from tenancy.actors import member
from tests.enrollment import outside
from tests.enrollment.outside import Authority, Names, Web, says
from tests.enrollment.stage import reload
from tests.isolation.lines import captured
from tests.world import World

REFRESH, ACCESS, APP = "canary-refresh-1", "canary-access-2", "canary-app-3"
GIVEN = {"access_token": ACCESS, "expires_in": 3600, "token_type": "Bearer"}


@pytest.fixture
def giver(loopback: Names, trusted: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A giver of tokens with a certificate that is trusted."""
    with outside.web_server(trusted.context()) as made:
        made.play = says(200, GIVEN)
        here = {
            name: replace(known, url=f"{made.url}{{directory}}/token")
            for name, known in wire.GIVERS.items()
        }
        monkeypatch.setattr(wire, "GIVERS", here)
        yield made


@pytest.fixture
def account(stage: World) -> SenderAccount:
    """The rep's mailbox at Google, without a token as yet."""
    return enter(stage)


def enter(world: World, **more: Any) -> SenderAccount:
    values: dict[str, Any] = {
        **{"kind": "smtp", "auth": "oauth", "provider": "google", "user": "rep@acme.test"},
        **{"client_id": "app", "secret": REFRESH, "client_secret": APP},
    }
    by = world.admin
    with transaction.atomic():
        terms = Terms(**{**values, **more})
        return accounts.save_account(world.mailbox, terms, seat=by, actor=member(by))


def runs_out(account: SenderAccount, **by: float) -> None:
    with transaction.atomic():
        until = datetime.now(UTC) + timedelta(**by)
        SenderAccount.objects.filter(pk=account.pk).update(token_until=until)


def is_paused(world: World) -> bool:
    with transaction.atomic():
        return world.mailbox.pk in control.closed_refs().mailboxes


def told(world: World) -> list[str]:
    with transaction.atomic():
        return [each.body for each in notices.unread(world.rep)]


def waiting() -> list[UUID]:
    """What a worker would do by itself."""
    return [row_id for name, row_id in keeping.due() if name == keeping.TOKEN]


def test_a_token_is_fetched_and_sends(giver: Web, account: SenderAccount, stage: World) -> None:
    assert tokens.refresh(account.pk)
    with transaction.atomic():
        outlet = relays.relays_of([stage.mailbox])[stage.mailbox.pk]
    assert isinstance(outlet, Relay)
    assert (outlet.secret, outlet.auth, outlet.host) == (ACCESS, Auth.OAUTH, "smtp.gmail.com")


def test_the_giver_is_asked_as_the_standard_says(giver: Web, account: SenderAccount) -> None:
    tokens.refresh(account.pk)
    said = {name: value for name, (value,) in parse_qs(giver.requests[0].body.decode()).items()}
    assert said == {
        **{"grant_type": "refresh_token", "client_id": "app"},
        **{"client_secret": APP, "refresh_token": REFRESH},
    }


def test_microsoft_is_asked_in_the_directory_and_for_sending(giver: Web, stage: World) -> None:
    row = enter(stage, provider="microsoft", directory="acme.test")
    tokens.refresh(row.pk)
    (request,) = giver.requests
    assert request.path == "/acme.test/token"
    assert "SMTP.Send" in parse_qs(request.body.decode())["scope"][0]


def test_a_new_refresh_token_takes_the_place_of_the_old(giver: Web, account: SenderAccount) -> None:
    giver.play = says(200, GIVEN | {"refresh_token": "second"})
    tokens.refresh(account.pk)
    assert secrets.unseal(reload(account)) == secrets.Secrets("second", APP)


@pytest.mark.parametrize(
    ("minutes", "is_due"), [(-5, True), (5, True), (9, True), (11, False), (50, False)]
)
def test_a_token_is_due_before_it_runs_out(
    giver: Web, account: SenderAccount, minutes: int, is_due: bool
) -> None:
    runs_out(account, minutes=minutes)
    assert (account.pk in waiting()) == is_due


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_giver_that_says_no_pauses_the_mailbox_and_tells(
    giver: Web, account: SenderAccount, stage: World, status: int
) -> None:
    giver.play = says(status, {"error": "invalid_grant"})
    assert not tokens.refresh(account.pk)
    assert is_paused(stage)
    assert told(stage) == [f"Google {tokens.SAID_NO}"]
    assert waiting() == []


@pytest.mark.parametrize(
    "play",
    [
        *(says(500), says(429), says(302, {}, Location="https://evil.test/"), says(200, {})),
        *(says(200, b"<html>"), says(200, b"[]"), outside.drops),
    ],
    ids=["500", "429", "redirect", "nothing", "no json", "a list", "drop"],
)
def test_a_giver_that_gives_no_token_is_asked_again(
    giver: Web, account: SenderAccount, stage: World, play: Any
) -> None:
    giver.play = play
    runs_out(account, minutes=5)
    assert not tokens.refresh(account.pk)
    assert (is_paused(stage), waiting()) == (False, [account.pk])
    assert len(giver.requests) == 1


def test_when_the_token_has_run_out_silence_pauses_once(
    giver: Web, account: SenderAccount, stage: World
) -> None:
    giver.play = says(503)
    runs_out(account, minutes=-1)
    tokens.refresh(account.pk)
    assert told(stage) == [f"Google {tokens.SILENT}"]
    with transaction.atomic():
        notices.mark_read(stage.rep)
    tokens.refresh(account.pk)
    assert (is_paused(stage), told(stage)) == (True, [])
    assert waiting() == [account.pk]


def test_a_token_that_comes_after_all_leaves_the_release_to_a_person(
    giver: Web, account: SenderAccount, stage: World
) -> None:
    giver.play = says(503)
    runs_out(account, minutes=-1)
    tokens.refresh(account.pk)
    giver.play = says(200, GIVEN)
    assert tokens.refresh(account.pk)
    assert (reload(account).token_trouble, is_paused(stage)) == ("", True)


def test_an_account_that_changed_meanwhile_gets_no_token_of_the_old(
    giver: Web, account: SenderAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = wire.refresh

    def refresh(grant: wire.Grant) -> wire.Token:
        with transaction.atomic():
            SenderAccount.objects.filter(pk=account.pk).update(revision=7)
        return real(grant)

    monkeypatch.setattr(wire, "refresh", refresh)
    tokens.refresh(account.pk)
    assert reload(account).sealed_token is None


def test_a_secret_that_does_not_open_pauses_the_mailbox(
    giver: Web, account: SenderAccount, stage: World, settings: Settings
) -> None:
    settings.CREDENTIAL_KEYS = ["another"]
    assert not tokens.refresh(account.pk)
    assert is_paused(stage)
    assert giver.requests == []


def test_a_test_fetches_the_token_first(
    giver: Web, account: SenderAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def probe(outlet: Any, address: str) -> Finding:
        seen.append(outlet.secret)
        return Finding(Verdict.PASSED, "")

    monkeypatch.setattr(probes, "probe", probe)
    probing.run(account.pk)
    assert seen == [ACCESS]


def test_no_giver_is_asked_inside_a_transaction(db: None, giver: Web) -> None:
    grant = wire.Grant("google", "app", APP, REFRESH)
    with pytest.raises(NetworkInTransaction), transaction.atomic():
        wire.refresh(grant)


@pytest.mark.parametrize(
    ("said", "seconds"), [(60, 60), (None, 3600), ("60", 3600), (-1, 3600), (10**9, 3600)]
)
def test_how_long_a_token_holds_is_believed_within_reason(
    giver: Web, said: object, seconds: int
) -> None:
    giver.play = says(200, GIVEN | {"expires_in": said})
    token = wire.refresh(wire.Grant("google", "app", APP, REFRESH))
    assert abs((token.until - datetime.now(UTC)).total_seconds() - seconds) < 30


def test_the_sweep_fetches_what_is_due(giver: Web, account: SenderAccount) -> None:
    tasks.keep_senders()
    assert reload(account).sealed_token is not None


def test_the_log_holds_no_secret(giver: Web, account: SenderAccount) -> None:
    giver.play = says(503, {"error": ACCESS, "error_description": REFRESH})
    with captured() as log:
        tokens.refresh(account.pk)
        giver.play = says(400, {"error": ACCESS})
        tokens.refresh(account.pk)
    text = log.getvalue()
    assert "no access token" in text
    assert not [each for each in (REFRESH, ACCESS, APP) if each in text]


def test_what_is_held_in_memory_does_not_show_itself() -> None:
    grant = wire.Grant("google", "app", APP, REFRESH)
    token = wire.Token(ACCESS, datetime.now(UTC), REFRESH)
    shown = repr((grant, token, secrets.Secrets(REFRESH, APP)))
    assert not [each for each in (REFRESH, ACCESS, APP) if each in shown]
