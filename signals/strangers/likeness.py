"""Whom a mail of somebody unknown may be about: contacts at its sender's company or of the same
name, whom we have written to. Nothing is decided by it; a person is shown the evidence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Max, Q, Value, When
from django.db.models.functions import Coalesce

from contacts.domains import is_shared, registered
from contacts.models import Contact
from enrollment.models import SendIntent
from signals.reading.fields import domain_of
from tenancy.models import Membership

MOST = 5
# Of a large company or a common name only the last that we did something about are looked at.
_NEAR = 50
_MOST_WORDS = 6
# A message that may have left has no moment of its own yet. Both are the product's clock.
_WHEN = Coalesce("touch__settled_at", "touch__due_at")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A contact whom it may be about, and why. `wrote_at` (the product's clock) is when we wrote to
    them last, `from_here` whether that was from the mailbox that the mail came to."""

    contact: Contact
    same_domain: bool
    same_name: bool
    wrote_at: datetime
    from_here: bool

    @property
    def evidence(self) -> str:
        """What they have in common with the sender, in words."""
        found = {"domain": self.same_domain, "name": self.same_name}
        return f"Same {' and same '.join(word for word, is_so in found.items() if is_so)}"


def is_likely(sender: str, name: str) -> bool:
    """Whether anybody at the sender's company or of their name was written to; one statement at
    most. In a scope and a transaction."""
    both = _domains(sender) | _named(name)
    if not both:
        return False
    people = Contact.objects.known().filter(both)
    return bool(SendIntent.objects.filter(touch__enrollment__contact__in=people).exists())


def suggested(
    sender: str, name: str, *, mailbox_id: UUID | None, seat: Membership
) -> list[Suggestion]:
    """Contacts whom the seat may see and we have written to, at most five: first who has both the
    domain and the name, then whom we wrote to last. Two statements at most."""
    domains, named = _domains(sender), _named(name)
    both = domains | named
    if not both:
        return []
    people = Contact.objects.visible_to(seat).known().filter(both).select_related("account")
    by_name = Case(When(named, then=Value(0)), default=Value(1)) if named else Value(1)
    near = list(
        people.annotate(by_name=by_name).order_by(
            "by_name", F("last_contacted_at").desc(nulls_last=True), "-pk"
        )[:_NEAR]
    )
    found = _written_to(near, sender, mailbox_id)
    found.sort(key=lambda each: (each.same_domain and each.same_name, each.wrote_at), reverse=True)
    return found[:MOST]


def _written_to(near: Sequence[Contact], sender: str, mailbox_id: UUID | None) -> list[Suggestion]:
    rows = SendIntent.objects.filter(touch__enrollment__contact__in=near)
    columns = rows.values_list("touch__enrollment__contact_id", "mailbox_id")
    last: dict[UUID, tuple[datetime, UUID]] = {}
    for contact_id, box, at in columns.annotate(at=Max(_WHEN)):
        last[contact_id] = max(last.get(contact_id, (at, box)), (at, box))
    domains = _company_of(sender)
    return [
        Suggestion(
            contact=each,
            same_domain=each.domain in domains,
            same_name=not getattr(each, "by_name", 1),
            wrote_at=last[each.pk][0],
            from_here=last[each.pk][1] == mailbox_id,
        )
        for each in near
        if each.pk in last
    ]


def _company_of(sender: str) -> frozenset[str]:
    """The sender's domain and the one it lies under; none at a provider's, where anybody is."""
    domain = domain_of(sender)
    if not domain or is_shared(domain):
        return frozenset()
    return frozenset({domain, registered(domain)})


def _domains(sender: str) -> Q:
    found = _company_of(sender)
    return Q(domain__in=sorted(found)) if found else Q()


def _named(name: str) -> Q:
    """People whose first and last name make this one, in the usual ways to write it. Compared as it
    is stored, which is what an index can find."""
    either = Q()
    for first, last in _pairs(name):
        either |= Q(last_name__in=_spelled(last), first_name__in=_spelled(first))
    return either


def _pairs(name: str) -> Iterable[tuple[str, str]]:
    last, comma, first = name.partition(",")
    if comma:
        return [(first.strip(), last.strip())] if first.strip() and last.strip() else []
    words = name.split()[:_MOST_WORDS]
    return [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]


def _spelled(word: str) -> list[str]:
    return sorted({word, word.title(), word.upper(), word.lower()})
