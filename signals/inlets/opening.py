"""Inlets: opening one for a service, giving it the secrets that the service signs with, closing it.

Secrets are written and never read back by people. Two inlets of one service may be open, so that
addresses and secrets can be changed while both are called.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from audit.actions import Action
from audit.recording import record
from compliance import keyring
from signals.inlets import proofs, views
from signals.inlets.known import SERVICES, Way
from signals.models import Inlet
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

PURPOSE = "inlet"
# For `manage.py rotate_credentials`: model, column, and what it is called where it is sealed.
SEALED = (Inlet, "sealed", PURPOSE)
MOST_OPEN = 50
NOTED = timedelta(seconds=10)
MOST_NAME = 80
MOST_SECRET = 8_000
# What a person may enter, by the way that it serves; `key` fetches mail from the service.
NAMES = (*(way.value for way in (Way.EVENTS, Way.MAIL)), "key")


@dataclass(frozen=True)
class Address:
    """One address to give to a service, and whether its calls can be verified: "" or what is
    missing for that."""

    way: Way
    url: str
    lacks: str

    @property
    def element_id(self) -> str:
        """By which a page knows it."""
        return f"address-{self.way.value}"


@transaction.atomic
def open_inlet(
    provider: str, name: str, secrets: Mapping[str, str], *, seat: Membership, actor: Actor
) -> Inlet:
    """Open an inlet. Secrets (`NAMES`) may follow: many services show theirs only once they have
    the address. Refused: not_allowed, invalid, too_many."""
    check_may(seat, actor, Capability.ADMINISTER)
    if provider not in SERVICES:
        raise _invalid("provider", "Choose a service of the list.")
    name = name.strip() or SERVICES[provider].label
    if len(name) > MOST_NAME or not name.isprintable():
        raise _invalid("name", f"Use at most {MOST_NAME} plain characters.")
    if open_ones().count() >= MOST_OPEN:
        message = f"{MOST_OPEN} webhooks are open. Close one that is no longer called."
        raise Refused(message, code="too_many")
    row = Inlet(provider=provider, name=name, made_at=clock.real_now(), made_by=actor.label)
    row.sealed = _sealed(row, _checked(provider, secrets))
    row.save()
    record(Action.INLET_OPENED, row, actor=actor, label=name, provider=provider)
    return row


@transaction.atomic
def change_secrets(
    inlet_id: UUID, secrets: Mapping[str, str], *, seat: Membership, actor: Actor
) -> Inlet:
    """Replace the secrets that are given; the others stay. Refused: not_allowed, not_found,
    invalid."""
    check_may(seat, actor, Capability.ADMINISTER)
    row = _locked(inlet_id)
    given = _checked(row.provider, secrets)
    if given:
        row.sealed = _sealed(row, {**secrets_of(row), **given})
        row.save(update_fields=["sealed"])
        names = sorted(given)
        record(Action.INLET_CHANGED, row, actor=actor, label=row.name, changed=names)
    return row


@transaction.atomic
def close(inlet_id: UUID, *, seat: Membership, actor: Actor) -> Inlet:
    """Close an inlet for good: its addresses are refused and its secrets forgotten. Refused:
    not_allowed, not_found."""
    check_may(seat, actor, Capability.ADMINISTER)
    row = _locked(inlet_id)
    row.closed_at, row.sealed, row.confirm_url = clock.real_now(), None, ""
    row.save(update_fields=["closed_at", "sealed", "confirm_url"])
    record(Action.INLET_CLOSED, row, actor=actor, label=row.name)
    return row


def open_ones() -> "models.QuerySet[Inlet]":
    """Every open inlet, the oldest first; not yet read."""
    found: models.QuerySet[Inlet] = Inlet.objects.filter(closed_at=None).order_by("pk")
    return found


@transaction.atomic
def note(inlet: Inlet, *, confirm_url: str = "") -> None:
    """Note that a service has told us something, and where a subscription waits to be confirmed;
    the next event shows that it was. Calls within ten seconds wait for no row of another."""
    now = clock.real_now()
    due = Q(last_at=None) | Q(last_at__lt=now - NOTED) | ~Q(confirm_url=confirm_url)
    Inlet.objects.filter(due, pk=inlet.pk).update(last_at=now, confirm_url=confirm_url)


def secrets_of(row: Inlet) -> dict[str, str]:
    """The secrets that were entered; raises keyring.RingError."""
    if row.sealed is None:
        return {}
    found: dict[str, str] = json.loads(keyring.unseal(row.sealed, row=row.pk, what=PURPOSE))
    return found


def url_of(row: Inlet, way: Way) -> str:
    """The public address of one way into an inlet."""
    here = current_workspace_id()
    token = proofs.path_token(settings.VAULT_KEY, here, row.pk)
    return f"{settings.PUBLIC_URL}/hooks/{here}/{row.pk}/{token}/{way.value}"


def addresses(row: Inlet) -> list[Address]:
    """The addresses of an inlet, in the order in which people need them."""
    service = SERVICES[row.provider]
    known = secrets_of(row)
    return [
        Address(way, url_of(row, way), lacks)
        for way in service.ways
        for lacks in [service.signed_by if service.signs(way) and not known.get(way) else ""]
    ]


def fields_of(provider: str) -> dict[str, str]:
    """What a person may enter for a service: name and words."""
    service = SERVICES[provider]
    words = {way.value: service.signed_by for way in service.ways if service.signs(way)}
    if service.key:
        words["key"] = "the API key by which its mail is fetched"
    return words


def _checked(provider: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """What is not empty. Raises Refused at the field of what cannot be a secret of the service."""
    known = fields_of(provider)
    given = {name: text.strip() for name, text in secrets.items() if text.strip()}
    for name, text in given.items():
        if name not in known:
            raise _invalid(name, f"{SERVICES[provider].label} has no such secret.")
        if len(text) > MOST_SECRET or not text.isascii() or not text.isprintable():
            raise _invalid(name, "It holds signs that no secret has. Copy it once more.")
        if name != "key":
            _try(provider, Way(name), given)
    return given


def _try(provider: str, way: Way, given: Mapping[str, str]) -> None:
    try:
        views.check(provider, way, given)
    except ValueError as error:
        raise _invalid(way.value, "This is no key of the service. Copy it once more.") from error


def _sealed(row: Inlet, secrets: Mapping[str, str]) -> bytes | None:
    if not secrets:
        return None
    return keyring.seal(json.dumps(dict(secrets)).encode(), row=row.pk, what=PURPOSE)


def _locked(inlet_id: UUID) -> Inlet:
    row: Inlet | None = open_ones().select_for_update(of=("self",)).filter(pk=inlet_id).first()
    if row is None:
        raise NotFound
    return row


def _invalid(name: str, sentence: str) -> Refused:
    return Refused(sentence, code="invalid", fields={name: sentence})
