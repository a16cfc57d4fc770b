"""Sealing every credential anew with the newest key, so that older keys can be taken out."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from compliance import keyring
from compliance.keyring import RingError
from enrollment import dkim_keys
from enrollment.models import DkimKey, SenderAccount
from enrollment.senders import secrets

# Model, column, and what the column is called where it was sealed.
Column = tuple[type[models.Model], str, str]
COLUMNS: tuple[Column, ...] = (
    (SenderAccount, "sealed", secrets.ACCOUNT),
    (SenderAccount, "sealed_token", secrets.TOKEN),
    (DkimKey, "sealed", dkim_keys.PURPOSE),
)
AT_A_TIME = 200


@dataclass(frozen=True)
class Rotated:
    """How many credentials were sealed anew, had the newest key already, and do not open."""

    anew: int = 0
    kept: int = 0
    lost: int = 0

    def __add__(self, other: "Rotated") -> "Rotated":
        return Rotated(self.anew + other.anew, self.kept + other.kept, self.lost + other.lost)


def rotate() -> Rotated:
    """Seal the open workspace's credentials anew; one that does not open stays as it is. Doing it
    twice changes nothing, and senders work on meanwhile."""
    total = Rotated()
    for model, column, what in (*COLUMNS, *_above()):
        ids = _ids(model)
        for start in range(0, len(ids), AT_A_TIME):
            total += _some(model, ids[start : start + AT_A_TIME], column, what)
    return total


def _above() -> list[Column]:
    """Those of apps that lie above this one, as the settings name them."""
    return [import_string(name) for name in settings.SEALED_COLUMNS]


@transaction.atomic
def _ids(model: type[models.Model]) -> list[UUID]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _some(model: type[models.Model], ids: list[UUID], column: str, what: str) -> Rotated:
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    total = Rotated()
    for row in rows:
        total += _one(row, column, what)
    return total


def _one(row: models.Model, column: str, what: str) -> Rotated:
    stored = getattr(row, column)
    if not stored:
        return Rotated()
    if keyring.is_newest(stored):
        return Rotated(kept=1)
    try:
        plain = keyring.unseal(stored, row=row.pk, what=what)
    except RingError:
        return Rotated(lost=1)
    setattr(row, column, keyring.seal(plain, row=row.pk, what=what))
    row.save(update_fields=[column])
    return Rotated(anew=1)
