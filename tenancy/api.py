"""The REST edge that every app shares: one transaction a call, and how errors read."""

from typing import Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from rest_framework import exceptions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from tenancy import days
from tenancy.errors import NotFound, Refused
from tenancy.requests import TenantRequest

_MOST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
_TOO_LARGE = {
    "code": "too_large",
    "message": f"The request has more than {_MOST:,} bytes. Send less at once.",
    "fields": {},
}


class TenantView(APIView):
    """Base of every API view: one transaction a call, rolled back unless it succeeds."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """The answer leaves after the commit, so a 2xx means that it is stored."""
        with transaction.atomic():
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code >= 400 and not transaction.get_connection().needs_rollback:
                transaction.set_rollback(True)
            return response


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know, so that a typing error is not lost."""

    def to_internal_value(self, data: Any) -> Any:
        """Name every unknown field."""
        if isinstance(data, dict) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError(dict.fromkeys(sorted(unknown), "Unknown field."))
        return with_days(super().to_internal_value(data))


def with_days(given: dict[str, Any]) -> dict[str, Any]:
    """What was given, unless it names a day that cannot be counted with."""
    if wrong := [name for name, value in given.items() if not days.is_nameable(value)]:
        raise serializers.ValidationError(dict.fromkeys(wrong, days.SENTENCE))
    return given


def tenant(request: Request) -> TenantRequest:
    """The Django request with its workspace, key and actor."""
    return cast(TenantRequest, request._request)


def explain(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as `{"code", "message", "fields"}`, with the message of the service."""
    if isinstance(error, Refused):
        said = {"code": error.code, "message": error.message, "fields": error.fields}
        missing = isinstance(error, NotFound)
        return Response(_readable(said), status=404 if missing else status.HTTP_409_CONFLICT)
    if isinstance(error, RequestDataTooBig):
        return Response(_TOO_LARGE, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    fields = response.data if isinstance(error, exceptions.ValidationError) else {}
    code = "invalid" if fields else str(error.get_codes())
    message = "Some fields need attention." if fields else str(error.detail)
    response.data = {"code": code, "message": message, "fields": _readable(fields)}
    return response


def _readable(data: Any) -> Any:
    """An error may repeat what was sent; half of a surrogate pair cannot be sent back."""
    if isinstance(data, dict):
        return {_readable(key): _readable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_readable(each) for each in data]
    return data.encode(errors="replace").decode() if isinstance(data, str) else data
