"""The way of one person, alone: what the scripted tests and the replayed histories look at."""

from sequences.plans import Plan
from sequences.simulation.journey import End, Journey, Passage
from sequences.simulation.people import Behaviour, Person, Silent
from sequences.simulation.route import NO_DATES, Dates, Route
from sequences.simulation.traveller import Reached, Traveller


def walk(
    plan: Plan, person: Person, behaviour: Behaviour | None = None, *, dates: Dates = NO_DATES
) -> Journey:
    """Everything that happens to a person whom nothing but the plan holds up: no limits, no
    review, and every task done when it falls due, unless the behaviour says otherwise."""
    passages: list[Passage] = []
    traveller = Traveller(Route(plan), person, behaviour or Silent(), passages.append, dates)
    while traveller.end is None:
        reached = traveller.reach()
        if reached is Reached.MESSAGE:
            traveller.send()
        elif reached is Reached.TASK:
            traveller.work(traveller.at)
    return Journey(tuple(passages), _end(traveller))


def _end(traveller: Traveller) -> End:
    if traveller.end is None:
        raise AssertionError("A way ends somewhere.")
    return traveller.end
