"""Factories for volume; named people for stories are in `tests.world`."""

import factory

from contacts.addresses import parse_address
from contacts.models import Contact


class ContactFactory(factory.django.DjangoModelFactory):
    """People of Initech in the US, each with an address of their own."""

    class Meta:
        model = Contact

    email = factory.Sequence(lambda n: f"person{n}@initech.example")
    email_normal = factory.LazyAttribute(lambda row: parse_address(row.email).normal)
    email_base = factory.LazyAttribute(lambda row: parse_address(row.email).base)
    domain = factory.LazyAttribute(lambda row: parse_address(row.email).domain)
    first_name = factory.Faker("first_name")
    last_name = factory.Faker("last_name")
    title = "Engineer"
    country = "US"
    zone = "America/New_York"
    segment = "mid-market"
