"""One step of a draft. Only what fits its kind is asked; the rest stays as it is stored."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from console.forms import conditions
from console.forms.editing import typed
from console.forms.editing.typed import Rows, Texts, Typed, block, choice, line, number, tick
from console.forms.tasks import TASK_ENDS
from sequences.cadence import DelayUnit
from sequences.plans import (
    LABELS,
    Experiment,
    Jump,
    Link,
    Metric,
    Patience,
    Plan,
    StepInput,
    Track,
    Variant,
    as_data,
)
from sequences.plans.data import MAX_JUMPS, MAX_LINKS, MAX_VARIANTS

Choices = Sequence[tuple[str, str]]

LETTER = ("subject", "preheader", "text", "html")
SENDING = ("sender", "reply_to", "cc", "bcc")
EXPERIMENT = frozenset({"experiment_metric", "experiment_minimum", "experiment_automatic"})
PATIENCE_NUMBERS = ("remind_hours", "reminders", "escalate_days", "end_days")
PATIENCE = frozenset(
    {"patience", "patience_end", *(f"patience_{name}" for name in PATIENCE_NUMBERS)}
)
NO_TEXTS = frozenset({"delay_amount", "same_thread", "automatic", "cc", "bcc"})
ALWAYS = frozenset({"delay_amount", "delay_unit", "track"})
# Which fields each kind of step has, besides those of every step.
FITS: Mapping[str, frozenset[str]] = {
    "email": frozenset((*LETTER, "same_thread", *SENDING)),
    "email_personal": frozenset({"subject", "text", "same_thread", "instructions"}),
    "sms": frozenset({"text", "instructions", "automatic"}),
    "call": frozenset({"instructions"}),
    "linkedin": frozenset({"text", "instructions"}),
    "task": frozenset({"instructions"}),
    "wait": frozenset(),
}
UNITS: Choices = [(unit.value, unit.replace("_", " ")) for unit in DelayUnit]
TRACKS: Choices = [(track.value, track.capitalize()) for track in Track]
METRICS: Choices = [
    ("", "No comparison"),
    (Metric.REPLIED.value, "Who answers"),
    (Metric.MEETING.value, "Who books a meeting"),
    (Metric.CLICKED.value, "Who clicks"),
]
SHORT = "By itself, where mail programs show the first words."
LISTS = ("jumps", "variants", "links", "when")
MONO: Mapping[str, str] = {"class": "mono"}
FIRST_NAMES = "bcdefghijk"


class StepFields(Typed):
    """The single fields of a step."""

    kind = choice("Kind", LABELS.items())
    track = choice("Track", TRACKS)
    delay_amount = number("Waits")
    delay_unit = choice("Unit", UNITS)
    same_thread = tick("Answers in the thread of the message before")
    subject = line("Subject")
    preheader = line("Preview text", SHORT)
    text = block("Text", rows=12)
    html = block("HTML of its own", "Without it, the text is sent as HTML too.", 10, **MONO)
    automatic = tick("It leaves by itself, from the number of the person's mailbox")
    instructions = block("Instructions for the rep", rows=5)
    sender = choice("Sent from")
    reply_to = line("Answers go to", "Empty: to the sender.")
    cc = line("Copy to (Cc)", "Addresses with commas between.")
    bcc = line("Blind copy to (Bcc)")
    patience = tick("This step has its own reminders and its own end")
    patience_remind_hours = number("First reminder after (working hours)", "0: no reminders.")
    patience_reminders = number("Reminders at most", "After the first, one each working day.")
    patience_escalate_days = number("Escalated after (working days)", "0: never.")
    patience_end_days = number("Ends undone after (days)")
    patience_end = choice("And then", TASK_ENDS)
    experiment_metric = choice("Compare by", METRICS)
    experiment_minimum = number("People in each variant before it is decided")
    experiment_automatic = tick("The winner takes everybody when the test says so")


class LinkRow(Typed):
    """A file for the reader."""

    telling = ("title", "url")
    title = line("Title")
    url = line("Address", placeholder="https://")

    def as_data(self, stored: Link | None) -> dict[str, Any]:
        """As `plans.data` reads it."""
        return dict(self.texts(self.telling, stored))


class VariantRow(Typed):
    """Other words for the step."""

    telling = ("key", "share", *LETTER)
    key = line("Short name")
    share = number("Share in %")
    subject = line("Subject")
    preheader = line("Preview text")
    text = block("Text", rows=10)
    html = block("HTML of its own", rows=6, **MONO)

    def as_data(self, stored: Variant | None) -> dict[str, Any]:
        """As `plans.data` reads it."""
        return {**self.texts(("key", *LETTER), stored), "share": self.whole("share")}


class JumpRow(Typed):
    """Where somebody goes instead, and when."""

    telling = ("to",)
    to = choice("Goes to")

    def __init__(self, data: Mapping[str, Any], prefix: str = "") -> None:
        super().__init__(data, prefix)
        self.when = conditions.posted(data, f"{prefix}-when-" if prefix else "when-")

    @property
    def is_blank(self) -> bool:
        """Whether nobody has filled it in."""
        return super().is_blank and not self.when.rows

    def as_data(self, stored: Jump | None) -> dict[str, Any]:
        """As `plans.data` reads it."""
        return {"to": self.given("to"), "when": self.when.asked()}

    def take(self, problems: Mapping[str, str]) -> Texts:
        """Problems with its conditions are theirs."""
        mine = typed.below(problems, "when")
        self.when.take(mine)
        return super().take({n: s for n, s in problems.items() if n.split(".")[0] != "when"})


class StepForm:
    """A step as its page shows it. `drawn` is the kind that the page was made for."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.fields = StepFields(data)
        self.drawn = str(data.get("drawn", ""))
        self.when = conditions.posted(data, "when-")
        self.jumps = Rows(JumpRow, "jumps", data, MAX_JUMPS)
        self.variants = Rows(VariantRow, "variants", data, MAX_VARIANTS)
        self.links = Rows(LinkRow, "links", data, MAX_LINKS, spare=1)
        self.problems: list[str] = []

    @property
    def fits(self) -> frozenset[str]:
        """The names of the fields that are asked."""
        return FITS.get(self.drawn, frozenset()) | ALWAYS

    @property
    def is_email(self) -> bool:
        """Whether it is sent by itself; only then there are copies, links and variants."""
        return self.drawn == "email"

    @property
    def is_letter(self) -> bool:
        """Whether it has a subject."""
        return "subject" in self.fits

    @property
    def has_text(self) -> bool:
        """Whether it has words that reach the person."""
        return "text" in self.fits

    @property
    def has_instructions(self) -> bool:
        """Whether a person does it."""
        return "instructions" in self.fits

    @property
    def has_sending(self) -> bool:
        """Whether anything differs from how e-mails usually leave."""
        named = any(self.fields.typed(name) for name in SENDING)
        wrong = any(name in self.fields.errors for name in SENDING)
        return named or wrong or bool(self.links.rows or self.links.error)

    @property
    def has_patience(self) -> bool:
        """Whether the step says itself how long it waits, or something is wrong with that."""
        return self.fields.ticked("patience") or bool(PATIENCE & self.fields.errors.keys())

    def offer(self, steps: Iterable[tuple[str, str]], senders: Iterable[tuple[str, str]]) -> None:
        """What may be chosen for targets of jumps and for the sender; what is chosen stays."""
        targets = [("", "Choose a step"), *steps]
        for jump in self.jumps.shown:
            typed.offer(jump, "to", targets)
        typed.offer(self.fields, "sender", [("", "The person's own mailbox"), *senders])

    @property
    def lists(self) -> list[conditions.ConditionLines]:
        """All conditions on the page."""
        return [self.when, *(jump.when for jump in self.jumps.shown)]

    def rearranged(self, order: str) -> bool:
        """Answer a button that adds or deletes rows; False when it is none of these."""
        if order == "variants-more":
            self.variants.add(self._new_variant())
            return True
        lists: list[Callable[[str], bool]] = [
            *(lines.rearranged for lines in self.lists),
            self.jumps.rearranged,
            self.variants.rearranged,
            self.links.rearranged,
        ]
        return any(answers(order) for answers in lists)

    def changed(self, step: StepInput) -> dict[str, Any]:
        """The step as data, with what this page asks."""
        data = {**as_data(step), "kind": self.fields.given("kind")}
        data |= self.fields.texts(self.fits - NO_TEXTS, step)
        data |= {"delay_amount": self.fields.whole("delay_amount"), "when": self.when.asked()}
        data["jumps"] = _listed(self.jumps, step.jumps)
        if "same_thread" in self.fits:
            data["same_thread"] = self.fields.ticked("same_thread")
        if self.has_instructions:
            data["patience"] = self._patience()
        data |= self._leaving(data["kind"])
        if self.is_email:
            data |= {name: _addresses(self.fields.typed(name)) for name in ("cc", "bcc")}
            data["links"] = _listed(self.links, step.links)
            data["variants"] = _listed(self.variants, step.variants)
            data["experiment"] = self._experiment()
        return data

    def take(self, problems: Mapping[str, str]) -> None:
        """Put sentences such as that of `subject` or `jumps.1.to` where they belong."""
        self.jumps.take(typed.below(problems, "jumps"))
        self.variants.take(typed.below(problems, "variants"))
        self.links.take(typed.below(problems, "links"))
        self.when.take(typed.below(problems, "when"))
        own = {n: s for n, s in problems.items() if n.split(".")[0] not in LISTS}
        own = {n.replace("patience.", "patience_", 1): s for n, s in own.items()}
        rest = self.fields.take(own)
        asked = self.fits | {"kind"} | (EXPERIMENT if self.is_email else set())
        asked |= PATIENCE if self.has_instructions else set()
        unseen = [e for name, e in self.fields.errors.items() if name not in asked]
        self.problems = [*rest.values(), *(str(each) for errors in unseen for each in errors)]
        if not self.is_email:
            self.problems += [rows.error for rows in (self.variants, self.links) if rows.error]

    def _leaving(self, kind: str) -> dict[str, Any]:
        """Only a text message says whether it leaves by itself; then nobody is reminded of it."""
        if kind != "sms":
            return {"automatic": False}
        if "automatic" not in self.fits or not self.fields.ticked("automatic"):
            return {"automatic": False} if "automatic" in self.fits else {}
        return {"automatic": True, "patience": None}

    def _patience(self) -> dict[str, Any] | None:
        if not self.fields.ticked("patience"):
            return None
        numbers = {name: self.fields.whole(f"patience_{name}") for name in PATIENCE_NUMBERS}
        return {**numbers, "end": self.fields.typed("patience_end")}

    def _experiment(self) -> dict[str, Any] | None:
        if not self.fields.typed("experiment_metric"):
            return None
        return {
            "metric": self.fields.typed("experiment_metric"),
            "minimum": self.fields.whole("experiment_minimum"),
            "automatic": self.fields.ticked("experiment_automatic"),
        }

    def _new_variant(self) -> Texts:
        """It starts from the words of the step, with an equal share."""
        taken = {row.typed("key") for row in self.variants.rows}
        key = next(name for name in FIRST_NAMES if name not in taken)
        share = 100 // (len(self.variants) + 2)
        words = {name: self.fields.typed(name) for name in LETTER}
        return {"key": key, "share": str(share), **words}


def shown(step: StepInput) -> StepForm:
    """The form of a stored step."""
    experiment, patience = step.experiment or Experiment(), step.patience or Patience()
    texts = {
        **{name: getattr(step, name) for name in (*LETTER, "kind", "track", "delay_unit")},
        **{name: getattr(step, name) for name in ("instructions", "sender", "reply_to")},
        "delay_amount": str(step.delay_amount),
        "cc": ", ".join(step.cc),
        "bcc": ", ".join(step.bcc),
        "same_thread": "1" if step.same_thread else "",
        "automatic": "1" if step.automatic else "",
        "experiment_metric": experiment.metric.value if step.experiment else "",
        "experiment_minimum": str(experiment.minimum),
        "experiment_automatic": "1" if experiment.automatic else "",
        **{f"patience_{name}": str(getattr(patience, name)) for name in PATIENCE_NUMBERS},
        "patience": "1" if step.patience else "",
        "patience_end": patience.end,
        "drawn": step.kind,
    }
    texts |= conditions.stored(step.when, "when-").texts()
    texts |= typed.numbered(map(_jump, step.jumps), "jumps")
    texts |= typed.numbered(map(_variant, step.variants), "variants")
    texts |= typed.numbered(({"title": e.title, "url": e.url} for e in step.links), "links")
    return StepForm(texts)


def targets(plan: Plan, step: StepInput) -> list[tuple[str, str]]:
    """The steps that somebody may be sent to from a step."""
    return [
        (each.key, f"Step {number} ({each.label})")
        for number, each in enumerate(plan.steps, 1)
        if each.key != step.key
    ]


def _jump(jump: Jump) -> Texts:
    return {"to": jump.to, **conditions.stored(jump.when, "when-").texts()}


def _variant(variant: Variant) -> Texts:
    words = {name: getattr(variant, name) for name in LETTER}
    return {"key": variant.key, "share": str(variant.share), **words}


def _listed(rows: Rows[Any], stored: Sequence[Any]) -> list[dict[str, Any]]:
    there = dict(enumerate(stored))
    return [row.as_data(there.get(place)) for place, row in enumerate(rows)]


def _addresses(text: str) -> list[str]:
    return [each for each in re.split(r"[,;\s]+", text) if each]
