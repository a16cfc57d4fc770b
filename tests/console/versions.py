"""Versions as tests of their pages want them, and what a browser finds there."""

from typing import Any

from contacts.conditions import Condition, Conditions, Operator
from sequences import services
from sequences.models import Version
from sequences.plans import Case, Expectation, Plan, StepInput
from tenancy.models import Membership, Workspace
from tests.console.browsing import browser
from tests.sequences.drafting import BYE, CALL, INTRO, STEPS, as_, drafted, live
from tests.world import World

HOME = "/w/acme/sequences/versions/"
HEAD = Conditions((Condition(field="contact.title", operator=Operator.IS, value="Head"),))
CONNECTED = Conditions(
    (Condition(field="step.call.outcome", operator=Operator.IS, value="connected"),)
)
SMS = StepInput(
    "sms", "text", delay_amount=1, text="Hi {{ first_name }}, shall we talk? Reply STOP to opt out."
)
NEVER = Case("Nobody answers", "2026-05-04 09:00", expect=(Expectation("done", "call"),))
RED = Case("It ends early", "2026-05-04 09:00", expect=(Expectation("never", "call"),))


def of(version: Version, part: str = "") -> str:
    return f"{HOME}{version.pk}/{part}"


def shown(seat: Membership, version: Version, part: str = "", **query: Any) -> str:
    answer = browser(seat).get(of(version, part), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def saved(world: World, *steps: StepInput, **more: Any) -> Version:
    """A draft of the admin with these steps."""
    plan = Plan(tuple(steps or STEPS), **more)
    return services.save_draft(drafted(world.admin), plan, **as_(world.admin))


def state(version: Version) -> str:
    return str(Version.objects.get(pk=version.pk).state)


def ask_for(world: World, *stages: str) -> None:
    Workspace.objects.filter(pk=world.workspace.pk).update(content_stages=list(stages))
    for each in (world.admin, world.other_admin):
        each.workspace.content_stages = list(stages)


def following(world: World, version: Version) -> Version:
    """The next version, in approval, as it was."""
    new = services.new_draft(version.sequence, **as_(world.admin))
    return services.submit(new, **as_(world.admin))


def second(world: World, **changes: Any) -> Version:
    """The second version of a live sequence, in approval, with another first e-mail."""
    first = live(world.admin, world.other_admin)
    new = services.new_draft(first.sequence, **as_(world.admin))
    intro = StepInput("email", "intro", subject="A thought", **{"text": INTRO.text, **changes})
    plan = Plan((intro, CALL, BYE), new_a_day=5)
    return services.submit(services.save_draft(new, plan, **as_(world.admin)), **as_(world.admin))
