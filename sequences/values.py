"""The values of a message's variables for one person, each with where it came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from compliance.content import Fact
from contacts.csvfile.countries import country_name
from contacts.models import Contact
from sequences.rendering import (
    BLOCKS,
    VARIABLES,
    Rendered,
    Template,
    parse_plain,
    render_text,
)
from sequences.rendering.output import DEFAULT_SOURCE
from tenancy.models import Workspace

# Each variable with the field that its value comes from, and whose field that is.
_SOURCES = tuple(
    (name, known.source, known.source.partition(".")[0])
    for name, known in {**VARIABLES, **BLOCKS}.items()
)


@dataclass(frozen=True, slots=True)
class Values:
    """Every variable of one person: its text, and the field (with its revision) it came from.

    `blocks` are the templates of the workspace's signature and disclosure; `inside` says what
    those that were rendered use and lack.
    """

    texts: Mapping[str, str]
    sources: Mapping[str, str]
    blocks: Mapping[str, str] = field(default_factory=dict)
    inside: Mapping[str, Rendered] = field(default_factory=dict)

    def with_blocks(self, templates: Iterable[Template]) -> "Values":
        """With the blocks that `templates` name rendered; one that lacks a value stays empty.

        TemplateError or RenderError for a block that nobody could read.
        """
        names = dict.fromkeys(n for t in templates for n in t.variables if self.blocks.get(n))
        inside = {name: render_text(parse_plain(self.blocks[name]), self.texts) for name in names}
        whole = {name: each.text for name, each in inside.items() if not each.missing}
        return replace(self, texts={**self.texts, **whole}, inside=inside)

    def used(self, parts: Iterable[Rendered]) -> tuple[str, ...]:
        """The variables with a value or default, those inside blocks included, each once."""
        return _each_once(
            inner
            for part in parts
            for name in part.used
            for inner in (name, *(self.inside[name].used if name in self.inside else ()))
        )

    def missing(self, parts: Iterable[Rendered]) -> tuple[str, ...]:
        """The variables that block; of a block those in it, or the block when it is empty."""
        return _each_once(
            inner
            for part in parts
            for name in part.missing
            for inner in (self.inside[name].missing if name in self.inside else (name,))
        )

    def fact(self, name: str) -> Fact:
        """The value that a message uses; a blank one means that the template's default stood."""
        text = self.texts.get(name, "")
        return Fact(name, text, self.sources[name] if text else DEFAULT_SOURCE)


def values_for(
    contact: Contact,
    *,
    sender_name: str,
    sender_address: str,
    workspace: Workspace,
    unsubscribe_url: str,
) -> Values:
    """Every variable of `rendering.VARIABLES`, the contact's custom fields and the blocks.

    Reads `contact.account` and `contact.owner`: select them with the contact. Values lose outer
    spaces; a custom field that is neither text nor number counts as missing.
    """
    texts = {
        **_of_contact(contact),
        "sender_name": sender_name.strip(),
        "sender_first_name": sender_name.strip().partition(" ")[0],
        "workspace_name": workspace.name.strip(),
        "unsubscribe_url": unsubscribe_url,
        "postal_address": workspace.postal_address.strip(),
    }
    revision = f" revision {contact.revision}"
    mailbox = f" ({sender_address})" if sender_address else ""
    suffixes = {"contact": revision, "mailbox": mailbox}
    sources = {name: source + suffixes.get(of, "") for name, source, of in _SOURCES}
    sources |= {name: f"contact.{name}{revision}" for name in texts if name.startswith("custom.")}
    return Values(texts, sources, blocks_of(workspace))


def blocks_of(workspace: Workspace) -> dict[str, str]:
    """The templates of the workspace's signature and disclosure, by the names of the blocks."""
    return {name: str(getattr(workspace, name)).strip() for name in BLOCKS}


def _of_contact(contact: Contact) -> dict[str, str]:
    fields = ("first_name", "last_name", "title", "city", "country")
    texts = {name: str(getattr(contact, name)).strip() for name in fields}
    texts["country"] = country_name(texts["country"])
    texts["full_name"] = f"{texts['first_name']} {texts['last_name']}".strip()
    texts["company"] = contact.account.name.strip() if contact.account else ""
    texts["industry"] = contact.account.industry.strip() if contact.account else ""
    texts["owner_name"] = contact.owner.label.strip() if contact.owner else ""
    custom = {f"custom.{key}": _plain(value) for key, value in contact.custom.items()}
    return {**custom, **texts}


def _plain(value: Any) -> str:
    wanted = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value).strip() if wanted else ""


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
