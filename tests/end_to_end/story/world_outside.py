"""What recipients and their mail servers do: real SMTP to the inbound server, and real HTTP."""

import re
import smtplib
from datetime import date
from urllib.request import Request, urlopen

from tests.end_to_end.story.browser import Person, Window
from tests.end_to_end.story.post import Letter

SECONDS = 15


def replies(somebody: Person, letter: Letter) -> None:
    """From the outbox of the demo: a person answers in their own words."""
    _opens(somebody, letter)
    somebody.page.locator("summary").filter(has_text="Reply").click()
    somebody.fill("What the person answers", "Thank you. Call me on Tuesday afternoon, please.")
    somebody.press("Send the reply")
    somebody.sees("The reply is on its way in.")


def is_out_of_office(somebody: Person, letter: Letter, back: date) -> None:
    """From the outbox of the demo: a mail program answers with a day of return."""
    _opens(somebody, letter)
    somebody.page.locator("summary").filter(has_text="Out of office").click()
    somebody.fill("Back on", back.isoformat())
    somebody.press("Send the automatic reply")
    somebody.sees("The automatic reply is on its way in.")


def _opens(somebody: Person, letter: Letter) -> None:
    somebody.goes_to(f"outbox/{letter.queue_id}/")
    somebody.sees(letter.recipient)


def bounces(inbound_port: int, letter: Letter) -> None:
    """The receiving server reports to the return path that there is no such person (RFC 3464)."""
    report = (
        "From: Mail Delivery System <MAILER-DAEMON@mx.werk.example>\r\n"
        f"To: {letter.return_path}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <bounce-{letter.queue_id}@mx.werk.example>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="parts"\r\n'
        "\r\n--parts\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"<{letter.recipient}>: 550 5.1.1 no such user\r\n"
        "\r\n--parts\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.werk.example\r\n\r\n"
        f"Final-Recipient: rfc822; {letter.recipient}\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
        "\r\n--parts\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {letter.message['Message-ID']}\r\n\r\n--parts--\r\n"
    )
    with smtplib.SMTP("127.0.0.1", inbound_port, timeout=SECONDS) as server:
        server.sendmail("", [letter.return_path], report.encode())


def unsubscribes_with_one_click(letter: Letter) -> None:
    """The mail program's own button: the POST of RFC 8058, without cookies or a referrer."""
    form = "application/x-www-form-urlencoded"
    request = Request(
        letter.one_click, data=b"List-Unsubscribe=One-Click", headers={"Content-Type": form}
    )
    with urlopen(request, timeout=SECONDS) as answer:
        assert answer.status == 200


def unsubscribes_on_the_page(stranger: Window, letter: Letter) -> None:
    """The link in the text: looking changes nothing (scanners look), the button does."""
    for _ in range(2):
        stranger.open(letter.way_out)
        stranger.sees("Messages from Harbour Robotics")
    assert not re.search(re.escape(letter.recipient), stranger.text), "the page tells the address"
    stranger.press("Stop all messages")
    stranger.sees("Messages are stopped")
