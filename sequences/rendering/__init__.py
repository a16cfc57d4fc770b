"""Messages from templates: `{{ name }}` and `{{ name | default: "there" }}`, and nothing else.

A template is checked once by `parse`; rendering then only puts values in places. Values are
never read as template, take one pass and are escaped for where they stand.
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
from sequences.rendering.template import Fixed, Kind, Placeholder, Template, TemplateError, parse
from sequences.rendering.variables import VARIABLES, Variable, variable

__all__ = [
    "VARIABLES",
    "Fixed",
    "Kind",
    "Placeholder",
    "RenderError",
    "Rendered",
    "Segment",
    "Template",
    "TemplateError",
    "Variable",
    "highlight",
    "html_from_text",
    "parse",
    "render_html",
    "render_subject",
    "render_text",
    "variable",
]
