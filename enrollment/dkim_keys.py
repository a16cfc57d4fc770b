"""DKIM keys of the domains that send: made here, published by the domain's owner, seen in the DNS,
and only then used.

A domain has at most one active key of each kind. To rotate: make another key, publish it, activate
it; the one before retires by itself, and its record stays published for a week.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance import keyring, sender_records
from enrollment import gates, lookups, signing_keys
from enrollment.models import DkimKey, KeyAlgorithm, KeyState, Mailbox
from tenancy.actors import Actor, system
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.reading import read
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

HOUSE = system("DKIM records")
PURPOSE = "DKIM key"
# How old a look may be that lets a key begin to sign, and how long its record is needed after it.
SEEN_WITHIN = timedelta(hours=1)
KEEP_PUBLISHED = timedelta(days=7)
LOOK_AGAIN = timedelta(hours=1)
_ACTIVE = "this.state = 'active' AND this.domain = ANY(%s)"
MOST_KEYS = 50
AT_A_TIME = 20


@dataclass(frozen=True)
class Signing:
    """What a signer needs of one key; `private` is as `signing_keys.generate` gives it."""

    domain: str
    selector: str
    algorithm: str
    private: bytes = field(repr=False)


@dataclass(frozen=True)
class Publication:
    """The DNS record of a key: its name, its text, and the text as the strings of a zone file."""

    name: str
    text: str
    strings: tuple[str, ...]


def active_for_many(mailboxes: Iterable[Mailbox]) -> dict[UUID, list[Signing]]:
    """The keys that sign mail of mailboxes, RSA before Ed25519, [] when the relay signs: by mailbox
    id, with one query. Raises keyring.RingError when a key does not open: mail of a
    domain that signs must not leave unsigned in silence."""
    domains = {box.pk: sender_records.domain_of(box.address) for box in mailboxes}
    rows = read(DkimKey, _ACTIVE, list({*domains.values()}))
    found: dict[str, list[Signing]] = {}
    for row in sorted(rows, key=lambda each: str(each.algorithm), reverse=True):
        found.setdefault(row.domain, []).append(_signing(row))
    return {pk: found.get(domain, []) for pk, domain in domains.items()}


def keys_of(domain: str) -> list[DkimKey]:
    """Every key of a domain, the newest first."""
    return list(DkimKey.objects.filter(domain=domain).order_by("-made_at", "-pk"))


def selectors_of(domain: str) -> list[str]:
    """The selectors whose records should be found in the DNS now."""
    rows = DkimKey.objects.filter(domain=domain, state=KeyState.ACTIVE)
    return list(rows.order_by("selector").values_list("selector", flat=True))


def publication(key: DkimKey) -> Publication:
    """What the owner of the domain publishes."""
    text = signing_keys.record(key.algorithm, key.public)
    name = sender_records.dkim_name(key.selector, key.domain)
    return Publication(name, text, signing_keys.strings_of(text))


def keep_published_until(key: DkimKey) -> datetime | None:
    """Until when the record of a retired key is needed; None for one that is not retired, and for
    one that has never signed."""
    return key.retired_at + KEEP_PUBLISHED if key.retired_at and key.active_at else None


def make(mailbox: Mailbox, algorithm: str, *, seat: Membership, actor: Actor) -> DkimKey:
    """A new key for the domain of a mailbox; it signs nothing yet. Refused: not_allowed, invalid,
    too_many."""
    with transaction.atomic():
        check_may(seat, actor, Capability.ADMINISTER)
    if algorithm not in KeyAlgorithm.values:
        raise Refused("Choose RSA or Ed25519.", fields={"algorithm": "Choose RSA or Ed25519."})
    private = signing_keys.generate(signing_keys.Algorithm(algorithm))
    public = signing_keys.public_of(signing_keys.load(private))
    domain = sender_records.domain_of(mailbox.address)
    with transaction.atomic():
        gates.take(gates.key_of("dkim", current_workspace_id()))
        key: DkimKey = DkimKey(
            domain=domain, algorithm=algorithm, selector=_free(domain), public=public
        )
        key.sealed = keyring.seal(private, row=key.pk, what=PURPOSE)
        key.save(force_insert=True)
        said: dict[str, Any] = {"domain": domain, "selector": key.selector, "algorithm": algorithm}
        record(Action.DKIM_MADE, key, actor=actor, label=str(key), **said)
    return key


@transaction.atomic
def ask(key: DkimKey, *, seat: Membership, actor: Actor) -> DkimKey:
    """Ask a worker to look whether the record is published. Refused: not_allowed, reserved_name,
    retired."""
    check_may(seat, actor, Capability.ADMINISTER)
    if sender_records.is_reserved(key.domain):
        message = f"{key.domain} is a name for examples, and nobody can publish records for it."
        raise Refused(message, code="reserved_name")
    row: DkimKey = DkimKey.objects.select_for_update().get(pk=key.pk)
    if row.state == KeyState.RETIRED:
        raise Refused("This key is retired. Make another one.", code="retired")
    row.asked_at = datetime.now(UTC)
    row.save(update_fields=["asked_at"])
    return row


def check(key_id: UUID, actor: Actor = HOUSE) -> bool:
    """Look for the record of one key and keep what was found; False when no server answered.
    Outside a transaction."""
    with transaction.atomic():
        key = DkimKey.objects.filter(pk=key_id).exclude(state=KeyState.RETIRED).first()
    if key is None or sender_records.is_reserved(key.domain):
        return False
    try:
        texts = lookups.texts(publication(key).name)
    except lookups.Unanswered:
        return False
    _keep(key, is_there=any(_is_of(text, key) for text in texts), actor=actor)
    return True


def due() -> "QuerySet[DkimKey]":
    """Keys whose look was asked for, and waiting ones that nobody has looked at for an hour; not
    yet read."""
    now = datetime.now(UTC)
    rows = DkimKey.objects.exclude(state=KeyState.RETIRED)
    asked = Q(asked_at__isnull=False) & (Q(checked_at=None) | Q(checked_at__lt=F("asked_at")))
    old = Q(checked_at=None) | Q(checked_at__lt=now - LOOK_AGAIN)
    wanted = asked | (Q(state=KeyState.WAITING) & old)
    for name in sender_records.RESERVED:
        rows = rows.exclude(Q(domain=name) | Q(domain__endswith=f".{name}"))
    found: QuerySet[DkimKey] = rows.filter(wanted).order_by("checked_at")[:AT_A_TIME]
    return found


@transaction.atomic
def activate(key: DkimKey, *, seat: Membership, actor: Actor) -> DkimKey:
    """Sign with this key from now on; the active one of its kind retires. Refused: not_allowed,
    not_published, state_changed."""
    check_may(seat, actor, Capability.ADMINISTER)
    gates.take(gates.key_of("dkim", current_workspace_id()))
    now = datetime.now(UTC)
    row: DkimKey = DkimKey.objects.get(pk=key.pk)
    if row.published_at is None or now - row.published_at > SEEN_WITHIN:
        message = "Its record was not seen in the DNS within the last hour. Publish it, then look."
        raise Refused(message, code="not_published")
    same = DkimKey.objects.filter(domain=row.domain, algorithm=row.algorithm)
    for former in same.filter(state=KeyState.ACTIVE):
        perform(former, "retire", actor=actor, at=now)
    done: DkimKey = perform(row, "activate", actor=actor, at=now)
    return done


@transaction.atomic
def retire(key: DkimKey, *, seat: Membership, actor: Actor) -> DkimKey:
    """Sign with it no more; the private key is forgotten. Refused: not_allowed, state_changed."""
    check_may(seat, actor, Capability.ADMINISTER)
    done: DkimKey = perform(key, "retire", actor=actor, at=datetime.now(UTC))
    return done


def _free(domain: str) -> str:
    """The next selector of the domain; one is never used again."""
    keys = DkimKey.objects.filter(domain=domain)
    if keys.exclude(state=KeyState.RETIRED).count() >= MOST_KEYS:
        message = f"This domain has {MOST_KEYS} keys. Retire those that you do not need."
        raise Refused(message, code="too_many")
    return f"so{datetime.now(UTC):%Y%m}n{keys.count() + 1}"


def _signing(row: DkimKey) -> Signing:
    private = keyring.unseal(row.sealed, row=row.pk, what=PURPOSE)
    return Signing(row.domain, row.selector, row.algorithm, private)


def _is_of(text: str, key: DkimKey) -> bool:
    """Whether a record is whole, and holds this very key."""
    whole = sender_records.read_dkim(key.domain, {key.selector: [text]})
    tags = "".join(text.split()).split(";")
    return whole.result == sender_records.Result.GOOD and f"p={key.public}" in tags


@transaction.atomic
def _keep(seen: DkimKey, *, is_there: bool, actor: Actor) -> None:
    row: DkimKey = DkimKey.objects.select_for_update().get(pk=seen.pk)
    was_there, now = row.published_at is not None, datetime.now(UTC)
    row.checked_at, row.published_at = now, now if is_there else None
    row.save(update_fields=["checked_at", "published_at"])
    if was_there != is_there:
        record(Action.DKIM_CHECKED, row, actor=actor, label=str(row), published=is_there)
