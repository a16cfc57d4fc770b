"""Pasting and uploading people to stop, in the browser."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from compliance.models import StopList, Suppression
from enrollment import stop_lists
from enrollment.models import Enrollment, EnrollmentState
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import running
from tests.world import World, contact

PASTE = "/w/acme/compliance/stop/"
LISTS = "/w/acme/compliance/lists/"
TEXT = "Peter <peter@initech.example>, new@hooli.example\nnot an address@"


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


def upload(world: World, content: bytes = b"mail\npeter@initech.example\njunk\n") -> Any:
    form = {
        "file": SimpleUploadedFile("robinson.csv", content),
        "reason": "opt_out",
        "channel": "",
        "source": "Robinson list",
    }
    return browser(world.rep).post(LISTS, form)


def uploaded(world: World) -> StopList:
    upload(world)
    row: StopList = StopList.objects.get()
    return row


# Pasting


def test_what_was_pasted_is_read_before_anybody_is_stopped(in_acme: World) -> None:
    page = page_of(browser(in_acme.rep).post(PASTE, {"addresses": TEXT}))
    assert "2 entries will be stopped" in page and "Line" in page and "address@" in page
    assert not Suppression.objects.exists()


def test_confirming_stops_everyone_and_says_what_it_did(in_acme: World) -> None:
    running(in_acme, contact(owner=in_acme.rep))
    page = page_of(browser(in_acme.rep).post(PASTE, {"addresses": TEXT, "stop": "yes"}))
    assert "2 entries must not be contacted any more" in page
    assert "1 sequence ended, 1 planned touch cancelled" in " ".join(page.split())
    assert Enrollment.objects.get().state == EnrollmentState.EXITED


def test_a_paste_that_names_nobody_says_so_and_keeps_the_text(in_acme: World) -> None:
    page = page_of(browser(in_acme.rep).post(PASTE, {"addresses": "hello", "stop": "yes"}))
    assert "Nothing of this is understood" in page and ">\nhello</textarea>" in page


def test_a_long_paste_becomes_a_list_that_a_worker_takes(in_acme: World) -> None:
    many = stop_lists.MOST_AT_ONCE + 1
    text = "hello\n" + "\n".join(f"Peter <p{n}@x.example>, x" for n in range(many))
    client = browser(in_acme.rep)
    assert "A worker takes these 501" in page_of(client.post(PASTE, {"addresses": text}))
    answer: Any = client.post(PASTE, {"addresses": text, "stop": "yes"})
    row = StopList.objects.get()
    assert answer.url == f"{LISTS}{row.pk}/" and row.state == "running"
    stop_lists.run(row.pk)
    row.refresh_from_db()
    assert (row.state, row.added, row.rejected) == ("done", many, many + 1)


# Lists


def test_an_uploaded_list_is_shown_as_it_is_read(in_acme: World) -> None:
    row = uploaded(in_acme)
    page = page_of(browser(in_acme.rep).get(f"{LISTS}{row.pk}/"))
    assert "Nobody is stopped yet" in page and "Address, in every spelling" in page
    assert not Suppression.objects.exists()


def test_a_file_that_is_no_list_is_told_at_its_field(in_acme: World) -> None:
    assert "No address, domain" in page_of(upload(in_acme, b"hello\n"))
    assert not StopList.objects.exists()


def test_the_page_says_which_column_counts_and_who_may_cancel(in_acme: World) -> None:
    upload(in_acme, b"website,email\ninitech.example,peter@initech.example\n")
    url = f"{LISTS}{StopList.objects.get().pk}/"
    page = page_of(browser(in_acme.rep).get(url))
    assert "column 2 (“email”) counts" in page and f"{url}cancel/" in page
    assert f"{url}cancel/" not in page_of(browser(in_acme.other_rep).get(url))


def test_several_columns_are_told_at_their_field(in_acme: World) -> None:
    page = page_of(upload(in_acme, b"email,boss\na@x.example,b@x.example\n"))
    assert "1 (“email”), 2 (“boss”)" in page and not StopList.objects.exists()


def test_a_rep_reads_that_a_pasted_domain_stops_nobody(in_acme: World) -> None:
    page = page_of(browser(in_acme.rep).post(PASTE, {"addresses": "initech.example"}))
    assert "Only a manager or an admin stops a whole domain" in page
    assert "will be stopped" not in page


def test_a_started_list_runs_and_its_page_tells_the_end(in_acme: World) -> None:
    row = uploaded(in_acme)
    me = browser(in_acme.rep)
    me.post(f"{LISTS}{row.pk}/start/")
    assert "You may leave this page" in page_of(me.get(f"{LISTS}{row.pk}/"))
    stop_lists.run(row.pk)
    assert "Some lines stopped nobody" in page_of(me.get(f"{LISTS}{row.pk}/"))
    assert me.get(f"{LISTS}{row.pk}/progress/")["HX-Refresh"] == "true"
    assert "junk" in page_of(me.get(f"{LISTS}{row.pk}/rejects.csv"))


def test_a_cancelled_list_says_what_it_took(in_acme: World) -> None:
    row = uploaded(in_acme)
    me = browser(in_acme.rep)
    me.post(f"{LISTS}{row.pk}/cancel/")
    assert "Cancelled by Rep. 0 of 3 lines were taken" in page_of(me.get(f"{LISTS}{row.pk}/"))


@pytest.mark.parametrize("verb", ["start", "cancel"])
def test_a_viewer_reads_lists_and_moves_none(in_acme: World, verb: str) -> None:
    row = uploaded(in_acme)
    me = browser(in_acme.viewer)
    assert me.post(f"{LISTS}{row.pk}/{verb}/").status_code == 404
    assert me.get(f"{LISTS}{row.pk}/rejects.csv").status_code == 404
    page = page_of(me.get(f"{LISTS}{row.pk}/"))
    assert "robinson.csv" in page and "peter@" not in page


def test_outsiders_find_no_list(in_acme: World, globex: World) -> None:
    row = uploaded(in_acme)
    assert browser(globex.admin).get(f"{LISTS}{row.pk}/").status_code == 404


def test_the_lists_take_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    me = browser(in_acme.rep)
    counts = []
    for _ in range(2):
        upload(in_acme)
        with reads() as taken:
            me.get(LISTS)
        counts.append(taken.count)
    assert counts[0] == counts[1] <= BUDGET
