"""Imports: what a file does to the contacts, told before, done whole or not at all."""

import csv
import io
from collections.abc import Sequence

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from contacts import imports
from contacts.merging import GivenConsent
from contacts.models import Account, Contact, Import, ImportState
from contacts.services import upsert
from tenancy.actors import member, system
from tenancy.errors import Refused
from tenancy.scope import scope
from tests.contacts.exports import GERMAN_EXCEL, HUBSPOT, SALESFORCE, five_thousand
from tests.world import World, contact


def uploaded(world: World, content: bytes) -> Import:
    return imports.upload("export.csv", content, actor=member(world.admin), seat=world.admin)


def ignore(contacts: Sequence[Contact]) -> None:
    """For tests that are about something else than opt-outs."""


def imported(world: World, content: bytes, **mapping: str | None) -> Import:
    """A file taken all the way with the proposed mapping and these changes to it."""
    file = uploaded(world, content)
    imports.start(file, file.mapping | mapping, actor=member(world.admin))
    imports.run(file.pk, on_opt_out=ignore)
    file.refresh_from_db()
    return file


def counts(file: Import) -> tuple[int, int, int, int, int]:
    return file.created, file.updated, file.unchanged, file.merged, file.rejected


# What the exports of the common systems become


def test_a_hubspot_export_is_imported(in_acme: World) -> None:
    file = imported(in_acme, HUBSPOT, **{"Favourite colour": "custom.favourite_colour"})
    jürgen = Contact.objects.select_related("account").get(external_id="12051")
    assert counts(file) == (2, 0, 0, 1, 1)
    assert (jürgen.title, jürgen.zone, jürgen.phone, jürgen.owner, jürgen.custom) == (
        "Head of Sales",
        "Europe/Berlin",
        "+4930901820",
        in_acme.rep,
        {"favourite_colour": "blue"},
    )
    assert jürgen.account == Account.objects.get(name='Acme "Nord" GmbH', state="customer")
    assert Contact.objects.get(external_id="12052").crm_opted_out


def test_a_salesforce_export_is_imported(in_acme: World) -> None:
    file = imported(in_acme, SALESFORCE)
    ann, bo = Contact.objects.order_by("email_normal")
    assert counts(file) == (2, 0, 0, 0, 0)
    assert (ann.region, ann.do_not_call, ann.crm_opted_out) == ("NY", True, False)
    assert (bo.lead_source, bo.do_not_call, bo.crm_opted_out) == ("Referral", False, True)
    assert ann.account == bo.account


def test_a_file_from_german_excel_is_imported(in_acme: World) -> None:
    imported(in_acme, GERMAN_EXCEL)
    änne = Contact.objects.get(email_normal="aenne@sued.example")
    assert (änne.first_name, änne.last_name, änne.country, änne.city, änne.crm_opted_out) == (
        "Änne",
        "Öztürk",
        "CH",
        "Zürich",
        True,
    )


def test_of_five_thousand_rows_becomes_what_the_preview_said(in_acme: World) -> None:
    file = uploaded(in_acme, five_thousand())
    told = imports.preview(file)
    imports.start(file, file.mapping, actor=member(in_acme.admin))
    imports.run(file.pk, on_opt_out=ignore)
    file.refresh_from_db()
    assert counts(file) == (4_810, 0, 0, 40, 150)
    assert told.counts.by_name() == {name: getattr(file, name) for name in told.counts.by_name()}
    assert Contact.objects.count() == 4_810


def test_the_same_file_again_changes_nothing(in_acme: World) -> None:
    imported(in_acme, HUBSPOT)
    before = everything()
    again = imported(in_acme, HUBSPOT)
    assert counts(again) == (0, 0, 2, 1, 1)
    assert everything() == before
    assert again.contacts.count() == 2


def everything() -> list[dict[str, object]]:
    """The contacts, but for the file that named them last and the moment when it did."""
    rows = Contact.objects.order_by("pk").values()
    return [{**row, "last_import_id": None, "confirmed_at": None} for row in rows]


# Rows


def lines(*rows: str) -> bytes:
    return "\n".join(("Record ID,Email,First Name,Job Title,Opted out", *rows)).encode()


def test_duplicates_in_a_file_fill_gaps_and_replace_nothing(in_acme: World) -> None:
    file = imported(
        in_acme, lines("1,a@x.example,Ann,,", "2,A@X.example,Anna,CEO,", "3,a+1@x.example,,CFO,")
    )
    ann = Contact.objects.get()
    assert counts(file) == (1, 0, 0, 2, 0)
    assert (ann.external_id, ann.first_name, ann.title) == ("1", "Ann", "CEO")


def test_two_people_with_one_record_id_are_not_made_one(in_acme: World) -> None:
    contact("old@x.example", external_id="7", title="")
    file = imported(
        in_acme, lines("7,a@x.example,Ann,,", "7,b@x.example,Bob,,yes", "7,a+1@x.example,,CEO,")
    )
    ann = Contact.objects.get()
    assert counts(file) == (0, 1, 0, 1, 1)
    assert (ann.email, ann.first_name, ann.title) == ("a@x.example", "Ann", "CEO")
    # Whoever was meant: nobody is written to against a wish.
    assert ann.crm_opted_out
    assert "another e-mail address" in file.rejects


def test_a_duplicate_that_opts_out_opts_the_person_out(in_acme: World) -> None:
    imported(in_acme, lines("1,a@x.example,Ann,,no", "2,A@x.example,Ann,,yes"))
    assert Contact.objects.get().crm_opted_out


def test_duplicates_are_found_across_the_whole_file(in_acme: World) -> None:
    many = [f"{number},p{number}@x.example,P,," for number in range(1_200)]
    file = imported(in_acme, lines("x,p1100@x.example,First,,", *many, "y,P3@x.example,Last,,"))
    assert (file.created, file.merged) == (1_200, 2)
    assert Contact.objects.get(email_normal="p3@x.example").first_name == "P"


def test_an_opted_out_person_stays_opted_out(in_acme: World) -> None:
    contact("a@x.example", crm_opted_out=True)
    imported(in_acme, lines("1,a@x.example,Ann,,no"))
    assert Contact.objects.get().crm_opted_out


def test_a_refused_row_still_opts_out_whom_it_names(in_acme: World) -> None:
    contact("a@x.example", external_id="1")
    contact("b@x.example", external_id="2")
    contact("c@x.example", external_id="3")
    imported(in_acme, lines("1,b@x.example,,,yes", "3,broken address,,,yes"))
    assert Contact.objects.filter(crm_opted_out=True).count() == 3


def test_a_new_address_may_take_the_one_that_another_row_gave_up(in_acme: World) -> None:
    contact("old@x.example", external_id="1")
    imported(in_acme, lines("1,new@x.example,,,", "2,old@x.example,Heir,,"))
    assert Contact.objects.get(email_normal="old@x.example").first_name == "Heir"
    assert Contact.objects.get(external_id="1").email_normal == "new@x.example"


def test_refused_rows_come_back_with_their_causes(in_acme: World) -> None:
    contact("a@x.example", external_id="1")
    contact("b@x.example", external_id="2")
    file = imported(in_acme, lines("1,b@x.example,=Ann,,", "9,nonsense,Bo,,perhaps"))
    header, crossed, broken = csv.reader(io.StringIO(file.rejects.removeprefix("\ufeff")))
    assert header[:4] == ["Import row", "Import cause", "Record ID", "Email"]
    assert "belongs to one contact and the e-mail address to another" in crossed[1]
    assert crossed[4] == "'=Ann"
    assert "exactly one @" in broken[1]
    assert "neither yes nor no" in broken[1]


def test_each_contact_of_a_file_has_its_audit_entry(in_acme: World) -> None:
    contact("a@x.example", external_id="1")
    file = imported(in_acme, lines("1,a@x.example,Ann,,", "2,b@x.example,Bo,,"))
    made, changed = (Entry.objects.get(action=f"contact.{verb}") for verb in ("created", "changed"))
    assert made.data == {"import": str(file.pk)}
    assert changed.data == {"fields": ["first_name"], "import": str(file.pk), "revision": 2}
    assert changed.actor_id == str(in_acme.admin.pk)


# The preview


def test_the_preview_tells_what_will_happen_and_writes_nothing(in_acme: World) -> None:
    contact("j.gross@nord.example")
    file = uploaded(in_acme, HUBSPOT)
    told = imports.preview(file)
    assert told.counts == imports.Counts(
        total=4, created=1, updated=1, unchanged=0, merged=1, rejected=1, opted_out=1
    )
    assert (Contact.objects.count(), Account.objects.count()) == (1, 0)


def test_the_preview_shows_rows_and_groups_causes(in_acme: World) -> None:
    told = imports.preview(uploaded(in_acme, lines("1,x,,,", "2,y,,,", "3,a@x.example,Ann,,yes")))
    assert [(cause.message, cause.rows) for cause in told.causes] == [
        ("E-mail: An address has exactly one @ sign.", 2)
    ]
    assert [row.outcome for row in told.sample] == ["rejected", "rejected", "created"]
    assert told.sample[2].cells == ("3", "a@x.example", "Ann", "", "yes")
    assert [row.number for row in told.rejects_sample] == [1, 2]


def test_the_preview_follows_another_mapping(in_acme: World) -> None:
    file = uploaded(in_acme, b"Mail address (private),Note\na@x.example,hello\n")
    assert "Map one" in imports.preview(file).problem
    told = imports.preview(file, {"Mail address (private)": "email", "Note": "custom.note"})
    assert (told.problem, told.counts.created) == ("", 1)


def test_the_preview_offers_every_column_a_field_of_its_own(in_acme: World) -> None:
    told = imports.preview(uploaded(in_acme, HUBSPOT))
    assert told.custom["Favourite colour"].key == "custom.favourite_colour"
    assert told.mapping["Favourite colour"] is None


def test_the_preview_needs_the_same_few_queries_for_every_500_rows(in_acme: World) -> None:
    def needed(rows: int) -> int:
        file = uploaded(in_acme, lines(*(f"{n},p{n}@x.example,P,," for n in range(rows))))
        with CaptureQueriesContext(connection) as queries:
            imports.preview(file)
        return len(queries)

    assert needed(500) == needed(20)
    assert needed(1_000) - needed(500) <= 2


def test_a_preview_of_a_huge_file_says_that_it_is_not_whole(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.imports.previews.MOST_ROWS", 2)
    told = imports.preview(uploaded(in_acme, HUBSPOT))
    assert (told.complete, told.counts.total) == (False, 2)


# Files that cannot be used


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"Email\n", "no rows"),
        (b"a@x.example,Ann\nb@x.example,Bo\n", "column names"),
        (b"Email,Email\na@x.example,b@x.example\n", "Two columns"),
        (b"PK\x03\x04rest of a workbook", "Excel workbook"),
        (b"\x00\x01\x02\x03" * 100, "not text"),
        (b'Email,Name\na@x.example,"never closed\n', "quotation mark"),
    ],
)
def test_an_unusable_file_is_refused_and_not_kept(
    in_acme: World, content: bytes, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        uploaded(in_acme, content)
    assert not Import.objects.exists()


def test_a_file_of_50_mb_is_refused_without_reading_it_whole(in_acme: World) -> None:
    class Huge(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= imports.MAX_FILE_BYTES + 1
            self.given += size
            return b"a" * size

    with pytest.raises(Refused, match="larger than 25 MB"):
        imports.upload("big.csv", Huge(), actor=member(in_acme.admin), seat=in_acme.admin)  # type: ignore[arg-type] # all that is used of it
    assert Huge.given <= imports.MAX_FILE_BYTES + 1


def test_only_the_last_part_of_a_path_is_kept_as_the_name(in_acme: World) -> None:
    file = imports.upload(
        "C:\\tmp\\..\\exp\x00ort.csv", HUBSPOT, actor=member(in_acme.admin), seat=in_acme.admin
    )
    assert file.filename == "export.csv"


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"Email": None, "Record ID": None}, "Map one"),
        ({"First Name": "email"}, "both mapped"),
        ({"First Name": "password"}, "is not a field"),
        ({"Elsewhere": "email"}, "no column"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(
    in_acme: World, mapping: dict[str, str | None], says: str
) -> None:
    file = uploaded(in_acme, HUBSPOT)
    with pytest.raises(Refused, match=says):
        imports.start(file, file.mapping | mapping, actor=member(in_acme.admin))
    assert Import.objects.get().state == ImportState.UPLOADED


# Whole or not at all


def test_opt_outs_and_lawful_bases_are_handed_on_once(in_acme: World) -> None:
    stopped, bases = list[Contact](), list[GivenConsent]()
    file = uploaded(in_acme, HUBSPOT)
    imports.start(file, file.mapping, actor=member(in_acme.admin))
    imports.run(file.pk, on_opt_out=stopped.extend, on_consent=bases.extend)
    imports.run(file.pk, on_opt_out=stopped.extend, on_consent=bases.extend)
    assert [person.external_id for person in stopped] == ["12052"]
    assert [(given.contact.external_id, given.basis) for given in bases] == [
        ("12051", "legitimate_interest")
    ]


def test_who_may_let_nobody_pass_any_more_does_not_say_whose_mailboxes_they_are(
    in_acme: World,
) -> None:
    rows = b"Record ID,Company,Subscriber Type\n1,Initech,corporate\n"
    mapping = {"Company": "company", "Subscriber Type": "company_subscriber"}
    file = uploaded(in_acme, rows)
    imports.start(file, file.mapping | mapping, actor=member(in_acme.admin))
    type(in_acme.admin).objects.filter(pk=in_acme.admin.pk).update(role="rep")
    imports.run(file.pk, on_opt_out=ignore)
    assert Account.objects.get().subscriber == "unknown"
    again = Import.objects.get(pk=uploaded(in_acme, rows).pk)
    told = imports.preview(again, mapping | {"Record ID": "external_id"})
    assert "was not taken" in told.warnings[0].message


def started(world: World, content: bytes = HUBSPOT) -> Import:
    """A file that waits for a worker, committed."""
    with scope(world.workspace.pk), transaction.atomic():
        file = uploaded(world, content)
        return imports.start(file, file.mapping, actor=member(world.admin))


def stored(world: World, file: Import) -> tuple[Import, int]:
    with scope(world.workspace.pk), transaction.atomic():
        return Import.objects.get(pk=file.pk), Contact.objects.count()


def burst(contacts: Sequence[Contact]) -> None:
    raise RuntimeError("the code is wrong")


@pytest.mark.django_db(transaction=True)
def test_an_import_that_fails_at_its_end_writes_nothing_and_says_so(acme: World) -> None:
    file = started(acme)
    with scope(acme.workspace.pk):
        imports.run(file.pk, on_opt_out=burst)
    failed, people = stored(acme, file)
    assert (failed.state, bytes(failed.content), people) == (ImportState.FAILED, b"", 0)
    assert "Nothing was imported" in failed.problem


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_an_import_that_can_be_run_again(acme: World) -> None:
    def die(contacts: Sequence[Contact]) -> None:
        raise SystemExit

    file = started(acme)
    with scope(acme.workspace.pk):
        with pytest.raises(SystemExit):
            imports.run(file.pk, on_opt_out=die)
        left, people = stored(acme, file)
        assert (left.state, left.rows_read, people) == (ImportState.RUNNING, 4, 0)
        imports.run(file.pk, on_opt_out=ignore)
    done, people = stored(acme, file)
    assert (done.state, bytes(done.content), people) == (ImportState.DONE, b"", 2)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_run_one_import(acme: World) -> None:
    file = started(acme)

    def another_worker(contacts: Sequence[Contact]) -> None:
        with connection.copy().cursor() as other:
            other.execute(
                "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"import:{file.pk}"]
            )
            assert other.fetchone() == (False,)
            other.connection.close()

    with scope(acme.workspace.pk):
        imports.run(file.pk, on_opt_out=another_worker)
    assert stored(acme, file)[0].state == ImportState.DONE


@pytest.mark.django_db(transaction=True)
def test_a_contact_that_a_program_added_meanwhile_is_merged(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first attempt meets the program's row at the unique constraint, the second finds it."""
    from contacts.imports import outcomes

    settle, tries = outcomes.settle, list[int]()

    def late(merge: object, batch: object) -> object:
        outcomes = settle(merge, batch)  # type: ignore[arg-type] # passed through
        if not tries:
            _elsewhere(acme)
        tries.append(1)
        return outcomes

    monkeypatch.setattr("contacts.imports.runs.settle", late)
    monkeypatch.setattr("contacts.imports.runs.hold_additions", lambda: None)
    file = started(acme)
    with scope(acme.workspace.pk):
        imports.run(file.pk, on_opt_out=ignore)
    done, people = stored(acme, file)
    assert (done.state, people, len(tries)) == (ImportState.DONE, 2, 2)
    assert (done.created, done.updated) == (1, 1)


def _elsewhere(world: World) -> None:
    import threading

    def work() -> None:
        with scope(world.workspace.pk):
            upsert({"email": "zoe@west.example"}, actor=system("crm"))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
