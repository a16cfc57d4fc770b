"""A signal at work: whom it reaches, and the locks that every effect takes first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from compliance.services import address_key
from contacts.domains import is_shared
from contacts.models import Contact
from enrollment import gates
from enrollment.models import Enrollment, SendIntent
from signals import tables
from signals.models import Signal
from signals.reaction_table import Table
from tenancy.actors import Actor


@dataclass(frozen=True)
class Case:
    """A signal at work: its person, and who answers for its effect."""

    signal: Signal
    contact: Contact
    actor: Actor

    @property
    def evidence(self) -> str:
        """What exits and suppressions refer to."""
        return f"signal {self.signal.pk}"

    @property
    def said(self) -> Mapping[str, Any]:
        """The open reading."""
        reading: Mapping[str, Any] = self.signal.reading
        return reading

    @cached_property
    def table(self) -> Table:
        """The reaction table that decides; one for the whole case."""
        return tables.in_force()

    @cached_property
    def colleagues(self) -> frozenset[UUID]:
        """The contacts in flight at the person's company, where the table may concern them: those
        of the same account, else those of the same domain when it is no provider's."""
        if not self.table.reaches_others:
            return frozenset()
        known = _same_company(self.contact)
        if known is None:
            return frozenset()
        mine = {each.pk for each in self.people}
        rows = Enrollment.objects.live().filter(known).values_list("contact_id", flat=True)
        return frozenset(rows) - mine

    @cached_property
    def held(self) -> list[Enrollment]:
        """The live enrollments of the people, read after their gates were locked. It is done once:
        whoever goes back to a savepoint goes on with another case."""
        people = self.people
        others = Contact.objects.filter(pk__in=self.colleagues) if self.colleagues else ()
        gates.lock({*self.keys(), *(key_of(person) for person in (*people, *others))})
        return _live(person.pk for person in people)

    @cached_property
    def people(self) -> list[Contact]:
        """The person, whoever speaks for them, and other records with the same address."""
        ids = [self.contact.pk, *(UUID(each) for each in self.said.get("also", []))]
        bases = Contact.objects.filter(pk__in=ids).exclude(email_base="").values("email_base")
        rows = Contact.objects.filter(Q(pk__in=ids) | Q(email_base__in=bases))
        return list(rows.order_by("pk"))

    def keys(self) -> set[str]:
        """Every address key that the signal is about."""
        said: list[str] = self.said.get("said", [])
        return {key for key in (self.said.get("wrote", ""), *said) if key}

    def keep(self, **facts: Any) -> None:
        """Add to the open facts, beside what is there; codes, ids, dates and numbers only."""
        self.signal.reading = {**self.said, **facts}
        Signal.objects.filter(pk=self.signal.pk).update(reading=self.signal.reading)


Effect = Callable[[Case], str]


def _same_company(contact: Contact) -> Q | None:
    if contact.account_id:
        return Q(contact__account=contact.account_id)
    if not contact.domain or is_shared(contact.domain):
        return None
    return Q(contact__domain=contact.domain, contact__account=None)


def locked(case: Case) -> list[Enrollment]:
    """The live enrollments of the case's people, with their gates locked against arms. Those of
    colleagues whom the effect may reach are locked in the same sweep, so that two signals of one
    company never wait for each other."""
    return case.held


def of_colleagues(case: Case) -> list[Enrollment]:
    """The live enrollments of colleagues; call `locked` before."""
    return _live(case.colleagues) if case.colleagues else []


def _live(contact_ids: Iterable[UUID]) -> list[Enrollment]:
    rows = Enrollment.objects.live().filter(contact__in=list(contact_ids))
    related = ("contact", "workspace", "sequence")
    return list(rows.select_related(*related).order_by("pk"))


def key_of(contact: Contact) -> str:
    """The gate key of a person's present address."""
    return address_key(contact.email_base or f"contact:{contact.pk}")


def was_written_to(case: Case) -> bool:
    """Whether we have anything to do with the person: a message, or a sequence that runs."""
    people = case.people
    if Enrollment.objects.live().filter(contact__in=people).exists():
        return True
    return SendIntent.objects.filter(touch__enrollment__contact__in=people).exists()


def was_sent(keys: Iterable[str]) -> bool:
    """Whether a message of ours ever went to one of these addresses."""
    return SendIntent.objects.filter(address_key__in=list(keys)).exists()


def counted(sequences: int) -> str:
    """So many sequences, in words of a sentence."""
    return f"{sequences} sequence{'' if sequences == 1 else 's'}"
