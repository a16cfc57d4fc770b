"""The recipient's page in ten languages: what it offers, what it says, and what it never tells."""

import re
import string
from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from compliance.models import Suppression
from console.recipient_words import BY_CODE, code_for
from console.recipient_words.words import Words
from contacts.models import Contact
from enrollment.models import Enrollment, EnrollmentState
from signals import unsubscribe
from signals.choices import LANGUAGES
from signals.models import Signal
from tenancy import clock
from tests.console.test_recipient_pages import link, strict
from tests.world import World

__all__ = ["link"]
TEXTS = [each.name for each in fields(Words) if each.name not in ("months", "day_form")]


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def shown(link: str, **headers: str) -> str:
    return strict().get(link, headers=headers).content.decode()


@pytest.mark.parametrize("text", TEXTS)
def test_every_language_says_everything_with_the_same_names(text: str) -> None:
    english = names_in(getattr(BY_CODE["en"], text))
    for words in BY_CODE.values():
        assert getattr(words, text).strip() == getattr(words, text) != ""
        assert names_in(getattr(words, text)) == english


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_writes_every_day(code: str) -> None:
    days = {BY_CODE[code].day(date(2026, month, 3)) for month in range(1, 13)}
    assert len(days) == 12 and all("2026" in day and "3" in day for day in days)


def test_no_two_languages_say_the_same() -> None:
    assert len({words.intro for words in BY_CODE.values()}) == len(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_comes_in_the_language_of_the_browser(link: str, code: str) -> None:
    answer = strict().get(link, headers={"Accept-Language": f"{code}-XX, xx;q=0.5"})
    page = answer.content.decode()
    assert f'<html lang="{code}">' in page and BY_CODE[code].all_button in page
    assert answer.headers["Content-Language"] == code
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("asked", "accepts", "expected"),
    [
        ("fr", "de", "fr"),
        ("", "da, sv;q=0.8, de;q=0.9", "de"),
        ("xx", "pt-BR", "pt"),
        ("", "", "en"),
        ("", "\0;;;", "en"),
        ("../en", "zh", "en"),
        ("d" * 9000, "x" * 9000, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_first_that_is_known(
    asked: str, accepts: str, expected: str
) -> None:
    assert code_for(asked, accepts) == expected


def test_the_language_that_was_switched_to_stays_after_a_button(link: str) -> None:
    page = strict().get(f"{link}?lang=de").content.decode()
    assert set(re.findall(r'action="([^"]*)"', page)) == {"?lang=de"}
    page = strict().post(f"{link}?lang=de", {"choice": "email"}).content.decode()
    assert "E-Mails sind gestoppt." in page


def test_the_page_has_the_signs_of_the_sender_and_nothing_of_the_person(link: str) -> None:
    page = shown(link)
    assert "1 Main Street, Springfield" in page
    assert not re.search("initech|peter|gibbons|outbound", page, re.IGNORECASE)


def test_every_field_has_a_label_and_every_button_a_choice(link: str) -> None:
    page = shown(link)
    inputs = re.findall(r'<(?:input|select)[^>]*id="([^"]+)"', page)
    assert set(inputs) == {"day", "language"} == set(re.findall(r'<label for="([^"]+)"', page))
    values = re.findall(r'name="choice"\s+value="(\w+)"', page)
    assert values == ["all", "email", "sms", "later", "wrong", "untracked", "language"]


def test_a_closed_channel_is_told_and_not_offered_again(link: str) -> None:
    page = strict().post(link, {"choice": "sms"}).content.decode()
    assert "Text messages are stopped." in page and 'value="sms"' not in page
    assert 'value="email"' in page and "Your choice is kept" in page


def test_after_everything_is_stopped_nothing_that_would_stop_is_offered(link: str) -> None:
    page = strict().post(link, {"choice": "all"}).content.decode()
    assert re.findall(r'name="choice"\s+value="(\w+)"', page) == ["untracked", "language"]


def test_a_day_is_told_in_words_and_only_a_later_one_is_offered(link: str) -> None:
    day = clock.now().date() + timedelta(days=40)
    page = strict().post(link, {"choice": "later", "day": day.isoformat()}).content.decode()
    assert f"Nothing comes before {BY_CODE['en'].day(day)}." in page
    assert f'min="{day + timedelta(days=1)}"' in page


def test_a_sooner_day_is_refused_with_whom_to_ask(link: str) -> None:
    later, sooner = (clock.now().date() + timedelta(days=days) for days in (40, 30))
    strict().post(link, {"choice": "later", "day": later.isoformat()})
    answer = strict().post(link, {"choice": "later", "day": sooner.isoformat()})
    assert answer.status_code == 409
    assert "answer one of the messages" in answer.content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"choice": "nothing"}, "Choose one of the points"),
        ({"choice": "later", "day": "soon"}, "Choose a day that is still to come"),
        ({"choice": "language", "language": "tlh"}, "Choose one of the languages"),
        ({"choice": "resume\0"}, "Choose one of the points"),
    ],
)
def test_what_cannot_be_chosen_is_told_and_changes_nothing(
    link: str, said: dict[str, str], words: str
) -> None:
    answer = strict().post(link, said)
    assert answer.status_code == 400 and words in answer.content.decode()
    assert Enrollment.objects.get().state == EnrollmentState.ACTIVE
    assert not Signal.objects.exists()


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "One-Click"}])
def test_a_post_that_names_no_choice_stops_everything(link: str, body: dict[str, str]) -> None:
    assert strict().post(link, body).status_code == 200
    assert Suppression.objects.get().channel == ""


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"--x broken", "multipart/form-data; boundary=y"),
        (b"--x", "multipart/form-data"),
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded; charset=iso-8859-1"),
        (b"x=1&" * 2000, "application/x-www-form-urlencoded"),
        (b"x=" + b"y" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "text/plain; charset=nonsense"),
    ],
)
def test_a_body_that_cannot_be_read_stops_everything(
    link: str, body: bytes, content_type: str
) -> None:
    answer = strict().generic("POST", link, body, content_type=content_type)
    assert answer.status_code == 200
    assert Suppression.objects.get().channel == ""


@pytest.mark.parametrize("choice", ["email", "sms", "wrong", "language", "all"])
def test_each_choice_is_a_signal_with_its_effect_in_the_api(
    link: str, in_acme: World, choice: str
) -> None:
    strict().post(link, {"choice": choice, "language": "de"})
    signal = Signal.objects.get()
    assert (signal.source, signal.state) == ("unsubscribe", "applied") and signal.effect


def test_the_reps_see_the_language_and_that_the_person_chose_it(
    link: str, in_acme: World, acme: World
) -> None:
    strict().post(link, {"choice": "language", "language": "nl"})
    client = Client()
    client.force_login(in_acme.rep.user)
    person = Contact.objects.get()
    page = client.get(f"/w/{in_acme.workspace.slug}/contacts/{person.pk}/").content.decode()
    assert "chosen by the person" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_database_that_is_away_is_told_with_when_to_come_back(
    link: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object) -> None:
        raise OperationalError

    monkeypatch.setattr(unsubscribe, "_place", away)
    answer = getattr(strict(), method)(f"{link}?lang=sv")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Försök igen om en minut" in answer.content.decode()
