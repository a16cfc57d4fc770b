"""Who wrote a message, whatever names and remarks stand beside the address."""

from datetime import UTC, datetime

from signals.reading import Reading, read

OURS = frozenset({"ours.example"})
BESIDE = (
    '"Anna Berg (anna@home.example)" <anna@nord.example>',
    "anna@home.example <anna@nord.example>",
    '"tom@ours.example" <anna@nord.example>',
    '"a \\" b <x@y.example>" <anna@nord.example>',
    "anna@nord.example (for karl@nord.example)",
    '"anna@nord.example"',
    "Anna <ANNA@nord.example>, Karl <karl@nord.example>",
)


def reading_of(head: str) -> Reading:
    raw = f"{head}\nTo: tom@ours.example\nSubject: Re: Planner\n\nYes, gladly.\n"
    return read(raw.encode(), received_at=datetime(2026, 3, 3, tzinfo=UTC), own_domains=OURS)


def test_an_address_in_a_name_is_not_the_senders() -> None:
    found = {written: reading_of(f"From: {written}") for written in BESIDE}
    assert {written for written in BESIDE if found[written].sender != "anna@nord.example"} == set()
    assert {reading.kind for reading in found.values()} == {"reply"}


GROUPS = {
    "a group of ours": "From: 'Anna Berg' via Sales <sales@ours.example>\n"
    "X-Original-Sender: anna@nord.example\nReply-To: sales@ours.example",
    "a list of ours": 'From: "Anna Berg via Sales" <sales@ours.example>\n'
    "Reply-To: Anna Berg <anna@nord.example>",
    "a group elsewhere": "From: Anna Berg via Team <team@groups.example>\n"
    "X-Original-From: Anna Berg <anna@nord.example>",
}


def test_the_author_counts_whom_a_group_has_hidden_behind_its_own_address() -> None:
    found = {name: reading_of(head) for name, head in GROUPS.items()}
    assert {name: each.sender for name, each in found.items()} == dict.fromkeys(
        GROUPS, "anna@nord.example"
    )
    assert {reading.kind for reading in found.values()} == {"reply"}


def test_a_colleague_behind_a_group_is_still_ours() -> None:
    head = "From: Eva via Sales <sales@ours.example>\nX-Original-Sender: eva@ours.example"
    assert reading_of(f"{head}\nReply-To: eva@ours.example").kind == "other"
    # A Reply-To alone hides nobody: colleagues may have answers sent elsewhere.
    head = "From: Eva <eva@ours.example>\nReply-To: anna@nord.example"
    assert reading_of(head).kind == "other"


def test_whoever_has_written_it_too_is_known() -> None:
    reading = reading_of("From: Anna <anna@nord.example>, Karl <karl@sud.example>")
    assert (reading.sender, reading.known_as) == ("anna@nord.example", ("karl@sud.example",))


def test_a_long_thread_names_its_newest_and_its_oldest_messages() -> None:
    ids = [f"<{number}@any.example>" for number in range(90)]
    reading = reading_of(f"From: anna@nord.example\nReferences: {' '.join(ids)}")
    assert len(reading.references) == 50
    assert {ids[-1], ids[0]} <= set(reading.references)
