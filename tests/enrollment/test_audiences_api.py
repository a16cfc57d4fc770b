"""REST: audiences, by a rep, a viewer and another workspace."""

from typing import Any

from django.db import transaction
from django.test import Client

from contacts import saved_views
from enrollment import gathering
from sequences.models import Version
from tenancy import services
from tenancy.actors import member
from tenancy.models import Membership
from tenancy.scope import scope
from tests.enrollment.audience_stage import ENGINEERS, audience, people, states
from tests.world import World


class Caller:
    """A program with a key of this seat."""

    def __init__(self, world: World, seat: Membership, role: str = "") -> None:
        with scope(world.workspace.pk), transaction.atomic():
            _, secret = services.create_key(
                name="Robot", role=role or seat.role, seat=seat, actor=member(world.admin)
            )
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/api/v1/{path}", body, content_type="application/json")


BODY = {"name": "Engineers", "reason": "They build", "conditions": ENGINEERS}


def test_a_program_makes_looks_at_and_ends_an_audience(stage: World, version: Version) -> None:
    people(stage, 2)
    rep = Caller(stage, stage.rep)
    made = rep.post(f"sequences/{version.sequence_id}/audiences", **BODY)
    path = f"audiences/{made.json()['id']}"
    assert rep.get(f"{path}/preview").json()["new"] == 2
    assert rep.post(f"{path}/run").status_code == 202
    gathering.keep()
    assert (states(), rep.post(f"{path}/end").status_code) == (["awaiting_review"] * 2, 200)


def test_a_viewer_reads_audiences_and_makes_none(stage: World, version: Version) -> None:
    path, viewer = f"sequences/{version.sequence_id}/audiences", Caller(stage, stage.viewer)
    assert (viewer.get(path).status_code, viewer.post(path, **BODY).status_code) == (200, 403)


def test_another_workspace_finds_neither_audience_nor_view(
    stage: World, version: Version, globex: World
) -> None:
    row = audience(stage, version)
    view = saved_views.create(
        name="V", kind="contacts", conditions=ENGINEERS, seat=stage.rep, actor=member(stage.rep)
    )
    outsider = Caller(globex, globex.admin)
    path = f"audiences/{row.pk}"
    found = [outsider.get(each).status_code for each in (path, f"{path}/preview")]
    found += [outsider.post(f"{path}/{verb}").status_code for verb in ("run", "end")]
    found += [outsider.get(f"views/{view.pk}").status_code]
    assert found == [404] * 5


def test_the_role_of_a_key_bounds_what_it_does_with_the_rows_of_others(
    stage: World, version: Version
) -> None:
    row = audience(stage, version)
    with transaction.atomic():
        view = saved_views.create(
            name="Mine",
            kind="contacts",
            conditions=ENGINEERS,
            seat=stage.rep,
            actor=member(stage.rep),
        )
    key = Caller(stage, stage.admin, role="rep")
    answers = [
        key.post(f"audiences/{row.pk}", **BODY),
        key.post(f"audiences/{row.pk}/end"),
        key.post(f"views/{view.pk}", name="Stolen", conditions=ENGINEERS),
        key.client.delete(f"/api/v1/views/{view.pk}"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert Caller(stage, stage.admin).post(f"audiences/{row.pk}/end").status_code == 200
