"""Sequences as text over REST: the schema, export, lint, and what the command line does.

A text comes as `application/yaml`, as `text/plain`, or in JSON as `{"text": …}`; it may have a
megabyte. Errors name fields by path, each with its line.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from sequences.api.shapes import ChangeSerializer, FindingSerializer, ResultSerializer
from sequences.models import Version
from sequences.text import applying
from sequences.text.document import MAX_BYTES
from sequences.text.schema import schema
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.rest import ShallowJSONParser
from tenancy.roles import Capability

# JSON writes some characters with several.
MAX_JSON = 2 * MAX_BYTES


class TooLarge(exceptions.APIException):
    """More than anybody has to say."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


def _check_size(parser_context: Any, most: int) -> None:
    """Before anything is read; a body without a length is empty for the server."""
    size = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
    if size > most:
        message = f"The request has {size:,} bytes; at most {most:,} fit. Shorten the text."
        raise TooLarge(message)


class PlainTextParser(BaseParser):
    """The body is the text itself."""

    media_type = "text/plain"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The same data as from JSON, but bytes: the reader says what is no UTF-8."""
        _check_size(parser_context, MAX_BYTES)
        return {"text": stream.read()}


class YamlParser(PlainTextParser):
    """YAML by its own name."""

    media_type = "application/yaml"


class BoundedJSONParser(ShallowJSONParser):
    """JSON of a bounded size."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """As the parser of all other calls."""
        _check_size(parser_context, MAX_JSON)
        return super().parse(stream, media_type, parser_context)


class YamlRenderer(BaseRenderer):
    """Text as it is. Errors become JSON, which is YAML too."""

    media_type = "application/yaml"
    format = "yaml"
    charset = "utf-8"

    def render(self, data: Any, media_type: Any = None, renderer_context: Any = None) -> bytes:
        """UTF-8."""
        return (data if isinstance(data, str) else json.dumps(data, default=str)).encode()


class TextSerializer(StrictSerializer):
    """A sequence as text."""

    text = serializers.CharField(trim_whitespace=False, allow_blank=True)


class ApplySerializer(TextSerializer):
    """A text to apply. `replace` insists although somebody else edited the open draft last."""

    replace = serializers.BooleanField(default=False)


class ProblemSerializer(serializers.Serializer[Any]):
    """What is wrong with a field, and where; 0 where that is not known."""

    field = serializers.CharField()
    message = serializers.CharField()
    line = serializers.IntegerField()
    column = serializers.IntegerField()


class PlacedFindingSerializer(FindingSerializer):
    """What the lint found, with the line of the step."""

    line = serializers.IntegerField()


class ReportSerializer(serializers.Serializer[Any]):
    """All that is to be said about a text."""

    passed = serializers.BooleanField()
    problems = ProblemSerializer(many=True)
    findings = PlacedFindingSerializer(many=True)
    tests = ResultSerializer(many=True)


class ProposalSerializer(serializers.Serializer[Any]):
    """What applying does. `does` is create, draft, replace or nothing; `version` the number of the
    draft, `version_id` is null while nothing was applied."""

    does = serializers.CharField()
    sequence = serializers.CharField()
    version = serializers.IntegerField()
    version_id = serializers.UUIDField(allow_null=True)
    against = serializers.IntegerField(allow_null=True)
    facts = serializers.ListField(child=serializers.CharField())
    changes = ChangeSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())
    approval = serializers.CharField()


_BODIES = {
    "application/yaml": OpenApiTypes.STR,
    "text/plain": OpenApiTypes.STR,
    "application/json": TextSerializer,
}
_REPLACE = OpenApiParameter(
    "replace", OpenApiTypes.BOOL, description="as in JSON, for a plain body"
)


class TextView(TenantView):
    """Takes a text in three forms."""

    parser_classes = (BoundedJSONParser, YamlParser, PlainTextParser)


class TextSchema(TenantView):
    """The JSON Schema of the text form."""

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT})
    def get(self, request: Request) -> Response:
        """Draft 2020-12."""
        return Response(schema())


class VersionText(TenantView):
    """A version as text."""

    renderer_classes = (YamlRenderer, JSONRenderer)

    @extend_schema(responses={(200, "application/yaml"): OpenApiTypes.STR})
    def get(self, request: Request, version_id: UUID) -> Response:
        """Canonical YAML: the same version gives the same bytes."""
        rows = Version.objects.select_related("sequence")
        return Response(applying.text_of(calls.found(rows, version_id)))


class LintText(TextView):
    """Judging a text."""

    @extend_schema(request=_BODIES, responses=ReportSerializer)
    def post(self, request: Request) -> Response:
        """Problems, findings and tests; nothing is stored."""
        return Response(applying.check(_text(request, TextSerializer)["text"]).as_data())


class PlanText(TextView):
    """Asking what applying would do."""

    @extend_schema(request=_BODIES, responses=ProposalSerializer)
    def post(self, request: Request) -> Response:
        """The differences to the live version; nothing is stored."""
        return Response(applying.propose(_text(request, TextSerializer)["text"]).as_data())


class ApplyText(TextView):
    """Applying a text."""

    @extend_schema(
        request={**_BODIES, "application/json": ApplySerializer},
        parameters=[_REPLACE],
        responses=ProposalSerializer,
    )
    def post(self, request: Request) -> Response:
        """Make a draft of it, which is submitted and approved like any other."""
        given = _text(request, ApplySerializer)
        insist = given["replace"]
        proposal, version = applying.apply(given["text"], insist=insist, **calls.by(request))
        return Response(proposal.as_data(version))


def _text(request: Request, form: type[StrictSerializer]) -> dict[str, Any]:
    """The text and what comes with it; a plain body brings the rest in the address."""
    text = request.data.get("text") if isinstance(request.data, dict) else None
    if not isinstance(text, bytes):
        return calls.checked(form, request.data)
    rest = {**request.query_params.dict(), "text": ""}
    return {**calls.checked(form, rest), "text": text}


urlpatterns = [
    path("sequences/schema", TextSchema.as_view(), name="api_sequences_schema"),
    path("sequences/lint", LintText.as_view(), name="api_sequences_lint"),
    path("sequences/plan", PlanText.as_view(), name="api_sequences_plan"),
    path("sequences/apply", ApplyText.as_view(), name="api_sequences_apply"),
    path("versions/<uuid:version_id>/text", VersionText.as_view(), name="api_version_text"),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_sequences_schema": {"GET": Capability.SEE},
    "api_sequences_lint": {"POST": Capability.SEE},
    "api_sequences_plan": {"POST": Capability.SEE},
    "api_sequences_apply": {"POST": Capability.EDIT_SEQUENCES},
    "api_version_text": {"GET": Capability.SEE},
}
