"""The same call several times at once: one signal, one stop."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from compliance.models import Suppression
from enrollment.senders import accounts
from enrollment.senders.terms import Terms
from signals.inlets.known import Way
from signals.models import Signal
from tenancy.actors import member
from tenancy.scope import scope
from tests.signals.callers import SECRET, WRAPS, Posted, open_for, post, url_of
from tests.world import World, contact

ACCOUNT, AT_ONCE = "AC" + "0" * 32, 6


def at_once(url: str, posted: Posted) -> set[int]:
    """The statuses of calls that are made at the same time."""

    def one(_: int) -> int:
        try:
            return int(post(url, posted).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return set(pool.map(one, range(AT_ONCE)))


def kept(world: World) -> tuple[int, int]:
    """How many signals and stops there are."""
    with scope(world.workspace.pk), transaction.atomic():
        return Signal.objects.count(), Suppression.objects.count()


@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_told_at_once_counts_once(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        contact()
    url = url_of(acme, open_for(acme, "sparkpost"))
    said = {"type": "link_unsubscribe", "event_id": "1", "raw_rcpt_to": "peter@initech.example"}
    posted = WRAPS["sparkpost"]([{"msys": {"unsubscribe_event": said}}] * 3, url)
    assert at_once(url, posted) == {200}
    assert kept(acme) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_stop_by_text_that_is_told_at_once_counts_once(acme: World) -> None:
    terms = Terms(
        kind="sms", user=ACCOUNT, secret=SECRET, number="+15005550006", replies_unread=True
    )
    with scope(acme.workspace.pk):
        accounts.save_account(acme.mailbox, terms, seat=acme.admin, actor=member(acme.admin))
    url = url_of(acme, open_for(acme, "twilio"), Way.TEXTS)
    said = {"MessageSid": "SM1", "AccountSid": ACCOUNT, "From": "+4915112345678", "Body": "STOP"}
    assert at_once(url, WRAPS["twilio"](said, url)) == {200}
    assert kept(acme) == (1, 1)
