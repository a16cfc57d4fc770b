"""What a text message of one word asks for, in the languages that we write in. Pure.

The words that providers honour by themselves (STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT) and
what people write instead. A whole message counts, never a word inside one: sentences are read as
every reply is. "Yes" is an answer, and no wish to be written to again.
"""

import re
from enum import StrEnum

from signals.reading.vocabulary import fold


class Ask(StrEnum):
    """What a word asks for."""

    STOP = "stop"
    START = "start"
    HELP = "help"


_STOP = (
    *("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke"),
    *("optout", "opt out", "remove", "remove me", "stop please", "please stop"),
    # German, then French, Spanish, Italian
    *("stopp", "abmelden", "abbestellen", "aus", "ende", "stoppen", "bitte stopp"),
    *("arrêt", "arrêter", "arrêtez", "désabonner", "désinscrire", "désinscription", "fin"),
    *("baja", "alto", "parar", "cancelar", "darme de baja", "darse de baja", "salir"),
    *("basta", "cancella", "cancellami", "disiscrivi", "disiscrivimi", "annulla"),
    # Portuguese, Dutch, Polish, Swedish, Japanese
    *("sair", "remover", "descadastrar", "pare"),
    *("afmelden", "uitschrijven", "uit"),
    *("koniec", "wypisz", "rezygnuję", "anuluj"),
    *("avsluta", "avregistrera", "sluta"),
    *("停止", "配信停止", "解除", "ストップ", "退会"),
)
_START = ("start", "unstop", "starten", "iniciar", "inicio", "開始")
_HELP = ("help", "info", "hilfe", "aide", "ayuda", "aiuto", "ajuda", "hulp", "pomoc", "hjälp")
_WORDS = {
    **dict.fromkeys(map(fold, _HELP), Ask.HELP),
    **dict.fromkeys(map(fold, _START), Ask.START),
    **dict.fromkeys(map(fold, _STOP), Ask.STOP),
}
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_MOST = 40


def asked(text: str) -> Ask | None:
    """What a whole message asks for; None when it says anything more than one of the words."""
    return _WORDS.get(_EDGES.sub("", fold(text))) if len(text) <= _MOST else None
