"""What the sender wrote now: a reply without the old messages and without the signature.

Works on lines, each looked at a bounded number of times. Knows the marks of Gmail, Outlook,
Apple Mail, Thunderbird and phones in ten languages, answers above, below and between quotes.
"""

import re
from dataclasses import dataclass

MAX_TEXT = 60_000
MAX_LINES = 2_000
MAX_NEW_TEXT = 10_000

_MARK = re.compile(
    r"^[\s>]*[-_=*]{2,60}\s?(?:"
    r"original(?: message|e nachricht|nachricht|bericht|meddelande)|(?:urspr.{1,3}ngliche|"
    r"original) "
    r"?nachricht|message d'origine|message original|messaggio originale|mensaje original|"
    r"mensagem original|oorspronkelijk bericht|(?:wiadomo\S{1,4} oryginalna|oryginalna wiadomo\S+)|"
    r"ursprungligt meddelande|forwarded message|weitergeleitete nachricht|message "
    r"transf\S{1,3}r\S+|"
    r"mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|元のメッセージ|original message"
    r")\s?[-_=*]{0,60}:?\s*$",
    re.IGNORECASE,
)
_BEGIN = re.compile(
    r"^(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|"
    r"début du message (?:réexpédié|transféré)|inizio messaggio inoltrato|"
    r"inicio del mensaje reenviado)\s?:\s*$",
    re.IGNORECASE,
)
_STARTER = re.compile(
    r"^(?:on|am|le|el|il|em|op|den|dnia|w dniu|på|\w{2,12}\.?,?\s\d{1,2}|\d)\b|^\d{4}年",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"(?=.{0,300}[\d@]).{0,300}\b(?:wrote|schrieb|hat .{0,80}geschrieben|a écrit|a ecrit|escribió|"
    r"escribio|ha scritto|scrive|escreveu|schreef|geschreven|napisał(?:\(a\)|a)?|pisze|skrev)"
    r".{0,160}[:：]\s*$|^\d{4}年\d{1,2}月\d{1,2}日.{0,200}[:：]\s*$"
    r"|^\d{4}[-/]\d{1,2}[-/]\d{1,2}.{0,160}<\S{1,200}@\S{1,200}>\s?[:：]\s*$",
    re.IGNORECASE,
)
_FROM_LABEL = re.compile(r"^\*{0,2}(?:From|Von|De|Da|Van|Od|Från|Fra|差出人)\s?\*{0,2}\s?[:：]")
_OTHER_LABEL = re.compile(
    r"^\*{0,2}(?:Sent|Gesendet|Envoyé|Enviado(?: el)?|Enviada(?: em)?|Inviato|Verzonden|Wysłano|"
    r"Skickat|送信日時|Date|Datum|Fecha|Data|日時|To|An|À|Para|A|Aan|Do|Till|宛先|Subject|Betreff|"
    r"Objet|Asunto|Oggetto|Assunto|Onderwerp|Temat|Ämne|件名)\s?\*{0,2}\s?[:：]"
)
_RULE = re.compile(r"^[_\-=]{10,}$")
_PHONE_LINE = re.compile(
    r"^(?:sent from (?:my |outlook|mail |yahoo|proton|samsung)|get outlook for|"
    r"von meinem .{1,30} gesendet|gesendet (?:von|mit|aus)\b|diese nachricht wurde von meinem|"
    r"envoyé de(?:puis)? mon|enviado desde mi|inviato da|enviado do meu|verzonden vanaf mijn|"
    r"verstuurd vanaf mijn|wysłane z|skickat från min|iphoneから送信)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^(?:(?:with )?(?:kind|best|warm|kindest|warmest)(?: regards| wishes)?|regards|cheers|"
    r"(?:many )?thanks(?: again)?|thank you|sincerely|yours(?: sincerely| truly| faithfully)?|"
    r"mit (?:freundlichen|besten|herzlichen) gr(?:ü|ue)(?:ß|ss)en|(?:viele|beste|liebe|schöne|"
    r"herzliche|freundliche) gr(?:ü|ue)(?:ß|ss)e|gruß|lg|vg|mfg|(?:bien )?cordialement|"
    r"bien à vous|cdlt|salutations(?: distinguées)?|meilleures salutations|saludos(?: cordiales)?|"
    r"un (?:cordial )?saludo|atentamente|cordiali saluti|distinti saluti|un saluto|saluti|"
    r"atenciosamente|cumprimentos|com os melhores cumprimentos|abraços|met vriendelijke "
    r"groet(?:en)?|"
    r"(?:vriendelijke )?groet(?:en|jes)?|mvg|pozdrawiam|z poważaniem|med vänlig(?:a)? "
    r"hälsning(?:ar)?|"
    r"vänliga hälsningar|hälsningar|mvh|よろしくお願い(?:いた|致)?します|敬具)[\s,.!。]{0,4}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Split:
    """`new` is the text to act on, `tail` the signature below it, `quoted` whether any was cut."""

    new: str
    tail: str
    quoted: bool

    @property
    def own(self) -> str:
        """All that is the sender's: the text and the signature."""
        return f"{self.new}\n{self.tail}".strip()


def split_reply(text: str) -> Split:
    """Take a reply apart; reads the first 60,000 characters."""
    lines = [line.rstrip()[:2_000] for line in text[:MAX_TEXT].split("\n")[:MAX_LINES]]
    kept, quoted = _without_quotes(lines)
    new, tail = _without_signature(kept)
    return Split(shorten(_join(new)), shorten(_join(tail)), quoted)


def shorten(text: str, limit: int = MAX_NEW_TEXT) -> str:
    """At most `limit` bytes of UTF-8, cut between characters."""
    return text.encode("utf-8", "ignore")[:limit].decode("utf-8", "ignore")


def _without_quotes(lines: list[str]) -> tuple[list[str], bool]:
    kept: list[str] = []
    index, quoted = 0, False
    while index < len(lines):
        line = lines[index]
        if line.lstrip().startswith(">"):
            index, quoted = index + 1, True
        elif length := _attribution(lines, index):
            quoted = True
            if not _quote_follows(lines, index + length):
                break
            index += length
        elif _old_message_starts(lines, index):
            quoted = True
            break
        else:
            kept.append(line)
            index += 1
    return kept, quoted


def _attribution(lines: list[str], index: int) -> int:
    """Number of lines of an "On …, … wrote:" that begins here, or 0."""
    if not _STARTER.match(lines[index].lstrip()):
        return 0
    joined = ""
    for length, line in enumerate(lines[index : index + 4], start=1):
        if not line.strip():
            return 0
        joined = f"{joined} {line.strip()}"[:500]
        if _ATTRIBUTION.match(joined.strip()):
            return length
    return 0


def _quote_follows(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index : index + 4] if line.strip()), "")
    return following.lstrip().startswith(">")


def _old_message_starts(lines: list[str], index: int) -> bool:
    line = lines[index].strip()
    if _MARK.match(line) or _BEGIN.match(line):
        return True
    if _RULE.match(line):
        following = (i for i in range(index + 1, min(index + 4, len(lines))) if lines[i].strip())
        return any(_header_block(lines, i) for i in list(following)[:1])
    return _header_block(lines, index)


def _header_block(lines: list[str], index: int) -> bool:
    if not _FROM_LABEL.match(lines[index].strip()):
        return False
    labels = [_OTHER_LABEL.match(line.strip()) for line in lines[index + 1 : index + 7]]
    return sum(1 for label in labels if label) >= 2


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    body = [line for line in lines if not _PHONE_LINE.match(line.strip())]
    start = _signature_start(body)
    return body[:start], body[start:]


def _signature_start(lines: list[str]) -> int:
    for index, line in enumerate(lines):
        has_text_above = any(above.strip() for above in lines[:index][-20:])
        if line.strip() in ("--", "—") and has_text_above:
            return index
        if has_text_above and _CLOSING.match(line.strip()) and _looks_signed(lines[index + 1 :]):
            return index
    return len(lines)


def _looks_signed(after: list[str]) -> bool:
    filled = [line for line in after if line.strip()]
    prose = any(line.rstrip().endswith("?") or len(line.split()) > 9 for line in filled[:3])
    return len(filled) <= 14 and not prose


def _join(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
