"""The colours, measured: WCAG 2.2 AA contrast of every pair that is used, in light and dark."""

import re
from pathlib import Path

import pytest

from console.components.tones import TONES

STATIC = Path(__file__).parents[2] / "console" / "static" / "console"
TEMPLATES = Path(__file__).parents[2] / "templates"
TEXTS = ("text", "text-soft", "text-faint", "accent", "bad-text")
GROUNDS = ("bg", "bg-sunken", "bg-raised", "bg-selected")
SCHEMES = ("light", "dark")


def tokens(scheme: str) -> dict[str, str]:
    light, dark = (STATIC / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    found = re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light + dark if scheme == "dark" else light)
    return dict(found)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_measures_as_the_standard_says() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_readable_on_every_surface(scheme: str, ground: str, text: str) -> None:
    assert contrast(tokens(scheme)[text], tokens(scheme)[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("tone", TONES)
def test_a_badge_is_readable_and_its_shape_is_visible(scheme: str, tone: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[f"{tone}-text"], colours[f"{tone}-bg"]) >= 4.5
    assert contrast(colours[f"{tone}-mark"], colours[f"{tone}-bg"]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("fill", ["accent-fill", "accent-fill-hover"])
def test_a_primary_button_is_readable(scheme: str, fill: str) -> None:
    assert contrast(tokens(scheme)["on-accent"], tokens(scheme)[fill]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("edge", ["line-control", "focus", "chart"])
def test_the_edge_of_a_control_can_be_seen(scheme: str, edge: str) -> None:
    colours = tokens(scheme)
    assert all(contrast(colours[edge], colours[ground]) >= 3 for ground in ("bg", "bg-raised"))


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_a_stylesheet_uses_only_properties_that_exist(sheet: Path) -> None:
    written = "".join(path.read_text() for path in STATIC.glob("*.css"))
    defined = set(re.findall(r"(--[\w-]+):", written))
    assert set(re.findall(r"var\((--[\w-]+)", sheet.read_text())) <= defined


@pytest.mark.parametrize(
    "page",
    sorted(TEMPLATES.rglob("*.html")),
    ids=lambda path: path.relative_to(TEMPLATES).as_posix(),
)
def test_a_template_keeps_to_the_content_security_policy(page: Path) -> None:
    inline = r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|hx-on|href=\"javascript:"
    assert not re.search(inline, page.read_text())
