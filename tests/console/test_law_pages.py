"""The pages of packs of law: reading, drafting, putting in force, retiring."""

from typing import Any

import pytest
from django.test import Client

from compliance.law_packs import to_document
from compliance.models import LawPack
from compliance.packs import DE
from console.forms import law as forms
from tests.console.browsing import BUDGET, browser, reads
from tests.world import World

LAW = "/w/acme/settings/law/"
STRICT = {
    "email-express": ["corporate", "individual", "unknown"],
    "email-express-months": "24",
    "email-evidence": "on",
    "call-free": ["corporate"],
    "linkedin-free": ["corporate", "individual", "unknown"],
    "source": "15 USC 7704, as our counsel reads it",
    "note": "",
}
LAX = {**STRICT, "email-free": ["corporate"]}


def drafted(world: World, code: str = "US", **changes: Any) -> LawPack:
    answer = browser(world.admin).post(f"{LAW}{code}/edit/", {**STRICT, **changes})
    assert answer.status_code == 302, answer.content
    row: LawPack = LawPack.objects.latest("pk")
    return row


def approve(client: Client, row: LawPack) -> str:
    form = {"seen": row.edited_at.isoformat()}
    url = f"{LAW}{row.code}/approve/"
    referer = {"Referer": f"http://testserver{LAW}{row.code}/"}
    return client.post(url, form, follow=True, headers=referer).content.decode()


def text(client: Client, path: str) -> str:
    answer = client.get(LAW + path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_pack_is_listed_with_what_counts(in_acme: World) -> None:
    page = text(browser(in_acme.admin), "")
    assert page.count("Built in") == 11
    assert "Without a country no law can be named" in page


def test_a_pack_reads_as_plain_sentences(in_acme: World) -> None:
    page = text(browser(in_acme.admin), "DE/")
    assert "Consent confirmed by double opt-in suffices for everybody." in page
    assert "DE v2 built in" in page


def test_a_source_that_cannot_be_stored_is_told_on_the_form(in_acme: World) -> None:
    answer = browser(in_acme.admin).post(f"{LAW}US/edit/", {**STRICT, "source": "a\0b"})
    assert answer.status_code == 422
    assert "cannot be stored" in answer.content.decode()


def test_a_draft_is_written_as_it_was_ticked(in_acme: World) -> None:
    said = drafted(in_acme).document["channels"]
    assert said["email"] == {
        "accepts": [
            {
                "basis": "express",
                "months": 24,
                "subscribers": ["corporate", "individual", "unknown"],
            }
        ],
        "free_for": [],
        "free_role_addresses": False,
        "needs_evidence": True,
    }
    assert (said["call"]["free_for"], said["sms"]["accepts"]) == (["corporate"], [])


def test_the_form_starts_from_what_counts(in_acme: World) -> None:
    page = text(browser(in_acme.admin), "DE/edit/")
    ticked = sum(
        ticked for table in forms.tables(to_document(DE)) for row in table.rows
        for _, _, ticked in row.ticks
    )  # fmt: skip
    flags = sum(table.evidence for table in forms.tables(to_document(DE)))
    assert page.count("checked") - page.count("data-keys-enabled checked") == ticked + flags


@pytest.mark.parametrize("months", ["0", "-3", "12.5", "ever", "99999999", "²"])
def test_months_that_are_none_are_refused_and_what_was_typed_stays(
    in_acme: World, months: str
) -> None:
    form = {**STRICT, "email-express-months": months}
    answer = browser(in_acme.admin).post(f"{LAW}US/edit/", form)
    assert answer.status_code == 422
    assert f'value="{months}"' in answer.content.decode()


def test_the_author_finds_no_button_and_another_admin_does(in_acme: World) -> None:
    drafted(in_acme)
    assert "another admin has to approve it" in text(browser(in_acme.admin), "US/")
    assert "Put in force" in text(browser(in_acme.other_admin), "US/")


def test_a_second_admin_puts_it_in_force(in_acme: World) -> None:
    page = approve(browser(in_acme.other_admin), drafted(in_acme))
    assert "US version 1 is in force." in page and "US v1 of the workspace" in page


def test_a_laxer_draft_says_so_and_waits_for_a_note(in_acme: World) -> None:
    row = drafted(in_acme, "DE", **LAX)
    page = text(browser(in_acme.other_admin), "DE/")
    assert "Laxer than the built-in pack" in page
    assert "E-mails: companies need no consent." in page
    assert "Put in force" not in page
    assert "Write in the note" in approve(browser(in_acme.other_admin), row)


def test_a_laxer_pack_in_force_is_marked_in_the_list(in_acme: World) -> None:
    note = "Presumed consent, says counsel."
    approve(browser(in_acme.other_admin), drafted(in_acme, "DE", **{**LAX, "note": note}))
    assert "Laxer than ours" in text(browser(in_acme.admin), "")
    assert note in text(browser(in_acme.admin), "DE/")


def test_an_approval_that_does_not_say_what_was_seen_is_refused(in_acme: World) -> None:
    row, other = drafted(in_acme), browser(in_acme.other_admin)
    page = other.post(f"{LAW}US/approve/", {"seen": "2026-02-30T10:00"}, follow=True)
    assert "what you looked at" in page.content.decode()
    assert LawPack.objects.get(pk=row.pk).state == "draft"


def test_a_text_that_was_saved_meanwhile_is_not_approved(in_acme: World) -> None:
    row = drafted(in_acme)
    drafted(in_acme, note="Changed", seen=row.edited_at.isoformat())
    assert "saved this draft after you opened it" in approve(browser(in_acme.other_admin), row)


def test_a_retired_pack_gives_way_to_the_built_in_one(in_acme: World) -> None:
    approve(browser(in_acme.other_admin), drafted(in_acme))
    page = browser(in_acme.admin).post(f"{LAW}US/retire/", follow=True).content.decode()
    assert "The built-in pack counts again." in page and "US v2 built in" in page


def test_a_discarded_draft_is_gone(in_acme: World) -> None:
    drafted(in_acme)
    browser(in_acme.admin).post(f"{LAW}US/discard/")
    assert not LawPack.objects.exists()


@pytest.mark.parametrize("path", ["XX/", "QQ/", "QQ/edit/"])
def test_a_code_that_there_is_not_is_no_page(in_acme: World, path: str) -> None:
    assert browser(in_acme.admin).get(LAW + path).status_code == 404


@pytest.mark.parametrize("path", ["approve/", "discard/", "retire/"])
def test_without_a_draft_or_a_pack_nothing_is_done(in_acme: World, path: str) -> None:
    answer = browser(in_acme.admin).post(f"{LAW}US/{path}", follow=True)
    assert "The page shows" in answer.content.decode()


@pytest.mark.parametrize("seat", ["viewer", "rep", "reviewer", "manager"])
def test_other_roles_read_no_settings(in_acme: World, seat: str) -> None:
    assert browser(getattr(in_acme, seat)).get(LAW).status_code == 404


def test_the_pages_take_few_queries(in_acme: World) -> None:
    for code in ("US", "DE"):
        drafted(in_acme, code)
    client = browser(in_acme.admin)
    for path in ("", "US/", "US/edit/"):
        with reads() as taken:
            client.get(LAW + path)
        assert taken.count <= BUDGET, path
