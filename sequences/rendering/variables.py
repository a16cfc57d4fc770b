"""What a template may name: a closed list of variables, custom fields, blocks of the workspace."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_CUSTOM = re.compile(r"custom\.[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class Variable:
    """What a person sees when choosing a variable; `source` is the field its value comes from.

    `is_url` marks a value that the system makes itself and that may be a whole link; `is_block`
    one of several lines, which is a template of variables itself (see `template.parse_plain`).
    """

    label: str
    example: str
    source: str
    is_url: bool = False
    is_block: bool = False


VARIABLES: Mapping[str, Variable] = MappingProxyType(
    {
        "first_name": Variable("First name", "Ada", "contact.first_name"),
        "last_name": Variable("Last name", "Lovelace", "contact.last_name"),
        "full_name": Variable("Full name", "Ada Lovelace", "contact.full_name"),
        "title": Variable("Job title", "Head of Engines", "contact.title"),
        "city": Variable("City", "London", "contact.city"),
        "country": Variable("Country", "United Kingdom", "contact.country"),
        "company": Variable("Company", "Analytical Engines Ltd", "account.name"),
        "industry": Variable("Industry", "Machinery", "account.industry"),
        "owner_name": Variable("Owner of the contact", "Grace Hopper", "contact.owner"),
        "sender_name": Variable("Sender", "Grace Hopper", "mailbox.sender_name"),
        "sender_first_name": Variable(
            "First name of the sender", "Grace", "mailbox.sender_first_name"
        ),
        "workspace_name": Variable("Your company", "Example Inc", "workspace.name"),
        "unsubscribe_url": Variable(
            "Unsubscribe link",
            "https://mail.example.com/u/1a2b3c",
            "enrollment.unsubscribe_url",
            is_url=True,
        ),
        "postal_address": Variable(
            "Postal address", "1 Example Street, London", "workspace.postal_address"
        ),
    }
)

# Texts of the workspace that templates name. They stand in bodies only.
BLOCKS: Mapping[str, Variable] = MappingProxyType(
    {
        "signature": Variable(
            "Signature", "Grace Hopper, Example Inc", "workspace.signature", is_block=True
        ),
        "disclosure": Variable(
            "Disclosure", "You get this because …", "workspace.disclosure", is_block=True
        ),
    }
)


def variable(name: str) -> Variable | None:
    """The variable or block called `name`, `custom.<key>` included, or None."""
    if known := VARIABLES.get(name) or BLOCKS.get(name):
        return known
    if not _CUSTOM.fullmatch(name):
        return None
    key = name.removeprefix("custom.")
    return Variable(key.replace("_", " ").capitalize(), "", f"contact.custom.{key}")


def suggestion(name: str) -> str:
    """A sentence that leads from an unknown name to a known one."""
    close = difflib.get_close_matches(name.casefold(), [*VARIABLES, *BLOCKS], n=1)
    if close:
        return f"Did you mean {close[0]}?"
    return "Choose one from the list, or custom.<key> for a field of your own."
