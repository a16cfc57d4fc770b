"""Every mail program whose form is known here, and a whole message in that form."""

from collections.abc import Callable
from email.message import EmailMessage

from tests.signals.reading import reply_programs, reply_services
from tests.signals.reading.reply_letters import SUBJECT, Bodies, Letter
from tests.signals.reading.reply_phrases import TOM

CLIENTS: dict[str, Callable[[Letter], Bodies]] = {
    name: made
    for module in (reply_programs, reply_services)
    for name, made in vars(module).items()
    if getattr(made, "__module__", "") == module.__name__
}


def mail(text: str, markup: str, sender: str, *, flowed: str = "") -> bytes:
    """The message with its header; `flowed` is "yes" or "delsp" for format=flowed text."""
    message = EmailMessage()
    message["From"], message["To"] = sender, TOM
    message["Subject"] = f"Re: {SUBJECT}"
    message["In-Reply-To"] = message["References"] = "<t1.8c2f@ours.example>"
    message["Message-ID"] = "<answer.1@nord.example>"
    message["Received"] = "from mx.nord.example by mx.ours.example; Tue, 3 Mar 2026 11:00:00 +0100"
    if text or not markup:
        message.set_content(text)
        if flowed:
            message.set_param("format", "flowed")
            if flowed == "delsp":
                message.set_param("delsp", "yes")
    if markup and text:
        message.add_alternative(markup, subtype="html")
    elif markup:
        message.set_content(markup, subtype="html")
    return message.as_bytes()
