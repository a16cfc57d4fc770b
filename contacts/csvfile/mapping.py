"""Which column fills which field: a proposal that a person may change, and a check of it."""

import re
from collections.abc import Iterable, Mapping, Sequence

from contacts.csvfile.dialects import FileError
from contacts.csvfile.fields import CUSTOM_PREFIX, FIELDS, Kind, squashed

_SLUG = re.compile(r"[a-z0-9_]{1,60}")
_PER_KIND = "Opted out of email:"


def propose_mapping(headers: Sequence[str]) -> dict[str, str | None]:
    """Propose a field for each header; None where no field is known.

    A field is proposed once: where several columns could fill it, the best known name wins. Of the
    columns that say no (to e-mail, to calls) none is left out: any of them is enough.
    """
    proposal: dict[str, str | None] = dict.fromkeys(headers)
    for key, field in FIELDS.items():
        candidates = [name for name in headers if _known(name) in field.names]
        free = [name for name in candidates if proposal[name] is None]
        if field.kind is Kind.YES_NO:
            proposal.update(dict.fromkeys(free, key))
        elif free:
            proposal[min(free, key=lambda name: field.names.index(_known(name)))] = key
    return proposal


def _known(header: str) -> str:
    """A header as fields name it; HubSpot writes “Opted out of email: ” with each kind of mail."""
    return squashed(header.partition(":")[0] if header.startswith(_PER_KIND) else header)


def check_mapping(headers: Iterable[str], mapping: Mapping[str, str | None]) -> None:
    """Raise FileError when a mapping does not fit the file or could not identify anybody."""
    strangers = set(mapping) - set(headers)
    if strangers:
        raise FileError(f"The file has no column “{min(strangers)}”. Map its columns again.")
    chosen: dict[str, str] = {}
    for header, key in mapping.items():
        if key is not None:
            _check_choice(header, key, chosen)
    if not {"email", "external_id"} & set(chosen):
        raise FileError("No column is mapped to the e-mail address or the record ID. Map one.")


def _check_choice(header: str, key: str, chosen: dict[str, str]) -> None:
    if key not in FIELDS and not _is_custom(key):
        raise FileError(f"“{key}” is not a field. Choose another one for the column “{header}”.")
    if key in chosen and not is_flag(key):
        raise FileError(
            f"The columns “{chosen[key]}” and “{header}” are both mapped to {label(key)}. "
            "Choose one of them."
        )
    chosen[key] = header


def _is_custom(key: str) -> bool:
    return key.startswith(CUSTOM_PREFIX) and _SLUG.fullmatch(key[len(CUSTOM_PREFIX) :]) is not None


def is_flag(key: str) -> bool:
    """Whether a field is yes or no; several columns may fill it, and one yes among them counts."""
    return key in FIELDS and FIELDS[key].kind is Kind.YES_NO


def label(key: str) -> str:
    """Return the words a person knows a field by."""
    field = FIELDS.get(key)
    return field.label if field else key.removeprefix(CUSTOM_PREFIX).replace("_", " ")
