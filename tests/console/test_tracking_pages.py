"""Opens and clicks on pages: the settings, a version, a person, an enrolment, a review."""

from typing import Any

import pytest

from compliance import sender_records
from compliance.models import Consent
from contacts.models import Contact
from enrollment import lookups
from enrollment.models import Enrollment, TrackedHit, TrackedLink, TrackingTerms
from enrollment.tracking import terms
from sequences.plans import Plan, Tracking
from tenancy import clock
from tests.console import editing
from tests.console.browsing import browser
from tests.console.versions import saved, shown
from tests.enrollment.stage import enrol
from tests.enrollment.tracking_stage import HOST, OTHER, allow, tracking_version
from tests.sequences.drafting import INTRO
from tests.world import World, contact

SETTINGS = "/w/acme/settings/tracking/"
TYPED = {"is_on": "on", "host": HOST, "sites": "acme.example\n\nwww.acme-shop.example"}


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def tracked(world: World, **fields: str) -> Enrollment:
    allow(world)
    return enrol(world, tracking_version(world), contact(owner=world.rep, **fields))


def test_an_admin_names_the_domain_and_sees_what_to_publish(in_acme: World) -> None:
    admin = browser(in_acme.admin)
    assert admin.post(SETTINGS, TYPED).status_code == 302
    page = text_of(admin.get(SETTINGS))
    kept = TrackingTerms.objects.get()
    assert (kept.is_on, kept.sites) == (True, ["acme.example", "www.acme-shop.example"])
    assert terms.publication(HOST).text in page and "Not looked up yet" in page


def test_what_cannot_be_a_domain_is_said_at_its_field(in_acme: World) -> None:
    answer = browser(in_acme.admin).post(SETTINGS, {**TYPED, "host": "no domain"})
    assert answer.status_code == 422
    assert "Write it like links.acme.example" in text_of(answer)


@pytest.mark.parametrize("role", ["viewer", "rep", "reviewer", "manager"])
def test_nobody_else_sees_or_changes_the_terms(in_acme: World, role: str) -> None:
    person = browser(getattr(in_acme, role))
    assert person.get(SETTINGS).status_code == 404
    assert person.post(SETTINGS, TYPED).status_code == 404
    assert not TrackingTerms.objects.exists()


def test_the_domain_is_looked_up_on_demand(in_acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_records, "is_reserved", lambda name: False)
    monkeypatch.setattr(lookups, "texts", lambda name: [])
    admin = browser(in_acme.admin)
    admin.post(SETTINGS, TYPED)
    page = text_of(admin.post(f"{SETTINGS}verify/", follow=True))
    assert "The record that proves the domain yours was not found." in page
    assert "Not verified" in page


def test_the_settings_say_what_each_law_asks(in_acme: World) -> None:
    page = text_of(browser(in_acme.admin).get(SETTINGS))
    assert "TDDDG § 25(1)" in page and "Needs consent of its own" in page


def test_a_version_switches_it_on_for_itself(in_acme: World) -> None:
    version = editing.saved(in_acme, Plan((INTRO,)))
    admin, page = browser(in_acme.admin), editing.of(version, "timing/")
    editing.posted(admin, page, track_clicks="1")
    assert editing.plan_of(version).tracking == Tracking(clicks=True)
    admin.post(page, {**without(editing.form_on(admin, page), "track_clicks"), "do": "save"})
    assert editing.plan_of(version).tracking is None


def without(form: Any, name: str) -> dict[str, Any]:
    """What a browser sends for a box that is not ticked: nothing."""
    return {key: value for key, value in form.dict().items() if key != name}


def test_a_version_says_what_it_tracks(in_acme: World) -> None:
    page = shown(in_acme.admin, saved(in_acme, tracking=Tracking(opens=True, utm=True)))
    assert "Opens, where the workspace, the law and the person allow it." in page
    assert "Links to own sites name the campaign." in page


def test_a_person_is_asked_for_consent_of_its_own(in_acme: World) -> None:
    peter = contact(owner=in_acme.rep, country="DE")
    page = text_of(browser(in_acme.rep).get(f"/w/acme/contacts/{peter.pk}/"))
    assert "In Germany tracking asks for consent; none is on record" in page


def test_what_a_person_says_is_recorded(in_acme: World) -> None:
    peter = contact(owner=in_acme.rep, country="DE")
    rep, home = browser(in_acme.rep), f"/w/acme/contacts/{peter.pk}/"
    said = {"wants": "yes", "given_on": "2026-01-05", "evidence": "Form 7"}
    assert rep.post(f"{home}tracking/", said).status_code == 302
    page = text_of(rep.get(home))
    assert "given on" in page and "None on record." in page
    assert rep.post(f"{home}tracking/", {**said, "wants": "no"}).status_code == 302
    assert "The person does not want to be tracked." in text_of(rep.get(home))
    assert Consent.objects.count() == 2


def test_consent_without_evidence_is_sent_back(in_acme: World) -> None:
    peter = contact(owner=in_acme.rep)
    said = {"wants": "yes", "given_on": "2026-01-05", "evidence": ""}
    answer = browser(in_acme.rep).post(f"/w/acme/contacts/{peter.pk}/tracking/", said)
    assert "Consent needs evidence" in text_of(answer)
    assert not Consent.objects.exists()


def test_a_reviewer_sees_where_opaque_links_lead(in_acme: World) -> None:
    row = tracked(in_acme)
    page = text_of(browser(in_acme.reviewer).get(f"/w/acme/review/{row.review_id}/"))
    assert f"https://{HOST}/t/" in page and f"leads to {OTHER} by way of {HOST}" in page
    assert "tracks opens and clicks" in page


def test_an_enrolment_tells_people_from_machines(in_acme: World) -> None:
    row = tracked(in_acme)
    link = TrackedLink.objects.get(ordinal=1)
    now = clock.now()
    for n, reason in enumerate(("", "scanner", "scanner", "prefetch")):
        said = {"slot": str(n), "at": now, "seen_at": now, "judged_at": now}
        TrackedHit.objects.create(link=link, reason=reason, **said)
    page = text_of(browser(in_acme.rep).get(f"/w/acme/enrollments/{row.pk}/"))
    assert "Links followed</strong> 1 by people, 3 by machines" in page
    assert "2 × A security scanner asked." in page


def test_an_enrolment_shows_why_and_no_link_that_a_colleague_could_follow(in_acme: World) -> None:
    row = tracked(in_acme)
    page = text_of(browser(in_acme.rep).get(f"/w/acme/enrollments/{row.pk}/"))
    assert "In the United States tracking asks for no consent" in page
    assert f"https://{HOST}/t/" not in page


def test_people_of_another_workspace_are_not_found(in_acme: World, globex: World) -> None:
    peter = contact(owner=in_acme.rep)
    said = {"wants": "no", "given_on": "2026-01-05", "evidence": ""}
    answer = browser(globex.rep).post(f"/w/globex/contacts/{peter.pk}/tracking/", said)
    assert answer.status_code == 404
    assert not Consent.objects.filter(contact=Contact.objects.get()).exists()
