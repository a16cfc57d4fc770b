"""Pieces of text that templates share, and the copies of them that a version keeps.

A template says `{{ snippet.name }}`. Saving a draft copies the snippets that it uses as they are
at that moment, so an approved version never changes with them. Deleting one is always allowed: a
draft that still uses it is refused at its next save, with the place; approved versions go on.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import record
from sequences.models import Snippet
from sequences.plans import Plan, StepInput, Variant
from sequences.rendering import TemplateError, parse_plain, snippets_in
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

MAX_TEXT = 10_000

_NAME = re.compile(r"[a-z0-9_]{1,40}")


def snippets() -> QuerySet[Snippet]:
    """All of the workspace by name, with who changed each last."""
    return Snippet.objects.select_related("updated_by").order_by("name")


@transaction.atomic
def put_snippet(
    *,
    name: str,
    text: str,
    seat: Membership,
    actor: Actor,
    expected_updated_at: datetime | None = None,
    only_new: bool = False,
) -> Snippet:
    """Write the snippet of this name, a new one or another text for it.

    `expected_updated_at` is that of the text that the caller's change started from; with
    `only_new` there may be none yet. Refused: not_allowed, invalid (a name of other than
    lower-case letters, digits and _; a text that cannot be read, with its line and column),
    edited_meanwhile.
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    _check(name, text)
    row = Snippet.objects.select_for_update().filter(name=name).first()
    if row is not None and row.text == text:
        return row
    if row is not None and (only_new or expected_updated_at not in (None, row.updated_at)):
        raise _written_meanwhile(name)
    row = row or Snippet(name=name)
    row.text, row.updated_by, row.updated_at = text, seat, clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise _written_meanwhile(name) from error
    record(Action.SNIPPET_CHANGED, row, actor=actor, label=name, length=len(text))
    return row


def _written_meanwhile(name: str) -> Refused:
    message = (
        f"Somebody else has written a snippet called {name} meanwhile. Nothing of yours was stored "
        "or lost: keep your text, look at theirs, and put your changes in again."
    )
    return Refused(message, code="edited_meanwhile", fields={"text": message})


@transaction.atomic
def delete_snippet(snippet: Snippet, *, seat: Membership, actor: Actor) -> None:
    """Drop a snippet; versions keep their copies."""
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    row = Snippet.objects.select_for_update().filter(pk=snippet.pk).first()
    if row is None:
        raise NotFound("Somebody has deleted this snippet. Reload the page.")
    record(Action.SNIPPET_CHANGED, row, actor=actor, label=row.name, deleted=True)
    row.delete()


def check_blocks(blocks: Mapping[str, str]) -> None:
    """The signature and the disclosure of a workspace are text with variables; else refused
    (invalid) by their names, with line and column."""
    wrong = {name: problem for name, text in blocks.items() if (problem := _problem(text))}
    if wrong:
        raise Refused(next(iter(wrong.values())), code="invalid", fields=wrong)


def frozen(plan: Plan) -> Plan:
    """The plan with copies of the workspace's snippets that it uses, and of no others.

    One that does not exist is left out, so that `plans.problems` names its place.
    """
    names = {name for source in _templates(plan) for name in snippets_in(source)}
    known = Snippet.objects.filter(name__in=names).values_list("name", "text")
    return replace(plan, snippets=tuple(sorted(known)))


def _templates(plan: Plan) -> Iterator[str]:
    for step in plan.steps:
        yield step.instructions
        wordings: tuple[StepInput | Variant, ...] = (step, *step.variants)
        for words in wordings:
            yield from (words.subject, words.preheader, words.text, words.html)


def _check(name: str, text: str) -> None:
    wrong: dict[str, str] = {}
    if not _NAME.fullmatch(name):
        wrong["name"] = "A name has 1 to 40 lower-case letters, digits and _. Correct it."
    if not text.strip() or len(text) > MAX_TEXT:
        wrong["text"] = f"A snippet has 1 to {MAX_TEXT:,} characters."
    elif problem := _problem(text):
        wrong["text"] = problem
    if wrong:
        raise Refused(next(iter(wrong.values())), code="invalid", fields=wrong)


def _problem(text: str) -> str:
    try:
        parse_plain(text)
    except TemplateError as error:
        return f"Line {error.line}, column {error.column}: {error.message}"
    return ""
