"""What the demo's classic sequences say; that with tracks is in `tracks`.

Names follow the naming rule of the workspace, YYYY-MM-Type-Name.
"""

from dataclasses import replace

from contacts.conditions import Condition, Conditions, Operator
from sequences.plans import Case, Event, Expectation, Plan, StepInput

COLD, INBOUND = "2026-11-Cold-Short-Stops", "2026-11-Inbound-Questions"
VISITS = "2026-11-Account-Plant-Visits"

SIGNATURE = "{{ sender_name }}\n{{ workspace_name }}"
# Texts that several templates share.
SNIPPETS = {
    "proof": (
        "A bottling line found 41 stops a day that nobody had written down; half of them had one"
        " cause."
    ),
    "footer": "{{ postal_address }}\nNo more messages: {{ unsubscribe_url }}",
}
FOOTER = "\n\n{{ signature }}\n\n{{ snippet.footer }}\n"

_END = "\n\n{{ sender_name }}\n\n{{ postal_address }}\nNo more messages: {{ unsubscribe_url }}\n"

# Days 1, 1, 2, 3, 5 and 7.
COLD_STEPS = (
    StepInput(
        "email",
        "intro",
        subject="Downtime at {{ company }}",
        text=(
            "Hi {{ first_name }},\n\nplants like yours lose most of their hours to stops that last"
            " under ten minutes and never reach a report. Our counters read them from the drives"
            " you already have.\n\nWould it help to see last week's short stops of one line at"
            ' {{ company | default: "your plant" }}?' + _END
        ),
    ),
    StepInput(
        "linkedin",
        "connect",
        text="Hi {{ first_name }}, I wrote to you about short stops; glad to connect.",
        instructions="Send the invitation with this note.",
    ),
    StepInput(
        "call",
        "first-call",
        delay_amount=1,
        instructions="Ask how short stops are recorded today. No answer: leave no message.",
    ),
    StepInput(
        "email",
        "example",
        delay_amount=1,
        subject="An example from a bottling line",
        text=(
            "Hi {{ first_name }},\n\na bottling line found 41 stops a day that nobody had written"
            " down; half of them had one cause. The page below shows how it looked.\n\n"
            "https://harbour.example/short-stops" + _END
        ),
    ),
    StepInput(
        "call",
        "second-call",
        delay_amount=2,
        instructions="Offer the free reading of one line for a week.",
    ),
    StepInput(
        "email",
        "break-up",
        delay_amount=2,
        subject="Closing the file",
        text=(
            "Hi {{ first_name }},\n\nI have not heard from you, so I will not write again about"
            " this. If short stops become a topic, a line is enough." + _END
        ),
    ),
)

_INBOUND_STEPS = (
    StepInput(
        "email",
        "answer",
        subject="Your question about short stops",
        text=(
            "Hi {{ first_name }},\n\nthank you for asking. I can show you the readings of a line"
            " like yours in fifteen minutes. Which day suits you?" + _END
        ),
    ),
    StepInput("call", "call", delay_amount=1, instructions="Call back about the request."),
)
INBOUND_PLAN = Plan(_INBOUND_STEPS)

# The draft of its second version: the link without https is what the lint finds.
INBOUND_DRAFT = Plan(
    steps=(
        replace(
            _INBOUND_STEPS[0],
            preheader="Fifteen minutes, with the readings of a line like yours",
            text=(
                "Hi {{ first_name }},\n\nthank you for asking. I can show you the readings of a"
                " line like yours in fifteen minutes; choose a time at"
                " http://harbour.example/fifteen-minutes and I will be there." + FOOTER
            ),
        ),
        replace(_INBOUND_STEPS[1], delay_amount=4, delay_unit="hours"),
        StepInput(
            "email",
            "reminder",
            delay_amount=3,
            delay_unit="working_days",
            preheader="The readings are still here",
            subject="Shall I keep the readings for you?",
            text=(
                "Hi {{ first_name }},\n\nI did not reach you by telephone. {{ snippet.proof }} The"
                " readings are there whenever you have fifteen minutes." + FOOTER
            ),
        ),
    ),
    notes="The call comes on the same day now, and whoever is not reached gets one reminder.",
    cases=(
        Case(
            "Whoever answers is not called",
            "2026-12-01 09:00",
            zone="Europe/Paris",
            events=(Event("reply", after="answer", minutes=90),),
            expect=(Expectation("never", "call"), Expectation("replied")),
        ),
        Case(
            "A question on Friday afternoon is called about on Monday",
            "2026-12-04 16:30",
            zone="Europe/London",
            expect=(
                Expectation("sent", "answer", at="2026-12-04 16:30"),
                Expectation("done", "call", at="2026-12-07 09:00"),
            ),
        ),
    ),
)

_VISIT_STEPS = (
    StepInput(
        "email",
        "invitation",
        preheader="Half an hour beside your own line",
        subject="Half an hour at {{ company }}",
        text=(
            "Hi {{ first_name }},\n\nwe are in your region this month. May we stand beside one of"
            " your lines for half an hour and count the short stops with you?" + FOOTER
        ),
    ),
    StepInput(
        "linkedin",
        "connect",
        delay_amount=1,
        text="Hi {{ first_name }}, I wrote to you about a visit; glad to connect.",
        instructions="Send the invitation with this note.",
    ),
    StepInput(
        "call",
        "call",
        delay_amount=2,
        delay_unit="working_days",
        instructions="Ask which line stops most often, and offer two dates.",
    ),
    StepInput(
        "email",
        "last-word",
        delay_amount=4,
        delay_unit="working_days",
        preheader="The offer stays open",
        subject="If this month does not suit",
        text=(
            "Hi {{ first_name }},\n\n{{ snippet.proof }} If this month does not suit, name one"
            " that does and I will come." + FOOTER
        ),
    ),
)
VISITS_PLAN = Plan(_VISIT_STEPS)

_HEADS = Conditions(
    (Condition(field="contact.title", operator=Operator.IN, values=("Head of Operations", "COO")),)
)
# Other words first, a letter for heads of operations, and the call a day later.
VISITS_NEXT = Plan(
    steps=(
        replace(_VISIT_STEPS[0], subject="May we count the short stops at {{ company }}?"),
        _VISIT_STEPS[1],
        replace(_VISIT_STEPS[2], delay_amount=3),
        StepInput(
            "email",
            "figures",
            delay_amount=2,
            delay_unit="working_days",
            preheader="What one visit showed",
            subject="What half an hour showed elsewhere",
            text=(
                "Hi {{ first_name }},\n\n{{ snippet.proof }} It took half an hour beside the line"
                " to see it." + FOOTER
            ),
            when=_HEADS,
        ),
        _VISIT_STEPS[3],
    ),
    cases=(
        Case(
            "Only heads of operations get the figures",
            "2026-12-01 09:00",
            zone="Europe/London",
            fields={"contact.title": "Plant Manager"},
            expect=(Expectation("skipped", "figures", because="title"),),
        ),
    ),
)

# Rules that keep people out: one that is in force, and one that is proposed.
PHARMA_RULE = {
    "name": "No quality managers in pharma",
    "conditions": [
        {"field": "contact.title", "operator": "contains", "value": "Quality"},
        {"field": "account.name", "operator": "contains", "value": "Pharma"},
    ],
}
LINE_RULE = {
    "name": "No production engineers, they decide nothing",
    "conditions": [{"field": "contact.title", "operator": "contains", "value": "Production"}],
}
