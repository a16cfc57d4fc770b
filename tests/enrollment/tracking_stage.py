"""A workspace that tracks under its own domain, and versions that ask for it."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from compliance.content import Content, Fact
from compliance.models import Review
from contacts.models import Contact
from enrollment import composing, first_messages
from enrollment.models import Enrollment, TrackingTerms
from enrollment.tracking import facts, wishes
from sequences.models import Version
from sequences.plans import Tracking
from tenancy import clock
from tenancy.actors import member
from tests.enrollment.stage import FOOTER, always_open, email, live
from tests.world import World

HOST = "links.acme.example"
TARGET = "https://www.acme.example/pricing?plan=a&seats=5#top"
OTHER = "https://partner.example/offer"
ALL = Tracking(opens=True, clicks=True)
TEXT = f"Hi {{{{ first_name }}}},\n\nour prices: {TARGET}{FOOTER}"
PAGE = (
    '<html><body><p>Hi {{ first_name }}, <a href="https://www.acme.example/pricing?plan=a&amp;seats=5'
    "#top\">our prices</a> and <a href='https://partner.example/offer'>an offer</a>. See "
    '<a href="https://www.acme.example/docs">https://www.acme.example/docs</a> or '
    '<a href="mailto:bob@acme.example">write</a>.</p><p>{{ sender_name }}<br>{{ postal_address }}'
    '<br><a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>'
)


def allow(world: World, **more: Any) -> TrackingTerms:
    """The workspace tracks; its domain was verified just now."""
    now = datetime.now(UTC)
    said = {"is_on": True, "host": HOST, "verified_at": now, "looked_at": now, **more}
    with transaction.atomic():
        return TrackingTerms.objects.create(changed_by=world.admin, changed_at=now, **said)


def tracking_version(world: World, tracking: Tracking | None = ALL, **more: Any) -> Version:
    """Two messages; both have the page with its links."""
    always_open(world.workspace)
    words = {"text": TEXT, "html": PAGE, **more}
    return live(world, email("intro", **words), email("again", 3, **words), tracking=tracking)


def says(world: World, person: Contact, *, wants: bool = True) -> None:
    """What a person says about being tracked."""
    now = clock.now()
    actor = member(world.rep)
    wishes.record(person, wants=wants, given_at=now, evidence="Form 7", actor=actor)


def message(enrollment: Enrollment) -> Content:
    """The first message as it would be sent now."""
    with transaction.atomic():
        return first_messages.written(Enrollment.objects.get(pk=enrollment.pk)).content


def approved_message(review: Review) -> Content:
    """The message that a review holds."""
    with transaction.atomic():
        assert review.content is not None
        return composing.stored(review.content)


def verdict(content: Content) -> Fact | None:
    """What a message says about its own tracking."""
    return next((fact for fact in content.facts if fact.name == facts.TRACKING), None)


def addresses(content: Content) -> list[str]:
    """The opaque addresses in a message: its links, then its image."""
    return [
        fact.value for fact in content.facts if facts.is_ours(fact) and fact.name != facts.TRACKING
    ]
