"""The plan of a published version, read once in a process: what was approved never changes."""

from functools import lru_cache
from uuid import UUID

from sequences.models import Version, VersionState
from sequences.plans import Plan
from sequences.services import plan_of

MOST_KEPT = 256
UNCHANGING = frozenset({VersionState.APPROVED, VersionState.RETIRED})


def plan(version: Version) -> Plan:
    """The plan of `version`; two queries the first time, none later. A draft is read each time."""
    return _kept(version.pk) if version.state in UNCHANGING else plan_of(version)


@lru_cache(maxsize=MOST_KEPT)
def _kept(version_id: UUID) -> Plan:
    """By id alone: an id is never used twice, and only who may read the row has it."""
    return plan_of(Version.objects.get(pk=version_id))
