"""One entry for each thing that was done, in the transaction of the thing."""

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from audit.actions import Action
from audit.models import Entry
from audit.recording import Fact, record, record_many
from tenancy import actors, clock
from tenancy.scope import ScopeError, scope
from tests.audit.acting import ENGINE, note
from tests.world import World, contact


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_the_transaction_of_its_change(acme: World) -> None:
    with scope(acme.workspace.pk), pytest.raises(ScopeError, match="transaction"):
        note(acme)


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_when_its_change_is_rolled_back(acme: World) -> None:
    with scope(acme.workspace.pk):
        with transaction.atomic():
            note(acme)
            transaction.set_rollback(True)
        with transaction.atomic():
            assert not Entry.objects.exists()


def test_an_entry_says_who_did_what_to_which(in_acme: World) -> None:
    entry = note(in_acme, reason="moved")
    assert (entry.actor_kind, entry.actor_label) == ("person", "Admin")
    assert (entry.target_type, entry.target_id) == ("membership", str(in_acme.rep.pk))
    assert str(entry) == "Member changed by Admin"


def test_an_entry_of_a_contact_is_found_by_the_person(in_acme: World) -> None:
    person = contact()
    record(Action.CONTACT_CREATED, person, actor=ENGINE)
    assert [each.target_id for each in Entry.objects.for_contact(person.pk)] == [str(person.pk)]


def test_many_entries_are_one_statement(
    in_acme: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    facts = [Fact(Action.MEMBER_CHANGED, in_acme.rep) for _ in range(50)]
    clock.now()
    with django_assert_num_queries(1):
        record_many(facts, actor=ENGINE)
    assert Entry.objects.count() == 50


def test_the_person_behind_a_key_answers_for_it(in_acme: World) -> None:
    from tenancy.services import create_key

    key, _ = create_key(
        name="CRM", role="rep", seat=in_acme.admin, actor=actors.member(in_acme.admin)
    )
    actor = actors.api_key(key)
    assert (actor.kind, actor.label, actor.member_id) == ("api key", "CRM", in_acme.admin.pk)


def test_entries_are_read_between_two_moments_newest_first(in_acme: World) -> None:
    first, second = note(in_acme), note(in_acme)
    assert list(Entry.objects.newest_first()) == [second, first]
    assert list(Entry.objects.between(second.at, None)) == [second]
    assert list(Entry.objects.between(None, second.at)) == [first]
