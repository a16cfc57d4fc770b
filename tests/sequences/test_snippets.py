"""Snippets of a workspace, and the copies that versions keep."""

from dataclasses import replace

import pytest

from audit.models import Entry
from sequences import services
from sequences.models import Snippet, Version
from sequences.plans import Plan, Variant
from sequences.snippets import check_blocks, delete_snippet, put_snippet, snippets
from tenancy.errors import NotFound, Refused
from tests.sequences.drafting import FOOTER, INTRO, as_, drafted, live, planned, refused
from tests.world import World

USING = replace(INTRO, text="Hi {{ first_name }}, {{ snippet.hello }}" + FOOTER)


def put(world: World, name: str = "hello", text: str = "nice to meet you.") -> Snippet:
    return put_snippet(name=name, text=text, **as_(world.admin))


def saved(version: Version, plan: Plan, world: World) -> Version:
    return services.save_draft(version, plan, **as_(world.admin))


def kept(version: Version) -> dict[str, str]:
    return dict(services.plan_of(version).snippets)


# The library


def test_writing_a_name_again_changes_its_text(in_acme: World) -> None:
    put(in_acme)
    put(in_acme, text="good day.")
    assert [(row.name, row.text) for row in snippets()] == [("hello", "good day.")]
    assert Entry.objects.filter(action="snippet.changed").count() == 2


def test_writing_the_same_text_changes_nothing(in_acme: World) -> None:
    first = put(in_acme)
    again = put_snippet(name="hello", text=first.text, **as_(in_acme.other_admin))
    assert again.updated_by == in_acme.admin
    assert Entry.objects.filter(action="snippet.changed").count() == 1


def test_the_trail_has_the_name_and_none_of_the_words(in_acme: World) -> None:
    put(in_acme, text="nice words")
    entry = Entry.objects.get(action="snippet.changed")
    assert (entry.target_label, entry.data) == ("hello", {"length": 10})


@pytest.mark.parametrize(
    ("name", "text", "field", "words"),
    [
        ("Hello", "x", "name", "lower-case"),
        ("", "x", "name", "lower-case"),
        ("hello", "  ", "text", "1 to"),
        ("hello", "x" * 10_001, "text", "1 to"),
        ("hello", "Hi\nyou {{ frist_name }}", "text", "Line 2, column 5"),
        ("hello", "{{ snippet.other }}", "text", "Line 1"),
    ],
)
def test_a_snippet_that_cannot_be_used_is_refused_with_its_place(
    in_acme: World, name: str, text: str, field: str, words: str
) -> None:
    with refused("invalid") as caught:
        put(in_acme, name, text)
    assert words in caught.value.fields[field]
    assert not Snippet.objects.exists()


@pytest.mark.parametrize("name", ["rep", "reviewer", "manager", "viewer"])
def test_only_who_writes_sequences_writes_snippets(in_acme: World, name: str) -> None:
    with refused("not_allowed"):
        put_snippet(name="hello", text="x", **as_(getattr(in_acme, name)))
    with refused("not_allowed"):
        delete_snippet(put(in_acme), **as_(getattr(in_acme, name)))


def test_a_snippet_that_somebody_deleted_first_is_gone(in_acme: World) -> None:
    row = put(in_acme)
    delete_snippet(Snippet.objects.get(pk=row.pk), **as_(in_acme.admin))
    with pytest.raises(NotFound):
        delete_snippet(row, **as_(in_acme.admin))


def test_signature_and_disclosure_are_read_before_they_are_stored() -> None:
    check_blocks({"signature": "{{ sender_name }}", "disclosure": ""})
    with pytest.raises(Refused, match="Line 1, column 1") as caught:
        check_blocks({"signature": "fine", "disclosure": "{{ nobody }}"})
    assert list(caught.value.fields) == ["disclosure"]


# Copies in versions


def test_a_draft_keeps_copies_of_the_snippets_it_uses_and_of_no_others(in_acme: World) -> None:
    put(in_acme)
    put(in_acme, "unused", "x")
    version = saved(drafted(in_acme.admin), planned([USING]), in_acme)
    assert kept(version) == {"hello": "nice to meet you."}


def test_variants_subjects_and_instructions_use_snippets_too(in_acme: World) -> None:
    for name in ("a", "b", "c"):
        put(in_acme, name, name)
    step = replace(
        INTRO,
        subject="{{ snippet.a }}",
        instructions="{{ snippet.b }}",
        variants=(Variant("b", 50, subject="B", text="{{ snippet.c }}" + FOOTER),),
    )
    assert sorted(kept(saved(drafted(in_acme.admin), planned([step]), in_acme))) == ["a", "b", "c"]


def test_saving_again_refreshes_the_copies(in_acme: World) -> None:
    put(in_acme)
    version = saved(drafted(in_acme.admin), planned([USING]), in_acme)
    put(in_acme, text="good day.")
    assert kept(version) == {"hello": "nice to meet you."}
    again = saved(version, services.plan_of(version), in_acme)
    assert kept(again) == {"hello": "good day."}


def test_what_a_caller_brings_is_replaced_by_the_workspaces_own(in_acme: World) -> None:
    put(in_acme)
    brought = replace(planned([USING]), snippets=(("hello", "spam"), ("other", "x")))
    assert kept(saved(drafted(in_acme.admin), brought, in_acme)) == {"hello": "nice to meet you."}


def test_an_unknown_snippet_is_refused_with_field_and_line(in_acme: World) -> None:
    version = drafted(in_acme.admin)
    step = replace(INTRO, text="Hi\n{{ snippet.hallo }}" + FOOTER)
    with refused("invalid") as caught:
        saved(version, planned([step]), in_acme)
    assert "line 2" in caught.value.fields["steps.1.text"]
    assert "hallo" in caught.value.fields["steps.1.text"]


def test_an_approved_version_keeps_its_words_whatever_becomes_of_the_snippet(
    in_acme: World,
) -> None:
    row = put(in_acme)
    first = live(in_acme.admin, in_acme.other_admin)
    draft = services.new_draft(first.sequence, **as_(in_acme.admin))
    draft = saved(draft, planned([USING]), in_acme)
    version = services.approve(
        services.submit(draft, **as_(in_acme.admin)), **as_(in_acme.other_admin)
    )
    delete_snippet(row, **as_(in_acme.admin))
    assert kept(version) == {"hello": "nice to meet you."}


def test_a_draft_learns_of_a_deleted_snippet_at_its_next_save(in_acme: World) -> None:
    row = put(in_acme)
    version = saved(drafted(in_acme.admin), planned([USING]), in_acme)
    delete_snippet(row, **as_(in_acme.admin))
    with refused("invalid") as caught:
        saved(version, services.plan_of(version), in_acme)
    assert "steps.1.text" in caught.value.fields
