"""A plan run on a clock of its own: one person's way, or thousands at once with all limits.

Pure, and the same decisions as the engine's: steps by `sequences.flow`, moments by the cadence.
"""

from sequences.simulation.crowd import simulate
from sequences.simulation.figures import Result
from sequences.simulation.journey import End, Journey, Passage, What
from sequences.simulation.people import Behaviour, Person, Rates, Script, Silent
from sequences.simulation.report import as_data
from sequences.simulation.route import Dates
from sequences.simulation.walking import walk
from sequences.simulation.world import Owner, Reviewing, Sender, World

__all__ = [
    "Behaviour",
    "Dates",
    "End",
    "Journey",
    "Owner",
    "Passage",
    "Person",
    "Rates",
    "Result",
    "Reviewing",
    "Script",
    "Sender",
    "Silent",
    "What",
    "World",
    "as_data",
    "simulate",
    "walk",
]
