"""What tests of audiences do again and again."""

from typing import Any

from django.db import transaction

from audit.transitions import perform
from contacts.models import Contact
from enrollment import audiences, gathering
from enrollment.audiences import Asked
from enrollment.models import Audience, Enrollment, Preflight
from sequences.models import Sequence, Version
from tenancy import clock
from tenancy.actors import member, system
from tests.factories import ContactFactory
from tests.world import World

ENGINEERS = [{"field": "contact.title", "operator": "is", "value": "engineer"}]


def people(world: World, count: int, **fields: Any) -> list[Contact]:
    """People of the rep."""
    with transaction.atomic():
        return ContactFactory.create_batch(count, **{"owner": world.rep, **fields})


def asked(**more: Any) -> Asked:
    """An audience of engineers, by hand."""
    return Asked(**{"name": "Engineers", "reason": "They build", "conditions": ENGINEERS, **more})


def audience(world: World, version: Version, **more: Any) -> Audience:
    """The audience, made by the rep."""
    with transaction.atomic():
        sequence = Sequence.objects.get(pk=version.sequence_id)
    return audiences.create(sequence, asked(**more), seat=world.rep, actor=member(world.rep))


def run(world: World, row: Audience) -> Preflight | None:
    """The rep looks, and a worker does its part."""
    return gathering.run(row, seat=world.rep, actor=member(world.rep))


def fresh(row: Audience) -> Audience:
    """The audience as it is stored now."""
    with transaction.atomic():
        return Audience.objects.select_related("last_preflight", "owner").get(pk=row.pk)


def states() -> list[str]:
    """The states of everybody who ever came in."""
    with transaction.atomic():
        return sorted(Enrollment.objects.values_list("state", flat=True))


def retire(version: Version) -> None:
    """The version takes nobody any more."""
    with transaction.atomic():
        perform(version, "retire", actor=system("test"), at=clock.now())
