"""Text messages by the API of a provider (that of Twilio, and of those who speak it), with the
answers of `smtp.send`.

The bytes are the form that is posted: made while arming, read back and compared with what was
approved, and posted as they are. The last look is taken when the connection stands and before the
first byte; then only an answer counts, and nothing is sent a second time.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import requests

from compliance.content import Content
from enrollment.channels.answers import Answer, Receipt
from enrollment.channels.errors import MessageError
from enrollment.channels.relay import Texter
from enrollment.channels.web import Once, Stage, nobody_asks, session
from sequences.phone_text import MOST_PARTS, as_sent, measured

FORM = "application/x-www-form-urlencoded"
# Words of the provider that the person behind the number has sent STOP.
SAID_STOP = 21610
# About the account and whom it may send as: the message is as good as before.
_ACCOUNT_CODES = frozenset({21212, 21603, 21606, 21659, 21660, 21703, 21704})
_FULL = 21611
_ACCOUNT = frozenset({401, 402, 403, 404, 405})
_BEFORE: Mapping[Stage, Answer] = {
    Stage.NOTHING: Answer.UNREACHABLE,
    Stage.WITHHELD: Answer.WITHHELD,
}


def wire(content: Content) -> bytes:
    """The form of one text message. Raises MessageError for what cannot be sent so."""
    parts = measured(content.text).parts
    if not parts:
        raise MessageError("The text message is empty. Write its text.")
    if parts > MOST_PARTS:
        raise MessageError(f"The text message makes {parts} parts. Shorten it to {MOST_PARTS}.")
    whose = "MessagingServiceSid" if content.sender_address.startswith("MG") else "From"
    fields = {"To": content.recipient, whose: content.sender_address, "Body": as_sent(content.text)}
    return urlencode(fields).encode()


def must_say(form: bytes, content: Content) -> None:
    """Raise MessageError unless the form says what was approved, to and from whom it was, and
    nothing else."""
    said = parse_qsl(form.decode(), keep_blank_values=True, strict_parsing=True)
    whose = "MessagingServiceSid" if content.sender_address.startswith("MG") else "From"
    meant = [("To", content.recipient), (whose, content.sender_address)]
    if said != [*meant, ("Body", as_sent(content.text))]:
        raise MessageError("The text message is not what was approved.")


def send(
    form: bytes,
    *,
    texter: Texter,
    last_look: Callable[[], bool],
    written: Callable[[], None] = nobody_asks,
) -> Receipt:
    """Post one form; `written` is called when it has been. Never raises for what a provider or
    network does. ACCEPTED has the provider's id of the message as its text; REFUSED the provider's
    number of the error as its code."""
    transport = Once(last_look, written)
    try:
        with session(transport) as made:
            answer = made.post(
                _address(texter, "Messages.json"),
                data=form,
                headers={**_shown(texter), "Content-Type": FORM},
                allow_redirects=False,
            )
    except requests.RequestException:
        return Receipt(_BEFORE.get(transport.stage, Answer.UNKNOWN), text=str(transport.stage))
    return _receipt(answer)


def account(texter: Texter) -> requests.Response:
    """The account as its provider shows it; raises requests.RequestException."""
    return _read(texter, f"{texter.url}Accounts/{quote(texter.account, safe='')}.json")


def sent_to(texter: Texter, recipient: str, day: date) -> list[Mapping[str, Any]]:
    """What the provider lists as sent to a number on a day (UTC), at most a page. Raises
    requests.RequestException, and ValueError for an answer that cannot be read."""
    asked = urlencode({"To": recipient, "DateSent": day.isoformat(), "PageSize": "200"})
    answer = _read(texter, f"{_address(texter, 'Messages.json')}?{asked}")
    found = said(answer).get("messages")
    if answer.status_code != 200 or not isinstance(found, list):
        raise ValueError("The provider's list cannot be read.")
    return [each for each in found if isinstance(each, dict)]


def said(answer: requests.Response) -> Mapping[str, Any]:
    """The fields of an answer; none where it is not theirs."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _read(texter: Texter, url: str) -> requests.Response:
    with session(Once(lambda: True)) as made:
        return made.get(url, headers=_shown(texter), allow_redirects=False)


def _address(texter: Texter, name: str) -> str:
    return f"{texter.url}Accounts/{quote(texter.account, safe='')}/{name}"


def _shown(texter: Texter) -> dict[str, str]:
    pair = f"{texter.account}:{texter.secret}".encode()
    return {"Authorization": f"Basic {b64encode(pair).decode()}"}


def _receipt(answer: requests.Response) -> Receipt:
    status, fields = answer.status_code, said(answer)
    if 200 <= status < 300:
        known_as = fields.get("sid")
        if isinstance(known_as, str) and known_as:
            return Receipt(Answer.ACCEPTED, status, known_as[:64])
        return Receipt(Answer.UNKNOWN, text="the answer cannot be read")
    code = fields.get("code")
    # Only numbers are repeated: words might hold the number, or the token.
    number = code if isinstance(code, int) and 0 < code < 100_000 else status
    return Receipt(_verdict(status, number), number, f"the provider answered {number}")


def _verdict(status: int, code: int) -> Answer:
    if status == 429 or (status == 400 and code == _FULL):
        return Answer.TEMPORARY
    if status in _ACCOUNT or (status == 400 and code in _ACCOUNT_CODES):
        return Answer.UNREACHABLE
    return Answer.REFUSED if status == 400 else Answer.UNKNOWN
