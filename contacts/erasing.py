"""What is left of a person's record after an erasure, and finding them in files.

What is not on the list of columns that stay is emptied, so a new column is emptied as well.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from audit.transitions import perform
from contacts.models import Contact, Import, ImportState, SavedView
from tenancy.actors import Actor

# The record ID stays, so that the CRM cannot bring the same record again; `empty` says when not.
STAYS = frozenset(
    {
        *("id", "workspace", "external_id", "owner", "crm_opted_out", "do_not_call", "revision"),
        *("last_contacted_at", "last_contacted_by", "last_activity_at", "last_activity"),
        *("created_at", "updated_at", "erased_at"),
    }
)
EMPTIED = tuple(field for field in Contact._meta.concrete_fields if field.name not in STAYS)
GONE = "Somebody in this file was erased, so it was removed. Take them out and upload it again."
# What conditions ask for in the place of an erased person.
NOBODY = "(erased)"
# Fewer digits are not only this person's.
FEWEST_DIGITS = 7
# IDs write names with the sign that joins words.
_WORD = re.compile(r"[^\W_]+")
# Joann's address is not Ann's.
_BOUND = r"(?<![\w.+-]){}(?![\w-])"


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a text names a person: addresses and profiles in small letters, numbers as digits,
    the words of full names. A first or a last name alone is nobody's."""

    words: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[frozenset[str]]

    def are_in(self, cells: Sequence[str]) -> bool:
        """Whether a row of cells, or one text, names the person."""
        text = " ".join(cells).casefold()
        if any(re.search(_BOUND.format(re.escape(word)), text) for word in self.words):
            return True
        spoken = set(_WORD.findall(text))
        if any(name <= spoken for name in self.names):
            return True
        digits = [re.sub(r"\D", "", cell) for cell in cells]
        return any(number in cell for number in self.numbers for cell in digits)

    def are_in_text(self, text: str) -> bool:
        """Whether any line of a text names the person."""
        return any(self.are_in([line]) for line in text.splitlines())

    def left_out_of(self, conditions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Stored conditions with another value, that nobody has, where one names the person. An
        empty value would let in everybody without one."""
        return [
            {part: self._left_out_of(said) for part, said in each.items()} for each in conditions
        ]

    def _left_out_of(self, said: Any) -> Any:
        if isinstance(said, list):
            return list(dict.fromkeys(map(self._left_out_of, said)))
        return NOBODY if isinstance(said, str) and self.are_in([said]) else said

    def without(self, table: str) -> str:
        """A CSV text without the rows that name the person."""
        kept = io.StringIO()
        rows = csv.reader(io.StringIO(table, newline=""))
        csv.writer(kept).writerows(row for row in rows if not self.are_in(row))
        return kept.getvalue()


def traces_of(people: Iterable[Contact]) -> Traces:
    """By what texts name these people."""
    rows = list(people)
    words = {
        word.casefold()
        for row in rows
        for word in (row.email.strip(), row.email_normal, row.email_base, _profile(row))
        if word
    }
    digits = {re.sub(r"\D", "", text) for row in rows for text in (row.phone, row.mobile)}
    return Traces(
        words=frozenset(words),
        # Without the zero of the trunk or of a country code, as both are written differently.
        numbers=frozenset(
            each.lstrip("0") for each in digits if len(each.lstrip("0")) >= FEWEST_DIGITS
        ),
        names=frozenset(
            frozenset(_WORD.findall(f"{row.first_name} {row.last_name}".casefold()))
            for row in rows
            if row.first_name and row.last_name
        ),
    )


def empty(people: Iterable[Contact], traces: Traces, *, at: datetime) -> None:
    """Take everything personal from these locked records, and date it; one query a record."""
    for row in people:
        for field in EMPTIED:
            setattr(row, field.attname, None if field.null else field.get_default())
        if traces.are_in([row.external_id]):
            row.external_id = ""
        row.erased_at, row.revision = at, row.revision + 1
        row.save()


def leave_files(traces: Traces, *, actor: Actor) -> None:
    """Take people out of the refused rows that are kept, and away every file of theirs that
    nobody has started. A file at work is emptied when it ends."""
    for row in Import.objects.exclude(rejects="").defer("content"):
        if (left := traces.without(row.rejects)) != row.rejects:
            Import.objects.filter(pk=row.pk).update(rejects=left)
    for row in Import.objects.filter(state=ImportState.UPLOADED):
        if traces.are_in_text(bytes(row.content).decode(row.encoding, "replace")):
            perform(row, "fail", actor=actor, problem=GONE)
            Import.objects.filter(pk=row.pk).update(content=b"")


def leave_views(traces: Traces) -> None:
    """Take people out of what saved views ask for."""
    leave_conditions(SavedView.objects.all(), traces)


def leave_conditions(rows: "models.QuerySet[Any]", traces: Traces) -> None:
    """Take people out of the conditions of these rows."""
    for row in rows.exclude(conditions=[]).select_for_update(of=("self",)):
        if (left := traces.left_out_of(row.conditions)) != row.conditions:
            row.conditions = left
            row.save(update_fields=["conditions"])


def _profile(row: Contact) -> str:
    return re.sub(r"^https?://(www\.)?", "", row.linkedin_url.strip().rstrip("/"))
