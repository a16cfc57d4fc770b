"""What all sequences of a workspace share, over REST: snippets and closed dates."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from sequences import closed_dates
from sequences.api.shapes import (
    ClosedDateSerializer,
    ClosingSerializer,
    NewSnippetSerializer,
    NothingSerializer,
    SnippetSerializer,
)
from sequences.closed_dates import Closing
from sequences.models import ClosedDate, Snippet
from sequences.snippets import delete_snippet, put_snippet, snippets
from tenancy import calls
from tenancy.api import TenantView
from tenancy.roles import Capability


class Snippets(TenantView):
    """Pieces of text that templates name."""

    @extend_schema(responses=SnippetSerializer(many=True))
    def get(self, request: Request) -> Response:
        """A page of snippets."""
        return calls.page(snippets(), request, self, SnippetSerializer)

    @extend_schema(request=NewSnippetSerializer, responses=SnippetSerializer)
    def post(self, request: Request) -> Response:
        """Write the snippet of this name; versions keep the copies they have."""
        row = put_snippet(**calls.body(NewSnippetSerializer, request), **calls.by(request))
        return Response(SnippetSerializer(row).data)


class DeleteSnippet(TenantView):
    """Dropping a snippet."""

    @extend_schema(request=NothingSerializer, responses={204: None})
    def post(self, request: Request, snippet_id: UUID) -> Response:
        """Delete it; a draft that uses it has to do without at its next save."""
        row = calls.found(Snippet.objects.all(), snippet_id)
        calls.body(NothingSerializer, request)
        delete_snippet(row, **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ClosedDates(TenantView):
    """Days on which nothing leaves."""

    @extend_schema(responses=ClosedDateSerializer(many=True))
    def get(self, request: Request) -> Response:
        """A page of closed dates."""
        return calls.page(closed_dates.closings(), request, self, ClosedDateSerializer)

    @extend_schema(request=ClosingSerializer, responses={201: ClosedDateSerializer})
    def post(self, request: Request) -> Response:
        """Close days."""
        closing = Closing(**calls.body(ClosingSerializer, request))
        row = closed_dates.add_closing(closing, **calls.by(request))
        return Response(ClosedDateSerializer(row).data, status=status.HTTP_201_CREATED)


class ChangeClosedDate(TenantView):
    """Changing closed days."""

    @extend_schema(request=ClosingSerializer, responses=ClosedDateSerializer)
    def post(self, request: Request, closed_date_id: UUID) -> Response:
        """Other days, another name or another country."""
        row = calls.found(ClosedDate.objects.all(), closed_date_id)
        closing = Closing(**calls.body(ClosingSerializer, request))
        changed = closed_dates.change_closing(row, closing, **calls.by(request))
        return Response(ClosedDateSerializer(changed).data)


class DeleteClosedDate(TenantView):
    """Opening days again."""

    @extend_schema(request=NothingSerializer, responses={204: None})
    def post(self, request: Request, closed_date_id: UUID) -> Response:
        """Delete the entry."""
        row = calls.found(ClosedDate.objects.all(), closed_date_id)
        calls.body(NothingSerializer, request)
        closed_dates.delete_closing(row, **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


_DATE = "closed-dates/<uuid:closed_date_id>"
urlpatterns = [
    path("snippets", Snippets.as_view(), name="api_snippets"),
    path("snippets/<uuid:snippet_id>/delete", DeleteSnippet.as_view(), name="api_snippet_delete"),
    path("closed-dates", ClosedDates.as_view(), name="api_closed_dates"),
    path(f"{_DATE}/change", ChangeClosedDate.as_view(), name="api_closed_date_change"),
    path(f"{_DATE}/delete", DeleteClosedDate.as_view(), name="api_closed_date_delete"),
]

LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_snippets": {"GET": Capability.SEE, "POST": Capability.EDIT_SEQUENCES},
    "api_snippet_delete": {"POST": Capability.EDIT_SEQUENCES},
    "api_closed_dates": {"GET": Capability.SEE, "POST": Capability.EDIT_SEQUENCES},
    "api_closed_date_change": {"POST": Capability.EDIT_SEQUENCES},
    "api_closed_date_delete": {"POST": Capability.EDIT_SEQUENCES},
}
