"""The plan of a published version, read once in a process: what was approved never changes."""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from sequences.models import Step, Version, VersionState
from sequences.plans import Plan, StepInput, step_of
from sequences.services import plan_of

MOST_KEPT = 256
UNCHANGING = frozenset({VersionState.APPROVED, VersionState.RETIRED})


def plan(version: Version) -> Plan:
    """The plan of `version`; two queries the first time, none later. A draft is read each time."""
    return _kept(version.pk.int) if version.state in UNCHANGING else plan_of(version)


def step(version: Version, row: Step) -> StepInput:
    """What a stored step says, which was read before when it is one of `version`."""
    kept = plan(version).step(row.key) if row.version_id == version.pk else None
    return kept or step_of(row)


def rows(version: Version) -> Mapping[str, Step]:
    """The stored steps of `version` by key, for what refers to them. Do not change them."""
    return _rows_kept(version.pk.int) if version.state in UNCHANGING else _rows(version.pk)


def row_by_id(version: Version, step_id: UUID) -> Step | None:
    """A stored step of `version` by its id; None for one of another version."""
    return next((row for row in rows(version).values() if row.pk == step_id), None)


def _rows(version_id: UUID) -> dict[str, Step]:
    return {row.key: row for row in Step.objects.filter(version=version_id)}


# By the numbers of ids, which are found faster than the ids themselves.
@lru_cache(maxsize=MOST_KEPT)
def _rows_kept(version: int) -> dict[str, Step]:
    return _rows(UUID(int=version))


@lru_cache(maxsize=MOST_KEPT)
def _kept(version: int) -> Plan:
    """By id alone: an id is never used twice, and only who may read the row has it."""
    return plan_of(Version.objects.get(pk=UUID(int=version)))
