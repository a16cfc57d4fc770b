"""What every call of this API begins and ends with: the caller, the body, the row, the page."""

from collections.abc import Sequence as List
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from tenancy.api import StrictSerializer, TenantView, tenant
from tenancy.errors import NotFound
from tenancy.rest import NewestFirst

Row = TypeVar("Row", bound=models.Model)


def body(
    form: type[StrictSerializer], request: Request, *, partial: bool = False
) -> dict[str, Any]:
    """The checked body of a call; with `partial` only the fields that were given."""
    return checked(form, request.data, partial=partial)


def query(form: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """The checked parameters of a list, without those of its pages."""
    paging = {"cursor", "limit"}
    given = {name: text for name, text in request.query_params.items() if name not in paging}
    return checked(form, given)


def checked(form: type[StrictSerializer], data: Any, *, partial: bool = False) -> dict[str, Any]:
    """What a serializer makes of the data; its errors are answered with 400."""
    serializer = form(data=data, partial=partial)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def by(request: Request) -> dict[str, Any]:
    """Who does it, and the member who answers for it."""
    bound = tenant(request)
    return {"actor": bound.actor, "seat": bound.api_key.created_by}


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


def page(rows: Any, request: Request, view: TenantView, form: type[Any]) -> Response:
    """One page of rows, the newest first."""
    pages = NewestFirst()
    rows_of_page: List[Any] | None = pages.paginate_queryset(rows, request, view=view)
    return pages.get_paginated_response(form(rows_of_page or [], many=True).data)
