"""Messages to real people: values with sources, what is missing, threads, and previews."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from compliance.content import Fact
from contacts.models import Contact
from sequences import services, writing
from sequences.letters import subject_of
from sequences.plans import StepInput
from sequences.rendering import VARIABLES, RenderError, render_subject
from sequences.values import Values, values_for
from tests.sequences.drafting import BYE, CALL, INTRO, as_, drafted, planned
from tests.world import World, account, contact

MAIL = "bob@mail.acme.example"
URL = "https://acme.example/u/abc"
FRIDAY_EVENING = datetime(2027, 1, 8, 23, 0, tzinfo=UTC)
PLAIN = StepInput("email", "plain", subject="Hello", text="Hi")


def values(world: World, person: Contact, **changes: Any) -> Values:
    arguments: dict[str, Any] = {
        "sender_name": "Bob Baker",
        "sender_address": MAIL,
        "workspace": world.workspace,
        "unsubscribe_url": URL,
        **changes,
    }
    return values_for(person, **arguments)


def full_contact(world: World, **changes: Any) -> Contact:
    fields: dict[str, Any] = {
        "account": account("Initech", industry="Software"),
        "owner": world.rep,
        "city": "Austin",
        "custom": {"plant": " Leeds ", "sites": 3, "active": True, "tags": ["a"]},
        **changes,
    }
    return contact(**fields)


@pytest.fixture
def write(in_acme: World) -> Callable[..., writing.Written]:
    person = full_contact(in_acme)

    def _write(step: StepInput, earlier_subject: str = "", **changes: Any) -> writing.Written:
        found = values(in_acme, person, **changes)
        return writing.write_with(step, found, earlier_subject=earlier_subject)

    return _write


# Values


def test_every_variable_has_a_value_and_a_source(in_acme: World) -> None:
    found = values(in_acme, full_contact(in_acme))
    assert VARIABLES.keys() <= found.texts.keys()
    assert all(found.texts[name] and found.sources[name] for name in VARIABLES)


@pytest.mark.parametrize(
    ("name", "text", "source"),
    [
        ("first_name", "Peter", "contact.first_name revision 4"),
        ("full_name", "Peter Gibbons", "contact.full_name revision 4"),
        ("company", "Initech", "account.name"),
        ("industry", "Software", "account.industry"),
        ("owner_name", "Rep", "contact.owner revision 4"),
        ("sender_name", "Bob Baker", f"mailbox.sender_name ({MAIL})"),
        ("sender_first_name", "Bob", f"mailbox.sender_first_name ({MAIL})"),
        ("workspace_name", "Acme", "workspace.name"),
        ("unsubscribe_url", URL, "enrollment.unsubscribe_url"),
        ("custom.plant", "Leeds", "contact.custom.plant revision 4"),
        ("custom.sites", "3", "contact.custom.sites revision 4"),
    ],
)
def test_a_value_comes_from_where_it_says(
    in_acme: World, name: str, text: str, source: str
) -> None:
    assert values(in_acme, full_contact(in_acme, revision=4)).fact(name) == Fact(name, text, source)


@pytest.mark.parametrize("name", ["custom.active", "custom.tags", "custom.unheard_of"])
def test_a_custom_field_without_plain_text_is_missing(in_acme: World, name: str) -> None:
    step = replace(PLAIN, text=f"{{{{ {name} }}}}")
    assert writing.write_with(step, values(in_acme, full_contact(in_acme))).missing == (name,)


def test_a_person_without_a_name_is_not_greeted_by_their_address(in_acme: World) -> None:
    nameless = contact(first_name="", last_name="")
    step = replace(PLAIN, text="Hi {{ full_name }}")
    assert writing.write_with(step, values(in_acme, nameless)).missing == ("full_name",)


def test_a_contact_without_company_or_owner_only_lacks_these(in_acme: World) -> None:
    step = replace(PLAIN, text="{{ company }} {{ industry }} {{ owner_name }} {{ first_name }}")
    written = writing.write_with(step, values(in_acme, contact()))
    assert (written.missing, written.used) == (
        ("company", "industry", "owner_name"),
        ("first_name",),
    )


# Steps


def test_an_email_has_subject_text_and_html(in_acme: World) -> None:
    written = writing.write(
        INTRO,
        full_contact(in_acme, first_name="Ann <b>"),
        sender_name="Bob",
        sender_address=MAIL,
        workspace=in_acme.workspace,
        unsubscribe_url=URL,
    )
    assert (written.subject, written.text[:11]) == ("A thought", "Hi Ann <b>,")
    assert "Hi Ann &lt;b&gt;," in written.html
    assert f'<a href="{URL}">' in written.html


def test_a_step_with_html_of_its_own_keeps_it(write: Callable[..., writing.Written]) -> None:
    written = write(replace(PLAIN, html="<h1>{{ city }}</h1>"))
    assert (written.html, written.facts[0].value) == ("<h1>Austin</h1>", "Austin")


def test_facts_are_what_the_message_uses_each_once(write: Callable[..., writing.Written]) -> None:
    written = write(
        replace(PLAIN, subject="{{ city }}", text='{{ city }} {{ title | default: "x" }}')
    )
    assert [fact.name for fact in written.facts] == ["city", "title"]


def test_a_default_that_stood_in_is_a_fact_of_the_template(in_acme: World) -> None:
    step = replace(PLAIN, text='Hi {{ city | default: "there" }}')
    written = writing.write_with(step, values(in_acme, contact()))
    assert written.text == "Hi there"
    assert written.facts == (Fact("city", "", "default in the template"),)


def test_what_is_missing_in_any_part_is_reported(write: Callable[..., writing.Written]) -> None:
    step = replace(PLAIN, subject="{{ custom.a }}", text="{{ custom.b }}", html="{{ custom.c }}")
    assert set(write(step).missing) == {"custom.a", "custom.b", "custom.c"}


def test_a_call_has_instructions_and_no_subject(write: Callable[..., writing.Written]) -> None:
    written = write(replace(CALL, subject="Never used {{ custom.a }}"))
    assert (written.instructions, written.subject, written.html) == ("Ask about Initech.", "", "")
    assert written.missing == ()


def test_missing_values_in_instructions_block_nothing(
    write: Callable[..., writing.Written],
) -> None:
    written = write(replace(CALL, instructions="Mention {{ custom.a }}."))
    assert (written.instructions, written.missing) == ("Mention {{ custom.a }}.", ())


def test_a_value_with_two_lines_cannot_become_a_subject(in_acme: World) -> None:
    person = contact(title="Boss\nBcc: all@example.com")
    with pytest.raises(RenderError) as caught:
        writing.write_with(replace(PLAIN, subject="{{ title }}"), values(in_acme, person))
    assert (caught.value.variable, "Bcc" in str(caught.value)) == ("title", False)


def test_values_are_never_read_as_templates(in_acme: World) -> None:
    person = contact(first_name="{{ postal_address }}")
    written = writing.write_with(replace(INTRO, text="{{ first_name }}"), values(in_acme, person))
    assert (written.text, written.missing) == ("{{ postal_address }}", ())


# Blocks, snippets, preview text


def with_blocks(world: World, **blocks: str) -> World:
    for name, text in blocks.items():
        setattr(world.workspace, name, text)
    return world


def test_the_signature_stands_in_both_parts_with_its_values(in_acme: World) -> None:
    world = with_blocks(in_acme, signature="{{ sender_name }}\n{{ workspace_name }}")
    written = writing.write_with(
        replace(PLAIN, text="Hi\n{{ signature }}"), values(world, contact())
    )
    assert written.text == "Hi\nBob Baker\nAcme"
    assert written.html == "<p>Hi<br>\nBob Baker<br>\nAcme</p>"


def test_what_a_block_uses_are_facts_of_the_message(in_acme: World) -> None:
    world = with_blocks(in_acme, signature="{{ sender_name }}")
    written = writing.write_with(replace(PLAIN, text="{{ signature }}"), values(world, contact()))
    assert written.used == ("signature", "sender_name")
    assert written.facts[0] == Fact("signature", "Bob Baker", "workspace.signature")


def test_what_a_block_lacks_blocks_by_its_own_name(in_acme: World) -> None:
    world = with_blocks(in_acme, disclosure="From {{ city }}", signature="")
    step = replace(PLAIN, text="{{ disclosure }} {{ signature }}")
    assert writing.write_with(step, values(world, contact())).missing == ("city", "signature")


def test_a_block_that_is_not_used_cannot_be_in_the_way(in_acme: World) -> None:
    world = with_blocks(in_acme, signature="{{ broken", disclosure="{{ title }}")
    written = writing.write_with(PLAIN, values(world, contact(title="a\u202eb")))
    assert (written.text, written.used) == ("Hi", ())


def test_a_fact_inside_a_snippet_counts(in_acme: World) -> None:
    step = replace(PLAIN, text="Hi.{{ snippet.where }}")
    snippets = {"where": " How is {{ city }}?"}
    found = values(in_acme, full_contact(in_acme))
    written = writing.write_with(step, found, snippets=snippets)
    assert (written.text, written.used) == ("Hi. How is Austin?", ("city",))


def test_a_snippet_that_is_not_there_is_told_as_what_cannot_be_written(in_acme: World) -> None:
    with pytest.raises(RenderError, match="There is no snippet"):
        writing.write_with(replace(PLAIN, text="{{ snippet.a }}"), values(in_acme, contact()))


def test_the_preview_text_is_a_part_of_what_is_written(
    write: Callable[..., writing.Written],
) -> None:
    written = write(replace(PLAIN, preheader="News from {{ city }}"))
    assert (written.preheader, [fact.name for fact in written.facts]) == (
        "News from Austin",
        ["city"],
    )


def test_a_preview_reads_the_snippets_of_the_version(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    version.options = {"snippets": {"hello": "Hello {{ first_name }}"}}
    version.steps.update(text="{{ snippet.hello }}!")
    (shown,) = writing.preview(version, [contact(first_name="Ada")])
    assert shown.steps[0].written.text == "Hello Ada!"


# Threads


@pytest.mark.parametrize(
    ("same_thread", "earlier", "subject"),
    [
        (True, "A thought on Initech", "Re: A thought on Initech"),
        (True, "Re: A thought", "Re: A thought"),
        (True, "", "Closing the loop"),
        (False, "A thought on Initech", "Closing the loop"),
        (True, "About {{ city }}", "Re: About {{ city }}"),
    ],
)
def test_only_a_real_earlier_message_is_answered(
    write: Callable[..., writing.Written], same_thread: bool, earlier: str, subject: str
) -> None:
    written = write(replace(BYE, same_thread=same_thread), earlier_subject=earlier)
    assert (written.subject, written.missing) == (subject, ())


@given(st.text(min_size=1, max_size=80))
def test_the_earlier_subject_stands_as_it_was_sent(earlier: str) -> None:
    subject = render_subject(subject_of(BYE, earlier_subject=earlier), {}).text
    assert subject.removeprefix("Re: ") == earlier.removeprefix("Re: ")


# Previews


def test_a_preview_shows_each_step_with_its_date_and_cause(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    (shown,) = writing.preview(version, [full_contact(in_acme)], start=FRIDAY_EVENING)
    monday = datetime(2027, 1, 11, 14, 0, tzinfo=UTC)
    dues = [step.due.at for step in shown.steps if step.due]
    assert dues == [monday, monday + timedelta(days=1), monday + timedelta(days=3)]
    assert (shown.steps[0].due and shown.steps[0].due.cause) == (
        "waits for window Mon 09:00 America/New_York"
    )
    assert (shown.timetable.zone_source, shown.timetable.window_source) == (
        "contact",
        "office hours",
    )


def test_a_preview_answers_its_own_first_message_and_signs_for_the_owner(in_acme: World) -> None:
    (shown,) = writing.preview(drafted(in_acme.admin), [full_contact(in_acme)])
    assert [step.written.subject for step in shown.steps] == ["A thought", "", "Re: A thought"]
    assert "\nRep\n" in shown.steps[0].written.text


def test_a_preview_says_what_is_missing_and_what_cannot_be_written(in_acme: World) -> None:
    steps = [INTRO, replace(PLAIN, subject="{{ title }}", same_thread=False)]
    version = services.save_draft(drafted(in_acme.admin), planned(steps), **as_(in_acme.admin))
    (shown,) = writing.preview(version, [contact(first_name="", title="Two\nlines")])
    assert [step.blocked for step in shown.steps] == [True, True]
    assert shown.steps[0].written.missing == ("first_name",)
    assert shown.steps[1].problem.startswith("The value of title has more than one line")


def test_a_preview_shows_twenty_people_with_the_queries_of_one(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    for number in range(25):
        full_contact(in_acme, email=f"p{number}@initech.example")
    people = Contact.objects.select_related("account", "owner").order_by("id")
    with CaptureQueriesContext(connection) as one:
        assert len(writing.preview(version, people[:1])) == 1
    with CaptureQueriesContext(connection) as many:
        assert len(writing.preview(version, people)) == writing.MAX_PREVIEWS
    assert len(many) <= len(one)
