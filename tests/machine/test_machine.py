"""The whole engine as a state machine: 100 examples of 30 steps, and as many as are asked for in
the environment."""

import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from pytest_django import Settings

from tests.machine.base import Base
from tests.machine.changes import Changes
from tests.machine.control import Control
from tests.machine.people import People
from tests.machine.place import ready
from tests.machine.workers import Workers

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "100"))
STEPS = int(os.environ.get("MACHINE_STEPS", "30"))
# The suite does the same every time; the long form looks further.
HOW = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    derandomize="MACHINE_EXAMPLES" not in os.environ,
    deadline=None,
    database=None,
    print_blob=False,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


class Engine(Control, Changes, Workers, People):
    """Everything that may happen."""


def test_the_engine_keeps_its_promises_whatever_happens_in_whatever_order(
    transactional_db: None, settings: Settings, tmp_path: Path
) -> None:
    def point_at(folder: Path) -> None:
        settings.SANDBOX_DIR = str(folder)

    with ready(tmp_path, point_at) as place:
        Base.place = place
        run_state_machine_as_test(Engine, settings=HOW)
