"""Suppressions: who must not be contacted, by keyed hash, whatever happens to their contact."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import Fact, record, record_many
from audit.transitions import perform_many
from compliance import vault
from compliance.case import Scope
from compliance.fingerprints import key_for, normal_form
from compliance.models import LiftRequest, LiftState, Suppression, SuppressionReason
from compliance.packs import Channel
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused

_KEY = re.compile(r"[0-9a-f]{64}")
# What a machine writes as evidence, such as "signal <id>"; anything else was typed by somebody.
REFERENCE = r"^[a-z ]{1,40} [0-9a-f-]{36}(@[0-9]+)?( [a-z]+)?$"
_Identity = tuple[str, str, str, str]
# These end by themselves.
ENDING = frozenset({SuppressionReason.MANUAL, SuppressionReason.LATER})
# What others have said; only new consent and two people lift it: `compliance.lifting`.
NEEDS_TWO = frozenset(
    {
        SuppressionReason.OPT_OUT,
        SuppressionReason.COMPLAINT,
        SuppressionReason.CRM,
        SuppressionReason.LATER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What is to be suppressed: by `value` as entered, or by `key` where only the hash is known.

    `channel` '' stops all channels. `evidence` refers to the proof (a signal's id), at most 80
    characters. Only stops of colleagues (MANUAL) may expire; what was asked for until a day (LATER)
    has to.
    """

    kind: str
    reason: str
    source: str
    value: str = ""
    key: str = ""
    channel: str = ""
    evidence: str = ""
    hint: str = ""
    contact_id: UUID | None = None
    expires_at: datetime | None = None


def suppress(
    *,
    kind: str,
    reason: str,
    source: str,
    actor: Actor,
    value: str = "",
    key: str = "",
    channel: str = "",
    evidence: str = "",
    hint: str = "",
    contact_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> Suppression:
    """Suppress one address, domain, company or number. See `suppress_many`."""
    stop = Stop(
        kind=kind,
        reason=reason,
        source=source,
        value=value,
        key=key,
        channel=channel,
        evidence=evidence,
        hint=hint,
        contact_id=contact_id,
        expires_at=expires_at,
    )
    return suppress_many([stop], actor=actor)[0]


def suppress_many(stops: Sequence[Stop], *, actor: Actor) -> list[Suppression]:
    """Suppress, in the order given; what stands already is returned as it stands, and the trail
    says that it was said once more, by whom and where.

    Idempotent, also when several do it at once. A stop that would lapse before the one asked
    for is extended. Whoever says no again has not agreed: an open wish to lift their stop ends,
    and only consent from after this moment lifts it (`Suppression.said_at`).
    Raises Refused for a value that cannot be read, before anything is written.
    """
    now = clock.now()
    rows = [_row(stop, actor, now) for stop in stops]
    wanted: dict[_Identity, Suppression] = {}
    for row in rows:
        former = wanted.setdefault(_identity(row), row)
        former.expires_at = _later(former, row)
    contacts = {_identity(row): stop.contact_id for row, stop in zip(rows, stops, strict=True)}
    with transaction.atomic():
        standing = _standing(wanted)
        facts = [_fact(row, wanted[i], contacts[i]) for i, row in standing.items()]
        record_many(facts, actor=actor)
        said_again([row for i, row in standing.items() if row is not wanted[i]], actor)
    return [standing[_identity(row)] for row in rows]


def lift(suppression: Suppression, *, evidence: str, actor: Actor) -> Suppression:
    """End what a colleague has stopped. What the person, the CRM or a mail server said stays.

    `evidence` says why contact is right again; it is kept sealed, since it may name people.
    """
    with transaction.atomic():
        row = Suppression.objects.select_for_update().get(pk=suppression.pk)
        _check_liftable(row, evidence)
        row.lifted_at = clock.now()
        row.save(update_fields=["lifted_at"])
        blob = vault.seal(row.pk, "lift evidence", evidence.strip().encode())
        record(Action.SUPPRESSION_LIFTED, row, actor=actor, evidence=str(blob.pk))
    return row


def _row(stop: Stop, actor: Actor, now: datetime) -> Suppression:
    _check_stop(stop, now)
    key, hint = _target(stop)
    return Suppression(
        kind=stop.kind,
        key=key,
        hint=stop.hint or hint,
        channel=stop.channel,
        reason=stop.reason,
        source=stop.source,
        evidence=stop.evidence,
        added_by=actor.label,
        created_at=now,
        said_at=now,
        expires_at=stop.expires_at,
    )


def _target(stop: Stop) -> tuple[str, str]:
    if bool(stop.key) == bool(stop.value.strip()):
        raise invalid("value", "Enter what is to be stopped.")
    if stop.key:
        if not _KEY.fullmatch(stop.key):
            raise invalid("key", "This is not the key of an address.")
        return stop.key, ""
    normal, hint = normal_form(Scope(stop.kind), stop.value)
    return key_for(Scope(stop.kind), normal), hint


def _check_stop(stop: Stop, now: datetime) -> None:
    check_channel(stop.channel)
    if stop.kind not in list(Scope):
        raise invalid("kind", "This kind is not known. Choose one of the list.")
    if stop.reason not in SuppressionReason.values:
        raise invalid("reason", "This reason is not known. Choose one of the list.")
    if stop.expires_at is None:
        if stop.reason == SuppressionReason.LATER:
            raise invalid("expires_at", "Say until when.")
        return
    if stop.reason not in ENDING:
        raise invalid("expires_at", "Only a stop that a colleague made can expire.")
    if stop.expires_at <= now:
        raise invalid("expires_at", "The end lies in the past. Choose a later date.")


def _identity(row: Suppression) -> _Identity:
    return row.kind, row.key, row.channel, row.reason


def _standing(wanted: dict[_Identity, Suppression]) -> dict[_Identity, Suppression]:
    """The locked rows in force, inserted where missing; the new ones are those of `wanted`."""
    found: dict[_Identity, Suppression] = {}
    # Another round only when somebody lifted one between the insert and the look.
    while missing := sorted(wanted.keys() - found.keys()):
        # In one order, so that two who stop the same people never wait for each other.
        rows = [wanted[identity] for identity in missing]
        Suppression.objects.bulk_create(rows, ignore_conflicts=True)
        keys = {row.key for row in rows}
        live = Suppression.objects.select_for_update().filter(key__in=keys, lifted_at=None)
        for row in live.order_by("key", "kind", "channel", "reason"):
            if (mine := wanted.get(_identity(row))) is not None:
                found[_identity(row)] = mine if mine.pk == row.pk else row
    return found


def _extend(row: Suppression, wanted: Suppression) -> bool:
    until = _later(row, wanted)
    if until == row.expires_at:
        return False
    row.expires_at, row.logged = until, ""
    row.save(update_fields=["expires_at", "logged"])
    return True


def said_again(standing: list[Suppression], actor: Actor) -> None:
    """Keep that these stops were said once more just now, and end the open wishes to lift them."""
    if not standing:
        return
    now = clock.now()
    for row in standing:
        row.said_at = now
    Suppression.objects.filter(pk__in=[row.pk for row in standing]).update(said_at=now)
    again = [row.pk for row in standing if row.reason in NEEDS_TWO]
    if not again:
        return
    open_ones = LiftRequest.objects.filter(suppression__in=again, state=LiftState.ASKED)
    if ids := list(open_ones.values_list("pk", flat=True)):
        said = {"decided_at": now, "reason": "They said no once more."}
        perform_many(LiftRequest, ids, "withdraw", actor=actor, changes=said)


def _later(one: Suppression, other: Suppression) -> datetime | None:
    if one.expires_at is None or other.expires_at is None:
        return None
    return max(one.expires_at, other.expires_at)


def _fact(row: Suppression, wanted: Suppression, contact_id: UUID | None) -> Fact:
    """What the trail says of a new, an extended or a repeated stop; extends the second."""
    is_news = row is wanted or _extend(row, wanted)
    data: dict[str, Any] = {"kind": row.kind, "channel": row.channel, "source": wanted.source}
    if row.expires_at:
        data["until"] = row.expires_at.isoformat()
    action = Action.SUPPRESSED if is_news else Action.SUPPRESSED_AGAIN
    label = SuppressionReason(row.reason).label
    return Fact(action, row, contact_id=contact_id, label=label, data=data)


def _check_liftable(row: Suppression, evidence: str) -> None:
    if row.lifted_at:
        raise Refused("This stop was lifted already.", code="already_lifted")
    if row.reason != SuppressionReason.MANUAL:
        cause = SuppressionReason(row.reason).label.lower()
        two = row.reason in NEEDS_TWO
        only = "Only new consent and a second person lift it." if two else "It is never lifted."
        raise Refused(
            f"This stop stays, because of its reason: {cause}. {only}", code="not_liftable"
        )
    if not evidence.strip():
        raise invalid("evidence", "Say why this person may be contacted again.")


def check_channel(channel: str) -> None:
    """Refuse a channel that nobody knows; '' stands for all."""
    if channel and channel not in list(Channel):
        raise invalid("channel", "This channel is not known. Choose one of the list.")


def invalid(field: str, sentence: str) -> Refused:
    """One field's error, as forms and the REST API show it."""
    return Refused(sentence, code="invalid", fields={field: sentence})
