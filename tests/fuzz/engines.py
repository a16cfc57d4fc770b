"""Two ways to think of inputs: Hypothesis from what a format is made of, atheris from what the code
of the parser does with them."""

import sys
import time
from importlib import import_module
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, settings, strategies

from tests.fuzz import shapes
from tests.fuzz.target import Target
from tests.fuzz.watch import Watch

#: Product and libraries that parse for it. What needs the database's models is loaded later, and
#: is not followed.
PARSERS = (
    *("signals.reading", "signals.reading.showing", "signals.streams.envelopes"),
    *("signals.inlets.views", "signals.inlets.meaning", "signals.inlets.words"),
    *("signals.inlets.proofs", "signals.tracking.machines", "signals.choices"),
    *("signals.reaction_document", "enrollment.channels.dialog", "enrollment.channels.replies"),
    *("enrollment.evidence.postfix_lines", "enrollment.incoming.session"),
    *("contacts.addresses", "contacts.csvfile", "contacts.incoming", "contacts.conditions"),
    *("compliance.markup", "compliance.stop_lists.files", "compliance.stop_lists.rejecting"),
    *("compliance.sender_records", "compliance.policy_document", "compliance.law_packs"),
    *("sequences.text.reading", "sequences.text.writing", "sequences.plans.data"),
    *("sequences.rendering.template", "sequences.rendering.safety", "yaml"),
    *("anymail.webhooks.mailgun", "anymail.webhooks.mandrill", "anymail.webhooks.postmark"),
    *("anymail.webhooks.amazon_ses", "anymail.webhooks.mailjet", "anymail.webhooks.sparkpost"),
)
#: Instrumented code is slower by so much; what is slow without it, Hypothesis finds.
SLOWER = 4.0
_AT_ONCE = 200


def _quiet(examples: int) -> settings:
    """Settings under which nothing is said, shrunk or kept: all of that is done here."""
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )


def warm_up() -> None:
    """Hypothesis looks through the source of the project for constants, once in a process."""

    @_quiet(5)
    @given(strategies.tuples(strategies.integers(), strategies.text(), strategies.binary()))
    def nothing(drawn: object) -> None:
        """It has been drawn."""

    nothing()


def hypothesis(target: Target, watch: Watch, seconds: float) -> None:
    """Try structured and changed inputs until the time is over."""
    until = time.monotonic() + seconds

    @_quiet(_AT_ONCE)
    @given(shapes.inputs(target))
    def some(data: bytes) -> None:
        if time.monotonic() < until:
            watch(data)

    while time.monotonic() < until:
        some()
    watch.tell()


def atheris(target: Target, watch: Watch, seconds: float, corpus: Path) -> None:
    """Try inputs that reach new places in the code; never returns, the library ends the process.

    What reached new places is kept in `corpus`, and is where the next run begins.
    """
    import atheris as library

    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed[: target.longest])
    dictionary = corpus.parent / f"{target.name}.words"
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
    options = [
        f"-max_total_time={max(1, int(seconds))}",
        f"-max_len={target.longest}",
        f"-dict={dictionary}",
        f"-artifact_prefix={corpus.parent / target.name}.",
        # Time and memory of each input are watched here, with words for what is found.
        *("-timeout=120", "-rss_limit_mb=0", "-malloc_limit_mb=0"),
        *("-verbosity=0", "-print_final_stats=0"),
        str(corpus),
    ]
    library.Setup([sys.argv[0], *options], watch)
    library.Fuzz()


def instrument() -> None:
    """Load the parsers in the form that tells atheris where an input went."""
    import atheris as library

    with library.instrument_imports(include=sorted({each.split(".")[0] for each in PARSERS})):
        for each in PARSERS:
            import_module(each)


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{each:02x}" for each in word)
