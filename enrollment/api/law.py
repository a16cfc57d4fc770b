"""REST: a workspace's own packs of law, and what they would change for people in flight."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from compliance import governed, law_packs, law_ruling
from compliance.facts import own_packs, pack_of
from compliance.models import LawPack, RuleState
from compliance.packs import Pack
from compliance.shapes import DraftApproval, DraftChange, PeopleOut
from enrollment import law
from tenancy import calls
from tenancy.api import StrictSerializer, TenantView
from tenancy.calls import Listing
from tenancy.roles import Capability
from tenancy.tasks import enqueue

APPLY = "enrollment.tasks.apply_law"
CODES = list(law_packs.BUILT_IN)


class LawIn(StrictSerializer):
    """What a draft shall say; what is left out stays. `document` is a pack as the answers show it;
    `note` says why something is lawful that the built-in pack blocks, and who says so."""

    document = serializers.JSONField(required=False)
    note = serializers.CharField(
        max_length=law_ruling.MAX_NOTE, required=False, allow_blank=True, trim_whitespace=True
    )


class NewLaw(LawIn):
    """A draft to write; without a document it starts from what is in force."""

    code = serializers.ChoiceField(CODES)


class LawChange(DraftChange, LawIn):
    """What a draft shall say instead."""


class LawQuery(Listing):
    """Which versions a list shows: without `state` drafts and what is in force."""

    code = serializers.ChoiceField(CODES, default="")
    state = serializers.ChoiceField(RuleState.values, default="")
    retired = serializers.BooleanField(default=False)


class SaidOut(serializers.Serializer[Any]):
    """What is asked for one channel, in plain sentences."""

    about = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())


class LawOut(PeopleOut, serializers.ModelSerializer[LawPack]):
    """One version of a pack, in its stored form and in words. `laxer`: what it allows and the
    built-in pack of the code blocks. `applied_at`: when the people in flight had been paused."""

    sentences = serializers.SerializerMethodField()
    laxer = serializers.SerializerMethodField()

    class Meta:
        model = LawPack
        fields = (
            *("id", "code", "number", "state", "document", "note", "sentences", "laxer"),
            *("author", "last_editor", "created_at", "edited_at", "approved_by", "approved_at"),
            *("applied_at", "retired_at"),
        )

    @extend_schema_field(SaidOut(many=True))
    def get_sentences(self, row: LawPack) -> list[dict[str, Any]]:
        """The pack as counsel reads it."""
        return _said(pack_of(row))

    def get_laxer(self, row: LawPack) -> list[str]:
        """A sentence for each such point."""
        return law_ruling.laxer(row)


class CountsOut(serializers.Serializer[Any]):
    """The pack that counts for a code: the workspace's own, or the built-in one."""

    code = serializers.CharField()
    jurisdiction = serializers.CharField(source="label")
    version = serializers.IntegerField()
    is_own = serializers.BooleanField()
    as_of = serializers.DateField()
    document = serializers.JSONField()
    sentences = SaidOut(many=True)


class LawPreviewOut(serializers.Serializer[Any]):
    """What a draft changes for the people in flight of its countries: `going` would be paused,
    `waiting` be stopped when they go on, `admitted` be let go on. `people` of `total` were looked
    at, the newest."""

    people = serializers.IntegerField()
    total = serializers.IntegerField()
    going = serializers.IntegerField()
    waiting = serializers.IntegerField()
    admitted = serializers.IntegerField()


class Counting(TenantView):
    """What counts now."""

    @extend_schema(operation_id="law_packs_in_force", responses=CountsOut(many=True))
    def get(self, request: Request) -> Response:
        """Each pack that can be exchanged, as it counts now."""
        own = own_packs()
        return Response([_counts(own.get(code, pack)) for code, pack in law_packs.BUILT_IN.items()])


class Laws(TenantView):
    """Versions of packs of the workspace."""

    @extend_schema(parameters=[LawQuery], responses=LawOut(many=True))
    def get(self, request: Request) -> Response:
        """Drafts and packs in force; with `state` those of one, with `retired=true` every one."""
        asked = calls.query(LawQuery, request)
        rows = governed.listed(_laws(), state=asked["state"], retired=asked["retired"])
        if asked["code"]:
            rows = rows.filter(code=asked["code"])
        return calls.page(rows, request, self, LawOut)

    @extend_schema(request=NewLaw, responses={201: LawOut})
    def post(self, request: Request) -> Response:
        """Write a draft, which binds nobody."""
        said = calls.body(NewLaw, request)
        row = law_ruling.write_draft(said.pop("code"), said, **calls.by(request))
        return Response(LawOut(row).data, status=status.HTTP_201_CREATED)


class OneLaw(TenantView):
    """One version of a pack."""

    @extend_schema(responses=LawOut)
    def get(self, request: Request, pack_id: UUID) -> Response:
        """What it says."""
        return Response(LawOut(_law(pack_id)).data)

    @extend_schema(request=LawChange, responses=LawOut)
    def patch(self, request: Request, pack_id: UUID) -> Response:
        """Change a draft."""
        given = calls.body(LawChange, request, partial=True)
        expected = given.pop("expected_edited_at", None)
        row = law_ruling.change_draft(
            _law(pack_id), given, expected_edited_at=expected, **calls.by(request)
        )
        return Response(LawOut(row).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pack_id: UUID) -> Response:
        """Discard a draft."""
        law_ruling.discard_draft(_law(pack_id), **calls.by(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PreviewLaw(TenantView):
    """Looking ahead."""

    @extend_schema(responses=LawPreviewOut)
    def get(self, request: Request, pack_id: UUID) -> Response:
        """What this version changes for people in flight, beside what is in force."""
        return Response(asdict(law.preview(_law(pack_id))))


class ApproveLaw(TenantView):
    """Putting in force."""

    @extend_schema(request=DraftApproval, responses=LawOut)
    def post(self, request: Request, pack_id: UUID) -> Response:
        """Put a draft in force; never by anybody who wrote in it, and where it is laxer than the
        built-in pack only with a note. A worker pauses whom it blocks in flight."""
        draft, given = _law(pack_id), calls.body(DraftApproval, request)
        row = law.approve(draft, **given, **calls.by(request))
        enqueue(APPLY, row.pk)
        return Response(LawOut(row).data)


class RetireLaw(TenantView):
    """Taking out of force."""

    @extend_schema(request=None, responses=LawOut)
    def post(self, request: Request, pack_id: UUID) -> Response:
        """Retire the version in force: the built-in pack counts again. Whom it paused stays paused
        until somebody resumes them."""
        return Response(LawOut(law.retire(_law(pack_id), **calls.by(request))).data)


def _counts(pack: Pack) -> dict[str, Any]:
    more = {"document": law_packs.to_document(pack), "sentences": _said(pack)}
    names = ("code", "label", "version", "is_own", "as_of")
    return dict(CountsOut({**{name: getattr(pack, name) for name in names}, **more}).data)


def _said(pack: Pack) -> list[dict[str, Any]]:
    return [{"about": about, "sentences": said} for about, said in law_packs.sentences(pack)]


def _laws() -> Any:
    return LawPack.objects.select_related("author", "last_editor", "approved_by")


def _law(pack_id: UUID) -> LawPack:
    found: LawPack = calls.found(_laws(), pack_id)
    return found


_ONE = "law-packs/<uuid:pack_id>"
urlpatterns = [
    path("law-packs", Laws.as_view(), name="api_law_packs"),
    path("law-packs/in-force", Counting.as_view(), name="api_law_in_force"),
    path(_ONE, OneLaw.as_view(), name="api_law_pack"),
    path(f"{_ONE}/preview", PreviewLaw.as_view(), name="api_law_pack_preview"),
    path(f"{_ONE}/approve", ApproveLaw.as_view(), name="api_law_pack_approve"),
    path(f"{_ONE}/retire", RetireLaw.as_view(), name="api_law_pack_retire"),
]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    "api_law_packs": {"GET": Capability.SEE, "POST": Capability.EDIT_RULES},
    "api_law_in_force": {"GET": Capability.SEE},
    "api_law_pack": {
        "GET": Capability.SEE,
        "PATCH": Capability.EDIT_RULES,
        "DELETE": Capability.EDIT_RULES,
    },
    "api_law_pack_preview": {"GET": Capability.SEE},
    "api_law_pack_approve": {"POST": Capability.EDIT_RULES},
    "api_law_pack_retire": {"POST": Capability.EDIT_RULES},
}
