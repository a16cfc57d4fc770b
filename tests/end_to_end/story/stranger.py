"""What Gwen sees of Harbour's story from her own workspace: nothing."""

from collections.abc import Iterable, Mapping

from tests.end_to_end.files import SEGMENT
from tests.end_to_end.story.browser import Person
from tests.end_to_end.story.rest import RECORD, Client


def finds_nothing_by_looking(gwen: Person, names: Iterable[str]) -> None:
    """Neither lists nor searches know anybody of the other company."""
    gwen.goes_to(f"contacts/?segment={SEGMENT}")
    gwen.sees("Nobody matches")
    for place in (
        "enrollments/",
        "review/",
        "sequences/",
        "contacts/imports/",
        "outbox/",
        "audit/",
    ):
        gwen.goes_to(place)
        assert not [name for name in names if name in gwen.text], place
    for name in names:
        gwen.goes_to(f"contacts/?q={name}")
        gwen.sees("Nobody matches")


def finds_nothing_by_exporting(gwen: Person, names: Iterable[str]) -> None:
    """The export of the audit trail holds her own company's entries alone."""
    gwen.goes_to("audit/")
    text = gwen.downloads("Export CSV", "button")
    assert "Gwen Archer" in text, text[:500]
    assert not [name for name in names if name in text]


def finds_nothing_by_guessing(gwen: Person, pages: Iterable[str]) -> None:
    """Addresses that work for Harbour are no pages for her: neither there nor in her own place."""
    for page in pages:
        own = page.replace("/w/harbour/", gwen.path(""))
        assert own != page, page
        assert (gwen.status_of(page), gwen.status_of(own)) == (404, 404), page


def changes_nothing_by_guessing(gwen: Person, forms: Mapping[str, dict[str, str]]) -> None:
    """Nor can she do anything to what she cannot see."""
    gwen.goes_to("")
    for theirs, form in forms.items():
        own = theirs.replace("/w/harbour/", gwen.path(""))
        assert [gwen.sends(each, form)[0] for each in (theirs, own)] == [404, 404], theirs


def finds_nothing_by_program(crm: Client, ids: dict[str, str]) -> None:
    """Her own key opens her own workspace."""
    assert crm.get(f"contacts?segment={SEGMENT}").body["results"] == []
    for path in (f"contacts/{RECORD}", f"contacts/{ids['contact']}"):
        assert crm.get(path).status == 404, path
    for kind in ("enrollment", "signal"):
        assert crm.get(f"{kind}s/{ids[kind]}").status == 404, kind
    asked = {"contacts": [ids["contact"]], "motion": "event", "reason": "A guess"}
    assert crm.post("enrollments", asked).body["code"] in (
        "unknown_contact",
        "version_not_approved",
    )
    added = crm.put(f"contacts/{RECORD}", {"email": "somebody.else@lumen.example"})
    assert added.status == 201 and added.body["id"] != ids["contact"], added
