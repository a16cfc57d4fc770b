"""What a worker does for senders without being asked: tokens before they run out, and whatever was
asked for and whose nudge was lost."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Value

from enrollment import dkim_keys
from enrollment.senders import probing, tokens

TOKEN, TEST, RECORD = "token", "test", "record"
WORK: Mapping[str, Callable[[UUID], object]] = {
    TOKEN: tokens.refresh,
    TEST: probing.run,
    RECORD: dkim_keys.check,
}


@transaction.atomic
def due() -> list[tuple[str, UUID]]:
    """What is to be done in the open workspace, as names of WORK with row ids; one statement, for
    it is asked in every workspace again and again."""
    token, test = _named(TOKEN, tokens.due()), _named(TEST, probing.asked())
    return list(token.union(test, _named(RECORD, dkim_keys.due()), all=True))


def _named(name: str, rows: "QuerySet[Any]") -> "QuerySet[Any, tuple[str, UUID]]":
    found: QuerySet[Any, tuple[str, UUID]]
    found = rows.annotate(work=Value(name)).values_list("work", "pk")
    return found
