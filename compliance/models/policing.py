"""How first messages are reviewed: by whom, one by one or as a group, and until when."""

from typing import ClassVar

from django.db import models

from compliance.models.governed import Governed, GovernedDocument, versions_of
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class ReviewerGroup(TenantModel):
    """People who answer for one kind of message, such as claims or prices."""

    name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=models.Q(archived_at=None),
                name="one_group_per_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReviewerSeat(TenantModel):
    """One person in one group of reviewers."""

    group = models.ForeignKey(ReviewerGroup, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="groups")

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "group", "member"], name="one_seat_per_group"
            )
        ]


class ReviewPolicy(GovernedDocument):
    """One version of the workspace's review policy; one of them is in force, else the built-in.

    `document` is in the form of `compliance.review_policy`.
    """

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Governed.Meta.constraints,
            *versions_of(),
        ]

    def __str__(self) -> str:
        return f"Review policy v{self.number}"
