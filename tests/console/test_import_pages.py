"""From an uploaded file to its result."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from kombu.exceptions import OperationalError

from console.forms.selection import Selection
from contacts import imports
from contacts.models import Contact, Import, ImportState
from signals.tasks import run_import
from tests.console.browsing import BUDGET, browser, reads
from tests.world import World, contact

LIST = "/w/acme/contacts/imports/"
FILE = (
    "First Name,Last Name,Email,Country/Region,Shoe size\r\n"
    "Peter,Gibbons,peter@initech.example,United States,43\r\n"
    "Milton,Waddams,milton@initech.example,United States,41\r\n"
    "Nobody,Atall,not an address,United States,40\r\n"
)


def sent(
    client: Client, content: str = FILE, name: str = "contacts.csv", encoding: str = "utf-8"
) -> Any:
    upload = SimpleUploadedFile(name, content.encode(encoding), "text/csv")
    return client.post(LIST, {"file": upload})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the page asked of the queue."""
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(run_import, "delay", lambda *ids: said.append(ids))
    return said


def test_an_upload_leads_to_its_preview(in_acme: World) -> None:
    answer = sent(browser(in_acme.admin))
    assert answer.headers["Location"] == f"{LIST}{Import.objects.get().pk}/"
    assert not Contact.objects.exists()


def test_the_preview_says_what_will_happen(in_acme: World) -> None:
    client = browser(in_acme.admin)
    page = client.get(sent(client).headers["Location"])
    counts = page.context["preview"].counts
    assert (counts.created, counts.rejected) == (2, 1)
    assert "milton@initech.example" in page.content.decode()


def test_another_mapping_is_previewed_at_its_own_address(in_acme: World) -> None:
    client = browser(in_acme.admin)
    address = sent(client).headers["Location"]
    chosen = {"column_2": "email", "column_4": "custom.shoe_size", "preview": "1"}
    answer = client.post(f"{address}start/", chosen)
    seen = client.get(answer.headers["Location"]).context["preview"]
    assert seen.mapping["Shoe size"] == "custom.shoe_size"
    assert seen.mapping["First Name"] is None


def test_letters_that_were_guessed_wrong_are_chosen(in_acme: World) -> None:
    client = browser(in_acme.admin)
    file = "Email,Jméno,Last Name\na@acme.example,Tomáš,Ráček\n"
    page = sent(client, file, encoding="cp1250").headers["Location"]
    before = client.get(page).content.decode()
    assert "Ráèek" in before and "Letters of the file" in before
    answer = client.post(f"{page}start/", {"letters": "cp1250"})
    right = client.get(answer.headers["Location"]).content.decode()
    assert "Ráček" in right and Import.objects.get().state == ImportState.UPLOADED
    client.post(f"{page}start/", {"letters": "utf-7"})
    assert Import.objects.get().encoding == "cp1250"
    plain = sent(client, "Email,Last Name\na@acme.example,Größ\n").headers["Location"]
    assert "Letters of the file" not in client.get(plain).content.decode()


def test_a_mapping_without_address_is_refused_in_words(in_acme: World) -> None:
    client = browser(in_acme.admin)
    address = sent(client).headers["Location"]
    answer = client.post(f"{address}start/", {"column_0": "first_name"}, follow=True)
    assert "No column is mapped to the e-mail address" in answer.content.decode()
    assert Import.objects.get().state == ImportState.UPLOADED


def test_starting_hands_the_file_to_a_worker(in_acme: World, asked: list[tuple[str, str]]) -> None:
    client = browser(in_acme.admin)
    address = sent(client).headers["Location"]
    answer = client.post(f"{address}start/", {"column_2": "email"}, follow=True)
    assert asked == [(str(in_acme.workspace.pk), str(Import.objects.get().pk))]
    assert 'hx-trigger="every 2s"' in answer.content.decode()


def test_a_broker_that_is_down_only_delays(in_acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*ids: str) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(run_import, "delay", refuse)
    client = browser(in_acme.admin)
    address = sent(client).headers["Location"]
    answer = client.post(f"{address}start/", {"column_2": "email"}, follow=True)
    assert "starts by itself" in answer.content.decode()
    assert Import.objects.get().state == ImportState.RUNNING


def test_a_file_that_is_no_csv_is_refused_and_not_kept(in_acme: World) -> None:
    page = sent(browser(in_acme.admin), "\x00\x01\x02" * 50)
    assert page.context["form"].errors["file"]
    assert not Import.objects.exists()


def test_a_huge_file_is_refused_by_its_size(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.forms.imports.MAX_FILE_BYTES", 100)
    page = sent(browser(in_acme.admin))
    assert "Export fewer rows" in str(page.context["form"].errors["file"])


def finished(world: World, client: Client) -> Import:
    """An import that a worker has carried out."""
    address = sent(client).headers["Location"]
    client.post(f"{address}start/", {"column_0": "first_name", "column_2": "email"})
    started = Import.objects.get()
    imports.run(started.pk, on_opt_out=lambda people: None)
    done: Import = Import.objects.get()
    return done


def test_the_result_offers_the_rejected_rows(in_acme: World, asked: list[tuple[str, str]]) -> None:
    client = browser(in_acme.admin)
    done = finished(in_acme, client)
    assert "Download the rejected rows" in client.get(f"{LIST}{done.pk}/").content.decode()
    rejects = client.get(f"{LIST}{done.pk}/rejects.csv").content.decode()
    assert "not an address" in rejects
    assert "Milton" not in rejects


def test_the_people_of_a_file_are_looked_at_and_enrolled_together(
    in_acme: World, asked: list[tuple[str, str]]
) -> None:
    contact("bill@initech.example", owner=in_acme.admin)
    client = browser(in_acme.admin)
    sent(client)
    import_ = Import.objects.get()
    client.post(f"{LIST}{import_.pk}/start/")
    imports.run(import_.pk, on_opt_out=lambda people: None)
    page = client.get(f"{LIST}{import_.pk}/").content.decode()
    listed = f"/w/acme/contacts/?import={import_.pk}"
    everybody = f"/w/acme/enrollments/new/?select_all_matching=1&amp;import={import_.pk}"
    assert listed in page and everybody in page
    shown = client.get(listed)
    assert shown.context["total"] == 2 and "contacts.csv" in shown.content.decode()
    chosen = Selection.read(QueryDict(f"select_all_matching=1&import={import_.pk}"))
    assert chosen.people(in_acme.admin).count() == 2


def test_polling_ends_when_the_import_has(in_acme: World, asked: list[tuple[str, str]]) -> None:
    client = browser(in_acme.admin)
    done = finished(in_acme, client)
    answer = client.get(f"{LIST}{done.pk}/progress/")
    assert answer.headers["HX-Refresh"] == "true"
    assert "every 2s" not in answer.content.decode()


def test_a_failed_import_says_that_nothing_was_changed(in_acme: World) -> None:
    from audit.transitions import perform
    from tenancy import actors

    client = browser(in_acme.admin)
    sent(client)
    failed = perform(
        Import.objects.get(), "fail", actor=actors.system("imports"), problem="The file is torn."
    )
    page = client.get(f"{LIST}{failed.pk}/").content.decode()
    assert "Nothing was imported" in page
    assert "The file is torn." in page


def test_the_list_takes_as_many_reads_for_twice_the_imports(in_acme: World) -> None:
    client = browser(in_acme.admin)
    sent(client)
    with reads() as few:
        client.get(LIST)
    sent(client)
    with reads() as many:
        client.get(LIST)
    assert few.count == many.count <= BUDGET


def test_a_rep_cannot_import(in_acme: World) -> None:
    client = browser(in_acme.rep)
    assert client.get(LIST).status_code == 404
    assert sent(client).status_code == 404


def test_an_outsider_finds_neither_the_list_nor_a_file(in_acme: World, globex: World) -> None:
    address = sent(browser(in_acme.admin)).headers["Location"]
    client = browser(globex.admin)
    assert client.get(address).status_code == 404
    assert client.get(address.replace("acme", "globex")).status_code == 404
