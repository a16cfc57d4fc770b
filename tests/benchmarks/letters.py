"""What a message costs: writing it, reading it back and signing it, beside what others take for it.

    .venv/bin/python -m tests.benchmarks.letters [times]

Prints microseconds of the processor for one message of the given number (2,000), median of five
rounds with the least and the most, all in one run; the messages of the peers say the same. Slow
peers are measured over fewer messages.
"""

import base64
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from statistics import median

import dkim as dkimpy
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from compliance.content import Content
from enrollment import signing_keys
from enrollment.channels import dkim, mail
from enrollment.signing_keys import Algorithm
from tests.enrollment import stdlib_mail as library
from tests.enrollment.letters import DATE, LETTER, SENDING

ROUNDS = 5
DOMAIN = "mail.acme.example"
WORDS = (
    "I saw that Initech is hiring for two more people in operations, and wondered how you hand "
    "over leads between the teams at the moment, because most teams of your size do it by hand."
)
TEXT = "Hi Peter,\n\n" + f"{WORDS}\n\n" * 6 + "Kind regards\nRep\n"
HTML = "".join(f"<p>{each}</p>\n" for each in TEXT.split("\n\n"))
SUBJECT = "Question for Initech"


@dataclass(frozen=True)
class Took:
    """Microseconds of the processor for one message."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.middle:9,.1f}  ({self.least:,.1f} to {self.most:,.1f})"


def main() -> None:
    """Measure and print."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    settings.configure()
    print(f"{'µs a message':<58}{'median':>9}  (least to most)")
    for line in (*_kinds(times), *_signatures(times)):
        print(line, flush=True)


def _kinds(times: int) -> Iterator[str]:
    """Messages of each kind of text."""
    far = replace(LETTER, subject="Grüße aus Bonn", sender_name="Jörg", text=f"Grüße!\n{TEXT}")
    kinds = {
        "text, ASCII, short lines": replace(LETTER, text="A line of usual length.\n" * 50),
        "text and HTML": replace(LETTER, text=TEXT, html=HTML),
        "text and HTML with umlauts": replace(far, html=f"<p>Grüße!</p>{HTML}"),
        "text and HTML in Japanese": replace(far, text="こんにちは\n" * 70, html="日本語" * 200),
    }
    for name, content in kinds.items():
        wire = mail.wire(content, **SENDING)
        yield f"{name} ({len(wire):,} bytes)"
        few = times // 10
        yield _row("write: ours", times, partial(mail.wire, content, **SENDING))
        yield _row("write: EmailMessage", few, partial(library.built, content, **SENDING))
        yield _row("write: EmailMultiAlternatives", few, partial(_django, content))
        yield _row("read back: ours", times, partial(mail.must_say, wire, content))
        yield _row("read back: email.parser", few, partial(_read, wire))


def _signatures(times: int) -> Iterator[str]:
    wire = mail.wire(replace(LETTER, text=TEXT, html=HTML), **SENDING)
    yield "signature of text and HTML"
    for algorithm in Algorithm:
        private = signing_keys.generate(algorithm)
        signer = dkim.Signer((dkim.Key.of(DOMAIN, "one", private),))
        ours = partial(signer.signatures, wire, DATE)
        yield _row(f"{algorithm}: ours", times // 2, ours)
        yield _row(f"{algorithm}: dkimpy", times // 20, _peer(wire, algorithm, private))


def _peer(wire: bytes, algorithm: Algorithm, private: bytes) -> Callable[[], object]:
    """dkimpy with the same key and the same fields, its key in the form that it takes."""
    key = signing_keys.load(private)
    if algorithm == Algorithm.RSA:
        kept = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    else:
        kept = base64.b64encode(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    names = [each.encode() for each in (*dkim.SHOWN, *dkim.OTHERS)]
    return partial(
        dkimpy.sign,
        wire,
        b"one",
        DOMAIN.encode(),
        kept,
        canonicalize=(b"relaxed", b"relaxed"),
        signature_algorithm=f"{algorithm}-sha256".encode(),
        include_headers=names,
    )


def _django(content: Content) -> bytes:
    """As Django's own backend for SMTP makes bytes of it, but for the line ends."""
    message = EmailMultiAlternatives(
        subject=content.subject,
        body=content.text,
        from_email=f"{content.sender_name} <{content.sender_address}>",
        to=[content.recipient],
        headers={
            "Message-ID": SENDING["message_id"],
            "List-Unsubscribe": f"<{SENDING['unsubscribe_url']}one-click>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    if content.html:
        message.attach_alternative(content.html, "text/html")
    return message.message().as_bytes()


def _read(wire: bytes) -> object:
    read = library.parsed(wire)
    people = [library.people(read, name) for name in ("From", "To", "Cc", "Reply-To")]
    return library.fields(read), people, library.text(read, "plain"), library.text(read, "html")


def _row(name: str, times: int, work: Callable[[], object]) -> str:
    return f"  {name:<56}{_took(work, max(times // ROUNDS, 5))}"


def _took(work: Callable[[], object], times: int) -> Took:
    rounds = []
    for _ in range(ROUNDS):
        before = time.process_time()
        for _ in range(times):
            work()
        rounds.append((time.process_time() - before) / times * 1e6)
    return Took(median(rounds), min(rounds), max(rounds))


if __name__ == "__main__":
    main()
