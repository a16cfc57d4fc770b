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

    Where a provider tells of new mail: `watch_id` names its subscription ("" where it gives none),
    `watch_of` for which account, topic and address it was asked for, until `watched_until`; it is
    asked for next at `watch_due`, and `watch_trouble` says why it could not be. `pushed_at` is when
    it told something last, to ten seconds.
    """

    account = models.ForeignKey(SenderAccount, on_delete=models.CASCADE, related_name="streams")
    polled_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, default="", blank=True)
    told_at = models.DateTimeField(null=True)
    passed_over = models.PositiveIntegerField(default=0)
    kept_by = models.CharField(max_length=40, default="", blank=True)
    kept_until = models.DateTimeField(null=True)
    watch_id = models.CharField(max_length=100, default="", blank=True)
    watch_of = models.CharField(max_length=64, default="", blank=True)
    watched_until = models.DateTimeField(null=True)
    watch_due = models.DateTimeField(null=True)
    watch_trouble = models.CharField(max_length=300, default="", blank=True)
    pushed_at = models.DateTimeField(null=True)

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


class MailCursor(TenantModel):
    """How far one folder was read through the API of its provider: `link` is what the API gave to
    go on from ("" before the first look), `pending` the ids of the mails before it that are not
    stored yet.

    `place` says of which account at which API, so that another one is read anew. `stuck_at` is the
    number of the mail that could not be stored at the last `stuck` tries.
    """

    stream = models.ForeignKey(MailStream, on_delete=models.CASCADE, related_name="cursors")
    name = models.CharField(max_length=20)
    place = models.CharField(max_length=64)
    link = models.TextField(default="", blank=True)
    pending = models.JSONField(default=list, blank=True)
    stuck_at = models.BigIntegerField(default=0)
    stuck = models.PositiveSmallIntegerField(default=0)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "stream", "name"], name="one_cursor_per_folder"
            )
        ]
