"""Who may call: the keys of the signed webhook, and the inlets of services."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenancy.rows import TenantManager, TenantModel


class HookKey(TenantModel):
    """A key that signs calls of the generic webhook; its secret is derived from its id and is
    nowhere stored. At most two live, so that a new one can take over before the old one ends.
    Times are real time."""

    slot = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    last_used_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "slot"],
                condition=Q(retired_at=None),
                name="two_live_hook_keys",
            ),
            models.CheckConstraint(condition=Q(slot__in=(1, 2)), name="hook_key_slot_known"),
        ]


class Inlet(TenantModel):
    """One service that may call: `provider` is a name of `inlets.known`, `sealed` the secrets that
    it signs with, as one sealed JSON object. Its addresses are derived from its id.

    `confirm_url` is where an admin confirms a subscription that waits for it (Amazon alone).
    Times are real time.
    """

    provider = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    sealed = models.BinaryField(null=True)
    confirm_url = models.CharField(max_length=1000, default="", blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    last_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace"], condition=Q(closed_at=None), name="inlet_open"),
        ]
