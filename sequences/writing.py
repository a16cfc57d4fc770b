"""Messages to real people: every variable with its value and source, and the parts of a step.

A variable without value or default is in `missing`, and the callers block. A value that cannot
stand in a message at all (two lines in a subject) raises RenderError, which names the variable
and never its content. `letters` puts the parts together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from compliance.content import Fact
from contacts.models import Contact
from sequences.cadence import CadenceError, Due
from sequences.experiments import worded
from sequences.letters import letter_of, rendered
from sequences.models import Step, Version
from sequences.plans import EMAILS, StepInput, step_of
from sequences.rendering import (
    NO_SNIPPETS,
    VARIABLES,
    RenderError,
    TemplateError,
    parse,
    render_text,
)
from sequences.timetable import Timetable, closed_dates, hours_for
from sequences.values import Values, values_for
from tenancy import clock
from tenancy.models import Workspace

MAX_PREVIEWS = 20

# A stored step, or one from a draft that is not saved yet.
Writable = Step | StepInput


@dataclass(frozen=True, slots=True)
class Written:
    """A step in words for one person. Unless it is an e-mail it has text and instructions alone.

    `missing` names the variables that block the message. `instructions` are for the rep: what
    is missing there stays as it was written and blocks nothing.
    """

    subject: str = ""
    text: str = ""
    html: str = ""
    preheader: str = ""
    instructions: str = ""
    used: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewStep:
    """One step of a preview: what it says or why it cannot, and when it would be due."""

    step: Step
    written: Written = field(default_factory=Written)
    problem: str = ""
    due: Due | None = None

    @property
    def blocked(self) -> bool:
        """Whether this person's message would not leave as things are."""
        return bool(self.problem or self.written.missing)


@dataclass(frozen=True, slots=True)
class Preview:
    """A version as one contact would get it. `problem` says why there are no dates."""

    contact: Contact
    timetable: Timetable
    steps: tuple[PreviewStep, ...]
    problem: str = ""


def write(
    step: Writable,
    contact: Contact,
    *,
    sender_name: str,
    sender_address: str,
    workspace: Workspace,
    unsubscribe_url: str,
    earlier_subject: str = "",
    snippets: Mapping[str, str] = NO_SNIPPETS,
) -> Written:
    """The step's words for `contact`. RenderError for a value that no message can carry, and for
    a template that names a snippet which is not in `snippets` (those of the plan, by name).

    `earlier_subject` is the subject, as it was sent, of the message that this one would answer.
    """
    values = values_for(
        contact,
        sender_name=sender_name,
        sender_address=sender_address,
        workspace=workspace,
        unsubscribe_url=unsubscribe_url,
    )
    return write_with(step, values, earlier_subject=earlier_subject, snippets=snippets)


def write_with(
    step: Writable,
    values: Values,
    *,
    earlier_subject: str = "",
    snippets: Mapping[str, str] = NO_SNIPPETS,
) -> Written:
    """As `write`, for callers that have the values already."""
    known = step if isinstance(step, StepInput) else step_of(step)
    try:
        letter = letter_of(known, snippets, earlier_subject=earlier_subject)
        instructions = parse(known.instructions, snippets=snippets)
        values = values.with_blocks([*letter.templates, instructions])
    except TemplateError as error:
        raise RenderError(f"The template of this step cannot be used. {error}") from error
    parts = rendered(letter, values.texts) if known.kind in EMAILS else {}
    parts = parts or {"text": render_text(letter.text, values.texts)}
    used = values.used(parts.values())
    return Written(
        **{name: part.text for name, part in parts.items()},
        instructions=render_text(instructions, values.texts).text,
        used=used,
        missing=values.missing(parts.values()),
        facts=tuple(values.fact(name) for name in used),
    )


def preview(
    version: Version,
    contacts: Iterable[Contact],
    *,
    sender_name: str = "",
    sender_address: str = "",
    start: datetime | None = None,
    variant: str = "",
) -> list[Preview]:
    """The version as each of up to 20 contacts would get it, were it to start at `start` (now).

    The sender is the contact's owner, or the author, unless one is named. Later steps read as
    if the earlier ones had been sent; those with this `variant` have its words. Nothing is
    stored, and the unsubscribe link is an example.
    """
    steps = list(version.steps.all())
    started = start or clock.now()
    people, closed = list(contacts)[:MAX_PREVIEWS], closed_dates()
    workspace = version.workspace
    return [
        _preview(
            version,
            steps,
            hours_for(version, contact, workspace=workspace, closed=closed),
            contact,
            sender_name,
            sender_address,
            started,
            variant,
        )
        for contact in people
    ]


def _preview(
    version: Version,
    steps: Sequence[Step],
    hours: Timetable,
    contact: Contact,
    sender_name: str,
    sender_address: str,
    start: datetime,
    variant: str,
) -> Preview:
    workspace = version.workspace
    dues, problem = _dates(hours, [step_of(step) for step in steps], start)
    sender = contact.owner or version.author
    values = values_for(
        contact,
        sender_name=sender_name or sender.label,
        sender_address=sender_address,
        workspace=workspace,
        unsubscribe_url=VARIABLES["unsubscribe_url"].example,
    )
    snippets = dict(version.options.get("snippets", {}))
    shown: list[PreviewStep] = []
    earlier = ""
    for number, step in enumerate(steps):
        words = worded(step_of(step), variant)
        seen = _shown(step, words, values, earlier, snippets, dues[number] if dues else None)
        earlier = earlier or seen.written.subject
        shown.append(seen)
    return Preview(contact, hours, tuple(shown), problem)


def _dates(hours: Timetable, steps: Sequence[StepInput], start: datetime) -> tuple[list[Due], str]:
    try:
        return hours.forecast(steps, start), ""
    except CadenceError as error:
        return [], str(error)


def _shown(
    step: Step,
    words: StepInput,
    values: Values,
    earlier: str,
    snippets: Mapping[str, str],
    due: Due | None,
) -> PreviewStep:
    try:
        written = write_with(words, values, earlier_subject=earlier, snippets=snippets)
    except RenderError as error:
        return PreviewStep(step, problem=str(error), due=due)
    return PreviewStep(step, written, due=due)
