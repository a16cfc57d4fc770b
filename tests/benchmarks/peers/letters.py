"""The message that everybody sends."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.mail import EmailMultiAlternatives

SENDER = "Rep <rep@mail.house.example>"
SUBJECT = "{{ first_name }}, a question about {{ company }}"
_PARAGRAPH = (
    "Most teams begin with a list and a spreadsheet. After some months nobody can say who was "
    "written to, by whom, on what ground, and what came of it. We bring the steps, the limits and "
    "the answers into one place, so that a new colleague can go on where another one stopped."
)
_WORDS = "\n\n".join([_PARAGRAPH] * 3)
_OPENING = """Hi {{ first_name }},

we help people like you at {{ company }} to keep their outreach in order: each message is looked at
by a second person before it leaves, whoever says no is not written to again, and every decision can
be explained years later."""
_END = """Would a quarter of an hour next week suit you?

{{ sender_name }}
House Ltd, 1 Main Street, Springfield"""
TEXT = f"{_OPENING}\n\n{_WORDS}\n\n{_END}\nUnsubscribe: {{{{ unsubscribe_url }}}}\n"
HTML = "\n".join(
    f"<p>{part}</p>"
    for part in (
        *f"{_OPENING}\n\n{_WORDS}\n\n{_END}".split("\n\n"),
        '<a href="{{ unsubscribe_url }}">Unsubscribe</a>',
    )
)
TEMPLATES: Mapping[str, str] = {"subject": SUBJECT, "text": TEXT, "html": HTML}


def person(number: int) -> dict[str, str]:
    """What is known of a recipient."""
    return {
        "first_name": f"Zanna{number}",
        "company": f"Zworks{number}",
        "sender_name": "Rep",
        "unsubscribe_url": f"http://127.0.0.1:8000/u/{number:043}/",
    }


def address(number: int) -> str:
    """Where a recipient gets mail."""
    return f"zanna{number}@zworks{number}.example"


def message(number: int, known: Mapping[str, str]) -> "EmailMultiAlternatives":
    """Rendered for one recipient, as the documentation of Django has it."""
    from django.core.mail import EmailMultiAlternatives
    from django.template.loader import render_to_string

    subject, text, html = (render_to_string(name, dict(known)) for name in TEMPLATES)
    made = EmailMultiAlternatives(subject, text, SENDER, [address(number)])
    made.attach_alternative(html, "text/html")
    return made
