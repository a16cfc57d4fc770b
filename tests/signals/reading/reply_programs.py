"""Replies as Gmail, Outlook, Apple Mail and Thunderbird write them: text and HTML."""

from tests.signals.reading.reply_letters import (
    OLD,
    SUBJECT,
    WORD_HEAD,
    Bodies,
    Letter,
    bold,
    breaks,
    divs,
    escaped,
    footed,
    outlook_lines,
    quoted,
    word,
    wrapped,
)
from tests.signals.reading.reply_phrases import (
    APPLE,
    FORWARDED,
    GMAIL,
    ORIGINAL,
    OUTLOOK,
    PHONE,
    THUNDERBIRD,
    TOM,
)


def gmail(letter: Letter) -> Bodies:
    line = GMAIL[letter.language]
    sign = f"\n\n-- \n{letter.sign}" if letter.sign else ""
    text = f"{wrapped(letter.body)}{sign}\n\n\n{wrapped(line)}\n\n{quoted(wrapped(OLD))}\n"
    block = (
        '<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br>'
        '<div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">'
        f'<div dir="ltr">{divs(letter.sign)}</div></div>'
    )
    markup = (
        f'<div dir="ltr">{divs(letter.body)}{block if letter.sign else ""}</div><br>'
        f'<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f"{escaped(line)}<br></div>"
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
        f'rgb(204,204,204);padding-left:1ex"><div dir="ltr">{divs(OLD)}</div></blockquote></div>'
    )
    return footed(text, markup, letter)


def gmail_android(letter: Letter) -> Bodies:
    line = GMAIL[letter.language]
    text = f"{wrapped(letter.own)}\n\n{wrapped(line)}\n\n{quoted(wrapped(OLD))}\n"
    paragraphs = letter.own.split("\n")
    first = escaped(paragraphs[0])
    rest = "".join(f'<div dir="auto">{escaped(p) or "<br>"}</div>' for p in paragraphs[1:])
    markup = (
        f'<div dir="auto">{first}{rest}</div><br><div class="gmail_quote"><div dir="ltr" '
        f'class="gmail_attr">{escaped(line)}<br></div><blockquote class="gmail_quote" '
        f'style="margin:0 0 0 .8ex">{divs(OLD)}</blockquote></div>'
    )
    return footed(text, markup, letter)


def gmail_below(letter: Letter) -> Bodies:
    line = GMAIL[letter.language]
    text = f"{wrapped(line)}\n\n{quoted(wrapped(OLD))}\n\n{wrapped(letter.own)}\n"
    markup = (
        f'<div dir="ltr"><div dir="ltr"><br></div><div class="gmail_quote"><div dir="ltr" '
        f'class="gmail_attr">{escaped(line)}</div><blockquote class="gmail_quote">{divs(OLD)}'
        f"</blockquote><div><br></div>{divs(letter.own)}</div></div>"
    )
    return text, markup


def gmail_forward(letter: Letter) -> Bodies:
    mark = f"---------- {FORWARDED[letter.language]} ---------"
    name, _, to, subject, when = OUTLOOK[letter.language]
    block = f"{mark}\n{name}: {TOM}\nDate: {when}\n{subject}: {SUBJECT}\n{to}: <anna@nord.example>"
    text = f"{wrapped(letter.own)}\n\n{block}\n\n\n{OLD}\n"
    markup = (
        f'<div dir="ltr">{divs(letter.own)}</div><br><div class="gmail_quote"><div dir="ltr" '
        f'class="gmail_attr">{breaks(block)}<br></div><br><br>{divs(OLD)}</div>'
    )
    return text, markup


def outlook(letter: Letter) -> Bodies:
    block = outlook_lines(letter)
    text = f"{letter.own}\n\n{block}\n\n{OLD}\n"
    markup = (
        f'{WORD_HEAD}<body lang="EN-US" link="#0563C1"><div class="WordSection1">'
        f'{word(letter.own)}<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div '
        'style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{bold(block)}<o:p></o:p></p></div></div>'
        f"{word(OLD)}</div></body></html>"
    )
    return footed(text, markup, letter)


def outlook_html_only(letter: Letter) -> Bodies:
    return "", outlook(letter)[1]


def owa(letter: Letter) -> Bodies:
    block = outlook_lines(letter)
    text = f"{letter.own}\n{'_' * 32}\n{block}\n\n{OLD}\n"
    style = ' class="elementToProof" style="font-family: Aptos, sans-serif; font-size: 12pt;"'
    markup = (
        f'<html><body dir="ltr">{divs(letter.body, style)}<div id="Signature"{style}>'
        f'{divs(letter.sign) if letter.sign else ""}</div><div id="appendonsend"></div><hr '
        'tabindex="-1" style="display:inline-block; width:98%"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri, sans-serif" style="font-size:11pt">{bold(block)}</font>'
        f"<div>&nbsp;</div></div><div>{divs(OLD)}</div></body></html>"
    )
    return footed(text, markup, letter)


def outlook_ios(letter: Letter) -> Bodies:
    name = {"de": "Outlook für iOS beziehen", "fr": "Obtenir Outlook pour iOS"}
    link = name.get(letter.language, "Get Outlook for iOS")
    block = outlook_lines(letter)
    text = f"{letter.own}\n\n{link}<https://aka.ms/o0ukef>\n{'_' * 32}\n{block}\n\n{OLD}\n"
    markup = (
        f'<html><body><div dir="ltr">{divs(letter.own)}</div><div '
        'id="ms-outlook-mobile-signature" dir="ltr"><div><br></div><a '
        f'href="https://aka.ms/o0ukef">{link}</a></div><div '
        'id="mail-editor-reference-message-container"><hr style="display:inline-block;width:98%">'
        f'<div id="divRplyFwdMsg"><b>{bold(block)}</b></div>{divs(OLD)}</div></body></html>'
    )
    return text, markup


def outlook_mac(letter: Letter) -> Bodies:
    name, _, to, subject, when = OUTLOOK[letter.language]
    date = {"de": "Datum", "es": "Fecha", "it": "Data", "nl": "Datum", "pl": "Data"}
    label = date.get(letter.language, "Date")
    block = f"{name}: {TOM}\n{label}: {when}\n{to}: Anna Berg\n{subject}: Re: {SUBJECT}"
    text = f"{letter.own}\n\n{block}\n{OLD}\n"
    markup = (
        f'{WORD_HEAD}<body><div class="WordSection1">{word(letter.own)}<div '
        'style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in">'
        f'<p class="MsoNormal">{bold(block)}</p></div>{word(OLD)}</div></body></html>'
    )
    return text, markup


def original_message(letter: Letter) -> Bodies:
    mark = f"-----{ORIGINAL.get(letter.language, 'Original Message')}-----"
    text = f"{wrapped(letter.own)}\n\n{mark}\n{outlook_lines(letter)}\n\n{OLD}\n"
    return text, ""


def apple(letter: Letter) -> Bodies:
    line = APPLE[letter.language]
    text = f"{letter.own}\n\n> {line}\n>\n{quoted(OLD)}\n"
    text = text.replace(f"> {line}\n>", f"{line}\n")
    markup = (
        '<html><head><meta http-equiv="content-type"></head><body style="overflow-wrap: '
        f'break-word; line-break: after-white-space;">{divs(letter.own)}<div><br><blockquote '
        f'type="cite"><div>{escaped(line)}</div><br class="Apple-interchange-newline"><div>'
        f"{divs(OLD)}</div></blockquote></div><br></body></html>"
    )
    return text, markup


def iphone(letter: Letter) -> Bodies:
    phone, line = PHONE[letter.language], APPLE[letter.language]
    text = f"{letter.own}\n\n{phone}\n\n> {line}\n> \n{quoted(OLD, '> ')}\n".replace(
        "> " + line, line
    )
    markup = (
        f'<html><body dir="auto">{divs(letter.own)}<br id="lineBreakAtBeginningOfSignature"><div '
        f'dir="ltr">{phone}</div><div dir="ltr"><br><blockquote type="cite">{escaped(line)}<br>'
        f'<br></blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff{divs(OLD)}</div>'
        "</blockquote></body></html>"
    )
    return text, markup


def thunderbird(letter: Letter) -> Bodies:
    line = THUNDERBIRD[letter.language]
    sign = f"\n\n-- \n{letter.sign}" if letter.sign else ""
    text = f"{wrapped(letter.body, 70)}\n\n{line}\n{quoted(wrapped(OLD, 70))}\n{sign}\n"
    paragraphs = "".join(f"<p>{breaks(p)}</p>" for p in letter.body.split("\n\n"))
    block = f'<pre class="moz-signature" cols="72">-- \n{escaped(letter.sign)}</pre>'
    markup = (
        f'<html><body>{paragraphs}<p><br></p><div class="moz-cite-prefix">{line}<br></div>'
        f'<blockquote type="cite" cite="mid:1@ours.example">{divs(OLD)}</blockquote>'
        f"{block if letter.sign else ''}</body></html>"
    )
    return footed(text, markup, letter)


def thunderbird_text(letter: Letter) -> Bodies:
    line = THUNDERBIRD[letter.language]
    old = quoted(wrapped(OLD, 70))
    text = f"{line}\n{old}\n\n{wrapped(letter.own, 70)}\n"
    return text, ""
