"""A workspace's own words: who may list them, what a list may be, and its versions."""

import threading
from typing import Any

import pytest
from django.db import transaction

from audit.actions import Action
from audit.models import Entry
from compliance import reviews, word_rules
from compliance.models import ContentRule
from compliance.word_rules import Wording
from tenancy.actors import member
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance.messages import message, pending
from tests.compliance.racing import PATIENCE, race
from tests.world import World, contact

LIST = Wording(name="Names", kind="forbidden", severity="error", words=("Acme Killer",))


def by(seat: Membership) -> dict[str, Any]:
    return {"seat": seat, "actor": member(seat)}


def listed(world: World, **changes: Any) -> ContentRule:
    return word_rules.add(changed(**changes), **by(world.admin))


def changed(**changes: Any) -> Wording:
    values = {name: getattr(LIST, name) for name in Wording.__slots__}
    return Wording(**{**values, **changes})


def test_a_list_is_looked_for_from_then_on(in_acme: World) -> None:
    rule = listed(in_acme)
    said = message(in_acme, subject="An acme-killer for you")
    review = pending(in_acme, contact(), content=said)
    found = reviews.findings_of(review, said)[0]
    assert (found.code, found.text, found.pack) == ("forbidden", "acme-killer", "own")
    assert (found.rule, found.version) == (str(rule.key), 1)


def test_a_list_of_another_workspace_is_not_looked_for(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        listed(acme)
    with scope(globex.workspace.pk), transaction.atomic():
        assert word_rules.in_force() == []


@pytest.mark.parametrize("name", ["manager", "reviewer", "rep", "viewer"])
def test_only_admins_list_words(in_acme: World, name: str) -> None:
    with pytest.raises(Refused, match="Your seat may not"):
        word_rules.add(LIST, **by(getattr(in_acme, name)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 81),
        ("kind", "rude"),
        ("severity", "info"),
        ("message", "two\nlines"),
        ("words", ()),
        ("words", ("...", "-")),
        ("words", ("x" * 81,)),
        ("words", tuple(f"word {n}" for n in range(51))),
        ("words", ("a b c d e f g h i j k l m",)),
    ],
)
def test_what_cannot_be_looked_for_is_refused_at_its_field(
    in_acme: World, field: str, value: object
) -> None:
    with pytest.raises(Refused) as refusal:
        listed(in_acme, **{field: value})
    assert list(refusal.value.fields) == [field]


def test_words_are_kept_once_and_without_odd_spaces(in_acme: World) -> None:
    assert listed(in_acme, words=(" Acme  Killer ", "Acme Killer", "")).words == ["Acme Killer"]


def test_a_pattern_is_only_words(in_acme: World) -> None:
    listed(in_acme, words=("(a+)+$",))
    review = pending(in_acme, contact(), content=message(in_acme, subject="a" * 40))
    assert "forbidden" not in str(review.findings)


def test_a_change_is_the_next_version_and_retires_the_former(in_acme: World) -> None:
    first = listed(in_acme)
    second = word_rules.change(first, changed(words=("Killer",)), **by(in_acme.admin))
    assert (second.key, second.number) == (first.key, 2)
    assert [row.pk for row in word_rules.rules()] == [second.pk]


def test_the_same_again_is_no_version(in_acme: World) -> None:
    first = listed(in_acme)
    same = word_rules.change(first, changed(message=first.message), **by(in_acme.admin))
    assert same == first


def test_a_former_version_is_not_changed(in_acme: World) -> None:
    first = listed(in_acme)
    word_rules.change(first, changed(name="Others"), **by(in_acme.admin))
    with pytest.raises(Refused, match="meanwhile"):
        word_rules.change(first, changed(name="Third"), **by(in_acme.admin))
    with pytest.raises(Refused, match="meanwhile"):
        word_rules.retire(first, **by(in_acme.admin))


def test_a_retired_list_finds_nothing_more_and_frees_its_name(in_acme: World) -> None:
    word_rules.retire(listed(in_acme), **by(in_acme.admin))
    assert word_rules.in_force() == []
    assert listed(in_acme).number == 1


def test_two_lists_have_two_names(in_acme: World) -> None:
    listed(in_acme)
    with pytest.raises(Refused, match="of this name"):
        listed(in_acme, name="NAMES")


def test_there_is_an_end_to_lists(in_acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_rules, "MAX_RULES", 1)
    listed(in_acme)
    with pytest.raises(Refused, match="Retire one first"):
        listed(in_acme, name="Others")


def test_every_step_is_on_record_without_the_words(in_acme: World) -> None:
    rule = word_rules.change(listed(in_acme), changed(severity="warning"), **by(in_acme.admin))
    word_rules.retire(rule, **by(in_acme.admin))
    rows = list(Entry.objects.filter(action__startswith="contentrule.").order_by("pk"))
    steps = [Action.WORDS_ADDED, Action.WORDS_CHANGED, Action.WORDS_RETIRED]
    assert [row.action for row in rows] == steps
    assert "Killer" not in str([row.data for row in rows])


def test_a_list_elsewhere_does_not_exist(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        rule = listed(acme)
    with scope(globex.workspace.pk), pytest.raises(NotFound):
        word_rules.retire(rule, **by(globex.admin))


@pytest.mark.django_db(transaction=True)
def test_without_one_at_a_time_two_admins_would_both_take_the_last_place(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_rules, "MAX_RULES", 1)
    met = threading.Barrier(2, timeout=PATIENCE)
    monkeypatch.setattr(word_rules, "_one_at_a_time", lambda: None)
    stored = word_rules._stored

    def slow(*given: Any) -> ContentRule:
        met.wait()
        return stored(*given)

    monkeypatch.setattr(word_rules, "_stored", slow)
    results = _both(acme)
    assert all(isinstance(each, ContentRule) for each in results)


@pytest.mark.django_db(transaction=True)
def test_two_admins_at_once_do_not_both_take_the_last_place(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_rules, "MAX_RULES", 1)
    results = _both(acme)
    assert sum(isinstance(each, ContentRule) for each in results) == 1


def _both(world: World) -> list[Any]:
    return race(
        world.workspace.pk,
        lambda: word_rules.add(LIST, **by(world.admin)),
        lambda: word_rules.add(changed(name="Others"), **by(world.other_admin)),
    )
