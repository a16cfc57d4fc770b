"""What a version has to stand before it is submitted and approved: lint, tests, the facts of the
workspace around it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from audit.models import Entry
from enrollment.models import Mailbox
from sequences import scripted, services
from sequences.closed_dates import Closing, add_closing
from sequences.models import Version
from sequences.plans import Case, Event, Expectation, Plan
from sequences.surroundings import context_of
from tenancy.actors import member
from tenancy.models import Workspace
from tenancy.services import save_settings
from tests.sequences.drafting import INTRO, STEPS, as_, drafted, planned, refused
from tests.world import World

GREEN = Case(
    name="A reply ends it",
    start="2027-05-03 09:00",
    events=(Event("reply", after="intro", minutes=5),),
    expect=(Expectation("replied"),),
)
RED = replace(GREEN, name="A reply changes nothing", expect=(Expectation("done", "bye"),))


def with_cases(world: World, *cases: Case) -> Version:
    plan = replace(planned(STEPS), cases=cases)
    return services.save_draft(drafted(world.admin), plan, **as_(world.admin))


def codes(version: Version) -> set[str]:
    return {finding.code for finding in services.findings(version)}


# Scripted tests


def test_a_red_test_keeps_a_draft_from_being_submitted(in_acme: World) -> None:
    version = with_cases(in_acme, GREEN, RED)
    with refused("tests_red") as caught:
        services.submit(version, **as_(in_acme.admin))
    assert list(caught.value.fields) == ["cases.2"]
    assert "Step 3" in caught.value.fields["cases.2"]
    assert "“A reply changes nothing”" in caught.value.message


def test_green_tests_let_it_pass_and_the_approval_counts_them(in_acme: World) -> None:
    submitted = services.submit(with_cases(in_acme, GREEN), **as_(in_acme.admin))
    services.approve(submitted, **as_(in_acme.other_admin))
    assert Entry.objects.get(action="version.approve").data["tests"] == 1


def test_a_test_that_turned_red_since_refuses_the_approval(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules of the engine, or the workspace's hours, are others than at submission."""
    submitted = services.submit(with_cases(in_acme, GREEN), **as_(in_acme.admin))
    red = scripted.Result("A reply ends it", False, ("It went on.",))
    monkeypatch.setattr(scripted, "run_all", lambda plan, window: (red,))
    with refused("tests_red"):
        services.approve(submitted, **as_(in_acme.other_admin))
    assert Version.objects.get(pk=submitted.pk).state == "in_approval"


def test_tests_run_in_the_hours_of_the_workspace(in_acme: World) -> None:
    window = [{"weekday": 3, "start": "10:00", "end": "11:00"}]
    Workspace.objects.filter(pk=in_acme.workspace.pk).update(window=window)
    thursday = replace(GREEN, expect=(Expectation("sent", "intro", at="2027-05-06 10:00"),))
    version = Version.objects.get(pk=with_cases(in_acme, thursday).pk)
    assert [(each.passed, each.sentences) for each in services.results(version)] == [(True, ())]


def test_a_test_about_a_step_that_is_not_there_is_not_stored(in_acme: World) -> None:
    wrong = replace(GREEN, expect=(Expectation("done", "farewell"),))
    with refused("invalid") as caught:
        with_cases(in_acme, wrong)
    assert list(caught.value.fields) == ["cases.1.expect.1.step"]


# What the lint is told


def test_a_sender_that_is_no_mailbox_of_ours_is_found_whichever_door_is_used(
    in_acme: World,
) -> None:
    ours = replace(INTRO, sender=in_acme.mailbox.address)
    stranger = replace(INTRO, sender="ceo@elsewhere.example")
    version = services.save_draft(drafted(in_acme.admin), planned([ours]), **as_(in_acme.admin))
    assert "sender_unknown" not in codes(version)
    version = services.save_draft(version, planned([stranger]), **as_(in_acme.admin))
    with refused("findings") as caught:
        services.submit(version, **as_(in_acme.admin))
    assert "intro.sender_unknown" in caught.value.fields


def test_a_mailbox_that_no_longer_sends_is_no_sender(in_acme: World) -> None:
    Mailbox.objects.update(is_active=False)
    step = replace(INTRO, sender=in_acme.mailbox.address)
    version = services.save_draft(drafted(in_acme.admin), planned([step]), **as_(in_acme.admin))
    assert "sender_unknown" in codes(version)


def test_copies_go_to_our_domains_and_the_listed_addresses_alone(in_acme: World) -> None:
    listed, ours = "drop@crm.example", "team@mail.acme.example"
    step = replace(INTRO, cc=(ours,), bcc=(listed,))
    version = services.save_draft(drafted(in_acme.admin), planned([step]), **as_(in_acme.admin))
    assert "copy_outside" in codes(version)
    save_settings({"copy_addresses": [listed]}, actor=member(in_acme.admin))
    assert "copy_outside" not in codes(Version.objects.get(pk=version.pk))


def test_the_context_holds_the_settings_and_the_campaign(in_acme: World) -> None:
    settings: dict[str, Any] = {
        "max_touches_a_week": 3,
        "naming_rule": "Name",
        "naming_required": True,
        "content_stages": ["legal"],
        "signature": "Best, {{ sender_name }}",
    }
    save_settings(settings, actor=member(in_acme.admin))
    version = drafted(in_acme.admin, campaign_type="Fair", ends_on=date(2027, 6, 30))
    row = Version.objects.get(pk=version.pk)
    context = context_of(row, Plan())
    assert (context.max_touches_a_week, context.naming_rule) == (3, "Name")
    assert (set(context.stages), context.campaign_type) == ({"legal"}, "Fair")
    assert (context.ends_on, context.blocks) == (
        date(2027, 6, 30),
        {"signature": "Best, {{ sender_name }}", "disclosure": ""},
    )


def test_own_closed_dates_are_in_the_context(in_acme: World) -> None:
    day = date(2027, 5, 5)
    add_closing(Closing(first=day, last=day, name="Outing"), **as_(in_acme.admin))
    context = context_of(drafted(in_acme.admin), Plan())
    assert "Outing" in context.closures.why(day)
    assert context.now - datetime.now(context.now.tzinfo) < timedelta(days=1)
