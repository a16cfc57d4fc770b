"""Suppressions: kept by keyed hash, idempotent, never lifted by us when others spoke."""

import threading
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.actions import Action
from audit.models import Entry
from compliance import facts, services, vault
from compliance.case import StopReason
from compliance.models import SealedBlob, Suppression
from compliance.services import Stop, address_key, mask
from contacts.models import Contact
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import Refused
from tenancy.ids import uuid7
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.racing import PATIENCE, race
from tests.world import World, account, contact

ACTOR = system("tests")
PETER = "peter@initech.example"


def suppress(value: str = PETER, **changes: Any) -> Suppression:
    said = {"kind": "address", "reason": "manual", "source": "tests", "actor": ACTOR, **changes}
    return services.suppress(value=value, **said)


def reasons(person: Contact) -> list[StopReason]:
    return [fact.reason for fact in facts.suppressions_for([person])[person.pk]]


# Keys and hints


def test_one_address_has_different_keys_in_two_workspaces(acme: World, globex: World) -> None:
    keys = set()
    for world in (acme, globex):
        with scope(world.workspace.pk):
            keys.add(address_key(PETER))
    assert len(keys) == 2


def test_a_key_is_64_hex_digits_and_stays_the_same(in_acme: World) -> None:
    assert address_key(PETER) == address_key(PETER)
    assert len(bytes.fromhex(address_key(PETER))) == 32


@pytest.mark.parametrize(
    ("address", "hint"),
    [(PETER, "p…@initech.example"), ("ö@x.example", "ö…@x.example"), ("nonsense", "…"), ("", "…")],
)
def test_a_hint_shows_one_letter_and_the_domain(address: str, hint: str) -> None:
    assert mask(address) == hint


@given(st.emails())
def test_a_hint_never_holds_the_local_part(address: str) -> None:
    assert mask(address).startswith(f"{address[0]}…@")


# Suppression


def test_a_suppression_keeps_the_hash_and_a_hint_but_not_the_address(in_acme: World) -> None:
    row = Suppression.objects.values().get(pk=suppress().pk)
    assert (row["key"], row["hint"]) == (address_key(PETER), "p…@initech.example")
    assert "peter@" not in str(row)


def test_a_stop_that_is_said_once_more_is_in_the_trail_with_its_new_source(in_acme: World) -> None:
    row = suppress()
    clock.advance(timedelta(days=3))
    suppress(source="elsewhere")
    entry = Entry.objects.get(action=Action.SUPPRESSED_AGAIN)
    assert (entry.target_id, entry.data["source"]) == (str(row.pk), "elsewhere")
    assert entry.at > row.created_at


def test_suppressing_twice_keeps_one_row_and_one_entry(in_acme: World) -> None:
    first, again = suppress(), suppress(source="elsewhere")
    assert again.pk == first.pk
    assert Entry.objects.filter(action=Action.SUPPRESSED).count() == 1


def test_the_entry_names_the_person_and_no_address(in_acme: World) -> None:
    person = contact(PETER)
    suppress(contact_id=person.pk)
    entry = Entry.objects.get(action=Action.SUPPRESSED)
    assert entry.contact_id == person.pk
    assert "initech" not in f"{entry.data} {entry.target_label}"


@pytest.mark.parametrize("written", ["PETER@Initech.example", "peter+news@initech.example"])
def test_every_spelling_of_an_address_is_covered(in_acme: World, written: str) -> None:
    suppress(written, reason="opt_out")
    assert reasons(contact(PETER)) == [StopReason.OPT_OUT]


def test_a_key_suppresses_as_its_address_does(in_acme: World) -> None:
    row = suppress("", key=address_key(PETER), hint="p…@initech.example")
    assert suppress(PETER).pk == row.pk


def test_a_suppression_survives_the_contact(in_acme: World) -> None:
    person = contact(PETER)
    suppress(reason="opt_out", contact_id=person.pk)
    person.delete()
    assert reasons(contact(PETER)) == [StopReason.OPT_OUT]


@pytest.mark.parametrize("domain", ["initech.example", "@INITECH.example", "mail.initech.example"])
def test_a_domain_covers_its_subdomains(in_acme: World, domain: str) -> None:
    suppress(domain, kind="domain")
    assert reasons(contact("peter@mail.initech.example")) == [StopReason.MANUAL]


def test_a_subdomain_does_not_cover_the_domain_above(in_acme: World) -> None:
    suppress("mail.initech.example", kind="domain")
    assert reasons(contact(PETER)) == []


def test_a_company_covers_its_people(in_acme: World) -> None:
    company = account()
    row = suppress(str(company.pk), kind="account")
    assert reasons(contact(PETER, account=company)) == [StopReason.MANUAL]
    assert row.hint == "Initech"


@pytest.mark.parametrize("number", ["+493012345678", "030 12345678"])
def test_a_number_covers_whoever_has_it(in_acme: World, number: str) -> None:
    row = suppress("+49 30 12345678", kind="phone")
    assert reasons(contact(PETER, country="DE", mobile=number)) == [StopReason.MANUAL]
    assert row.hint == "+49…78"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "not an address"}, "value"),
        ({"value": ""}, "value"),
        ({"value": PETER, "key": "0" * 64}, "value"),
        ({"value": "", "key": "short"}, "key"),
        ({"value": "localhost", "kind": "domain"}, "value"),
        ({"value": "no such id", "kind": "account"}, "value"),
        ({"value": str(uuid7()), "kind": "account"}, "value"),
        ({"value": "12", "kind": "phone"}, "value"),
        ({"kind": "planet"}, "kind"),
        ({"reason": "mood"}, "reason"),
        ({"channel": "fax"}, "channel"),
        ({"expires_at": datetime(2020, 1, 1).astimezone()}, "expires_at"),
        ({"reason": "opt_out", "expires_at": datetime(2999, 1, 1).astimezone()}, "expires_at"),
    ],
)
def test_what_cannot_be_suppressed_is_refused_by_field(
    in_acme: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        suppress(**changes)
    assert list(refusal.value.fields) == [field]
    assert Suppression.objects.count() == 0


def test_a_later_end_extends_a_stop_and_an_earlier_one_changes_nothing(in_acme: World) -> None:
    soon, later = (clock.now() + timedelta(days=days) for days in (1, 9))
    assert suppress(expires_at=soon).pk == suppress(expires_at=later).pk
    assert suppress(expires_at=soon).expires_at == later


def test_a_stop_without_end_outlasts_one_with_an_end(in_acme: World) -> None:
    suppress(expires_at=clock.now() + timedelta(days=1))
    assert suppress().expires_at is None
    assert Entry.objects.filter(action=Action.SUPPRESSED).count() == 2


def test_many_are_suppressed_with_as_many_statements_as_one(in_acme: World) -> None:
    counts = []
    for size in (1, 100):
        stops = [
            Stop(kind="address", reason="manual", source="t", value=f"p{size}.{n}@x.example")
            for n in range(size)
        ]
        with counted() as seen:
            assert len(services.suppress_many(stops, actor=ACTOR)) == size
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_same_address_twice_in_one_list_is_one_row(in_acme: World) -> None:
    stops = [
        Stop(kind="address", reason="manual", source="t", value=value)
        for value in (PETER, "other@x.example", PETER.upper())
    ]
    rows = services.suppress_many(stops, actor=ACTOR)
    assert rows[0].pk == rows[2].pk != rows[1].pk


def test_one_bad_line_suppresses_nobody(in_acme: World) -> None:
    stops = [
        Stop(kind="address", reason="manual", source="t", value=value) for value in (PETER, "no")
    ]
    with pytest.raises(Refused):
        services.suppress_many(stops, actor=ACTOR)
    assert Suppression.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_without_care_two_stops_at_once_collide(acme: World) -> None:
    met = threading.Barrier(2, timeout=PATIENCE)

    def careless() -> None:
        assert not Suppression.objects.exists()
        met.wait()
        Suppression.objects.create(
            kind="address", key="0" * 64, reason="manual", source="t", created_at=clock.now()
        )

    results = race(acme.workspace.pk, careless, careless)
    assert sum(isinstance(each, IntegrityError) for each in results) == 1


@pytest.mark.django_db(transaction=True)
def test_two_stops_at_once_are_one_stop(acme: World) -> None:
    results = race(acme.workspace.pk, suppress, suppress)
    assert len({row.pk for row in results if isinstance(row, Suppression)}) == 1
    with scope(acme.workspace.pk), transaction.atomic():
        assert Entry.objects.filter(action=Action.SUPPRESSED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_lists_in_opposite_order_never_wait_for_each_other(acme: World) -> None:
    stops = [
        Stop(kind="address", reason="manual", source="t", key=f"{n:064x}") for n in range(1_500)
    ]
    both = [partial(services.suppress_many, order, actor=ACTOR) for order in (stops, stops[::-1])]
    results = race(acme.workspace.pk, *both)
    assert [type(each) for each in results] == [list, list]


# Lifting


@pytest.mark.parametrize("reason", ["opt_out", "complaint", "hard_bounce", "erased", "crm"])
def test_what_a_person_or_server_said_is_never_lifted(in_acme: World, reason: str) -> None:
    row = suppress(reason=reason)
    with pytest.raises(Refused, match="stays"):
        services.lift(row, evidence="They called", actor=ACTOR)
    assert Suppression.objects.get().lifted_at is None


def test_lifting_needs_a_reason(in_acme: World) -> None:
    with pytest.raises(Refused, match="Say why"):
        services.lift(suppress(), evidence=" ", actor=ACTOR)


def test_a_lifted_stop_no_longer_covers_anyone(in_acme: World) -> None:
    services.lift(suppress(), evidence="Peter asked for the price list", actor=ACTOR)
    assert reasons(contact(PETER)) == []


def test_the_reason_for_lifting_is_sealed_and_the_entry_names_it(in_acme: World) -> None:
    services.lift(suppress(), evidence="Peter asked", actor=ACTOR)
    entry = Entry.objects.get(action=Action.SUPPRESSION_LIFTED)
    blob = SealedBlob.objects.get(pk=UUID(entry.data["evidence"]))
    assert vault.unseal(blob) == b"Peter asked"
    assert "Peter" not in str(entry.data)


def test_lifting_twice_is_refused(in_acme: World) -> None:
    row = suppress()
    services.lift(row, evidence="mistake", actor=ACTOR)
    with pytest.raises(Refused, match="already"):
        services.lift(row, evidence="mistake", actor=ACTOR)


def test_after_lifting_the_same_stop_can_be_made_again(in_acme: World) -> None:
    row = suppress()
    services.lift(row, evidence="mistake", actor=ACTOR)
    assert suppress().pk != row.pk


# Facts


def test_everybody_asked_about_gets_an_answer(in_acme: World) -> None:
    people = [contact(f"p{n}@initech.example") for n in range(3)]
    assert facts.suppressions_for(people).keys() == {person.pk for person in people}
    assert facts.consents_for(people).keys() == {person.pk for person in people}


def test_a_person_without_address_or_company_is_covered_by_nothing(in_acme: World) -> None:
    nobody = Contact.objects.create(first_name="Milton")
    assert facts.suppressions_for([nobody])[nobody.pk] == ()


def test_each_loader_runs_one_query_for_one_and_for_200_people(in_acme: World) -> None:
    suppress("initech.example", kind="domain")
    people = [contact(f"p{n}@initech.example") for n in range(200)]
    counts = []
    for some in (people[:1], people):
        with counted() as seen:
            assert all(facts.suppressions_for(some).values())
            facts.consents_for(some)
            facts.exclusion_rules("outbound", None, clock.now())
        counts.append(len(seen))
    assert counts == [3, 3]


def test_another_workspace_knows_nothing_of_a_stop(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        suppress()
    with scope(globex.workspace.pk):
        assert reasons(contact(PETER)) == []


@given(name=st.from_regex(r"[a-z]{1,20}(\+[a-z]{1,5})?", fullmatch=True), upper=st.booleans())
@settings(max_examples=20)
def test_whoever_is_suppressed_is_found_in_any_letter_case(
    in_acme: World, name: str, upper: bool
) -> None:
    address = f"{name}@initech.example"
    suppress(address.upper() if upper else address, reason="opt_out")
    probe = contact(f"{address}")
    assert reasons(probe) == [StopReason.OPT_OUT]
    probe.delete()
