"""What every call of this API begins and ends with: the caller, the body, the row, the page."""

from collections.abc import Sequence as List
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tenancy.api import StrictSerializer, TenantView, tenant, with_days
from tenancy.errors import NotFound
from tenancy.models import Membership
from tenancy.rest import NewestFirst

Row = TypeVar("Row", bound=models.Model)


def body(
    form: type[StrictSerializer], request: Request, *, partial: bool = False
) -> dict[str, Any]:
    """The checked body of a call; with `partial` only the fields that were given."""
    return checked(form, request.data, partial=partial)


class Listing(serializers.Serializer[Any]):
    """What a list can be narrowed to: all that is given must hold, anything else is an error.
    Every list pages by `cursor`; `next` and `previous` of the answer are addresses."""

    cursor = serializers.CharField(required=False)
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=NewestFirst.max_page_size
    )

    def to_internal_value(self, data: Any) -> Any:
        """Refuse parameters that would otherwise be ignored in silence."""
        if strangers := sorted(set(data) - set(self.fields)):
            unknown = f"There is no such filter. There are: {', '.join(self.fields)}."
            raise serializers.ValidationError(dict.fromkeys(strangers, unknown))
        return with_days(super().to_internal_value(data))


def query(form: type[Listing], request: Request) -> dict[str, Any]:
    """The checked parameters of a list, without those of its pages."""
    asked = checked(form, request.query_params.dict())
    return {name: value for name, value in asked.items() if name not in ("cursor", "limit")}


def checked(
    form: type[serializers.Serializer[Any]], data: Any, *, partial: bool = False
) -> dict[str, Any]:
    """What a serializer makes of the data; its errors are answered with 400."""
    serializer = form(data=data, partial=partial)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def by(request: Request) -> dict[str, Any]:
    """Who does it, and the member who answers for it."""
    bound = tenant(request)
    return {"actor": bound.actor, "seat": seat(request)}


def seat(request: Request) -> Membership:
    """The member who created the key: whose rows it sees, and who answers for what it does."""
    return tenant(request).api_key.created_by


def key_role(request: Request) -> str:
    """The role of the key, which may be lower than that of the member who created it."""
    return str(tenant(request).api_key.role)


def check_key(is_allowed: bool) -> None:
    """Where the row decides who may, the role of the key still bounds what is done with it."""
    if not is_allowed:
        message = "This key's role may not do that."
        raise exceptions.PermissionDenied(message, code="not_allowed")


def found(rows: "models.QuerySet[Row]", row_id: UUID) -> Row:
    """The row with this id; what another workspace owns is not found."""
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise NotFound
    return row


def page(
    rows: Any,
    request: Request,
    view: TenantView,
    form: type[Any],
    *,
    pages: NewestFirst | None = None,
) -> Response:
    """One page of rows, the newest first unless `pages` orders them otherwise."""
    pages = pages or NewestFirst()
    rows_of_page: List[Any] | None = pages.paginate_queryset(rows, request, view=view)
    return pages.get_paginated_response(form(rows_of_page or [], many=True).data)
