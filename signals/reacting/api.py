"""REST: what happens when a signal comes, in versions that a second admin puts in force."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.shapes import (
    DOCUMENT_FIELDS,
    DocumentIn,
    DocumentOut,
    DraftApproval,
    DraftChange,
    InForceOut,
)
from signals import reaction_document, tables
from signals.models import ReactionTable
from signals.reacting import reports
from signals.reaction_table import Does, Others, Topic
from tenancy import calls
from tenancy.api import TenantView
from tenancy.calls import Listing
from tenancy.roles import Capability


class ReactionTableIn(DocumentIn):
    """A draft to write. `document` has lines and exceptions; docs/reactions.md explains both."""


class ReactionTableChange(DraftChange, ReactionTableIn):
    """What a draft shall say instead."""


class ReactionTableOut(DocumentOut, serializers.ModelSerializer[ReactionTable]):
    """One version of the reaction table."""

    class Meta:
        model = ReactionTable
        fields = DOCUMENT_FIELDS


class ReactionLine(serializers.Serializer[Any]):
    """What happens to the person, and to others of their company."""

    does = serializers.ChoiceField(choices=[(each.value, each.value) for each in Does])
    others = serializers.ChoiceField(choices=[(each.value, each.value) for each in Others])


class ReactionChange(serializers.Serializer[Any]):
    """So many signals of a topic in a motion would have had another line."""

    topic = serializers.ChoiceField(choices=[(each.value, each.value) for each in Topic])
    motion = serializers.CharField()
    before = ReactionLine()
    after = ReactionLine()
    signals = serializers.IntegerField()


class ReactionReport(serializers.Serializer[Any]):
    """Of `signals` from `since` to `until`, `different` would have acted differently."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    signals = serializers.IntegerField()
    different = serializers.IntegerField()
    changes = ReactionChange(many=True)


class ReactionTables(TenantView):
    """Reaction tables of the workspace."""

    @extend_schema(parameters=[Listing], responses=ReactionTableOut(many=True))
    def get(self, request: Request) -> Response:
        """Every version, newest first."""
        calls.query(Listing, request)
        return calls.page(tables.versions(), request, self, ReactionTableOut)

    @extend_schema(request=ReactionTableIn, responses={201: ReactionTableOut})
    def post(self, request: Request) -> Response:
        """Write a draft, which changes nothing until another admin approves it."""
        row = tables.write_draft(**calls.body(ReactionTableIn, request), **calls.by(request))
        return Response(ReactionTableOut(row).data, status=status.HTTP_201_CREATED)


class ReactionTableInForce(TenantView):
    """The table that holds now."""

    @extend_schema(responses=InForceOut)
    def get(self, request: Request) -> Response:
        """What holds for every signal that has its effect from now on, with every line."""
        table = tables.in_force()
        said = {"number": table.number, "document": reaction_document.to_data(table)}
        return Response(InForceOut(said).data)


class OneReactionTable(TenantView):
    """One version of the table."""

    @extend_schema(responses=ReactionTableOut)
    def get(self, request: Request, table_id: UUID) -> Response:
        """What it says."""
        return Response(ReactionTableOut(_table(table_id)).data)

    @extend_schema(request=ReactionTableChange, responses=ReactionTableOut)
    def patch(self, request: Request, table_id: UUID) -> Response:
        """Change a draft."""
        given, row = calls.body(ReactionTableChange, request, partial=True), _table(table_id)
        said = {"document": row.document, **given}
        return Response(
            ReactionTableOut(tables.change_draft(row, **said, **calls.by(request))).data
        )

    @extend_schema(responses={204: None})
    def delete(self, request: Request, table_id: UUID) -> Response:
        """Discard a draft."""
        tables.discard_draft(_table(table_id), **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ApproveReactionTable(TenantView):
    """Putting in force."""

    @extend_schema(request=DraftApproval, responses=ReactionTableOut)
    def post(self, request: Request, table_id: UUID) -> Response:
        """Put a draft in force; never by anybody who wrote in it."""
        draft, given = _table(table_id), calls.body(DraftApproval, request)
        return Response(ReactionTableOut(tables.approve(draft, **given, **calls.by(request))).data)


class ReportOfReactionTable(TenantView):
    """What a table would have done."""

    @extend_schema(responses=ReactionReport)
    def get(self, request: Request, table_id: UUID) -> Response:
        """Which signals of the last 90 days would have acted differently under it."""
        found = reports.report(tables.table_of(_table(table_id)))
        return Response(ReactionReport(found).data)


def _table(table_id: UUID) -> ReactionTable:
    found: ReactionTable = calls.found(tables.versions(), table_id)
    return found


_ONE = "reaction-tables/<uuid:table_id>"
urlpatterns = [
    path("reaction-tables", ReactionTables.as_view(), name="api_reaction_tables"),
    path("reaction-tables/in-force", ReactionTableInForce.as_view(), name="api_reactions_in_force"),
    path(_ONE, OneReactionTable.as_view(), name="api_reaction_table"),
    path(f"{_ONE}/approve", ApproveReactionTable.as_view(), name="api_reaction_table_approve"),
    path(f"{_ONE}/report", ReportOfReactionTable.as_view(), name="api_reaction_table_report"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_reaction_tables": {"GET": Capability.SEE, "POST": Capability.EDIT_RULES},
    "api_reactions_in_force": {"GET": Capability.SEE},
    "api_reaction_table": {
        "GET": Capability.SEE,
        "PATCH": Capability.EDIT_RULES,
        "DELETE": Capability.EDIT_RULES,
    },
    "api_reaction_table_approve": {"POST": Capability.EDIT_RULES},
    "api_reaction_table_report": {"GET": Capability.SEE},
}
