"""Rules about a contact that is ready to be worked on: fresh data, accepted, on an approved list.

A workspace switches each on; switched off, it lets everybody pass.
"""

from datetime import timedelta

from compliance.case import Case
from compliance.rules.rule import ENTRY, Answer, blocked, day, passed, rule


@rule("Fresh data", purposes=ENTRY, overridable=True)
def stale_data(case: Case) -> Answer:
    """Block a record that nobody has confirmed for so many days."""
    days, confirmed = case.policy.stale_after_days, case.person.confirmed_at
    if days <= 0:
        return passed("The workspace sets no age limit for data.")
    if confirmed is None:
        return blocked(
            "Nobody has ever confirmed this record.", "Confirm the data of the contact.", days=days
        )
    if case.moment - confirmed <= timedelta(days=days):
        return passed(f"The record was confirmed on {day(confirmed)}.", days=days)
    return blocked(
        f"The record was confirmed last on {day(confirmed)}, more than {days} days ago.",
        "Confirm the data of the contact, or import them anew.",
        days=days,
    )


@rule("Accepted by the owner", purposes=ENTRY, overridable=True)
def lead_accepted(case: Case) -> Answer:
    """Block a contact whose present owner has not accepted them."""
    if not case.policy.requires_acceptance:
        return passed("The workspace does not ask owners to accept people.")
    if case.person.accepted_by_owner:
        return passed("The owner has accepted the contact.")
    return blocked(
        "The contact's owner has not accepted them.",
        "Have the owner accept the contact, or give them to somebody who does.",
    )


@rule("Approved list", purposes=ENTRY, overridable=True)
def approval_tag(case: Case) -> Answer:
    """Block a contact without the mark of an approved list or profile."""
    tags, own = case.policy.approval_tags, case.person.approval_tag.strip().casefold()
    if not tags:
        return passed("The workspace does not ask for an approved list.")
    if own in {tag.strip().casefold() for tag in tags}:
        return passed("The contact is on an approved list.", lists=len(tags))
    what = "a list that is not approved" if own else "no approved list"
    return blocked(
        f"The contact is on {what}.", "Have the list approved and mark its people.", lists=len(tags)
    )
