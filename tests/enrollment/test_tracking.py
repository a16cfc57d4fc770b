"""What is watched of a message: nothing, unless workspace, version, law and person allow it; and a
reviewer approves exactly what leaves."""

import html
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.content import content_hash
from compliance.models import Consent
from contacts.models import Contact
from enrollment import composing, first_touch, rewording
from enrollment.models import Enrollment, SendIntent, TrackedDigest, TrackedLink, TrackingTerms
from enrollment.tracking import deciding, facts, minting
from sequences import published
from sequences.plans import Tracking
from tenancy import clock
from tenancy.actors import member
from tenancy.scope import scope
from tests.enrollment.stage import approve, enrol, hear, reload, work
from tests.enrollment.tracking_stage import (
    ALL,
    HOST,
    OTHER,
    PAGE,
    TARGET,
    addresses,
    allow,
    approved_message,
    message,
    says,
    tracking_version,
    verdict,
)
from tests.signals.stage import send_next
from tests.world import World, contact

LAST = "Unsubscribe</a>"


def person(world: World, email: str = "peter@initech.example", **fields: Any) -> Contact:
    return contact(email, owner=world.rep, **fields)


def started(world: World, person: Contact, tracking: Tracking | None = ALL) -> Enrollment:
    return enrol(world, tracking_version(world, tracking), person)


def test_without_a_word_of_the_version_nothing_is_watched(in_acme: World) -> None:
    allow(in_acme)
    said = message(started(in_acme, person(in_acme), None))
    assert verdict(said) is None
    assert HOST not in said.html


def test_without_the_workspace_nothing_is_watched(in_acme: World) -> None:
    said = message(started(in_acme, person(in_acme)))
    fact = verdict(said)
    assert fact and fact.value == "not tracked"
    assert "The workspace does not track" in fact.source
    assert HOST not in said.html and not TrackedLink.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"is_on": False},
        {"verified_at": None},
        {"verified_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)
def test_off_or_unproven_terms_watch_nobody(in_acme: World, more: dict[str, Any]) -> None:
    allow(in_acme, **more)
    fact = verdict(message(started(in_acme, person(in_acme))))
    assert fact and fact.value == "not tracked"


def test_links_with_words_go_by_the_workspaces_own_domain(in_acme: World) -> None:
    allow(in_acme)
    said = message(started(in_acme, person(in_acme)))
    first, second, image = addresses(said)
    assert {each.rpartition("/")[0] for each in (first, second, image)} == {f"https://{HOST}/t"}
    assert f'<a href="{first}">our prices</a>' in said.html
    assert f"<a href='{second}'>an offer</a>" in said.html
    assert f'<img src="{image}"' in said.html


def test_what_shows_its_address_and_ways_to_say_no_stay(in_acme: World) -> None:
    allow(in_acme)
    said = message(started(in_acme, person(in_acme)))
    assert '<a href="https://www.acme.example/docs">https://www.acme' in said.html
    assert 'href="mailto:bob@acme.example"' in said.html
    assert "/u/" in said.html[: said.html.index(LAST)].rpartition("href=")[2]
    assert TARGET in said.text and HOST not in said.text


def test_a_reviewer_sees_where_each_link_leads_and_why_it_is_tracked(in_acme: World) -> None:
    allow(in_acme)
    said = message(started(in_acme, person(in_acme)))
    named = {fact.name.partition("_")[0]: fact.source for fact in said.facts if facts.is_ours(fact)}
    assert named["tracking"] == (
        "enrollment.tracking (In the United States tracking asks for no consent (US, tracking v1).)"
    )
    leads = [fact.source for fact in said.facts if fact.name.startswith(facts.LINK)]
    assert leads == [
        f"enrollment.link (leads to {TARGET} by way of {HOST})",
        f"enrollment.link (leads to {OTHER} by way of {HOST})",
    ]


def test_the_targets_are_stored_and_the_ids_are_not(in_acme: World) -> None:
    allow(in_acme)
    said = message(started(in_acme, person(in_acme)))
    stored = list(TrackedLink.objects.order_by("ordinal").values_list("kind", "target", "ordinal"))
    assert stored == [("open", "", 0), ("link", TARGET, 1), ("link", OTHER, 2)]
    token = addresses(said)[0].rpartition("/")[2]
    assert len(token) == 32
    digests = [bytes(each) for each in TrackedDigest.objects.values_list("digest", flat=True)]
    assert token.encode() not in b"".join(digests)


def test_opens_and_clicks_are_asked_for_apart(in_acme: World) -> None:
    allow(in_acme)
    version = tracking_version(in_acme, Tracking(opens=True))
    said = message(enrol(in_acme, version, person(in_acme)))
    assert TARGET.replace("&", "&amp;") in said.html and "<img" in said.html
    fact = verdict(said)
    assert fact and fact.value == "tracks opens"


def test_the_same_message_written_again_is_the_same(in_acme: World) -> None:
    allow(in_acme)
    enrollment = started(in_acme, person(in_acme))
    first = message(enrollment)
    assert content_hash(message(enrollment)) == content_hash(first)
    assert TrackedLink.objects.count() == 3


@settings(max_examples=12)
@given(
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([TARGET, OTHER, "https://a.b.example/x?y=1&z=%20"]),
)
def test_what_is_written_while_arming_is_what_was_reviewed(
    in_acme: World, opens: bool, clicks: bool, utm: bool, target: str
) -> None:
    with transaction.atomic():
        point = transaction.savepoint()
        allow(in_acme, sites=["acme.example"])
        page = PAGE.replace("https://partner.example/offer", html.escape(target))
        version = tracking_version(in_acme, Tracking(opens, clicks, utm), html=page)
        row = reload(enrol(in_acme, version, person(in_acme)))
        said, reviewed = message(row), row.review.content_hash
        transaction.savepoint_rollback(point)
    assert content_hash(said) == reviewed
    assert (HOST in said.html) == (opens or clicks)


def test_no_two_people_share_an_id(in_acme: World) -> None:
    allow(in_acme)
    version = tracking_version(in_acme)
    one = message(enrol(in_acme, version, person(in_acme)))
    other = message(enrol(in_acme, version, person(in_acme, "ann@initech.example")))
    assert not set(addresses(one)) & set(addresses(other))


def test_what_was_approved_is_what_leaves(in_acme: World) -> None:
    allow(in_acme)
    enrollment = started(in_acme, person(in_acme))
    review = approve(in_acme, enrollment)
    clock.advance(timedelta(minutes=30))
    hear(in_acme)
    intent = send_next()
    assert intent.content_hash == review.content_hash
    assert intent.content is not None
    assert addresses(composing.stored(intent.content)) == addresses(approved_message(review))


def test_consent_that_is_taken_back_after_the_approval_voids_it(in_acme: World) -> None:
    allow(in_acme)
    peter = person(in_acme, country="DE")
    Consent.objects.create(
        contact=peter, basis="express", given_at=clock.now(), evidence="Fair", recorded_by="x"
    )
    says(in_acme, peter)
    enrollment = started(in_acme, peter)
    review = approve(in_acme, enrollment)
    assert addresses(approved_message(review))
    clock.advance(timedelta(minutes=30))
    says(in_acme, peter, wants=False)
    hear(in_acme)
    work()
    assert not SendIntent.objects.exists()
    fresh = reload(enrollment)
    assert fresh.review.state == "pending" and fresh.review_id != review.pk
    assert addresses(approved_message(fresh.review)) == []


def test_consent_that_comes_after_the_approval_changes_no_message(in_acme: World) -> None:
    peter = person(in_acme)
    enrollment = started(in_acme, peter)
    review = approve(in_acme, enrollment)
    allow(in_acme)
    clock.advance(timedelta(minutes=30))
    hear(in_acme)
    intent = send_next()
    assert intent.content_hash == review.content_hash
    assert intent.content is not None and addresses(composing.stored(intent.content)) == []


def test_consent_to_be_written_to_is_none_to_be_watched(in_acme: World) -> None:
    allow(in_acme)
    peter = person(in_acme, country="DE")
    Consent.objects.create(
        contact=peter, basis="express", given_at=clock.now(), evidence="Fair", recorded_by="x"
    )
    fact = verdict(message(started(in_acme, peter)))
    assert fact and "In Germany tracking asks for consent; none is on record" in fact.source


def test_consent_to_be_watched_is_no_ground_to_write(in_acme: World) -> None:
    peter = person(in_acme, country="DE")
    says(in_acme, peter)
    assert started(in_acme, peter).state == "ineligible"


@settings(max_examples=25)
@given(
    country=st.sampled_from(["US", "DE", "FR", "GB", "CA", "AU", "JP", ""]),
    wish=st.sampled_from(["yes", "no", "nothing"]),
    is_on=st.booleans(),
    opens=st.booleans(),
    clicks=st.booleans(),
)
def test_no_message_is_watched_without_everybodys_permission(
    in_acme: World, country: str, wish: str, is_on: bool, opens: bool, clicks: bool
) -> None:
    with transaction.atomic():
        point = transaction.savepoint()
        peter = person(in_acme, country="US")
        allow(in_acme, is_on=is_on)
        enrollment = started(in_acme, peter, Tracking(opens, clicks) if opens or clicks else None)
        Contact.objects.filter(pk=peter.pk).update(country=country)
        if wish != "nothing":
            says(in_acme, peter, wants=wish == "yes")
        said = message(enrollment)
        transaction.savepoint_rollback(point)
    lawful = country in ("US", "AU") or (bool(country) and wish == "yes")
    allowed = is_on and lawful and wish != "no"
    assert (HOST in said.html) == (allowed and (opens or clicks))
    assert ("<img" in said.html) == (allowed and opens)
    assert len(addresses(said)) == (2 * clicks + opens) * allowed


def test_the_campaign_is_named_in_links_to_own_sites_alone(in_acme: World) -> None:
    allow(in_acme, is_on=False, sites=["acme.example"])
    said = message(started(in_acme, person(in_acme), Tracking(utm=True)))
    assert "seats=5&amp;utm_source=outbound&amp;utm_medium=email&amp;utm_campaign=" in said.html
    assert f"'{OTHER}'" in said.html
    assert verdict(said) is None


def test_a_tracked_link_leads_to_the_address_with_the_campaign(in_acme: World) -> None:
    allow(in_acme, sites=["acme.example"])
    message(started(in_acme, person(in_acme), Tracking(clicks=True, utm=True)))
    found = TrackedLink.objects.order_by("ordinal").values_list("target", flat=True)
    assert "utm_content=intro" in found[0] and found[1] == OTHER


def test_words_for_one_person_are_not_tracked_and_say_so(in_acme: World) -> None:
    allow(in_acme)
    enrollment = started(in_acme, person(in_acme))
    said = message(enrollment)
    review = rewording.resubmit(
        enrollment,
        seat=in_acme.rep,
        actor=member(in_acme.rep),
        subject="Other",
        text=f"Other words.\n{said.text}",
    )
    edited = approved_message(review)
    fact = verdict(edited)
    assert HOST not in edited.html and addresses(edited) == []
    assert fact and facts.EDITED in fact.source
    with transaction.atomic():
        assert first_touch.refresh(enrollment.pk) is None


def test_messages_of_one_template_stay_one_group(in_acme: World) -> None:
    allow(in_acme)
    version = tracking_version(in_acme)
    enrol(in_acme, version, person(in_acme))
    enrol(in_acme, version, person(in_acme, "ann@initech.example", first_name="Ann"))
    keys = set(Enrollment.objects.values_list("review__group_key", flat=True))
    assert len(keys) == 1


def test_a_person_of_another_domain_is_not_tracked_by_it(in_acme: World, globex: World) -> None:
    allow(in_acme)
    with scope(globex.workspace.pk), transaction.atomic():
        assert TrackingTerms.objects.count() == 0


def test_watching_many_takes_as_many_statements_as_watching_one(in_acme: World) -> None:
    allow(in_acme)
    version = tracking_version(in_acme, Tracking(True, True, True))
    people = [person(in_acme, f"p{n}@initech.example") for n in range(4)]
    enrol(in_acme, version, *people)
    with transaction.atomic():
        rows = list(Enrollment.objects.select_related("contact__account", "version"))
        steps = {step.key: step for step in version.steps.all()}
        found = []
        for part in (rows[:1], rows):
            composing.compose_many([(row, steps["again"]) for row in part])
            with CaptureQueriesContext(connection) as seen:
                composing.compose_many([(row, steps["again"]) for row in part])
            found.append(len(seen))
    assert found[0] == found[1]


def test_a_version_that_asks_for_nothing_costs_nothing(in_acme: World) -> None:
    enrollment = started(in_acme, person(in_acme), None)
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        row = Enrollment.objects.select_related("version", "contact").get(pk=enrollment.pk)
        before = len(seen)
        plan_read = deciding.watches_for([(row, published.plan(row.version).steps[0])])
    assert plan_read == {}
    assert all("tracking" not in query["sql"].lower() for query in seen.captured_queries[before:])


def test_an_id_that_nobody_minted_is_found_nowhere(in_acme: World) -> None:
    for token in ("", "x", "a" * 32, "a" * 33, "\0" * 32, "ä" * 32, "../" * 10):
        assert minting.find(token) is None


def test_only_web_addresses_are_ever_stored(in_acme: World) -> None:
    row = {"kind": "link", "step_key": "a", "ordinal": 1, "host": HOST, "created_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        TrackedLink.objects.create(target="javascript:alert(1)", **row)
