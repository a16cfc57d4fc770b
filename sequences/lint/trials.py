"""Variants, experiments, the first few and the scripted tests."""

from collections.abc import Iterator

from compliance.findings import Severity
from sequences.lint.finding import Finding, Place, whole
from sequences.plans import Canary, Plan, StepInput

LEAST_SHARE = 5
MOST_CANARY_SHARE = 50
MOST_CANARY_PEOPLE = 1_000


def findings(plan: Plan) -> Iterator[Finding]:
    """Everything about what is tried out."""
    if plan.steps and not plan.cases:
        message = "There are no tests, so nothing shows that it does what it should."
        yield whole("no_tests", Severity.INFO, message, "Add one, such as: a reply ends it.")
    if plan.canary:
        yield from _canary(plan.canary)
    letters = [step.key for step in plan.steps if step.kind == "email"]
    for number, step in enumerate(plan.steps, 1):
        # In an answer the subject of the thread stands, whatever the step's own is.
        answers = step.same_thread and step.key not in letters[:1]
        yield from _variants(Place(number, step), answers=answers)


def _canary(canary: Canary) -> Iterator[Finding]:
    wide = canary.people > MOST_CANARY_PEOPLE or (
        not canary.people and canary.share > MOST_CANARY_SHARE
    )
    if wide:
        who = f"{canary.people:,} people" if canary.people else f"{canary.share} % of them"
        message = f"The first few are {who}, so a mistake reaches them all before it is seen."
        yield whole("canary_wide", Severity.WARNING, message, "Choose fewer.")


def _variants(place: Place, *, answers: bool) -> Iterator[Finding]:
    step = place.step
    if step.experiment and not step.variants:
        message = "it compares variants, but has none."
        yield place.warning("no_variants", message, "Add a variant, or drop the comparison.")
    if step.variants and not step.experiment:
        message = "it has variants that nobody compares."
        yield place.warning("no_experiment", message, "Say by what and on how many people.")
    for key, share in step.shares.items():
        if share < LEAST_SHARE:
            message = f"variant {key} gets {share} %; it takes long to learn anything from that."
            yield place.warning("share_small", message, f"Give it {LEAST_SHARE} % or more.")
    for first, second in _twins(step, answers=answers):
        message = f"variants {first} and {second} say the same."
        yield place.warning("variants_same", message, "Change the words of one, or delete it.")


def _twins(step: StepInput, *, answers: bool) -> Iterator[tuple[str, str]]:
    first: dict[tuple[str, ...], str] = {}
    words = {"a": step} | {variant.key: variant for variant in step.variants}
    for key, said in words.items():
        subject = "" if answers else said.subject
        same = first.setdefault((subject, said.preheader, said.text, said.html), key)
        if same != key:
            yield same, key
