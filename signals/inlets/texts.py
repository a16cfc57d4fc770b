"""Text messages that come in, and reports on those that went out, as Twilio posts them.

A word that asks to stop ends the text messages to a number, whoever has it. START lifts nothing: it
is held, so that a person asks for consent. HELP is answered by the provider. Everything else is
read as a reply. Call these in the workspace's scope, outside a transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction

from compliance.case import Scope
from compliance.fingerprints import key_for, mask_phone
from compliance.keyring import RingError
from contacts.addresses import parse_phone
from enrollment.models import AccountKind, SenderAccount, SendIntent
from enrollment.senders import secrets
from enrollment.texting import SMS
from signals import intake, reactions
from signals.events import as_letter
from signals.inlets import numbers
from signals.inlets.words import Ask, asked
from signals.intake import Words, read_words
from signals.kinds import Kind
from signals.matching import Match
from tenancy import clock
from tenancy.actors import system
from tenancy.scope import current_workspace_id

CALLER = system("webhook")
SOURCE = "esp:twilio"
MOST_TEXT = 10_000
MOST_ID = 64
_ASKED = {Ask.STOP: Kind.CHANNEL_OPT_OUT, Ask.START: Kind.UNCLEAR, Ask.HELP: Kind.OTHER}
_DELIVERED = frozenset({"delivered", "read"})
_FAILED = frozenset({"undelivered", "failed"})
# Numbers of the provider: nobody has this number, or no text message reaches it.
_NOBODY = frozenset({"21211", "21614", "30005", "30006"})
_SAID_STOP = "21610"
Form = Mapping[str, str]


@transaction.atomic
def tokens_of(form: Mapping[str, Sequence[str]]) -> list[str]:
    """The tokens of the account that a form names, by which its signature is verified; those that
    do not open are left out."""
    named = form.get("AccountSid", [""])[-1]
    if not named or "\0" in named:
        return []
    found = []
    for row in SenderAccount.objects.filter(kind=AccountKind.SMS, user=named).order_by("pk"):
        try:
            found.append(secrets.unseal(row).secret)
        except RingError:
            continue
    return list(dict.fromkeys(found))


def take_text(form: Form) -> None:
    """Take in one text message, if it names itself and its sender."""
    sid, text = _sid(form), form.get("Body", "")[:MOST_TEXT].replace("\0", "")
    number = parse_phone(form.get("From", ""), "")
    if not sid or number is None:
        return
    letter = as_letter(text, "text message")
    words = _words(form.get("OptOutType", "") or text, text, letter)
    _keep(sid, words, number, letter=letter)


def take_report(form: Form) -> None:
    """Take in what became of a text message of ours; what says nothing of its end is left."""
    sid, status = _sid(form), form.get("MessageStatus", "").lower()
    number, code = parse_phone(form.get("To", ""), ""), form.get("ErrorCode", "")
    if not sid or number is None or status not in _DELIVERED | _FAILED:
        return
    if status in _DELIVERED:
        kind = Kind.DELIVERED
    elif code == _SAID_STOP:
        kind = Kind.CHANNEL_OPT_OUT
    else:
        kind = Kind.BOUNCE_HARD if code in _NOBODY else Kind.BOUNCE_SOFT
    _keep(f"{sid} {status}", Words(kind, _coded(code)), number, sent_as=sid)


def _keep(
    event_id: str, words: Words, number: str, *, letter: bytes = b"", sent_as: str = ""
) -> None:
    """Store it and give it its effect; a report on what we have not sent is left."""
    now = clock.now()
    key = key_for(Scope.PHONE, number)
    with transaction.atomic():
        match = _match(key, sent_as)
        if sent_as and match.touch_id is None and not match.erased:
            return
        said = {numbers.NUMBER: key, numbers.HINT: mask_phone(number), numbers.CHANNEL: SMS}
        arrival = intake.Arrival(
            source=SOURCE,
            event_id=event_id,
            kind=words.kind,
            match=match,
            keeper=current_workspace_id(),
            occurred_at=now,
            received_at=datetime.now(UTC),
            raw=letter,
            said={**words.said, **said},
        )
        signal = intake.store(arrival, actor=CALLER)
    reactions.attempt(signal)


def _match(key: str, sent_as: str) -> Match:
    """Who was last written to at a number, or whom one message was for. The intent is not named:
    what is said of a number takes the workspace's gate, and no recipient's before it."""
    rows = SendIntent.objects.filter(number_key=key).order_by("-armed_at")
    if sent_as:
        rows = rows.filter(remote_ref=sent_as)
    intent = rows.select_related("touch__enrollment__contact").first()
    if intent is None:
        return Match(by="number")
    contact = intent.touch.enrollment.contact
    if contact.erased_at:
        return Match(by="number", erased=True)
    return Match(
        contact=contact,
        enrollment_id=intent.touch.enrollment_id,
        touch_id=intent.touch_id,
        by="number",
    )


@transaction.atomic
def _words(word: str, text: str, letter: bytes) -> Words:
    """What it is: by its word, else as a reply is read."""
    wish = asked(word) or asked(text)
    if wish is not None:
        return Words(_ASKED[wish])
    return read_words(letter) if text.strip() else Words(Kind.UNCLEAR)


def _coded(code: str) -> dict[str, str]:
    return {"status": code if code.isdigit() and len(code) < 6 else ""}


def _sid(form: Form) -> str:
    sid = form.get("MessageSid", "")
    return sid if sid.isascii() and sid.isalnum() and len(sid) <= MOST_ID else ""
