"""Erasing a person: nothing of theirs is left anywhere, and they stay stopped whatever comes."""

import gzip
import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit.models import Entry
from audit.sealing import verify
from compliance import vault
from compliance.facts import suppressions_for
from compliance.models import (
    ExclusionRule,
    FindingWaiver,
    LiftRequest,
    PersonKey,
    Review,
    ReviewSignature,
    RuleException,
    Suppression,
)
from compliance.services import lift, record_consent, suppress
from contacts import imports
from contacts.models import Contact, Import, SavedView
from contacts.services import upsert
from enrollment import erasing as enrolment
from enrollment import services, stop_lists, stops
from enrollment.channels.answers import Answer, Receipt
from enrollment.dispatch import record
from enrollment.dispatch.results import Result
from enrollment.models import Audience, Enrollment, ExitReason, RecipientGate, SendIntent, Touch
from sequences.models import Simulation, Version
from signals import crm
from signals.erasing import Erased, erase
from signals.models import Signal
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance.racing import linger, race
from tests.compliance.test_compliance_api import Caller
from tests.isolation.rows import a_row
from tests.signals.letters import reply, unclear
from tests.signals.stage import arm_next, receive, send_next, started
from tests.world import World, contact

ADDRESS = "zephyrine.q@quillmail.example"
PHONE = "+49 30 7654 3210"
PERSON: dict[str, Any] = {
    "first_name": "Zephyrine",
    "last_name": "Quillfeather",
    "title": "Aardvark warden",
    "phone": PHONE,
    "linkedin_url": "https://www.linkedin.com/in/zeph-quill-77/",
    "city": "Ouagadougou",
    "custom": {"hobby": "Xylophonist"},
}
# By what the scan knows the person, in small letters.
TRACES = (
    *("zephyrine", "quillfeather", "quillmail", "zeph-quill-77", "7654 3210", "76543210"),
    *("aardvark", "ouagadougou", "xylophonist"),
)


# Where words about a person may lie besides the sealed texts.
WORDS = {
    *("compliance_consent", "compliance_findingwaiver", "compliance_liftrequest"),
    *("compliance_exclusionrule", "contacts_savedview", "enrollment_audience"),
    *("compliance_review", "compliance_reviewsignature"),
    *("compliance_ruleexception", "compliance_stoplist"),
    *("compliance_suppression", "compliance_unsubscribetoken", "contacts_contact"),
    *("contacts_import", "enrollment_enrollment", "enrollment_sendintent"),
    *("enrollment_stoprecord", "enrollment_touch", "sequences_simulation"),
}


@pytest.fixture
def peter(in_acme: World) -> Contact:
    """Somebody whose name nobody else has; the fixtures of signals start from here."""
    return contact(ADDRESS, owner=in_acme.rep, external_id="crm-1", **PERSON)


def erased(world: World, person: Contact, reference: str = "Ticket 812", **more: Any) -> Erased:
    seat = more.pop("seat", world.admin)
    return erase(person, reference=reference, seat=seat, actor=member(seat))


def places() -> dict[str, int]:
    """How many rows of each table still name the person, in whatever column and however packed."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            hexes = [word.encode().hex() for word in (*TRACES, *(t.title() for t in TRACES))]
            wanted = [f"%{word}%" for word in (*TRACES, *hexes)]
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE lower(t::text) LIKE ANY(%s)', [wanted]
            )
            if count := cursor.fetchone()[0]:
                found[table] = count
    packed = [gzip.decompress(bytes(row.rows)) for row in Simulation.objects.exclude(rows=b"")]
    if any(b"Quillfeather" in text for text in packed):
        found["sequences_simulation"] = len(packed)
    return found


def imported(world: World, text: str) -> Import:
    """A file that was uploaded."""
    return imports.upload("a.csv", text.encode(), actor=member(world.admin), seat=world.admin)


def asked_for(world: World, row: Enrollment, name: str) -> None:
    asked = [
        {"field": "contact.email", "operator": "is", "value": ADDRESS},
        {"field": "contact.title", "operator": "in", "values": ["CEO", name, PHONE]},
    ]
    SavedView.objects.filter(pk=a_row(SavedView, world).pk).update(conditions=asked)
    ExclusionRule.objects.filter(pk=a_row(ExclusionRule, world).pk).update(conditions=asked)
    Audience.objects.create(
        sequence=row.version.sequence,
        name="Wardens",
        kind="contacts",
        conditions=asked,
        owner=world.rep,
        created_at=clock.now(),
    )


def left_everywhere(world: World, row: Enrollment, intent: SendIntent) -> None:
    """Words about the person wherever somebody can leave any."""
    person, admin = row.contact, member(world.admin)
    name = "Zephyrine Quillfeather"
    stops.stop_address(ADDRESS, cause=ExitReason.MANUAL, evidence=f"{name} rang", actor=admin)
    receive(world, reply(intent, f"I am {name}"))
    Review.queue.update(reason=f"{name} is a friend")
    ReviewSignature.objects.create(
        review=Review.queue.first(),
        stage=0,
        member=world.reviewer,
        decision="approved",
        reason=f"{name} is a friend of mine",
        content_hash="0" * 64,
        at=clock.now(),
    )
    LiftRequest.objects.filter(pk=a_row(LiftRequest, world).pk).update(
        contact=person, evidence=f"{name} signed", reason=f"{name} did not"
    )
    Enrollment.objects.filter(pk=row.pk).update(reason=f"Met {name}", pause_note=f"{name} is ill")
    Touch.objects.filter(enrollment=row).update(note=f"{name} was rude")
    SendIntent.objects.update(
        remote_ref=f"250 <{ADDRESS}> queued", resolution=f"Rita: asked {name}"
    )
    record_consent(
        person,
        basis="express",
        channel="",
        given_at=clock.now(),
        expires_at=None,
        evidence=f"Signed by {name}",
        actor=admin,
    )
    stop = suppress(
        kind="address", value=ADDRESS, reason="manual", source="t", evidence=name, actor=admin
    )
    RuleException.objects.filter(pk=a_row(RuleException, world).pk).update(
        contact=person, reason=f"{name} is known to us"
    )
    FindingWaiver.objects.filter(pk=a_row(FindingWaiver, world).pk).update(
        words=name.casefold(), reason=f"{name} asked for it"
    )
    lift(stop, evidence=f"{name} asked again", actor=admin)
    suppress(kind="phone", value=PHONE, reason="manual", source="t", actor=admin)
    refused = imported(world, f"Email,First name,Last name\nno address,{name.replace(' ', ',')}\n")
    imports.start(refused, refused.mapping, actor=admin)
    crm.run_import(refused.pk)
    imported(world, f"Email,First name\n{ADDRESS.upper()},Zephyrine\nbill@x.example,Bill\n")
    stop_lists.upload(
        "s.csv",
        f"{ADDRESS}\nbill@x.example\n".encode(),
        reason="opt_out",
        channel="",
        source="fair",
        seat=world.admin,
        actor=admin,
    )
    asked_for(world, row, name)
    packed = gzip.compress(f"{person.pk},{name}".encode())
    Simulation.objects.filter(pk=a_row(Simulation, world).pk).update(rows=packed)


def test_nothing_of_an_erased_person_is_left_in_any_column(
    in_acme: World, enrollment: Enrollment, intent: SendIntent
) -> None:
    left_everywhere(in_acme, enrollment, intent)
    before = places()
    assert set(before) == WORDS
    erased(in_acme, enrollment.contact)
    assert places() == {}


def test_an_approved_rule_stays_as_it_was_approved(in_acme: World, enrollment: Enrollment) -> None:
    asked = [{"field": "contact.email", "operator": "is", "value": ADDRESS}]
    rule = a_row(ExclusionRule, in_acme)
    ExclusionRule.objects.filter(pk=rule.pk).update(conditions=asked)
    approved = {"approved_by": in_acme.other_admin, "approved_at": clock.now()}
    ExclusionRule.objects.filter(pk=rule.pk).update(state="approved", **approved)
    erased(in_acme, enrollment.contact)
    assert ExclusionRule.objects.get(pk=rule.pk).conditions == asked


def test_the_same_holds_for_somebody_in_the_middle_of_it(
    in_acme: World, enrollment: Enrollment
) -> None:
    assert "compliance_sealedblob" not in places()
    done = erased(in_acme, enrollment.contact)
    assert (done.ended, done.cancelled > 0, done.in_flight) == (1, True, 0)
    assert places() == {}


def test_sequences_end_for_this_reason_and_gates_shut(
    in_acme: World, enrollment: Enrollment
) -> None:
    erased(in_acme, enrollment.contact)
    enrollment.refresh_from_db()
    assert (enrollment.state, enrollment.exit_reason) == ("exited", "erased")
    assert not Touch.objects.filter(state__in=["planned", "due", "armed"]).exists()
    assert set(RecipientGate.objects.values_list("reason", flat=True)) == {"erased"}


def test_somebody_without_an_address_is_erased_too(in_acme: World, version: Version) -> None:
    person = contact(ADDRESS, owner=in_acme.rep, **PERSON)
    started(in_acme, version, person)
    Contact.objects.update(email="", email_normal="", email_base="", domain="")
    assert erased(in_acme, person).ended == 1
    assert list(Suppression.objects.values_list("kind", "reason")) == [("phone", "erased")]


def test_the_trail_says_who_and_on_which_request_and_stays_whole(
    in_acme: World, enrollment: Enrollment
) -> None:
    erased(in_acme, enrollment.contact)
    entry = Entry.objects.get(action="contact.erased")
    assert (entry.actor_label, entry.data["reference"]) == ("Admin", "Ticket 812")
    assert verify().intact


def test_a_reply_that_waits_for_somebody_is_closed(in_acme: World, intent: SendIntent) -> None:
    signal = receive(in_acme, unclear(intent))
    assert signal.state == "held"
    erased(in_acme, Contact.objects.get())
    assert Signal.objects.get().state == "ignored"


def test_a_message_on_the_wire_is_told_and_its_answer_names_nobody(
    in_acme: World, enrollment: Enrollment
) -> None:
    armed = arm_next()
    assert erased(in_acme, enrollment.contact).in_flight == 1
    record.record_many([(armed.intent, Result(Receipt(Answer.ACCEPTED, 250, ADDRESS), None))])
    assert SendIntent.objects.get().remote_ref == "accepted"
    assert places() == {}


def test_every_record_with_the_mailbox_is_the_person(in_acme: World) -> None:
    one, other = contact(ADDRESS), contact("Zephyrine.Q+fair@quillmail.example")
    bystander = contact("bill@x.example")
    assert set(erased(in_acme, one).contact_ids) == {one.pk, other.pk}
    assert list(Contact.objects.known()) == [bystander]


def test_every_address_they_were_written_to_stays_stopped(
    in_acme: World, enrollment: Enrollment, intent: SendIntent
) -> None:
    upsert({"external_id": "crm-1", "email": "new@elsewhere.example"}, actor=system("CRM"))
    erased(in_acme, enrollment.contact)
    for address in (ADDRESS, "new@elsewhere.example"):
        again = contact(address, last_name=address)
        (fact,) = suppressions_for([again])[again.pk]
        assert fact.reason == "erased"


def test_the_number_stays_stopped_under_another_address(in_acme: World) -> None:
    erased(in_acme, contact(ADDRESS, **PERSON))
    again = contact("other@x.example", mobile="030 76543210", country="DE")
    assert [fact.scope for fact in suppressions_for([again])[again.pk]] == ["phone"]


def test_the_crm_does_not_bring_the_record_again(in_acme: World) -> None:
    erased(in_acme, contact(ADDRESS, external_id="crm-1"))
    with pytest.raises(Refused, match="was erased"):
        crm.sync_contact({"external_id": "crm-1", "email": ADDRESS}, actor=system("CRM"))
    assert places() == {}


def test_a_record_id_that_is_their_address_goes_with_it(in_acme: World) -> None:
    erased(in_acme, contact(ADDRESS, external_id=ADDRESS))
    assert Contact.objects.get().external_id == ""


@pytest.mark.parametrize("sign", ["_", "-", ".", "__"])
def test_a_record_id_made_of_their_names_goes_with_them(in_acme: World, sign: str) -> None:
    named = sign.join(["zephyrine", "quillfeather"])
    erased(in_acme, contact(ADDRESS, external_id=named, **PERSON))
    assert Contact.objects.get().external_id == ""


@pytest.mark.parametrize("how", ["import", "another record"])
def test_who_comes_back_is_never_enrolled(in_acme: World, version: Version, how: str) -> None:
    erased(in_acme, contact(ADDRESS, external_id="crm-1"))
    if how == "import":
        row = imported(in_acme, f"Email,First name\n{ADDRESS.upper()},Z\n")
        imports.start(row, row.mapping, actor=member(in_acme.admin))
        crm.run_import(row.pk)
    else:
        crm.sync_contact({"external_id": "crm-9", "email": ADDRESS}, actor=system("CRM"))
    back = Contact.objects.known().get()
    (enrolled,) = services.enrol(
        [back], version, reason="Again", seat=in_acme.rep, actor=member(in_acme.rep)
    )
    assert enrolled.state == "ineligible"


def test_nobody_lifts_an_erasure(in_acme: World) -> None:
    erased(in_acme, contact(ADDRESS))
    with pytest.raises(Refused, match="never lifted"):
        lift(Suppression.objects.get(), evidence="They agreed", actor=member(in_acme.admin))


@pytest.mark.parametrize("role", ["rep", "manager", "reviewer", "viewer"])
def test_only_an_admin_erases(in_acme: World, role: str) -> None:
    with pytest.raises(Refused, match="may not"):
        erased(in_acme, contact(ADDRESS), seat=getattr(in_acme, role))
    assert Contact.objects.get().email == ADDRESS


@pytest.mark.parametrize(
    "reference", ["", "  ", "x" * 81, f"Mail of {ADDRESS}", "Ms Quillfeather, Zephyrine"]
)
def test_the_reference_names_the_request_and_not_the_person(in_acme: World, reference: str) -> None:
    with pytest.raises(Refused) as refusal:
        erased(in_acme, contact(ADDRESS, **PERSON), reference)
    assert list(refusal.value.fields) == ["reference"]


def test_twice_is_told(in_acme: World) -> None:
    person = contact(ADDRESS)
    erased(in_acme, person)
    with pytest.raises(Refused, match="already"):
        erased(in_acme, person)


def test_other_people_keep_theirs(in_acme: World, enrollment: Enrollment) -> None:
    bill = contact("bill@quillmail.example", last_name="Lumbergh", owner=in_acme.rep)
    blob = vault.seal(bill.pk, "mail", b"Dear Bill")
    refused = imported(in_acme, "Email,Last name\nnothing,Lumbergh\nnothing,Quillfeather\n")
    imports.start(refused, refused.mapping, actor=member(in_acme.admin))
    crm.run_import(refused.pk)
    erased(in_acme, enrollment.contact)
    assert vault.unseal(blob) == b"Dear Bill"
    assert "Lumbergh" in Import.objects.get().rejects


def test_typed_evidence_is_in_the_trail_by_its_hash_alone(
    in_acme: World, enrollment: Enrollment
) -> None:
    words = "Zephyrine Quillfeather rang us"
    stops.exit_enrollment(
        enrollment, reason=ExitReason.MANUAL, evidence=words, actor=member(in_acme.admin)
    )
    said = Entry.objects.get(action="enrollment.exit").data
    assert len(said["words"]) == 64 and "evidence" not in said


def test_nothing_is_sealed_for_who_is_erased(in_acme: World) -> None:
    person = contact(ADDRESS)
    erased(in_acme, person)
    with pytest.raises(vault.Erased):
        vault.seal(person.pk, "mail", b"Dear Zephyrine")


def seal_and_erase_at_once(world: World) -> bool:
    """Whether a key of the erased person is left when somebody sealed a text meanwhile."""
    with scope(world.workspace.pk), transaction.atomic():
        person = contact(ADDRESS)
    sealed, gone = threading.Event(), threading.Event()

    def seals() -> object:
        blob = vault.seal(person.pk, "mail", b"Dear Zephyrine")
        sealed.set()
        linger(gone.is_set)
        return blob

    def erases() -> object:
        sealed.wait(5)
        done = erased(world, person)
        gone.set()
        return done

    race(world.workspace.pk, seals, erases)
    with scope(world.workspace.pk), transaction.atomic():
        assert Contact.objects.get().erased_at
        return PersonKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_seals_at_the_same_moment_leaves_nothing(acme: World) -> None:
    assert not seal_and_erase_at_once(acme)


@pytest.mark.django_db(transaction=True)
def test_without_the_look_at_the_contact_a_key_would_be_left(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "_refuse_erased", lambda subjects: None)
    assert seal_and_erase_at_once(acme)


# REST and the command


def test_a_program_of_an_admin_erases(acme: World) -> None:
    with scope(acme.workspace.pk):
        person = contact(ADDRESS)
    answer = Caller(acme, "admin").post("api_contact_erase", person.pk, reference="Ticket 812")
    assert (answer.status_code, answer.json()["ended"]) == (200, 0)
    with scope(acme.workspace.pk):
        assert Contact.objects.get().erased_at


def test_a_program_of_a_manager_does_not(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk):
        person = contact(ADDRESS)
    said = {"reference": "Ticket 812"}
    other = Caller(globex, "admin").post("api_contact_erase", person.pk, **said)
    manager = Caller(acme, "manager").post("api_contact_erase", person.pk, **said)
    assert (manager.status_code, other.status_code) == (403, 404)


def command(world: World, *arguments: str) -> str:
    out = StringIO()
    call_command("erase_person", world.workspace.slug, *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("named", [ADDRESS.upper(), "crm-1"])
def test_the_command_erases_in_the_name_of_an_admin(acme: World, named: str) -> None:
    with scope(acme.workspace.pk):
        contact(ADDRESS, external_id="crm-1")
    who: Membership = acme.admin
    said = command(acme, named, "--as", who.user.email, "--reference", "Letter 7")
    assert said == "1 record is erased; 0 sequences ended, 0 planned touches cancelled.\n"
    with scope(acme.workspace.pk):
        assert Entry.objects.get(action="contact.erased").actor_label == "Admin"


@pytest.mark.parametrize("named", ["nobody@x.example", "crm-2"])
def test_the_command_says_when_there_is_nobody(acme: World, named: str) -> None:
    with pytest.raises(CommandError, match="Nobody"):
        command(acme, named, "--as", acme.admin.user.email, "--reference", "Letter 7")


def test_the_command_asks_the_rights_of_the_member(acme: World) -> None:
    with scope(acme.workspace.pk):
        contact(ADDRESS)
    with pytest.raises(CommandError, match="may not"):
        command(acme, ADDRESS, "--as", acme.rep.user.email, "--reference", "Letter 7")


def test_a_quarter_of_an_hour_later_nothing_has_come_back(
    in_acme: World, enrollment: Enrollment
) -> None:
    erased(in_acme, enrollment.contact)
    clock.advance(timedelta(minutes=15))
    with pytest.raises(ValueError, match="not enough"):
        send_next()
    assert places() == {} and enrolment.MAX_REFERENCE == 80


def test_of_a_signature_only_its_words_can_go(in_acme: World) -> None:
    row = a_row(ReviewSignature, in_acme)
    mine = ReviewSignature.objects.filter(pk=row.pk)
    for changes in ({"reason": "other words"}, {"decision": "rejected"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        mine.delete()
    assert mine.update(reason="") == 1
