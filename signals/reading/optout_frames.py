"""Wishes to be left alone by what they are made of, not by how they are put.

A sentence is cut into words, each word belongs to classes ("remove", "me", "not", "write"), and
few frames over near words tell the wish: `remove … me`, `not … write … again`, `not … want …
mails`, `stop … mails`. A frame that a stop-verb under "not" stands in is the contrary.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from signals.reading.optout_grammar import (
    ARRIVES,
    ARTICLE,
    AWAY,
    BY_WHICH,
    CALLS,
    DEMANDS,
    DENIES,
    DO,
    FILL,
    GRATEFUL,
    HIM,
    IS,
    LAST,
    NEEDS,
    NEVER,
    NO,
    OFF,
    OURS,
    PASSIVE,
    PAST,
    POINTS,
    RECEIVES,
    SENDS,
    THIS,
    TO_GET,
    TOWARDS,
    WITHOUT,
    YOU,
    tells_of_oneself,
)
from signals.reading.optout_lexicon import DATA, LEXICONS, MINE, PLEASE, Lexicon
from signals.reading.optout_tokens import BREAK, stops, words_of


class Wish(StrEnum):
    """How sure we are that the person wants no more mail."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    NEGATED = "negated"
    NONE = "none"


_CLASSES = tuple(each.name for each in fields(Lexicon))
_PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    language: tuple(re.compile(getattr(lexicon, name)) for name in _CLASSES)
    for language, lexicon in LEXICONS.items()
}
_MINE, _DATA, _PLEASE = (re.compile(pattern) for pattern in (MINE, DATA, PLEASE))
_OR = ("or", "and")
#: No word of the lexicon is longer; what is longer is cut, so that little is remembered.
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Words with, for one language, where each class of words stands."""

    words: tuple[str, ...]
    at: dict[str, tuple[int, ...]]

    def near(self, first: str, second: str, gap: int) -> Iterator[tuple[int, int]]:
        for i in self.at[first]:
            for j in self.at[second]:
                if i != j and abs(i - j) <= gap:
                    yield i, j

    def has(self, name: str, around: int, gap: int) -> bool:
        return any(abs(around - i) <= gap for i in self.at[name])


def judge(sentence: str) -> Wish:
    """The surest wish that any language finds in a folded sentence."""
    words = words_of(sentence)
    order = list(Wish)
    spoken = _spoken(words)
    found = [_in_language(each) for each in spoken]
    return min(found, key=order.index, default=Wish.NONE)


def _spoken(words: tuple[str, ...]) -> list[_Sentence]:
    """The sentence in each language that knows about as many of its words as any other does.

    "Non" and "newsletter" are French as well, but "noi non inviamo newsletter" is not.
    """
    found = [_in(words, language) for language in _PATTERNS]
    known = [len({i for at in each.at.values() for i in at}) for each in found]
    most = max(known)
    return [each for each, count in zip(found, known, strict=True) if count and count >= most - 1]


def refuses(sentence: str) -> bool:
    """Whether a folded sentence says "no" or "not", whatever to."""
    said = {word for word in words_of(sentence) if len(word) > 2}
    return any("neg" in names for word in said for names in _classes_of(word[:_LONGEST]).values())


def concerns_us(sentence: str) -> bool:
    """Whether a folded sentence speaks of removing, or of mails and lists in words of a wish."""
    return any(_concerns(each) for each in _spoken(words_of(sentence)))


def _concerns(s: _Sentence) -> bool:
    things = [i for i in s.at["thing"] if not POINTS.fullmatch(s.words[i])]
    of_mails = bool(things) and bool(s.at["stop"] or s.at["more"])
    return (
        bool(_without_told(s).at["remove"])
        or of_mails
        or bool(s.at["list_"] and s.at["loose"] and s.at["me"])
    )


def _in(words: tuple[str, ...], language: str) -> _Sentence:
    found: dict[str, list[int]] = {name: [] for name in _CLASSES}
    for place, word in enumerate(words):
        for name in _classes_of(word[:_LONGEST]).get(language, ()):
            if name not in ("stop", "remove") or stops(words, place):
                found[name].append(place)
    return _Sentence(words, {name: tuple(places) for name, places in found.items()})


@lru_cache(maxsize=8_192)
def _classes_of(word: str) -> Mapping[str, tuple[str, ...]]:
    """The classes of a word by language; the same few words come again and again."""
    found = {
        language: tuple(
            name
            for name, pattern in zip(_CLASSES, patterns, strict=True)
            if pattern.fullmatch(word)
        )
        for language, patterns in _PATTERNS.items()
    }
    return {language: names for language, names in found.items() if names}


def _in_language(sentence: _Sentence) -> Wish:
    at = sentence.at
    if not (at["neg"] or at["remove"] or at["stop"] or at["loose"]):
        return Wish.NONE
    if _under_negation(sentence):
        return Wish.NEGATED
    order = list(Wish)
    frames = (_removes(sentence), _writes(sentence), _wants(sentence), _bare(sentence))
    return min((*frames, _stops(sentence), _only_asks(sentence)), key=order.index)


def _under_negation(s: _Sentence) -> bool:
    """ "Do not stop", "nehmen Sie mich nicht aus": the contrary of a wish."""
    for name in ("stop", "remove", "loose"):
        for verb, neg in s.near(name, "neg", 4):
            before = verb - neg
            if neg + 1 in s.at["more"] or _parted(s, verb, neg) or _past(s, neg):
                continue
            if name == "loose" and not s.has("me", verb, 3):
                continue
            if any(map(BY_WHICH.fullmatch, s.words[verb + 1 : verb + 2])):
                continue  # "There is no unsubscribe link."
            if _unwished(s, verb, neg):
                return True
            directly = 0 < before <= 2
            behind = before < 0 and (name == "stop" or s.has("me", verb, 3)) and neg - verb <= 4
            if (directly and s.words[neg] not in NO - {"no"}) or (
                behind and not any(abs(neg - c) <= 3 for c in s.at["contact"] if c != verb)
            ):
                return True
    return False


def _unwished(s: _Sentence, verb: int, neg: int) -> bool:
    """ "I don't want to be removed", "we would not like to stop": it is wished for under "not"."""
    between = range(neg + 1, verb)
    said = {*s.at["more"], *s.at["contact"], *s.at["thing"]} - {*s.at["want"]}
    known = {*s.at["want"], *s.at["me"], *s.at["list_"]}
    short = {i for i in between if PASSIVE.fullmatch(s.words[i]) or len(s.words[i]) <= 4} - said
    wishes = any(neg - 2 <= i < verb for i in s.at["want"])
    small = 0 < verb - neg <= 6 and set(between) <= known | short
    return small and wishes and (_passive(s, verb) or s.words[verb - 1] == "to")


def _parted(s: _Sentence, first: int, second: int) -> bool:
    return BREAK in s.words[min(first, second) : max(first, second)]


def _past(s: _Sentence, neg: int) -> bool:
    return any(PAST.fullmatch(word) for word in s.words[max(0, neg - 2) : neg])


def _removes(s: _Sentence) -> Wish:
    s = _without_told(s)
    with_me = set(s.at["me"]) & set(s.at["remove"])  # "Elimínenme" is one word.
    wished = any(_from_list(s, verb, surely=True) for _, verb in s.near("want", "loose", 4))
    mine = [verb for verb, _ in s.near("remove", "me", 4) if not _of_another(s, verb)]
    near_me = (
        bool(mine) or wished or any(_from_list(s, verb) for verb, _ in s.near("loose", "me", 4))
    )
    loosely = [verb for verb in s.at["loose"] if _from_list(s, verb)]
    if with_me or near_me or any(_my_data(s, verb) for verb in (*s.at["remove"], *loosely)):
        return Wish.CLEAR
    if any(_passive(s, verb) for _, verb in s.near("want", "remove", 5)):
        return Wish.CLEAR
    please = any(_PLEASE.fullmatch(word) for word in s.words)
    if please and any(_data(s, verb) for verb in s.at["remove"]):
        return Wish.CLEAR
    listed = [verb for verb, _ in s.near("remove", "list_", 8)]
    if listed:
        ours = any(_MINE.fullmatch(word) for word in s.words) and not _told(s, listed)
        away = please and any(_from_list(s, verb, surely=True) for verb in listed)
        surely = (
            any(s.has("me", verb, 6) for verb in listed)
            or away
            or ours
            or any(_passive(s, verb) for verb in listed)
        )
        return Wish.CLEAR if surely else Wish.POSSIBLE
    if please and any(True for _ in s.near("loose", "list_", 6)):
        away = any(_from_list(s, verb, surely=True) for verb in s.at["loose"])
        ours = away or any(_MINE.fullmatch(word) for word in s.words)
        return Wish.CLEAR if ours else Wish.POSSIBLE
    return Wish.NONE


def _of_another(s: _Sentence, verb: int) -> bool:
    """ "Remove him and use me": somebody else is the object."""
    return any(map(HIM.fullmatch, s.words[verb + 1 : verb + 2]))


def _without_told(s: _Sentence) -> _Sentence:
    """Without the removing that the writers do: "I deleted it", "we're removing our CRM"."""
    told = {
        verb
        for verb in s.at["remove"]
        for who in s.at["subject"]
        if 0 < verb - who <= 2 and s.words[verb].endswith(("ed", "ing")) and not _passive(s, verb)
    } | {verb for verb in s.at["remove"] if tells_of_oneself(s.words, verb)}
    kept = tuple(verb for verb in s.at["remove"] if verb not in told)
    return _Sentence(s.words, {**s.at, "remove": kept})


def _from_list(s: _Sentence, verb: int, *, surely: bool = False) -> bool:
    """ "Take … off your list", not "put … on it"; surely: a word must say that it is away."""
    for place in s.at["list_"]:
        if place != verb and abs(place - verb) <= 8:
            before = s.words[max(0, place - 3) : place + 1]
            towards = any(TOWARDS.fullmatch(word) for word in before)
            away = not towards and any(AWAY.fullmatch(word) for word in before)
            if away or any(map(OFF.fullmatch, before)) or not (surely or towards):
                return True
    return False


def _data(s: _Sentence, verb: int) -> bool:
    """ "Kontaktdaten entfernen", "delete this address": what is removed is an address."""
    if any(_DATA.fullmatch(word) for word in s.words[max(0, verb - 3) : verb]):
        return True
    behind = s.words[verb + 1 : verb + 4]
    return any(THIS.fullmatch(one) and _DATA.fullmatch(two) for one, two in pairwise(behind))


def _told(s: _Sentence, verbs: list[int]) -> bool:
    """ "We removed outreach from our playbook" tells of the writers."""
    return any(0 < verb - who <= 3 for verb in verbs for who in s.at["subject"])


def _passive(s: _Sentence, verb: int) -> bool:
    """ "I want to be removed", "je souhaite être retiré"."""
    return any(PASSIVE.fullmatch(word) for word in s.words[max(0, verb - 3) : verb + 3])


def _my_data(s: _Sentence, verb: int) -> bool:
    near = s.words[max(0, verb - 6) : verb + 8]
    return any(
        _MINE.fullmatch(word) and any(_DATA.fullmatch(each) for each in near[i + 1 : i + 4])
        for i, word in enumerate(near)
    )


def _writes(s: _Sentence) -> Wish:
    best = Wish.NONE
    for contact, neg in s.near("contact", "neg", 6):
        if contact < neg and (_is_noun(s, contact) or WITHOUT.fullmatch(s.words[neg])):
            continue  # "Your message is no longer relevant", "send me the offer without it".
        if _calms(s, neg) or _parted(s, contact, neg) or OURS.fullmatch(s.words[contact]):
            continue
        again = any(abs(contact - i) <= 6 and s.words[i] not in NEVER for i in s.at["more"])
        if not (again or s.has("me", contact, 5)):
            best = _unaddressed(s, contact, neg) if best is Wish.NONE else best
        elif _grateful(s) or not (_by_us(s, neg) or _conditional(s, neg)):
            return Wish.CLEAR
        elif again and s.at["me"]:
            best = Wish.POSSIBLE
    return best


def _is_noun(s: _Sentence, place: int) -> bool:
    if place not in s.at["thing"]:
        return False
    before, behind = s.words[max(0, place - 1) : place], s.words[place + 1 : place + 2]
    return any(map(ARTICLE.fullmatch, before)) or any(map(IS.fullmatch, behind))


def _calms(s: _Sentence, neg: int) -> bool:
    return any(0 < i - neg <= 5 for i in s.at["calm"])


def _unaddressed(s: _Sentence, contact: int, neg: int) -> Wish:
    """ "Please don't follow up": a request, though it names neither "me" nor "again"."""
    if _by_us(s, neg) or _conditional(s, neg):
        return Wish.NONE
    denies = s.words[neg] in NO and contact in s.at["thing"]  # "No mail", but "no escribir".
    directly = 0 < contact - neg <= 2 and not denies
    last = contact + 1 >= len(s.words) or s.words[contact + 1] in (BREAK, *_OR)
    if directly and last and neg and s.words[neg - 1] == "do":
        return Wish.CLEAR
    if directly and any(_PLEASE.fullmatch(word) for word in s.words):
        return Wish.CLEAR
    begins = neg == 0 or s.words[neg - 1] in (BREAK, "do", "and")
    return Wish.POSSIBLE if directly and (begins or len(s.words) <= 6) else Wish.NONE


def _by_us(s: _Sentence, neg: int) -> bool:
    """The writer tells what the writer does or does not; a wish verb makes it a wish again."""
    near = any(abs(neg - i) <= 3 for i in s.at["subject"])
    wants = (i for i in s.at["want"] if abs(neg - i) <= 5)
    return near and all(_for_oneself(s, want) for want in wants)


def _conditional(s: _Sentence, neg: int) -> bool:
    return _past(s, neg) or any(0 < neg - i <= 4 for i in s.at["condition"])


def _grateful(s: _Sentence) -> bool:
    return any(GRATEFUL.fullmatch(word) for word in s.words)


def _wants(s: _Sentence) -> Wish:
    best = Wish.NONE
    for want, neg in s.near("want", "neg", 4):
        conditional = any(0 < neg - i <= 4 for i in s.at["condition"]) and not _grateful(s)
        if conditional or _calms(s, neg) or _parted(s, want, neg):
            continue
        if _for_oneself(s, want):
            continue
        things = [i for i in s.at["thing"] if 0 < abs(want - i) <= 6 and i != neg]
        things = [i for i in things if not POINTS.fullmatch(s.words[i]) or _is_meant(s, want, i)]
        thing = bool(things)
        near = [i for i in s.at["contact"] if 0 < abs(want - i) <= 6 and i != neg]
        write = bool(near)
        surely = (
            thing
            or (write and (s.has("more", want, 6) or s.has("me", want, 6)))
            or _to_receive(s, want)
            or any(_passive(s, i) for i in near)
        )
        if surely and not _only_arrives(s, want):
            return Wish.CLEAR
        if surely or write:
            best = Wish.POSSIBLE
    return best


def _is_meant(s: _Sentence, want: int, thing: int) -> bool:
    """ "I don't want this", not "je ne veux pas rater ça" nor "wir brauchen das nicht"."""
    between = range(min(want, thing) + 1, max(want, thing))
    known = {*s.at["neg"], *s.at["more"], *s.at["thing"], *s.at["want"], *s.at["subject"]}
    near = all(i in known or len(s.words[i]) <= 2 for i in between)
    return near and not NEEDS.fullmatch(s.words[want])


def _for_oneself(s: _Sentence, want: int) -> bool:
    """ "I don't want to send more mails": what the writers do with their own."""
    for i in s.at["contact"]:
        sends = SENDS.fullmatch(s.words[i]) and not _passive(s, i) and not _parted(s, i, want)
        if sends and 0 < abs(i - want) <= 6:
            near = s.words[min(want, i) : max(want, i) + 3]
            others = any(YOU.fullmatch(word) for word in near)
            return not others and not any(min(want, i) < me <= i + 2 for me in s.at["me"])
    return False


def _to_receive(s: _Sentence, want: int) -> bool:
    """ "Ich möchte nichts mehr bekommen", "not to be on this list": no mail has to be named."""
    near = range(max(0, want - 6), min(len(s.words), want + 7))
    return any(i != want and TO_GET.fullmatch(s.words[i]) for i in near)


def _only_arrives(s: _Sentence, want: int) -> bool:
    wishes = (i for i in s.at["want"] if abs(i - want) <= 6)
    return all(ARRIVES.fullmatch(s.words[i]) for i in wishes)


def _bare(s: _Sentence) -> Wish:
    """ "No further mails", "keine Werbung": no verb at all."""
    for thing, neg in s.near("thing", "neg", 5):
        if _parted(s, thing, neg) or neg > thing:
            continue
        more = any(neg <= i <= thing and s.words[i] not in NEVER for i in s.at["more"])
        if POINTS.fullmatch(s.words[thing]) and s.words[thing + 1 : thing + 2] not in (
            (),
            (BREAK,),
        ):
            continue  # "Not this year."
        between = [w for i, w in enumerate(s.words[neg:thing], neg) if i not in s.at["more"]]
        if POINTS.fullmatch(s.words[thing]) and any(len(word) > 3 for word in between[1:]):
            continue
        asked = _pleases(s, list(range(len(s.words)))) and not POINTS.fullmatch(s.words[thing])
        by_call = CALLS.fullmatch(s.words[thing]) is not None and not more
        if by_call and thing - neg <= 2:
            return Wish.POSSIBLE  # "No phone calls" refuses a way.
        denied = thing - neg <= 2 and DENIES.fullmatch(s.words[neg]) is not None
        if more or (denied and (len(s.words) <= 4 or asked)):
            if any(map(OURS.fullmatch, s.words[neg:thing])) or _does(s, neg, thing):
                continue
            return Wish.POSSIBLE if _by_us(s, neg) else Wish.CLEAR
    return Wish.NONE


def _does(s: _Sentence, neg: int, thing: int) -> bool:
    """ "Wij doen niet meer aan mailings": what the writers do not do."""
    return _by_us(s, neg) and any(map(DO.fullmatch, s.words[max(0, neg - 3) : thing]))


def _stops(s: _Sentence) -> Wish:
    best = Wish.NONE
    for name in ("contact", "thing"):
        for stop, i in s.near("stop", name, 5):
            told = _tells_to_stop(s, stop, i)
            if i > stop and i - stop <= 4 and not told and not _parted(s, stop, i):
                best = Wish.CLEAR if not _conditional(s, stop) else Wish.POSSIBLE
            elif i < stop and LAST.fullmatch(s.words[stop]) and not _parted(s, i, stop):
                tells = any(who < stop for who in s.at["subject"]) and not s.at["want"]
                asks = any(DEMANDS.fullmatch(word) for word in s.words)
                return Wish.CLEAR if asks or not tells else Wish.POSSIBLE
    return best


def _tells_to_stop(s: _Sentence, stop: int, what: int) -> bool:
    """ "We stopped …", "our lawyers told us to stop cold mails": of the writers' own doing."""
    if any(0 < stop - who <= 2 for who in s.at["subject"]):
        return True
    if any(map(RECEIVES.fullmatch, s.words[stop : what + 1])) or any(
        0 < me - stop <= 5 for me in s.at["me"]
    ):
        return False
    before = range(max(0, stop - 5), stop)
    ours = any(who in before for who in (*s.at["subject"], *s.at["me"]))
    return ours and not any(YOU.fullmatch(s.words[i]) for i in before)


def _only_asks(s: _Sentence) -> Wish:
    """ "Please just stop", "bitte umgehend entfernen": nothing but the request."""
    said = [i for i, word in enumerate(s.words) if word != BREAK]
    stops, removes = set(s.at["stop"]), set(s.at["remove"])
    alone = _nothing_but(s, said, stops | removes)
    if alone and (stops or _pleases(s, said) or len(said) == 1):
        return Wish.CLEAR
    refused = {*s.at["neg"], *s.at["more"], *s.at["contact"]}
    begun = next((i for i in said if not _is_filler(s, i) and i not in s.at["more"]), -1)
    whom = {*s.at["more"], *s.at["contact"]} - set(s.at["neg"])
    if begun in s.at["neg"] and whom and _nothing_but(s, said, refused) and not _ours(s):
        return Wish.CLEAR
    parts = "".join("," if w == BREAK else "x" for w in s.words)
    for part in re.finditer("x+", parts):
        places = list(range(*part.span()))
        if _pleases(s, places) and _nothing_but(s, places, removes):
            return Wish.CLEAR
    return Wish.NONE


def _nothing_but(s: _Sentence, places: list[int], asked: set[int]) -> bool:
    """Whether a few words ask and all the others only fill."""
    rest = [i for i in places if i not in asked]
    return len(rest) < len(places) <= 8 and all(_is_filler(s, i) for i in rest)


def _pleases(s: _Sentence, places: list[int]) -> bool:
    return any(_PLEASE.fullmatch(s.words[i]) for i in places)


def _ours(s: _Sentence) -> bool:
    return bool(s.at["subject"]) or any(OURS.fullmatch(word) for word in s.words)


def _is_filler(s: _Sentence, place: int) -> bool:
    word = s.words[place]
    return _PLEASE.fullmatch(word) is not None or FILL.fullmatch(word) is not None
