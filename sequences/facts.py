"""The campaign facts of a sequence, and how they are checked."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Required, TypedDict
from zoneinfo import ZoneInfo

from sequences import naming
from sequences.models import EntryPolicy, Motion
from sequences.plans.vocabulary import FIRST_YEAR, LAST_YEAR
from tenancy import clock
from tenancy.errors import Refused
from tenancy.models import Workspace


class Facts(TypedDict, total=False):
    """What a new sequence is given. The dates are local ones of the workspace, both inclusive."""

    name: Required[str]
    motion: str
    segment: str
    purpose: str
    campaign_type: str
    persona: str
    buying_stage: str
    starts_on: date | None
    ends_on: date | None
    entry: str


DEFAULTS: Mapping[str, Any] = {
    "name": "",
    "motion": Motion.OUTBOUND.value,
    "segment": "",
    "purpose": "",
    "campaign_type": "",
    "persona": "",
    "buying_stage": "",
    "starts_on": None,
    "ends_on": None,
    "entry": EntryPolicy.ONE_AT_A_TIME.value,
}
# The longest line of each fact that is text.
_LINES = {
    "name": naming.MAX_NAME,
    "segment": 80,
    "purpose": 200,
    "campaign_type": 40,
    "persona": 80,
    "buying_stage": 80,
}


def facts_of(sequence: object) -> dict[str, Any]:
    """All facts of a stored sequence."""
    return {name: getattr(sequence, name) for name in DEFAULTS}


def checked_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """All facts, trimmed. Refused with code `invalid` and a sentence for each field."""
    values = {name: text.strip() if name in _LINES else text for name, text in facts.items()}
    wrong = {
        name: f"The {name.replace('_', ' ')} is one line of at most {longest} characters."
        for name, longest in _LINES.items()
        if len(values[name]) > longest or not (values[name] or " ").isprintable()
    }
    if not values["name"]:
        wrong["name"] = "The sequence needs a name."
    if values["motion"] not in Motion.values:
        wrong["motion"] = f"There is no such motion. Use {', '.join(Motion.values)}."
    if values["entry"] not in EntryPolicy.values:
        wrong["entry"] = f"There is no such rule of entry. Use {', '.join(EntryPolicy.values)}."
    starts, ends = values["starts_on"], values["ends_on"]
    for name, day in (("starts_on", starts), ("ends_on", ends)):
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            wrong[name] = f"Choose a day in the years {FIRST_YEAR} to {LAST_YEAR}."
    if starts and ends and ends < starts:
        wrong["ends_on"] = "The last day is before the first one. Change one of them."
    if wrong:
        raise Refused(next(iter(wrong.values())), code="invalid", fields=wrong)
    return values


def check_name_follows_rule(facts: Mapping[str, Any], workspace: Workspace) -> None:
    """Where the workspace demands its naming rule, the name follows it (name_off_rule)."""
    rule, name, campaign_type = workspace.naming_rule, facts["name"], facts["campaign_type"]
    if not workspace.naming_required or naming.fits(rule, name, campaign_type):
        return
    today = clock.now().astimezone(ZoneInfo(workspace.zone)).date()
    better = naming.suggested(rule, name, campaign_type, today)
    message = f"Sequences are called {rule} here. Write for example “{better}”."
    raise Refused(message, code="name_off_rule", fields={"name": message})


def name_taken(name: str) -> Refused:
    """Two live sequences cannot share a name."""
    message = f"There is a sequence called “{name}” already. Choose another name."
    return Refused(message, code="name_taken", fields={"name": message})
