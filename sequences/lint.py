"""What is wrong with a sequence before anyone approves it: pure findings over plain step data.

Errors block submission; warnings are shown to the author and to the approver. Each finding
says what to do.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from compliance.findings import MAX_SUBJECT_LENGTH, Severity, has_false_reply, visible
from compliance.wording import UNRESOLVED
from sequences.rendering import Fixed, Kind, Template, TemplateError, parse

MAX_TOUCHES_A_WEEK = 5
WEEK = 7

StepKind = Literal["email", "personal_email", "call", "linkedin", "sms", "task", "wait"]
EMAILS: frozenset[StepKind] = frozenset({"email", "personal_email"})
# A person can make these up; a message that we name must have words.
FREE_TO_BE_EMPTY: frozenset[StepKind] = frozenset({"call", "task", "personal_email"})

_PLAIN_LINK = re.compile(r"\bhttp://[\w\[]", re.IGNORECASE)
_UNSAFE_LINK = re.compile(
    r"\b(?:href|src)\s{0,8}=\s{0,8}[\"']?\s{0,8}(?:javascript|data|vbscript):"
)
_UNSAFE_HTML = re.compile(
    r"<(?:script|iframe|object|embed|form|input|button|base|meta|link|svg)\b"
    r"|<[a-z][^<>]{0,2000}[\s\"'/]on[a-z]{3,30}\s{0,8}=",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A step as its author left it: the day of the sequence (from 1) and the raw templates."""

    key: str
    kind: StepKind
    day: int
    subject: str = ""
    text: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to correct or to know; `step_key` is None for the sequence as a whole."""

    code: str
    severity: Severity
    step_key: str | None
    message: str
    fix: str

    @property
    def blocks(self) -> bool:
        """Whether the sequence cannot be submitted with it."""
        return self.severity is Severity.ERROR


def lint(
    steps: Sequence[StepFacts],
    *,
    adds_unsubscribe: bool = False,
    adds_postal_address: bool = False,
) -> tuple[Finding, ...]:
    """Every finding about `steps`, in their order.

    `adds_unsubscribe` and `adds_postal_address` say that the workspace's footer carries these,
    so that a template need not.
    """
    found = [*_whole(steps), *_days(steps), *_pressure(steps)]
    for step in steps:
        found += _subject(step)
        found += _bodies(step)
        if step.kind == "email":
            found += _way_out(step, added=adds_unsubscribe)
            found += _postal_address(step, added=adds_postal_address)
    return tuple(found)


def _error(code: str, step: StepFacts | None, message: str, fix: str) -> Finding:
    return Finding(code, Severity.ERROR, step.key if step else None, message, fix)


def _warning(code: str, step: StepFacts | None, message: str, fix: str) -> Finding:
    return Finding(code, Severity.WARNING, step.key if step else None, message, fix)


def _whole(steps: Sequence[StepFacts]) -> Iterator[Finding]:
    if not steps:
        yield _error("no_steps", None, "The sequence has no steps.", "Add a first step.")
    elif not any(step.kind in EMAILS for step in steps):
        message = "No step of this sequence is an email."
        yield _warning("no_email", None, message, "Check that this is meant, or add one.")
    keys = [step.key for step in steps]
    for step in (step for number, step in enumerate(steps) if step.key in keys[:number]):
        message = f"Two steps have the key {step.key}."
        yield _error("key_twice", step, message, "Give one of them another key.")


def _days(steps: Sequence[StepFacts]) -> Iterator[Finding]:
    latest = 1
    for step in steps:
        if step.day < 1:
            message = f"This step is on day {step.day}; the first day is 1."
            yield _error("day_unknown", step, message, "Set its day to 1 or later.")
        elif step.day < latest:
            message = f"This step is on day {step.day}, after a step on day {latest}."
            yield _error("days_decrease", step, message, f"Move it, or set day {latest} or later.")
        latest = max(latest, step.day)


def _pressure(steps: Sequence[StepFacts]) -> Iterator[Finding]:
    """The first stretch of seven days that holds too many touches."""
    touches = sorted((s for s in steps if s.kind != "wait"), key=lambda step: step.day)
    for first, step in zip(touches, touches[MAX_TOUCHES_A_WEEK:], strict=False):
        if step.day - first.day < WEEK:
            message = (
                f"This makes more than {MAX_TOUCHES_A_WEEK} touches within {WEEK} days "
                f"(days {first.day} to {step.day})."
            )
            yield _warning("too_many_touches", step, message, "Spread the steps or drop one.")
            return


def _subject(step: StepFacts) -> Iterator[Finding]:
    if step.kind not in EMAILS:
        return
    if not step.subject.strip():
        make = _error if step.kind == "email" else _warning
        yield make("subject_missing", step, "The subject is empty.", "Write a subject.")
    if len(_fixed_text(step.subject)) > MAX_SUBJECT_LENGTH:
        message = f"The subject is over {MAX_SUBJECT_LENGTH} characters; many readers cut it."
        yield _warning("subject_long", step, message, "Shorten it.")
    if has_false_reply(step.subject):
        message = "The subject claims to answer or forward a message, but there is none."
        yield _error("false_reply", step, message, "Delete Re: or Fwd: from its beginning.")
    yield from _template(step, "subject", step.subject, Kind.SUBJECT)


def _fixed_text(subject: str) -> str:
    """The subject without its variables, whose lengths nobody knows yet."""
    try:
        parts = parse(subject, Kind.SUBJECT).parts
    except TemplateError:
        return subject
    return "".join(part.text for part in parts if isinstance(part, Fixed))


def _bodies(step: StepFacts) -> Iterator[Finding]:
    if step.kind == "wait":
        return
    if not step.text.strip():
        yield _no_text(step)
    yield from _template(step, "text", step.text, Kind.TEXT)
    yield from _template(step, "HTML", step.html, Kind.HTML)
    if _PLAIN_LINK.search(step.text) or _PLAIN_LINK.search(step.html):
        message = "A link begins with http://, which readers' programs warn about."
        yield _warning("link_insecure", step, message, "Use https:// instead.")
    if _UNSAFE_LINK.search(step.html.casefold()) or _UNSAFE_HTML.search(step.html):
        message = "The HTML has a script, a form, a frame or an unsafe link."
        yield _error("html_unsafe", step, message, "Delete it: mail programs refuse such parts.")


def _no_text(step: StepFacts) -> Finding:
    if step.kind in FREE_TO_BE_EMPTY:
        message = "This step says nothing to the person who does it."
        return _warning("text_missing", step, message, "Write what to say or do.")
    if step.html.strip():
        message = "The email has HTML but no text part."
        return _error("text_missing", step, message, "Write the text part as well.")
    return _error("text_missing", step, "The message has no text.", "Write the message.")


def _template(step: StepFacts, part: str, source: str, kind: Kind) -> Iterator[Finding]:
    template = _read(source, kind)
    if isinstance(template, TemplateError):
        where = f"line {template.line}, column {template.column}"
        message = f"{part.capitalize() if part != 'HTML' else part}, {where}: {template.message}"
        yield _error("template_wrong", step, message, "Correct the variable.")
        return
    fixed = "\n".join(part.text for part in template.parts if isinstance(part, Fixed))
    if match := UNRESOLVED.search(visible(fixed) if kind is Kind.HTML else fixed):
        message = f'"{match[0].strip()}" looks like a variable but would be sent as it is.'
        yield _warning("variable_like", step, message, "Write it as {{ name }}, or delete it.")


def _read(source: str, kind: Kind) -> Template | TemplateError:
    try:
        return parse(source, kind)
    except TemplateError as error:
        return error


def _uses(source: str, kind: Kind, name: str) -> bool:
    template = _read(source, kind)
    return isinstance(template, Template) and name in template.variables


def _missing_in(step: StepFacts, name: str) -> list[str]:
    """The parts of a message that do not use the variable `name`."""
    parts = (("text", step.text, Kind.TEXT), ("HTML", step.html, Kind.HTML))
    return [
        part for part, source, kind in parts if source.strip() and not _uses(source, kind, name)
    ]


def _way_out(step: StepFacts, *, added: bool) -> Iterator[Finding]:
    missing = [] if added else _missing_in(step, "unsubscribe_url")
    if missing:
        message = f"The {' and the '.join(missing)} part has no way to unsubscribe."
        fix = "Add {{ unsubscribe_url }}, or switch on the workspace's footer."
        yield _error("unsubscribe_missing", step, message, fix)


def _postal_address(step: StepFacts, *, added: bool) -> Iterator[Finding]:
    missing = [] if added else _missing_in(step, "postal_address")
    if missing:
        message = f"The {' and the '.join(missing)} part has no postal address."
        fix = "Add {{ postal_address }}, or switch on the workspace's footer."
        yield _error("postal_address_missing", step, message, fix)
