"""What a view forgets fails in a test as it fails in a process; each case runs as both."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client, TestCase
from django.urls import path
from pytest_django import Settings

from config import urls
from contacts.models import Contact
from tenancy import middleware
from tenancy.roles import Capability
from tenancy.scope import ScopeError, scope
from tests.autocommit import Stray, Strays, judge
from tests.world import World, contact

COUNT = "SELECT count(*) FROM contacts_contact"


def bare(request: HttpRequest, slug: str) -> HttpResponse:
    """A page whose author relied on the transaction of the test."""
    return HttpResponse(str(Contact.objects.count()))


def swallowing(request: HttpRequest, slug: str) -> HttpResponse:
    """The same, and nobody hears of it."""
    try:
        return bare(request, slug)
    except ScopeError:
        return HttpResponse("none")


def careful(request: HttpRequest, slug: str) -> HttpResponse:
    """A page as it should be."""
    with transaction.atomic():
        contact("careful@initech.example")
        return bare(request, slug)


def failing(request: HttpRequest, slug: str) -> HttpResponse:
    """What it wrote is undone, and it goes on."""
    try:
        with transaction.atomic():
            contact("failing@initech.example")
            raise LookupError
    except LookupError:
        with transaction.atomic():
            return bare(request, slug)


def raw(request: HttpRequest, slug: str) -> HttpResponse:
    """SQL that only row level security can judge, after a transaction as before it."""
    with connection.cursor() as cursor:
        before = cursor.execute(COUNT).fetchone()
        careful(request, slug)
        return HttpResponse(str((before, cursor.execute(COUNT).fetchone())))


def streaming(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """A body that reads when everything is closed."""
    with transaction.atomic():
        rows = Contact.objects.values_list("email", flat=True)
    return StreamingHttpResponse(row for row in rows.iterator())


def nudging(request: HttpRequest, slug: str) -> HttpResponse:
    """Something is left for after the commit."""
    with transaction.atomic():
        transaction.on_commit(lambda: bare(request, slug))
    return HttpResponse("done")


def rendering(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """A page whose template reads."""
    template = engines["django"].from_string("{{ rows.count }}")
    return TemplateResponse(request, template, {"rows": Contact.objects.all})


VIEWS = (bare, swallowing, careful, failing, raw, streaming, nudging, rendering)
urlpatterns = [
    path("rendering/", rendering, name="public"),
    *(path(f"w/<slug:slug>/{view.__name__}/", view, name=view.__name__) for view in VIEWS),
    *urls.urlpatterns,
]


@pytest.fixture(
    params=[
        pytest.param("test", marks=pytest.mark.django_db),
        pytest.param("process", marks=pytest.mark.django_db(transaction=True)),
    ]
)
def browser(
    request: pytest.FixtureRequest,
    acme: World,
    client: Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Client]:
    """An admin's, while the test has the scope open; and a contact who may be read."""
    settings.ROOT_URLCONF = __name__
    lines = {view.__name__: {"GET": Capability.SEE, "POST": Capability.SEE} for view in VIEWS}
    monkeypatch.setattr(middleware, "table", lambda: lines)
    client.force_login(acme.admin.user)
    with scope(acme.workspace.pk):
        with transaction.atomic():
            contact()
        yield client


def strayed(browser: Client, strays: Strays, url: str) -> str:
    """What is said of the one statement that strays in this request."""
    with pytest.raises(Stray, match="A tenant query needs transaction"):
        browser.post(url)
    (said,) = strays
    strays.clear()
    return said


def test_a_view_that_reads_outside_a_transaction_fails(browser: Client, strays: Strays) -> None:
    said = strayed(browser, strays, "/w/acme/bare/")
    assert said.startswith('POST /w/acme/bare/: SELECT … FROM "contacts_contact" WHERE')
    assert "\n    at tests/isolation/test_autocommit.py:" in said


def test_a_view_that_swallows_the_error_fails_the_test(browser: Client, strays: Strays) -> None:
    assert browser.post("/w/acme/swallowing/").content == b"none"
    with pytest.raises(pytest.fail.Exception, match="POST /w/acme/swallowing/: SELECT"):
        judge(strays)
    strays.clear()


def test_a_test_in_which_nothing_strayed_does_not_fail(browser: Client, strays: Strays) -> None:
    assert browser.get("/w/acme/bare/").content == b"1"
    judge(strays)


def test_a_view_with_a_transaction_of_its_own_reads_and_writes(browser: Client) -> None:
    assert browser.post("/w/acme/careful/").content == b"2"
    with transaction.atomic():
        assert Contact.objects.count() == 2


def test_a_transaction_that_fails_is_undone(browser: Client) -> None:
    assert browser.post("/w/acme/failing/").content == b"1"


def test_raw_sql_shows_nothing_before_and_after_a_transaction(browser: Client) -> None:
    assert browser.post("/w/acme/raw/").content == b"((0,), (0,))"


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_body_that_reads_while_it_is_sent_fails(
    browser: Client, strays: Strays, verb: str
) -> None:
    with pytest.raises(Stray, match="streaming"):
        getattr(browser, verb)("/w/acme/streaming/")
    strays.clear()


def test_a_callback_of_the_request_runs_outside_its_transaction(
    browser: Client, strays: Strays
) -> None:
    assert strayed(browser, strays, "/w/acme/nudging/").endswith(" <lambda>")


def test_a_captured_callback_runs_outside_the_test_s_transaction(
    browser: Client, strays: Strays
) -> None:
    with (
        pytest.raises(Stray, match="after the commit"),
        TestCase.captureOnCommitCallbacks(execute=True),
        transaction.atomic(),
    ):
        transaction.on_commit(Contact.objects.count)
    strays.clear()


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_template_of_a_page_reads_in_a_transaction(browser: Client, verb: str) -> None:
    assert getattr(browser, verb)("/w/acme/rendering/").content == b"1"


def test_the_scope_of_the_test_is_not_the_request_s(browser: Client) -> None:
    with pytest.raises(ScopeError, match="No workspace scope is open"):
        browser.get("/rendering/")


def test_the_test_has_its_scope_back_after_the_request(browser: Client) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        browser.post("/w/acme/careful/")
        assert cursor.execute(COUNT).fetchone() == (2,)
