"""What forbids storing a plan. An unfinished draft is fine; one that nobody could read is not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from contacts.addresses import AddressError, parse_address
from sequences.cadence import CadenceError, Delay, DelayUnit, zone_or_error
from sequences.plans import graph, words
from sequences.plans.data import as_data, read_plan
from sequences.plans.document import (
    BASE,
    BY_HAND,
    EXIT_REASONS,
    LABELS,
    MAX_STEPS,
    Mode,
    Plan,
    Problem,
    StepInput,
    TaskEnd,
    Track,
)
from sequences.plans.keys import with_keys

MAX_NOTES = 10_000

_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_NAME = re.compile(r"[a-z0-9_]{1,40}")
# Words of RFC 5322 with dots between them; without = ? { }, which mean something else in headers
# and templates.
_WORD = r"[a-z0-9!#$%&'*+/^_`|~-]+"
_LOCAL = re.compile(rf"{_WORD}(?:\.{_WORD})*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def problems(plan: Plan) -> list[Problem]:
    """Everything that forbids storing the plan, step by step and then as a whole."""
    if len(plan.steps) > MAX_STEPS:
        message = f"A sequence has at most {MAX_STEPS} steps; this has {len(plan.steps)}."
        return [Problem("steps", f"{message} Delete some.")]
    if much := words.too_much(plan):
        return [much]
    texts = dict(plan.snippets)
    found = [problem for n, step in enumerate(plan.steps, 1) for problem in _step(n, step, texts)]
    found += [*_repeated(plan.steps), *_whole(plan), *_ways(plan)]
    found += [*_snippets(plan), *_exits(plan)]
    return [*found, *_unreadable(plan, [problem.field for problem in found])]


def _unreadable(plan: Plan, told: Sequence[str]) -> Iterator[Problem]:
    """What could not be read back: too long, too many, unknown fields in conditions.

    A plan from a form or from code has not gone through the reader yet.
    """
    for problem in read_plan(as_data(plan))[1]:
        if not any(_is_in(problem.field, field) for field in told):
            yield problem


def _is_in(field: str, whole: str) -> bool:
    return field == whole or field.startswith(f"{whole}.")


def _step(number: int, step: StepInput, snippets: Mapping[str, str]) -> Iterator[Problem]:
    where = f"steps.{number}"
    if step.kind not in LABELS:
        message = f"Step {number}: there is no such kind of step. Use {', '.join(LABELS)}."
        yield Problem(f"{where}.kind", message)
    if step.key and not _KEY.fullmatch(step.key):
        message = f"Step {number}: a key has lower-case letters, digits and hyphens, at most 60."
        yield Problem(f"{where}.key", message)
    if step.track not in list(Track):
        message = f"Step {number}: there is no such track. Use {', '.join(Track)}."
        yield Problem(f"{where}.track", message)
    if step.delay_unit not in list(DelayUnit):
        message = f"Step {number}: there is no such unit. Use {', '.join(DelayUnit)}."
        yield Problem(f"{where}.delay_unit", message)
    else:
        yield from _delay(number, step)
    yield from words.in_step(number, step, snippets)
    yield from _variants(number, step, snippets)
    yield from _copies(number, step)
    yield from _patience(number, step)
    if step.automatic and step.kind != "sms":
        message = f"Step {number}: only text messages are either automatic or sent by a person."
        yield Problem(f"{where}.automatic", message)


def _patience(number: int, step: StepInput) -> Iterator[Problem]:
    if step.patience is None:
        return
    if step.kind not in BY_HAND or step.leaves_by_itself:
        message = f"Step {number}: only steps that a person does have reminders and an end."
        yield Problem(f"steps.{number}.patience", message)
    if step.patience.end not in list(TaskEnd):
        message = f"Step {number}: a task ends in one of these ways: {', '.join(TaskEnd)}."
        yield Problem(f"steps.{number}.patience.end", message)


def _delay(number: int, step: StepInput) -> Iterator[Problem]:
    try:
        Delay(step.delay_amount, DelayUnit(step.delay_unit))
    except CadenceError as error:
        yield Problem(f"steps.{number}.delay_amount", f"Step {number}: {error}")


def _variants(number: int, step: StepInput, snippets: Mapping[str, str]) -> Iterator[Problem]:
    seen = {BASE}
    for place, variant in enumerate(step.variants, 1):
        where, label = f"steps.{number}.variants.{place}", f"Step {number}, variant {place}"
        if not _NAME.fullmatch(variant.key) or variant.key in seen:
            message = f"{label}: give it a short name of its own; “{BASE}” is the step itself."
            yield Problem(f"{where}.key", message)
        seen.add(variant.key)
        if variant.share < 1:
            yield Problem(f"{where}.share", f"{label}: its share is at least 1 percent.")
        yield from words.in_words(where, label, variant, snippets)
    if step.variants and sum(each.share for each in step.variants) > 99:
        message = f"Step {number}: the variants leave nothing for the step itself. Lower a share."
        yield Problem(f"steps.{number}.variants", message)
    if step.variants and step.kind != "email":
        message = f"Step {number}: only automatic e-mails have variants."
        yield Problem(f"steps.{number}.variants", message)


def _copies(number: int, step: StepInput) -> Iterator[Problem]:
    given = {"sender": (step.sender,), "reply_to": (step.reply_to,), "cc": step.cc, "bcc": step.bcc}
    for name, addresses in given.items():
        for address in filter(None, addresses):
            if why := _wrong_address(address):
                message = f"Step {number}: {name} holds something that is no plain address."
                yield Problem(f"steps.{number}.{name}", f"{message} {why}")
    for place, link in enumerate(step.links, 1):
        wrong = not link.url.startswith("https://") or _CONTROL.search(link.url + link.title)
        if wrong or not link.title.strip() or " " in link.url:
            message = f"Step {number}, link {place}: write a title and an address with https://."
            yield Problem(f"steps.{number}.links.{place}.url", message)
        if "{{" in link.title + link.url:
            message = f"Step {number}, link {place}: a link is the same for everybody."
            yield Problem(f"steps.{number}.links.{place}.url", f"{message} Delete the variable.")


def _wrong_address(address: str) -> str:
    """What is wrong with an address that every message of a step carries as it stands."""
    if "{{" in address:
        return "It is the same for everybody. Delete the variable."
    if not _LOCAL.fullmatch(address.rpartition("@")[0]):
        return "Write name@company.example."
    try:
        return "" if parse_address(address).original == address else "Write the address alone."
    except AddressError as error:
        return str(error)


def _repeated(steps: Sequence[StepInput]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, step in enumerate(steps, 1):
        if step.key and first.setdefault(step.key, number) != number:
            message = f'Steps {first[step.key]} and {number} have the same key "{step.key}".'
            yield Problem(f"steps.{number}.key", f"{message} Leave one of them empty.")


def _whole(plan: Plan) -> Iterator[Problem]:
    if len(plan.notes) > MAX_NOTES or "\0" in plan.notes:
        message = f"The notes must be plain text of at most {MAX_NOTES:,} characters."
        yield Problem("notes", message)
    if plan.mode not in list(Mode):
        yield Problem("mode", f"There is no such mode. Use {', '.join(Mode)}.")
    if plan.zone:
        try:
            zone_or_error(plan.zone)
        except CadenceError as error:
            yield Problem("zone", str(error))


def _ways(plan: Plan) -> Iterator[Problem]:
    """Jumps lead to other steps of this plan, and no way comes back."""
    # New steps have no key yet, and all of them would pass for one.
    plan = replace(plan, steps=with_keys(plan.steps, ()))
    for number, step in enumerate(plan.steps, 1):
        for place, jump in enumerate(step.jumps, 1):
            if plan.step(jump.to) is None:
                message = f"Step {number}: there is no step “{jump.to}” to jump to. Choose another."
                yield Problem(f"steps.{number}.jumps.{place}.to", message)
    if _has_twins(plan.steps):
        return
    if loop := graph.cycle(plan):
        names = " → ".join(f"step {plan.number(key)}" for key in loop)
        number = plan.number(loop[0])
        message = f"The steps go round in a circle: {names}. Let one of the jumps lead elsewhere."
        yield Problem(f"steps.{number}.jumps", message)


def _has_twins(steps: Sequence[StepInput]) -> bool:
    return len({step.key for step in steps}) < len(steps)


def _snippets(plan: Plan) -> Iterator[Problem]:
    for name, _ in plan.snippets:
        if not _NAME.fullmatch(name):
            message = f"“{name[:40]}” is no name for a snippet: lower-case letters, digits and _."
            yield Problem("snippets", message)
    yield from words.in_snippets(plan)


def _exits(plan: Plan) -> Iterator[Problem]:
    for place, each in enumerate(plan.exits, 1):
        where = f"exits.{place}"
        if not each.name.strip():
            yield Problem(f"{where}.name", f"Exit {place}: give it a name.")
        if each.reason not in EXIT_REASONS:
            message = f"Exit {place}: there is no such reason. Use {', '.join(EXIT_REASONS)}."
            yield Problem(f"{where}.reason", message)
        if not each.when:
            message = f"Exit {place}: without a condition everybody would leave. Add one."
            yield Problem(f"{where}.when", message)
    if plan.goal and not (plan.goal.name.strip() and plan.goal.when):
        yield Problem("goal", "A goal needs a name and at least one condition.")
