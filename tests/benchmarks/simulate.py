"""How long a simulation takes: people × steps on one core, in one run.

    .venv/bin/python -m tests.benchmarks.simulate [people] [steps]

Prints seconds of the processor (other work on the machine does not count), steps a second, and how
the time compares with computing the due moments alone, which is the least that any simulation has
to do; so figures of different machines compare.
"""

import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from contacts.conditions import Condition, Conditions, Operator
from sequences.cadence import OFFICE_HOURS, Hours, due_after
from sequences.calendars import closures
from sequences.plans import Plan, StepInput
from sequences.simulation import Owner, Person, Rates, Reviewing, Sender, World, simulate

START = datetime(2026, 5, 4, 6, tzinfo=UTC)
PLACES = (("Europe/Berlin", "DE"), ("America/New_York", "US"), ("Asia/Tokyo", "JP"))
KINDS = ("email", "call", "email", "linkedin", "wait")
BOXES = 20


def a_plan(steps: int) -> Plan:
    """Every kind of step; each fifth one has a condition, each step a delay."""
    only = Conditions((Condition(field="activity.opened", operator=Operator.IS, value="yes"),))
    return Plan(
        tuple(
            StepInput(
                KINDS[number % len(KINDS)],
                key=f"s{number}",
                delay_amount=number % 3,
                delay_unit=("days", "working_days", "hours")[number % 3],
                when=only if number % 5 == 3 else Conditions(),
            )
            for number in range(steps)
        )
    )


def some_people(count: int) -> list[Person]:
    """People in three countries, of twenty mailboxes and owners."""
    hours = [
        Hours(ZoneInfo(zone), OFFICE_HOURS, closures(country=c, region="", observe=True, own=()))
        for zone, c in PLACES
    ]
    return [
        Person(
            id=str(number),
            key=number.to_bytes(16),
            hours=hours[number % len(hours)],
            start=START,
            fields={"contact.title": "Engineer", "contact.country": "DE"},
            mailbox=str(number % BOXES),
            owner=str(number % BOXES),
        )
        for number in range(count)
    ]


def a_world() -> World:
    """Limits, reviewers, owners and rates, so that every queue is in use."""
    names = [str(number) for number in range(BOXES)]
    return World(
        START,
        zone=ZoneInfo("Europe/Berlin"),
        senders={name: Sender(name, name, 200) for name in names},
        owners={name: Owner(name, name, 60) for name in names},
        reviewing=Reviewing(1500, Hours(ZoneInfo("Europe/Berlin"), OFFICE_HOURS)),
        behaviour=Rates(reply=3, opt_out=0.5, bounce=1, opened=40, meeting=0.5),
    )


def moments_alone(plan: Plan, people: list[Person]) -> float:
    """Seconds that the due moments take by themselves."""
    begun = time.process_time()
    for person in people:
        at = person.start
        for step in plan.steps:
            at = due_after(at, step.delay, person.hours, spread_key=person.key).at
    return time.process_time() - begun


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    plan, people = a_plan(int(sys.argv[2]) if len(sys.argv) > 2 else 10), some_people(count)
    alone = moments_alone(plan, people)
    begun = time.process_time()
    result = simulate(plan, people, a_world())
    took = time.process_time() - begun
    steps = sum(sum(each.became.values()) for each in result.steps)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{count:,} people x {len(plan.steps)} steps: {took:.2f} s, {steps:,} steps reached")
    print(f"{steps / took:,.0f} steps a second; {took / alone:.1f} x the due moments alone")
    print(f"{memory} MiB at most; last message {max(result.days)}, {result.ends}")
    if count * len(plan.steps) == 100_000:
        print("within 10 s" if timedelta(seconds=took) < timedelta(seconds=10) else "TOO SLOW")


if __name__ == "__main__":
    main()
