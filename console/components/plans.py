"""Parts of a plan in words: conditions, delays, jumps and variants, with steps by their number."""

import re

from contacts.conditions import Conditions
from sequences.plans import Jump, Plan, StepInput, Track

METRICS = {"replied": "who answers", "meeting": "who books a meeting", "clicked": "who clicks"}
FIRST_WORDS = 140
_NAMED = re.compile(r"step “([a-z0-9-]+)”")


def step_name(plan: Plan, key: str) -> str:
    """ "step 3 (Email)"; a step that is not there any more by its key."""
    step = plan.step(key)
    return f"step {plan.number(key)} ({step.label})" if step else f"a step that is gone (“{key}”)"


def steps_by_number(text: str, *plans: Plan) -> str:
    """A sentence with the steps that it names by their keys named as people know them, by the
    first plan that has them."""

    def named(match: "re.Match[str]") -> str:
        key = match[1]
        plan = next((plan for plan in plans if plan.step(key)), plans[-1])
        return step_name(plan, key)

    return _NAMED.sub(named, text)


def conditions_in(asked: Conditions, plan: Plan) -> str:
    """Conditions as a clause: "title contains “head” and step 2 (Email) was opened"."""
    return steps_by_number(str(asked), plan)


def jump_in(jump: Jump, plan: Plan) -> str:
    """ "Goes to step 5 (Call) if …"."""
    target = step_name(plan, jump.to)
    if not jump.when:
        return f"Always goes to {target}"
    return f"Goes to {target} if {conditions_in(jump.when, plan)}"


def variants_of(step: StepInput) -> str:
    """ "Variants: a 60 %, b 40 %; compared by who answers at 100 people each"; "" without any."""
    if not step.variants:
        return ""
    shares = ", ".join(f"{key} {share} %" for key, share in step.shares.items())
    if step.experiment is None:
        return f"Variants: {shares}; not compared"
    by = METRICS[step.experiment.metric.value]
    return f"Variants: {shares}; compared by {by} at {step.experiment.minimum:,} people each"


def wait_of(step: StepInput, *, first: bool) -> str:
    """How long a step waits: "2 days after the step before"."""
    if not step.delay_amount:
        return "At once" if first else "Right after the step before"
    return f"{step.delay} after {_before(step) if first else 'the step before'}"


def _before(step: StepInput) -> str:
    """What comes before the first step of a track."""
    return "the start" if step.track == Track.MAIN else "the jump to it"


def first_words(step: StepInput) -> str:
    """What tells a step from others: its subject, or how its words begin."""
    text = step.subject or step.text or step.instructions
    words = " ".join(text.split())
    return words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS]}…"


def details_of(step: StepInput, plan: Plan) -> list[str]:
    """The small lines of a step: when it applies, where it leads, variants, copies, links."""
    lines = [
        f"Only if {conditions_in(step.when, plan)}" if step.when else "",
        *(jump_in(jump, plan) for jump in step.jumps),
        variants_of(step),
        f"Sent from {step.sender}" if step.sender else "",
        f"Copy (Cc) to {', '.join(step.cc)}" if step.cc else "",
        f"Blind copy (Bcc) to {', '.join(step.bcc)}" if step.bcc else "",
        f"Links: {', '.join(link.title for link in step.links)}" if step.links else "",
    ]
    return [line for line in lines if line]
