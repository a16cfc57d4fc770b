"""The keys of the signed webhook: making one, retiring one, and knowing which still live.

A secret is derived from the id of its key (`proofs.key_secret`), shown once when the key is made,
and stored nowhere. Two keys live at most: the old one is retired when the new one is in use.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from audit.actions import Action
from audit.recording import record
from signals.inlets import proofs
from signals.models import HookKey
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

SLOTS = (1, 2)
TWO = "Two keys live already. Retire the one that is no longer used, then make another."
# Noted this often at most: every call would otherwise wait for the one before.
NOTED = timedelta(minutes=1)


@transaction.atomic
def make(*, seat: Membership, actor: Actor) -> tuple[HookKey, str]:
    """A new key and its secret, which is shown only now. Refused: not_allowed, two_keys."""
    check_may(seat, actor, Capability.ADMINISTER)
    try:
        with transaction.atomic():
            taken = set(live().values_list("slot", flat=True))
            free = next((slot for slot in SLOTS if slot not in taken), None)
            if free is None:
                raise Refused(TWO, code="two_keys")
            row = HookKey.objects.create(slot=free, made_at=clock.real_now(), made_by=actor.label)
            record(Action.HOOK_KEY_MADE, row, actor=actor, label=name_of(row))
    except IntegrityError:
        # Another admin was quicker.
        raise Refused(TWO, code="two_keys") from None
    return row, proofs.key_secret(settings.VAULT_KEY, current_workspace_id(), row.pk)


@transaction.atomic
def retire(key_id: UUID, *, seat: Membership, actor: Actor) -> HookKey:
    """End a key for good: what it signs is refused from now on. Refused: not_allowed, not_found."""
    check_may(seat, actor, Capability.ADMINISTER)
    row = HookKey.objects.select_for_update(of=("self",)).filter(pk=key_id).first()
    if row is None:
        raise NotFound
    if row.retired_at is None:
        row.retired_at = clock.real_now()
        row.save(update_fields=["retired_at"])
        record(Action.HOOK_KEY_RETIRED, row, actor=actor, label=name_of(row))
    return row


@transaction.atomic
def use(key_id: UUID) -> bool:
    """Whether a key that has signed a call still lives; notes that it was used."""
    row = live().filter(pk=key_id).values("last_used_at").first()
    if row is None:
        return False
    now = clock.real_now()
    due = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED)
    live().filter(due, pk=key_id).update(last_used_at=now)
    return True


def live() -> "models.QuerySet[HookKey]":
    """The keys that sign now, the oldest first; not yet read."""
    found: models.QuerySet[HookKey] = HookKey.objects.filter(retired_at=None).order_by("pk")
    return found


def address() -> str:
    """Where calls that a key signs are posted."""
    return f"{settings.PUBLIC_URL}/hooks/{current_workspace_id()}/signals"


def name_of(row: HookKey) -> str:
    """What people call a key: the end of its id."""
    return f"…{row.pk.hex[-6:]}"
