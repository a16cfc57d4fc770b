"""Lines that announce an old message, as programs and services write them in many languages."""

import pytest

from signals.reading.quoting import split_reply

SENDER = "Anna Berg <anna@nord.example>"
MARKS = [
    "Tom Reed <tom@ours.example> hat am 03.03.2026 10:12 CET geschrieben:",
    "On Tuesday, March 03, 2026 10:12 CET, Tom Reed <tom@ours.example> wrote:",
    "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐",
    "—— Original message ——",
    "In a message dated 3/3/2026 10:12:33 A.M. Eastern Standard Time, tom@ours.example writes:",
    "-----Tom Reed <tom@ours.example> wrote: -----\nTo: anna@nord.example\nFrom: Tom Reed "
    "<tom@ours.example>\nDate: 03/03/2026 10:12AM\nSubject: x",
    "On Tuesday, Mar 03, 2026 at 10:12 AM, Tom Reed <tom@ours.example "
    "(mailto:tom@ours.example)> wrote:",
    "-------- Forwarded Message --------\nSubject: x\nDate: Tue",
    "Op di 3 mrt. 2026 om 10:12 schreef Tom Reed <\ntom@ours.example>:",
    "Am Di., 3. März 2026 um 10:12 Uhr schrieb Tom Reed <\ntom@ours.example>:",
    "Le mar. 3 mars 2026 à 10:12, Tom Reed via Ours\n<tom@ours.example> a\nécrit :",
    "El mar., 3 mar. 2026 10:12, Tom Reed <tom@ours.example>\nescribió:",
    "Pada tanggal Sel, 3 Mar 2026 pukul 10.12 Tom Reed <tom@ours.example>\nmenulis:",
    "เมื่อ อ. 3 มี.ค. 2026 เวลา 10:12 Tom Reed <tom@ours.example> เขียนว่า:",
    "El dt., 3 de març 2026, 10:12, Tom Reed <tom@ours.example> va escriure:",
    "ut 3. 3. 2026 o 10:12 Tom Reed <tom@ours.example> napísal(a):",
    "V V tor., 3. mar. 2026 ob 10:12 je oseba Tom Reed <tom@ours.example> napisala:",
    "uto, 3. ožu 2026. u 10:12 Tom Reed <tom@ours.example> napisao je:",
    "На вт, 3.03.2026 г. в 10:12 Tom Reed <tom@ours.example> написа:",
    "Kuupäev T, 3. märts 2026 kell 10:12 kirjutas Tom Reed <tom@ours.example>:",
    "מאת: Tom Reed\nנשלח: יום שלישי 3 מרץ 2026 10:12\nאל: Anna\nנושא: x",
    "من: Tom Reed\nتاريخ الإرسال: 3 مارس 2026 10:12\nإلى: Anna\nالموضوع: x",
    "Gönderen: Tom Reed\nGönderilme: 3 Mart 2026 Salı 10:12\nKime: Anna\nKonu: x",
    "差出人： Tom Reed\n送信日時： 2026年3月3日\n宛先： Anna\n件名： x",
    "寄件者: Tom Reed\n日期: 2026年3月3日\n收件者: Anna\n主旨: x",
    "From: Tom Reed <tom@ours.example> Sent: Tuesday, March 3, 2026 10:12 AM To: Anna Subject: x",
    "Tom Reed <tom@ours.example> ezt írta (időpont: 2026. márc. 3., Ke 10:12):",
    "tom@ours.example wrote on 03.03.2026 10:12:",
    "03.03.2026 10:12, Tom Reed <tom@ours.example> kirjoitti:",
    "Fra: Tom Reed [mailto:tom@ours.example]\nSendt: 3. marts 2026 10:12\nTil: Anna\nEmne: x",
    "Lähettäjä: Tom Reed\nLähetetty: tiistai\nVastaanottaja: Anna\nAihe: x",
    "On 3 Mar 2026 10:12, Tom Reed <tom@ours.example> wrote:",
    'On Mar 3, 2026 10:12 AM, "Tom Reed" <tom@ours.example> wrote:',
    'Am 03.03.2026 10:12 schrieb "Tom Reed" <tom@ours.example>:',
    "2026-03-03 10:12 GMT+01:00 Tom Reed <tom@ours.example>:",
    "Tom Reed (tom@ours.example) schreef op dinsdag 3 maart 2026 om 10:12:",
    "---- Am Di, 03 Mrz 2026 10:12:00 +0100 Tom Reed <tom@ours.example> schrieb ----",
    "---- Le mar., 03 mars 2026 10:12:00 +0100 Tom Reed <tom@ours.example> écrit ----",
    "Am 03.03.26, 10:12 schrieb Tom Reed <tom@ours.example>:",
    'Sent: Tuesday, March 03, 2026 at 10:12 AM\nFrom: "Tom Reed" <tom@ours.example>\nTo: '
    "a\nSubject: x",
    "*From: *Tom Reed <tom@ours.example>\n*Date: *Tuesday, 3 March 2026\n*To: *Anna\n*Subject: *x",
    "* From:* Tom\n* Sent:* x\n* To:* y",
    'Message du 03/03/26 10:12\nDe : "Tom Reed" \nA : anna\nObjet : x',
    "On Tue, Mar 3, 2026, at 10:12 AM, Tom Reed wrote:",
    "---------- Ursprungligt meddelande ----------\nFrån: Tom",
    "Op 3 mrt. 2026, om 10:12 heeft Tom Reed <tom@ours.example> het volgende geschreven:",
]
SIGN_OFFS = [
    *(
        "Sincerely yours,",
        "Viele Grüße und schönes Wochenende",
        "Liebe Grüße 😊",
        "Thanks a bunch,",
    ),
    *("Pozdrawiam serdecznie", "Un cordiale saluto", "Grazie e cordiali saluti", "Danke und Gruß"),
    *("Muchas gracias y saludos", "İyi çalışmalar dilerim,", "Med venlig hilsen / Best regards"),
    *("Beste Grüße nach London", "Best wishes for the new year,", "Lieben Dank und viele Grüße"),
]
DEVICES = [
    *(
        "Scarica Outlook per iOS",
        "iOS 版 Outlook を入手",
        "Von unterwegs gesendet",
        "Sent from Nine",
    ),
    *("Envoyé depuis mon smartphone Samsung Galaxy.", "发自我的华为手机", "Sent on the move"),
    *("Отправлено с мобильного устройства", "iPhone'umdan gönderildi", "Wysłane z telefonu"),
    *("Envoyé de mon mobile Orange", "Sent with Mailsuite", "Lähetetty iPhonesta"),
]


@pytest.mark.parametrize("old", ["Hi there,\nwould a call make sense?", "> Hi there"])
@pytest.mark.parametrize("mark", MARKS)
def test_what_follows_an_announcement_is_old(mark: str, old: str) -> None:
    assert split_reply(f"Yes, it works.\n\n{mark}\n\n{old}", SENDER).new == "Yes, it works."


@pytest.mark.parametrize("line", [*(f"{words}\nAnna" for words in SIGN_OFFS), *DEVICES])
def test_what_stands_below_a_text_is_not_part_of_it(line: str) -> None:
    assert split_reply(f"Yes, it works.\n\n{line}", SENDER).new == "Yes, it works."


@pytest.mark.parametrize("name", ["Anna", "- Anna", "AB", "a.", "/Anna", "Anna B.", "Ann"])
def test_a_name_alone_below_a_text_is_a_signature(name: str) -> None:
    assert split_reply(f"Yes, it works.\n\n{name}", SENDER).new == "Yes, it works."


@pytest.mark.parametrize("word", ["Monday", "Karl", "Yes", "12", "Lyon please"])
def test_another_word_alone_below_a_text_is_text(word: str) -> None:
    assert split_reply(f"As you asked.\n\n{word}", SENDER).new == f"As you asked.\n\n{word}"
