"""What the demo's sequences say: the outbound cadence of days 1, 1, 2, 3, 5 and 7."""

from sequences.plans import StepInput

_END = "\n\n{{ sender_name }}\n\n{{ postal_address }}\nNo more messages: {{ unsubscribe_url }}\n"

OUTBOUND = (
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

INBOUND = (
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
