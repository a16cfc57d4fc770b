"""Lists of people to stop, taken by a worker in chunks."""

import hashlib
from datetime import timedelta
from hashlib import sha256
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError, transaction

from audit.models import Entry
from compliance import facts
from compliance.models import StopList, Suppression
from compliance.services import address_key, suppress
from contacts.models import Contact
from enrollment import history, stop_lists, tasks
from enrollment.models import Enrollment, SendIntent
from enrollment.stop_lists import running
from enrollment.tasks import resume_stop_lists
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.test_compliance_api import Caller
from tests.console.scenes import enrolled
from tests.console.scenes import running as in_flight
from tests.enrollment.sink import Sink
from tests.enrollment.stage import work
from tests.world import World, contact


def uploaded(world: World, *lines: str, **changes: Any) -> StopList:
    said = {"reason": "opt_out", "channel": "", "source": "Fair", "seat": world.admin, **changes}
    content = "\n".join(lines).encode()
    return stop_lists.upload("../robinson.csv", content, actor=member(said["seat"]), **said)


def ran(world: World, *lines: str, **changes: Any) -> StopList:
    row = uploaded(world, *lines, **changes)
    stop_lists.start(row, seat=world.admin, actor=member(world.admin))
    stop_lists.run(row.pk)
    fresh: StopList = StopList.objects.get(pk=row.pk)
    return fresh


def covers(person: Contact) -> bool:
    return bool(facts.suppressions_for([person])[person.pk])


def test_uploading_stops_nobody(in_acme: World) -> None:
    row = uploaded(in_acme, "peter@initech.example", "x.example")
    assert (row.filename, row.lines_total, row.state) == ("robinson.csv", 2, "uploaded")
    assert not Suppression.objects.exists()


def test_a_list_stops_addresses_domains_and_numbers(in_acme: World) -> None:
    lines = ("Who", "Peter+x@initech.example", "hooli.example", "+493012345678", "junk")
    row = ran(in_acme, *lines, reason="manual")
    assert (row.state, row.added, row.known, row.rejected) == ("done", 3, 0, 1)
    kinds = Suppression.objects.order_by("kind").values_list("kind", "reason", "source")
    assert list(kinds) == [(kind, "manual", "Fair") for kind in ("address", "domain", "phone")]
    assert covers(contact("peter@initech.example"))


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256"])
@pytest.mark.parametrize("hashed", ["peter.g+x@initech.example", "peter.g@initech.example"])
def test_a_hash_stops_who_is_known(in_acme: World, algorithm: str, hashed: str) -> None:
    row = in_flight(in_acme, contact("Peter.G+x@Initech.example", owner=in_acme.rep))
    assert ran(in_acme, hashlib.new(algorithm, hashed.encode()).hexdigest()).stopped == 1
    row.refresh_from_db()
    assert row.exit_reason == "opted_out"


def test_a_hash_stops_who_comes_later(in_acme: World) -> None:
    in_flight(in_acme, contact("bill@hooli.example", owner=in_acme.rep))
    ran(in_acme, hashlib.sha256(b"peter@initech.example").hexdigest())
    later = contact("PETER+new@initech.example", owner=in_acme.rep)
    assert enrolled(in_acme, later).state == "ineligible"


def test_a_hash_covers_nobody_else(in_acme: World) -> None:
    ran(in_acme, hashlib.sha256(b"peter@initech.example").hexdigest())
    assert not covers(contact("bill@initech.example"))


def test_people_in_flight_are_ended_and_others_go_on(in_acme: World) -> None:
    gone = in_flight(in_acme, contact(owner=in_acme.rep))
    stays = in_flight(in_acme, contact("bill@hooli.example", owner=in_acme.rep))
    row = ran(in_acme, "peter@initech.example")
    for each in (gone, stays):
        each.refresh_from_db()
    assert (gone.exit_reason, gone.exit_evidence) == ("opted_out", f"list {row.pk}")
    assert (stays.state, row.stopped) == ("active", 1)


def test_a_list_for_one_channel_ends_nobody(in_acme: World) -> None:
    row = in_flight(in_acme, contact(owner=in_acme.rep))
    assert ran(in_acme, "peter@initech.example", channel="call").stopped == 0
    row.refresh_from_db()
    assert row.state == "active"


def test_the_refused_lines_come_back_with_their_cause_and_no_formula(in_acme: World) -> None:
    row = ran(in_acme, "a@x.example", "=cmd|calc", "030 12345678")
    assert row.rejects.splitlines() == [
        f"2,{_no_entry()},'=cmd|calc",
        '3,"Write this number with its country code, such as +49 30 1234567.",030 12345678',
    ]


def _no_entry() -> str:
    return '"This is no address, domain, number with country code (+49 …) or hash of an address."'


def test_a_carriage_return_in_a_line_spoils_no_other_line(in_acme: World) -> None:
    row = ran(in_acme, "email,name", "a@x.example,foo\rbar", "b@x.example,x")
    assert (row.state, row.added, row.rejected) == ("done", 2, 1)


def test_nobody_says_no_for_a_whole_domain(in_acme: World) -> None:
    row = ran(in_acme, "a@x.example", "hooli.example", "b@x.example")
    assert (row.added, row.rejected) == (2, 1)
    assert "Stopped by a person" in row.rejects
    with pytest.raises(Refused, match="has one reason"):
        uploaded(in_acme, "hooli.example", "x.example")


def test_a_rep_stops_single_people_and_no_domain(in_acme: World) -> None:
    said = {"seat": in_acme.rep, "reason": "manual"}
    row = ran(in_acme, "a@x.example", "hooli.example", "b@x.example", **said)
    assert (row.added, row.rejected) == (2, 1)
    with pytest.raises(Refused, match="Only a manager or an admin"):
        uploaded(in_acme, "hooli.example", **said)
    assert uploaded(in_acme, "hooli.example", **{**said, "seat": in_acme.manager}).pk


def test_nobody_cancels_the_list_of_somebody_else_but_an_admin(in_acme: World) -> None:
    row = uploaded(in_acme, "a@x.example", seat=in_acme.other_admin)
    for seat in (in_acme.rep, in_acme.manager):
        with pytest.raises(Refused, match="Only whoever uploaded"):
            stop_lists.cancel(row, seat=seat, actor=member(seat))
    row = stop_lists.cancel(row, seat=in_acme.admin, actor=member(in_acme.admin))
    assert row.state == "failed"


def test_who_came_in_after_a_stop_had_lapsed_is_ended_by_its_return(in_acme: World) -> None:
    soon = clock.now() + timedelta(days=1)
    ran(in_acme, "peter@initech.example", reason="manual", expires_at=soon)
    clock.advance(timedelta(days=2))
    person = in_flight(in_acme, contact(owner=in_acme.rep))
    row = ran(in_acme, "peter@initech.example", reason="manual")
    person.refresh_from_db()
    assert (person.state, row.added, row.known, row.stopped) == ("exited", 1, 0, 1)


def test_a_number_ends_nothing_that_the_gate_allows(in_acme: World) -> None:
    person = contact(owner=in_acme.rep, phone="+493012345678")
    row = in_flight(in_acme, person)
    assert ran(in_acme, "+493012345678").stopped == 0
    row.refresh_from_db()
    assert row.state == "active" and covers(person)


def test_a_list_tells_a_rep_nothing_about_people_of_others(in_acme: World) -> None:
    person = in_flight(in_acme, contact(owner=in_acme.rep))
    Contact.objects.update(owner=in_acme.other_rep)
    assert ran(in_acme, "peter@initech.example", seat=in_acme.rep).stopped == 0
    person.refresh_from_db()
    assert person.state == "exited"


def test_what_was_stopped_before_is_known_and_never_doubled(in_acme: World) -> None:
    by = member(in_acme.admin)
    suppress(kind="address", value="a@x.example", reason="opt_out", source="t", actor=by)
    row = ran(in_acme, "A@x.example", "b@x.example", "b+1@x.example")
    assert (row.added, row.known, Suppression.objects.count()) == (1, 1, 2)


def test_a_list_without_end_extends_stops_with_one(in_acme: World) -> None:
    ran(in_acme, "a@x.example", reason="manual", expires_at=None)
    Suppression.objects.update(expires_at="2099-01-01T00:00Z")
    ran(in_acme, "a@x.example", reason="manual")
    assert Suppression.objects.get().expires_at is None


def test_the_list_leaves_entries_but_none_for_each_line(in_acme: World) -> None:
    row = ran(in_acme, *(f"p{n}@x.example" for n in range(30)))
    said = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert said == ["stoplist.uploaded", "stoplist.start", "stoplist.finish"]
    assert Entry.objects.get(action="stoplist.finish").data["added"] == 30
    assert bytes(row.content) == b"" and row.finished_at


def test_a_killed_worker_is_resumed_and_nobody_is_doubled(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    row = uploaded(in_acme, *(f"p{n}@x.example" for n in range(35)), "junk")
    stop_lists.start(row, seat=in_acme.admin, actor=member(in_acme.admin))
    whole, calls = running._take, []

    def dies(*given: Any) -> bool:
        calls.append(1)
        if len(calls) == 3:
            raise OperationalError("the server closed the connection")
        return whole(*given)

    with mock.patch.object(running, "_take", dies), pytest.raises(OperationalError):
        stop_lists.run(row.pk)
    row.refresh_from_db()
    assert (row.state, row.lines_read, row.added) == ("running", 20, 20)
    resume_stop_lists()
    row.refresh_from_db()
    assert (row.state, row.lines_read, row.added, row.rejected) == ("done", 36, 35, 1)
    assert Suppression.objects.count() == 35


def test_a_long_list_gives_way_to_other_work_and_goes_on_later(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    monkeypatch.setattr(tasks, "SWEEP_TURN", 0.0)
    row = uploaded(in_acme, *(f"p{n}@x.example" for n in range(25)))
    stop_lists.start(row, seat=in_acme.admin, actor=member(in_acme.admin))
    seen = []
    for _ in range(4):
        resume_stop_lists()
        row.refresh_from_db()
        seen.append((row.lines_read, row.state))
    assert seen == [(10, "running"), (20, "running"), (25, "running"), (25, "done")]


def test_a_worker_asks_for_the_rest_of_a_long_list(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    monkeypatch.setattr(tasks, "LIST_TURN", 0.0)
    asked: list[tuple[str, Any]] = []
    monkeypatch.setattr(tasks, "enqueue", lambda *given: asked.append(given))
    row = uploaded(in_acme, *(f"p{n}@x.example" for n in range(25)))
    stop_lists.start(row, seat=in_acme.admin, actor=member(in_acme.admin))
    tasks.run_stop_list(str(in_acme.workspace.pk), str(row.pk))
    assert asked == [("enrollment.tasks.run_stop_list", row.pk)]


def test_a_cancelled_list_keeps_what_it_took_and_goes_no_further(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    row = uploaded(in_acme, *(f"p{n}@x.example" for n in range(25)), seat=in_acme.rep)
    by: dict[str, Any] = {"seat": in_acme.rep, "actor": member(in_acme.rep)}
    stop_lists.start(row, **by)
    whole = running._take

    def cancelled_after_one(*given: Any) -> bool:
        if Suppression.objects.exists():
            stop_lists.cancel(StopList.objects.get(pk=row.pk), **by)
        return whole(*given)

    with mock.patch.object(running, "_take", cancelled_after_one):
        stop_lists.run(row.pk)
    row.refresh_from_db()
    assert (row.state, row.problem, row.added) == ("failed", "Cancelled by Rep.", 10)


def test_our_own_mistake_is_told_and_the_file_is_dropped(in_acme: World) -> None:
    row = uploaded(in_acme, "a@x.example")
    stop_lists.start(row, seat=in_acme.admin, actor=member(in_acme.admin))
    with mock.patch.object(running, "_take", side_effect=RuntimeError):
        stop_lists.run(row.pk)
    row.refresh_from_db()
    assert (row.state, row.problem, bytes(row.content)) == ("failed", running.OURS, b"")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "erased"}, "reason"),
        ({"reason": "mood"}, "reason"),
        ({"channel": "fax"}, "channel"),
        ({"source": " "}, "source"),
    ],
)
def test_what_is_no_list_of_ours_is_refused_by_field(
    in_acme: World, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        uploaded(in_acme, "a@x.example", **changes)
    assert list(refusal.value.fields) == [field]


def test_a_file_that_is_none_is_refused_with_a_sentence(in_acme: World) -> None:
    with pytest.raises(Refused, match="No address") as refusal:
        uploaded(in_acme, "hello")
    assert list(refusal.value.fields) == ["file"]


def test_who_may_not_stop_people_uploads_nothing(in_acme: World) -> None:
    with pytest.raises(Refused, match="Your seat may not"):
        uploaded(in_acme, "a@x.example", seat=in_acme.viewer)


def test_a_chunk_takes_as_many_statements_whatever_its_size(in_acme: World) -> None:
    counts = []
    for size in (3, 300):
        with counted() as seen, transaction.atomic():
            ran(in_acme, *(f"p{size}.{n}@x.example" for n in range(size)))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_key_of_a_listed_address_is_the_one_of_its_opt_out(in_acme: World) -> None:
    ran(in_acme, "p.e.ter+x@googlemail.com")
    assert Suppression.objects.get().key == address_key("peter@gmail.com")


# REST


def sent(world: World, role: str = "admin", **changes: Any) -> Any:
    said = {"name": "l.txt", "entries": "a@x.example\njunk", "reason": "crm", "said_by": "CRM"}
    return Caller(world, role).post("api_stop_lists", **{**said, **changes})


def test_a_program_hands_a_list_in_and_sees_how_far_it_is(acme: World) -> None:
    answer = sent(acme)
    assert (answer.status_code, answer.json()["state"]) == (202, "running")
    with scope(acme.workspace.pk):
        resume_stop_lists()
    seen = Caller(acme, "viewer").get("api_stop_list", answer.json()["id"]).json()
    assert (seen["state"], seen["added"], seen["rejected"]) == ("done", 1, 1)


def test_a_program_cancels_a_list(acme: World) -> None:
    key = sent(acme).json()["id"]
    assert Caller(acme, "rep").post("api_stop_list_cancel", key).json()["state"] == "failed"


def test_a_key_of_a_rep_hands_no_domain_in(acme: World) -> None:
    said = {"entries": "a@x.example\nhooli.example", "reason": "manual"}
    assert sent(acme, "rep", **said).status_code == 403
    assert sent(acme, "manager", **said).status_code == 202


def test_a_program_names_the_column_that_counts(acme: World) -> None:
    said = {"entries": "a@x.example,b@x.example\nc@x.example,d@x.example"}
    assert "Name the one that counts" in sent(acme, **said).json()["fields"]["column"]
    key = sent(acme, **said, column="2").json()["id"]
    with scope(acme.workspace.pk):
        resume_stop_lists()
        assert covers(contact("d@x.example")) and not covers(contact("c@x.example"))
    assert Caller(acme, "viewer").get("api_stop_list", key).json()["added"] == 2


@pytest.mark.parametrize("entries", ["a@x.example\rjunk\r", f"mail\n{'a' * 200_000}\na@x.example"])
def test_lines_that_nobody_writes_are_no_error_of_ours(acme: World, entries: str) -> None:
    answer = sent(acme, entries=entries)
    with scope(acme.workspace.pk):
        resume_stop_lists()
    seen = Caller(acme, "viewer").get("api_stop_list", answer.json()["id"]).json()
    assert (seen["state"], seen["added"], seen["rejected"]) == ("done", 1, 1)


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_who_may_not_stop_people_hands_no_list_in(acme: World, role: str) -> None:
    assert sent(acme, role).status_code == 403


def test_another_workspace_sees_no_list(acme: World, globex: World) -> None:
    key = sent(acme).json()["id"]
    stranger = Caller(globex, "admin")
    assert stranger.get("api_stop_list", key).status_code == 404
    assert stranger.get("api_stop_lists").json()["results"] == []


# The engine


@pytest.mark.parametrize("hashed", [False, True])
def test_a_chunk_binds_from_its_commit_before_anybody_is_ended(
    stage: World, active: Enrollment, sink: Sink, hashed: bool
) -> None:
    entry = sha256(b"peter@initech.example").hexdigest() if hashed else "peter@initech.example"
    with mock.patch.object(running, "_end", return_value=None):
        row = ran_outside(stage, entry)
    while work():
        pass
    with transaction.atomic():
        assert (row.stopped, SendIntent.objects.count()) == (0, 0)


def test_without_the_list_the_message_would_leave(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    while work():
        pass
    with transaction.atomic():
        assert SendIntent.objects.count() == 1


@pytest.mark.parametrize("hashed", [False, True])
def test_a_list_ends_who_has_moved_since(
    stage: World, active: Enrollment, sink: Sink, hashed: bool
) -> None:
    person = moved_after_a_message()
    entry = sha256(b"peter@initech.example").hexdigest() if hashed else "peter@initech.example"
    row = ran_outside(stage, entry)
    with transaction.atomic():
        active.refresh_from_db()
        assert (active.exit_reason, row.stopped) == ("opted_out", 1)
        assert is_stopped(person)


def test_who_is_hashed_first_and_moves_afterwards_stays_stopped(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    while work():
        pass
    ran_outside(stage, sha256(b"peter@initech.example").hexdigest())
    assert is_stopped(moved_after_a_message())


@pytest.mark.parametrize("reason", ["opt_out", "hard_bounce"])
def test_a_hash_of_somebody_else_or_of_a_dead_mailbox_follows_nobody(
    stage: World, active: Enrollment, sink: Sink, reason: str
) -> None:
    person = moved_after_a_message()
    name = b"bill" if reason == "opt_out" else b"peter"
    row = ran_outside(stage, sha256(name + b"@initech.example").hexdigest(), reason=reason)
    assert row.stopped == 0 and not is_stopped(person)


def moved_after_a_message() -> Contact:
    while work():
        pass
    with transaction.atomic():
        person = Contact.objects.get(email_base="peter@initech.example")
        new = "peter@globex.example"
        person.email, person.email_normal, person.email_base = new, new, new
        person.save()
    return person


def is_stopped(person: Contact) -> bool:
    with transaction.atomic():
        earlier = history.written_to([person.pk])
        return bool(facts.suppressions_for([person], earlier)[person.pk])


def ran_outside(world: World, *lines: str, **changes: Any) -> StopList:
    with transaction.atomic():
        row = uploaded(world, *lines, **changes)
        stop_lists.start(row, seat=world.admin, actor=member(world.admin))
    stop_lists.run(row.pk)
    with transaction.atomic():
        row.refresh_from_db()
    return row
