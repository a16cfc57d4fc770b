"""Findings that are accepted for a time: which, by whom, how long, and what comes of it."""

from datetime import timedelta
from typing import Any

import pytest

from audit.models import Entry
from sequences import services
from sequences.models import Version, Waiver
from sequences.plans import StepInput
from sequences.waivers import LONGEST, end_waiver, live_waivers, waive
from tenancy import actors, clock
from tenancy.models import Membership
from tests.sequences.drafting import STEPS, as_, drafted, planned, refused
from tests.world import World

SMS = StepInput(
    "sms", "text", delay_amount=1, text="Hi {{ first_name }}, shall we talk? Reply STOP to opt out."
)
MONTH = timedelta(days=30)


@pytest.fixture
def version(in_acme: World) -> Version:
    """A draft with one error that may be waived."""
    draft = drafted(in_acme.admin)
    return services.save_draft(draft, planned([*STEPS, SMS]), **as_(in_acme.admin))


def accept(version: Version, seat: Membership, **more: Any) -> Waiver:
    given = {
        "code": "sms_consent",
        "step_key": "text",
        "reason": "Consent is asked for on the form.",
        "expires_at": clock.now() + MONTH,
        **more,
    }
    return waive(version.sequence, **given, **as_(seat))


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    moment = clock.now() + timedelta(days=days)
    monkeypatch.setattr("tenancy.clock.now", lambda: moment)


def test_an_accepted_finding_no_longer_keeps_a_draft_from_being_submitted(
    in_acme: World, version: Version
) -> None:
    with refused("findings") as caught:
        services.submit(version, **as_(in_acme.admin))
    assert list(caught.value.fields) == ["text.sms_consent"]
    accept(version, in_acme.other_admin)
    assert services.submit(version, **as_(in_acme.admin)).state == "in_approval"


def test_the_finding_says_until_when_it_is_accepted(in_acme: World, version: Version) -> None:
    waiver = accept(version, in_acme.other_admin)
    found = {each.code: each.waived_until for each in services.findings(version)}
    assert found["sms_consent"] == waiver.expires_at


def test_an_approval_names_what_was_accepted(in_acme: World, version: Version) -> None:
    accept(version, in_acme.other_admin)
    submitted = services.submit(version, **as_(in_acme.admin))
    services.approve(submitted, **as_(in_acme.other_admin))
    assert Entry.objects.get(action="version.approve").data["waived"] == ["sms_consent text"]


def test_a_waiver_that_ran_out_before_the_approval_does_not_count(
    in_acme: World, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(version, in_acme.other_admin)
    submitted = services.submit(version, **as_(in_acme.admin))
    later(monkeypatch, days=31)
    with refused("findings") as caught:
        services.approve(submitted, **as_(in_acme.other_admin))
    assert "before this can be approved" in caught.value.message


def test_the_trail_says_which_finding_and_until_when(in_acme: World, version: Version) -> None:
    waiver = accept(version, in_acme.other_admin)
    assert Entry.objects.get(action="finding.waived").data == {
        "code": "sms_consent",
        "step_key": "text",
        "sequence_id": str(version.sequence_id),
        "until": waiver.expires_at.isoformat(),
    }


# Who


@pytest.mark.parametrize("name", ["rep", "reviewer", "manager", "viewer"])
def test_only_who_approves_sequences_accepts_findings(
    in_acme: World, version: Version, name: str
) -> None:
    with refused("not_allowed"):
        accept(version, getattr(in_acme, name))


def test_nobody_accepts_what_was_found_in_their_own_work(in_acme: World, version: Version) -> None:
    with refused("four_eyes") as caught:
        accept(version, in_acme.admin)
    assert "somebody else has to accept" in caught.value.message


def test_whoever_saved_words_once_accepts_nothing(in_acme: World, version: Version) -> None:
    Version.objects.filter(pk=version.pk).update(editors=[in_acme.other_admin.pk])
    with refused("four_eyes"):
        accept(version, in_acme.other_admin)


def test_no_part_of_the_system_accepts_anything(in_acme: World, version: Version) -> None:
    with refused("four_eyes"):
        waive(
            version.sequence,
            code="sms_consent",
            step_key="text",
            seat=in_acme.other_admin,
            actor=actors.system("demo"),
            reason="Because.",
            expires_at=clock.now() + MONTH,
        )


# What


def test_what_was_not_found_is_not_accepted(in_acme: World, version: Version) -> None:
    for other in ({"code": "copy_outside"}, {"step_key": "intro"}, {"step_key": ""}):
        with refused("no_such_finding"):
            accept(version, in_acme.other_admin, **other)


def test_what_the_law_asks_for_is_not_accepted(in_acme: World, version: Version) -> None:
    bare = StepInput("email", "bare", subject="A thought", text="Hi.")
    services.save_draft(version, planned([*STEPS, bare]), **as_(in_acme.admin))
    with refused("not_waivable"):
        accept(version, in_acme.other_admin, code="unsubscribe_missing", step_key="bare")


def test_a_finding_is_accepted_once_at_a_time(in_acme: World, version: Version) -> None:
    accept(version, in_acme.other_admin)
    with refused("already_waived"):
        accept(version, in_acme.other_admin)


def test_a_sequence_without_a_living_version_has_nothing_to_accept(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    Version.objects.filter(pk=version.pk).delete()
    with refused("no_such_finding"):
        accept(version, in_acme.other_admin)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"reason": "a\nb"}, "reason"),
        ({"ahead": timedelta(0)}, "expires_at"),
        ({"ahead": LONGEST + timedelta(minutes=1)}, "expires_at"),
    ],
)
def test_a_waiver_needs_a_reason_and_an_end(
    in_acme: World, version: Version, wrong: dict[str, Any], field: str
) -> None:
    if "ahead" in wrong:
        wrong = {"expires_at": clock.now() + wrong["ahead"]}
    with refused("invalid") as caught:
        accept(version, in_acme.other_admin, **wrong)
    assert list(caught.value.fields) == [field]
    assert not Waiver.objects.exists()


# How it ends


def test_a_waiver_ends_at_once_and_only_once(in_acme: World, version: Version) -> None:
    waiver = accept(version, in_acme.other_admin)
    for _ in range(2):
        end_waiver(waiver, **as_(in_acme.admin))
    assert list(live_waivers(version.sequence)) == []
    assert Entry.objects.filter(action="finding.waiver_ended").count() == 1
    with refused("findings"):
        services.submit(version, **as_(in_acme.admin))


def test_after_its_end_the_finding_can_be_accepted_again(in_acme: World, version: Version) -> None:
    end_waiver(accept(version, in_acme.other_admin), **as_(in_acme.admin))
    again = accept(version, in_acme.other_admin)
    assert list(live_waivers(version.sequence)) == [again]


def test_only_who_writes_sequences_ends_a_waiver(in_acme: World, version: Version) -> None:
    waiver = accept(version, in_acme.other_admin)
    with refused("not_allowed"):
        end_waiver(waiver, **as_(in_acme.manager))
