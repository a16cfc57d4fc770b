"""The round of consent: begun by an admin, answered once, by the giver, for this mailbox."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.utils.timezone import now as real_now

from audit.models import Entry
from enrollment.channels import tokens
from enrollment.models import SenderAccount
from enrollment.senders import consent, secrets
from tests.console.browsing import browser
from tests.console.submitting import sent
from tests.enrollment import outside
from tests.enrollment.outside import Authority, Names, Web, says
from tests.isolation.lines import captured
from tests.world import World

CODE, REFRESH, ACCESS, APP = "canary-code-1", "canary-refresh-2", "canary-access-3", "canary-app-4"
CANARIES = (CODE, REFRESH, ACCESS, APP)
BACK = "/w/acme/settings/consent/"


@dataclass
class Giver:
    """An authorization server: it remembers what was asked, and gives tokens for its code to who
    shows the verifier."""

    web: Web
    asked: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(
        default_factory=lambda: {"access_token": ACCESS, "refresh_token": REFRESH}
    )

    def agree(self, url: str) -> dict[str, str]:
        """The person signs in and agrees; what leads back to us."""
        parts = urlsplit(url)
        self.asked = {"at": parts.path, **_flat(parts.query)}
        return {"code": CODE, "state": self.asked["state"]}

    def play(self, web: Web, handler: BaseHTTPRequestHandler) -> None:
        said = _flat(web.requests[-1].body.decode())
        digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        is_right = (
            said["code"] == CODE
            and said["redirect_uri"] == self.asked["redirect_uri"]
            and said["client_id"] == self.asked["client_id"]
            and said.get("client_secret") == APP
            and urlsafe_b64encode(digest).rstrip(b"=").decode() == self.asked["code_challenge"]
        )
        answer = says(200, self.given) if is_right else says(400, {"error": "invalid_grant"})
        answer(web, handler)


def _flat(text: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(text).items()}


@pytest.fixture
def giver(loopback: Names, trusted: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Giver]:
    """Google and Microsoft, both at a server of this machine."""
    with outside.web_server(trusted.context()) as web:
        url, asks = (f"{web.url}{{directory}}/{path}" for path in ("token", "authorize"))
        here = {n: replace(known, url=url, asks=asks) for n, known in tokens.GIVERS.items()}
        monkeypatch.setattr(tokens, "GIVERS", here)
        made = Giver(web)
        web.play = made.play
        yield made


@pytest.fixture
def me(stage: World) -> Client:
    """An admin at the console."""
    return browser(stage.admin)


def account(world: World, rest: str = "") -> str:
    return f"/w/acme/settings/mailboxes/{world.mailbox.pk}/account/{rest}"


def begin(me: Client, world: World, **more: str) -> Any:
    form = {
        **{"way": "oauth", "consent": "1", "provider": "google", "user": "rep@acme.test"},
        **{"client_id": "app", "client_secret": APP, **more},
    }
    return me.post(account(world), form)


def onward(me: Client, world: World) -> str:
    """Begin, and the address that the page leads to."""
    answer = begin(me, world)
    assert answer.status_code == 302 and answer["Location"] == account(world, "consent/")
    return link(me, world)


def link(me: Client, world: World) -> str:
    page = me.get(account(world, "consent/")).content.decode()
    (found,) = [each for each in page.split('"') if "/authorize?" in each]
    return unescape(found)


def finish(me: Client, said: dict[str, str]) -> Any:
    """Come back from the giver, and store the token."""
    page = me.get(BACK, said)
    if page.status_code != 200:
        return page
    fields = sent(page.content.decode()).dict()
    return me.post(BACK, {name: fields[name] for name in ("state", "code")})


def stored() -> SenderAccount | None:
    with transaction.atomic():
        found: SenderAccount | None = SenderAccount.objects.first()
        return found


def test_a_consent_becomes_a_sealed_token(giver: Giver, me: Client, stage: World) -> None:
    answer = finish(me, giver.agree(onward(me, stage)))
    assert answer["Location"] == account(stage)
    row = stored()
    assert row is not None and (row.host, row.user) == ("smtp.gmail.com", "rep@acme.test")
    with transaction.atomic():
        assert secrets.unseal(row) == secrets.Secrets(REFRESH, APP)
        assert Entry.objects.filter(action="senderaccount.changed").exists()


def test_the_giver_is_asked_with_a_hash_of_the_verifier(
    giver: Giver, me: Client, stage: World
) -> None:
    giver.agree(onward(me, stage))
    asked = giver.asked
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (asked["access_type"], asked["scope"]) == ("offline", "https://mail.google.com/")
    assert asked["redirect_uri"].endswith(BACK) and asked["login_hint"] == "rep@acme.test"


def test_the_directory_is_asked_at_microsoft(giver: Giver, me: Client, stage: World) -> None:
    begin(me, stage, provider="microsoft", directory="acme.example")
    giver.agree(link(me, stage))
    assert giver.asked["at"] == "/acme.example/authorize"
    assert "offline_access" in giver.asked["scope"]


def test_coming_back_changes_nothing_by_itself(giver: Giver, me: Client, stage: World) -> None:
    page = me.get(BACK, giver.agree(onward(me, stage)))
    assert page.status_code == 200 and page["Cache-Control"] == "private, no-store"
    assert (stored(), giver.web.requests) == (None, [])


def test_a_forged_state_is_refused(giver: Giver, me: Client, stage: World) -> None:
    said = giver.agree(onward(me, stage)) | {"state": "forged"}
    assert consent.FORGED in me.get(BACK, said).content.decode()
    assert me.post(BACK, said).status_code == 422
    assert (stored(), giver.web.requests) == (None, [])


def test_an_answer_counts_once(giver: Giver, me: Client, stage: World) -> None:
    said = giver.agree(onward(me, stage))
    finish(me, said)
    assert consent.FORGED in unescape(finish(me, said).content.decode())
    assert len(giver.web.requests) == 1


def test_an_answer_in_another_session_is_forged(giver: Giver, me: Client, stage: World) -> None:
    said = giver.agree(onward(me, stage))
    for seat in (stage.other_admin, stage.admin):
        assert browser(seat).post(BACK, said).status_code == 422
    assert stored() is None


def test_a_round_belongs_to_its_seat_and_workspace(
    giver: Giver, me: Client, stage: World, globex: World
) -> None:
    said = giver.agree(onward(me, stage))
    for seat, slug in ((stage.other_admin, "acme"), (globex.admin, "globex")):
        other = browser(seat)
        session = other.session
        session["consent"] = me.session["consent"]
        session.save()
        assert other.post(f"/w/{slug}/settings/consent/", said).status_code == 422
    assert giver.web.requests == []


def test_a_round_of_another_mailbox_leads_nowhere(giver: Giver, me: Client, stage: World) -> None:
    onward(me, stage)
    session = me.session
    session["consent"] = session["consent"] | {"mailbox": str(stage.rep.pk)}
    session.save()
    assert me.get(account(stage, "consent/")).status_code == 422


def test_after_ten_minutes_it_is_late(giver: Giver, me: Client, stage: World) -> None:
    said = giver.agree(onward(me, stage))
    session = me.session
    late = datetime.now(UTC) - timedelta(minutes=11)
    session["consent"] = session["consent"] | {"at": late.isoformat()}
    session.save()
    assert me.post(BACK, said).status_code == 422
    assert giver.web.requests == []


def test_a_no_is_said_in_a_sentence(giver: Giver, me: Client, stage: World) -> None:
    state = giver.agree(onward(me, stage))["state"]
    page = me.get(BACK, {"state": state, "error": "access_denied", "error_description": CODE})
    text = page.content.decode()
    assert "Google was told no" in text and CODE not in text


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (400, {"error": "invalid_grant"}, "Google gave no lasting token"),
        (200, {"access_token": ACCESS}, "Google gave no lasting token"),
        (503, {}, "Google did not answer"),
    ],
)
def test_what_the_giver_does_not_give_is_said(
    giver: Giver, me: Client, stage: World, status: int, body: dict[str, str], sentence: str
) -> None:
    said = giver.agree(onward(me, stage))
    giver.web.play = says(status, body)
    assert sentence in finish(me, said).content.decode()
    assert stored() is None


def test_a_stolen_code_is_of_no_use_without_the_verifier(
    giver: Giver, me: Client, stage: World
) -> None:
    giver.agree(onward(me, stage))
    # The victim's own round, in which somebody plants a code that was asked for in another.
    planted = {"code": CODE, "state": giver.agree(onward(me, stage))["state"]}
    giver.asked["code_challenge"] = "of another round"
    assert "gave no lasting token" in finish(me, planted).content.decode()


def test_the_stored_secret_of_the_application_is_used_again(
    giver: Giver, me: Client, stage: World
) -> None:
    finish(me, giver.agree(onward(me, stage)))
    begin(me, stage, client_secret="")
    finish(me, giver.agree(link(me, stage)))
    assert len(giver.web.requests) == 2
    row = stored()
    assert row is not None
    with transaction.atomic():
        assert secrets.unseal(row).client_secret == APP


def test_another_application_does_not_get_the_stored_secret(
    giver: Giver, me: Client, stage: World
) -> None:
    finish(me, giver.agree(onward(me, stage)))
    begin(me, stage, client_id="other", client_secret="")
    assert "gave no lasting token" in finish(me, giver.agree(link(me, stage))).content.decode()
    assert APP not in giver.web.requests[-1].body.decode()


def test_a_browser_lets_the_form_go_without_a_token(me: Client, stage: World) -> None:
    page = me.get(f"{account(stage)}?way=oauth").content.decode()
    (field_,) = [each for each in page.split("<input") if 'name="secret"' in each]
    assert "required" not in field_.partition(">")[0]


def test_what_is_missing_is_said_at_its_field(giver: Giver, me: Client, stage: World) -> None:
    assert begin(me, stage, client_id="").status_code == 422
    assert begin(me, stage, directory="/../").status_code == 422


def test_without_a_round_there_is_nothing_to_go_on_with(me: Client, stage: World) -> None:
    page = me.get(account(stage, "consent/"))
    assert page.status_code == 422 and "Begin again" in page.content.decode()


@pytest.mark.parametrize("who", ["rep", "manager", "reviewer", "viewer"])
def test_only_admins_have_a_round(stage: World, who: str) -> None:
    me = browser(getattr(stage, who))
    assert me.get(BACK).status_code == me.post(BACK).status_code == 404
    assert me.get(account(stage, "consent/")).status_code == 404


def test_no_code_and_no_token_is_written_anywhere(giver: Giver, me: Client, stage: World) -> None:
    with captured() as log:
        url = onward(me, stage)
        kept = json.dumps(Session.objects.get(session_key=me.session.session_key).get_decoded())
        finish(me, giver.agree(url))
        giver.web.play = says(503, {"error": CODE})
        finish(me, giver.agree(onward(me, stage)))
    assert not [each for each in CANARIES if each in log.getvalue()]
    assert not [each for each in (APP, giver.asked["state"]) if each in kept]
    assert not [each for each in CANARIES if each in url]


def test_the_round_is_of_real_time(giver: Giver, me: Client, stage: World) -> None:
    onward(me, stage)
    began = datetime.fromisoformat(me.session["consent"]["at"])
    assert abs(real_now() - began) < timedelta(minutes=1)
