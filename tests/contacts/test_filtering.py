"""The database selects exactly those for whom the conditions hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contacts import filtering
from contacts.conditions import Condition, Conditions, Match, Operator, plain
from contacts.facts import fields_of
from contacts.filtering import ALPHABETS, matching
from contacts.models import Contact
from tests.factories import ContactFactory
from tests.world import World, account, contact

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIELDS = (
    "contact.title",
    "contact.custom.size",
    "contact.days_since_contacted",
    "account.name",
    "account.industry",
)
WORDS = st.sampled_from(
    "| |Head|head of sales |STRASSE|Straße|ﬁn|１２|12|1_2|012|1e1|Ünal|ünal|Σίσυφος|ΣΊΣΥΦΟΣ"
    "|İstanbul|東京|दिल्ली|서울|Å|A\u030a|nan|-3.5|'%_\\".split("|")
)
TEXTS = WORDS | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
VALUES = TEXTS | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()


@st.composite
def comparisons(draw: st.DrawFn) -> Condition:
    operator = draw(st.sampled_from(Operator))
    return Condition(
        field=draw(st.sampled_from(FIELDS)),
        operator=operator,
        value=draw(TEXTS),
        values=tuple(draw(st.lists(TEXTS, max_size=3))) if operator is Operator.IN else (),
    )


CONDITIONS = st.builds(
    Conditions,
    st.lists(comparisons(), min_size=1, max_size=4).map(tuple),
    st.sampled_from(Match),
)
PEOPLE = st.lists(
    st.tuples(
        TEXTS,
        st.dictionaries(st.just("size"), VALUES | st.none()),
        st.none() | st.timedeltas(timedelta(-1), timedelta(90)),
        st.none() | st.tuples(TEXTS, TEXTS),
    ),
    max_size=5,
)


def person(
    number: int,
    title: str,
    custom: dict[str, Any],
    ago: timedelta | None,
    company: tuple[str, str] | None,
) -> Contact:
    at = None if ago is None else NOW - ago
    where = account(company[0], industry=company[1]) if company else None
    address = f"p{number}@x.example"
    return contact(address, title=title, custom=custom, last_contacted_at=at, account=where)


@settings(max_examples=60)
@given(people=PEOPLE, conditions=CONDITIONS)
def test_the_database_and_python_choose_the_same_people(
    in_acme: World, people: list[Any], conditions: Conditions
) -> None:
    Contact.objects.all().delete()
    for number, each in enumerate(people):
        person(number, *each)
    everybody = Contact.objects.select_related("account")
    wanted = {row.pk for row in everybody if conditions.hold(fields_of(row, NOW))}
    assert {row.pk for row in matching("contacts", conditions, now=NOW)} == wanted


@settings(max_examples=100)
@given(st.text(st.sampled_from(ALPHABETS[-1].letters), max_size=8))
@example("Straße")
def test_the_letters_that_the_database_judges_fold_as_python_folds_them(text: str) -> None:
    table = str.maketrans(ALPHABETS[-1].upper, ALPHABETS[-1].lower)
    assert text.translate(table).replace("ß", "ss").strip(filtering._SPACES) == plain(text)


def chosen(*items: Condition, kind: str = "contacts", match: Match = Match.ALL) -> list[str]:
    rows = matching(kind, Conditions(items, match), now=NOW)
    return sorted(rows.values_list("email", flat=True))


def is_(field: str, value: str) -> Condition:
    return Condition(field=field, operator=Operator.IS, value=value)


def test_a_company_brings_all_of_its_people(in_acme: World) -> None:
    initech = account(industry="Software")
    contact("a@x.example", account=initech)
    contact("b@x.example", account=initech)
    contact("c@x.example", account=account("Chotchkie's", industry="Food"))
    contact("d@x.example")
    found = chosen(is_("account.industry", "software"), kind="accounts")
    assert found == ["a@x.example", "b@x.example"]


def test_people_without_a_company_belong_to_no_selection_of_companies(in_acme: World) -> None:
    contact("d@x.example")
    empty = Condition(field="account.industry", operator=Operator.IS_EMPTY)
    assert chosen(empty, kind="accounts") == []
    assert chosen(empty) == ["d@x.example"]


def test_whoever_was_never_contacted_was_not_contacted_long_ago(in_acme: World) -> None:
    contact("a@x.example", last_contacted_at=NOW - timedelta(days=31))
    contact("b@x.example", last_contacted_at=NOW - timedelta(days=30, hours=23))
    contact("c@x.example")
    longer = Condition(
        field="contact.days_since_contacted", operator=Operator.MORE_THAN, value="30"
    )
    assert chosen(longer) == ["a@x.example"]


def test_erased_people_never_fit(in_acme: World) -> None:
    contact("a@x.example", erased_at=NOW)
    assert not matching("contacts", Conditions(), now=NOW).exists()


def test_any_and_all_are_told_apart(in_acme: World) -> None:
    contact("a@x.example", title="CEO", city="Berlin")
    contact("b@x.example", title="CEO")
    both = (is_("contact.title", "ceo"), is_("contact.city", "berlin"))
    assert (len(chosen(*both)), len(chosen(*both, match=Match.ANY))) == (1, 2)


@pytest.mark.parametrize(("city", "statements"), [("Zürich", 2), ("दिल्ली", 2)])
def test_any_number_of_people_takes_two_statements(
    in_acme: World, city: str, statements: int
) -> None:
    ContactFactory.create_batch(30, city=city)
    with CaptureQueriesContext(connection) as seen:
        assert len(matching("contacts", Conditions((is_("contact.city", city),)), now=NOW)) == 30
    assert len(seen) == statements


def test_european_letters_are_judged_by_the_database(in_acme: World) -> None:
    ContactFactory.create_batch(3, city="Zürich", last_name="Łukasz-Großmann")
    with CaptureQueriesContext(connection) as seen:
        matching("contacts", Conditions((is_("contact.city", "zürich"),)), now=NOW).count()
    assert "IN (" not in seen[-1]["sql"]
