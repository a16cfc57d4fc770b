"""Which column fills which field: a proposal that a person may change, and a check of it."""

import re
from collections.abc import Iterable, Mapping, Sequence

from contacts.csvfile.dialects import FileError
from contacts.csvfile.fields import CUSTOM_PREFIX, FIELDS, squashed

_SLUG = re.compile(r"[a-z0-9_]{1,60}")


def propose_mapping(headers: Sequence[str]) -> dict[str, str | None]:
    """Propose a field for each header; None where no field is known.

    A field is proposed once: where several columns could fill it, the best known name wins.
    """
    proposal: dict[str, str | None] = dict.fromkeys(headers)
    for key, field in FIELDS.items():
        candidates = [name for name in headers if squashed(name) in field.names]
        free = [name for name in candidates if proposal[name] is None]
        if free:
            proposal[min(free, key=lambda name: field.names.index(squashed(name)))] = key
    return proposal


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
    if key in chosen:
        raise FileError(
            f"The columns “{chosen[key]}” and “{header}” are both mapped to {label(key)}. "
            "Choose one of them."
        )
    chosen[key] = header


def _is_custom(key: str) -> bool:
    return key.startswith(CUSTOM_PREFIX) and _SLUG.fullmatch(key[len(CUSTOM_PREFIX) :]) is not None


def label(key: str) -> str:
    """Return the words a person knows a field by."""
    field = FIELDS.get(key)
    return field.label if field else key.removeprefix(CUSTOM_PREFIX).replace("_", " ")
