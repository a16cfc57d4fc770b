"""How long simulations are kept. Each workspace's are tidied by the sweep that carries them on.

Of a version the newest are kept (`SIMULATIONS_KEPT`), and every one of the words that are in
approval or were approved, as far as it was asked before that: an approver may have read it. The
touches, which name people, go from all of them after `SIMULATION_TOUCHES_DAYS`; figures stay.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from sequences.models import Simulation, SimulationStage, VersionState
from tenancy import clock

AT_A_TIME = 500
OVER = (SimulationStage.DONE, SimulationStage.FAILED)


@transaction.atomic
def tidy() -> tuple[int, int]:
    """Drop what is kept no longer; how many lost their touches, and how many went altogether."""
    edge = clock.now() - timedelta(days=settings.SIMULATION_TOUCHES_DAYS)
    old = Simulation.objects.filter(stage__in=OVER, created_at__lt=edge).exclude(rows=b"")
    emptied = old.update(rows=b"")
    surplus = list(_surplus().values_list("pk", flat=True)[:AT_A_TIME])
    if surplus:
        Simulation.objects.filter(pk__in=surplus).delete()
    return emptied, len(surplus)


def _surplus() -> "QuerySet[Simulation]":
    newest_first = Window(
        RowNumber(), partition_by=F("version_id"), order_by=[F("created_at").desc(), F("pk").desc()]
    )
    rows = Simulation.objects.filter(stage__in=OVER).annotate(place=newest_first)
    beyond = rows.filter(place__gt=settings.SIMULATIONS_KEPT).values("pk")
    # Apart from it: the attached ones have their places among the newest, too.
    found: QuerySet[Simulation] = Simulation.objects.filter(pk__in=beyond).exclude(_attached())
    return found


def _attached() -> Q:
    """Whether it is of the very words that an approver has, or had, before them."""
    asked = Q(version__state=VersionState.IN_APPROVAL)
    asked |= Q(version__approved_at__isnull=False, created_at__lte=F("version__approved_at"))
    return Q(asked, edited_at=F("version__edited_at"), stage=SimulationStage.DONE)
