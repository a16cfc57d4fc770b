"""The terms of a workspace and the proof of its domain; by services and by REST."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from audit.models import Entry
from compliance import sender_records
from compliance.models import Consent
from enrollment import lookups
from enrollment.models import TrackingTerms
from enrollment.tracking import terms
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.scope import scope
from tests.compliance.test_compliance_api import Caller
from tests.enrollment.tracking_stage import HOST, allow
from tests.world import World, contact


class Dns:
    """What a name server would answer."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.aliases: dict[str, list[str]] = {}
        self.is_away = False

    def answer(self, kept: dict[str, list[str]], name: str) -> list[str]:
        if self.is_away:
            raise lookups.Unanswered(name)
        return kept.get(name, [])


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> Dns:
    made = Dns()
    monkeypatch.setattr(lookups, "texts", lambda name: made.answer(made.texts, name))
    monkeypatch.setattr(lookups, "aliases", lambda name: made.answer(made.aliases, name))
    monkeypatch.setattr(sender_records, "is_reserved", lambda name: False)
    return made


def change(world: World, **more: Any) -> TrackingTerms:
    said = {"is_on": True, "host": HOST, "sites": [], **more}
    return terms.change(**said, seat=world.admin, actor=member(world.admin))


def verify(world: World) -> TrackingTerms:
    return terms.verify(seat=world.admin, actor=member(world.admin))


def published(dns: Dns) -> None:
    with transaction.atomic():
        asked = terms.publication(HOST)
    dns.texts[asked.name] = ["something else", asked.text]
    dns.aliases[HOST] = [asked.leads_to]


def allowed() -> terms.Terms:
    with transaction.atomic():
        return terms.current()


def test_nothing_is_tracked_by_default(in_acme: World) -> None:
    assert allowed().host == "" and "does not track" in allowed().why


def test_a_domain_counts_when_both_records_are_there(in_acme: World, dns: Dns) -> None:
    change(in_acme)
    assert allowed().host == ""
    published(dns)
    verify(in_acme)
    assert allowed().host == HOST


def test_a_domain_of_somebody_else_is_not_taken(in_acme: World, globex: World, dns: Dns) -> None:
    """Its name leads here for another workspace; the text is that workspace's."""
    published(dns)
    with scope(globex.workspace.pk):
        change(globex)
        found = verify(globex)
        assert found.verified_at is None and terms.NO_PROOF in found.found
        assert allowed().host == ""


def test_a_name_that_does_not_lead_here_is_not_taken(in_acme: World, dns: Dns) -> None:
    change(in_acme)
    published(dns)
    dns.aliases[HOST] = ["elsewhere.example"]
    assert terms.NO_WAY in verify(in_acme).found


def test_another_domain_has_to_be_proven_anew(in_acme: World, dns: Dns) -> None:
    change(in_acme)
    published(dns)
    verify(in_acme)
    assert change(in_acme, host="clicks.acme.example").verified_at is None
    assert allowed().host == ""


def test_a_proof_that_is_gone_ends_it_at_the_next_look(in_acme: World, dns: Dns) -> None:
    change(in_acme)
    published(dns)
    verify(in_acme)
    dns.texts.clear()
    terms.look_due()
    assert allowed().host == HOST
    TrackingTerms.objects.update(looked_at=datetime.now(UTC) - timedelta(days=2))
    terms.look_due()
    assert allowed().host == ""


def test_a_look_without_an_answer_changes_nothing_for_a_week(in_acme: World, dns: Dns) -> None:
    allow(in_acme, looked_at=datetime.now(UTC) - timedelta(days=2))
    dns.is_away = True
    terms.look_due()
    assert allowed().host == HOST
    TrackingTerms.objects.update(verified_at=datetime.now(UTC) - timedelta(days=8))
    assert allowed().host == ""


def test_nobody_answers_a_person_who_looks(in_acme: World, dns: Dns) -> None:
    change(in_acme)
    dns.is_away = True
    with pytest.raises(Refused, match="No DNS server answered"):
        verify(in_acme)


def test_names_for_examples_are_not_looked_up(in_acme: World) -> None:
    change(in_acme)
    with pytest.raises(Refused) as refused:
        verify(in_acme)
    assert refused.value.code == "reserved_name"


@pytest.mark.parametrize(
    "host",
    ["", "acme", "acme.com", "a b.acme.com", "http://x.acme.com", "x.acme.com\0", "127.0.0.1"],
)
def test_what_cannot_be_the_domain_is_refused(in_acme: World, host: str) -> None:
    with pytest.raises(Refused) as refused:
        change(in_acme, host=host)
    assert list(refused.value.fields) == ["host"]


def test_the_installations_own_name_is_no_tracking_domain(in_acme: World, settings: Any) -> None:
    settings.PUBLIC_URL = "https://console.ops.example"
    for host in ("console.ops.example", "ops.example"):
        with pytest.raises(Refused, match=r"own name|below your domain"):
            change(in_acme, host=host)


def test_a_change_is_in_the_trail_and_none_is_not(in_acme: World) -> None:
    change(in_acme)
    change(in_acme)
    assert Entry.objects.filter(action="tracking.changed").count() == 1


def test_only_admins_change_it(in_acme: World) -> None:
    with pytest.raises(Refused, match="may not"):
        terms.change(is_on=True, host=HOST, sites=[], seat=in_acme.rep, actor=member(in_acme.rep))


def test_the_terms_are_read_and_changed_by_calls(acme: World) -> None:
    caller = Caller(acme, "admin")
    body = {"is_on": True, "host": HOST, "sites": ["acme.example"]}
    url = reverse("api_tracking")
    said = caller.client.put(url, body, content_type="application/json").json()
    assert said == caller.get("api_tracking").json()
    assert said["publish"]["name"] == f"_tracking.{HOST}" and said["verified_at"] is None


@pytest.mark.parametrize("role", ["viewer", "rep", "reviewer", "manager"])
def test_a_lesser_key_may_not(acme: World, role: str) -> None:
    assert Caller(acme, role).get("api_tracking").status_code == 403
    assert Caller(acme, role).post("api_tracking_verify").status_code == 403


def test_without_terms_a_call_reads_the_defaults(acme: World) -> None:
    said = Caller(acme, "admin").get("api_tracking").json()
    assert (said["is_on"], said["host"], said["publish"]) == (False, "", None)


def test_a_wish_is_recorded_and_asked_for_by_calls(acme: World) -> None:
    with scope(acme.workspace.pk):
        peter = contact(owner=acme.rep, country="DE")
    caller = Caller(acme, "admin")
    assert caller.get("api_contact_tracking", peter.pk).json()["allowed"] is False
    body = {"wants": True, "given_at": clock.now().isoformat(), "evidence": "Form 7"}
    assert caller.post("api_contact_tracking", peter.pk, **body).status_code == 201
    assert caller.get("api_contact_tracking", peter.pk).json()["allowed"] is True


@pytest.mark.parametrize(
    "more", [{"evidence": ""}, {"evidence": "a\0b"}, {"given_at": "2999-01-01T00:00:00Z"}]
)
def test_a_wish_that_proves_nothing_is_refused(acme: World, more: dict[str, str]) -> None:
    with scope(acme.workspace.pk):
        peter = contact(owner=acme.rep)
    body = {"wants": True, "given_at": "2026-01-01T00:00:00Z", "evidence": "Form 7", **more}
    answer = Caller(acme, "admin").post("api_contact_tracking", peter.pk, **body)
    assert answer.status_code in (400, 409) and answer.json()["fields"]
    with scope(acme.workspace.pk):
        assert not Consent.objects.exists()


def test_a_call_of_another_workspace_finds_nobody(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        peter = contact(owner=acme.rep)
    body = {"wants": False, "given_at": "2026-01-01T00:00:00Z"}
    assert Caller(globex, "admin").get("api_contact_tracking", peter.pk).status_code == 404
    assert Caller(globex, "admin").post("api_contact_tracking", peter.pk, **body).status_code == 404
