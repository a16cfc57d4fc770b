"""Carrying a simulation out: load in chunks with visible progress, run, keep the figures."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction

from enrollment.simulating.asking import stored
from enrollment.simulating.audience import CHUNK, Loader, check_somebody
from enrollment.simulating.rows import Rows
from enrollment.simulating.surroundings import world_for
from sequences.cadence import CadenceError
from sequences.models import Simulation, SimulationStage
from sequences.services import plan_of
from sequences.simulation import as_data, simulate
from tenancy import clock
from tenancy.alone import alone
from tenancy.errors import Refused

GIVES_UP = timedelta(days=1)
UNFINISHED = (SimulationStage.WAITING, SimulationStage.RUNNING)
OURS = "Something went wrong on our side; nothing was changed. Ask again, or tell an admin."

log = structlog.get_logger(__name__)


def run(simulation_id: UUID) -> None:
    """Answer one simulation, from its beginning, unless somebody else is just doing it. Call it
    outside a transaction. A failed one says why, and is not tried again."""
    with alone(f"simulation:{simulation_id}") as is_ours:
        if not is_ours or not _begin(simulation_id):
            return
        try:
            _answer(simulation_id)
        except Refused as refused:
            _fail(simulation_id, refused.message)
        except CadenceError as error:
            _fail(simulation_id, str(error))
        except Exception:
            log.exception("simulation failed", simulation_id=str(simulation_id))
            _fail(simulation_id, OURS)


@transaction.atomic
def unfinished() -> list[UUID]:
    """Simulations that wait for a worker, for the sweep that finds what a lost nudge or a killed
    worker left; what could not be answered within a day is not tried again."""
    rows = Simulation.objects.filter(stage__in=UNFINISHED)
    old = rows.filter(created_at__lt=clock.now() - GIVES_UP)
    old.update(stage=SimulationStage.FAILED, problem=OURS, finished_at=clock.now())
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:20])


def _answer(simulation_id: UUID) -> None:
    with transaction.atomic():
        loader = _loader(simulation_id)
        ids = loader.ids()
        check_somebody(len(ids), loader)
        _set(simulation_id, people_total=len(ids), progress=0)
    for number in range(0, len(ids), CHUNK):
        with transaction.atomic():
            loader.load(ids[number : number + CHUNK])
            _set(simulation_id, progress=min(number + CHUNK, len(ids)))
    with transaction.atomic():
        plan, found = plan_of(loader.version), loader.people
        about = (loader.version, loader.asked, found.found, found.played)
        world = world_for(*about, loader.workspace, loader.now)
    rows = Rows(found.names)
    result = as_data(simulate(plan, found.found, world, rows.add))
    more = {"left_out": found.as_json(), "moved": loader.moved()}
    with transaction.atomic():
        _set(
            simulation_id,
            stage=SimulationStage.DONE,
            result={**result, **more},
            rows=rows.finished(),
            finished_at=clock.now(),
        )


def _loader(simulation_id: UUID) -> Loader:
    rows = Simulation.objects.select_related("version__sequence", "version__workspace")
    row = rows.select_related("requested_by").get(pk=simulation_id)
    if row.version.edited_at != row.edited_at:
        raise Refused("The draft was saved after this was asked. Run the simulation again.")
    return Loader(row.version, stored(row.asked), row.requested_by, clock.now())


@transaction.atomic
def _begin(simulation_id: UUID) -> bool:
    rows = Simulation.objects.filter(pk=simulation_id, stage__in=UNFINISHED)
    return bool(rows.update(stage=SimulationStage.RUNNING, progress=0, problem=""))


@transaction.atomic
def _fail(simulation_id: UUID, problem: str) -> None:
    _set(simulation_id, stage=SimulationStage.FAILED, problem=problem, finished_at=clock.now())


def _set(simulation_id: UUID, **changes: object) -> None:
    Simulation.objects.filter(pk=simulation_id).update(**changes)
