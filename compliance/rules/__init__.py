"""The rules of the gate, in the order in which people read them.

``judge`` gives the finding of every rule that applies, never only the first: whoever fixes a
contact should not have to come back once for each cause.
"""

from collections.abc import Sequence
from functools import lru_cache

from compliance.case import Case, Purpose
from compliance.packs import Channel
from compliance.rules.calling import quiet_hours
from compliance.rules.company import account_state, company_cap
from compliance.rules.exclusion import exclusion_conditions
from compliance.rules.frequency import frequency_budget
from compliance.rules.overlap import cool_off, exclusivity, wrong_person
from compliance.rules.permission import (
    asked_later,
    crm_opt_out,
    lawful_basis,
    opt_out,
    suppression,
)
from compliance.rules.person import (
    address_valid,
    erased,
    owner,
    required_fields,
    role_address,
    segment,
)
from compliance.rules.readiness import approval_tag, lead_accepted, stale_data
from compliance.rules.rule import Rule
from compliance.rules.sending import approved_version, sender_ready
from compliance.verdicts import Verdict

RULES: tuple[Rule, ...] = (
    erased,
    opt_out,
    crm_opt_out,
    asked_later,
    suppression,
    lawful_basis,
    owner,
    segment,
    required_fields,
    address_valid,
    role_address,
    stale_data,
    lead_accepted,
    approval_tag,
    account_state,
    company_cap,
    exclusion_conditions,
    wrong_person,
    exclusivity,
    cool_off,
    frequency_budget,
    quiet_hours,
    approved_version,
    sender_ready,
)
BY_ID = {rule.id: rule for rule in RULES}

__all__ = ["BY_ID", "RULES", "Rule", "judge"]


def judge(case: Case, rules: Sequence[Rule] = RULES) -> Verdict:
    """Judge a case by every rule that applies to its purpose and channel.

    Pure and quick (tens of microseconds). A case to which no rule applies is blocked, because
    nothing was checked.
    """
    asked = _asked(tuple(rules), case.purpose, case.channel)
    return Verdict(tuple([rule(case) for rule in asked]))


@lru_cache
def _asked(rules: tuple[Rule, ...], purpose: Purpose, channel: Channel) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.is_for(purpose, channel))
