"""Who fits conditions: `contacts.conditions.holds`, asked of the database.

Conditions compare without letter case, Unicode form and outer spaces. PostgreSQL's own ideas of
these depend on its version and locale, so the database judges only texts in letters where it
cannot differ (ASCII, and the common ones of the scripts most used), and says NULL to others. AND
and OR carry the NULL on; whoever is left undecided is judged in Python. That is one statement, and
a second one that finds nobody in most workspaces.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Expression,
    F,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Collate, Lower
from django.db.models.lookups import Exact, In, IsNull

from contacts.conditions import Condition, Conditions, Match, Operator, number_of, plain
from contacts.facts import SINCE, fields_of
from contacts.models import Contact, ViewKind
from contacts.querysets import ContactQuerySet
from contacts.vocabulary import CUSTOM

AT_A_TIME = 2_000
# Beyond this PostgreSQL cannot hold every number that Python can.
LARGEST_EXPONENT = 100

_YES_NO = BooleanField(null=True)
_SPACES = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
# Latin, Greek and Cyrillic; Hebrew, Arabic, Japanese, Chinese and Korean, which have no case.
_BLOCKS = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x4FF),
    (0x5D0, 0x5EA),
    (0x621, 0x64A),
    (0x1E00, 0x1EFF),
    (0x3041, 0x30FF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
)
_SHARP_S = "ß"


def matching(
    kind: str, conditions: Conditions, *, now: datetime, among: ContactQuerySet | None = None
) -> ContactQuerySet:
    """People who fit, as a queryset that can be narrowed, counted and ordered further.

    With `kind` “accounts” the conditions are about companies, and all of their people fit. Without
    conditions everybody does. Erased people never fit. `among` narrows the people first.
    """
    rows = (Contact.objects.all() if among is None else among).known()
    if kind == ViewKind.ACCOUNTS:
        rows = rows.exclude(account=None)
    if not conditions:
        return rows
    verdict = _verdict(conditions, now)
    undecided = rows.filter(IsNull(verdict, True)).select_related("account")
    chosen = list(_judged(undecided, conditions, now))
    return rows.filter(Q(verdict) | Q(pk__in=chosen)) if chosen else rows.filter(verdict)


def _judged(undecided: ContactQuerySet, conditions: Conditions, now: datetime) -> Iterator[UUID]:
    for contact in undecided.iterator(chunk_size=AT_A_TIME):
        if conditions.hold(fields_of(contact, now)):
            yield contact.pk


def _verdict(conditions: Conditions, now: datetime) -> Expression:
    joiner = " AND " if conditions.match is Match.ALL else " OR "
    parts = [_holds(each, now) for each in conditions.items]
    return _truth("(%(expressions)s)", *parts, joiner=joiner)


def _holds(condition: Condition, now: datetime) -> Expression:
    """`conditions.holds` as SQL; NULL where only Python knows."""
    text, value = _field(condition.field, now), plain(condition.value)
    match condition.operator:
        case Operator.IS:
            return Exact(text, Value(value))
        case Operator.IS_NOT:
            return _truth("%(expressions)s", text, Value(value), joiner=" <> ")
        case Operator.IS_EMPTY:
            return Exact(text, Value(""))
        case Operator.IS_NOT_EMPTY:
            return _truth("%(expressions)s", text, Value(""), joiner=" <> ")
        case Operator.CONTAINS if value:
            return _truth("strpos(%(expressions)s) > 0", text, Value(value))
        case Operator.STARTS_WITH if value:
            return _truth("starts_with(%(expressions)s)", text, Value(value))
        case Operator.IN if condition.values:
            return In(text, [plain(each) for each in condition.values])
        case Operator.MORE_THAN | Operator.LESS_THAN:
            return _compared(condition.operator, text, number_of(value))
    return _no()


def _compared(operator: Operator, text: Expression, value: Decimal | None) -> Expression:
    if value is None:
        return _no()
    if abs(value.adjusted()) > LARGEST_EXPONENT:
        return Value(None, output_field=_YES_NO)
    sign = " > " if operator is Operator.MORE_THAN else " < "
    given = _words("%(expressions)s::numeric", Value(format(value, "f")))
    simple = _fits(text, r"^[+-]?[0-9]{1,30}(\.[0-9]{0,30})?$")
    compared = _truth(
        "%(expressions)s", _words("%(expressions)s::numeric", text), given, joiner=sign
    )
    without_digits = _fits(text, "^[^0-9]*$")
    whens = (When(simple, then=compared), When(without_digits, then=_no()))
    return Case(*whens, default=Value(None), output_field=_YES_NO)


def _no() -> Expression:
    return Value(False, output_field=_YES_NO)


def _field(name: str, now: datetime) -> Expression:
    """The text of a field in its plain form; NULL for letters that are left to Python."""
    if name.startswith(CUSTOM):
        return _custom(name.removeprefix(CUSTOM))
    owner, _, column = name.partition(".")
    if column in SINCE:
        return _days_since(SINCE[column], now)
    path = column if owner == "contact" else f"account__{column}"
    return _plain(Coalesce(F(path), Value("")))


def _custom(key: str) -> Expression:
    """Of numbers only whole ones are written alike everywhere; what is no scalar is Python's."""
    at = (F("custom"), Value(key))
    kind = _words("jsonb_typeof(jsonb_extract_path(%(expressions)s))", *at)
    text = _words("jsonb_extract_path_text(%(expressions)s)", *at)
    return _text(
        When(Q(IsNull(kind, True)) | Q(Exact(kind, Value("null"))), then=Value("")),
        When(In(kind, ["string", "boolean"]), then=_plain(text)),
        When(
            Q(Exact(kind, Value("number"))) & Q(_fits(text, r"^(0|-?[1-9][0-9]{0,14})$")),
            then=text,
        ),
    )


def _days_since(moment: str, now: datetime) -> Expression:
    days = _words(
        "greatest(0, floor(extract(epoch FROM %(expressions)s) / 86400))::bigint::text",
        Value(now),
        F(moment),
        joiner=" - ",
    )
    return _text(When(Q(**{moment: None}), then=Value("")), default=days)


def _plain(source: Expression) -> Expression:
    """`conditions.plain` where the letters allow it, else NULL."""
    bytes_long = Func(source, function="octet_length", output_field=IntegerField())
    long = Func(source, function="length", output_field=IntegerField())
    ascii_only = Lower(Collate(source, "C"))
    return _text(
        When(Exact(bytes_long, long), then=_trimmed(ascii_only)),
        *(When(_fits(source, each.pattern), then=_folded(source, each)) for each in ALPHABETS),
    )


def _folded(source: Expression, letters: "Alphabet") -> Expression:
    small = Func(source, Value(letters.upper), Value(letters.lower), function="translate")
    return _trimmed(Func(small, Value(_SHARP_S), Value("ss"), function="replace"))


def _trimmed(text: Expression) -> Expression:
    return Func(text, Value(_SPACES), function="btrim", output_field=TextField())


def _fits(text: Expression, pattern: str) -> Expression:
    return _truth("%(expressions)s", text, Value(pattern), joiner=" ~ ")


def _text(*whens: When, default: Expression | None = None) -> Expression:
    return Case(*whens, default=default or Value(None), output_field=TextField())


def _truth(template: str, *parts: Expression, joiner: str = ", ") -> Expression:
    return Func(*parts, template=template, arg_joiner=joiner, output_field=_YES_NO)


def _words(template: str, *parts: Expression | F, joiner: str = ", ") -> Expression:
    return Func(*parts, template=template, arg_joiner=joiner, output_field=TextField())


def _letters() -> Iterator[str]:
    """Those whose plain form is themselves, or one other letter, whatever stands beside them."""
    for first, last in _BLOCKS:
        for letter in map(chr, range(first, last + 1)):
            settled = unicodedata.normalize("NFKC", letter) == letter
            alone = not unicodedata.combining(letter) and not letter.isspace()
            if letter == " " or (settled and alone and _folds_to_one(letter)):
                yield letter


def _folds_to_one(letter: str) -> bool:
    assigned = unicodedata.category(letter) not in ("Cn", "Cc")
    return assigned and (len(letter.casefold()) == 1 or letter == _SHARP_S)


def _as_class(letters: list[str]) -> str:
    """A regular expression for texts of these letters, which are in order."""
    found = []
    for _, group in groupby(enumerate(letters), lambda pair: ord(pair[1]) - pair[0]):
        run = [letter for _, letter in group]
        found.append(f"\\u{ord(run[0]):04x}-\\u{ord(run[-1]):04x}")
    return f"^[{''.join(found)}]*$"


@dataclass(frozen=True)
class Alphabet:
    """Letters that the database can be trusted with: all, and what becomes of some of them."""

    letters: str
    pattern: str
    upper: str
    lower: str

    @classmethod
    def of(cls, letters: list[str]) -> "Alphabet":
        """The alphabet of these letters, which are in order."""
        changing = [each for each in letters if each not in (each.casefold(), _SHARP_S)]
        small = "".join(each.casefold() for each in changing)
        return cls("".join(letters), _as_class(letters), "".join(changing), small)


_ALL = list(_letters())
# The first one serves nearly everybody in the West; a letter costs time in proportion to it.
ALPHABETS = (Alphabet.of([each for each in _ALL if each < "\u0180"]), Alphabet.of(_ALL))
