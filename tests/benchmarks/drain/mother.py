"""The workspace that all others are copies of, made by the product's own services alone.

Four reps with a mailbox each. For each of them a person whose first message was approved and is
due, and one who has had it a day ago and whose second message is due. A message is 3.5 kB of text
and HTML, written for its recipient. Limits are on: so many a day of a mailbox, and so many new
people a day of the sequence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from compliance.models import Review
from contacts.models import Contact
from enrollment import facts, first_touch, services
from enrollment.models import Enrollment, Mailbox, Touch
from sequences.models import Version
from sequences.plans import StepInput
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Membership
from tenancy.roles import Role
from tenancy.scope import scope
from tests.enrollment import stage
from tests.world import World, account, build_world, contact, mailbox, seat

# Words that occur nowhere else, so that a copy can have its own in their place.
SLUG = "zqhouse"
FIRST, COMPANY, PLACE = "Zqanna{}", "Zqworks{}", "zqworks{}.example"
REPS = 4
A_DAY = 5_000
# The opening and the end, as everybody who writes to companies has them.
TEXT = """Hi {{ first_name }},

we help people like you at {{ company }} to keep their outreach in order: each message is looked at
by a second person before it leaves, whoever says no is not written to again, and every decision can
be explained years later.

%s

Would a quarter of an hour next week suit you?

{{ sender_name }}
{{ postal_address }}
Unsubscribe: {{ unsubscribe_url }}
"""
PARAGRAPH = (
    "Most teams begin with a list and a spreadsheet. After some months nobody can say who was "
    "written to, by whom, on what ground, and what came of it. We bring the steps, the limits and "
    "the answers into one place, so that a new colleague can go on where another one stopped."
)
WORDS = "\n\n".join([PARAGRAPH] * 3)


@dataclass(frozen=True)
class Exemplar:
    """A person whom others are copies of, and what is due for them."""

    contact_id: UUID
    account_id: UUID
    enrollment_id: UUID
    number: int
    first: bool


@dataclass(frozen=True)
class Mother:
    """The workspace and the people in it."""

    workspace_id: UUID
    exemplars: tuple[Exemplar, ...]


def build() -> Mother:
    """Make it in the database of this process; mail of a day ago goes to EMAIL_URL."""
    world = build_world(SLUG)
    with scope(world.workspace.pk):
        with transaction.atomic():
            stage.always_open(world.workspace)
            reps = [world.rep, *_more_reps()]
            Mailbox.objects.update(daily_limit=A_DAY, unmonitored_by=world.admin)
        version = stage.live(world, *_steps(), new_a_day=A_DAY)
        former = [_started(world, version, rep, number) for number, rep in enumerate(reps)]
        assert stage.work() == REPS, "the first messages of a day ago have to leave"
        clock.advance(timedelta(hours=25))
        fresh = [_started(world, version, rep, REPS + n) for n, rep in enumerate(reps)]
        clock.advance(timedelta(minutes=1))
        _check(former, fresh)
        made = [*_exemplars(former, 0), *_exemplars(fresh, REPS)]
    return Mother(world.workspace.pk, tuple(made))


def _more_reps() -> Iterator[Membership]:
    for number in range(1, REPS):
        rep = seat(SLUG, f"rep{number}", Role.REP, "north")
        mailbox(SLUG, rep)
        yield rep


def _steps() -> tuple[StepInput, ...]:
    return tuple(
        StepInput(
            "email",
            key,
            delay_amount=days,
            subject="" if days else "{{ first_name }}, a question about {{ company }}",
            text=TEXT % WORDS,
            html=_html(TEXT % WORDS),
        )
        for key, days in (("intro", 0), ("follow-up", 1), ("break-up", 2))
    )


def _html(text: str) -> str:
    """The same words as HTML."""
    parts = text.replace("Unsubscribe: {{ unsubscribe_url }}", "").strip().split("\n\n")
    link = '<p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p>'
    return "\n".join([*(f"<p>{part.strip()}</p>" for part in parts), link])


def _started(world: World, version: Version, rep: Membership, number: int) -> Enrollment:
    """A person of this rep with an approved first message, due at once."""
    with transaction.atomic():
        place, name = PLACE.format(number), FIRST.format(number)
        company = account(COMPANY.format(number), domain=place, country="US")
        person = contact(f"{name.lower()}@{place}", first_name=name, account=company, owner=rep)
        rows = services.enrol(
            facts.with_companies([person.pk]),
            version,
            reason="Trade fair",
            seat=world.manager,
            actor=member(world.manager),
        )
    _approve(world, rows[0])
    return rows[0]


def _approve(world: World, row: Enrollment) -> None:
    with transaction.atomic():
        fresh = Enrollment.objects.get(pk=row.pk)
        assert fresh.review_id is not None, fresh.get_state_display()
        review = Review.objects.get(pk=fresh.review_id)
    first_touch.approve(
        review, seat=world.reviewer, actor=member(world.reviewer), seen_hash=review.content_hash
    )


def _check(former: list[Enrollment], fresh: list[Enrollment]) -> None:
    """One step of each is due, and it is the one that it should be."""
    with transaction.atomic():
        due = Touch.objects.filter(state="planned", held=False, due_at__lte=clock.now())
        found = dict(due.values_list("enrollment_id", "step__key"))
    wanted = {row.pk: "follow-up" for row in former} | {row.pk: "intro" for row in fresh}
    assert found == wanted, f"due is {sorted(found.values())}"


def _exemplars(rows: list[Enrollment], since: int) -> Iterator[Exemplar]:
    with transaction.atomic():
        people = Contact.objects.in_bulk([row.contact_id for row in rows])
    for number, row in enumerate(rows, since):
        company = people[row.contact_id].account_id
        assert company is not None
        yield Exemplar(row.contact_id, company, row.pk, number, first=since > 0)
