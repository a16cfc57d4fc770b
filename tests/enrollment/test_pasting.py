"""Pasted texts: everybody in them is stopped, and nobody else."""

import pytest

from compliance.models import Suppression
from compliance.services import address_key
from enrollment import stop_lists
from enrollment.models import Enrollment, Touch
from enrollment.stop_lists import Pasted, stop_pasted
from tenancy.actors import Actor, member
from tenancy.errors import Refused
from tests.compliance.counting import counted
from tests.console.scenes import enrolled, running
from tests.world import World, contact


@pytest.fixture
def by(in_acme: World) -> Actor:
    return member(in_acme.rep)


def test_a_pasted_list_ends_and_suppresses(in_acme: World, by: Actor) -> None:
    running(in_acme, contact(owner=in_acme.rep))
    text = '"Gibbons, Peter" <Peter@Initech.example>, nobody@else.example;\nfoo'
    pasted = stop_pasted(text, actor=by)
    assert pasted == Pasted(2, unknown=1, invalid=1, unreadable=("foo",), ended=1, cancelled=1)
    assert Enrollment.objects.get().exit_reason == "manual"
    assert not Touch.objects.filter(state="planned").exists()


@pytest.mark.parametrize("entry", ["initech.example", "+49 30 12345678", "peter+x@initech.example"])
def test_a_domain_a_number_and_a_variant_end_who_they_cover(
    in_acme: World, by: Actor, entry: str
) -> None:
    number = "+493012345678"
    running(in_acme, contact("peter@mail.initech.example", owner=in_acme.rep, mobile=number))
    running(in_acme, contact("peter@initech.example", owner=in_acme.rep, phone=number))
    other = running(in_acme, contact("bill@hooli.example", owner=in_acme.rep))
    stop_pasted(entry, actor=by)
    other.refresh_from_db()
    assert other.state == "active"
    assert Enrollment.objects.filter(state="exited").count() == (1 if "@" in entry else 2)


def test_a_pasted_stranger_is_refused_when_he_comes(in_acme: World, by: Actor) -> None:
    stop_pasted("milton@initech.example", actor=by)
    milton = contact("milton@initech.example", owner=in_acme.rep)
    assert enrolled(in_acme, milton).state == "ineligible"


def test_who_is_stopped_already_but_runs_is_ended(in_acme: World, by: Actor) -> None:
    stop_pasted("peter@initech.example", actor=by)
    row = running_anyway(in_acme)
    assert stop_pasted("peter@initech.example", actor=by).ended == 1
    row.refresh_from_db()
    assert row.state == "exited"


def running_anyway(world: World) -> Enrollment:
    Suppression.objects.update(expires_at="2020-01-01T00:00Z")
    return running(world, contact(owner=world.rep))


def test_a_pasted_stop_may_be_lifted_by_a_colleague(in_acme: World, by: Actor) -> None:
    stop_pasted("milton@initech.example", actor=by)
    row = Suppression.objects.get()
    assert (row.reason, row.key) == ("manual", address_key("milton@initech.example"))


@pytest.mark.parametrize("text", ["", " \n,", "not an address"])
def test_a_text_that_names_nobody_says_what_to_do(in_acme: World, by: Actor, text: str) -> None:
    with pytest.raises(Refused, match="Paste"):
        stop_pasted(text, actor=by)


def test_a_text_that_is_too_long_is_refused_before_anything_is_written(
    in_acme: World, by: Actor
) -> None:
    text = ",".join(f"p{n}@x.example" for n in range(stop_lists.MOST_AT_ONCE + 1))
    with pytest.raises(Refused) as refused:
        stop_pasted(text, actor=by)
    assert (refused.value.code, Suppression.objects.count()) == ("too_many", 0)


def test_strangers_in_bulk_cost_no_statements_each(in_acme: World, by: Actor) -> None:
    counts = []
    for size in (5, 50):
        with counted() as seen:
            stop_pasted(",".join(f"p{size}.{n}@x.example" for n in range(size)), actor=by)
        counts.append(len(seen))
    assert counts[0] == counts[1]
