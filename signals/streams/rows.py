"""How far the mail of each mailbox was fetched, and how fetching it fares. Times are real time."""

from typing import ClassVar

from django.db import models

from enrollment.models import SenderAccount
from tenancy.rows import TenantManager, TenantModel


class MailStream(TenantModel):
    """The fetching of one account's mail; it goes when the account does.

    `polled_at` is when all its folders were last looked at to the end. `failing_since` is set from
    the first failure until the next success, and `trouble` says what the last one was. `kept_by`
    is the process that fetches now, until `kept_until` at most. `passed_over` counts mails that
    could not be stored in any form.
    """

    account = models.ForeignKey(SenderAccount, on_delete=models.CASCADE, related_name="streams")
    polled_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, default="", blank=True)
    told_at = models.DateTimeField(null=True)
    passed_over = models.PositiveIntegerField(default=0)
    kept_by = models.CharField(max_length=40, default="", blank=True)
    kept_until = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "account"], name="one_stream_each")
        ]


class StreamFolder(TenantModel):
    """How far one folder was read: its numbering (UIDVALIDITY) and the number of the last mail that
    is stored; 0 before the first.

    `place` says of which account at which server, so that another one is read anew. `stuck_at` is
    the mail that could not be stored at the last `stuck` tries.
    """

    stream = models.ForeignKey(MailStream, on_delete=models.CASCADE, related_name="folders")
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=64)
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    stuck_at = models.BigIntegerField(default=0)
    stuck = models.PositiveSmallIntegerField(default=0)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "stream", "name"], name="one_position_per_folder"
            )
        ]
