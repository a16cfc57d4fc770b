"""The report about reviewers: who sees whom, and the file."""

import csv
import io

import pytest

from audit.actions import Action
from audit.models import Entry
from compliance.models import Review, ReviewSignature, Signed
from tenancy import clock
from tenancy.models import Membership
from tests.compliance.messages import pending
from tests.compliance.test_compliance_api import Caller
from tests.console.browsing import BUDGET, browser, reads
from tests.world import World, contact

URL = "/w/acme/review/report/"
FILE = f"{URL}export.csv"


def signed(world: World, by: Membership) -> None:
    row = pending(world, contact(f"p{Review.queue.count()}@initech.example"))
    said = {"decision": Signed.APPROVED, "content_hash": row.content_hash, "stage": 0}
    ReviewSignature.objects.create(review=row, member=by, at=clock.now(), **said)


def html(seat: Membership, query: str = "") -> str:
    return browser(seat).get(URL + query).content.decode()


def lines(seat: Membership) -> list[list[str]]:
    text = browser(seat).post(FILE, {}).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_nothing_decided_says_what_to_do(in_acme: World) -> None:
    assert "Nobody decided in these days" in html(in_acme.admin)


def test_a_manager_sees_every_reviewer(in_acme: World) -> None:
    signed(in_acme, in_acme.reviewer)
    signed(in_acme, in_acme.other_admin)
    page = html(in_acme.manager)
    assert '<th scope="row">Reviewer</th>' in page
    assert '<th scope="row">Other Admin</th>' in page


def test_a_reviewer_sees_their_own_figures(in_acme: World) -> None:
    signed(in_acme, in_acme.reviewer)
    signed(in_acme, in_acme.other_admin)
    page = html(in_acme.reviewer)
    assert '<th scope="row">Reviewer</th>' in page and "Other Admin" not in page


def test_other_days_have_other_figures(in_acme: World) -> None:
    signed(in_acme, in_acme.reviewer)
    assert "Nobody decided" in html(in_acme.admin, "?first=2020-01-01&last=2020-01-31")


def test_a_senseless_range_is_answered_with_a_sentence(in_acme: World) -> None:
    answer = browser(in_acme.admin).get(URL + "?first=2020-02-01&last=2020-01-31", follow=True)
    assert "The range ends before it begins." in answer.content.decode()


@pytest.mark.parametrize("seat", ["rep", "viewer"])
def test_who_may_not_review_finds_no_report(in_acme: World, seat: str) -> None:
    assert browser(getattr(in_acme, seat)).get(URL).status_code == 404


def test_the_file_has_the_same_figures_and_is_on_record(in_acme: World) -> None:
    signed(in_acme, in_acme.reviewer)
    head, line = lines(in_acme.admin)
    assert (head[0], line[:3]) == ("Reviewer", ["Reviewer", "1", "1"])
    assert Entry.objects.get(action=Action.EXPORTED).target_label == "report about reviewers"


def test_a_name_that_is_a_formula_is_guarded(in_acme: World) -> None:
    signed(in_acme, in_acme.reviewer)
    Membership.objects.filter(pk=in_acme.reviewer.pk).update(label="=1+1")
    assert lines(in_acme.admin)[1][0] == "'=1+1"


def test_the_report_is_quick(in_acme: World) -> None:
    signed(in_acme, in_acme.reviewer)
    client = browser(in_acme.admin)
    client.get(URL)
    with reads() as taken:
        client.get(URL)
    assert taken.count <= BUDGET


def test_the_api_tells_the_same(in_acme: World) -> None:
    signed(in_acme, in_acme.reviewer)
    (found,) = Caller(in_acme, "admin").get("api_review_report").json()
    assert (found["name"], found["approved"], found["agreement"]) == ("Reviewer", 1, None)


def test_a_key_of_a_reviewer_sees_the_person_behind_it_alone(in_acme: World) -> None:
    signed(in_acme, in_acme.reviewer)
    assert Caller(in_acme, "reviewer").get("api_review_report").json() == []
    own = Caller(in_acme, "reviewer", in_acme.reviewer).get("api_review_report").json()
    assert len(own) == 1
    assert Caller(in_acme, "rep").get("api_review_report").status_code == 403
