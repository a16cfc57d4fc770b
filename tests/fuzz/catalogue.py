"""Every target, by name. Django must be set up before this is imported."""

from collections.abc import Mapping

from tests.fuzz.target import Target
from tests.fuzz.targets import files, mail, services, wires

TARGETS: Mapping[str, Target] = {
    each.name: each for each in (*mail.TARGETS, *services.TARGETS, *wires.TARGETS, *files.TARGETS)
}
