"""What is known about a person, as the flat text that conditions compare."""

from datetime import datetime, timedelta
from typing import Any

from contacts.models import Contact
from contacts.vocabulary import ACCOUNT, CONTACT, CUSTOM, KEPT

DAY = timedelta(days=1)
# Names of derived numbers, and the moments that they count from.
SINCE = {
    "days_since_contacted": "last_contacted_at",
    "days_since_activity": "last_activity_at",
}


def fields_of(contact: Contact, now: datetime) -> dict[str, str]:
    """Every field of `contacts.vocabulary` by its dotted name; what nobody knows is "".

    The contact comes with its account.
    """
    found = {f"contact.{name}": _own(contact, name, now) for name in [*CONTACT, *KEPT]}
    found |= {f"{CUSTOM}{key}": text_of(value) for key, value in contact.custom.items()}
    if contact.account:
        found |= {f"account.{name}": getattr(contact.account, name) for name in ACCOUNT}
    return found


def days_since(moment: datetime | None, now: datetime) -> str:
    """Whole days that have passed, as text; "" for never."""
    return "" if moment is None else str(max(0, (now - moment) // DAY))


def text_of(value: Any) -> str:
    """A custom value as conditions see it."""
    return "" if value is None else str(value)


def _own(contact: Contact, name: str, now: datetime) -> str:
    if name in SINCE:
        return days_since(getattr(contact, SINCE[name]), now)
    return text_of(getattr(contact, name))
