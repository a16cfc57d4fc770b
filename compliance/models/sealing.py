"""Personal texts, encrypted under a key per person."""

from typing import ClassVar

from django.db import models

from tenancy.rows import TenantManager, TenantModel


class PersonKey(TenantModel):
    """The key of one person's sealed texts, wrapped by a key outside the database.

    `subject` is a contact's id. Deleting the row makes every blob of the person unreadable.
    """

    subject = models.UUIDField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "subject"], name="one_key_per_person")
        ]


class SealedBlob(TenantModel):
    """A body, a raw mail or other personal text, encrypted under its person's key."""

    key = models.ForeignKey(PersonKey, on_delete=models.CASCADE, related_name="blobs")
    purpose = models.CharField(max_length=30)
    ciphertext = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()
