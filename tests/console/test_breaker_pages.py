"""Operations: receivers that asked to slow down."""

from datetime import timedelta

from enrollment.models import DomainBreaker
from tenancy import clock
from tenancy.models import Workspace
from tests.console.browsing import browser, reads
from tests.world import World

HOME = "/w/acme/operations/"


def slowed(world: World) -> DomainBreaker:
    now = clock.now()
    Workspace.objects.filter(pk=world.workspace.pk).update(has_breakers=True)
    row: DomainBreaker = DomainBreaker.objects.create(
        domain="gmail.com",
        route="relay.acme.example",
        asked_at=now,
        asked_by="Google",
        code=421,
        wait_seconds=600,
        until=now + timedelta(minutes=10),
    )
    return row


def test_the_page_shows_who_asked_and_until_when(in_acme: World) -> None:
    client = browser(in_acme.admin)
    client.get(HOME)
    with reads() as without:
        client.get(HOME)
    slowed(in_acme)
    with reads() as taken:
        page = client.get(HOME).content.decode()
    assert "answer 421, in the words of Google" in page
    assert taken.count == without.count + 1


def test_an_admin_writes_to_it_again(in_acme: World) -> None:
    row = slowed(in_acme)
    assert browser(in_acme.admin).post(f"{HOME}receivers/{row.pk}/close/").status_code == 302
    assert DomainBreaker.objects.get().state == "closed"
    assert not Workspace.objects.get(pk=in_acme.workspace.pk).has_breakers


def test_a_manager_sees_it_and_has_no_button(in_acme: World) -> None:
    row = slowed(in_acme)
    client = browser(in_acme.manager)
    page = client.get(HOME).content.decode()
    assert "gmail.com" in page
    assert "Write to it again</span></th>" in page and "/close/" not in page
    assert client.post(f"{HOME}receivers/{row.pk}/close/").status_code == 404
