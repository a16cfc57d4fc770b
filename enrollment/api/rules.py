"""REST: exclusion rules, their back-tests, and putting them in force."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance import governed
from compliance import ruling as governing
from compliance.models import ExclusionRule
from compliance.shapes import DraftApproval, NewRule, RuleChange, RuleOut, RuleQuery
from enrollment import backtests, ruling
from tenancy import calls
from tenancy.api import TenantView
from tenancy.models import Membership
from tenancy.roles import Capability
from tenancy.tasks import enqueue

BACKTEST = "enrollment.tasks.run_backtest"
APPLY = "enrollment.tasks.apply_rule"


class GroupOut(serializers.Serializer[Any]):
    """People of one kind; `replied` and `booked` count who did so after the decision (0 for those
    in flight), and `sample` holds ids of at most 20 whom you may see."""

    people = serializers.IntegerField()
    replied = serializers.IntegerField()
    booked = serializers.IntegerField()
    sample = serializers.ListField(child=serializers.UUIDField())


class ReportOut(serializers.Serializer[Any]):
    """What a draft would do to the people judged from `since` to `until`, by their fields at
    `until`, beside the version `against` (null: no rule). `already` were kept out or put off
    otherwise, `gone` are erased. `in_flight` would be paused, `waiting` be stopped by the gate when
    they go on. After 24 hours a report is too old to approve by."""

    against = serializers.IntegerField(allow_null=True)
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    people = serializers.IntegerField()
    already = serializers.IntegerField()
    gone = serializers.IntegerField()
    waiting = serializers.IntegerField()
    blocked = GroupOut()
    admitted = GroupOut()
    in_flight = GroupOut()


class RuleDetail(RuleOut):
    """A version with its back-test; null while a worker makes it."""

    report = serializers.SerializerMethodField()

    class Meta:
        model = ExclusionRule
        fields = (*RuleOut.Meta.fields, "report")

    @extend_schema_field(ReportOut(allow_null=True))
    def get_report(self, rule: ExclusionRule) -> dict[str, Any] | None:
        """The figures, with the people whom the caller may see."""
        if rule.report.get("stage") != "done":
            return None
        seat: Membership = self.context["seat"]
        found = {**rule.report}
        for name in ("blocked", "admitted", "in_flight"):
            people = backtests.shown(found[name]["sample"], seat)
            found[name] = {**found[name], "sample": [each.pk for each in people]}
        return dict(ReportOut(found).data)


class Rules(TenantView):
    """Exclusion rules of the workspace."""

    @extend_schema(parameters=[RuleQuery], responses=RuleOut(many=True))
    def get(self, request: Request) -> Response:
        """Drafts and rules in force; with `state` those of one, with `retired=true` every one."""
        asked = calls.query(RuleQuery, request)
        rows = governed.listed(_rules(), state=asked["state"], retired=asked["retired"])
        if asked["key"]:
            rows = rows.filter(key=asked["key"])
        return calls.page(rows, request, self, RuleOut)

    @extend_schema(request=NewRule, responses={201: RuleDetail})
    def post(self, request: Request) -> Response:
        """Write a draft, which blocks nobody; a worker back-tests it."""
        said = calls.body(NewRule, request)
        rule = ruling.write_draft(said, key=said.pop("key"), **calls.by(request))
        enqueue(BACKTEST, rule.pk)
        return _answer(rule, request, status.HTTP_201_CREATED)


class OneRule(TenantView):
    """One version of a rule."""

    @extend_schema(responses=RuleDetail)
    def get(self, request: Request, rule_id: UUID) -> Response:
        """What it says, and its back-test."""
        return _answer(_rule(rule_id), request)

    @extend_schema(request=RuleChange, responses=RuleDetail)
    def patch(self, request: Request, rule_id: UUID) -> Response:
        """Change a draft; it is back-tested again."""
        given = calls.body(RuleChange, request, partial=True)
        expected = given.pop("expected_edited_at", None)
        rule = ruling.change_draft(
            _rule(rule_id), given, expected_edited_at=expected, **calls.by(request)
        )
        enqueue(BACKTEST, rule.pk)
        return _answer(rule, request)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, rule_id: UUID) -> Response:
        """Discard a draft."""
        governing.discard_draft(_rule(rule_id), **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class TestRule(TenantView):
    """Back-testing."""

    @extend_schema(request=None, responses=RuleDetail)
    def post(self, request: Request, rule_id: UUID) -> Response:
        """Back-test a draft again, because people or their decisions have changed."""
        rule = governing.ask_report(_rule(rule_id), **calls.by(request))
        enqueue(BACKTEST, rule.pk)
        return _answer(rule, request)


class ApproveRule(TenantView):
    """Putting in force."""

    @extend_schema(request=DraftApproval, responses=RuleDetail)
    def post(self, request: Request, rule_id: UUID) -> Response:
        """Put a draft in force; never by anybody who wrote in it, and not before its back-test is
        done, nor 24 hours after it. A worker pauses whom it blocks in flight."""
        row, given = _rule(rule_id), calls.body(DraftApproval, request)
        rule = ruling.approve(row, **given, **calls.by(request))
        enqueue(APPLY, rule.pk)
        return _answer(rule, request)


class RetireRule(TenantView):
    """Taking out of force."""

    @extend_schema(request=None, responses=RuleDetail)
    def post(self, request: Request, rule_id: UUID) -> Response:
        """Retire the version in force; whom it paused stays paused until somebody resumes them."""
        return _answer(governing.retire(_rule(rule_id), **calls.by(request)), request)


def _answer(rule: ExclusionRule, request: Request, code: int = status.HTTP_200_OK) -> Response:
    shown = RuleDetail(rule, context={"seat": calls.seat(request)})
    return Response(shown.data, status=code)


def _rules() -> Any:
    return ExclusionRule.objects.select_related("author", "last_editor", "approved_by")


def _rule(rule_id: UUID) -> ExclusionRule:
    found: ExclusionRule = calls.found(_rules(), rule_id)
    return found


_ONE = "exclusion-rules/<uuid:rule_id>"
urlpatterns = [
    path("exclusion-rules", Rules.as_view(), name="api_rules"),
    path(_ONE, OneRule.as_view(), name="api_rule"),
    path(f"{_ONE}/backtest", TestRule.as_view(), name="api_rule_backtest"),
    path(f"{_ONE}/approve", ApproveRule.as_view(), name="api_rule_approve"),
    path(f"{_ONE}/retire", RetireRule.as_view(), name="api_rule_retire"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_rules": {"GET": Capability.SEE, "POST": Capability.EDIT_RULES},
    "api_rule": {
        "GET": Capability.SEE,
        "PATCH": Capability.EDIT_RULES,
        "DELETE": Capability.EDIT_RULES,
    },
    "api_rule_backtest": {"POST": Capability.EDIT_RULES},
    "api_rule_approve": {"POST": Capability.EDIT_RULES},
    "api_rule_retire": {"POST": Capability.EDIT_RULES},
}
