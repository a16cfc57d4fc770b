"""From the entries of a list to suppressions.

A list of many thousands keeps no audit entry for each of its lines: the entries of the list tell
who stopped whom by it, and each suppression names the list as its evidence.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from compliance.case import Scope
from compliance.facts import NOWHERE
from compliance.fingerprints import Target, hash_key, key_for, mask, mask_phone, targets_of
from compliance.models import Suppression
from compliance.stop_lists.reading import Found, Kind
from compliance.suppressing import Stop, said_again
from contacts.models import Contact
from tenancy import clock
from tenancy.actors import Actor
from tenancy.ids import uuid7
from tenancy.scope import current_workspace_id

# Kind, key and hint of one stop.
_Row = tuple[str, str, str]
_INSERT = """
INSERT INTO compliance_suppression (workspace_id, channel, reason, source, evidence, added_by,
    created_at, said_at, expires_at, id, kind, key, hint)
SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, fresh.id, fresh.kind, fresh.key, fresh.hint
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS fresh (id, kind, key, hint)
ON CONFLICT DO NOTHING
"""
SCOPES = {Kind.DOMAIN: Scope.DOMAIN, Kind.PHONE: Scope.PHONE}


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all entries of a list: why, for which channel ("" for all), on whose word."""

    reason: str
    source: str
    channel: str = ""
    evidence: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """How many entries are stopped by this list, and how many were stopped before."""

    added: int
    known: int


def stop_of(found: Found, terms: Terms) -> Stop:
    """One readable entry as a stop; a hash is kept as a stop of the address behind it."""
    scope, key, hint = _target(found)
    return Stop(
        kind=scope.value,
        key=key,
        hint=hint,
        reason=terms.reason,
        source=terms.source,
        channel=terms.channel,
        evidence=terms.evidence,
        expires_at=terms.expires_at,
    )


def keep_many(found: Iterable[Found], terms: Terms, *, actor: Actor) -> Kept:
    """Keep the readable entries, each once; what stands already stays, and is extended to the
    end of these terms. What had lapsed is this list's from now on, and counts as added. A fixed
    number of statements; call it in a transaction."""
    rows = {
        (scope.value, key): (scope.value, key, hint) for scope, key, hint in map(_target, found)
    }
    standing = _standing(rows, terms)
    news = [rows[each] for each in sorted(rows.keys() - standing.keys())]
    _insert(news, terms, actor)
    lapsed = _lapsed(standing.values())
    if standing:
        _renew(lapsed, terms, actor)
        _extend(list(standing.values()), terms.expires_at)
        said_again(list(standing.values()), actor)
    return Kept(added=len(news) + len(lapsed), known=len(standing) - len(lapsed))


def covered_by(
    evidence: str, people: Sequence[Contact], earlier: Mapping[UUID, Collection[str]] = NOWHERE
) -> set[UUID]:
    """Whom among these people the stops of one list cover on every channel; one statement.
    `earlier` holds the keys of their former addresses."""
    targets = {target for person in people for target in _targets_of(person, earlier)}
    rows = Suppression.objects.filter(
        kind__in={kind for kind, _ in targets},
        key__in={key for _, key in targets},
        lifted_at=None,
        evidence=evidence,
        channel="",
    )
    hit = {(Scope(kind), key) for kind, key in rows.values_list("kind", "key")}
    return covered_of(people, hit, earlier)


def covered_of(
    people: Sequence[Contact],
    targets: AbstractSet[Target],
    earlier: Mapping[UUID, Collection[str]] = NOWHERE,
) -> set[UUID]:
    """Whom among these people any of these targets means. A number alone keeps back calls and
    texts, as the gate does, and ends nothing."""
    return {person.pk for person in people if _targets_of(person, earlier) & targets}


def _targets_of(person: Contact, earlier: Mapping[UUID, Collection[str]]) -> set[Target]:
    former = {(Scope.ADDRESS, key) for key in earlier.get(person.pk, ())}
    return {each for each in targets_of(person) if each[0] is not Scope.PHONE} | former


def _target(found: Found) -> tuple[Scope, str, str]:
    assert found.kind is not None
    if found.kind is Kind.ADDRESS:
        return Scope.ADDRESS, key_for(Scope.ADDRESS, found.value), mask(found.value)
    if found.kind in SCOPES:
        scope = SCOPES[found.kind]
        hint = mask_phone(found.value) if scope is Scope.PHONE else found.value[:120]
        return scope, key_for(scope, found.value), hint
    hint = f"{found.kind.value.upper()} {found.value[:6]}…"
    return Scope.ADDRESS, hash_key(found.kind.value, found.value), hint


def _insert(news: Sequence[_Row], terms: Terms, actor: Actor) -> None:
    """One array for each column, which the database reads much faster than rows of values."""
    if not news:
        return
    kinds, keys, hints = (list(column) for column in zip(*news, strict=True))
    ids = [uuid7() for _ in news]
    shared: list[Any] = [
        terms.channel,
        terms.reason,
        terms.source,
        terms.evidence,
        actor.label,
        *[clock.now()] * 2,
    ]
    with connection.cursor() as cursor:
        workspace_id, until = current_workspace_id(), terms.expires_at
        cursor.execute(_INSERT, [workspace_id, *shared, until, ids, kinds, keys, hints])


def _standing(
    rows: Mapping[tuple[str, str], _Row], terms: Terms
) -> dict[tuple[str, str], Suppression]:
    """Locked, so that none of them is lifted before it is said once more."""
    live = Suppression.objects.select_for_update().filter(
        kind__in={kind for kind, _ in rows},
        key__in={key for _, key in rows},
        channel=terms.channel,
        reason=terms.reason,
        lifted_at=None,
    )
    found = live.order_by("key", "kind")
    return {(row.kind, row.key): row for row in found if (row.kind, row.key) in rows}


def _lapsed(standing: Iterable[Suppression]) -> list[Suppression]:
    now = clock.now()
    return [row for row in standing if row.expires_at and row.expires_at <= now]


def _renew(lapsed: Sequence[Suppression], terms: Terms, actor: Actor) -> None:
    """Whoever came in since a stop lapsed is ended by the list that brings it back."""
    rows = Suppression.objects.filter(pk__in=[row.pk for row in lapsed])
    rows.update(source=terms.source, evidence=terms.evidence, added_by=actor.label)


def _extend(standing: list[Suppression], until: datetime | None) -> None:
    rows = Suppression.objects.filter(pk__in=[row.pk for row in standing])
    shorter = ~Q(expires_at=None) if until is None else Q(expires_at__lt=until)
    rows.filter(shorter).update(expires_at=until)
