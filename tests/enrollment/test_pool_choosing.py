"""Which mailbox of a pool the next person gets."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from enrollment.pools.choosing import Rotation, Slot, Why

BOXES = [UUID(int=n) for n in range(1, 6)]
SLOTS = st.lists(
    st.builds(Slot, st.sampled_from(BOXES), st.integers(-50, 200), st.booleans()),
    min_size=1,
    unique_by=lambda slot: slot.box,
)
BEFORE = st.lists(st.none() | st.sampled_from(BOXES), max_size=60)


def chosen(slots: list[Slot], before: list[UUID | None]) -> list[tuple[UUID, Why] | None]:
    rotation = Rotation(slots)
    return [rotation.choose(BOXES, each) for each in before]


@given(SLOTS, BEFORE)
def test_the_same_people_get_the_same_mailboxes(
    slots: list[Slot], before: list[UUID | None]
) -> None:
    assert chosen(slots, before) == chosen(list(reversed(slots)), before)


@given(SLOTS, st.integers(1, 300))
def test_what_is_left_of_each_is_level_in_the_end(slots: list[Slot], people: int) -> None:
    ready = [slot for slot in slots if slot.is_open] or slots
    given_to = Counter(each[0] for each in chosen(slots, [None] * people) if each)
    left = {slot.box: slot.room - given_to[slot.box] for slot in ready}
    used = [left[box] for box in given_to]
    assert sum(given_to.values()) == people
    # Whoever got somebody had the most room: nobody has more than one more left than they have now.
    assert max(left.values()) <= min(used) + 1


@given(SLOTS, BEFORE)
def test_whoever_was_written_to_gets_the_same_again_while_it_can_send(
    slots: list[Slot], before: list[UUID | None]
) -> None:
    ready = {slot.box for slot in slots if slot.is_open}
    for person, found in zip(before, chosen(slots, before), strict=True):
        if person in ready:
            assert found == (person, Why.SAME)


@given(SLOTS)
def test_nothing_is_chosen_that_is_not_allowed(slots: list[Slot]) -> None:
    allowed = {slots[0].box}
    found = Rotation(slots).choose(allowed, None)
    assert found is not None
    assert found[0] in allowed
    assert Rotation(slots).choose([], slots[0].box) is None


def test_a_closed_mailbox_is_chosen_only_when_all_are_closed() -> None:
    roomy, small = Slot(BOXES[0], 500, is_open=False), Slot(BOXES[1], 3)
    assert chosen([roomy, small], [None]) == [(small.box, Why.ROOM)]
    assert chosen([roomy], [None]) == [(roomy.box, Why.WAITS)]
