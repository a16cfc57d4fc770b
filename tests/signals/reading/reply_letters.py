"""What a person wrote, and the pieces of which mail programs make a message of it."""

import html
import textwrap
from dataclasses import dataclass

from tests.signals.reading.reply_phrases import OUTLOOK, TOM

OLD = (
    "Hi there,\n\nI saw that you are hiring in Lyon: two of your neighbours use our planner.\n"
    "Would a short call next week make sense?\n\nBest regards,\nTom Reed\nOurs Ltd | +44 20 1234\n"
    "Not relevant? Tell me and I will stop."
)
SUBJECT = "Planner for Lyon"
Bodies = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person wrote; `sign` is the block below the text, `footer` what a server added."""

    language: str
    body: str
    sign: str = ""
    footer: str = ""
    sender: str = "Anna Berg <anna@nord.example>"

    @property
    def own(self) -> str:
        """Text and signature, as they stand above the quote."""
        return f"{self.body}\n\n{self.sign}".strip()


def escaped(line: str) -> str:
    """A line as HTML text."""
    return html.escape(line, quote=False)


def quoted(text: str, mark: str = "> ") -> str:
    """Each line behind a mark."""
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def wrapped(text: str, width: int = 74) -> str:
    """Lines broken at a width, as in plain text."""
    lines = [textwrap.wrap(line, width) or [""] for line in text.split("\n")]
    return "\n".join(piece for wrapped in lines for piece in wrapped)


def divs(text: str, attributes: str = "") -> str:
    """A div for each line, as most programs write."""
    lines = (escaped(line) or "<br>" for line in text.split("\n"))
    return "".join(f"<div{attributes}>{line}</div>" for line in lines)


def breaks(text: str) -> str:
    """Lines with breaks between them."""
    return "<br>\r\n".join(escaped(line) for line in text.split("\n"))


def word(text: str) -> str:
    """Paragraphs as Word writes them."""
    lines = (escaped(line) or "&nbsp;" for line in text.split("\n"))
    return "\r\n".join(
        f'<p class="MsoNormal"><span lang="EN-US" style="font-size:11.0pt">{line}<o:p></o:p>'
        "</span></p>"
        for line in lines
    )


def footed(text: str, markup: str, letter: Letter) -> Bodies:
    """What a server adds below both forms."""
    if not letter.footer:
        return text, markup
    foot = letter.footer
    return f"{text}\n\n{foot}\n", f"{markup}<br><p style='font-size:8pt'>{breaks(foot)}</p>"


def outlook_lines(letter: Letter) -> str:
    """The header of the old message, as Outlook shows it."""
    name, sent, to, subject, when = OUTLOOK[letter.language]
    colon = " :" if letter.language == "fr" else ":"
    return (
        f"{name}{colon} {TOM}\n{sent}{colon} {when}\n{to}{colon} Anna Berg <anna@nord.example>\n"
        f"{subject}{colon} {SUBJECT}"
    )


def bold(block: str) -> str:
    """The same with bold labels."""
    lines = (escaped(line).split(":", 1) for line in block.split("\n"))
    return "<br>\r\n".join(f"<b>{first}:</b>{rest}" for first, rest in lines)


WORD_HEAD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--\r\n'
    "p.MsoNormal {margin:0cm; font-size:11.0pt;}\r\n--></style></head>"
)
