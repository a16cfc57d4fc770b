"""A sentence cut into the words that frames of wishes look at (see `optout_frames`)."""

import re

_WORD = re.compile(r"[^\W_]+|[,;:()|–—]|(?<=\s)-(?=\s)")
#: No break: what is wished follows ("ich möchte, dass Sie …"), and no condition ("so that").
_THAT = re.compile(r", ?(?=(?:dass|das|daß|que|che|ze|zeby|aby|att|dat|om)\b)")
_SURE_THAT = re.compile(
    r"\b(so|sure|ensure|ask|asked|asking|request|requested|insist|prefer|it|way|note) that\b"
)
#: "Un nouveau contrat" is a new one; only "de nouveau" and "à nouveau" are "again".
_NEW = re.compile(r"(?<!\bde )(?<!\ba )\bnouveau\b")
#: Stands twice where a comma or a bracket parts.
BREAK = "|"
_MAX_WORDS = 120
#: Verbs that stop only with a second word, where it stands and within how many words: "stellen Sie
#: das ein", but "stellen Sie uns das vor"; "dejen de escribir", but "déjeme ver esto".
_WITH = tuple(
    (re.compile(verb), re.compile(second), before, behind)
    for verb, second, before, behind in (
        (r"stell\w*", r"ein", 0, 12),
        (r"sehen", r"davon|ab|hiervon", 3, 12),
        (r"hort?|horen", r"auf", 3, 12),
        (r"spar(?:en|t)?", r"sich|dir|euch|bitte", 3, 3),
        (r"mettez", r"fin|terme", 0, 3),
        (r"dej(?:a|e|en|ad|ar)(?:me|nos)?|deix[ea]m?|deixar", r"de|paz|tranquil\w*", 0, 4),
        (r"quita", r"list\w*|correos?|emails?|envios?|base|datos|contactos?", 0, 8),
        (r"lagga?", r"av|ner|ned", 0, 4),
        (r"zien", r"af", 3, 0),
        (r"houdt?|hou", r"op|mee|ermee", 0, 5),
    )
)


def words_of(sentence: str) -> tuple[str, ...]:
    """At most 120 words; a comma or bracket stands as two breaks, so that it parts what it "
    "parts."""
    plain = sentence.replace("n't", " not").replace("e-mail", "email").replace("let us ", "lets ")
    plain = _SURE_THAT.sub(r"\1", _THAT.sub(" ", plain))
    plain = _NEW.sub("neuf", plain)
    found = _WORD.findall(plain)[:_MAX_WORDS]
    return tuple(w for each in found for w in ((each,) if each[0].isalnum() else (BREAK,) * 2))


def stops(words: tuple[str, ...], place: int) -> bool:
    """Whether a word that can stop something has the second word with which it does."""
    for verb, second, before, behind in _WITH:
        if verb.fullmatch(words[place]):
            near = range(max(0, place - before), min(len(words), place + 1 + behind))
            return any(second.fullmatch(words[i]) and _closes(words, i) for i in near)
    return True


def _closes(words: tuple[str, ...], place: int) -> bool:
    """Whether "ein" is no article: it ends its clause."""
    return words[place] != "ein" or words[place + 1 : place + 2] in ((), (BREAK,), ("und",))
