"""Words with which mail programs announce an old message, in some forty languages.

All patterns are matched against folded text (see `lines.folded`): lower case, `ß` as `ss`.
"""

import re

_WROTE = (
    "wrote|writes|schrieb(?:en)?|geschrieben|schreibt|(?:a )?[ée]crit|ha scritto|scrive|scritto|"
    "escribi[oó]|"
    "escreveu|escreveram|schreef|geschreven|napisał(?:\\(a\\)|a)?|pisze|skrev|kirjoitti|napsala?|"
    "napsal\\(a\\)|p[ií]še|napísala?|napísal\\(a\\)|írta|írt|a scris|έγραψε|yazdı|tarihinde|"
    "написала?|"
    "написав|написал\\(а\\)|пишет|пише|напиша|написа|писал|kirjutas|rakstīja|rašė|je "
    "napisa[ol]a?|napisao|"
    "va escriure|idatzi zuen|escribiu|đã viết|viết|menulis|ditulis|เขียน|写道|寫道|님이 작성|작성|"
    "のメール|さんは書きました|書きました|כתב|כתבה|מאת|كتب|كتبت|بواسطة|نوشت|ने लिखा|gwrote|skrifaði"
)
#: The verb of an attribution; letters of other words around it do not count.
WROTE = re.compile(rf"(?<![^\W_])(?:{_WROTE})(?![a-zà-ÿ])")

#: "Quoting Tom Reed <…>:", which needs no date.
QUOTING = re.compile(
    r"^(?:quoting|zitat von|zitiere|citando|citation de|cita de|quotando|citat fr[åa]n|citerar|"
    r"mensagem de|cytowanie|cytat|цитирую|引用)\s.{2,200}[:：]$"
)

#: How the first line of an attribution begins.
STARTER = re.compile(
    r"^(?:in a message dated|on|at|am|um|le|el|il(?: giorno)?|em|no dia|op|den|d\.|dnia|w dniu|"
    r"wiadomość napisana|"
    r"dne|dňa|"
    r"pe|în|la|på|στις|stis|vào|pada|dana|ngày|в|на|у|在|于|em data de|a les|the|quoting|zitat|"
    r"בתאריך|ב-|في|در)\s|^(?:\d{1,4}[./年年 -]|\d{4}년|[^\W\d]{2,14}[.,]{0,2}\s?\(?\d{1,4}\b)"
    r"|^[^\W\d]{2,14}[.,]{1,2}\s[^\W\d]{2,14}\.?\s\d{1,2}\b|^[^\W\d]{2,14}[.,]{1,2}\s\d{1,2}\b"
)

#: "-----Original Message-----" and its kin, without the dashes.
ORIGINAL = re.compile(
    r"^(?:original(?:e|t)?[ -]?(?:message|e?-?mail|nachricht|bericht|meddelande|melding|messaggio)|"
    r"(?:the )?original message|urspr.{1,3}ngliche (?:nachricht|mail|e-mail)|originalnachricht|"
    r"message (?:d.origine|original|initial)|courriel original|messaggio originale|"
    r"(?:mensaje|mensagem|missatge|mensaxe) orixinal|(?:mensaje|mensagem|missatge) original|"
    r"oorspronkelijke? (?:bericht|e-?mail)|(?:wiadomo\S{1,4} oryginalna|oryginalna wiadomo\S+)|"
    r"ursprungligt (?:meddelande|mail)|oprindelig (?:meddelelse|besked|mail)|"
    r"opprinnelig (?:melding|e-post)|alkuperäinen viesti|původní (?:zpráva|e-mail)|"
    r"pôvodná správa|eredeti üzenet|mesaj original|mesajul original|αρχικό μήνυμα|"
    r"(?:orijinal|özgün|asıl|ilk) (?:mesaj|ileti)|исходное сообщение|оригинальное сообщение|"
    r"(?:пересылаемое|первоначальное) сообщение|вихідне повідомлення|оригінальне повідомлення|"
    r"元のメッセージ|原始邮件|原始郵件|原郵件|原邮件|원본 메일|원본 메시지|원본메일|הודעה מקורית|"
    r"الرسالة الأصلية|izvorna poruka|izvirno sporočilo|оригинално съобщение|thư gốc|"
    r"(?:begin )?(?:forwarded|fwd:?) (?:message|mail|email)|"
    r"(?:anfang der )?weitergeleitete[nr]? (?:nachricht|e-?mail|mail)|"
    r"(?:début du )?(?:message|courriel) (?:transféré|réexpédié|transmis)|"
    r"(?:inicio del )?mensaje reenviado|(?:inizio )?messaggio inoltrato|"
    r"(?:início da )?mensagem (?:encaminhada|reencaminhada)|(?:begin )?doorgestuurd bericht|"
    r"(?:początek )?(?:treść )?przekazan(?:ej|a) wiadomoś\S+|vidarebefordrat (?:meddelande|brev)|"
    r"vidarebefordra\S* meddelande|videresendt (?:meddelelse|besked|melding)|"
    r"välitetty viesti|přeposlaná zpráva|továbbított üzenet|mesaj redirecționat|"
    r"προωθημένο μήνυμα|iletilen (?:ileti|mesaj)|пересланное сообщение|переслане повідомлення|"
    r"転送された?メッセージ|転送メッセージ|转发的?邮件(?:信息)?|전달된 메일|전달된 메시지|"
    r"הודעה שהועברה|رسالة معاد توجيهها|reply message|antwort auf|vorherige nachricht)\s?[:：]?$"
)

_FROM = (
    "from|von|de la|de|da|van|od|från|fra|lähettäjä|odesílatel|odosielateľ|feladó|от кого|от|"
    "відправник|від|από|kimden|gönderen|expéditeur|remitente|mittente|remetente|afzender|"
    "差出人|送信者|发件人|寄件者|寄件人|보낸 ?사람|보낸이|발신|"
    "מאת|من|expeditor|пошиљалац|šalje|pošiljatelj|nuo|no|saatja|"
    "absender|emetteur|avsändare|afsender|avsender|nadawca|gesendet von"
)
_SENT = (
    "sent|gesendet(?: am)?|envoyé(?: le)?|envoye|enviado(?: el| em)?|enviada(?: em| el)?|"
    "inviato(?: il)?|"
    "verzonden|wysłano|wysłane|skickat|sendt|lähetetty|odesláno|odoslané|elküldve|küldve|"
    "küldés dátuma|"
    "trimis|отправлено|дата отправки|надіслано|στάλθηκε|gönderildi|gönderme tarihi|gönderilme "
    "tarihi|"
    "date(?: d.envoi)?|datum|data|fecha|dato|pvm|päivämäärä|päiväys|dátum|дата|ημερομηνία|tarih|"
    "送信日時|日時|日付|发送时间|發送時間|發送日期|日期|时间|寄件日期|傳送時間|"
    "보낸 ?날짜|보낸 ?시간|날짜|일시|"
    "נשלח|תאריך|تاريخ الإرسال|تم الإرسال|التاريخ|dana|poslano|išsiųsta|nosūtīts|saadetud|date "
    "sent|timestamp"
)
_TO = (
    "to|an|à|a|para|per|aan|do|till|til|vastaanottaja|komu|pre|címzett|către|la|кому|одержувач|"
    "προς|kime|alıcı|宛先|收件人|收件者|받는 ?사람|받는이|수신|אל|إلى|prima|za|kam|kam:|kellele|"
    "destinataire|destinatario|destinatário|ontvanger|empfänger|mottagare|modtager|adresat"
)
_CC = (
    "cc|c\\.c\\.|kopie|kopia|kopio|copie(?: à)?|copia|cópia|kopi|másolatot kap|копия|копія|"
    "κοιν\\.?|bilgi|抄送|副本|참조|עותק|نسخة|bcc"
)
_SUBJECT = (
    "subject|betreff|betr\\.?|objet|sujet|asunto|oggetto|assunto|onderwerp|temat|ämne|emne|"
    "aihe|předmět|"
    "predmet|tárgy|subiect|тема|θέμα|konu|件名|题名|主题|主旨|主題|标题|제목|נושא|الموضوع|naslov|zadeva|"
    "tēma|teema|efni|re"
)
_OTHER = (
    "reply-to|antwort an|organization|message-id|attachments?|anlagen?|pièces jointes|"
    "importance|wichtigkeit|priority"
)
_END = r"\s{0,2}[*_\])]{0,2}\s{0,2}[:：]"

#: One field of the header of an old message; the group that matched says which.
LABEL = re.compile(
    rf"^[*_\s\[(>]{{0,4}}(?:(?P<sender>{_FROM})|(?P<sent>{_SENT})|(?P<to>{_TO})|(?P<cc>{_CC})|"
    rf"(?P<subject>{_SUBJECT})|(?P<other>{_OTHER})){_END}"
)
#: The same anywhere in a line, for headers that were run together.
LABELS_IN_LINE = re.compile(
    rf"(?<!\S)[*_]{{0,2}}(?:(?P<sender>{_FROM})|(?P<sent>{_SENT})|(?P<to>{_TO})|"
    rf"(?P<subject>{_SUBJECT})){_END}\s"
)

#: Lines that begin an old message by themselves.
HISTORY = re.compile(
    r"^.{0,200}---\s?\d{1,4}[./-]\d{1,2}[./-]\d{2,4}[ ,]{1,2}\d{1,2}[:.]\d{2}.{0,20}---"
    r"|^message du \d{1,2}/\d{1,2}/\d{2,4} \d{1,2}:\d{2}$"
    r"|^inactive hide details for\b"
    r"|^>{2,3}\s.{3,200}\s>{2,3}$"
)

#: Help desks ask to answer above such a line.
ABOVE_LINE = re.compile(
    r"^[\W_]*(?:please )?(?:type|write|reply|enter).{0,20} (?:reply |answer )?above this "
    r"line[\W_]*$"
    r"|^[\W_]*(?:bitte )?(?:antworten sie|schreiben sie).{0,30}(?:oberhalb|über) dieser "
    r"(?:linie|zeile)[\W_]*$"
)

#: "My answers are in red": coloured text among the old message is new.
INLINE = re.compile(
    r"\b(?:in ?-?line|below|in (?:red|blue|green|bold|colou?r|purple)|see (?:my )?(?:comments|"
    r"answers|replies)|"
    r"unten|unterhalb|im text|in (?:rot|blau|grün|farbe)|siehe unten|ci-dessous|en (?:rouge|"
    r"bleu|vert)|"
    r"más abajo|abajo|en (?:rojo|azul|verde)|in (?:rosso|blu|verde)|di seguito|qui sotto|"
    r"abaixo|em (?:vermelho|azul)|"
    r"hieronder|in het (?:rood|blauw)|poniżej|na czerwono|nedan|i rött|nedenfor|med rødt)\b|下記|"
    r"赤字|青字|红色"
)
