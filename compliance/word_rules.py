"""A workspace's own words: what admins have the content check look for besides the packs.

A rule is never changed but followed: each change is a version, and a stored finding says of which
one it is. Words are plain, so that nobody's pattern can slow or break the check.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import record
from compliance.models import ContentRule
from compliance.suppressing import invalid
from compliance.wording import Severity
from compliance.wording.own import CODES, MAX_TOKENS, OwnRule, tokens
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership, Workspace
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

MAX_RULES = 200
MAX_WORDS = 50
MAX_PHRASE = 80
MAX_NAME = 80
MAX_MESSAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a rule says. `kind` is one of `CODES`; `message` "" takes the sentence of the kind."""

    name: str
    kind: str
    severity: str
    words: tuple[str, ...]
    message: str = ""


SENTENCES = {
    "claim": "A claim of our own list: check that we can prove it.",
    "price": "A word about prices of our own list: check that it is right and allowed.",
    "regulated": "A regulated word of our own list: check that we may say it to this person.",
    "forbidden": "Our own list forbids this.",
}


def rules() -> QuerySet[ContentRule]:
    """Those in force, by name; no statement."""
    rows = ContentRule.objects.filter(retired_at=None).select_related("created_by")
    return rows.order_by("name", "pk")


def in_force() -> list[OwnRule]:
    """Those in force as the check reads them; one statement."""
    return [
        OwnRule(
            id=str(row.key),
            version=row.number,
            code=CODES[row.kind],
            severity=Severity(row.severity),
            message=row.message,
            words=tuple(row.words),
        )
        for row in ContentRule.objects.filter(retired_at=None).order_by("key")
    ]


@transaction.atomic
def add(wording: Wording, *, seat: Membership, actor: Actor) -> ContentRule:
    """Watch for more words, in every message from now on. Refused: not_allowed, invalid,
    too_many."""
    check_may(seat, actor, Capability.EDIT_RULES)
    values = _checked(wording)
    _one_at_a_time()
    _check_name(values.name)
    if ContentRule.objects.filter(retired_at=None).count() >= MAX_RULES:
        message = f"There are {MAX_RULES} lists of words. Retire one first."
        raise Refused(message, code="too_many")
    row = _stored(ContentRule(), values, seat)
    record(Action.WORDS_ADDED, row, actor=actor, label=row.name, **_about(row))
    return row


@transaction.atomic
def change(rule: ContentRule, wording: Wording, *, seat: Membership, actor: Actor) -> ContentRule:
    """The next version of a rule in force; the same again changes nothing. Refused: not_allowed,
    invalid, superseded."""
    check_may(seat, actor, Capability.EDIT_RULES)
    values = _checked(wording)
    _one_at_a_time()
    former = _live(rule)
    _check_name(values.name, former.key)
    if values == _wording(former):
        return former
    former.retired_at = clock.now()
    former.save(update_fields=["retired_at"])
    row = _stored(ContentRule(key=former.key, number=former.number + 1), values, seat)
    record(Action.WORDS_CHANGED, row, actor=actor, label=row.name, **_about(row))
    return row


@transaction.atomic
def retire(rule: ContentRule, *, seat: Membership, actor: Actor) -> ContentRule:
    """Watch for these words no longer. What was found stays on record. Refused: not_allowed,
    superseded."""
    check_may(seat, actor, Capability.EDIT_RULES)
    _one_at_a_time()
    row = _live(rule)
    row.retired_at = clock.now()
    row.save(update_fields=["retired_at"])
    record(Action.WORDS_RETIRED, row, actor=actor, label=row.name, **_about(row))
    return row


def _one_at_a_time() -> None:
    Workspace.objects.select_for_update().get(pk=current_workspace_id())


def _live(rule: ContentRule) -> ContentRule:
    row: ContentRule | None = ContentRule.objects.filter(pk=rule.pk).first()
    if row is None:
        raise NotFound
    if row.retired_at is not None:
        message = "This list was changed or retired meanwhile. Reload the page."
        raise Refused(message, code="superseded")
    return row


def _stored(row: ContentRule, values: Wording, seat: Membership) -> ContentRule:
    row.name, row.kind, row.severity = values.name, values.kind, values.severity
    row.words, row.message = list(values.words), values.message
    row.created_by, row.created_at = seat, clock.now()
    row.save(force_insert=True)
    return row


def _wording(row: ContentRule) -> Wording:
    return Wording(
        name=row.name,
        kind=row.kind,
        severity=row.severity,
        words=tuple(row.words),
        message=row.message,
    )


def _about(row: ContentRule) -> dict[str, Any]:
    about = {"key": str(row.key), "version": row.number, "kind": row.kind}
    return {**about, "severity": row.severity, "words": len(row.words)}


def _check_name(name: str, key: UUID | None = None) -> None:
    same = ContentRule.objects.filter(retired_at=None, name__iexact=name)
    if (same.exclude(key=key) if key else same).exists():
        raise invalid("name", "There is a list of this name already. Change that one.")


def _checked(wording: Wording) -> Wording:
    name, message = wording.name.strip(), wording.message.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise invalid("name", f"Name the list in 1 to {MAX_NAME} characters.")
    if wording.kind not in CODES:
        raise invalid("kind", f"Choose one of {', '.join(CODES)}.")
    if wording.severity not in (Severity.ERROR, Severity.WARNING):
        raise invalid("severity", "Choose error or warning.")
    if len(message) > MAX_MESSAGE or not message.isprintable():
        raise invalid("message", f"Say it in one line of at most {MAX_MESSAGE} characters.")
    return Wording(
        name=name,
        kind=wording.kind,
        severity=wording.severity,
        words=_words(wording.words),
        message=message or SENTENCES[wording.kind],
    )


def _words(given: Sequence[str]) -> tuple[str, ...]:
    phrases = tuple(dict.fromkeys(" ".join(phrase.split()) for phrase in given if phrase.strip()))
    if not 1 <= len(phrases) <= MAX_WORDS:
        raise invalid("words", f"List 1 to {MAX_WORDS} words or phrases, one a line.")
    for phrase in phrases:
        count = len(list(tokens(phrase)))
        is_word = any(map(str.isalnum, phrase)) and phrase.isprintable()
        if not is_word or len(phrase) > MAX_PHRASE or count > MAX_TOKENS:
            sentence = (
                f"“{phrase[:40]}” cannot be looked for. Write at most {MAX_PHRASE} characters"
            )
            raise invalid("words", f"{sentence} and {MAX_TOKENS} words, of letters or digits.")
    return phrases
