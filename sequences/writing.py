"""Messages to real people: every variable with its value and source, and the parts of a step.

A variable without value or default is in `missing`, and the callers block. A value that cannot
stand in a message at all (two lines in a subject) raises RenderError, which names the variable
and never its content.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from compliance.content import Fact
from compliance.findings import has_false_reply
from contacts.csvfile.countries import country_name
from contacts.models import Contact
from sequences.cadence import CadenceError, Due
from sequences.models import Step, Version
from sequences.plans import EMAILS, StepInput
from sequences.rendering import (
    VARIABLES,
    Fixed,
    Kind,
    Rendered,
    RenderError,
    Template,
    html_from_text,
    parse,
    render_html,
    render_subject,
    render_text,
)
from sequences.rendering.output import DEFAULT_SOURCE
from sequences.timetable import Timetable, timetable
from tenancy import clock
from tenancy.models import Workspace

MAX_PREVIEWS = 20
REPLY = "Re: "

# A stored step, or one from a draft that is not saved yet.
Writable = Step | StepInput


@dataclass(frozen=True, slots=True)
class Values:
    """Every variable of one person: its text, and the field (with its revision) it came from."""

    texts: Mapping[str, str]
    sources: Mapping[str, str]

    def fact(self, name: str) -> Fact:
        """The value that a message uses; a blank one means that the template's default stood."""
        text = self.texts.get(name, "")
        return Fact(name, text, self.sources[name] if text else DEFAULT_SOURCE)


@dataclass(frozen=True, slots=True)
class Written:
    """A step in words for one person. Unless it is an e-mail, subject and HTML are empty.

    `missing` names the variables that block the message. `instructions` are for the rep: what
    is missing there stays as it was written and blocks nothing.
    """

    subject: str = ""
    text: str = ""
    html: str = ""
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


def values_for(
    contact: Contact,
    *,
    sender_name: str,
    sender_address: str,
    workspace: Workspace,
    unsubscribe_url: str,
) -> Values:
    """Every variable of `rendering.VARIABLES` and the contact's custom fields.

    Reads `contact.account` and `contact.owner`: select them with the contact. Values lose outer
    spaces; a custom field that is neither text nor number counts as missing.
    """
    texts = {
        **_of_contact(contact),
        "sender_name": sender_name.strip(),
        "sender_first_name": sender_name.strip().partition(" ")[0],
        "workspace_name": workspace.name.strip(),
        "unsubscribe_url": unsubscribe_url,
        "postal_address": workspace.postal_address.strip(),
    }
    sources = {name: known.source for name, known in VARIABLES.items()}
    sources |= {name: f"contact.{name}" for name in texts if name.startswith("custom.")}
    revision = f" revision {contact.revision}"
    mailbox = f" ({sender_address})" if sender_address else ""
    suffixes = {"contact": revision, "mailbox": mailbox}
    return Values(
        texts, {name: s + suffixes.get(s.partition(".")[0], "") for name, s in sources.items()}
    )


def write(
    step: Writable,
    contact: Contact,
    *,
    sender_name: str,
    sender_address: str,
    workspace: Workspace,
    unsubscribe_url: str,
    earlier_subject: str = "",
) -> Written:
    """The step's words for `contact`. RenderError for a value that no message can carry.

    `earlier_subject` is the subject, as it was sent, of the message that this one would answer.
    """
    values = values_for(
        contact,
        sender_name=sender_name,
        sender_address=sender_address,
        workspace=workspace,
        unsubscribe_url=unsubscribe_url,
    )
    return write_with(step, values, earlier_subject=earlier_subject)


def write_with(step: Writable, values: Values, *, earlier_subject: str = "") -> Written:
    """As `write`, for callers that have the values already."""
    parts: dict[str, Rendered] = {"text": render_text(parse(step.text), values.texts)}
    if step.kind in EMAILS:
        parts["subject"] = render_subject(subject_for(step, earlier_subject), values.texts)
        parts["html"] = _html(step, parts["text"], values)
    used = _names(part.used for part in parts.values())
    return Written(
        **{name: part.text for name, part in parts.items()},
        instructions=render_text(parse(step.instructions), values.texts).text,
        used=used,
        missing=_names(part.missing for part in parts.values()),
        facts=tuple(values.fact(name) for name in used),
    )


def subject_for(step: Writable, earlier_subject: str = "") -> Template:
    """The template of the subject: the step's own, or "Re: …" in the thread of a real message.

    The earlier subject stands as it was sent: it is never read as a template again.
    """
    if not (step.same_thread and earlier_subject):
        return parse(step.subject, Kind.SUBJECT)
    answers = has_false_reply(earlier_subject)
    return Template(Kind.SUBJECT, (Fixed(("" if answers else REPLY) + earlier_subject),))


def preview(
    version: Version,
    contacts: Iterable[Contact],
    *,
    sender_name: str = "",
    sender_address: str = "",
    start: datetime | None = None,
) -> list[Preview]:
    """The version as each of up to 20 contacts would get it, were it to start at `start` (now).

    The sender is the contact's owner, or the author, unless one is named. Later steps read as
    if the earlier ones had been sent. Nothing is stored, and the unsubscribe link is an example.
    """
    steps = list(version.steps.all())
    started = start or clock.now()
    people = list(contacts)[:MAX_PREVIEWS]
    return [
        _preview(version, steps, contact, sender_name, sender_address, started)
        for contact in people
    ]


def _of_contact(contact: Contact) -> dict[str, str]:
    fields = ("first_name", "last_name", "title", "city", "country")
    texts = {name: str(getattr(contact, name)).strip() for name in fields}
    texts["country"] = country_name(texts["country"])
    texts["full_name"] = f"{texts['first_name']} {texts['last_name']}".strip()
    texts["company"] = contact.account.name.strip() if contact.account else ""
    texts["industry"] = contact.account.industry.strip() if contact.account else ""
    texts["owner_name"] = contact.owner.label.strip() if contact.owner else ""
    custom = {f"custom.{key}": _plain(value) for key, value in contact.custom.items()}
    return {**custom, **texts}


def _plain(value: Any) -> str:
    wanted = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value).strip() if wanted else ""


def _html(step: Writable, text: Rendered, values: Values) -> Rendered:
    """The step's own HTML, or its text as a page; then it uses and lacks nothing of its own."""
    if step.html.strip():
        return render_html(parse(step.html, Kind.HTML), values.texts)
    return Rendered(html_from_text(text.text), (), ())


def _names(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _preview(
    version: Version,
    steps: Sequence[Step],
    contact: Contact,
    sender_name: str,
    sender_address: str,
    start: datetime,
) -> Preview:
    workspace = version.workspace
    hours = timetable(version, contact, workspace)
    dues, problem = _dates(hours, [StepInput.of(step) for step in steps], start)
    sender = contact.owner or version.author
    values = values_for(
        contact,
        sender_name=sender_name or sender.label,
        sender_address=sender_address,
        workspace=workspace,
        unsubscribe_url=VARIABLES["unsubscribe_url"].example,
    )
    shown: list[PreviewStep] = []
    earlier = ""
    for number, step in enumerate(steps):
        seen = _shown(step, values, earlier, dues[number] if dues else None)
        earlier = earlier or seen.written.subject
        shown.append(seen)
    return Preview(contact, hours, tuple(shown), problem)


def _dates(hours: Timetable, steps: Sequence[StepInput], start: datetime) -> tuple[list[Due], str]:
    try:
        return hours.forecast(steps, start), ""
    except CadenceError as error:
        return [], str(error)


def _shown(step: Step, values: Values, earlier: str, due: Due | None) -> PreviewStep:
    try:
        return PreviewStep(step, write_with(step, values, earlier_subject=earlier), due=due)
    except RenderError as error:
        return PreviewStep(step, problem=str(error), due=due)
