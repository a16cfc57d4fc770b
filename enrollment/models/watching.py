"""What was done about a task that waits for its person, and when somebody looks again."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from enrollment.models.touches import Touch
from tenancy.rows import TenantManager, TenantModel


class TaskWatch(TenantModel):
    """One for each task that is due. It counts from `due_at`, the touch's own when it was made: a
    task that is put off is watched anew. `told` are the seats that it was escalated to; with
    `waits` its time is over and a person has to decide."""

    touch = models.OneToOneField(Touch, on_delete=models.CASCADE, related_name="watch")
    due_at = models.DateTimeField()
    next_at = models.DateTimeField()
    reminded = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    told = ArrayField(models.UUIDField(), default=list, blank=True)
    waits = models.BooleanField(default=False)

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "next_at"], name="task_watch_next")
        ]
