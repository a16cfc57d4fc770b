"""Messages from templates: `{{ name }}`, `{{ name | default: "there" }}`, `{{ snippet.name }}` and
the blocks `{{ signature }}` and `{{ disclosure }}`, and nothing else.

A template is checked once by `parse`; rendering then only puts values in places. Values are
never read as template, take one pass and are escaped for where they stand. A snippet is text with
variables and becomes part of the template; a block is a value that was rendered before.
"""

from sequences.rendering.html import html_from_text
from sequences.rendering.output import (
    Rendered,
    RenderError,
    Segment,
    highlight,
    render_html,
    render_subject,
    render_text,
)
from sequences.rendering.parts import Fixed, Kind, Part, Placeholder, Template, TemplateError
from sequences.rendering.safety import Unsafe, unsafe
from sequences.rendering.template import NO_SNIPPETS, parse, parse_plain, snippets_in
from sequences.rendering.variables import BLOCKS, VARIABLES, Variable, variable

__all__ = [
    "BLOCKS",
    "NO_SNIPPETS",
    "VARIABLES",
    "Fixed",
    "Kind",
    "Part",
    "Placeholder",
    "RenderError",
    "Rendered",
    "Segment",
    "Template",
    "TemplateError",
    "Unsafe",
    "Variable",
    "highlight",
    "html_from_text",
    "parse",
    "parse_plain",
    "render_html",
    "render_subject",
    "render_text",
    "snippets_in",
    "unsafe",
    "variable",
]
