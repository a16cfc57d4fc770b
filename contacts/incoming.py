"""One record about a person, as a CRM, a file or a program gives it, in the form that we compare.

Records speak the words of `contacts.csvfile.FIELDS` (`email`, `lifecycle`, `opted_out` …), the same
in a CSV and over REST; REST adds `company_external_id` and `custom` as an object. `clean` reads
what a program sent, `read` takes values that are already clean, as `csvfile.rows` yields them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from contacts.addresses import Address, parse_address
from contacts.companies import Company, own_domain
from contacts.csvfile import FIELDS, Dialect, Field, Value, custom_field
from contacts.csvfile.fields import CUSTOM_PREFIX, Kind
from contacts.csvfile.values import CellError, read_value, says_nothing
from tenancy.errors import Refused

# Field of a record → column of a contact.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "first_name": "first_name",
        "last_name": "last_name",
        "title": "title",
        "phone": "phone",
        "mobile": "mobile",
        "linkedin_url": "linkedin_url",
        "country": "country",
        "state": "region",
        "city": "city",
        "timezone": "zone",
        "language": "language",
        "segment": "segment",
        "persona": "persona",
        "lifecycle": "stage",
        "lead_source": "lead_source",
        "approval_tag": "approval_tag",
    }
)
COMPANY_ID = "company_external_id"
# A program names the two parts; only files have whole names to take apart.
ACCEPTED = frozenset(FIELDS) - {"full_name"} | {COMPANY_ID}
MAX_CUSTOM_FIELDS = 100
_AS_WRITTEN = Dialect("utf-8", ",")
_COMPANY_ID = Field(COMPANY_ID, "Company record ID", Kind.TEXT, 64, ())


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record: `columns` holds filled contact columns only, so that gaps never erase anything."""

    external_id: str
    address: Address | None
    columns: Mapping[str, str]
    custom: Mapping[str, Any]
    company: Company
    owner: str
    opted_out: bool
    do_not_call: bool
    consent_basis: str
    consent_at: datetime | None


def read(values: Mapping[str, Any]) -> Incoming:
    """The record of clean values; raises AddressError when `email` is no address."""
    email = str(values.get("email", ""))
    custom = {
        key.removeprefix(CUSTOM_PREFIX): value
        for key, value in values.items()
        if key.startswith(CUSTOM_PREFIX)
    }
    if "last_activity" in values:
        custom["last_activity"] = values["last_activity"].isoformat()
    return Incoming(
        external_id=str(values.get("external_id", "")),
        address=parse_address(email) if email else None,
        columns={column: str(values[key]) for key, column in COLUMNS.items() if key in values},
        custom=custom,
        company=_company(values),
        owner=str(values.get("owner_email", "")),
        opted_out=values.get("opted_out") is True,
        do_not_call=values.get("do_not_call") is True,
        consent_basis=str(values.get("consent_basis", "")),
        consent_at=values.get("consent_at"),
    )


def _company(values: Mapping[str, Any]) -> Company:
    return Company(
        name=str(values.get("company", "")),
        domain=own_domain(str(values.get("company_domain", "")), str(values.get("website", ""))),
        external_id=str(values.get(COMPANY_ID, "")),
        industry=str(values.get("company_industry", "")),
        country=str(values.get("company_country", "")),
        region=str(values.get("company_region", "")),
        zone=str(values.get("company_timezone", "")),
        subscriber=str(values.get("company_subscriber", "")),
    )


def clean(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read what a program sent as strictly as a file is read.

    Empty values drop out. Raises Refused (`invalid_contact`) with one sentence for each field that
    cannot be used, unknown ones included, or when nothing identifies the person.
    """
    flat = _flat(given)
    country = str(flat.get("country") or "")
    values: dict[str, Any] = {}
    fields: dict[str, str] = {}
    for key in sorted(flat, key=lambda key: key != "country"):
        try:
            value = _value(key, flat[key], str(values.get("country", country)))
        except CellError as error:
            fields[key] = str(error)
        else:
            if value is not None:
                values[key] = value
    if not fields and not {"email", "external_id"} & set(values):
        fields["email"] = "Give the e-mail address or the record ID of the person."
    if fields:
        message = "The contact was not taken: some of its fields need attention."
        raise Refused(message, code="invalid_contact", fields=fields)
    return values


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    flat = {key: value for key, value in given.items() if key != "custom"}
    custom = given.get("custom") or {}
    if not isinstance(custom, Mapping) or len(custom) > MAX_CUSTOM_FIELDS:
        sentence = f"Write custom fields as an object with at most {MAX_CUSTOM_FIELDS} names."
        raise Refused(sentence, code="invalid_contact", fields={"custom": sentence})
    return flat | {custom_field(str(name)): value for name, value in custom.items()}


def _value(key: str, value: Any, country: str) -> Any:
    if key not in ACCEPTED and not key.startswith(CUSTOM_PREFIX):
        raise CellError("There is no such field. Remove it, or send it under “custom”.")
    if value is None or (isinstance(value, str) and says_nothing(value)):
        return None
    field = FIELDS.get(key) or (_COMPANY_ID if key == COMPANY_ID else _custom(key))
    if isinstance(value, str):
        return read_value(field, value, _AS_WRITTEN, country)
    return _typed(field, key, value)


def _typed(field: Field, key: str, value: Any) -> Value | float:
    if field.kind is Kind.YES_NO and isinstance(value, bool):
        return value
    if field.kind is Kind.MOMENT and isinstance(value, datetime) and value.tzinfo:
        return value
    if key.startswith(CUSTOM_PREFIX) and isinstance(value, bool | int | float):
        return value
    if key.endswith("external_id") and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise CellError(
        "Write this field as yes or no." if field.kind is Kind.YES_NO else "Write text."
    )


def _custom(key: str) -> Field:
    return Field(key, key.removeprefix(CUSTOM_PREFIX), Kind.TEXT, 1_000, ())
