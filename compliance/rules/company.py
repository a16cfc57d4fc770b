"""Rules about the contact's company: where it stands, and how many of its people we contact."""

from collections.abc import Mapping
from types import MappingProxyType

from compliance.case import AccountState, Case
from compliance.rules.rule import ENTRY, Answer, blocked, passed, rule

# Motions that are meant for companies in a state; no motion is meant for the other states.
MOTIONS_FOR: Mapping[AccountState, frozenset[str]] = MappingProxyType(
    {
        AccountState.CUSTOMER: frozenset({"renewal", "onboarding", "event"}),
        AccountState.OPEN_OPPORTUNITY: frozenset({"renewal"}),
    }
)
_WORDS = {
    AccountState.CUSTOMER: "is a customer",
    AccountState.OPEN_OPPORTUNITY: "has an open opportunity",
    AccountState.COMPETITOR: "is a competitor",
    AccountState.DO_NOT_CONTACT: "is marked “do not contact”",
}
_FIXES = {
    AccountState.CUSTOMER: "Use a sequence for customers, such as renewal or onboarding.",
    AccountState.OPEN_OPPORTUNITY: "Leave the contact to the owner of the opportunity.",
    AccountState.COMPETITOR: "Take the contact off the list.",
    AccountState.DO_NOT_CONTACT: "Have the company's state changed in the CRM first.",
}


@rule("Company state", overridable=True)
def account_state(case: Case) -> Answer:
    """Block customers, open opportunities, competitors and “do not contact”, save for motions
    that are meant for them. Only “do not contact” can never be overridden.
    """
    state = case.account_state
    if state is None or state is AccountState.PROSPECT:
        return passed("The company may be contacted.", state=state)
    if case.motion in MOTIONS_FOR.get(state, frozenset()):
        return passed(
            f"The company {_WORDS[state]}, which this motion is for.",
            state=state,
            motion=case.motion,
        )
    return blocked(
        f"The company {_WORDS[state]}.",
        _FIXES[state],
        state=state,
        motion=case.motion,
    ).final_if(state is AccountState.DO_NOT_CONTACT)


@rule("People at one company", purposes=ENTRY, overridable=True)
def company_cap(case: Case) -> Answer:
    """Block while as many other people of the company are in sequences as the workspace wants."""
    cap, active = case.policy.max_active_at_company, case.active_at_company
    if cap <= 0 or case.account_state is None:
        return passed("There is no limit to people of this company.", cap=cap)
    if active < cap:
        return passed(f"{active} of {cap} people of the company are in a sequence.", active=active)
    people = "person" if active == 1 else "people"
    return blocked(
        f"{active} {people} of the company are in a sequence, and {cap} at a time is the limit.",
        "Wait until one of them is through, or end one first.",
        active=active,
        cap=cap,
    )
