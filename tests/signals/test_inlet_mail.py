"""Mail that services hand on: it is read as any mail, in the mailbox that it is for."""

import json
from collections.abc import Mapping

import pytest

from enrollment.models import Enrollment, Mailbox, SendIntent
from signals.inlets import views
from signals.inlets.known import Way
from signals.models import Signal
from tests.signals.callers import Posted, open_for, post, url_of
from tests.signals.letters import letter, reply
from tests.signals.mailed_by import SERVICES, SHOWN, posted
from tests.world import World


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch, intent: SendIntent) -> dict[str, str]:
    """What services are asked for, with what was shown to them; they hand out one reply."""
    asked: dict[str, str] = {}
    raw = reply(intent)
    place = {
        "raw": {"download_url": "https://files.example/1"},
        "raw_message_url": "https://f.example",
    }

    def answer(url: str, headers: Mapping[str, str]) -> bytes:
        asked[url] = headers.get("Authorization", "")
        return json.dumps(place).encode() if "api." in url or "/api/" in url else raw

    monkeypatch.setattr(views, "fetched", answer)
    return asked


@pytest.mark.parametrize("service", SERVICES)
def test_a_reply_that_a_service_hands_on_ends_the_sequence(
    acme: World, in_acme: World, intent: SendIntent, fetched: dict[str, str], service: str
) -> None:
    inlet = open_for(acme, service)
    url = url_of(acme, inlet, Way.MAIL)
    for _ in range(3):
        answer = post(url, posted(service, reply(intent), acme.mailbox.address, url))
        assert answer.status_code == 200, answer.content
    assert Enrollment.objects.get().exit_reason == "replied"
    assert {each.source for each in Signal.objects.all()} == {"mail"}


def test_mail_is_fetched_with_the_key_of_the_api(
    acme: World, in_acme: World, intent: SendIntent, fetched: dict[str, str]
) -> None:
    url = url_of(acme, open_for(acme, "resend"), Way.MAIL)
    post(url, posted("resend", b"", acme.mailbox.address, url))
    assert fetched == {
        "https://api.resend.com/emails/receiving/in1": SHOWN,
        "https://files.example/1": "",
    }


def test_mail_that_cannot_be_fetched_is_asked_for_again(
    acme: World, in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(url: str, headers: Mapping[str, str]) -> bytes:
        raise views.Unfetched

    monkeypatch.setattr(views, "fetched", away)
    url = url_of(acme, open_for(acme, "mailtrap"), Way.MAIL)
    answer = post(url, posted("mailtrap", b"", acme.mailbox.address, url))
    assert (answer.status_code, answer.json()["code"]) == (503, "not_fetched")


@pytest.mark.parametrize("url", ["http://api.resend.com/", "ftp://x/", "file:///etc/passwd"])
def test_mail_is_fetched_encrypted_or_not_at_all(url: str) -> None:
    with pytest.raises(views.Unfetched):
        views.fetched(url, {})


def test_mail_to_the_mailbox_of_another_workspace_is_refused(
    acme: World, globex: World, in_acme: World
) -> None:
    url = url_of(acme, open_for(acme, "postmark"), Way.MAIL)
    answer = post(url, posted("postmark", letter("Hi"), globex.mailbox.address, url))
    assert (answer.status_code, answer.json()["code"]) == (406, "no_mailbox")
    assert not Signal.objects.exists()


def test_mail_proves_that_mail_to_the_mailbox_arrives(acme: World, in_acme: World) -> None:
    Mailbox.objects.update(heard_at=None)
    url = url_of(acme, open_for(acme, "postmark"), Way.MAIL)
    post(url, posted("postmark", letter("Hi"), acme.mailbox.address, url))
    assert Mailbox.objects.get().heard_at is not None


def test_a_mail_of_eight_megabytes_is_taken(acme: World, in_acme: World) -> None:
    url = url_of(acme, open_for(acme, "postmark"), Way.MAIL)
    raw = letter("A long story.\n" * 600_000)
    assert post(url, posted("postmark", raw, acme.mailbox.address, url)).status_code == 200


def test_more_than_a_whole_mail_is_refused(acme: World) -> None:
    url = url_of(acme, open_for(acme, "postmark"), Way.MAIL)
    answer = post(url, Posted(b"x" * (20 * 1024 * 1024 + 1)))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
