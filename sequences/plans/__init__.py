"""What an author writes: a plan of steps as plain data, checked before it is stored.

Pure. A plan is the same thing in a form, in a REST call, in a text file and in a stored version.
"""

from sequences.plans.data import as_data, columns, options_of, read_plan, read_step, step_of
from sequences.plans.document import (
    BASE,
    EMAILS,
    EXIT_REASONS,
    LABELS,
    MAX_STEPS,
    WITH_WORDS,
    Canary,
    Case,
    Event,
    Exit,
    Expectation,
    Experiment,
    Goal,
    Jump,
    Link,
    Metric,
    Mode,
    Plan,
    Problem,
    StepInput,
    Track,
    Variant,
)
from sequences.plans.keys import days, digest, timings, with_keys
from sequences.plans.problems import problems

__all__ = [
    "BASE",
    "EMAILS",
    "EXIT_REASONS",
    "LABELS",
    "MAX_STEPS",
    "WITH_WORDS",
    "Canary",
    "Case",
    "Event",
    "Exit",
    "Expectation",
    "Experiment",
    "Goal",
    "Jump",
    "Link",
    "Metric",
    "Mode",
    "Plan",
    "Problem",
    "StepInput",
    "Track",
    "Variant",
    "as_data",
    "columns",
    "days",
    "digest",
    "options_of",
    "problems",
    "read_plan",
    "read_step",
    "step_of",
    "timings",
    "with_keys",
]
