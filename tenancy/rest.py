"""Who calls the REST API, and how its lists are cut. Loaded by DRF's settings, so it must not
import DRF's views."""

from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.utils import json

from tenancy.models import ApiKey


class Caller:
    """The `request.user` of an API call; permissions come from the capability table."""

    is_authenticated = True
    is_active = True

    def __init__(self, key: ApiKey) -> None:
        self.key = key
        self.pk = key.pk


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`; the middleware has looked it up and opened the scope."""

    def authenticate(self, request: Request) -> tuple[Caller, ApiKey] | None:
        """The key that the middleware bound; a header that names no live key is an error."""
        key: ApiKey | None = getattr(request._request, "api_key", None)
        if key is not None:
            return Caller(key), key
        if request.headers.get("Authorization"):
            raise exceptions.AuthenticationFailed("This API key is unknown or was revoked.")
        return None

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing key a 401."""
        return "Bearer"


class NewestFirst(CursorPagination):
    """Pages by creation; ids sort by their moment of birth."""

    page_size = 50
    ordering = "-id"
    page_size_query_param = "limit"
    max_page_size = 500

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """A cursor that we did not make is an error of the caller's, not of ours."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError):
            raise exceptions.NotFound("This page does not exist.") from None


class ShallowJSONParser(JSONParser):
    """JSON. What is nested deeper than can be read is a malformed request, and so is a number
    beyond all machine numbers (`1e400`): Python reads infinity, which no JSON holds."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """As DRF's, with the errors that it lets through."""
        try:
            return strict_json(stream.read())
        except ValueError as error:
            raise exceptions.ParseError(f"JSON parse error - {error}") from None
        except RecursionError:
            raise exceptions.ParseError("This JSON is nested too deeply.") from None


def strict_json(body: bytes) -> Any:
    """What a body says. JSON is UTF-8 (RFC 8259 section 8.1), whatever charset a caller names.
    ValueError for what is no JSON, RecursionError for what is nested too deeply."""
    return json.loads(body.decode(), parse_constant=json.strict_constant, parse_float=_finite)


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError("A number is too large.")
    return number
