"""The template components: what they render, and what they refuse."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.db.models import TextChoices
from django.template import Context, Template
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from console.components.charts import bars
from console.components.differences import word_diff
from console.components.icons import ICONS
from console.components.tones import TONES

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def render(source: str, path: str = "/contacts", **values: Any) -> str:
    request = RequestFactory().get(path)
    context = Context({"request": request, "csrf_token": "token-7", "now": NOW, **values})
    html: str = Template("{% load console %}" + source).render(context)
    return " ".join(html.split())


class Stage(TextChoices):
    ACTIVE = "active", "Active"

    @property
    def tone(self) -> str:
        return "good"


# --- signs and buttons ---------------------------------------------------------------------------


@pytest.mark.parametrize("tone", TONES)
def test_a_badge_shows_its_state_as_a_word_and_a_shape(tone: str) -> None:
    html = render('{% badge "Paused" tone %}', tone=tone)
    assert f"tone-{tone}" in html
    assert '<svg class="mark"' in html and "Paused" in html


def test_the_six_shapes_differ() -> None:
    assert len({render("{% mark tone %}", tone=tone) for tone in TONES}) == 6


def test_a_badge_takes_label_and_tone_from_a_choice() -> None:
    html = render("{% badge stage %}", stage=Stage.ACTIVE)
    assert "tone-good" in html and "Active" in html


def test_a_text_in_a_badge_is_escaped() -> None:
    assert "<b>" not in render("{% badge text %}", text="<b>Active</b>")


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "x" "gold" %}',
        '{% icon "unicorn" %}',
        '{% button "x" "huge" %}',
        '{% callout "muted" %}x{% endcallout %}',
        '{% entry "x" "later" %}{% endentry %}',
    ],
)
def test_a_choice_that_does_not_exist_is_refused_and_the_choices_named(source: str) -> None:
    with pytest.raises(ValueError, match="use one of"):
        render(source)


def test_an_icon_is_hidden_from_screen_readers_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "check" %}')
    assert 'role="img" aria-label="Done"' in render('{% icon "check" "Done" %}')


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_drawn_with_path_commands_only(name: str) -> None:
    assert set(ICONS[name]) <= set("MmLlHhVvCcSsQqTtAaZz0123456789.- ")


def test_a_button_submits_and_a_button_with_an_address_is_a_link() -> None:
    assert '<button class="button button-primary" type="submit"' in render(
        '{% button "Save" "primary" %}'
    )
    assert '<a class="button button-secondary" href="/new"' in render(
        '{% button "New" href="/new" %}'
    )


def test_a_shortcut_is_announced_and_shown() -> None:
    html = render('{% button "Approve" key="a" %}')
    assert 'data-key="a" aria-keyshortcuts="a"' in html
    assert '<kbd aria-hidden="true">a</kbd>' in html


def test_a_button_with_an_icon_alone_keeps_its_name() -> None:
    assert 'aria-label="More"' in render('{% button "More" icon="more" only_icon=True %}')


def test_a_change_is_posted_with_the_csrf_token() -> None:
    html = render('{% post_button "Stop" "/stop" hidden=fields %}', fields={"id": 7})
    assert 'method="post" action="/stop"' in html and "token-7" in html
    assert '<input type="hidden" name="id" value="7">' in html


# --- facts ---------------------------------------------------------------------------------------


def test_progress_says_how_far_it_is() -> None:
    html = render('{% progress 3120 5000 "Importing" %}')
    assert '<progress value="3120" max="5000"' in html
    assert "3,120 of 5,000 · 62%" in html


def test_progress_of_nothing_yet_shows_no_figures() -> None:
    html = render('{% progress 0 0 "Loading" %}')
    assert 'aria-label="Loading"' in html and "0" not in html


def test_progress_asks_again_only_while_it_has_somewhere_to_ask() -> None:
    assert 'hx-get="/jobs/7"' in render('{% progress 1 2 "Importing" poll="/jobs/7" %}')
    assert "hx-get" not in render('{% progress 2 2 "Importing" %}')


def finding(rule: str, outcome: str, **more: Any) -> SimpleNamespace:
    return SimpleNamespace(rule=rule, version=3, outcome=outcome, reason="Because.", **more)


def test_verdicts_put_what_blocks_first_and_say_it_in_words() -> None:
    rows = [finding("owner", "allow"), finding("cool_off", "defer"), finding("opt_out", "block")]
    html = render("{% verdicts rows %}", rows=rows)
    assert html.index("blocked") < html.index("waits") < html.index("passed")


def test_a_verdict_names_rule_version_fix_and_end() -> None:
    row = finding("cool_off", "defer", fix="Wait for it.", until=NOW)
    html = render("{% verdicts rows %}", rows=[row])
    assert "Cool off" in html and "version 3" in html and "Wait for it." in html
    assert "Until <time" in html


def test_an_empty_value_is_a_dash() -> None:
    assert "—" in render("{% key_values pairs %}", pairs=[("Phone", "")])
    assert "0" in render("{% key_values pairs %}", pairs={"Touches": 0})


def test_an_empty_list_names_the_next_step() -> None:
    html = render('{% empty "No contacts" "Import a CSV." href="/import" action="Import" %}')
    assert 'href="/import"' in html and "Import a CSV." in html


def test_a_chart_has_the_same_figures_in_a_table() -> None:
    html = render('{% bar_chart rows "Replies" %}', rows=[("Mon", 3, "?d=1"), ("Tue", 1200)])
    assert html.count("<rect") == 2
    assert '<td class="numeric">1,200</td>' in html and 'href="?d=1"' in html


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
def test_columns_stay_within_the_drawing_and_keep_their_order(values: list[int]) -> None:
    drawn = bars([(str(n), value) for n, value in enumerate(values)])
    assert all(bar.x >= 0 and bar.x + bar.width <= 100.1 and 0 <= bar.y <= 100 for bar in drawn)
    assert [bar.middle for bar in drawn] == sorted(bar.middle for bar in drawn)


def test_a_chart_refuses_a_negative_count() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        bars([("Mon", -1)])


# --- lists ---------------------------------------------------------------------------------------


def test_a_pager_keeps_the_filters_of_the_address() -> None:
    page = Paginator(range(1204), 50).page(7)
    html = render('{% pager page "contacts" %}', path="/contacts?state=active&page=7", page=page)
    assert "301–350 of 1,204 contacts" in html
    assert 'href="?state=active&amp;page=8" rel="next"' in html


def test_a_single_page_has_no_links() -> None:
    html = render("{% pager page %}", page=Paginator(range(3), 50).page(1))
    assert "1–3 of 3" in html and "<a" not in html


def test_a_cursor_pager_replaces_the_other_cursor() -> None:
    html = render('{% cursor_pager after="k9" %}', path="/audit?before=k1&who=ada")
    assert 'href="?who=ada&amp;after=k9"' in html


def test_a_column_sorts_and_turns_round() -> None:
    assert 'href="?sort=name"' in render('{% column "Name" sort="name" %}', path="/?page=4")
    turned = render('{% column "Name" sort="name" %}', path="/?sort=name")
    assert 'aria-sort="ascending"' in turned and 'href="?sort=-name"' in turned


def test_a_filter_bar_is_a_get_form_that_remembers_what_was_asked() -> None:
    html = render('{% filter_bar search="Search" %}{% endfilter_bar %}', path="/?q=%3Cb%3Eada")
    assert 'method="get"' in html and 'value="&lt;b&gt;ada"' in html
    assert "Clear all" in html


def test_a_selection_can_mean_every_row_of_the_filter() -> None:
    html = render('{% selection_bar 1204 "contacts" %}x{% endselection_bar %}')
    assert 'name="select_all_matching"' in html and "All 1,204 matching contacts" in html


def test_a_row_box_says_whose_row_it_is() -> None:
    assert "Select Ada Keller" in render('{% select_row 7 "Ada Keller" %}')


def test_a_stepper_marks_where_we_are() -> None:
    html = render("{% stepper steps 2 %}", steps=["Pick", "Check", "Confirm"])
    assert html.count('aria-current="step"') == 1
    assert html.index("Pick") < html.index('aria-current="step"') < html.index("Check")


def test_a_breadcrumb_ends_where_we_are() -> None:
    html = render('{% breadcrumb "Contacts" "/contacts" "Import" %}')
    assert '<a href="/contacts">Contacts</a>' in html
    assert html.endswith("Import</li> </ol> </nav>") and html.count('aria-current="page"') == 1


# --- times and texts -----------------------------------------------------------------------------


def test_when_gives_both_zones_and_a_machine_readable_moment() -> None:
    html = render('{% when now "Europe/Berlin" "UTC" %}')
    assert html == (
        '<time datetime="2026-11-23T08:00+00:00">Mon 23 Nov, 09:00 CET · 08:00 UTC</time>'
    )


def test_what_never_happened_says_so() -> None:
    assert "never" in render("{% when moment %}", moment=None)


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_loses_no_character_of_either_text(before: str, after: str) -> None:
    shown = word_diff(before, after)
    kept = re.sub(r"<ins>.*?</ins>", "", shown, flags=re.S)
    assert unescape(re.sub(r"</?del>", "", kept)) == before


def test_a_difference_marks_words_and_escapes_them() -> None:
    shown = word_diff("We can <b>help</b> you.", "We can <i>help</i> you.")
    assert "<del>b</del><ins>i</ins>" in shown and "&lt;" in shown


def test_a_very_long_difference_is_shown_whole() -> None:
    assert word_diff("a " * 20_000, "b") == f"<del>{'a ' * 20_000}</del><ins>b</ins>"


def test_a_message_frame_can_run_nothing() -> None:
    html = render('{% message_frame "Message" html=body %}', body="<script>x()</script>")
    assert '<iframe sandbox title="Message"' in html and "<script>" not in html


def test_a_planned_entry_says_that_it_is_planned() -> None:
    html = render('{% entry "Email 3" "future" at=now zone="UTC" why="/why/3" %}{% endentry %}')
    assert "Planned: " in html and 'href="/why/3"' in html


def test_identifiers_become_words() -> None:
    assert render("{{ 'required_fields'|words }}") == "Required fields"


# --- forms and messages --------------------------------------------------------------------------


class Address(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="Where replies go.")
    note = forms.CharField(required=False)


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    html = render("{% field form.email %}", form=Address({"email": "x"}))
    assert '<label for="id_email">E-mail</label>' in html and 'aria-invalid="true"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'id="id_email_error"' in html


def test_a_field_that_may_be_empty_says_so() -> None:
    assert "optional" in render("{% field form.note %}", form=Address())
    assert "optional" not in render("{% field form.email %}", form=Address())


def test_a_message_may_carry_its_undo_and_nothing_of_another_site() -> None:
    assert render("{{ tags|undo_url }}", tags="wide undo:/enrolments/7/undo") == (
        "/enrolments/7/undo"
    )
    assert render("{{ tags|undo_url }}", tags="undo:https://elsewhere.example/") == ""
    assert render("{{ tags|undo_url }}", tags="undo://elsewhere.example/") == ""


def test_htmx_is_told_to_run_no_code_from_attributes() -> None:
    page = Template('{% extends "base.html" %}').render(Context())
    config = page.split("content='")[1].split("'")[0]
    assert json.loads(config)["allowEval"] is False
