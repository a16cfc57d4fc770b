"""REST: a workspace's own words for the content check, and findings that are accepted for a time.

`urlpatterns` and `LINES` are parts of those of `compliance.api`.
"""

from collections.abc import Mapping
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance import finding_waivers, weighing, word_rules
from compliance.checking.shapes import (
    AcceptedOut,
    AcceptedQuery,
    AcceptIn,
    WordsIn,
    WordsOut,
    WordsQuery,
)
from compliance.models import ContentRule, FindingWaiver, Review
from compliance.vault import Erased
from contacts.models import Contact
from tenancy import calls
from tenancy.api import TenantView
from tenancy.errors import Refused
from tenancy.roles import Capability


class Words(TenantView):
    """Lists of words that every message is checked for, besides the built-in packs."""

    @extend_schema(parameters=[WordsQuery], responses=WordsOut(many=True))
    def get(self, request: Request) -> Response:
        """The lists in force."""
        rows = ContentRule.objects.select_related("created_by")
        if not calls.query(WordsQuery, request)["retired"]:
            rows = rows.filter(retired_at=None)
        return calls.page(rows, request, self, WordsOut)

    @extend_schema(request=WordsIn, responses={201: WordsOut})
    def post(self, request: Request) -> Response:
        """Look for more words from now on."""
        rule = word_rules.add(_wording(request), **calls.by(request))
        return Response(WordsOut(rule).data, status=status.HTTP_201_CREATED)


class ChangeWords(TenantView):
    """The next version of a list of words."""

    @extend_schema(operation_id="content_rules_change", request=WordsIn, responses=WordsOut)
    def post(self, request: Request, rule_id: UUID) -> Response:
        """Replace the list; `rule_id` is the id of the version in force."""
        rule = calls.found(ContentRule.objects.all(), rule_id)
        return Response(
            WordsOut(word_rules.change(rule, _wording(request), **calls.by(request))).data
        )


class RetireWords(TenantView):
    """The end of a list of words."""

    @extend_schema(request=None, responses=WordsOut)
    def post(self, request: Request, rule_id: UUID) -> Response:
        """Look for these words no longer; `rule_id` is the id of the version in force."""
        rule = calls.found(ContentRule.objects.all(), rule_id)
        return Response(WordsOut(word_rules.retire(rule, **calls.by(request))).data)


class Accepted(TenantView):
    """Findings of the content check that are accepted for a time."""

    @extend_schema(parameters=[AcceptedQuery], responses=AcceptedOut(many=True))
    def get(self, request: Request) -> Response:
        """Those that hold now."""
        rows = FindingWaiver.objects.select_related("granted_by", "ended_by")
        if not calls.query(AcceptedQuery, request)["ended"]:
            rows = weighing.live_waivers().select_related("ended_by")
        return calls.page(rows, request, self, AcceptedOut)

    @extend_schema(request=AcceptIn, responses={201: AcceptedOut})
    def post(self, request: Request) -> Response:
        """Accept a finding of a message that waits; never by who wrote the message."""
        given = calls.body(AcceptIn, request)
        people = Contact.objects.visible_to(calls.seat(request))
        review = calls.found(Review.objects.filter(contact__in=people), given.pop("review_id"))
        try:
            waiver = finding_waivers.accept(review, **given, **calls.by(request))
        except Erased as gone:
            message = "This person was erased, and the message with them."
            raise Refused(message, code="no_such_finding") from gone
        return Response(AcceptedOut(waiver).data, status=status.HTTP_201_CREATED)


class EndAccepted(TenantView):
    """The early end of an accepted finding."""

    @extend_schema(request=None, responses=AcceptedOut)
    def post(self, request: Request, waiver_id: UUID) -> Response:
        """Accept it no longer."""
        waiver = calls.found(FindingWaiver.objects.all(), waiver_id)
        return Response(AcceptedOut(finding_waivers.end(waiver, **calls.by(request))).data)


def _wording(request: Request) -> word_rules.Wording:
    given = calls.body(WordsIn, request)
    return word_rules.Wording(**{**given, "words": tuple(given["words"])})


_RULE, _WAIVER = "content-rules/<uuid:rule_id>", "finding-waivers/<uuid:waiver_id>"
urlpatterns = [
    path("content-rules", Words.as_view(), name="api_content_rules"),
    path(_RULE, ChangeWords.as_view(), name="api_content_rule"),
    path(f"{_RULE}/retire", RetireWords.as_view(), name="api_content_rule_retire"),
    path("finding-waivers", Accepted.as_view(), name="api_finding_waivers"),
    path(f"{_WAIVER}/end", EndAccepted.as_view(), name="api_finding_waiver_end"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_content_rules": {"GET": Capability.SEE, "POST": Capability.EDIT_RULES},
    "api_content_rule": {"POST": Capability.EDIT_RULES},
    "api_content_rule_retire": {"POST": Capability.EDIT_RULES},
    "api_finding_waivers": {"GET": Capability.REVIEW, "POST": Capability.WAIVE},
    "api_finding_waiver_end": {"POST": Capability.WAIVE},
}
