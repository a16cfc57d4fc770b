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
