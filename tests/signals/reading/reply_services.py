"""Replies as other programs and services write them: text and HTML, either may be empty."""

from tests.signals.reading.reply_letters import (
    OLD,
    SUBJECT,
    Bodies,
    Letter,
    bold,
    breaks,
    divs,
    escaped,
    quoted,
    wrapped,
)
from tests.signals.reading.reply_phrases import OUTLOOK, TOM


def yahoo(letter: Letter) -> Bodies:
    line = f"On Tuesday, March 3, 2026 at 10:12:33 AM GMT+1, {TOM} wrote:"
    if letter.language == "de":
        line = f"Am Dienstag, 3. März 2026 um 10:12:33 MEZ hat {TOM} Folgendes geschrieben:"
    if letter.language == "fr":
        line = f"Le mardi 3 mars 2026 à 10:12:33 UTC+1, {TOM} a écrit :"
    indented = quoted(OLD, "  ")
    text = f" {letter.own}\n\n    {line}  \n \n {indented}   \n"
    markup = (
        f'<html><body><div class="ydp1"><div dir="ltr">{divs(letter.own)}</div></div><div '
        'id="ydp2yahoo_quoted_1" class="ydp2yahoo_quoted"><div style="font-family:Helvetica">'
        f"<div>{escaped(line)}</div><div><br></div><div>{divs(OLD)}</div></div></div></body><"
        f"/html>"
    )
    return text, markup


def proton(letter: Letter) -> Bodies:
    line = f"On Tuesday, March 3rd, 2026 at 10:12 AM, {TOM} wrote:"
    old = quoted(OLD)
    text = f"{letter.own}\n\nSent with Proton Mail secure email.\n\n{line}\n\n{old}\n"
    markup = (
        f'<div style="font-family: Arial">{divs(letter.own)}</div><div '
        'class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent '
        'with <a href="https://proton.me">Proton Mail</a> secure email.</div></div><br><div '
        f'class="protonmail_quote">{escaped(line)}<br><br><blockquote class="protonmail_quote" '
        f'type="cite">{divs(OLD)}</blockquote></div>'
    )
    return text, markup


def webde(letter: Letter) -> Bodies:
    block = (
        'Gesendet: Dienstag, 3. März 2026 um 10:12 Uhr\nVon: "Tom Reed" <tom@ours.example>\n'
        f"An: anna@nord.example\nBetreff: {SUBJECT}"
    )
    text = f"{letter.own}\n\n{block}\n\n{OLD}\n"
    markup = (
        f'<html><body><div style="font-family: Verdana">{divs(letter.own)}<div>&nbsp;<div '
        'name="quote" style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><div>'
        f"{bold(block)}</div><div>{divs(OLD)}</div></div></div></div></body></html>"
    )
    return text, markup


def zoho(letter: Letter) -> Bodies:
    line = "---- On Tue, 03 Mar 2026 10:12:00 +0100 Tom Reed <tom@ours.example> wrote ---"
    text = f"{letter.own}\n\n\n\n\n\n{line}\n\n\n\n{OLD}\n"
    markup = (
        f'<html><body><div style="font-family: Verdana">{divs(letter.own)}<div '
        f'id="Zm-_Id_-Sgn" data-sigid="1"></div><br><div class="zmail_extra" '
        f'data-zbluepencil-ignore="true"><br><div id="Zm-_Id_-Sgn1">{escaped(line)}<br></div><br>'
        f'<blockquote id="blockquote_zmail">{divs(OLD)}</blockquote></div></div></body></html>'
    )
    return text, markup


def samsung(letter: Letter) -> Bodies:
    line = "-------- Original message --------"
    block = (
        f"From: {TOM} \nDate: 03/03/2026  10:12  (GMT+01:00) \nTo: anna@nord.example \nSubject: x"
    )
    text = f"{letter.own}\n\nSent from my Galaxy\n{line}\n{block} \n{OLD}\n"
    markup = (
        f'<html><body dir="auto">{divs(letter.own)}<div><br></div><div id="composer_signature" '
        'dir="auto"><div style="font-size:12px">Sent from my Galaxy</div></div><div><br></div>'
        f'<div align="left" style="font-size:100%"><div>{line}</div><div>{breaks(block)}</div>'
        f"</div>{divs(OLD)}</body></html>"
    )
    return text, markup


def notes(letter: Letter) -> Bodies:
    block = f"From:\t{TOM}\nTo:\tanna@nord.example\nDate:\t03.03.2026 10:12\nSubject:\t{SUBJECT}"
    text = f"{letter.own}\n\n\n\n{block}\n\n\n\n{OLD}\n"
    return text, ""


def groupwise(letter: Letter) -> Bodies:
    text = f"{letter.own}\n\n>>> {TOM} 03.03.2026 10:12 >>>\n{OLD}\n"
    return text, ""


def zimbra(letter: Letter) -> Bodies:
    name, sent, to, subject, when = OUTLOOK[letter.language]
    block = f'{name}: "Tom Reed" <tom@ours.example>\n{to}: "Anna" <anna@nord.example>\n'
    block += f"{sent}: {when}\n{subject}: {SUBJECT}"
    text = f"{letter.own}\n\n\n{block}\n\n{OLD}\n"
    markup = (
        f'<html><body><div style="font-family: arial">{divs(letter.own)}<br><hr id="zwchr" '
        f'data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{bold(block)}</div><div '
        f'data-marker="__QUOTED_TEXT__">{divs(OLD)}</div></div></body></html>'
    )
    return text, markup


def roundcube(letter: Letter) -> Bodies:
    lines = {
        "de": "Am 2026-03-03 10:12, schrieb Tom Reed:",
        "pl": "Dnia 2026-03-03 10:12 Tom Reed napisał(a):",
    }
    line = lines.get(letter.language, "On 2026-03-03 10:12, Tom Reed wrote:")
    text = f"{wrapped(letter.own)}\n\n{line}\n{quoted(OLD)}\n"
    markup = (
        f'<html><body style="font-size: 10pt">{divs(letter.own)}<p id="reply-intro">{line}</p>'
        '<blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid">'
        f'<div id="replybody1">{divs(OLD)}</div></blockquote></body></html>'
    )
    return text, markup


def horde(letter: Letter) -> Bodies:
    line = f"Zitat von {TOM}:" if letter.language == "de" else f"Quoting {TOM}:"
    return f"{letter.own}\n\n{line}\n\n{quoted(OLD)}\n\n\n", ""


def mutt(letter: Letter) -> Bodies:
    line = "On Tue, Mar 03, 2026 at 10:12:00AM +0100, Tom Reed wrote:"
    first, _, rest = OLD.partition("\n\n")
    old = f"{quoted(first)}\n>\n{quoted(rest)}"
    sign = f"\n\n-- \n{letter.sign}" if letter.sign else ""
    return f"{line}\n{old}\n\n{wrapped(letter.body, 72)}{sign}\n", ""


def claws(letter: Letter) -> Bodies:
    line = "On Tue, 3 Mar 2026 10:12:33 +0100\nTom Reed <tom@ours.example> wrote:"
    return f"{letter.own}\n\n{line}\n\n{quoted(OLD)}\n", ""


def superhuman(letter: Letter) -> Bodies:
    line = "On Tue, Mar 03, 2026 at 10:12 AM, Tom Reed < tom@ours.example > wrote:"
    text = (
        f"{letter.own}\n\nSent via Superhuman ( https://sprh.mn/?vip=anna@nord.example "
        f")\n\n{line}\n\n{quoted(OLD, '>')}\n"
    )
    markup = (
        f'<html><body><div><div>{divs(letter.own)}<br><div class="gmail_signature">Sent via '
        '<a href="https://sprh.mn/?vip=a">Superhuman</a></div></div><br><div class="gmail_extra">'
        f'<div class="gmail_quote">{escaped(line)}<br><blockquote class="gmail_quote">'
        f"{divs(OLD)}</blockquote></div></div></div></body></html>"
    )
    return text, markup


def front(letter: Letter) -> Bodies:
    line = "On March 3, 2026, 10:12 AM GMT+1 tom@ours.example wrote:"
    text = f"{letter.own}\n\n{line}\n{quoted(OLD)}\n"
    markup = (
        f'<div>{divs(letter.own)}</div><br><div class="front-signature"></div><div '
        f'class="front-blockquote"><p>{line}</p><blockquote type="cite">{divs(OLD)}</blockquote>'
        '</div><img src="https://t.example/o.gif" style="height:0px">'
    )
    return text, markup


def spark(letter: Letter) -> Bodies:
    line = f"On Mar 3, 2026 at 10:12 AM +0100, {TOM}, wrote:"
    text = f"{letter.own}\n{line}\n{quoted(OLD)}\n"
    markup = (
        f'<html><body><div name="messageBodySection"><div dir="auto">{divs(letter.own)}</div>'
        '</div><div name="messageSignatureSection"><br></div><div name="messageReplySection">'
        f'{escaped(line)}<br><blockquote type="cite" style="border-left: thin solid #1abc9c">'
        f"{divs(OLD)}</blockquote></div></body></html>"
    )
    return text, markup


def k9(letter: Letter) -> Bodies:
    line = f"On 3 March 2026 10:12:00 CET, {TOM} wrote:"
    if letter.language == "de":
        line = f"Am 3. März 2026 10:12:00 MEZ schrieb {TOM}:"
    sign = letter.sign or "This message was sent from my Android device with K-9 Mail."
    return f"{letter.body}\n-- \n{sign}\n\n{line}\n{quoted(OLD, '>')}\n", ""


def mailru(letter: Letter) -> Bodies:
    line = f"Вторник, 3 марта 2026, 10:12 +03:00 от {TOM}:"
    text = f"\n{letter.body}\n \n--\n{letter.sign}\n \n>{line}\n>\n{quoted(OLD, '>')}\n"
    text = text.replace(f">{line}", line)
    markup = (
        f'\n<HTML><BODY>{divs(letter.body)}<div data-signature-widget="container"><div>--<br>'
        f'{breaks(letter.sign)}</div></div><blockquote style="border-left:1px solid #0857A6;">'
        f"{line}<br><div>{divs(OLD)}</div></blockquote></BODY></HTML>"
    )
    return text, markup


def qq(letter: Letter) -> Bodies:
    block = (
        '发件人: "Tom Reed" <tom@ours.example>;\n发送时间: 2026年3月3日(星期二) 晚上6:12\n'
        f'收件人: "Anna"<anna@nord.example>;\n主题: {SUBJECT}'
    )
    dashes = "-" * 18
    text = f"{letter.own}\n\n\n\n\n{dashes} 原始邮件 {dashes}\n{block}\n\n\n\n{OLD}\n"
    markup = (
        f'{divs(letter.own)}<div><br></div><div style="font-size:12px">{dashes}&nbsp;原始邮件'
        f'&nbsp;{dashes}</div><div style="background:#efefef;padding:8px;">{bold(block)}</div>'
        f"{divs(OLD)}"
    )
    return text, markup


def netease(letter: Letter) -> Bodies:
    line = '在 2026-03-03 10:12:33，"Tom Reed" <tom@ours.example> 写道：'
    text = f"{letter.own}\n\n\n\n\n\n\n\n\n{line}\n{quoted(OLD, '>')}\n"
    markup = (
        f'<div style="line-height:1.7">{divs(letter.own)}<br><p>{escaped(line)}</p>'
        f'<blockquote id="isReplyContent" style="PADDING-LEFT: 1ex">{divs(OLD)}</blockquote></div>'
    )
    return text, markup


def naver(letter: Letter) -> Bodies:
    block = (
        f'From: "Tom Reed"<tom@ours.example>\nTo: <anna@nord.example>;\nCc:\nSent: 2026-03-03 (화) '
        f"10:12:33 (GMT+09:00)\nSubject: {SUBJECT}"
    )
    text = f"{letter.own}\n\n\n-----Original Message-----\n{block}\n\n{OLD}\n"
    markup = (
        f'<html><body><div style="font-size:10pt"><p>{breaks(letter.own)}</p><p><br></p><p '
        f'style="font-size:10pt"><b>-----Original Message-----</b><br>{bold(block)}</p>'
        f"{divs(OLD)}</div></body></html>"
    )
    return text, markup


def tutanota(letter: Letter) -> Bodies:
    line = "3 Mar 2026, 10:12 by tom@ours.example:"
    text = f"{letter.own}\n\n\n{line}\n\n{quoted(OLD)}\n"
    markup = (
        f"<html><body>{divs(letter.own)}<div><br></div><div>{line}<br></div><blockquote "
        f'class="tutanota_quote" style="border-left: 1px solid #93A3B8">{divs(OLD)}</blockquote>'
    )
    return text, markup


def kmail(letter: Letter) -> Bodies:
    line = "On Tuesday, 3 March 2026 10:12:33 CET Tom Reed wrote:"
    if letter.language == "de":
        line = "Am Dienstag, 3. März 2026, 10:12:33 CET schrieb Tom Reed:"
    return f"{line}\n{quoted(OLD)}\n\n{letter.own}\n\n\n", ""


def emclient(letter: Letter) -> Bodies:
    block = f"From {TOM}\nTo anna@nord.example\nDate 03/03/2026 10:12:33\nSubject {SUBJECT}"
    text = f"{letter.own}\n\n\n------ Original Message ------\n{block}\n\n{quoted(OLD)}\n"
    markup = (
        f"<html><body>{divs(letter.own)}<div><br></div><div>------ Original Message ------</div>"
        f'<div>{breaks(block)}</div><div><br></div><div id="x1"><blockquote cite="1" type="cite" '
        f'class="cite2">{divs(OLD)}</blockquote></div></body></html>'
    )
    return text, markup


def hey(letter: Letter) -> Bodies:
    line = "On March 3, 2026, Tom Reed <tom@ours.example> wrote:"
    text = f"{letter.own}\n\n{line}\n\n{quoted(OLD)}\n"
    markup = (
        f'<div class="trix-content">{divs(letter.own)}</div><br><div class="gmail_quote">'
        f"{escaped(line)}<blockquote>{divs(OLD)}</blockquote></div>"
    )
    return text, markup
