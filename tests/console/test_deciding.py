"""Today for those who decide on versions, and what people are told."""

from enrollment import notices
from enrollment.models import Notice
from tenancy.models import Membership, Workspace
from tenancy.roles import Role
from tests.console.browsing import BUDGET, browser, reads
from tests.sequences.drafting import in_approval
from tests.world import World, draft, seat

TODAY = "/w/acme/"


def today(seat: Membership) -> str:
    return str(browser(seat).get(TODAY).content.decode())


def test_a_version_waits_for_the_admin_without_a_hand_in_it(in_acme: World) -> None:
    in_approval(in_acme.admin)
    assert "Your approval" in today(in_acme.other_admin)
    assert "Versions that wait" not in today(in_acme.admin)
    assert "Versions that wait" not in today(in_acme.rep)


def test_a_signature_is_asked_of_who_fits_the_stage(in_acme: World) -> None:
    stages = ["legal"]
    Workspace.objects.filter(pk=in_acme.workspace.pk).update(content_stages=stages)
    in_approval(in_acme.admin)
    legal = seat("acme", "lawyer", Role.VIEWER, "legal")
    assert "Your signature: Legal" in today(legal)
    assert "Your approval, once signed: Legal" in today(in_acme.other_admin)


def test_a_notice_stands_on_today_until_it_was_read(in_acme: World) -> None:
    notices.tell(in_acme.rep, "Stopped after its first 10 people", "2 of 10 bounced", tone="danger")
    assert "2 of 10 bounced" in today(in_acme.rep)
    assert "2 of 10 bounced" not in today(in_acme.other_rep)
    browser(in_acme.rep).post(f"/w/acme/today/notices/{Notice.objects.get().pk}/read/")
    assert "2 of 10 bounced" not in today(in_acme.rep)


def test_opening_a_notice_reads_it_and_leads_to_what_it_is_about(in_acme: World) -> None:
    sequence = draft(in_acme.admin).sequence
    notice = notices.tell(in_acme.admin, "It stopped", path=f"sequences/{sequence.pk}/")
    address = f"/w/acme/today/notices/{notice.pk}/read/"
    answer = browser(in_acme.admin).post(address, {"open": "1"})
    assert answer.headers["Location"] == f"/w/acme/sequences/{sequence.pk}/"
    assert Notice.objects.get().read_at is not None


def test_nobody_reads_the_notices_of_others(in_acme: World) -> None:
    notice = notices.tell(in_acme.rep, "It stopped")
    address = f"/w/acme/today/notices/{notice.pk}/read/"
    assert browser(in_acme.admin).post(address).status_code == 404
    browser(in_acme.admin).post("/w/acme/today/notices/read/")
    assert Notice.objects.get().read_at is None


def test_all_notices_are_read_at_once(in_acme: World) -> None:
    for title in ("One", "Two"):
        notices.tell(in_acme.rep, title)
    browser(in_acme.rep).post("/w/acme/today/notices/read/")
    assert not notices.unread(in_acme.rep)


def test_today_of_an_admin_takes_as_many_reads_for_twice_the_versions(in_acme: World) -> None:
    me = browser(in_acme.other_admin)
    notices.tell(in_acme.other_admin, "One")
    in_approval(in_acme.admin, name="One")
    with reads() as few:
        me.get(TODAY)
    notices.tell(in_acme.other_admin, "Two")
    in_approval(in_acme.admin, name="Two", motion="partner")
    with reads() as many:
        me.get(TODAY)
    assert few.count == many.count <= BUDGET
