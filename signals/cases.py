"""A signal at work: whom it reaches, and the locks that every effect takes first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from compliance.services import address_key
from contacts.models import Contact
from enrollment import gates
from enrollment.models import Enrollment, SendIntent
from signals.models import Signal
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


Effect = Callable[[Case], str]


def locked(case: Case) -> list[Enrollment]:
    """The live enrollments of the case's people, with their gates locked against arms."""
    people = case.people()
    gates.lock({*case.keys(), *(key_of(person) for person in people)})
    rows = Enrollment.objects.live().filter(contact__in=people)
    related = ("contact", "workspace", "sequence")
    return list(rows.select_related(*related).order_by("pk"))


def key_of(contact: Contact) -> str:
    """The gate key of a person's present address."""
    return address_key(contact.email_base or f"contact:{contact.pk}")


def was_written_to(case: Case) -> bool:
    """Whether we have anything to do with the person: a message, or a sequence that runs."""
    people = case.people()
    if Enrollment.objects.live().filter(contact__in=people).exists():
        return True
    return SendIntent.objects.filter(touch__enrollment__contact__in=people).exists()


def was_sent(keys: Iterable[str]) -> bool:
    """Whether a message of ours ever went to one of these addresses."""
    return SendIntent.objects.filter(address_key__in=list(keys)).exists()


def counted(sequences: int) -> str:
    """So many sequences, in words of a sentence."""
    return f"{sequences} sequence{'' if sequences == 1 else 's'}"
