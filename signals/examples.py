"""Readings by example: "messages like this mean that", taught by people from the inbox.

An example is never changed: it is retired, and another one is given. What was read by it stays. It
never weakens a wish to be left alone (`signals.reading.intent.rules`).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from audit.actions import Action
from audit.recording import record
from compliance.fingerprints import words_key
from contacts.models import Contact
from signals.models import Example, Signal
from signals.reading.intent import Intent, Rule, RuleRefused, make_rule
from signals.reading.intent.rules import MAX_EXAMPLE, MAX_RULES
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership, Workspace
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id
from tenancy.statements import rows

#: What a message can be taught to mean, with the words for people.
MEANINGS: Mapping[Intent, str] = {
    Intent.INTERESTED: "Interested",
    Intent.MEETING: "Wants to meet",
    Intent.QUESTION: "Asks something",
    Intent.OBJECTION: "Objects",
    Intent.NOT_NOW: "Not now",
    Intent.REFERRAL: "Names somebody else",
    Intent.WRONG_PERSON: "Wrong person",
    Intent.OPT_OUT: "Wants no more mail",
    Intent.COMPLAINT: "Complains",
}
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_DIGITS = re.compile(r"\d+")
_IN_FORCE = """
SELECT number, intent, phrase FROM signals_example
WHERE workspace_id = %s AND retired_at IS NULL ORDER BY number LIMIT %s
"""


def rules_of_workspace() -> tuple[Rule, ...]:
    """The rules that `signals.reading.read` takes, at most 100, the oldest first; one statement.

    A rule's name is "Example 12", so that it may lie in the open. In a scope and a transaction.
    """
    found = rows(_IN_FORCE, current_workspace_id(), MAX_RULES)
    return tuple(_rule(number, intent, phrase) for number, intent, phrase in found)


def listed() -> QuerySet[Example]:
    """Those in force, the newest first; no statement."""
    known: QuerySet[Example] = Example.objects.filter(retired_at=None).order_by("-number")
    return known.select_related("created_by")


@transaction.atomic
def add(
    phrase: str, intent: str, *, signal: Signal | None, seat: Membership, actor: Actor
) -> Example:
    """From now on messages like `phrase` mean `intent`; the name of who wrote `signal`, addresses
    and figures are taken out first. Refused: not_allowed, invalid, too_many."""
    check_may(seat, actor, Capability.DO_TASKS)
    meaning = _meaning(intent)
    if len(phrase) > 2 * MAX_EXAMPLE:
        raise _invalid(f"Give the one sentence that matters, at most {MAX_EXAMPLE} characters.")
    plain = normalised(phrase, signal.contact if signal else None)
    _one_at_a_time()
    others = rules_of_workspace()
    if len(others) >= MAX_RULES:
        raise Refused(f"There are {MAX_RULES} examples. Retire one first.", code="too_many")
    if any(plain in each.examples for each in others):
        raise _invalid("This example is there already.")
    number = (Example.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    _check(number, meaning, plain, others)
    row: Example = Example.objects.create(
        number=number,
        intent=meaning.value,
        phrase=plain,
        signal=signal,
        created_by=seat,
        created_at=clock.now(),
    )
    record(
        Action.EXAMPLE_ADDED,
        row,
        actor=actor,
        label=_name(number),
        intent=row.intent,
        words=words_key(plain),
    )
    return row


@transaction.atomic
def retire(example_id: UUID, *, seat: Membership, actor: Actor) -> Example:
    """Read messages by it no longer. Authors may, and admins. Refused: not_allowed, superseded."""
    check_may(seat, actor, Capability.DO_TASKS)
    row = Example.objects.select_for_update().filter(pk=example_id).first()
    if row is None:
        raise NotFound
    if row.created_by_id != seat.pk:
        check_may(seat, actor, Capability.EDIT_RULES)
    if row.retired_at is not None:
        raise Refused("This example is retired already. Reload the page.", code="superseded")
    row.retired_by, row.retired_at = seat, clock.now()
    row.save(update_fields=["retired_by", "retired_at"])
    record(Action.EXAMPLE_RETIRED, row, actor=actor, label=_name(row.number), intent=row.intent)
    return row


def forget(contact_ids: Iterable[UUID], at: datetime) -> int:
    """Empty and retire what these people wrote; returns how many. Part of their erasure."""
    theirs = Example.objects.filter(signal__contact__in=list(contact_ids)).exclude(phrase="")
    theirs.filter(retired_at=None).update(retired_at=at)
    return theirs.update(phrase="", signal=None)


def normalised(phrase: str, writer: Contact | None) -> str:
    """One line without addresses, figures and the writer's own name."""
    plain = _DIGITS.sub("0", _ADDRESS.sub("@", phrase.replace("\x00", " ")))
    names = (writer.first_name, writer.last_name) if writer else ()
    for name in (each for each in names if len(each) > 1):
        plain = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", plain, flags=re.IGNORECASE)
    return " ".join(plain.split())


def _rule(number: int, intent: str, phrase: str) -> Rule:
    return Rule(_name(number), Intent(intent), (phrase,))


def _name(number: int) -> str:
    return f"Example {number}"


def _meaning(intent: str) -> Intent:
    if intent not in {each.value for each in MEANINGS}:
        raise Refused(
            "Choose what such messages mean.",
            code="invalid",
            fields={"intent": "Choose one of the list."},
        )
    return Intent(intent)


def _check(number: int, meaning: Intent, plain: str, others: tuple[Rule, ...]) -> None:
    try:
        make_rule(_name(number), meaning, [plain], others)
    except RuleRefused as refused:
        raise _invalid(str(refused)) from None


def _invalid(sentence: str) -> Refused:
    return Refused(sentence, code="invalid", fields={"phrase": sentence})


def _one_at_a_time() -> None:
    Workspace.objects.select_for_update().get(pk=current_workspace_id())
