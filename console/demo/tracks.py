"""What the demo's sequence with tracks says: two wordings, a first few, a condition and a fork."""

from dataclasses import replace

from console.demo.copy import FOOTER
from contacts.conditions import Condition, Conditions, Match, Operator
from sequences.plans import (
    Canary,
    Case,
    Event,
    Exit,
    Expectation,
    Experiment,
    Goal,
    Jump,
    Plan,
    StepInput,
    Variant,
)

WARM = "2026-11-Warm-Quiet-Lines"


def _is(field: str, value: str) -> Condition:
    return Condition(field=field, operator=Operator.IS, value=value)


_INTERESTED = Conditions(
    (_is("step.call.outcome", "interested"), _is("step.hello.clicked", "yes")), Match.ANY
)
_NOT_INTERESTED = Conditions((_is("step.call.outcome", "not_interested"),))
_ON_LINKEDIN = Conditions((_is("contact.segment", "enterprise"),))

_HELLO = StepInput(
    "email",
    "hello",
    preheader="Three lines about what has changed since",
    subject="Short stops at {{ company }}, one year on",
    text=(
        "Hi {{ first_name }},\n\nlast year you asked how we read short stops from the drives. Since"
        " then it takes an afternoon instead of a week, and no line has to stand still for it."
        "\n\nShall I show you with one line of yours?" + FOOTER
    ),
    variants=(
        Variant(
            "b",
            50,
            preheader="One question, and what has changed since",
            subject="Still counting by hand, {{ first_name }}?",
            text=(
                "Hi {{ first_name }},\n\nwho at {{ company }} writes down a stop of three minutes?"
                " Last year the answer was: nobody. Reading them takes an afternoon now."
                "\n\nShall I show you with one line of yours?" + FOOTER
            ),
        ),
    ),
    experiment=Experiment(minimum=20),
)
_CALL = StepInput(
    "call",
    "call",
    delay_amount=2,
    delay_unit="working_days",
    instructions=(
        "Ask what has become of the short stops since last year. Choose what came of it: it decides"
        " how the sequence goes on."
    ),
)
_FORK = StepInput(
    "wait", "fork", jumps=(Jump("offer", _INTERESTED), Jump("farewell", _NOT_INTERESTED))
)
_OTHERS = (
    StepInput(
        "linkedin",
        "connect",
        delay_amount=1,
        text="Hi {{ first_name }}, we spoke about short stops last year; glad to connect.",
        instructions="Send the invitation with this note.",
        when=_ON_LINKEDIN,
    ),
    _CALL,
    _FORK,
    StepInput(
        "email",
        "example",
        delay_amount=8,
        delay_unit="working_days",
        preheader="Forty-one stops with one cause",
        subject="What one bottling line found",
        text=(
            "Hi {{ first_name }},\n\n{{ snippet.proof }} The reading of one of your lines would"
            " show you yours." + FOOTER
        ),
        same_thread=False,
    ),
    StepInput(
        "email_personal",
        "offer",
        track="positive",
        delay_amount=1,
        delay_unit="working_days",
        subject="The reading of one line",
        text=(
            "Hi {{ first_name }},\n\nthank you for your time. As promised, this is what the reading"
            " of one line needs, and two dates." + FOOTER
        ),
        instructions="Add the two dates and the line that was spoken of.",
    ),
    StepInput(
        "call",
        "fix-date",
        track="positive",
        delay_amount=3,
        delay_unit="working_days",
        instructions="Fix one of the two dates.",
    ),
    StepInput(
        "email",
        "farewell",
        track="negative",
        delay_amount=1,
        delay_unit="working_days",
        preheader="No more about this from me",
        subject="Thank you for the straight answer",
        text=(
            "Hi {{ first_name }},\n\nthank you for telling me. I will not write again about this; a"
            " line is enough if it becomes a topic." + FOOTER
        ),
        same_thread=False,
    ),
)

WARM_PLAN = Plan(
    steps=(_HELLO, *_OTHERS),
    mode="smart",
    min_gap_hours=20,
    goal=Goal("A meeting is booked", Conditions((_is("activity.meeting", "yes"),))),
    exits=(
        Exit(
            "Became a customer",
            "converted",
            Conditions((_is("account.state", "customer"),)),
        ),
    ),
    canary=Canary(people=4, hold_minutes=120),
    cases=(
        Case(
            "Interest leads to the offer",
            "2026-12-01 10:00",
            zone="Europe/London",
            events=(Event("interested", after="call", minutes=30),),
            expect=(
                Expectation("done", "offer"),
                Expectation("never", "example"),
                Expectation("never", "farewell"),
            ),
        ),
        Case(
            "A clear no gets one last letter",
            "2026-12-01 10:00",
            zone="Europe/London",
            events=(Event("not_interested", after="call", minutes=30),),
            expect=(Expectation("sent", "farewell"), Expectation("never", "example")),
        ),
    ),
)

# What waits for approval: variant b to two thirds, LinkedIn for everybody, a shorter way.
WARM_NEXT = replace(
    WARM_PLAN,
    steps=(
        replace(
            _HELLO,
            variants=(
                replace(
                    _HELLO.variants[0], share=66, subject="Who counts the stops, {{ first_name }}?"
                ),
            ),
        ),
        replace(_OTHERS[0], when=Conditions()),
        _CALL,
        _FORK,
        replace(_OTHERS[3], delay_amount=5, subject="What one bottling line found in a day"),
        *_OTHERS[4:],
    ),
    canary=Canary(people=6, hold_minutes=240),
)
