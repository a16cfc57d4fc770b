"""From stored versions to text and back: export, what applying would do, and applying.

Applying a text makes a draft and nothing more: it is submitted and approved like any other. Only
facts of the sequence, which no approval covers, change at once. Everything goes through the same
services as the pages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from sequences import senders, services, snippets
from sequences.differences import Change, differences
from sequences.facts import DEFAULTS, checked_facts, facts_of
from sequences.governing import change_facts
from sequences.locking import locked_sequence
from sequences.models import Sequence, Version, VersionState
from sequences.plans import Plan
from sequences.text.checking import Report, report
from sequences.text.document import Document, Facts, Fault, TextError, nearest
from sequences.text.reading import from_text
from sequences.text.writing import to_text
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.reading import own_workspace
from tenancy.rights import check_may
from tenancy.roles import Capability

POOL = "pool"
FACTS = {*DEFAULTS, POOL}
WHOLE = "text"  # the name of the field that the text itself is
APPROVAL = "A draft does nothing until it is submitted and another admin has approved it."


class Does(StrEnum):
    """What applying a text comes to."""

    CREATE = "create"
    DRAFT = "draft"
    REPLACE = "replace"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What applying a text does. `changes` start from `against`: the approved version, else the
    newest; None for a new sequence. `pool` is the one of mailboxes, `number` that of the draft.
    `facts` say what changes of the sequence itself, at once; `notes` what else one should know."""

    does: Does
    plan: Plan
    values: dict[str, Any]
    pool: UUID | None = None
    number: int = 1
    sequence: Sequence | None = None
    draft: Version | None = None
    against: Version | None = None
    facts: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the sequence is called."""
        return str(self.values["name"])

    def as_data(self, version: Version | None = None) -> dict[str, Any]:
        """For programs; `version` is the draft once it is there."""
        return {
            "does": self.does.value,
            "sequence": self.name,
            "version": self.number,
            "version_id": str(version.pk) if version else None,
            "against": self.against.number if self.against else None,
            "facts": list(self.facts),
            "changes": [_change_data(change) for change in self.changes],
            "notes": list(self.notes),
            "approval": APPROVAL,
        }


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "step_key": change.step_key,
        "field": change.field,
        "sentence": change.sentence,
        "runs": [{"fate": run.fate, "text": run.text} for run in change.runs],
    }


def text_of(version: Version) -> str:
    """The canonical text of a stored version."""
    pool = senders.pools().name_of(version.sequence.mailbox_pool)
    return to_text(Facts(**facts_of(version.sequence), pool=pool), services.plan_of(version))


def check(source: str | bytes) -> Report:
    """Faults, findings and tests of a text in the open workspace; nothing is stored."""
    try:
        document = from_text(source, snippets.frozen)
        _pool(document)
    except TextError as error:
        return Report(error.faults)
    except Refused as refused:
        place = nearest(document.places, f"sequence.{POOL}")
        fault = Fault(f"sequence.{POOL}", refused.message, place.line, place.column)
        return Report((fault,))
    plan = snippets.frozen(document.plan)
    version = _imagined(document, plan)
    return report(document, services.findings(version, plan), services.results(version, plan))


def propose(source: str | bytes) -> Proposal:
    """What applying the text would do now; nothing is stored. Refused: invalid."""
    document = _read(source)
    with _at_lines(document):
        return _proposed(document)


@transaction.atomic
def apply(
    source: str | bytes, *, seat: Membership, actor: Actor, insist: bool = False
) -> tuple[Proposal, Version | None]:
    """Make a draft of the text: of a new sequence, a new one, or in place of the open one.

    The version is None when nothing had to be done. Refused: invalid, not_allowed, in_approval
    (the open version waits for a decision), draft_of_another (somebody else edited the open draft
    last; `insist` replaces it all the same), and what creating or changing a sequence refuses.
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    document = _read(source)
    by: dict[str, Any] = {"seat": seat, "actor": actor}
    with _at_lines(document):
        proposal = _proposed(document)
        if proposal.sequence is None:
            version = services.create_sequence(**proposal.values, **by)
            senders.pools().give(version.sequence, proposal.pool, **by)
            return proposal, services.save_draft(version, proposal.plan, **by)
        locked_sequence(proposal.sequence)
        proposal = _proposed(document)  # nobody opens or hands in a draft from here on
        assert proposal.sequence is not None
        _check_draft(proposal, seat, insist=insist)
        change_facts(proposal.sequence, proposal.values, **by)
        senders.pools().give(proposal.sequence, proposal.pool, **by)
        return proposal, _drafted(proposal, by)


def change(sequence: Sequence, document: Document, *, seat: Membership, actor: Actor) -> None:
    """Give a sequence the facts and the pool that a text names. Refused as `change_facts`, and
    for a pool that there is not."""
    pool = _pool(document)
    change_facts(sequence, _values(document), seat=seat, actor=actor)
    senders.pools().give(sequence, pool, seat=seat, actor=actor)


def _drafted(proposal: Proposal, by: dict[str, Any]) -> Version | None:
    if proposal.does is Does.NOTHING or proposal.sequence is None:
        return None
    draft = proposal.draft or services.new_draft(proposal.sequence, **by)
    return services.save_draft(draft, proposal.plan, **by)


def _check_draft(proposal: Proposal, seat: Membership, *, insist: bool) -> None:
    draft = proposal.draft
    if draft is None or proposal.does is Does.NOTHING:
        return
    if draft.state == VersionState.IN_APPROVAL:
        message = f"Version {draft.number} waits for approval. Have it decided or sent back first."
        raise Refused(message, code="in_approval")
    if draft.last_editor_id != seat.pk and not insist:
        message = (
            f"{draft.last_editor.label} edited the open draft (version {draft.number}) last. "
            "Export it and merge, or insist on replacing it."
        )
        raise Refused(message, code="draft_of_another")


def _read(source: str | bytes) -> Document:
    try:
        return from_text(source, snippets.frozen)
    except TextError as error:
        fields = {fault.field or WHOLE: str(fault) for fault in error.faults}
        count = len(error.faults)
        things = "One thing is wrong" if count == 1 else f"{count} things are wrong"
        message = f"{things} with this text. First: {error.faults[0]}"
        raise Refused(message, code="invalid", fields=fields) from error


@contextmanager
def _at_lines(document: Document) -> Iterator[None]:
    """What a service refuses about a fact is told with its line."""
    try:
        yield
    except Refused as refused:
        fields = {
            f"sequence.{name}" if name in FACTS else name: (
                f"Line {document.line(f'sequence.{name}')}: {message}" if name in FACTS else message
            )
            for name, message in refused.fields.items()
        }
        raise Refused(refused.message, code=refused.code, fields=fields) from refused


def _values(document: Document) -> dict[str, Any]:
    """The facts that the sequence itself has."""
    return {name: each for name, each in asdict(document.facts).items() if name != POOL}


def _pool(document: Document) -> UUID | None:
    """The pool that a text names; None for none. Refused when there is no such pool."""
    name = document.facts.pool
    found = senders.pools().named(name) if name else None
    if name and found is None:
        message = (
            f"There is no pool of mailboxes called “{name}”. Make it in Settings, or name another."
        )
        raise Refused(message, code="invalid", fields={POOL: message})
    return found


def _proposed(document: Document) -> Proposal:
    values, pool = checked_facts(_values(document)), _pool(document)
    plan = snippets.frozen(document.plan)
    notes = _notes(document.plan, plan)
    sequence = Sequence.objects.filter(name=values["name"], archived_at=None).first()
    if sequence is None:
        return Proposal(Does.CREATE, plan, values, pool, notes=notes)
    versions = list(sequence.versions.select_related("last_editor").order_by("-number"))
    draft = next((each for each in versions if each.state in services.OPEN), None)
    live = next((each for each in versions if each.state == VersionState.APPROVED), None)
    against = live or versions[0]
    before = services.plan_of(against)
    same = plan == (services.plan_of(draft) if draft else before if live else None)
    return Proposal(
        does=Does.NOTHING if same else Does.REPLACE if draft else Does.DRAFT,
        plan=plan,
        values=values,
        pool=pool,
        number=draft.number if draft else versions[0].number + 1,
        sequence=sequence,
        draft=draft,
        against=against,
        facts=tuple(
            _changed(
                {**facts_of(sequence), POOL: senders.pools().name_of(sequence.mailbox_pool)},
                {**values, POOL: document.facts.pool},
            )
        ),
        changes=differences(before, plan),
        notes=notes,
    )


def _changed(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name, value in after.items():
        if value != before[name]:
            label = name.replace("_", " ").capitalize()
            yield f"{label}: “{before[name] or ''}” becomes “{value or ''}”."


def _notes(written: Plan, stored: Plan) -> tuple[str, ...]:
    """Where a draft keeps other snippets than the text brings."""
    kept = dict(stored.snippets)
    return tuple(
        f"Snippet {name}: the draft keeps what the workspace says, not what this text says."
        if name in kept
        else f"Snippet {name}: no template uses it, so the draft does not keep it."
        for name, text in written.snippets
        if kept.get(name) != text
    )


def _imagined(document: Document, plan: Plan) -> Version:
    """The version that the text would become, never stored."""
    workspace = own_workspace()
    values = _values(document)
    stored = Sequence.objects.filter(name=values["name"], archived_at=None).first()
    sequence = Sequence(workspace=workspace, **values)
    sequence.pk = stored.pk if stored else sequence.pk
    window = plan.window.to_json() if plan.window else []
    imagined: Version = Version(workspace=workspace, sequence=sequence, window=window)
    return imagined
