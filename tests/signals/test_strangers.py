"""Answers that name nobody we know: who sees them, and what follows when a person says whom they
are about."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from audit.transitions import perform
from compliance import vault
from compliance.models import SealedBlob
from contacts.models import Contact
from enrollment.dispatch import arm, claim
from enrollment.models import Enrollment, Notice, RecipientGate, SendIntent, Unheeded
from sequences.models import Version
from signals import deciding, desk, erasing, retention
from signals.kinds import Kind
from signals.models import Signal, SignalState
from signals.strangers import assigning, likeness, listing, reminding
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance.racing import race
from tests.enrollment.stage import always_open, email, in_hand, live
from tests.signals.letters import absence, letter, reply
from tests.signals.stage import arm_next, receive, started, suppressions
from tests.signals.test_signals_api import Caller
from tests.world import World, contact

ELSEWHERE = "pg@initech-private.example"
STOP = "Please remove me from your list and do not write again."
ASKS = "How much does it cost for 50 users?"
AWAY: dict[str, str] = {"Auto_Submitted": "auto-replied", "subject": "Out of office"}


@pytest.fixture
def version(in_acme: World) -> Version:
    """Two letters, of which the second is still to leave."""
    always_open(in_acme.workspace)
    return live(in_acme, email("one"), email("two", 2))


def of_nobody(world: World, text: str = ASKS, sender: str = ELSEWHERE, **headers: str) -> Signal:
    """Somebody writes in a new thread from an address that nobody knows, and quotes nothing."""
    return receive(world, letter(text, sender=sender, **headers), sender=sender)


def give(signal: Signal, person: Contact, seat: Membership) -> Signal:
    return assigning.assign(signal, contact_id=person.pk, seat=seat, actor=member(seat))


def reverse(signal: Signal, seat: Membership) -> Signal:
    return deciding.reverse(signal, seat=seat, actor=member(seat))


def listed(seat: Membership) -> list[Any]:
    return list(listing.waiting(seat).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("text", "headers", "state", "reason", "stops"),
    [
        (STOP, {}, "exited", "opted_out", True),
        (ASKS, {}, "exited", "replied", False),
        ("", {}, "on_hold", "", False),
        ("I am out of office until 3 March 2027.", AWAY, "paused", "", False),
    ],
    ids=["an opt-out", "an answer", "unclear", "an absence"],
)
def test_what_is_given_to_a_contact_acts_before_the_next_touch(
    in_acme: World,
    intent: SendIntent,
    peter: Contact,
    text: str,
    headers: dict[str, str],
    state: str,
    reason: str,
    stops: bool,
) -> None:
    signal = of_nobody(in_acme, text, **headers)
    row = Enrollment.objects.get()
    assert (signal.state, signal.contact_id, row.state) == ("ignored", None, "active")
    assert listed(in_acme.rep) == [signal.pk]
    done = give(signal, peter, in_acme.rep)
    assert (done.contact_id, done.enrollment_id, done.touch_id) == (
        peter.pk,
        row.pk,
        intent.touch_id,
    )
    row.refresh_from_db()
    assert (row.state, row.exit_reason) == (state, reason)
    clock.advance(timedelta(days=3))
    assert claim.claim() == [] and listed(in_acme.rep) == []
    assert bool(suppressions()) is stops
    assert not Unheeded.objects.exists()
    by = Entry.objects.filter(action__in=["signal.match", "signal.apply", "signal.hold"])
    assert {entry.actor_id for entry in by} == {str(in_acme.rep.pk)} and by.count() == 2
    asks = {each.signal_id for each in desk.waiting(in_acme.rep)}
    assert asks == ({signal.pk} if done.kind in ("reply", "unclear") else set())


def test_the_next_mail_from_there_is_known_until_that_is_taken_back(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    reverse(give(of_nobody(in_acme), peter, in_acme.rep), in_acme.rep)
    again = of_nobody(in_acme)
    assert again.contact_id is None
    give(again, peter, in_acme.rep)
    known = of_nobody(in_acme, STOP)
    assert (known.contact_id, known.reading["by"]) == (peter.pk, "earlier_mail")
    assert suppressions() == [("opt_out", "")] * 2
    assert of_nobody(in_acme, sender="milton@initech-private.example").contact_id is None


def test_who_has_answered_a_message_from_there_is_known(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    receive(in_acme, reply(intent, sender=ELSEWHERE))
    assert of_nobody(in_acme).contact_id == peter.pk
    # A machine that answers for many is nobody's address.
    receive(in_acme, absence(intent, sender="desk@initech-private.example"))
    away = of_nobody(in_acme, sender="desk@initech-private.example")
    assert away.contact_id is None
    Contact.objects.filter(pk=peter.pk).update(erased_at=clock.now())
    assert of_nobody(in_acme).contact_id is None


def test_an_opt_out_stops_both_addresses(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    give(of_nobody(in_acme, STOP), peter, in_acme.rep)
    assert suppressions() == [("opt_out", "")] * 2


def test_it_counts_also_for_whom_nobody_has_written_to(in_acme: World) -> None:
    done = give(of_nobody(in_acme), contact(owner=in_acme.rep), in_acme.rep)
    assert (done.state, done.effect) == ("applied", "Nothing was running any more.")
    assert desk.waiting(in_acme.rep).get().signal_id == done.pk


def test_what_is_armed_already_is_judged_anew_before_its_dot(
    in_acme: World, enrollment: Enrollment, peter: Contact
) -> None:
    signal = of_nobody(in_acme, "")
    armed = arm_next().intent
    give(signal, peter, in_acme.rep)
    assert RecipientGate.objects.get(address_key=armed.address_key).epoch > armed.gate_epoch


def test_owners_of_the_mailbox_see_it_and_who_covers_them_and_admins(in_acme: World) -> None:
    signal = of_nobody(in_acme)
    in_acme.rep.covered_by = in_acme.other_rep
    in_acme.rep.save()
    names = ("rep", "other_rep", "admin", "manager", "reviewer", "viewer")
    seats = {name: getattr(in_acme, name) for name in names}
    assert {name for name, seat in seats.items() if listed(seat)} == {"rep", "other_rep", "admin"}
    for act in (assigning.pass_over, assigning.list_again):
        with pytest.raises(NotFound):
            act(signal, seat=in_acme.manager, actor=member(in_acme.manager))
    with pytest.raises(NotFound):
        give(signal, contact(owner=in_acme.manager), in_acme.manager)


def test_it_is_given_to_nobody_whom_one_may_not_see(in_acme: World, globex: World) -> None:
    signal = of_nobody(in_acme)
    theirs = contact(owner=in_acme.other_rep)
    with scope(globex.workspace.pk), transaction.atomic():
        foreign = contact()
    for person in (theirs, foreign):
        with pytest.raises(NotFound):
            give(signal, person, in_acme.rep)
    assert Signal.objects.get().state == "ignored"


def test_what_machines_and_lists_write_is_not_shown(in_acme: World, intent: SendIntent) -> None:
    of_nobody(in_acme, "News.", List_Id="<news.example>", List_Unsubscribe="<mailto:a@b.example>")
    away: dict[str, Any] = {"sender": "a@elsewhere.example", "From": "A <a@elsewhere.example>"}
    of_nobody(in_acme, "I am away.", **AWAY, **away)
    of_nobody(in_acme, "I have left the company.", **AWAY, **away)
    kinds = dict(Signal.objects.values_list("kind", "is_likely"))
    assert kinds == {"other": False, "auto_reply": False, "left_company": False}
    assert [row.kind for row in listing.waiting(in_acme.rep)] == ["left_company"]


def test_what_may_be_about_a_contact_comes_first(in_acme: World, intent: SendIntent) -> None:
    colleague = of_nobody(in_acme, sender="ann@initech.example", From="Ann <ann@initech.example>")
    namesake = of_nobody(in_acme)
    other = of_nobody(in_acme, sender="x@y.example", From="X Y <x@y.example>")
    at_provider = of_nobody(in_acme, sender="x@gmail.com", From="x@gmail.com")
    assert listed(in_acme.rep) == [each.pk for each in (namesake, colleague, at_provider, other)]


def test_suggestions_have_their_evidence_and_are_of_visible_contacts(
    in_acme: World, intent: SendIntent, version: Version, peter: Contact
) -> None:
    never_written_to = contact("bill@initech.example", owner=in_acme.rep)
    hidden = contact("milton@initech.example", owner=in_acme.rep)
    for address in ("milton@initech.example", "michael@initech.example"):
        person = Contact.objects.filter(email=address).first()
        person = person or contact(address, owner=in_acme.rep, first_name="Michael")
        started(in_acme, version, person)
    clock.advance(timedelta(hours=1))
    assert len(arm.arm(in_hand())) == 2
    Contact.objects.filter(pk=hidden.pk).update(owner=in_acme.other_rep)
    about: Any = {"mailbox_id": in_acme.mailbox.pk, "seat": in_acme.rep}
    both = likeness.suggested("new@it.initech.example", "Gibbons, Peter", **about)
    assert [(each.contact.first_name, each.evidence) for each in both] == [
        ("Peter", "Same domain and same name"),
        ("Michael", "Same domain"),
    ]
    assert both[0].from_here and never_written_to.pk not in {each.contact.pk for each in both}
    named = likeness.suggested("p@gmail.com", "PETER GIBBONS", **about)
    assert [(each.contact.pk, each.evidence) for each in named] == [(peter.pk, "Same name")]
    assert likeness.suggested("p@gmail.com", "Peter", **about) == []


def test_what_has_a_contact_is_matched_to_no_other(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    signal = give(of_nobody(in_acme, ""), peter, in_acme.rep)
    by: Any = {"seat": in_acme.rep, "actor": member(in_acme.rep)}
    ignored = deciding.decide(signal, kind=Kind.OTHER, **by)
    other = contact("m@initech.example", owner=in_acme.rep)
    none: Any = {"enrollment_id": None, "touch_id": None}
    with pytest.raises(Refused):
        perform(ignored, "match", actor=by["actor"], contact_id=other.pk, **none)
    assert (ignored.state, Signal.objects.get().contact_id) == ("ignored", peter.pk)


def test_who_comes_second_is_told_so(in_acme: World, peter: Contact) -> None:
    signal = of_nobody(in_acme)
    give(signal, peter, in_acme.rep)
    by: Any = {"seat": in_acme.admin, "actor": member(in_acme.admin)}
    with pytest.raises(Refused, match="Somebody was faster"):
        assigning.assign(signal, contact_id=peter.pk, **by)
    with pytest.raises(Refused, match="Somebody was faster"):
        assigning.pass_over(signal, **by)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_counts(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        people = [contact(owner=acme.rep), contact("m@initech.example", owner=acme.rep)]
    with scope(acme.workspace.pk):
        signal = of_nobody(acme)
    found = race(
        acme.workspace.pk,
        lambda: give(signal, people[0], acme.rep),
        lambda: give(signal, people[1], acme.admin),
    )
    assert [each.code for each in found if isinstance(each, Refused)] == ["state_changed"]


@pytest.mark.django_db(transaction=True)
def test_who_is_erased_meanwhile_is_given_nothing_that_stays(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        person = contact(owner=acme.rep)
    with scope(acme.workspace.pk):
        signal = of_nobody(acme)
    by: Any = {"seat": acme.admin, "actor": member(acme.admin)}
    given, erased = race(
        acme.workspace.pk,
        lambda: give(signal, person, acme.rep),
        lambda: erasing.erase(person, reference="T-1", **by),
    )
    assert isinstance(given, Signal | NotFound) and isinstance(erased, erasing.Erased)
    with scope(acme.workspace.pk), transaction.atomic():
        row = Signal.objects.get()
        assert (row.contact_id == person.pk) is (row.raw is None) is isinstance(given, Signal)


def test_what_is_not_about_us_leaves_the_list_and_comes_back(in_acme: World) -> None:
    signal = of_nobody(in_acme)
    by: Any = {"seat": in_acme.rep, "actor": member(in_acme.rep)}
    assigning.pass_over(signal, **by)
    assert listed(in_acme.rep) == []
    with pytest.raises(Refused, match="Somebody was faster"):
        assigning.pass_over(signal, **by)
    assigning.list_again(signal, **by)
    with pytest.raises(Refused, match="on the list already"):
        assigning.list_again(signal, **by)
    assert listed(in_acme.rep) == [signal.pk]
    said = Entry.objects.filter(action__in=["signal.passed_over", "signal.listed_again"])
    assert {entry.actor_id for entry in said} == {str(in_acme.rep.pk)} and said.count() == 2


def test_who_reads_a_mailbox_is_reminded_once_of_what_may_be_about_us(
    in_acme: World, intent: SendIntent
) -> None:
    of_nobody(in_acme, sender="x@y.example", From="X Y <x@y.example>")
    likely = of_nobody(in_acme)
    assert reminding.keep() == 0
    clock.advance(timedelta(days=7))
    assert (reminding.keep(), reminding.keep()) == (1, 0)
    told = Notice.objects.get()
    assert (told.member_id, told.path) == (in_acme.rep.pk, "inbox/unknown/")
    assert Entry.objects.get(action="signal.remind").target_id == str(likely.pk)


@pytest.mark.parametrize("who", ["covered", "gone"])
def test_of_whom_is_away_others_are_reminded(in_acme: World, intent: SendIntent, who: str) -> None:
    of_nobody(in_acme)
    rep = Membership.objects.filter(pk=in_acme.rep.pk)
    rep.update(**{"covered_by": in_acme.other_rep} if who == "covered" else {"is_active": False})
    clock.advance(timedelta(days=7))
    reminding.keep()
    told = set(Notice.objects.values_list("member_id", flat=True))
    cover, admins = {in_acme.other_rep.pk}, {in_acme.admin.pk, in_acme.other_admin.pk}
    assert told == (cover if who == "covered" else admins)


# Undo.


def test_undo_takes_back_the_effect_and_whom_it_is_about(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    signal = of_nobody(in_acme)
    before = Signal.objects.values("effect", "reading", "kind", "is_likely").get()
    give(signal, peter, in_acme.rep)
    undone = reverse(signal, in_acme.rep)
    assert (undone.state, undone.contact_id, undone.enrollment_id, undone.touch_id) == (
        "ignored",
        None,
        None,
        None,
    )
    assert Signal.objects.values("effect", "reading", "kind", "is_likely").get() == before
    assert Enrollment.objects.get().state == "active"
    assert desk.waiting(in_acme.rep).count() == 0 and listed(in_acme.rep) == [signal.pk]
    other = contact("m@initech.example", owner=in_acme.rep)
    assert give(signal, other, in_acme.rep).contact_id == other.pk


def test_undo_of_a_decision_on_it_comes_first(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    signal = give(of_nobody(in_acme, ""), peter, in_acme.rep)
    by: Any = {"seat": in_acme.rep, "actor": member(in_acme.rep)}
    deciding.decide(signal, kind=Kind.REPLY, **by)
    again = reverse(signal, in_acme.rep)
    assert (again.state, again.contact_id) == ("held", peter.pk)
    back = deciding.reverse(signal, seen=SignalState.HELD, **by)
    assert (back.state, back.contact_id, back.kind) == ("ignored", None, "unclear")
    assert Enrollment.objects.get().state == "active"


def test_an_opt_out_stays_as_with_any_undo(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    signal = give(of_nobody(in_acme, STOP), peter, in_acme.rep)
    with pytest.raises(Refused) as refused:
        reverse(signal, in_acme.rep)
    assert (refused.value.code, len(suppressions())) == ("suppressed", 2)


# What is kept.


@pytest.mark.parametrize("is_undone", [False, True], ids=["of theirs", "undone"])
def test_an_erasure_takes_the_original_of_what_is_theirs(
    in_acme: World, peter: Contact, is_undone: bool
) -> None:
    signal = give(of_nobody(in_acme), peter, in_acme.rep)
    if is_undone:
        reverse(signal, in_acme.rep)
    assert SealedBlob.objects.filter(purpose="raw mail").count() == 1
    erasing.erase(peter, reference="T-1", seat=in_acme.admin, actor=member(in_acme.admin))
    raw = Signal.objects.get().raw
    assert (raw is not None) is is_undone
    assert raw is None or ASKS.encode() in vault.unseal(raw)


def test_it_is_shown_as_long_as_its_original_is_kept(in_acme: World, peter: Contact) -> None:
    left, given = of_nobody(in_acme), give(of_nobody(in_acme), peter, in_acme.rep)
    desk.answered(given, in_acme.rep)
    Signal.objects.update(received_at=datetime.now(UTC) - timedelta(days=31))
    assert listed(in_acme.rep) == [left.pk]
    assert retention.forget_old() == 1
    assert listed(in_acme.rep) == []
    with pytest.raises(Refused, match="time to be kept is over"):
        give(left, peter, in_acme.rep)
    assert Signal.objects.get(pk=given.pk).raw is not None


# REST.


class Desk(Caller):
    """A program that works off the list."""

    def send(self, signal: Signal, what: str, **body: Any) -> Any:
        path = f"/api/v1/signals/{signal.pk}/{what}"
        return self.client.post(path, body, content_type="application/json")

    def listed(self, query: str = "") -> list[str]:
        found = self.client.get(f"/api/v1/signals/unknown{query}").json()["results"]
        return [each["id"] for each in found]


def test_a_program_gives_and_takes_back(in_acme: World, peter: Contact) -> None:
    signal, rep = of_nobody(in_acme), Desk(in_acme, in_acme.rep)
    assert rep.listed() == [str(signal.pk)] and rep.listed("?likely=true") == []
    assert rep.send(signal, "pass-over").status_code == 200
    assert rep.listed() == []
    assert rep.client.delete(f"/api/v1/signals/{signal.pk}/pass-over").status_code == 200
    given = rep.send(signal, "assign", contact=str(peter.pk))
    assert (given.json()["state"], given.json()["contact"]) == ("applied", str(peter.pk))
    assert rep.send(signal, "assign", contact=str(peter.pk)).status_code == 409
    undone = rep.send(signal, "undo").json()
    assert (undone["state"], undone["contact"]) == ("ignored", None)
    other = Desk(in_acme, in_acme.other_rep)
    assert other.listed() == []
    assert other.send(signal, "assign", contact=str(peter.pk)).status_code == 404
    assert Desk(in_acme, in_acme.viewer).send(signal, "pass-over").status_code == 403
