"""Unsubscribe tokens: found without a scope, read in theirs, unguessable, good for three years."""

from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import tokens
from compliance.models import TokenDigest, UnsubscribeToken
from compliance.services import address_key
from tenancy import clock
from tenancy.errors import NotFound
from tenancy.ids import uuid7
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.racing import race
from tests.world import World

HINT = "p…@initech.example"


def mint(world: World) -> str:
    with scope(world.workspace.pk):
        return mint_for(None)


def mint_for(enrollment_id: UUID | None, address: str = "peter@initech.example") -> str:
    owner = tokens.Owner(
        address_key=address_key(address),
        hint=HINT,
        contact_id=uuid7(),
        enrollment_id=enrollment_id,
    )
    return tokens.mint_many([owner])[0]


def test_a_token_is_found_without_a_scope(acme: World) -> None:
    found = tokens.find(mint(acme))
    assert found and found.workspace_id == acme.workspace.pk


def test_a_token_stands_for_its_address(acme: World) -> None:
    found = tokens.find(mint(acme))
    assert found
    with scope(found.workspace_id):
        assert tokens.read(found.token_id).address_key == address_key("peter@initech.example")


def test_the_token_itself_is_stored_nowhere(acme: World) -> None:
    token = mint(acme)
    digest = TokenDigest.objects.get()
    assert token.encode() not in bytes(digest.digest)
    with scope(acme.workspace.pk):
        assert token not in str(UnsubscribeToken.objects.values().get())


def test_tokens_fit_a_url_and_never_repeat(acme: World) -> None:
    minted = {mint(acme) for _ in range(20)}
    assert len(minted) == 20
    assert all(quote(token, safe="") == token for token in minted)


@given(token=st.text(max_size=60))
@settings(max_examples=50)
def test_nobody_guesses_a_token(acme: World, token: str) -> None:
    assert tokens.find(token) is None


def test_what_cannot_be_a_token_costs_no_query(acme: World) -> None:
    with counted() as seen:
        tokens.find("not a token")
    assert len(seen) == 0


def test_a_token_still_works_after_almost_three_years(acme: World) -> None:
    found = tokens.find(mint(acme))
    clock.advance(timedelta(days=3 * 365))
    assert found
    with scope(found.workspace_id):
        assert tokens.read(found.token_id).hint == HINT


def test_a_token_older_than_three_years_has_expired(acme: World) -> None:
    found = tokens.find(mint(acme))
    clock.advance(tokens.LIFETIME)
    assert found
    with scope(found.workspace_id), pytest.raises(tokens.Expired, match="expired"):
        tokens.read(found.token_id)


def test_another_workspace_does_not_find_the_row(acme: World, globex: World) -> None:
    found = tokens.find(mint(acme))
    assert found
    with scope(globex.workspace.pk), pytest.raises(NotFound):
        tokens.read(found.token_id)


def test_all_messages_of_an_enrolment_carry_the_same_token(in_acme: World) -> None:
    enrollment = uuid7()
    assert mint_for(enrollment) == mint_for(enrollment)
    assert UnsubscribeToken.objects.count() == 1


def test_each_enrolment_has_its_own_token(in_acme: World) -> None:
    assert mint_for(uuid7()) != mint_for(uuid7())


def test_a_corrected_address_gets_a_token_of_its_own(in_acme: World) -> None:
    enrollment = uuid7()
    mint_for(enrollment)
    found = tokens.find(mint_for(enrollment, "p.gibbons@initech.example"))
    assert found
    assert tokens.read(found.token_id).address_key == address_key("p.gibbons@initech.example")


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_message_at_once_mint_one_token(acme: World) -> None:
    enrollment = uuid7()
    first, second = race(acme.workspace.pk, *[lambda: mint_for(enrollment)] * 2)
    assert first == second
    with scope(acme.workspace.pk), transaction.atomic():
        assert UnsubscribeToken.objects.count() == TokenDigest.objects.count() == 1
