"""Settings: pools of mailboxes; the pool of a sequence; and whom it would share among which."""

from typing import Any

import pytest

from enrollment import facts, preflights, services
from enrollment.models import Mailbox, MailboxMove, MailboxPool, Preflight
from enrollment.pools import keeping
from sequences.models import Version
from tenancy.actors import member
from tests.console.browsing import BUDGET, browser, reads
from tests.world import World, approved, contact, mailbox

POOLS = "/w/acme/settings/pools/"


def typed(world: World, **more: Any) -> dict[str, Any]:
    return {"name": "Desk", "sticky_days": "90", "mailboxes": [str(world.mailbox.pk)], **more}


def made(world: World) -> MailboxPool:
    assert browser(world.admin).post(POOLS, typed(world)).status_code == 302
    return MailboxPool.objects.get()


def shared(world: World) -> Version:
    version = approved(world.admin, world.other_admin)
    seat, actor = world.admin, member(world.admin)
    keeping.give(version.sequence, made(world).pk, seat=seat, actor=actor)
    version.refresh_from_db()
    return version


def test_an_admin_makes_and_changes_a_pool(in_acme: World) -> None:
    pool = made(in_acme)
    other = mailbox("second", in_acme.other_rep)
    page = f"{POOLS}{pool.pk}/"
    changed = typed(in_acme, name="Front desk", mailboxes=[str(other.pk)])
    assert browser(in_acme.admin).post(page, changed).status_code == 302
    pool.refresh_from_db()
    assert pool.name == "Front desk"
    assert [each.mailbox_id for each in pool.members.all()] == [other.pk]


def test_a_pool_without_mailboxes_is_refused(in_acme: World) -> None:
    answer = browser(in_acme.admin).post(POOLS, typed(in_acme, mailboxes=[]))
    assert answer.status_code == 422
    assert not MailboxPool.objects.exists()


def test_a_pool_is_given_to_a_sequence_on_its_page(in_acme: World) -> None:
    plan, pool = approved(in_acme.admin, in_acme.other_admin).sequence, made(in_acme)
    page, me = f"/w/acme/sequences/{plan.pk}/", browser(in_acme.admin)
    assert "The mailbox of their owner" in me.get(page).content.decode()
    assert me.post(f"{page}mailboxes/", {"pool": str(pool.pk)}).status_code == 302
    assert "The pool Desk" in me.get(page).content.decode()


def test_a_pool_in_use_says_who_uses_it_and_stays(in_acme: World) -> None:
    shared(in_acme)
    pool, me = MailboxPool.objects.get(), browser(in_acme.admin)
    answer = me.post(f"{POOLS}{pool.pk}/delete/", follow=True)
    assert "Sequences use this pool: Outbound." in answer.content.decode()
    assert MailboxPool.objects.exists()


def test_whoever_enrols_sees_which_mailbox_and_why(in_acme: World) -> None:
    version, people = shared(in_acme), [contact(owner=in_acme.rep)]
    ids, actor = [each.pk for each in people], member(in_acme.rep)
    row: Preflight = preflights.create(version, ids, seat=in_acme.rep, actor=actor)
    preflights.run(row.pk)
    page = browser(in_acme.rep).get(f"/w/acme/enrollments/new/{row.pk}/schedule/").content.decode()
    assert in_acme.mailbox.name in page
    assert "had the most room left today" in page


@pytest.mark.parametrize("rest", ["", "{}/"])
def test_pools_are_for_admins(in_acme: World, globex: World, rest: str) -> None:
    page = POOLS + rest.format(made(in_acme).pk)
    assert browser(in_acme.admin).get(page).status_code == 200
    for other in (in_acme.manager, in_acme.rep, in_acme.reviewer, in_acme.viewer, globex.admin):
        assert browser(other).get(page).status_code == 404


def test_the_list_stays_within_the_budget(in_acme: World) -> None:
    by: dict[str, Any] = {"seat": in_acme.admin, "actor": member(in_acme.admin)}
    for n in range(6):
        boxes = [in_acme.mailbox.pk, mailbox(f"more{n}", in_acme.rep).pk]
        keeping.save(None, name=f"Pool {n}", sticky_days=1, mailboxes=boxes, **by)
    me = browser(in_acme.admin)
    me.get(POOLS)
    with reads() as taken:
        me.get(POOLS)
    assert taken.count <= BUDGET


def test_people_of_a_mailbox_that_is_switched_off_are_moved_on_its_page(in_acme: World) -> None:
    version = shared(in_acme)
    person, box = contact(owner=in_acme.rep), in_acme.mailbox
    rows = facts.with_companies([person.pk])
    seat, actor = in_acme.rep, member(in_acme.rep)
    services.enrol(rows, version, reason="Fair", seat=seat, actor=actor)
    page, me = f"/w/acme/settings/mailboxes/{box.pk}/", browser(in_acme.admin)
    assert "Give them other mailboxes" not in me.get(page).content.decode()
    Mailbox.objects.filter(pk=box.pk).update(is_active=False)
    assert "1 person" in " ".join(me.get(page).content.decode().split())
    assert me.post(f"{page}move/").status_code == 302
    assert MailboxMove.objects.get().people == 1
    assert browser(in_acme.manager).post(f"{page}move/").status_code == 404
