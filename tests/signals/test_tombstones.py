"""A stop outlives whatever becomes of the contact, in every spelling of the address."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import vault
from compliance.facts import suppressions_for
from compliance.models import Suppression
from compliance.services import suppress
from contacts import imports
from contacts.addresses import parse_address
from contacts.models import Contact
from contacts.services import upsert
from enrollment import stop_lists
from signals import crm
from tenancy.actors import member, system
from tenancy.errors import Refused
from tests.world import World

CRM = system("CRM")
PLAIN, GMAIL = "peter.g@initech.example", "peter.g@gmail.com"


def wide(text: str) -> str:
    """The same letters as Unicode's full-width forms, which NFKC folds back."""
    shifted = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in text)
    assert unicodedata.normalize("NFKC", shifted) == text
    return shifted


@st.composite
def spellings(draw: st.DrawFn, address: str) -> str:
    """One way of writing the address of this very mailbox."""
    local, _, domain = address.partition("@")
    if domain == "gmail.com":
        local = draw(st.sampled_from([local, local.replace(".", ""), "p.e.t.e.r.g"]))
        domain = draw(st.sampled_from([domain, "googlemail.com"]))
    local += draw(st.sampled_from(["", "+fair", "+a+b"]))
    shapes: list[Callable[[str], str]] = [str.lower, str.upper, str.title, wide]
    shape = draw(st.sampled_from(shapes))
    return f"{shape(local)}@{draw(st.sampled_from([domain, domain.upper()]))}"


def erase(world: World, address: str) -> None:
    """Everything that an erasure takes away today: the key of the texts and the plain fields."""
    for person in people(address):
        vault.forget(person.pk)
        blank = {"email": "", "email_normal": "", "email_base": "", "external_id": ""}
        Contact.objects.filter(pk=person.pk).update(erased_at=datetime.now(UTC), **blank)


def delete(world: World, address: str) -> None:
    """The row itself goes."""
    Contact.objects.filter(pk__in=[person.pk for person in people(address)]).delete()


def sync(world: World, address: str) -> None:
    """The CRM tells of the person, and knows of no opt-out."""
    crm.sync_contact({"email": address, "first_name": "Peter", "opted_out": False}, actor=CRM)


def merge(world: World, address: str) -> None:
    """A record with an ID of its own and another address turns out to be this person."""
    upsert({"external_id": "7", "email": "other@hooli.example"}, actor=CRM)
    try:
        upsert({"external_id": "7", "email": address}, actor=CRM)
    except Refused:
        # Two contacts: the two stay two.
        return


def import_file(world: World, address: str) -> None:
    """A file brings the person."""
    content = f"Email,First name\n{address},Peter\n".encode()
    by = member(world.admin)
    row = imports.upload("crm.csv", content, actor=by, seat=world.admin)
    imports.start(row, row.mapping, actor=by)
    crm.run_import(row.pk)


def people(address: str) -> list[Contact]:
    """Whoever has this mailbox."""
    base = parse_address(address).base
    rows = Contact.objects.exclude(email="")
    return [row for row in rows if parse_address(row.email).base == base]


FATES = (erase, delete, sync, merge, import_file)


def check(world: World, steps: Sequence[tuple[Callable[[World, str], None], str]]) -> None:
    """Every contact with the stopped mailbox is covered after each step."""
    for fate, spelling in steps:
        fate(world, spelling)
        found = people(spelling)
        covered = suppressions_for(found)
        assert all(covered[person.pk] for person in found), fate.__name__


def steps(address: str) -> st.SearchStrategy[list[tuple[Callable[[World, str], None], str]]]:
    """What may become of a person, in any order and spelling."""
    return st.lists(st.tuples(st.sampled_from(FATES), spellings(address)), min_size=1, max_size=6)


FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("address", [PLAIN, GMAIL])
@FEW
@given(data=st.data())
def test_a_stopped_address_stays_stopped_whatever_becomes_of_the_contact(
    in_acme: World, address: str, data: st.DataObject
) -> None:
    Contact.objects.all().delete()
    Suppression.objects.all().delete()
    written = data.draw(spellings(address))
    suppress(kind="address", value=written, reason="opt_out", source="tests", actor=CRM)
    check(in_acme, data.draw(steps(address)))
    assert Suppression.objects.filter(lifted_at=None).exists()


@FEW
@given(data=st.data())
def test_a_listed_hash_stays_a_stop_whatever_becomes_of_the_contact(
    in_acme: World, data: st.DataObject
) -> None:
    Contact.objects.all().delete()
    digest = sha256(PLAIN.encode()).hexdigest()
    by: dict[str, Any] = {"seat": in_acme.admin, "actor": member(in_acme.admin)}
    stop_lists.run(stop_lists.as_list(digest, **by).pk)
    check(in_acme, data.draw(steps(PLAIN)))


def test_the_property_would_notice_a_stop_that_is_gone(in_acme: World) -> None:
    with pytest.raises(AssertionError, match="sync"):
        check(in_acme, [(sync, PLAIN)])
