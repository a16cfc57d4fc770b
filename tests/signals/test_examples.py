"""Readings by example: taught, limited, audited, retired, and erased with the person."""

import pytest

from audit.models import Entry
from contacts.models import Contact
from enrollment.models import SendIntent
from signals import erasing, examples
from signals.models import Example, Signal
from signals.reading import read
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tests.signals.letters import letter, reply
from tests.signals.stage import receive
from tests.world import World

PHRASE = "We settle such matters in the spring round of our board"


def taught(
    seat: Membership, phrase: str = PHRASE, intent: str = "not_now", signal: Signal | None = None
) -> Example:
    return examples.add(phrase, intent, signal=signal, seat=seat, actor=member(seat))


def meaning(text: str) -> str:
    reading = read(letter(text), received_at=clock.now(), rules=examples.rules_of_workspace())
    assert reading.understood is not None
    return reading.understood.intent.value


def test_a_message_like_the_example_is_read_so(in_acme: World) -> None:
    before = meaning(f"{PHRASE}.")
    taught(in_acme.rep, intent="question")
    assert (before, meaning(f"{PHRASE} here.")) == ("not_now", "question")


def test_a_wish_to_be_left_alone_stays_one(in_acme: World) -> None:
    taught(in_acme.rep, intent="interested")
    assert meaning(f"{PHRASE}. Please take me off your list.") == "opt_out"


def test_an_example_that_asks_to_be_left_alone_is_refused(in_acme: World) -> None:
    with pytest.raises(Refused, match="left alone"):
        taught(in_acme.rep, "Please remove me from your mailing list now", "interested")


def test_a_retired_example_is_read_no_longer(in_acme: World) -> None:
    row = taught(in_acme.rep)
    examples.retire(row.pk, seat=in_acme.rep, actor=member(in_acme.rep))
    assert examples.rules_of_workspace() == ()


def test_a_colleagues_example_is_retired_by_an_admin_alone(in_acme: World) -> None:
    row = taught(in_acme.rep)
    with pytest.raises(Refused, match="may not"):
        examples.retire(row.pk, seat=in_acme.manager, actor=member(in_acme.manager))
    examples.retire(row.pk, seat=in_acme.admin, actor=member(in_acme.admin))
    assert Example.objects.get().retired_by_id == in_acme.admin.pk


def test_a_viewer_teaches_nothing(in_acme: World) -> None:
    with pytest.raises(Refused, match="may not"):
        taught(in_acme.viewer)


def test_who_taught_it_is_in_the_audit_without_a_word_of_it(in_acme: World) -> None:
    row = taught(in_acme.rep)
    entry = Entry.objects.get(action="example.added")
    assert (entry.actor_id, entry.data["intent"]) == (str(in_acme.rep.pk), "not_now")
    assert row.phrase not in str(entry.data)


def test_names_addresses_and_figures_are_not_kept(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    said = "Peter here, write to ann@initech.example about the budget of 2027 instead"
    signal = receive(in_acme, reply(intent, said))
    kept = taught(in_acme.rep, said, "referral", signal).phrase
    assert kept == "here, write to @ about the budget of 0 instead"


def test_an_erasure_takes_the_persons_examples_along(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    signal = receive(in_acme, reply(intent, PHRASE))
    taught(in_acme.rep, signal=signal)
    erasing.erase(peter, reference="letter 12", seat=in_acme.admin, actor=member(in_acme.admin))
    assert (Example.objects.get().phrase, examples.rules_of_workspace()) == ("", ())


def test_the_hundred_and_first_example_is_refused(
    in_acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "MAX_RULES", 1)
    taught(in_acme.rep)
    with pytest.raises(Refused) as refused:
        taught(in_acme.rep, "Our supplier committee does not meet before summer")
    assert refused.value.code == "too_many"


@pytest.mark.parametrize("phrase", ["", "ok", "\x00", "x" * 5000, "word " * 150])
def test_what_is_too_short_or_too_long_is_refused(in_acme: World, phrase: str) -> None:
    with pytest.raises(Refused) as refused:
        taught(in_acme.rep, phrase)
    assert list(refused.value.fields) == ["phrase"]


def test_an_unknown_meaning_is_refused(in_acme: World) -> None:
    with pytest.raises(Refused) as refused:
        taught(in_acme.rep, intent="unclear")
    assert list(refused.value.fields) == ["intent"]


def test_the_same_example_twice_is_refused(in_acme: World) -> None:
    taught(in_acme.rep)
    with pytest.raises(Refused, match="already"):
        taught(in_acme.rep)


def test_a_neighbours_example_is_neither_used_nor_found(in_acme: World, globex: World) -> None:
    from django.db import transaction

    from tenancy.scope import scope

    with scope(globex.workspace.pk), transaction.atomic():
        theirs = taught(globex.rep)
    assert examples.rules_of_workspace() == ()
    with pytest.raises(NotFound):
        examples.retire(theirs.pk, seat=in_acme.admin, actor=member(in_acme.admin))
