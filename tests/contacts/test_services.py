"""Upserts: found, merged, never doubled, never forgotten."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry
from contacts.incoming import clean
from contacts.models import Account, AccountState, Contact
from contacts.services import Upserted, change_company, upsert
from tenancy.actors import member, system
from tenancy.clock import now
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.world import World, account, contact

CRM = system("crm")


def put(**values: Any) -> Upserted:
    return upsert(values, actor=CRM)


def test_a_new_person_is_added_with_what_the_record_says(in_acme: World) -> None:
    done = put(
        external_id=12051,
        email="J.Gross@Nord.example",
        country="Germany",
        phone="030 901820",
        timezone="europe_slash_berlin",
        lifecycle="lead",
        custom={"Favourite colour": "blue", "score": 7},
    )
    stored = Contact.objects.get()
    assert done.created
    assert (stored.external_id, stored.email, stored.email_normal, stored.domain) == (
        "12051",
        "J.Gross@Nord.example",
        "j.gross@nord.example",
        "nord.example",
    )
    assert (stored.country, stored.phone, stored.zone) == ("DE", "+4930901820", "Europe/Berlin")
    assert stored.custom == {"favourite_colour": "blue", "score": 7}


def test_the_record_id_wins_over_a_changed_address(in_acme: World) -> None:
    known = contact("old@nord.example", external_id="1")
    done = put(external_id="1", email="new@nord.example")
    assert done.contact.pk == known.pk
    assert done.changed == ("email",)
    assert Contact.objects.get().email_normal == "new@nord.example"


@pytest.mark.parametrize("address", ["Peter@Initech.example", "peter+crm@initech.example"])
def test_another_spelling_of_an_address_is_the_same_person(in_acme: World, address: str) -> None:
    contact("peter@initech.example")
    put(external_id="9", email=address, title="CEO")
    stored = Contact.objects.get()
    assert (stored.email, stored.external_id, stored.title) == ("peter@initech.example", "9", "CEO")


def test_plus_tags_are_other_people_where_the_workspace_says_so(in_acme: World) -> None:
    in_acme.workspace.merge_plus_tags = False
    in_acme.workspace.save()
    contact("peter@initech.example")
    assert put(email="peter+crm@initech.example").created


def test_a_second_record_id_for_one_address_makes_no_second_person(in_acme: World) -> None:
    known = contact("peter@initech.example", external_id="1")
    done = put(external_id="2", email="peter@initech.example", title="CEO")
    assert (done.contact.pk, done.contact.external_id, done.changed) == (known.pk, "1", ("title",))


def test_a_record_that_points_at_two_people_is_refused(in_acme: World) -> None:
    contact("a@initech.example", external_id="1")
    contact("b@initech.example", external_id="2")
    with pytest.raises(Refused, match="belongs to one contact and the e-mail address to another"):
        put(external_id="1", email="b@initech.example")


def test_an_address_may_not_move_onto_the_variant_of_somebody_else(in_acme: World) -> None:
    contact("a@initech.example", external_id="1")
    contact("b@initech.example")
    with pytest.raises(Refused) as refusal:
        put(external_id="1", email="b+tag@initech.example")
    assert refusal.value.code == "two_people"


def test_empty_values_erase_nothing(in_acme: World) -> None:
    contact(external_id="1", first_name="Peter", phone="+4930901820")
    done = put(external_id="1", first_name="", phone=None, title="  ")
    assert done.changed == ()
    assert Contact.objects.get().first_name == "Peter"


def test_what_changes_nothing_leaves_no_trace(in_acme: World) -> None:
    put(external_id="1", email="a@nord.example", company="Nord", owner_email="rep@acme.example")
    before = Entry.objects.count()
    again = put(
        external_id="1", email="A@nord.example", company="NORD GmbH", owner_email="rep@acme.example"
    )
    assert (again.created, again.changed, again.contact.revision) == (False, (), 1)
    assert Entry.objects.count() == before


def test_a_change_raises_the_revision_once(in_acme: World) -> None:
    contact(external_id="1")
    put(external_id="1", title="CEO", city="Berlin")
    assert Contact.objects.get().revision == 2


def test_a_change_keeps_the_moment_of_birth(in_acme: World) -> None:
    born = contact(external_id="1").created_at
    done = put(external_id="1", title="CEO")
    assert done.contact.created_at == Contact.objects.get().created_at == born


def test_the_audit_names_the_changed_fields_and_no_values(in_acme: World) -> None:
    contact(external_id="1")
    upsert({"external_id": "1", "title": "Secret title"}, actor=member(in_acme.rep))
    entry = Entry.objects.get(action="contact.changed")
    assert entry.data == {"fields": ["title"], "revision": 2}
    assert entry.actor_id == str(in_acme.rep.pk)


def test_a_new_opt_out_is_reported_once(in_acme: World) -> None:
    contact(external_id="1")
    told = [put(external_id="1", opted_out=value).newly_opted_out for value in (True, False, True)]
    assert told == [True, False, False]
    assert Contact.objects.get().crm_opted_out


def test_a_person_who_comes_opted_out_is_reported_too(in_acme: World) -> None:
    assert put(email="a@nord.example", opted_out="yes").newly_opted_out


def test_an_erased_person_is_not_taken_in_again(in_acme: World) -> None:
    contact(external_id="1", erased_at=now())
    with pytest.raises(Refused, match="erased"):
        put(external_id="1", first_name="Peter")


def test_the_lawful_basis_is_handed_on(in_acme: World) -> None:
    done = put(email="a@nord.example", consent_basis="Opt-in", consent_at="2026-03-01")
    assert done.consent is not None
    assert (done.consent.basis, str(done.consent.given_at)) == (
        "express",
        "2026-03-01 00:00:00+00:00",
    )


# Owners


@pytest.mark.parametrize("given_as", ["rep@acme.example", "REP@acme.example", "Rep"])
def test_the_owner_is_the_seat_with_this_address_or_name(in_acme: World, given_as: str) -> None:
    assert put(email="a@nord.example", owner_email=given_as).contact.owner == in_acme.rep


def test_an_owner_without_a_seat_is_kept_as_written(in_acme: World) -> None:
    stored = put(email="a@nord.example", owner_email="zed@else.example").contact
    assert (stored.owner, stored.owner_given) == (None, "zed@else.example")


def test_a_disabled_seat_owns_nobody(in_acme: World) -> None:
    in_acme.rep.is_active = False
    in_acme.rep.save()
    assert put(email="a@nord.example", owner_email="rep@acme.example").contact.owner is None


def test_an_owner_chosen_here_stays_until_the_crm_names_another(in_acme: World) -> None:
    put(external_id="1", owner_email="queue@else.example")
    Contact.objects.update(owner=in_acme.rep)
    assert put(external_id="1", owner_email="queue@else.example").contact.owner == in_acme.rep
    moved = put(external_id="1", owner_email="other_rep@acme.example").contact
    assert moved.owner == in_acme.other_rep


# Companies


def test_one_company_is_added_for_all_its_spellings(in_acme: World) -> None:
    for number, name in enumerate(["Nord GmbH", "NORD", "nord, Inc."]):
        put(external_id=number, company=name)
    assert Account.objects.count() == 1
    assert Contact.objects.filter(account__name="Nord GmbH").count() == 3


def test_the_domain_finds_the_company_under_another_name(in_acme: World) -> None:
    known = account("Initech", domain="initech.example")
    done = put(external_id="1", company="Initech Holding", website="https://www.initech.example/")
    assert done.contact.account == known


def test_two_companies_of_one_name_stay_apart_by_their_domains(in_acme: World) -> None:
    account("Apex", domain="apex.example")
    put(external_id="1", company="Apex", company_domain="apex.test")
    assert Account.objects.count() == 2


def test_a_free_mail_domain_is_no_company(in_acme: World) -> None:
    done = put(email="peter@gmail.com", website="https://www.linkedin.com/in/peter")
    assert done.contact.account is None


def test_a_known_mail_domain_finds_the_company(in_acme: World) -> None:
    known = account("Initech", domain="initech.example")
    assert put(email="new@initech.example").contact.account == known


def test_a_customer_makes_the_company_a_customer_and_a_lead_does_not_undo_it(
    in_acme: World,
) -> None:
    put(external_id="1", company="Nord", lifecycle="Customer")
    put(external_id="2", company="Nord", lifecycle="lead")
    assert Account.objects.get().state == AccountState.CUSTOMER


def test_a_record_cannot_free_a_company_that_nobody_may_contact(in_acme: World) -> None:
    account("Nord", state=AccountState.DO_NOT_CONTACT)
    put(external_id="1", company="Nord", lifecycle="customer")
    assert Account.objects.get().state == AccountState.DO_NOT_CONTACT


def test_a_changed_company_is_in_the_audit(in_acme: World) -> None:
    account("Nord")
    put(external_id="1", company="Nord", company_domain="nord.example", lifecycle="customer")
    entry = Entry.objects.get(action="account.changed")
    assert entry.data == {"fields": ["domain", "state"], "state": "customer"}


# What cannot be taken


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "nonsense"}, "email"),
        ({"email": "a@b.example", "zone": "Europe/Berlin"}, "zone"),
        ({"email": "a@b.example", "timezone": "Mars/Olympus"}, "timezone"),
        ({"email": "a@b.example", "consent_at": "31.02.2026"}, "consent_at"),
        ({"email": "a@b.example", "opted_out": "perhaps"}, "opted_out"),
        ({"email": "a@b.example", "opted_out": 1}, "opted_out"),
        ({"email": ["a@b.example"]}, "email"),
        ({"email": "a@b.example", "custom": "x"}, "custom"),
        ({"email": "a@b.example", "custom": {"a": {"b": 1}}}, "custom.a"),
        ({"email": "a@b.example", "title": "x" * 151}, "title"),
        ({"email": "a@b.example", "full_name": "A B"}, "full_name"),
        ({"first_name": "Peter"}, "email"),
        ({}, "email"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        clean(values)
    assert set(refusal.value.fields) == {field}


@given(
    st.fixed_dictionaries(
        {"email": st.sampled_from(["A.b@Nord.example", "mailto:ü@süd.example"])},
        optional={
            "country": st.sampled_from(["Germany", "us", "Österreich", ""]),
            "phone": st.sampled_from(["030 901820", "+1 (212) 555-0100"]),
            "timezone": st.sampled_from(["europe_slash_berlin", "US/Eastern"]),
            "language": st.sampled_from(["DE_at", "en"]),
            "consent_at": st.sampled_from(["31.03.2026 13:45", "2026-03-31"]),
            "opted_out": st.sampled_from(["ja", "0", True]),
            "title": st.text(st.characters(categories=["L", "Zs"]), max_size=20),
            "custom": st.dictionaries(st.text(max_size=5), st.integers() | st.booleans()),
        },
    ).filter(lambda record: record.get("country") in ("Germany",) or "phone" not in record)
)
def test_what_was_cleaned_is_clean(record: dict[str, Any]) -> None:
    cleaned = clean(record)
    assert clean(cleaned) == cleaned


def test_a_refused_record_changes_nothing(in_acme: World) -> None:
    contact(external_id="1", title="Engineer")
    with pytest.raises(Refused):
        put(external_id="1", title="CEO", country="Atlantis")
    assert Contact.objects.get().title == "Engineer"


# At the same time


def at_once(world: World, *records: dict[str, Any]) -> list[Exception]:
    """Run one upsert per thread, all let go together."""
    barrier, failed = threading.Barrier(len(records)), list[Exception]()

    def work(values: dict[str, Any]) -> None:
        try:
            with scope(world.workspace.pk):
                barrier.wait(10)
                upsert(values, actor=CRM)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(values,)) for values in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failed


@pytest.mark.django_db(transaction=True)
def test_two_upserts_of_one_address_at_once_end_in_one_contact_of_one_company(acme: World) -> None:
    records = [
        {"email": spelling, "company": "Nord GmbH"}
        for spelling in ("a@nord.example", "A@nord.example", "a+x@nord.example", "a+y@nord.example")
    ]
    assert at_once(acme, *records) == []
    with scope(acme.workspace.pk), transaction.atomic():
        assert (Contact.objects.count(), Account.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_an_address_taken_in_the_same_moment_is_found_at_the_second_try(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the queue the unique constraint still stands, and the loser merges."""
    monkeypatch.setattr("contacts.services._queue_up", lambda keys: None)
    records = [{"email": "a@nord.example", "title": f"T{number}"} for number in range(4)]
    assert at_once(acme, *records) == []
    with scope(acme.workspace.pk), transaction.atomic():
        assert Contact.objects.count() == 1


def test_a_record_fills_the_gaps_of_a_company_and_replaces_nothing(in_acme: World) -> None:
    said = {"external_id": "1", "company": "Initech", "company_industry": "Software"}
    put(**said, company_country="Germany", company_timezone="Europe/Berlin")
    put(**{**said, "company_industry": "Food"}, company_region="Bavaria")
    account = Account.objects.get()
    assert (account.industry, account.country) == ("Software", "DE")
    assert (account.region, account.zone) == ("Bavaria", "Europe/Berlin")


# Whose mailboxes they are, and how sure we are of it


def say_whose(said: str, *, may_except: bool = True) -> Upserted:
    values = {"external_id": "1", "company": "Initech", "company_subscriber": said}
    return upsert(values, actor=CRM, may_except=may_except)


@pytest.mark.parametrize(
    ("said", "stored"),
    [("corporate", "corporate"), ("Sole trader", "individual"), ("unbekannt", "unknown")],
)
def test_whose_the_mailboxes_of_a_company_are_comes_with_the_record(
    in_acme: World, said: str, stored: str
) -> None:
    say_whose(said)
    assert Account.objects.get().subscriber == stored


def test_a_record_does_not_replace_whose_mailboxes_they_are(in_acme: World) -> None:
    say_whose("individual")
    say_whose("corporate")
    assert Account.objects.get().subscriber == "individual"


@pytest.mark.parametrize("said", ["corporate", "individual"])
@pytest.mark.parametrize("is_known", [True, False])
def test_whose_they_are_is_not_taken_of_those_who_may_let_nobody_pass(
    in_acme: World, said: str, is_known: bool
) -> None:
    if is_known:
        put(external_id="1", company="Initech")
    done = say_whose(said, may_except=False)
    stored = Account.objects.get()
    assert (stored.subscriber, done.contact.account) == ("unknown", stored)
    assert "was not taken" in done.notes[0]


def test_saying_what_is_known_needs_no_right_and_no_note(in_acme: World) -> None:
    say_whose("corporate")
    assert say_whose("corporate", may_except=False).notes == ()


def test_a_word_that_nobody_knows_is_refused_with_the_words_to_use(in_acme: World) -> None:
    with pytest.raises(Refused) as refusal:
        put(external_id="1", company="Initech", company_subscriber="maybe")
    assert "Write corporate" in refusal.value.fields["company_subscriber"]


def test_a_record_that_changes_nothing_confirms_the_person(in_acme: World) -> None:
    first = put(external_id="1", first_name="Ada").contact
    again = put(external_id="1", first_name="Ada")
    stored = Contact.objects.get()
    assert again.changed == () and stored.revision == first.revision
    assert stored.confirmed_at is not None and first.confirmed_at is not None
    assert stored.confirmed_at > first.confirmed_at


def test_a_record_says_which_stored_people_and_companies_it_changes(in_acme: World) -> None:
    new = put(external_id="1", company="Initech")
    done = put(external_id="1", company="Initech", lifecycle="customer", city="Ames")
    assert not new.changes
    assert done.changes.people == {done.contact.pk: {"stage", "city"}}
    assert done.changes.companies == {done.contact.account_id: {"state"}}


# A company by hand


def test_a_rep_marks_a_competitor(in_acme: World) -> None:
    row = account("Initech")
    done = change_company(row, {"state": "competitor"}, **by(in_acme.rep))
    assert done.companies == {row.pk: {"state"}}
    entry = Entry.objects.get(action="account.changed")
    assert entry.data == {"fields": ["state"], "before": {"state": "prospect"}}


@pytest.mark.parametrize("said", [{"state": "prospect"}, {"subscriber": "corporate"}])
def test_what_may_let_people_pass_is_for_a_manager(in_acme: World, said: dict[str, str]) -> None:
    row = account("Initech", state=AccountState.CUSTOMER)
    with pytest.raises(Refused) as refusal:
        change_company(row, said, **by(in_acme.rep))
    assert refusal.value.code == "not_allowed"
    assert change_company(row, said, **by(in_acme.manager))


def test_who_may_not_edit_contacts_says_nothing_about_companies(in_acme: World) -> None:
    with pytest.raises(Refused):
        change_company(account("Initech"), {"state": "customer"}, **by(in_acme.viewer))


def test_saying_it_again_changes_no_company(in_acme: World) -> None:
    assert not change_company(account("Initech"), {"state": "prospect"}, **by(in_acme.rep))
    assert not Entry.objects.filter(action="account.changed").exists()


def by(seat: Membership) -> dict[str, Any]:
    return {"seat": seat, "actor": member(seat)}
