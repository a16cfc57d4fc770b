"""Settings: the workspace's own words, and the packs."""

import pytest

from compliance import word_rules
from compliance.models import ContentRule
from compliance.wording import Pack, packs_on
from tenancy.models import Workspace
from tests.compliance.test_word_rules import listed
from tests.console.browsing import BUDGET, browser, reads
from tests.world import World

HOME = "/w/acme/settings/words/"
FORM = {"name": "Names", "kind": "forbidden", "severity": "error", "words": "Acme Killer\nb"}


def test_an_admin_opens_it_and_nobody_else(in_acme: World, globex: World) -> None:
    assert browser(in_acme.admin).get(HOME).status_code == 200
    for other in (in_acme.manager, in_acme.reviewer, in_acme.rep, globex.admin):
        assert browser(other).get(HOME).status_code == 404


def test_a_list_is_added_one_word_a_line(in_acme: World) -> None:
    browser(in_acme.admin).post(HOME, FORM)
    assert word_rules.rules().get().words == ["Acme Killer", "b"]
    assert "Acme Killer, b" in browser(in_acme.admin).get(HOME).content.decode()


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(in_acme: World) -> None:
    answer = browser(in_acme.admin).post(HOME, {**FORM, "words": "fine\n..."})
    page = answer.content.decode()
    assert answer.status_code == 422 and "cannot be looked for" in page and "fine" in page


def test_a_change_makes_the_next_version(in_acme: World) -> None:
    rule = listed(in_acme)
    me = browser(in_acme.admin)
    assert "Acme Killer" in me.get(f"{HOME}{rule.pk}/").content.decode()
    me.post(f"{HOME}{rule.pk}/", {**FORM, "words": "Killer"})
    assert [(row.number, row.words) for row in word_rules.rules()] == [(2, ["Killer"])]
    assert me.get(f"{HOME}{rule.pk}/").status_code == 404


def test_a_list_is_retired(in_acme: World) -> None:
    rule = listed(in_acme)
    browser(in_acme.admin).post(f"{HOME}{rule.pk}/retire/")
    assert ContentRule.objects.get().retired_at is not None


@pytest.mark.parametrize("part", ["", "retire/"])
def test_an_outsider_and_a_manager_change_nothing(in_acme: World, globex: World, part: str) -> None:
    rule = listed(in_acme)
    for seat, slug in ((in_acme.manager, "acme"), (globex.admin, "acme"), (globex.admin, "globex")):
        path = f"/w/{slug}/settings/words/{rule.pk}/{part}"
        assert browser(seat).post(path, FORM).status_code == 404
    assert ContentRule.objects.get().retired_at is None


def packs(world: World) -> frozenset[Pack]:
    return packs_on(Workspace.objects.get(pk=world.workspace.pk).content_packs)


def ticked(world: World) -> list[str]:
    form = browser(world.admin).get(HOME).context["packs"]
    return list(form["content_packs"].value())


def test_every_pack_is_on_until_somebody_chooses(in_acme: World) -> None:
    assert ticked(in_acme) == ["financial", "health"]
    browser(in_acme.admin).post(f"{HOME}packs/", {"content_packs": ["health"]})
    assert packs(in_acme) == {Pack.GENERAL, Pack.HEALTH}


def test_the_general_pack_cannot_be_switched_off(in_acme: World) -> None:
    browser(in_acme.admin).post(f"{HOME}packs/", {})
    assert packs(in_acme) == {Pack.GENERAL}
    assert ticked(in_acme) == []


def test_an_unknown_pack_is_refused(in_acme: World) -> None:
    browser(in_acme.admin).post(f"{HOME}packs/", {"content_packs": ["alchemy"]})
    assert packs(in_acme) == frozenset(Pack)


def test_only_an_admin_switches_packs(in_acme: World) -> None:
    assert browser(in_acme.manager).post(f"{HOME}packs/", {}).status_code == 404


def test_the_page_takes_as_many_reads_for_twice_the_lists(in_acme: World) -> None:
    me = browser(in_acme.admin)
    counts = []
    for number in range(2):
        listed(in_acme, name=f"List {number}")
        with reads() as taken:
            me.get(HOME)
        counts.append(taken.count)
    assert counts[0] == counts[1] <= BUDGET
