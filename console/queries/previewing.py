"""One step as a real person would get it, from a plan that need not be stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from django.db.models import Case, Q, When

from contacts.models import Contact
from sequences.experiments import worded
from sequences.models import Version
from sequences.phone_text import Measured, measured
from sequences.plans import EMAILS, Plan, StepInput
from sequences.rendering import VARIABLES, RenderError
from sequences.writing import Written, write
from tenancy.models import Membership

CANDIDATES = 8


@dataclass(frozen=True)
class Previewed:
    """The words for one person, or why there are none. `page` is the HTML without the preview
    text, which only inline styles hide."""

    contact: Contact
    variant: str
    written: Written = field(default_factory=Written)
    problem: str = ""
    page: str = ""
    # How telephones get it; None of what is no text message.
    measured: Measured | None = None

    @property
    def length(self) -> int:
        """Of the subject, as mail programs count it."""
        return len(self.written.subject)


def candidates(seat: Membership, typed: str, chosen: str) -> list[Contact]:
    """People to preview with: who matches what was typed; else who was chosen before, and the
    newest. One statement."""
    people = Contact.objects.visible_to(seat).known().select_related("account", "owner")
    if typed:
        return list(people.matching(typed).order_by("-pk")[:CANDIDATES])
    pk = _id(chosen)
    people = people.filter(~Q(email="") | Q(pk=pk))
    first = Case(When(pk=pk, then=0), default=1)
    return list(people.order_by(first, "-pk")[:CANDIDATES])


def previewed(
    version: Version,
    plan: Plan,
    step: StepInput,
    contact: Contact,
    variant: str,
    snippets: Mapping[str, str],
) -> Previewed:
    """A step with the words of a variant for a contact; `snippets` by name. No statement."""
    sender = contact.owner or version.author
    writes = partial(
        write,
        contact=contact,
        sender_name=sender.label,
        sender_address=step.sender,
        workspace=version.workspace,
        unsubscribe_url=VARIABLES["unsubscribe_url"].example,
        snippets=snippets,
    )
    shown = variant if variant in step.shares else ""
    try:
        opened = opener(plan, step)
        earlier = writes(opened).subject if opened else ""
        words = worded(step, shown)
        written = writes(words, earlier_subject=earlier)
        page = writes(replace(words, preheader="")).html
    except RenderError as error:
        return Previewed(contact, shown, problem=str(error))
    parts = measured(written.text) if step.kind == "sms" else None
    return Previewed(contact, shown, written, page=page, measured=parts)


def opener(plan: Plan, step: StepInput) -> StepInput | None:
    """The e-mail whose thread a step would answer in."""
    before = plan.steps[: max(plan.number(step.key) - 1, 0)]
    return next((each for each in before if each.kind in EMAILS), None)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
