"""The fields that conditions may name, in words and in groups, for the lists to choose from."""

from collections.abc import Iterable, Mapping, Sequence

from contacts import vocabulary as people
from contacts.conditions import field_label
from contacts.models import Contact
from sequences.plans import Plan, graph, vocabulary

Choices = Sequence[tuple[str, str]]
Groups = Sequence[tuple[str, Choices]]

# Enough to know which fields of its own a workspace uses, without reading every contact.
SAMPLE = 500
OTHERS = "Others"
OF_PEOPLE = {"contact.custom.": "Fields of your own", "contact.": "Contact", "account.": "Company"}
OF_PLANS = {
    **OF_PEOPLE,
    "activity.": "What they did (yes or empty)",
    "step.": "Steps of this version",
    "signal.": "Signals (yes or empty)",
}
FACTS = {
    "outcome": "what became of it",
    "opened": "opened (yes or empty)",
    "clicked": "clicked (yes or empty)",
    "replied": "answered (yes or empty)",
}


def of_people(also: Iterable[str] = ()) -> Groups:
    """What rules, audiences and saved views may name, and what one names already; one
    statement."""
    return _groups(people.FIELDS | own() | set(also), OF_PEOPLE)


def of_companies(also: Iterable[str] = ()) -> Groups:
    """What a selection of companies may name; no statement."""
    names = {name for name in people.FIELDS if people.is_company_field(name)}
    return _groups(names | set(also), OF_PEOPLE)


def of_plan(plan: Plan, also: Iterable[str] = (), *, on: str = "") -> Groups:
    """What steps, jumps, exits and goals of this plan may name; one statement. For the step `on`
    only what can have happened before it; `also` are named there already."""
    steps = {
        f"step.{step.key}.{fact}": f"Step {number} ({step.label}): {words}"
        for number, step in enumerate(plan.steps, 1)
        if not on or graph.leads(plan, step.key, on)
        for fact, words in FACTS.items()
    }
    known = vocabulary.FIELDS | own() | set(also)
    return _groups(known - steps.keys(), OF_PLANS, steps)


def own() -> set[str]:
    """The custom fields of recent contacts, as conditions name them; one statement."""
    recent = Contact.objects.order_by("-pk").values_list("custom", flat=True)[:SAMPLE]
    found = {f"{people.CUSTOM}{key}" for custom in recent for key in custom}
    return {name for name in found if people.is_person_field(name)}


def _groups(
    names: Iterable[str], groups: Mapping[str, str], worded: Mapping[str, str] | None = None
) -> Groups:
    """In the order of `groups`, by how a name begins; `worded` come with words and order."""
    pairs = sorted(((name, field_label(name)) for name in names), key=lambda pair: pair[1])
    found: dict[str, list[tuple[str, str]]] = {label: [] for label in groups.values()}
    for name, words in [*(worded or {}).items(), *pairs]:
        label = next((label for start, label in groups.items() if name.startswith(start)), OTHERS)
        found.setdefault(label, []).append((name, words[:1].upper() + words[1:]))
    return [(label, choices) for label, choices in found.items() if choices]
