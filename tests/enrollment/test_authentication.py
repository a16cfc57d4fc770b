"""Looking at sender records: what is kept, what the gate makes of it, and who may ask."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import dns.resolver
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from dns.exception import Timeout
from pytest_django import Settings

from audit.models import Entry
from compliance.sender_records import KINDS, Record, read_spf
from contacts.models import Contact
from enrollment import authentication, eligibility, lookups, tasks
from enrollment.models import Enrollment, Mailbox
from sequences.models import Version
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.scope import scope
from tenancy.services import save_settings
from tests.compliance.test_compliance_api import Caller
from tests.console.browsing import browser
from tests.enrollment.stage import enrol, reload, states, work
from tests.world import World, mailbox

DOMAIN = "mail.acme.internal"
GOOD = {
    DOMAIN: ["v=spf1 include:relay.internal -all"],
    f"s1._domainkey.{DOMAIN}": ["v=DKIM1; k=ed25519; p=" + "A" * 43 + "="],
    "_dmarc.acme.internal": ["v=DMARC1; p=none"],
}
Publish = Callable[[Mapping[str, list[str] | None]], list[str]]


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Publish:
    """A DNS that holds these records; None is a name that no server answers for. Returns the list
    in which each question is noted."""
    settings.DKIM_SELECTORS = ["s1", "s2"]

    def published(records: Mapping[str, list[str] | None]) -> list[str]:
        asked: list[str] = []

        def texts(name: str) -> list[str]:
            assert not connection.in_atomic_block, "no network inside a transaction"
            asked.append(name)
            found = records.get(name, [])
            if found is None:
                raise lookups.Unanswered(name)
            return found

        monkeypatch.setattr(lookups, "texts", texts)
        return asked

    return published


@pytest.fixture
def box(stage: World) -> Mailbox:
    """The rep's mailbox at a domain that somebody could own, and that nobody has looked at."""
    with transaction.atomic():
        row = Mailbox.objects.get(pk=stage.mailbox.pk)
        row.address, row.authentication, row.authentication_at = f"rep@{DOMAIN}", {}, None
        row.save()
    return row


def results(box: Mailbox) -> dict[str, str]:
    return {kind: each["result"] for kind, each in reload(box).authentication.items()}


def require(world: World, required: bool = True) -> None:
    values = {"requires_authentication": required}
    with transaction.atomic():
        save_settings(values, actor=member(world.admin))


def look(box: Mailbox, **results: str) -> None:
    """Keep results as a look would; those that are not named are in order."""
    found = {
        kind: read_spf(DOMAIN, ["v=spf1 -all"] if results.get(kind) is None else [])
        for kind in KINDS
    }
    authentication.keep(box, found, actor=authentication.HOUSE)


def test_a_look_keeps_what_was_found(publish: Publish, box: Mailbox) -> None:
    asked = publish(GOOD)
    assert authentication.check(box.pk)
    assert results(box) == dict.fromkeys(KINDS, "pass")
    assert authentication.shortcomings(reload(box)) == ()
    assert asked[-2:] == [f"_dmarc.{DOMAIN}", "_dmarc.acme.internal"]


def test_what_is_missing_says_what_to_publish(publish: Publish, box: Mailbox) -> None:
    publish({})
    authentication.check(box.pk)
    lacking = authentication.shortcomings(reload(box))
    assert lacking is not None and len(lacking) == 3
    assert all("Publish" in each for each in lacking)


def test_without_an_answer_the_last_result_stays(publish: Publish, box: Mailbox) -> None:
    publish(GOOD)
    authentication.check(box.pk)
    before = reload(box).authentication_at
    publish({**GOOD, DOMAIN: None})
    assert not authentication.check(box.pk)
    assert (results(box)["spf"], reload(box).authentication_at) == ("pass", before)


def test_nobody_is_asked_about_names_for_examples(publish: Publish, stage: World) -> None:
    asked = publish(GOOD)
    assert not authentication.check(stage.mailbox.pk)
    assert asked == []


def test_only_a_change_is_in_the_trail(publish: Publish, box: Mailbox) -> None:
    publish(GOOD)
    authentication.check(box.pk)
    authentication.check(box.pk)
    with transaction.atomic():
        (entry,) = Entry.objects.filter(action="mailbox.checked")
    assert entry.data == dict.fromkeys(KINDS, "pass")


@pytest.mark.parametrize(("hours", "again"), [(23, False), (25, True)])
def test_every_day_somebody_looks_again(
    publish: Publish, box: Mailbox, hours: int, again: bool
) -> None:
    publish(GOOD)
    authentication.check(box.pk)
    with transaction.atomic():
        old = datetime.now(UTC) - timedelta(hours=hours)
        Mailbox.objects.update(authentication_at=old)
    assert authentication.due() == ([box.pk] if again else [])


def test_the_daily_look_finds_mailboxes_of_every_workspace(publish: Publish, box: Mailbox) -> None:
    publish(GOOD)
    tasks.check_senders()
    assert results(box)["dmarc"] == "pass"


def test_a_record_with_signs_that_nobody_can_store_is_wrong(publish: Publish, box: Mailbox) -> None:
    publish({**GOOD, DOMAIN: ["v=spf1 \x00foo -all"]})
    authentication.check_due()
    assert results(box)["spf"] == "wrong"


def test_a_look_that_fails_keeps_no_other_mailbox_waiting(
    publish: Publish, box: Mailbox, stage: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        other = mailbox("acme", stage.manager)
        Mailbox.objects.filter(pk=other.pk).update(
            address="m@other.internal", authentication={}, authentication_at=None
        )
    publish({})
    look_up = authentication.look_up

    def failing(domain: str, own: Sequence[str]) -> dict[str, Record]:
        if domain == DOMAIN:
            raise ValueError(domain)
        return look_up(domain)

    monkeypatch.setattr(authentication, "look_up", failing)
    authentication.check_due()
    assert (results(box), results(other)["spf"]) == ({}, "missing")


# The gate


def verdict(person: Contact, version: Version) -> Any:
    with transaction.atomic():
        (found,) = eligibility.look([person], version)
    return found


def test_what_is_not_in_order_is_a_warning(box: Mailbox, version: Version, peter: Contact) -> None:
    look(box, dkim="missing")
    found = verdict(peter, version)
    assert found.allows and [each.rule for each in found.warnings] == ["sender_ready"]


def test_where_the_workspace_asks_for_it_nobody_is_enrolled(
    stage: World, box: Mailbox, version: Version, peter: Contact
) -> None:
    look(box, dkim="missing")
    require(stage)
    assert enrol(stage, version, peter).state == "ineligible"


def test_and_nothing_more_is_sent(stage: World, box: Mailbox, active: Enrollment) -> None:
    look(box, spf="missing")
    require(stage)
    work()
    assert set(states(active).values()) == {"planned"}


def test_results_of_a_week_ago_are_not_known_any_more(
    stage: World, box: Mailbox, version: Version, peter: Contact
) -> None:
    look(box)
    require(stage)
    assert verdict(peter, version).allows
    with transaction.atomic():
        Mailbox.objects.update(authentication_at=datetime.now(UTC) - timedelta(days=8))
    assert [each.rule for each in verdict(peter, version).blocks] == ["sender_ready"]


# Asking for a look


def test_only_admins_ask_for_a_look(stage: World, box: Mailbox) -> None:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        authentication.ask(box, seat=stage.manager, actor=member(stage.manager))
    assert refusal.value.code == "not_allowed"


def test_a_look_at_a_name_for_examples_is_refused(stage: World) -> None:
    with pytest.raises(Refused, match="name for examples"), transaction.atomic():
        authentication.ask(stage.mailbox, seat=stage.admin, actor=member(stage.admin))


def page(client: Client, box: Mailbox) -> str:
    return client.get(f"/w/acme/settings/mailboxes/{box.pk}/").content.decode()


def test_the_page_shows_what_was_found_and_what_to_publish(stage: World, box: Mailbox) -> None:
    assert "Nobody has looked yet." in page(browser(stage.admin), box)
    look(box, dkim="missing")
    text = page(browser(stage.admin), box)
    assert "In order" in text and "Missing" in text and "Publish a TXT record" in text


def test_the_button_has_a_worker_look(
    publish: Publish, stage: World, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudged: list[str] = []
    monkeypatch.setattr(tasks.check_sender, "delay", lambda *ids: nudged.append(ids[1]))
    url = f"/w/acme/settings/mailboxes/{box.pk}/check/"
    answer = browser(stage.admin).post(url, follow=True)
    assert "being looked up" in answer.content.decode()
    assert nudged == [str(box.pk)]


def test_a_new_mailbox_is_looked_at(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[str] = []
    monkeypatch.setattr(tasks.check_sender, "delay", lambda *ids: nudged.append(ids[1]))
    form = {"name": "New", "address": "new@mail.acme.internal", "daily_limit": "10"}
    browser(stage.admin).post("/w/acme/settings/mailboxes/", form)
    with transaction.atomic():
        assert nudged == [str(Mailbox.objects.get(name="New").pk)]


def test_the_settings_page_asks_for_it(stage: World) -> None:
    page = browser(stage.admin).get("/w/acme/settings/").content.decode()
    assert 'name="requires_authentication"' in page


# REST


def test_the_api_shows_the_records_and_asks_for_a_look(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        Mailbox.objects.filter(pk=acme.mailbox.pk).update(address=f"rep@{DOMAIN}")
    caller = Caller(acme, "admin")
    (shown,) = caller.get("api_mailboxes").json()["results"]
    assert (shown["proves_its_mail"], len(shown["records"])) == (True, 3)
    assert caller.post("api_mailbox_check", acme.mailbox.pk).status_code == 202


@pytest.mark.parametrize("role", ["viewer", "rep", "reviewer", "manager"])
def test_other_roles_may_not(acme: World, role: str) -> None:
    caller = Caller(acme, role)
    assert caller.get("api_mailboxes").status_code == 403
    assert caller.post("api_mailbox_check", acme.mailbox.pk).status_code == 403


def test_the_api_makes_records_a_must(acme: World) -> None:
    caller, url = Caller(acme, "admin"), reverse("api_authentication")
    said = {"is_required": True}
    answer = caller.client.put(url, said, content_type="application/json")
    assert answer.json() == said == caller.get("api_authentication").json()


def test_another_workspace_asks_for_no_look(acme: World, globex: World) -> None:
    answer = Caller(globex, "admin").post("api_mailbox_check", acme.mailbox.pk)
    assert answer.status_code == 404


# The adapter


class Answer:
    """A TXT record as the resolver gives it."""

    strings = (b"v=spf1 ", b"-all \xff")


@pytest.mark.parametrize(
    ("outcome", "texts"),
    [
        ([Answer()], ["v=spf1 -all \ufffd"]),
        (dns.resolver.NXDOMAIN, []),
        (dns.resolver.NoAnswer, []),
    ],
)
def test_text_records_are_joined_and_none_are_no_error(
    monkeypatch: pytest.MonkeyPatch, outcome: Any, texts: list[str]
) -> None:
    answers(monkeypatch, outcome)
    assert lookups.texts(DOMAIN) == texts


@pytest.mark.parametrize("outcome", [Timeout, dns.resolver.NoNameservers, OSError])
def test_no_answer_is_no_record_and_no_absence(
    monkeypatch: pytest.MonkeyPatch, outcome: type[Exception]
) -> None:
    answers(monkeypatch, outcome)
    with pytest.raises(lookups.Unanswered):
        lookups.texts(DOMAIN)


def test_a_name_that_is_too_long_is_unanswered_without_asking() -> None:
    with pytest.raises(lookups.Unanswered):
        lookups.texts("a" * 64 + ".internal")


def answers(monkeypatch: pytest.MonkeyPatch, outcome: Any) -> None:
    def resolve(*args: Any, **more: Any) -> Any:
        if isinstance(outcome, type):
            raise outcome
        return outcome

    monkeypatch.setattr(dns.resolver.Resolver, "resolve", resolve)
