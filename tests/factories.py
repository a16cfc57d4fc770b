"""Factories for volume; named people for stories are in `tests.world`."""

from factory.declarations import LazyAttribute, Sequence
from factory.django import DjangoModelFactory
from factory.faker import Faker

from contacts.addresses import parse_address
from contacts.models import Contact


class ContactFactory(DjangoModelFactory[Contact]):
    """People of Initech in the US, each with an address of their own."""

    class Meta:
        model = Contact

    email = Sequence(lambda n: f"person{n}@initech.example")
    email_normal = LazyAttribute(lambda row: parse_address(row.email).normal)
    email_base = LazyAttribute(lambda row: parse_address(row.email).base)
    domain = LazyAttribute(lambda row: parse_address(row.email).domain)
    first_name = Faker("first_name")
    last_name = Faker("last_name")
    title = "Engineer"
    country = "US"
    zone = "America/New_York"
    segment = "mid-market"
