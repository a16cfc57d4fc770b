"""Misspelt opt-out words: "unsubcribe" and "remvoe" mean what they mean."""

import re

from signals.reading.optout_lexicon import LEXICONS

_TARGETS = (
    "unsubscribe unsubscribed remove abmelden austragen loschen desabonner desabonnez "
    "desabonnement desinscription desinscrire desinscrivez supprimer supprimez eliminar "
    "cancellami cancellatemi cancellate disiscrivetemi rimuovete descadastrar uitschrijven "
    "emailing afmelden verwijderen verwijder wypisac avregistrera avprenumerera"
).split()
_LONG = 9
#: Forms of the same verbs that are right as they are.
_FORMS = re.compile("|".join(lexicon.remove for lexicon in LEXICONS.values()))
_WORD = re.compile(r"[a-z]{5,20}")


def corrected(folded: str) -> str:
    """The text with misspelt opt-out words put right; other words stay as they are.

    Long words may be wrong in two places; short ones only by a letter that is missing, doubled or
    swapped, since another letter makes another word ("remote").
    """
    known: dict[str, str] = {}

    def right(match: re.Match[str]) -> str:
        word = match[0]
        if word not in known:
            known[word] = word if _FORMS.fullmatch(word) else _meant(word)
        return known[word]

    return _WORD.sub(right, folded)


def _meant(word: str) -> str:
    for target in _TARGETS:
        if word[0] != target[0] or abs(len(word) - len(target)) > 2:
            continue
        if word == target or word.startswith(target[:-1]):
            return word
        if _close(word, target):
            return target
    return word


def _close(word: str, target: str) -> bool:
    if len(target) < _LONG:
        same = len(word) == len(target)
        swapped = same and sorted(word) == sorted(target)
        return (swapped or not same) and _distance(word, target) == 1
    return _distance(word, target) <= 2


def _distance(first: str, second: str) -> int:
    """Edits between two words, a swap of neighbours being one."""
    older: list[int] = []
    old = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        row = [i]
        for j, b in enumerate(second, start=1):
            cost = min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and b == first[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        older, old = old, row
    return old[-1]
