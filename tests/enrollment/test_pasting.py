"""Pasted texts: everybody in them is stopped, and nobody else."""

import pytest

from compliance import facts
from compliance.models import Suppression
from compliance.services import address_key
from contacts.models import Contact
from enrollment import stop_lists
from enrollment.models import Enrollment, Touch
from enrollment.stop_lists import Pasted, pasting, stop_pasted
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tests.compliance.counting import counted
from tests.console.scenes import enrolled, running
from tests.world import World, contact


@pytest.fixture
def by(in_acme: World) -> Membership:
    return in_acme.manager


def paste(text: str, by: Membership) -> Pasted:
    return stop_pasted(text, seat=by, actor=member(by))


def test_a_pasted_list_ends_and_suppresses(in_acme: World, by: Membership) -> None:
    running(in_acme, contact(owner=in_acme.rep))
    text = '"Gibbons, Peter" <Peter@Initech.example>, nobody@else.example;\nfoo'
    pasted = paste(text, by)
    assert pasted == Pasted(2, unknown=1, invalid=1, unreadable=("foo",), ended=1, cancelled=1)
    assert Enrollment.objects.get().exit_reason == "manual"
    assert not Touch.objects.filter(state="planned").exists()


@pytest.mark.parametrize("entry", ["initech.example", "peter+x@initech.example"])
def test_a_domain_and_a_variant_end_who_they_cover(
    in_acme: World, by: Membership, entry: str
) -> None:
    running(in_acme, contact("peter@mail.initech.example", owner=in_acme.rep))
    running(in_acme, contact("peter@initech.example", owner=in_acme.rep))
    other = running(in_acme, contact("bill@hooli.example", owner=in_acme.rep))
    paste(entry, by)
    other.refresh_from_db()
    assert other.state == "active"
    assert Enrollment.objects.filter(state="exited").count() == (1 if "@" in entry else 2)


def test_a_number_stops_calls_and_ends_no_messages(in_acme: World, by: Membership) -> None:
    person = contact(owner=in_acme.rep, phone="+493012345678")
    row = running(in_acme, person)
    pasted = paste("Peter +49 30 12345678", by)
    row.refresh_from_db()
    assert (pasted.stopped, pasted.ended, row.state) == (1, 0, "active")
    assert facts.suppressions_for([person])[person.pk]


def test_a_rep_stops_no_domain_by_pasting(in_acme: World) -> None:
    pasted = paste("initech.example\npeter@initech.example", in_acme.rep)
    assert (pasted.stopped, pasted.unreadable) == (1, ("initech.example",))
    assert Suppression.objects.get().kind == "address"


def test_who_may_not_stop_people_pastes_nobody(in_acme: World) -> None:
    with pytest.raises(Refused, match="Your seat may not"):
        paste("peter@initech.example", in_acme.viewer)


def test_a_rep_learns_nothing_about_people_of_others(in_acme: World) -> None:
    row = running(in_acme, contact(owner=in_acme.rep))
    Contact.objects.update(owner=in_acme.other_rep)
    pasted = paste("peter@initech.example, nobody@initech.example", in_acme.rep)
    assert pasted == Pasted(stopped=2, unknown=2, invalid=0)
    row.refresh_from_db()
    assert row.state == "exited"


def test_hashes_are_for_a_worker(in_acme: World, by: Membership) -> None:
    with pytest.raises(Refused, match="These are hashes"):
        paste("d41d8cd98f00b204e9800998ecf8427e", by)


def test_a_pasted_stranger_is_refused_when_he_comes(in_acme: World, by: Membership) -> None:
    paste("milton@initech.example", by)
    milton = contact("milton@initech.example", owner=in_acme.rep)
    assert enrolled(in_acme, milton).state == "ineligible"


def test_who_is_stopped_already_but_runs_is_ended(in_acme: World, by: Membership) -> None:
    paste("peter@initech.example", by)
    row = running_anyway(in_acme)
    assert paste("peter@initech.example", by).ended == 1
    row.refresh_from_db()
    assert row.state == "exited"


def running_anyway(world: World) -> Enrollment:
    Suppression.objects.update(expires_at="2020-01-01T00:00Z")
    return running(world, contact(owner=world.rep))


def test_a_pasted_stop_may_be_lifted_by_a_colleague(in_acme: World, by: Membership) -> None:
    paste("milton@initech.example", by)
    row = Suppression.objects.get()
    assert (row.reason, row.key) == ("manual", address_key("milton@initech.example"))


@pytest.mark.parametrize("text", ["", " \n,", "not an address"])
def test_a_text_that_names_nobody_says_what_to_do(
    in_acme: World, by: Membership, text: str
) -> None:
    with pytest.raises(Refused, match="Paste"):
        paste(text, by)


def test_a_text_that_is_too_long_is_refused_before_anything_is_written(
    in_acme: World, by: Membership
) -> None:
    many = ",".join(f"p{n}@x.example" for n in range(stop_lists.MOST_AT_ONCE + 1))
    for text in (many, "ann@x.example " + "x" * pasting.MAX_PASTED):
        with pytest.raises(Refused) as refused:
            paste(text, by)
        assert (refused.value.code, Suppression.objects.count()) == ("too_many", 0)


def test_strangers_in_bulk_cost_no_statements_each(in_acme: World, by: Membership) -> None:
    counts = []
    for size in (5, 50):
        with counted() as seen:
            paste(",".join(f"p{size}.{n}@x.example" for n in range(size)), by)
        counts.append(len(seen))
    assert counts[0] == counts[1]
