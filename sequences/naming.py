"""How a workspace calls its sequences. Pure.

A rule is text with the tokens YYYY, MM, Type and Name, such as YYYY-MM-Type-Name; everything else
in it stands for itself. "" is no rule.
"""

import re
from datetime import date

MAX_NAME = 120
TOKENS = ("YYYY", "MM", "Type", "Name")

_TOKEN = re.compile(f"({'|'.join(TOKENS)})")
_PATTERNS = {"YYYY": r"\d{4}", "MM": r"(?:0[1-9]|1[0-2])", "Type": r".+?", "Name": r".+"}


def fits(rule: str, name: str, campaign_type: str = "") -> bool:
    """Whether a name follows the rule; where there is a campaign type, it has to be that one."""
    patterns = {**_PATTERNS, "Type": re.escape(campaign_type) or _PATTERNS["Type"]}
    parts = (patterns.get(part, re.escape(part)) for part in _TOKEN.split(rule))
    return not rule or re.fullmatch("".join(parts), name, re.IGNORECASE) is not None


def suggested(rule: str, name: str, campaign_type: str, on: date) -> str:
    """A name that follows the rule, made of the given one and the month of `on`."""
    if fits(rule, name, campaign_type):
        return name
    values = {
        "YYYY": f"{on:%Y}",
        "MM": f"{on:%m}",
        "Type": campaign_type or "Campaign",
        "Name": name or "Name",
    }
    return "".join(values.get(part, part) for part in _TOKEN.split(rule))[:MAX_NAME]
