"""REST: contacts by record ID and signals, by the right role, a wrong one, another workspace."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from compliance.models import Suppression
from contacts import merging
from contacts.models import Contact
from enrollment.models import Enrollment, SendIntent
from signals.models import Signal
from tenancy.ids import uuid7
from tenancy.models import ApiKey, KeyDigest, Membership
from tenancy.scope import scope
from tests.signals.letters import reply
from tests.signals.stage import receive
from tests.world import World, contact

EVENT = {"event_id": "e1", "kind": "reply", "external_id": "crm-1"}


class Caller:
    """A program with an API key."""

    def __init__(self, world: World, seat: Membership, role: str = "") -> None:
        secret = str(uuid7())
        with scope(world.workspace.pk):
            key = ApiKey.objects.create(
                name="Robot", prefix=secret[:8], role=role or seat.role, created_by=seat
            )
        KeyDigest.objects.create(
            digest=KeyDigest.of(secret), workspace_id=world.workspace.pk, api_key_id=key.pk
        )
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def put(self, external_id: str, /, **body: Any) -> Any:
        path = f"/api/v1/contacts/{external_id}"
        return self.client.put(path, body, content_type="application/json")

    def post(self, **body: Any) -> Any:
        return self.client.post("/api/v1/signals", body, content_type="application/json")

    def get(self, signal_id: object) -> Any:
        return self.client.get(f"/api/v1/signals/{signal_id}")


@pytest.fixture
def crm(acme: World) -> Caller:
    return Caller(acme, acme.admin)


@pytest.fixture
def rep(acme: World) -> Caller:
    return Caller(acme, acme.rep)


def test_a_contact_is_added_and_then_updated(in_acme: World, crm: Caller) -> None:
    first = crm.put("7", email="milton@initech.example", company="Initech")
    again = crm.put("7", title="Collator")
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json()["title"], again.json()["company"]) == ("Collator", "Initech")
    assert Contact.objects.count() == 1


def test_the_same_contact_again_changes_nothing(in_acme: World, crm: Caller) -> None:
    for _ in range(2):
        answer = crm.put("7", email="milton@initech.example", custom={"stapler": "red"})
    assert answer.json()["revision"] == 1


def test_an_opt_out_of_the_crm_stops(in_acme: World, crm: Caller, intent: SendIntent) -> None:
    assert crm.put("crm-1", opted_out=True).json()["opted_out"] is True
    assert Enrollment.objects.get().exit_reason == "opted_out"
    assert Suppression.objects.get().reason == "crm"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "milton@initech.example", "stapler": "red"}, "stapler"),
        ({"email": "not an address"}, "email"),
        ({"email": "m@x.example", "timezone": "Mars/Olympus"}, "timezone"),
        ({"email": "m@x.example", "external_id": "8"}, "external_id"),
        ({"email": "m@x.example", "opted_out": "perhaps"}, "opted_out"),
        ({"email": "m@x.example", "custom": ["red"]}, "custom"),
    ],
)
def test_a_wrong_field_of_a_contact_is_named(
    in_acme: World, crm: Caller, body: dict[str, Any], field: str
) -> None:
    answer = crm.put("7", **body)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ('{"email": "m@x.example", "custom": {"score": 1e400}}', 400, "parse_error"),
        ("[" * 100_000, 400, "parse_error"),
        ('{"title": "%s"}' % ("x" * 2_100_000), 413, "too_large"),
    ],
)
def test_a_body_that_cannot_be_kept_is_refused(
    in_acme: World, crm: Caller, body: str, status: int, code: str
) -> None:
    answer = crm.client.put("/api/v1/contacts/7", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_custom_fields_do_not_gather_without_end(
    in_acme: World, crm: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST_CUSTOM_FIELDS", 1)
    assert crm.put("7", email="m@x.example", custom={"a": 1}).status_code == 201
    answer = crm.put("7", title="Boss", custom={"b": 1})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["custom"])
    assert Contact.objects.get().title == ""


def test_an_address_of_nothing_is_told_as_json(in_acme: World, crm: Caller, client: Client) -> None:
    found = [crm.put("null", email="m@x.example"), crm.put("a/b"), client.get("/api/v2")]
    assert [answer.status_code for answer in found] == [400, 404, 404]
    assert [answer.json()["code"] for answer in found] == ["invalid", "not_found", "not_found"]


def test_a_record_that_points_at_two_people_is_a_conflict(
    in_acme: World, crm: Caller, peter: Contact
) -> None:
    contact("milton@initech.example", external_id="7")
    answer = crm.put("7", email="peter@initech.example")
    assert (answer.status_code, answer.json()["code"]) == (409, "two_people")


def test_a_rep_may_not_change_somebody_elses_contact(
    in_acme: World, rep: Caller, peter: Contact
) -> None:
    Contact.objects.filter(pk=peter.pk).update(owner=in_acme.other_rep)
    assert rep.put("crm-1", title="Boss").status_code == 404
    assert Contact.objects.get().title == "Engineer"


@pytest.mark.parametrize(
    ("seat", "role", "stored"),
    [
        ("rep", "", "unknown"),
        ("manager", "", "corporate"),
        ("manager", "rep", "unknown"),
        ("rep", "manager", "unknown"),
    ],
)
def test_whose_the_mailboxes_are_is_taken_only_where_member_and_key_may_let_people_pass(
    in_acme: World, seat: str, role: str, stored: str
) -> None:
    caller = Caller(in_acme, getattr(in_acme, seat), role)
    answer = caller.put("7", company="Initech", company_subscriber="corporate").json()
    assert answer["company_subscriber"] == stored
    assert bool(answer["notes"]) == (stored == "unknown")


def test_a_viewer_may_not_write(in_acme: World) -> None:
    caller = Caller(in_acme, in_acme.viewer)
    assert caller.put("7", email="a@b.example").status_code == 403
    assert caller.post(**EVENT).status_code == 403


def test_a_signal_has_its_effect_before_the_answer(
    in_acme: World, crm: Caller, intent: SendIntent
) -> None:
    answer = crm.post(**EVENT)
    assert (answer.status_code, answer.json()["state"]) == (200, "applied")
    assert Enrollment.objects.get().exit_reason == "replied"


def test_the_key_answers_for_the_signal(in_acme: World, crm: Caller, peter: Contact) -> None:
    from audit.models import Entry

    crm.post(**EVENT)
    assert Entry.objects.get(action="signal.received").actor_label == "Robot"


def test_the_same_event_answers_the_same(in_acme: World, crm: Caller, peter: Contact) -> None:
    assert crm.post(**EVENT).json() == crm.post(**EVENT).json()
    assert Signal.objects.count() == 1


def test_the_same_id_of_two_providers_are_two_events(
    in_acme: World, crm: Caller, peter: Contact
) -> None:
    assert crm.post(**EVENT).json()["id"] != crm.post(**EVENT, provider="esp").json()["id"]


@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        ({**EVENT, "mood": "good"}, 400, "mood"),
        ({**EVENT, "kind": "letter"}, 400, "kind"),
        ({**EVENT, "occurred_at": "yesterday"}, 400, "occurred_at"),
        ({"event_id": "e1", "kind": "reply"}, 400, "email"),
        ({**EVENT, "status": "5.x"}, 400, "status"),
    ],
)
def test_a_wrong_field_of_a_signal_is_named(
    in_acme: World, crm: Caller, body: dict[str, Any], status: int, named: str
) -> None:
    answer = crm.post(**body)
    assert answer.status_code == status
    assert named in answer.json()["fields"]
    assert not Signal.objects.exists()


def test_a_reused_event_id_is_a_conflict(in_acme: World, crm: Caller, peter: Contact) -> None:
    crm.post(**EVENT)
    assert crm.post(**{**EVENT, "kind": "opt_out"}).status_code == 409


def test_a_moment_in_the_future_counts_as_now(in_acme: World, crm: Caller, peter: Contact) -> None:
    body = crm.post(**EVENT, occurred_at="2099-01-01T00:00:00Z").json()
    assert not body["occurred_at"].startswith("2099")


def test_a_signal_is_read_by_who_sees_the_person(
    in_acme: World, crm: Caller, rep: Caller, peter: Contact
) -> None:
    signal_id = crm.post(**EVENT).json()["id"]
    assert rep.get(signal_id).json()["contact"] == str(peter.pk)
    assert Caller(in_acme, in_acme.other_rep).get(signal_id).status_code == 404


def test_a_signal_about_nobody_is_read_by_admins_only(
    in_acme: World, crm: Caller, rep: Caller
) -> None:
    signal_id = crm.post(**EVENT).json()["id"]
    assert (crm.get(signal_id).status_code, rep.get(signal_id).status_code) == (200, 404)


def test_another_workspace_sees_no_signal(
    in_acme: World, globex: World, crm: Caller, peter: Contact
) -> None:
    signal_id = crm.post(**EVENT).json()["id"]
    assert Caller(globex, globex.admin).get(signal_id).status_code == 404
    assert crm.get(uuid4()).status_code == 404


def test_a_failing_effect_does_not_lose_the_signal(
    in_acme: World, crm: Caller, peter: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    from signals import reactions

    monkeypatch.setattr(reactions, "apply", lambda signal_id: 1 / 0)
    assert crm.post(**EVENT).json()["state"] == "matched"
    assert Signal.objects.get().state == "matched"


WORDS = (
    "Please remove me from your list and do not write again.",
    "Not now. Please come back to me on 3 March 2027.",
    "How much does it cost for 50 users?",
    "This sounds great, I am very interested. Please tell me more.",
    "I am not the right person for this.",
    "Please do not stop sending.",
)


def test_the_words_of_a_reply_are_read_as_those_of_a_mail(
    in_acme: World, rep: Caller, intent: SendIntent
) -> None:
    for number, text in enumerate(WORDS):
        mailed = receive(in_acme, reply(intent, text))
        told = rep.post(**{**EVENT, "event_id": f"e{number}"}, text=text).json()
        signal = Signal.objects.get(pk=told["id"])
        assert (told["kind"], signal.state) == (mailed.kind, mailed.state)
        assert signal.reading["understood"] == mailed.reading["understood"]
        assert signal.reading["return_date"] == mailed.reading["return_date"]


def test_what_a_program_says_itself_stands(in_acme: World, rep: Caller, intent: SendIntent) -> None:
    told = rep.post(**{**EVENT, "kind": "objection"}, text=WORDS[0]).json()
    day = rep.post(**{**EVENT, "event_id": "e2"}, text=WORDS[1], return_date="2027-05-03").json()
    assert told["kind"] == "objection"
    assert Signal.objects.get(pk=day["id"]).reading["return_date"] == "2027-05-03"
