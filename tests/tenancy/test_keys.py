"""API keys as callers present them."""

from datetime import timedelta

import pytest
from django.db import transaction

from tenancy import actors, keys
from tenancy.models import ApiKey
from tenancy.services import create_key, disable_member, enable_member
from tests.world import World


@pytest.fixture
def key(in_acme: World) -> tuple[ApiKey, str]:
    """A key and its secret."""
    actor = actors.member(in_acme.admin)
    return create_key(name="CRM", role="rep", seat=in_acme.other_admin, actor=actor)


def test_a_secret_is_long_and_never_the_same(in_acme: World, key: tuple[ApiKey, str]) -> None:
    actor = actors.member(in_acme.admin)
    _, other = create_key(name="CRM", role="rep", seat=in_acme.admin, actor=actor)
    assert len(key[1]) > 40
    assert other != key[1]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer so_wrong", "Basic {}", "{}", "Bearer x{}"]
)
def test_anything_but_the_secret_finds_no_key(key: tuple[ApiKey, str], header: str) -> None:
    assert keys.find(header.format(key[1])) is None


@pytest.mark.parametrize("header", ["Bearer {}", "bearer {}", "Bearer   {} "])
def test_the_scheme_may_be_written_either_way(
    in_acme: World, key: tuple[ApiKey, str], header: str
) -> None:
    assert keys.find(header.format(key[1])) == (in_acme.workspace.pk, key[0].pk)


def test_a_use_is_noted_at_most_once_a_minute(key: tuple[ApiKey, str]) -> None:
    used = keys.use(key[0].pk)
    assert used is not None
    first = last_used(key[0])
    keys.use(key[0].pk)
    assert first is not None
    assert last_used(key[0]) == first


def last_used(key: ApiKey) -> object:
    return ApiKey.objects.get(pk=key.pk).last_used_at


def test_a_use_after_a_minute_is_noted(key: tuple[ApiKey, str]) -> None:
    keys.use(key[0].pk)
    first = ApiKey.objects.get(pk=key[0].pk)
    assert first.last_used_at is not None
    earlier = first.last_used_at - timedelta(minutes=2)
    ApiKey.objects.filter(pk=first.pk).update(last_used_at=earlier)
    keys.use(first.pk)
    assert last_used(first) != earlier


def test_a_key_works_again_with_the_person_behind_it(
    in_acme: World, key: tuple[ApiKey, str]
) -> None:
    actor = actors.member(in_acme.admin)
    with transaction.atomic():
        disable_member(in_acme.other_admin, actor=actor)
    assert keys.use(key[0].pk) is None
    enable_member(in_acme.other_admin, actor=actor)
    assert keys.use(key[0].pk) is not None
