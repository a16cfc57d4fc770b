"""The events of each service in its published form, about one message to one person."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from enrollment.models import SendIntent

TO = "peter@initech.example"
GONE = "550 5.1.1 The email account that you tried to reach does not exist"
FULL = "452 4.2.2 The email account that you tried to reach is over quota"
AT = 1763800000
Make = Callable[[SendIntent], Any]


def _meta(intent: SendIntent) -> dict[str, str]:
    return {"intent": str(intent.pk)}


def _ses(kind: str, **more: Any) -> Make:

    def make(intent: SendIntent) -> Any:
        headers = [{"name": "X-Metadata", "value": json.dumps(_meta(intent))}]
        mail = {"messageId": "0102", "destination": [TO], "headers": headers}
        return {"eventType": kind, "mail": mail, **more}

    return make


def _ses_bounce(kind: str, words: str) -> Make:
    to = [{"emailAddress": TO, "diagnosticCode": f"smtp; {words}"}]
    said = {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": to}
    return _ses("Bounce", bounce=said)


def _brevo(event: str, words: str = "") -> Make:

    def make(intent: SendIntent) -> Any:
        return {
            "event": event,
            "email": TO,
            "id": 1,
            "ts_epoch": AT * 1000,
            "message-id": "<2026@smtp-relay.mailin.fr>",
            "X-Mailin-custom": json.dumps(_meta(intent)),
            "reason": words,
        }

    return make


def _mailersend(event: str, morph: Mapping[str, Any] | None = None) -> Make:
    # It tells no metadata: only the person is known.
    email = {"message": {"id": "62fb"}, "recipient": {"email": TO}, "tags": []}
    data = {"type": event, "id": f"act-{event}", "created_at": "2026-11-22T10:00:00Z"}
    said = {"type": f"activity.{event}", "data": {**data, "email": email, "morph": morph}}
    return lambda intent: said


def _mailgun(event: str, **more: Any) -> Make:
    def make(intent: SendIntent) -> Any:
        said = {"event": event, "id": f"id-{event}", "timestamp": AT, "recipient": TO}
        return {**said, "user-variables": _meta(intent), "message": {"headers": {}}, **more}

    return make


def _mailjet(event: str, **more: Any) -> Make:

    def make(intent: SendIntent) -> Any:
        said = {"event": event, "time": AT, "MessageID": 19421777835146490, "email": TO}
        return [{**said, "Payload": json.dumps(_meta(intent)), **more}]

    return make


def _mailtrap(event: str, **more: Any) -> Make:
    def make(intent: SendIntent) -> Any:
        said = {"event": event, "event_id": f"e-{event}", "message_id": "m1", "email": TO}
        each = {**said, "timestamp": AT, "custom_variables": _meta(intent), **more}
        return {"events": [each]}

    return make


def _mandrill(event: str, words: str = "") -> Make:
    def make(intent: SendIntent) -> Any:
        msg = {"email": TO, "diag": words, "metadata": _meta(intent), "_id": "abc"}
        return {"event": event, "ts": AT, "_id": "abc", "msg": msg}

    return make


def _postal(status: str, words: str = "") -> Make:
    def make(intent: SendIntent) -> Any:
        message = {"id": 12345, "to": TO, "direction": "outgoing"}
        payload = {"status": status, "details": "", "output": words, "message": message}
        return {"uuid": f"u-{status}", "timestamp": AT, "payload": payload}

    return make


def _postmark(record: str, **more: Any) -> Make:
    def make(intent: SendIntent) -> Any:
        said = {"RecordType": record, "MessageID": "883953f4", "Metadata": _meta(intent)}
        return {**said, "Recipient" if record == "Delivery" else "Email": TO, **more}

    return make


def _resend(event: str, **more: Any) -> Make:

    def make(intent: SendIntent) -> Any:
        headers = [{"name": "X-Metadata", "value": json.dumps(_meta(intent))}]
        data = {"email_id": "56761188", "to": [TO], "headers": headers, **more}
        return {"type": f"email.{event}", "created_at": "2026-11-22T23:41:12.126Z", "data": data}

    return make


def sendgrid_event(event: str, **more: Any) -> Make:
    """One event of SendGrid about a message."""

    def make(intent: SendIntent) -> Any:
        said = {
            "event": event,
            "email": TO,
            "timestamp": AT,
            "sg_event_id": f"sg-{event}-{more.get('type')}",
        }
        return {**said, "smtp-id": "<14c5@ismtpd>", **_meta(intent), **more}

    return make


def _sparkpost(event: str, place: str = "message_event", **more: Any) -> Make:
    def make(intent: SendIntent) -> Any:
        name = f"sp-{event}-{more.get('bounce_class')}"
        said = {"type": event, "event_id": name, "timestamp": str(AT)}
        inner = {**said, "raw_rcpt_to": TO, "rcpt_meta": _meta(intent), **more}
        return [{"msys": {place: inner}}]

    return make


def _unisender(status: str, **info: str) -> Make:
    def make(intent: SendIntent) -> Any:
        said = {"job_id": "1ZymBc-00041N-9X", "email": TO, "event_time": "2026-11-22 10:00:00"}
        return {**said, "metadata": _meta(intent), "status": status, "delivery_info": info}

    return make


TOLD: Mapping[str, Mapping[str, Make]] = {
    "amazon_ses": {
        "gone": _ses_bounce("Permanent", GONE),
        "later": _ses_bounce("Transient", FULL),
        "delivered": _ses("Delivery", delivery={"recipients": [TO], "smtpResponse": "250 ok"}),
        "complaint": _ses("Complaint", complaint={"complainedRecipients": [{"emailAddress": TO}]}),
    },
    "brevo": {
        "gone": _brevo("hard_bounce", GONE),
        "later": _brevo("soft_bounce", FULL),
        "delivered": _brevo("delivered"),
        "complaint": _brevo("spam"),
        "out": _brevo("unsubscribe"),
    },
    "mailersend": {
        "gone": _mailersend("hard_bounced", {"object": "recipient_bounce", "reason": GONE}),
        "later": _mailersend("soft_bounced", {"object": "recipient_bounce", "reason": FULL}),
        "delivered": _mailersend("delivered"),
        "complaint": _mailersend("spam_complaint", {"object": "spam_complaint"}),
        "out": _mailersend("unsubscribed", {"object": "recipient_unsubscribe"}),
    },
    "mailgun": {
        "gone": _mailgun(
            "failed", severity="permanent", **{"delivery-status": {"code": 550, "message": GONE}}
        ),
        "delivered": _mailgun("delivered"),
        "delayed": _mailgun("failed", severity="temporary"),
        "complaint": _mailgun("complained"),
        "out": _mailgun("unsubscribed"),
    },
    "mailjet": {
        "gone": _mailjet("bounce", hard_bounce=True, error="user unknown"),
        "later": _mailjet("bounce", hard_bounce=False, error="quota exceeded"),
        "delivered": _mailjet("sent", smtp_reply="sent (250 2.0.0 OK)"),
        "complaint": _mailjet("spam", source="JMRPP"),
        "out": _mailjet("unsub"),
    },
    "mailtrap": {
        "gone": _mailtrap("bounce", response=GONE),
        "delayed": _mailtrap("soft bounce", response=FULL),
        "delivered": _mailtrap("delivery"),
        "complaint": _mailtrap("spam"),
        "out": _mailtrap("unsubscribe"),
    },
    "mandrill": {
        "gone": _mandrill("hard_bounce", GONE),
        "later": _mandrill("soft_bounce", FULL),
        "delayed": _mandrill("deferral", FULL),
        "complaint": _mandrill("spam"),
        "out": _mandrill("unsub"),
    },
    "postal": {
        "gone": _postal("HardFail", GONE),
        "delayed": _postal("SoftFail", FULL),
        "delivered": _postal("Sent", "250 ok"),
    },
    "postmark": {
        "gone": _postmark("Bounce", Type="HardBounce", ID=42, Details=f"smtp;{GONE}"),
        "later": _postmark("Bounce", Type="SoftBounce", ID=43, Details=f"smtp;{FULL}"),
        "delivered": _postmark("Delivery", DeliveredAt="2026-11-22T10:00:00Z", Details="250 ok"),
        "complaint": _postmark("SpamComplaint", Type="SpamComplaint", ID=44),
        "out": _postmark(
            "SubscriptionChange", SuppressSending=True, SuppressionReason="ManualSuppression"
        ),
    },
    "resend": {
        "gone": _resend(
            "bounced", bounce={"type": "Permanent", "message": "a hard bounce message"}
        ),
        "later": _resend("bounced", bounce={"type": "Transient", "message": "a bounce message"}),
        "delivered": _resend("delivered"),
        "complaint": _resend("complained"),
    },
    "sendgrid": {
        "gone": sendgrid_event("bounce", type="bounce", reason=GONE, status="5.1.1"),
        "later": sendgrid_event("bounce", type="blocked", reason=FULL, status="4.2.2"),
        "delivered": sendgrid_event("delivered", response="250 OK"),
        "complaint": sendgrid_event("spamreport"),
        "out": sendgrid_event("unsubscribe"),
    },
    "sparkpost": {
        "gone": _sparkpost("bounce", bounce_class="10", raw_reason=GONE),
        "later": _sparkpost("bounce", bounce_class="22", raw_reason=FULL),
        "delivered": _sparkpost("delivery"),
        "complaint": _sparkpost("spam_complaint"),
        "out": _sparkpost("list_unsubscribe", "unsubscribe_event"),
    },
    "unisender_go": {
        "gone": _unisender("hard_bounced", destination_response=GONE),
        "delayed": _unisender("soft_bounced", destination_response=FULL),
        "delivered": _unisender("delivered"),
        "complaint": _unisender("spam"),
        "out": _unisender("unsubscribed"),
    },
}
KINDS = {
    "gone": "bounce_hard",
    "later": "bounce_soft",
    "delayed": "delay",
    "delivered": "delivered",
    "complaint": "complaint",
    "out": "opt_out",
}
EVERY = [(service, name) for service, each in TOLD.items() for name in each]
