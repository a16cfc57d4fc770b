"""Settings: the pace of a mailbox."""

from enrollment import pacing
from enrollment.models import Mailbox
from tests.console.browsing import browser
from tests.world import World


def test_a_mailbox_begins_to_grow_and_its_page_shows_the_coming_days(in_acme: World) -> None:
    client, home = browser(in_acme.admin), f"/w/acme/settings/mailboxes/{in_acme.mailbox.pk}/"
    form = {
        "is_new": "on",
        "begins": str(pacing.today()),
        "first": "12",
        "step": "3",
        "gap_seconds": "90",
    }
    assert client.post(f"{home}pace/", form).status_code == 302
    row = Mailbox.objects.get(pk=in_acme.mailbox.pk)
    assert (row.ramp_first, row.gap_seconds) == (12, 90)
    page = client.get(home).content.decode()
    assert "12 messages on its first day" in page
    listed = client.get("/w/acme/settings/mailboxes/").content.decode()
    assert "12 today: it is new" in listed
    assert "lie at least 90 seconds" in page
    assert '<td class="numeric">15</td>' in page


def test_a_mailbox_that_is_warm_has_no_table(in_acme: World) -> None:
    home = f"/w/acme/settings/mailboxes/{in_acme.mailbox.pk}/"
    assert (
        "It may send its 200 messages a day." in browser(in_acme.admin).get(home).content.decode()
    )


def test_a_first_day_that_is_to_come_is_refused_with_a_sentence(in_acme: World) -> None:
    home = f"/w/acme/settings/mailboxes/{in_acme.mailbox.pk}/pace/"
    form = {"is_new": "on", "begins": "2200-01-01", "first": "12", "step": "3", "gap_seconds": "90"}
    answer = browser(in_acme.admin).post(home, form)
    assert answer.status_code == 422
    assert "Enter the day on which it began to send" in answer.content.decode()
