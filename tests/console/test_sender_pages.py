"""Settings: how a mailbox sends, and the keys that sign for it. No page ever shows a secret."""

import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery import current_app

from console.queries import accounts
from enrollment import control, dkim_keys
from enrollment.models import DkimKey, Mailbox, SenderAccount
from enrollment.senders import secrets
from tenancy import clock
from tenancy.actors import member
from tests.console.browsing import BUDGET, browser, reads
from tests.enrollment.stage import reload
from tests.isolation.lines import captured
from tests.world import World

CANARY = "canary-secret-4471"
SERVER = {
    **{"way": "password", "host": "smtp.example.com", "port": "587", "security": "starttls"},
    **{"user": "rep", "secret": CANARY},
}
SERVICE = {"way": "esp", "provider": "postmark", "region": "", "secret": CANARY}
TOKEN = {
    **{"way": "oauth", "provider": "google", "user": "rep@acme.test", "client_id": "app"},
    **{"client_secret": CANARY, "secret": CANARY},
}


def page(world: World, rest: str = "account/") -> str:
    return f"/w/acme/settings/mailboxes/{world.mailbox.pk}/{rest}"


def shown(world: World, rest: str = "account/") -> str:
    answer = browser(world.admin).get(page(world, rest))
    assert answer.status_code == 200
    return str(answer.content.decode())


def save(world: World, **form: str) -> Any:
    return browser(world.admin).post(page(world), form)


@pytest.mark.parametrize("rest", ["account/", "account/?way=esp", "account/?way=oauth", "dkim/"])
def test_an_admin_opens_it_and_nobody_else(in_acme: World, globex: World, rest: str) -> None:
    assert browser(in_acme.admin).get(page(in_acme, rest)).status_code == 200
    for other in (in_acme.manager, in_acme.rep, in_acme.reviewer, in_acme.viewer, globex.admin):
        assert browser(other).get(page(in_acme, rest)).status_code == 404


@pytest.mark.parametrize("form", [SERVER, SERVICE, TOKEN], ids=["server", "service", "token"])
def test_a_saved_secret_is_on_no_page(in_acme: World, form: dict[str, str]) -> None:
    assert save(in_acme, **form).status_code == 302
    assert secrets.unseal(SenderAccount.objects.get()).secret == CANARY
    for rest in ("", "account/", "dkim/", "account/?way=password"):
        assert CANARY not in shown(in_acme, rest)
    assert CANARY not in browser(in_acme.admin).get("/w/acme/audit/").content.decode()
    assert CANARY not in browser(in_acme.admin).get("/w/acme/settings/mailboxes/").content.decode()


def test_a_wrong_form_does_not_give_the_secret_back(in_acme: World) -> None:
    answer = save(in_acme, **SERVER | {"host": "127.0.0.1"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "not open to senders" in text and CANARY not in text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_new_host_asks_for_the_secret_again(in_acme: World) -> None:
    save(in_acme, **SERVER)
    answer = save(in_acme, **SERVER | {"host": "smtp.evil.test", "secret": ""})
    assert answer.status_code == 422
    assert "Enter it again" in answer.content.decode()
    assert SenderAccount.objects.get().host == "smtp.example.com"


def test_the_page_shows_how_the_test_ended(in_acme: World) -> None:
    save(in_acme, **SERVER)
    assert "Is being tested" in shown(in_acme)
    SenderAccount.objects.update(
        test_asked_at=None, test_result="failed", test_says="There is no server called x."
    )
    assert "There is no server called x." in shown(in_acme)
    assert "Does not work" in shown(in_acme, "")


def test_the_page_asks_again_until_the_test_has_ended(in_acme: World) -> None:
    save(in_acme, **SERVER)
    assert "every 2s" in shown(in_acme)
    SenderAccount.objects.update(tested_at=clock.real_now(), test_result="passed")
    assert "every 2s" not in shown(in_acme)


def test_a_stopped_mailbox_says_so_in_the_settings(in_acme: World) -> None:
    box = in_acme.mailbox
    control.close("mailbox", box.pk, reason="Wrong price", actor=member(in_acme.admin))
    assert "Wrong price" in shown(in_acme, "")
    me = browser(in_acme.admin)
    assert "by Admin; released under" in me.get("/w/acme/settings/mailboxes/").content.decode()


def test_each_page_of_the_settings_has_a_title_of_its_own(in_acme: World) -> None:
    titled = [
        shown(in_acme, rest).split("<title>")[1].split("</title>")[0] for rest in ("", "dkim/")
    ]
    page = "Rep · Mailboxes · Settings · Sequence ops"
    assert titled == [page, f"DKIM keys · {page}"]


def test_a_test_is_asked_for_and_an_account_removed(in_acme: World) -> None:
    save(in_acme, **SERVER)
    SenderAccount.objects.update(test_asked_at=None)
    browser(in_acme.admin).post(page(in_acme, "account/test/"))
    assert SenderAccount.objects.get().test_asked_at is not None
    browser(in_acme.admin).post(page(in_acme, "account/remove/"))
    assert not SenderAccount.objects.exists()


def test_neither_the_queue_nor_the_log_sees_a_secret(in_acme: World) -> None:
    with captured() as log, current_app.connection_for_read() as broker:
        save(in_acme, **SERVER)
        channel: Any = broker.default_channel
        waiting = messages(channel.client)
    # The body of a message is in base64.
    assert str(SenderAccount.objects.get().pk).encode() in waiting
    assert CANARY.encode() not in waiting
    assert CANARY not in log.getvalue()


def messages(store: Any) -> bytes:
    """All that waits in the broker, with every body as it was before it was packed."""
    lists = [key for key in store.scan_iter() if store.type(key) == b"list"]
    raw = [each for key in lists for each in store.lrange(key, 0, -1)]
    return b"\n".join(raw + [b64decode(json.loads(each)["body"]) for each in raw])


def test_a_key_is_made_shown_and_used(in_acme: World) -> None:
    visitor = browser(in_acme.admin)
    visitor.post(page(in_acme, "dkim/"), {"algorithm": "ed25519"})
    key = DkimKey.objects.get()
    text = shown(in_acme, "dkim/")
    assert dkim_keys.publication(key).text in text
    assert "Sign with it" not in text
    dkim_keys._keep(key, is_there=True, actor=member(in_acme.admin))
    assert "Sign with it" in shown(in_acme, "dkim/")
    visitor.post(page(in_acme, f"dkim/{key.pk}/activate/"))
    assert reload(key).state == "active"
    assert "signed here, with 1 key." in shown(in_acme, "")
    visitor.post(page(in_acme, f"dkim/{key.pk}/retire/"))
    assert "Keep its record published until" in shown(in_acme, "dkim/")


@pytest.mark.parametrize(("days", "said"), [(None, "It has never signed"), (8, "Its week is over")])
def test_a_record_that_is_not_needed_any_more_is_said(
    in_acme: World, days: int | None, said: str
) -> None:
    admin = in_acme.admin
    key = dkim_keys.make(in_acme.mailbox, "ed25519", seat=admin, actor=member(admin))
    dkim_keys.retire(key, seat=admin, actor=member(admin))
    if days:
        then = clock.real_now() - timedelta(days=days)
        DkimKey.objects.update(active_at=then, retired_at=then)
    text = shown(in_acme, "dkim/")
    assert said in text and "Keep its record" not in text


def test_a_key_of_another_domain_is_not_found_here(in_acme: World) -> None:
    key = DkimKey.objects.create(domain="other.test", selector="s", algorithm="rsa", sealed=b"x")
    answer = browser(in_acme.admin).post(page(in_acme, f"dkim/{key.pk}/retire/"))
    assert answer.status_code == 404


def test_an_unknown_kind_of_key_is_refused_in_words(in_acme: World) -> None:
    answer = browser(in_acme.admin).post(page(in_acme, "dkim/"), {"algorithm": "md5"}, follow=True)
    assert "Choose RSA or Ed25519." in answer.content.decode()
    assert not DkimKey.objects.exists()


@pytest.mark.parametrize("rest", ["", "account/", "dkim/"])
def test_a_page_takes_few_reads(in_acme: World, rest: str) -> None:
    save(in_acme, **SERVER)
    visitor = browser(in_acme.admin)
    visitor.get(page(in_acme, rest))
    with reads() as taken:
        visitor.get(page(in_acme, rest))
    assert taken.count <= BUDGET


# What a worker looks up


def test_what_was_asked_is_awaited_until_it_is_answered_or_a_minute_is_over() -> None:
    now = datetime.now(UTC)
    asked, long_ago = now - timedelta(seconds=5), now - timedelta(minutes=2)
    assert accounts.is_awaited(asked, None) and accounts.is_awaited(asked, long_ago)
    assert not accounts.is_awaited(None, None)
    assert not accounts.is_awaited(asked, now) and not accounts.is_awaited(long_ago, None)


def test_records_that_were_asked_for_show_themselves(in_acme: World) -> None:
    Mailbox.objects.filter(pk=in_acme.mailbox.pk).update(authentication_at=None)
    asked = int(datetime.now(UTC).timestamp())
    assert 'hx-select="#records"' in shown(in_acme, f"?asked={asked}")
    assert 'hx-select="#records"' not in shown(in_acme, "?asked=soon")
