"""The services that may call, as data: what each signs with, and how it says that a refusal lasts.

Events are read by django-anymail, which gives them one vocabulary. That has no word for whether a
bounce is for good, so `LASTING` names where each service says it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Way(StrEnum):
    """What an address of an inlet takes."""

    EVENTS = "events"
    MAIL = "mail"
    TEXTS = "texts"
    REPORTS = "reports"

    @property
    def label(self) -> str:
        """What people read."""
        return _WAYS[self]


_WAYS = {
    Way.EVENTS: "Events (delivery, bounces, complaints, unsubscribes)",
    Way.MAIL: "Incoming mail",
    Way.TEXTS: "Incoming text messages",
    Way.REPORTS: "Delivery reports of text messages",
}


class Lasting(StrEnum):
    """How long a refusal holds, in a service's own words."""

    FOR_GOOD = "for good"
    FOR_NOW = "for now"
    # The service goes on trying, and tells how that ends.
    TRYING = "trying"


@dataclass(frozen=True)
class Service:
    """One service. `view` is the name that django-anymail's classes begin with; `ways` what it
    calls. `secrets` names by way the secret that its signature is verified with, `arguments` the
    view's argument for it. `key` says that mail in has to be fetched with a key of its API. Where
    a way has no secret, the address itself is the proof."""

    label: str
    view: str = ""
    ways: tuple[Way, ...] = (Way.EVENTS, Way.MAIL)
    arguments: Mapping[Way, str] = field(default_factory=dict)
    signed_by: str = ""
    key: str = ""
    set_up: str = ""

    def signs(self, way: Way) -> bool:
        """Whether calls of this way carry a signature."""
        return way in self.arguments


def _both(name: str) -> dict[Way, str]:
    return {Way.EVENTS: name, Way.MAIL: name}


SERVICES: Mapping[str, Service] = {
    "amazon_ses": Service(
        "Amazon SES",
        "AmazonSES",
        set_up="Subscribe the address to the SNS topic (HTTPS), then confirm it on this page.",
    ),
    "brevo": Service(
        "Brevo",
        "Brevo",
        key="api_key",
        set_up="Transactional, Settings, Webhook: all events. Inbound parsing: the other address.",
    ),
    "mailersend": Service(
        "MailerSend",
        "MailerSend",
        arguments={Way.EVENTS: "signing_secret", Way.MAIL: "inbound_secret"},
        signed_by="the signing secret that it shows at the webhook, or at the inbound route",
        set_up="Domains, Webhooks; Inbound routing for mail.",
    ),
    "mailgun": Service(
        "Mailgun",
        "Mailgun",
        arguments=_both("webhook_signing_key"),
        signed_by="the HTTP webhook signing key",
        set_up="Sending, Webhooks: every event. Receiving, Routes: forward().",
    ),
    "mailjet": Service(
        "Mailjet",
        "Mailjet",
        set_up="Account settings, Event notifications: all events. Parse API for mail.",
    ),
    "mailtrap": Service(
        "Mailtrap",
        "Mailtrap",
        arguments={Way.EVENTS: "tracking_secret", Way.MAIL: "inbound_secret"},
        signed_by="the signature secret that it shows at the webhook",
        key="api_token",
        set_up="Settings, Webhooks.",
    ),
    "mandrill": Service(
        "Mandrill",
        "MandrillCombined",
        arguments=_both("webhook_key"),
        signed_by="the key that it shows at the webhook",
        set_up="Settings, Webhooks: every event. Inbound, Routes for mail.",
    ),
    "postal": Service(
        "Postal",
        "Postal",
        arguments=_both("webhook_key"),
        signed_by="the public key of the server, without its first and last line",
        set_up="Webhooks: all events. Routing, HTTP endpoints for mail (raw message).",
    ),
    "postmark": Service(
        "Postmark",
        "Postmark",
        set_up="Server, message stream, Webhooks: all events. Inbound stream for mail, with raw"
        " content.",
    ),
    "resend": Service(
        "Resend",
        "Resend",
        arguments={Way.EVENTS: "signing_secret", Way.MAIL: "inbound_secret"},
        signed_by="the signing secret (whsec_…) that it shows at the webhook",
        key="api_key",
        set_up="Webhooks: one for the events of sending, one for email.received.",
    ),
    "sendgrid": Service(
        "SendGrid",
        "SendGrid",
        arguments={Way.EVENTS: "tracking_webhook_verification_key"},
        signed_by="the verification key of the signed event webhook",
        set_up="Mail settings, Event webhook, signed. Inbound parse for mail, not raw.",
    ),
    "sparkpost": Service(
        "SparkPost", "SparkPost", set_up="Webhooks: all events. Inbound domain, relay webhook."
    ),
    "twilio": Service(
        "Twilio (text messages)",
        ways=(Way.TEXTS, Way.REPORTS),
        set_up="Messaging service, Integration: incoming messages and the status callback. Its"
        " calls are verified with the token of the mailbox's account for text messages.",
    ),
    "unisender_go": Service(
        "Unisender Go",
        "UnisenderGo",
        ways=(Way.EVENTS,),
        arguments={Way.EVENTS: "api_key"},
        signed_by="the API key of the account or project",
        set_up="Settings, Webhooks: every status.",
    ),
}
CHOICES = tuple((name, known.label) for name, known in SERVICES.items())

_GOOD, _NOW, _TRYING = Lasting.FOR_GOOD, Lasting.FOR_NOW, Lasting.TRYING
_Words = Mapping[Any, Lasting]
_Place = tuple[tuple[str, ...], _Words]
_BY_NAME: _Words = {"hard_bounce": _GOOD, "soft_bounce": _NOW, "invalid_email": _GOOD}
# Where each service says how long a refusal holds: the way into its event, and its words.
LASTING: Mapping[str, tuple[_Place, ...]] = {
    "amazon_ses": ((("bounce", "bounceType"), {"Permanent": _GOOD, "Transient": _NOW}),),
    "brevo": ((("event",), _BY_NAME),),
    "mailersend": ((("data", "type"), {"hard_bounced": _GOOD, "soft_bounced": _NOW}),),
    "mailgun": ((("event-data", "severity"), {"permanent": _GOOD, "temporary": _TRYING}),),
    "mailjet": ((("hard_bounce",), {True: _GOOD, False: _NOW}),),
    "mailtrap": ((("event",), {"bounce": _GOOD, "soft bounce": _TRYING}),),
    "mandrill": ((("event",), _BY_NAME),),
    "postmark": (
        (("Type",), {"HardBounce": _GOOD, "BadEmailAddress": _GOOD, "SoftBounce": _NOW}),
        (("SuppressionReason",), {"HardBounce": _GOOD}),
    ),
    "resend": ((("data", "bounce", "type"), {"Permanent": _GOOD, "Transient": _NOW}),),
    "sendgrid": ((("type",), {"bounce": _GOOD, "blocked": _NOW}),),
    "sparkpost": (
        (
            ("msys", "message_event", "bounce_class"),
            {"10": _GOOD, "30": _GOOD, "90": _GOOD}
            | dict.fromkeys(("20", "21", "22", "23", "24", "25", "40", "50", "51"), _NOW)
            | dict.fromkeys(("52", "53", "54", "60", "70"), _NOW),
        ),
    ),
    "unisender_go": ((("status",), {"hard_bounced": _GOOD, "soft_bounced": _TRYING}),),
}


# Where a service itself says that a machine opened or followed it.
BY_MACHINE: Mapping[str, tuple[str, ...]] = {
    "mailgun": ("event-data", "client-info", "bot"),
    "sendgrid": ("sg_machine_open",),
}


def by_machine(provider: str, event: object) -> bool:
    """Whether a service says that it was a machine."""
    return provider in BY_MACHINE and bool(_at(event, BY_MACHINE[provider]))


def lasting(provider: str, event: object) -> Lasting | None:
    """What a service says of how long a refusal holds; None when it says nothing of it."""
    return next(_said(provider, event), None)


def _said(provider: str, event: object) -> Iterator[Lasting]:
    for path, words in LASTING.get(provider, ()):
        word = _at(event, path)
        if isinstance(word, str | bool) and word in words:
            yield words[word]


def _at(event: object, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(event, Mapping):
            return None
        event = event.get(name)
    return event
