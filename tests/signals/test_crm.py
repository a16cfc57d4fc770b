"""What the CRM and colleagues say stops people at once."""

from compliance.models import Consent, Suppression
from contacts import imports
from contacts.models import Contact, Import
from enrollment.models import Enrollment, SendIntent
from signals import crm
from signals.tasks import resume_imports
from tenancy.actors import member, system
from tests.compliance.counting import counted
from tests.signals.stage import suppressions
from tests.world import World

CRM = system("crm")
HEADER = "Record ID,Email,Email Opt Out,Legal Basis\n"


def imported(world: World, *rows: str) -> Import:
    """A CSV taken all the way."""
    file = imports.upload(
        "crm.csv", (HEADER + "\n".join(rows)).encode(), actor=member(world.admin), seat=world.admin
    )
    imports.start(file, file.mapping, actor=member(world.admin))
    crm.run_import(file.pk)
    file.refresh_from_db()
    return file


def test_a_new_contact_is_taken_in(in_acme: World) -> None:
    done = crm.sync_contact({"email": "samir@initech.example"}, actor=CRM)
    assert (done.created, suppressions()) == (True, [])


def test_an_opt_out_in_the_crm_ends_the_sequence(in_acme: World, intent: SendIntent) -> None:
    crm.sync_contact({"external_id": "crm-1", "opted_out": True}, actor=CRM)
    assert Enrollment.objects.get().exit_reason == "opted_out"
    assert suppressions() == [("crm", "")]


def test_saying_it_again_changes_nothing(in_acme: World, intent: SendIntent) -> None:
    for _ in range(2):
        crm.sync_contact({"external_id": "crm-1", "opted_out": True}, actor=CRM)
    assert Suppression.objects.count() == 1


def test_an_opt_out_is_not_taken_back(in_acme: World, peter: Contact) -> None:
    for said in (True, False):
        crm.sync_contact({"external_id": "crm-1", "opted_out": said}, actor=CRM)
    assert Contact.objects.get(pk=peter.pk).crm_opted_out
    assert suppressions() == [("crm", "")]


def test_a_lawful_basis_without_a_date_is_kept_once(in_acme: World, peter: Contact) -> None:
    for _ in range(2):
        crm.sync_contact({"external_id": "crm-1", "consent_basis": "inquiry"}, actor=CRM)
    assert Consent.objects.get().basis == "inquiry"


def test_a_basis_from_the_future_is_none_yet(in_acme: World, peter: Contact) -> None:
    values = {"external_id": "crm-1", "consent_basis": "inquiry", "consent_at": "2099-01-01"}
    crm.sync_contact(values, actor=CRM)
    assert not Consent.objects.exists()


def test_an_import_stops_whom_it_opts_out(in_acme: World, intent: SendIntent) -> None:
    file = imported(in_acme, "crm-1,peter@initech.example,yes,", "crm-2,new@initech.example,no,")
    assert (file.state, Enrollment.objects.get().exit_reason) == ("done", "opted_out")
    assert Enrollment.objects.get().exit_evidence == f"import {file.pk}"


def test_an_import_records_the_lawful_basis(in_acme: World) -> None:
    imported(in_acme, "crm-2,new@initech.example,no,inquiry")
    assert Consent.objects.get().basis == "inquiry"


def test_stops_in_bulk_cost_no_statements_per_person(in_acme: World) -> None:
    def cost(count: int, domain: str) -> int:
        rows = [f"{domain}-{n},p{n}@{domain},yes," for n in range(count)]
        with counted() as statements:
            imported(in_acme, *rows)
        return len(statements)

    assert cost(20, "b.example") == cost(5, "a.example")


def test_a_lost_nudge_is_found_by_the_sweep(in_acme: World) -> None:
    file = imports.upload(
        "crm.csv", f"{HEADER}c,c@d.example,,".encode(), actor=CRM, seat=in_acme.admin
    )
    imports.start(file, file.mapping, actor=CRM)
    resume_imports()
    file.refresh_from_db()
    assert file.state == "done"
