"""The fields of people and companies that conditions may ask for, before anybody is enrolled. Pure.

All values are text. `contact.custom.<key>` is a field of the customer's own.
"""

import re

CONTACT = (
    "first_name last_name title phone mobile country region city zone language segment persona"
    " stage lead_source linkedin_url email domain"
).split()
ACCOUNT = "name domain state industry country region".split()
# Kept by touches and signals; the rest is what a record brings.
KEPT = "last_contacted_by days_since_contacted last_activity days_since_activity".split()
GIVEN = frozenset({f"contact.{name}" for name in CONTACT} | {f"account.{name}" for name in ACCOUNT})
FIELDS = GIVEN | {f"contact.{name}" for name in KEPT}
CUSTOM = "contact.custom."

_CUSTOM = re.compile(r"contact\.custom\.[a-z0-9_]{1,60}")


def is_person_field(name: str) -> bool:
    """Whether rules, audiences and views may name it."""
    return name in FIELDS or _CUSTOM.fullmatch(name) is not None


def is_company_field(name: str) -> bool:
    """Whether a selection of companies may name it."""
    return name in FIELDS and name.startswith("account.")
