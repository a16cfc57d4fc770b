"""The person to whom a reply refers us: the name and the address, as they are written."""

import re
from dataclasses import dataclass

_MAX = 5
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NAME = r"(?:[A-ZÀ-ÞŁŚŻŹĆ][\w'’-]{1,30}(?: (?:de|van|von|der|den|la|da|dos|di))*[ \t]?){1,4}"
_BEFORE = re.compile(
    rf"(?P<name>{_NAME})[\s,:(<\[–-]{{0,5}}(?:(?:on|at|via|under|unter|sous|bij|op|pod|på|à)\s)?$"
)
_ASKED = re.compile(
    r"(?:[Tt]alk|[Ss]peak|[Cc]onnect|[Cc]hat) (?:to|with) (?:(?:our|my|the) [\w ]{1,30}?,? )?"
    rf"(?P<a>{_NAME})|[Cc]ontact (?P<b>{_NAME})|[Aa]sk (?P<c>{_NAME})|(?:Frau|Herrn?|Mme|Madame|"
    rf"Monsieur|M\.|Sra?\.|Sig\.ra|Sig\.|mevrouw|meneer|Pan[ią]?|Panem) (?P<d>{_NAME})|"
    rf"(?:[Kk]olleg\w+|collega|coll[eè]gue|compañer[oa]|colega|koleg\w+|kollega|colleague) "
    rf"(?P<e>{_NAME})|"
    r"(?:担当|同僚|部長|課長)の(?P<f>[一-龠ァ-ヶ]{1,8})"
)
_NOT_NAMES = frozenset(
    "please bitte hi hello dear best regards thanks you i sales marketing we try mail she he the "
    "write contact email e-mail für for könnten sie le je vous".split()
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who was named; either part may be empty."""

    name: str = ""
    email: str = ""


def contacts(text: str) -> tuple[Contact, ...]:
    """The people whom a text names with an address, or after "talk to"; at most five."""
    found = []
    for match in list(_ADDRESS.finditer(text[:10_000]))[:_MAX]:
        before = _BEFORE.search(text[max(0, match.start() - 80) : match.start()])
        found.append(Contact(_name(before["name"]) if before else "", match[0].lower().rstrip(".")))
    if not any(each.name for each in found):
        name = next((n for m in _ASKED.finditer(text[:10_000]) if (n := _named(m))), "")
        if name and found:
            found[0] = Contact(name, found[0].email)
        elif name:
            found.append(Contact(name))
    return tuple(dict.fromkeys(found))


def _named(match: re.Match[str]) -> str:
    return _name(next((each for each in match.groups() if each), ""))


def _name(said: str) -> str:
    words = said.split()
    while words and words[0].lower() in _NOT_NAMES:
        words.pop(0)
    return " ".join(words)
