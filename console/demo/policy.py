"""How Harbour reviews first messages: two groups of reviewers, and a policy that Alice wrote and
Carol put in force."""

from typing import Any

from django.db import transaction

from compliance import policing, reviewer_groups
from compliance.models import ReviewPolicy
from compliance.policy_document import to_data
from compliance.review_policy import Cause, Handling, Policy, Rule, When
from console.demo.doing import seats
from tenancy.actors import member

GROUPS = {"Claims": ("rita", "carol", "max"), "Prices": ("carol", "max")}
NOTE = "Agreed with legal after the trade fair."


@transaction.atomic
def arrange() -> None:
    """The groups and the policy, unless they are there; in the open scope."""
    if ReviewPolicy.objects.exists():
        return
    crew = seats()
    by: dict[str, Any] = {"seat": crew["alice"], "actor": member(crew["alice"])}
    claims, prices = (
        reviewer_groups.create(name, members=[crew[each].pk for each in people], **by)
        for name, people in GROUPS.items()
    )
    one = Handling.SINGLE
    rules = (
        Rule("claims", "Claims", _found("claim", "superlative"), one, claims.pk, 8),
        Rule("prices", "Prices", _found("price"), one, prices.pk, 24),
        Rule("new-rep", "New rep", When(Cause.NEW_REP, fewer_than=5), one, None, 24),
        Rule("edited", "Changed words", When(Cause.EDITED), one, None, 24),
    )
    policy = Policy(rules=rules, groups=True, escalate_to=claims.pk)
    draft = policing.write_draft(to_data(policy), note=NOTE, **by)
    carol = crew["carol"]
    policing.approve(draft, seat=carol, actor=member(carol))


def _found(*kinds: str) -> When:
    return When(Cause.FINDING, kinds=kinds)
