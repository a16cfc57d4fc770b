"""REST: suppressions, first-touch reviews to read, and the decisions on a person.

`urlpatterns` are mounted under `/api/v1/`; `LINES` are their lines of the capability table. Lists
are pages, newest first. A key sees whom the person behind it sees; everything else is a 404.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance import desks, gate, reviews, services
from compliance.case import Scope
from compliance.checking import api as checking
from compliance.fingerprints import key_for, normal_form
from compliance.models import Review, Suppression
from compliance.reporting import api as reporting
from compliance.shapes import (
    DecisionOut,
    ReviewDetail,
    ReviewOut,
    ReviewQuery,
    SuppressionIn,
    SuppressionOut,
    SuppressionQuery,
)
from compliance.vault import Erased
from contacts.models import Contact
from tenancy import calls
from tenancy.api import TenantView, tenant
from tenancy.rest import NewestFirst
from tenancy.roles import Capability


class LatestMoment(NewestFirst):
    """Pages by the moment that a decision was about, which the demo's clock can move."""

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        """Ids settle the order within a moment."""
        return ("-at", "-id")


class Suppressions(TenantView):
    """Who must not be contacted."""

    @extend_schema(parameters=[SuppressionQuery], responses=SuppressionOut(many=True))
    def get(self, request: Request) -> Response:
        """The stops in force, or with `lifted=true` all; `value` finds one address exactly."""
        asked = calls.query(SuppressionQuery, request)
        rows = Suppression.objects.all() if asked["lifted"] else _in_force()
        if asked["value"]:
            kind = Scope(asked["kind"])
            rows = rows.filter(kind=kind, key=key_for(kind, normal_form(kind, asked["value"])[0]))
        if asked["reason"]:
            rows = rows.filter(reason=asked["reason"])
        return calls.page(rows, request, self, SuppressionOut)

    @extend_schema(request=SuppressionIn, responses={201: SuppressionOut})
    def post(self, request: Request) -> Response:
        """Add a stop; the same stop again answers with the one that stands."""
        return Response(SuppressionOut(self.add(request)).data, status=status.HTTP_201_CREATED)

    def add(self, request: Request) -> Suppression:
        """Suppress what the request names; who mounts this above may stop enrollments with it."""
        given = calls.body(SuppressionIn, request)
        return services.suppress(**given, source="API", actor=tenant(request).actor)


class Reviews(TenantView):
    """First-touch reviews."""

    @extend_schema(parameters=[ReviewQuery], responses=ReviewOut(many=True))
    def get(self, request: Request) -> Response:
        """Reviews of visible people, without their messages."""
        asked = calls.query(ReviewQuery, request)
        wanted = {name: value for name, value in asked.items() if value}
        rows = _visible_reviews(request)
        return calls.page(rows.filter(**wanted), request, self, ReviewOut)


class OneReview(TenantView):
    """One first-touch review."""

    @extend_schema(responses=ReviewDetail)
    def get(self, request: Request, review_id: UUID) -> Response:
        """The review with the message exactly as it will leave, and its findings."""
        review = calls.found(_visible_reviews(request), review_id)
        try:
            content = reviews.content_of(review)
            findings = reviews.weighed(review, content)
        except Erased:
            content, findings = None, ()
        shown = {"review": review, "content": content, "findings": findings}
        return Response(ReviewDetail(shown).data)


class ContactDecisions(TenantView):
    """Why a person was or was not contacted."""

    @extend_schema(responses=DecisionOut(many=True))
    def get(self, request: Request, contact_id: UUID) -> Response:
        """Every decision of the gate about one visible person, with each rule's finding."""
        calls.found(Contact.objects.visible_to(calls.seat(request)), contact_id)
        rows = gate.decisions_for(contact_id=contact_id)
        return calls.page(rows, request, self, DecisionOut, pages=LatestMoment())


def _in_force() -> QuerySet[Suppression]:
    return Suppression.objects.filter(lifted_at=None)


def _visible_reviews(request: Request) -> QuerySet[Review]:
    seat = calls.seat(request)
    people = Contact.objects.visible_to(seat)
    rows: QuerySet[Review] = desks.open_to(seat).filter(contact__in=people)
    return rows.select_related("decided_by")


urlpatterns = [
    path("reviews", Reviews.as_view(), name="api_reviews"),
    path("reviews/<uuid:review_id>", OneReview.as_view(), name="api_review"),
    path(
        "contacts/<uuid:contact_id>/decisions",
        ContactDecisions.as_view(),
        name="api_contact_decisions",
    ),
    *checking.urlpatterns,
    *reporting.urlpatterns,
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_reviews": {"GET": Capability.SEE},
    "api_review": {"GET": Capability.REVIEW},
    "api_contact_decisions": {"GET": Capability.SEE},
    **checking.LINES,
    **reporting.LINES,
}
