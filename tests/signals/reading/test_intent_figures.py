import pytest

from signals.reading.intent import Intent
from tests.signals.reading.reply_figures import SETS, figures, lines, replies


@pytest.mark.parametrize("name", SETS)
def test_wishes_to_be_left_alone_are_heard(name: str) -> None:
    assert figures(name).recall[Intent.OPT_OUT].percent >= 96


@pytest.mark.parametrize("name", SETS)
def test_hardly_any_wish_is_neither_heard_nor_held(name: str) -> None:
    assert figures(name).opt_outs_let_go <= 1


@pytest.mark.parametrize("name", SETS)
def test_opt_out_words_in_other_use_suppress_nobody(name: str) -> None:
    assert figures(name).hard_suppressed.right == 0


@pytest.mark.parametrize("name", SETS)
def test_most_replies_are_read_right(name: str) -> None:
    assert figures(name).right.percent >= 90


def test_the_report_names_every_miss() -> None:
    found = figures("looked_at")
    assert sum("miss:" in line for line in lines(found)) == len(found.misses)


def test_ten_languages_and_all_meanings_are_in_the_sets() -> None:
    every = [reply for name in SETS for reply in replies(name)]
    assert len({reply.language for reply in every}) == 10
    assert {reply.label for reply in every} == set(Intent)
