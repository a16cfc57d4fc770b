"""The parts of a step's message, made of its templates: subject, preview text, text and HTML.

Pure. The text part ends with the step's links, and the HTML part shows them too, so that both say
the same. The preview text stands in the HTML alone, out of sight, where mail programs look for it.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.findings import has_false_reply
from sequences.plans import EMAILS, Link, StepInput
from sequences.rendering import (
    NO_SNIPPETS,
    Fixed,
    Kind,
    Rendered,
    Template,
    html_from_text,
    parse,
    render_html,
    render_subject,
    render_text,
)

REPLY = "Re: "

# Not seen, and not read out by what reads pages aloud.
_HIDDEN = (
    '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all" aria-hidden="true">'
    "{}</div>\n"
)
# Where a page shows its first and its last words; a page without these tags is all body.
_TOP = re.compile(r"<body\b[^<>]{0,2000}>|</head\s{0,8}>", re.IGNORECASE)
_BOTTOM = re.compile(r"</body\s{0,8}>|</html\s{0,8}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """The templates of one step. A step that is no e-mail has text alone; `html` is None where
    the text serves as the page."""

    subject: Template
    preheader: Template
    text: Template
    html: Template | None
    links: tuple[Link, ...]

    @property
    def templates(self) -> tuple[Template, ...]:
        """All of them."""
        return (self.subject, self.preheader, self.text, *([self.html] if self.html else []))


def letter_of(
    step: StepInput, snippets: Mapping[str, str] = NO_SNIPPETS, *, earlier_subject: str = ""
) -> Letter:
    """The templates of a step, which answers `earlier_subject` where it follows in a thread.

    TemplateError for one that cannot be read, as `parse`.
    """
    text = text_of(step, snippets)
    if step.kind not in EMAILS:
        nothing = Template(Kind.SUBJECT, ())
        return Letter(nothing, nothing, text, None, step.links)
    return Letter(
        subject=subject_of(step, snippets, earlier_subject=earlier_subject),
        preheader=parse(step.preheader, Kind.SUBJECT, snippets),
        text=text,
        html=parse(step.html, Kind.HTML, snippets) if step.html.strip() else None,
        links=step.links,
    )


def subject_of(
    step: StepInput, snippets: Mapping[str, str] = NO_SNIPPETS, *, earlier_subject: str = ""
) -> Template:
    """The template of the subject: the step's own, or "Re: …" in the thread of a real message.

    The earlier subject stands as it was sent: it is never read as a template again.
    """
    if not (step.same_thread and earlier_subject):
        return parse(step.subject, Kind.SUBJECT, snippets)
    answers = has_false_reply(earlier_subject)
    return Template(Kind.SUBJECT, (Fixed(("" if answers else REPLY) + earlier_subject),))


def text_of(step: StepInput, snippets: Mapping[str, str] = NO_SNIPPETS) -> Template:
    """The template of the text part, links included."""
    template = parse(step.text, Kind.TEXT, snippets)
    if not step.links:
        return template
    lines = "\n".join(f"{link.title}: {link.url}" for link in step.links)
    *parts, last = template.parts or (Fixed(""),)
    if isinstance(last, Fixed):
        last = Fixed(last.text.rstrip("\n"))
    gap = "\n\n" if template.parts else ""
    return Template(Kind.TEXT, (*parts, last, Fixed(f"{gap}{lines}\n")))


def rendered(letter: Letter, values: Mapping[str, str]) -> dict[str, Rendered]:
    """Each part in words: subject, preheader, text and html. RenderError as the render functions.

    A page that is made of the text uses and lacks nothing of its own.
    """
    text = render_text(letter.text, values)
    preheader = render_subject(letter.preheader, values)
    own = render_html(letter.html, values) if letter.html else None
    page = with_links(own.text, letter.links) if own else html_from_text(text.text)
    page = with_preheader(page, preheader.text)
    return {
        "subject": render_subject(letter.subject, values),
        "preheader": preheader,
        "text": text,
        "html": Rendered(page, own.used if own else (), own.missing if own else ()),
    }


def with_links(page: str, links: Iterable[Link]) -> str:
    """A page with links at its end."""
    lines = "<br>\n".join(
        f'<a href="{html.escape(link.url)}">{html.escape(link.title)}</a>' for link in links
    )
    return _inserted(page, f"\n<p>{lines}</p>", _BOTTOM, last=True) if lines else page


def with_preheader(page: str, preheader: str) -> str:
    """A page that begins with the preview text, which nobody sees in it."""
    if not preheader.strip():
        return page
    return _inserted(page, _HIDDEN.format(html.escape(preheader)), _TOP, last=False)


def _inserted(page: str, words: str, where: re.Pattern[str], *, last: bool) -> str:
    """`words` before the end or after the start of the body."""
    found = list(where.finditer(page))
    if not found:
        return page + words if last else words + page
    place = found[0].start() if last else found[-1].end()
    return page[:place] + words + page[place:]
