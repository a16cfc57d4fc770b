"""The REST API of this app: each part brings its routes and its lines of the capability table."""

from collections.abc import Mapping
from itertools import chain

from django.urls import URLPattern

from enrollment.api import (
    absences,
    audiences,
    doubts,
    gate,
    law,
    lifts,
    mailbox_health,
    migrations,
    notices,
    people,
    pools,
    rehearsals,
    releases,
    review_groups,
    review_policies,
    reviews,
    rules,
    sender_accounts,
    senders,
    sending_limits,
    sending_pace,
    simulations,
    slowed_receivers,
    stop_lists,
    tracking,
    trials,
)
from tenancy.roles import Capability

PARTS = (
    *(people, migrations, trials, audiences, simulations, notices, rehearsals, doubts),
    *(absences, releases),
    *(
        lifts,
        rules,
        gate,
        law,
        senders,
        sender_accounts,
        sending_limits,
        sending_pace,
        slowed_receivers,
        mailbox_health,
        pools,
        stop_lists,
        reviews,
        review_policies,
        review_groups,
        tracking,
    ),
)

urlpatterns: list[URLPattern] = [*chain.from_iterable(part.urlpatterns for part in PARTS)]
LINES: Mapping[str, Mapping[str, Capability | None]] = {
    name: line for part in PARTS for name, line in part.LINES.items()
}
