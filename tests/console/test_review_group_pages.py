"""Groups in review: the words once, what differs per person, a sample, and one approval."""

import pytest

from compliance.models import Review, ReviewState
from contacts.models import Contact
from tests.compliance import policies
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import enrolled
from tests.world import World, contact

LIST = "/w/acme/review/groups/"
TOGETHER = policies.rule("all", {"cause": "always"}, handling="group")
NAMES = ("Ada", "Grace", "Edith", "Joan")


@pytest.fixture
def crowd(in_acme: World) -> list[Review]:
    """Four people in one sequence, under a policy that lets them be approved together."""
    policies.in_force(in_acme, TOGETHER)
    return [waiting(in_acme, name) for name in NAMES]


def waiting(world: World, name: str) -> Review:
    person = contact(f"{name.lower()}@initech.example", first_name=name, owner=world.rep)
    row: Review = Review.objects.get(enrollment_id=enrolled(world, person).pk)
    return row


def url(reviews: list[Review], part: str = "") -> str:
    return f"{LIST}{reviews[0].group_key}/{part}"


def html(world: World, address: str) -> str:
    return browser(world.reviewer).get(address).content.decode()


def open_all(world: World, crowd: list[Review]) -> None:
    for each in crowd:
        browser(world.reviewer).post(url(crowd, "look/"), {"review": each.pk, "stage": 0})


def shown(crowd: list[Review]) -> dict[str, object]:
    return {"stage": 0, "shown": [f"{each.pk}:{each.content_hash}" for each in crowd]}


def test_without_groups_the_list_says_what_brings_them(in_acme: World) -> None:
    assert "No group waits" in html(in_acme, LIST)


def test_the_list_names_template_rep_and_number(in_acme: World, crowd: list[Review]) -> None:
    page = html(in_acme, LIST)
    assert "Outbound" in page and "Rep" in page and f"{url(crowd)}?stage=0" in page


def test_a_group_shows_its_words_once_with_what_differs_marked(
    in_acme: World, crowd: list[Review]
) -> None:
    page = html(in_acme, url(crowd))
    assert page.count("how do you check who may be contacted?") == 1
    assert '<mark class="fact">First name</mark>' in page
    assert all(name in page for name in NAMES)


def test_nothing_can_be_approved_before_the_sample_was_opened(
    in_acme: World, crowd: list[Review]
) -> None:
    assert 'value="approve"' not in html(in_acme, url(crowd))
    answer = browser(in_acme.reviewer).post(
        url(crowd, "decide/"), {**shown(crowd), "decision": "approve"}
    )
    assert answer.status_code == 409
    assert "Open the messages of the sample first" in answer.content.decode()
    assert not Review.objects.filter(state=ReviewState.APPROVED).exists()


def test_a_reason_that_cannot_be_stored_is_refused(in_acme: World, crowd: list[Review]) -> None:
    said = {**shown(crowd), "decision": "changes", "reason": "a\0b"}
    answer = browser(in_acme.reviewer).post(url(crowd, "decide/"), said)
    assert answer.status_code == 409
    assert "cannot be stored" in answer.content.decode()


@pytest.mark.parametrize("key", ["%00", "a%00b", "A" * 64, "a" * 63, "a" * 65])
def test_what_is_no_key_of_a_group_is_no_address(in_acme: World, key: str) -> None:
    for part in ("", "look/", "decide/"):
        assert browser(in_acme.reviewer).post(f"{LIST}{key}/{part}").status_code == 404


def test_an_opened_message_is_shown_in_full(in_acme: World, crowd: list[Review]) -> None:
    answer = browser(in_acme.reviewer).post(
        url(crowd, "look/"), {"review": crowd[0].pk, "stage": 0}, follow=True
    )
    page = answer.content.decode()
    assert "To Ada Gibbons" in page and "ada@initech.example" in page


def test_a_message_is_not_shown_in_full_before_it_was_opened(
    in_acme: World, crowd: list[Review]
) -> None:
    assert "ada@initech.example" not in html(in_acme, f"{url(crowd)}?open={crowd[0].pk}")


def test_a_group_is_approved_on_its_page(in_acme: World, crowd: list[Review]) -> None:
    open_all(in_acme, crowd)
    assert "Approve these 4" in html(in_acme, url(crowd))
    answer = browser(in_acme.reviewer).post(
        url(crowd, "decide/"), {**shown(crowd), "decision": "approve"}, follow=True
    )
    assert "Approved 4." in answer.content.decode()
    assert Review.objects.filter(state=ReviewState.APPROVED).count() == 4


def test_what_fell_out_is_named_with_its_reason(in_acme: World, crowd: list[Review]) -> None:
    open_all(in_acme, crowd)
    Contact.objects.filter(pk=crowd[0].contact_id).update(owner=in_acme.reviewer)
    answer = browser(in_acme.reviewer).post(
        url(crowd, "decide/"), {**shown(crowd), "decision": "approve"}
    )
    page = answer.content.decode()
    assert "Approved 3. 1 fell out." in page and "You own this contact" in page


def test_a_group_is_sent_back_with_one_reason(in_acme: World, crowd: list[Review]) -> None:
    said = {**shown(crowd), "decision": "changes", "reason": "Softer, please"}
    browser(in_acme.reviewer).post(url(crowd, "decide/"), said)
    assert set(Review.objects.values_list("state", "reason")) == {
        (ReviewState.CHANGES_REQUESTED, "Softer, please")
    }


def test_an_outlier_stands_apart(in_acme: World, crowd: list[Review]) -> None:
    odd = waiting(in_acme, "Ada99")
    page = html(in_acme, url(crowd))
    assert "Unlike the others" in page and "First name is not written like a name." in page
    assert f'value="{odd.pk}:{odd.content_hash}"' not in page


def test_who_may_not_decide_gets_no_button(in_acme: World, crowd: list[Review]) -> None:
    page = browser(in_acme.admin).get(url(crowd)).content.decode()
    assert "Not yours to decide" in page and "action-bar" not in page


@pytest.mark.parametrize("seat", ["rep", "viewer"])
def test_who_may_not_review_finds_no_groups(in_acme: World, crowd: list[Review], seat: str) -> None:
    assert browser(getattr(in_acme, seat)).get(LIST).status_code == 404
    assert browser(getattr(in_acme, seat)).get(url(crowd)).status_code == 404


def test_an_outsider_finds_no_group(in_acme: World, globex: World, crowd: list[Review]) -> None:
    assert browser(globex.reviewer).get(url(crowd)).status_code == 404
    elsewhere = f"/w/globex/review/groups/{crowd[0].group_key}/"
    assert browser(globex.reviewer).get(elsewhere).status_code == 404


def test_the_pages_are_quick(in_acme: World, crowd: list[Review]) -> None:
    client = browser(in_acme.reviewer)
    for address in (LIST, url(crowd)):
        client.get(address)
        with reads() as taken:
            client.get(address)
        assert taken.count <= BUDGET + 12, address


def test_a_group_reads_as_much_for_many_as_for_few(in_acme: World, crowd: list[Review]) -> None:
    client, counts = browser(in_acme.reviewer), []
    for name in ("Mary", "Ann", "Sophie", "Emmy"):
        with reads() as taken:
            client.get(url(crowd))
        counts.append(taken.count)
        waiting(in_acme, name)
    assert len(set(counts[1:])) == 1
