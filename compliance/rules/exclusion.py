"""Exclusion rules as a workspace writes them: conditions on fields, judged and told in words.

A rule without conditions excludes nobody.
"""

from collections.abc import Mapping

from compliance.case import Case, ExclusionFact
from compliance.rules.rule import Answer, blocked, passed, rule
from contacts import conditions
from contacts.conditions import Condition, Conditions, plain_list

OWNERS = ("contact.", "account.")


@rule("Exclusion rules", overridable=True)
def exclusion_conditions(case: Case) -> Answer:
    """Block whom any exclusion rule in force matches; names every such rule and its version."""
    matching = [each for each in case.exclusions if excludes(each, case.fields)]
    if not matching:
        return passed("No exclusion rule matches.", rules=len(case.exclusions))
    names = plain_list([f"“{each.name}” (version {each.version})" for each in matching])
    sentences = " ".join(sentence(each) for each in matching)
    return blocked(
        f"Excluded by {names}: {sentences}",
        "Correct the contact if the fields are wrong, or ask a manager for an exception.",
        matched=", ".join(f"{each.id}@{each.version}" for each in matching),
    )


def excludes(exclusion: ExclusionFact, fields: Mapping[str, str]) -> bool:
    """Whether a rule matches a person with these fields."""
    asked = Conditions(exclusion.conditions, exclusion.match)
    return bool(asked) and asked.hold(fields)


def sentence(exclusion: ExclusionFact) -> str:
    """Tell a rule in one plain sentence."""
    if not exclusion.conditions:
        return "Exclude nobody, because there is no condition."
    return f"Exclude when {Conditions(exclusion.conditions, exclusion.match)}."


def read(data: object) -> tuple[Condition, ...]:
    """The conditions of a rule, on fields of contacts and companies; raises ConditionError."""
    return conditions.from_data(data, lambda field: field.startswith(OWNERS))
