"""Rules by example: "what reads like this means that", made by a workspace for itself.

A reply is compared sentence by sentence, two sentences together, and as a whole with each example.
Two texts are as like as their groups of three letters are (twice the shared ones by all of them,
0 to 1). `NEAR` is 0.62: the same sentence with a misspelt word, another ending or one word of six
exchanged lies above it, two sentences on the same matter in other words below. Texts of which one
says "not" and the other does not are never alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from signals.reading.folding import bare, fold, sentences
from signals.reading.intent.phrases import LANGUAGES
from signals.reading.intent.vocabulary import Intent
from signals.reading.optout import Wish, find_wish
from signals.reading.optout_words import POLITE

NEAR = 0.62
MAX_RULES = 100
MAX_EXAMPLES = 20
MAX_EXAMPLE = 500
MIN_WORDS = 3
MIN_LETTERS = 12
MIN_JAPANESE = 6
_MAX_WINDOWS = 120

_POLITE = re.compile(bare(POLITE))
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_DIGITS = re.compile(r"\d+")
_NOT = re.compile(r"\w+")
_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
_JAPANESE_NOT = re.compile(r"ません|ない|不要|無用")
_NEGATIONS = re.compile("|".join(language.negation for language in LANGUAGES))
#: Words that every letter has; an example of nothing else would match everybody.
_EVERYDAY = frozenset(
    (
        "the a an and or to of for in on at is are was be it this that with your you my me i we "
        "us our mail email message thank thanks regards best dear hello have has not no do will "
        "can so as der die das und oder zu von fur im am ist sind es mit ihre ihr sie ich wir uns "
        "nachricht danke grusse freundlichen nicht ja nein le la les de du des et ou pour dans "
        "est il elle vous votre je nous cordialement bonjour el los las y o para en su usted yo "
        "saludos lo gli e di per con che sono lei cordiali saluti os um uma com que seu eu "
        "obrigado obrigada het een van voor met u uw wij groet w na z ze jest pan pani dziekuje "
        "pozdrawiam och att det ar vi med halsningar tack "
    ).split()
)


class RuleRefused(ValueError):
    """A rule that would do harm or nothing; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a workspace has taught: replies like one of `examples` mean `intent`."""

    name: str
    intent: Intent
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The rule that a text is most like, by which example, and how like (0 to 1)."""

    rule: Rule
    example: str
    likeness: float


@dataclass(frozen=True, slots=True)
class _Text:
    """A text ready to be compared."""

    groups: Counter[str]
    denies: bool


def make_rule(
    name: str, intent: Intent, examples: Sequence[str], others: Iterable[Rule] = ()
) -> Rule:
    """A rule that was checked, also against the workspace's `others`.

    Raises RuleRefused with a sentence for people when it cannot be used.
    """
    kept = tuple(dict.fromkeys(" ".join(each.split()) for each in examples if each.strip()))
    if not name.strip():
        raise RuleRefused("Give the rule a name.")
    if not kept:
        raise RuleRefused("Give at least one example: a sentence as somebody wrote it.")
    if len(kept) > MAX_EXAMPLES:
        raise RuleRefused(f"Give at most {MAX_EXAMPLES} examples; make a second rule of the rest.")
    for example in kept:
        _check(example, intent)
    rule = Rule(name.strip()[:100], intent, kept)
    _check_against(rule, others)
    return rule


def _check(example: str, intent: Intent) -> None:
    if len(example) > MAX_EXAMPLE:
        raise RuleRefused(
            f"“{example[:40]}…” is too long. Give the one sentence that matters, "
            f"at most {MAX_EXAMPLE} characters."
        )
    telling = _telling(example)
    letters = sum(len(word) for word in telling)
    japanese = len(_JAPANESE.findall(example)) >= MIN_JAPANESE
    if not japanese and (letters < MIN_LETTERS or len(fold(example).split()) < MIN_WORDS):
        raise RuleRefused(
            f"“{example}” is too short or too general: it would match too many replies. "
            "Give the whole sentence with the words that make the difference."
        )
    if intent is not Intent.OPT_OUT and find_wish(example).wish is Wish.CLEAR:
        raise RuleRefused(
            f"“{example}” asks to be left alone. Such replies are always read as an opt-out; "
            "take this example out."
        )


def _telling(example: str) -> list[str]:
    words = _NOT.findall(_POLITE.sub(" ", _ADDRESS.sub(" ", fold(example))))
    return [word for word in words if word not in _EVERYDAY and not word.isdigit()]


def _check_against(rule: Rule, others: Iterable[Rule]) -> None:
    rivals = tuple(each for each in others if each.intent is not rule.intent)
    for example in rule.examples:
        near = nearest(example, rivals)
        if near is not None:
            raise RuleRefused(
                f"“{example}” is like the example “{near.example}” of the rule “{near.rule.name}”, "
                "which means something else. Change one of the two."
            )


def nearest(text: str, rules: Sequence[Rule]) -> Nearest | None:
    """The rule that the text is most like, or None when none is near enough.

    Of two that are equally like the one named first wins; at most 100 rules are asked.
    """
    windows = _windows(text) if rules else []
    best: Nearest | None = None
    for rule in rules[:MAX_RULES]:
        for example in rule.examples:
            wanted = _prepared(fold(example))
            likeness = max((_likeness(wanted, window) for window in windows), default=0.0)
            if likeness >= NEAR and (best is None or likeness > best.likeness):
                best = Nearest(rule, example, round(likeness, 2))
    return best


def _windows(text: str) -> list[_Text]:
    parts = sentences(fold(text))[: _MAX_WINDOWS // 2]
    pairs = [f"{first} {second}" for first, second in pairwise(parts)]
    whole = [" ".join(parts)[: 2 * MAX_EXAMPLE]]
    return [_prepared(each) for each in dict.fromkeys((*parts, *pairs, *whole))]


def _prepared(folded: str) -> _Text:
    plain = _DIGITS.sub("0", _ADDRESS.sub("@", _POLITE.sub(" ", folded)))
    words = _NOT.findall(plain)
    spaced = f" {' '.join(words)} "
    groups = Counter(spaced[i : i + 3] for i in range(len(spaced) - 2))
    said = {word for word in words if _NEGATIONS.fullmatch(word)}
    denies = bool(said) or "n't" in plain or _JAPANESE_NOT.search(plain) is not None
    return _Text(groups, denies)


def _likeness(first: _Text, second: _Text) -> float:
    total = first.groups.total() + second.groups.total()
    if first.denies != second.denies or not total:
        return 0.0
    return 2 * (first.groups & second.groups).total() / total
