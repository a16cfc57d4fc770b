"""One row for each mail, as whoever hands mails to workers keeps them."""

from typing import ClassVar

from django.db import models


class Letter(models.Model):
    """A mail to one recipient; `sent_at` when the server has taken it."""

    number = models.IntegerField()
    known = models.JSONField()
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Letter"]] = models.Manager()

    class Meta:
        app_label = "shop"
