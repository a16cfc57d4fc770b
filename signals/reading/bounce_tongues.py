"""How mail systems tell a failure, tongue by tongue: what they call a message, and what befell it.

A row gives nouns for the message and for the one it was meant for, then what is said of them; a
failure is a noun near a saying. `TITLES` are whole subjects, as programs write them. Patterns over
lower-case text on one line, with bounded repeats; letters with accents may have lost them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True)
class Tongue:
    """Nouns of a message or its recipient, what is said of one that failed, and subjects."""

    nouns: str
    failed: str
    titles: str


TONGUES: Mapping[str, Tongue] = {
    "en": Tongue(
        r"(?:e-?)?mail|message|letter|deliver\w{0,8}|recipient|address(?:ee)?",
        r"could ?n[o']t (?:be )?(?:deliver|sen[dt]|reach|forward|accept|process|complet)\w{0,6}|"
        r"can ?n[o']t (?:be )?(?:deliver|sen[dt]|reach|forward|accept)\w{0,6}|"
        r"(?:was|were|has|have|is|are) (?:been |not |permanently |automatically |temporarily )"
        r"{0,2}(?:reject|block|refus|bounc|return|undeliver|declin|discard|quarantin|dropp)\w{1,4}|"
        r"(?:was|were|is|has|have) ?n[o't]{2,3} (?:been )?(?:able to )?(?:be )?"
        r"(?:deliver|accept|sen[dt]|receiv)\w{0,4}|fail(?:ed|ure)? (?:to|in) (?:deliver|sen[dt]|"
        r"reach)\w{0,4}|(?:unable|not able) to (?:be )?(?:deliver|sen[dt]|reach|forward)\w{0,4}|"
        r"not (?:be )?deliver(?:ed|able)|did ?n[o']t (?:arrive|go through|make it|get through|"
        r"reach)",
        r"(?:e-?mail|message|delivery|mail) (?:bounce|rejection|failure|error)|bounce (?:report|"
        r"notice|notif\w{0,8}|message|back)|(?:soft|hard)[- ]bounce|bounced\b|rejected by|"
        r"failure (?:notice|report)|not (?:be )?deliver(?:ed|able)|"
        r"(?:was|has been) (?:rejected|blocked|refused|returned|bounced)|mail rejected",
    ),
    "de": Tongue(
        r"nachricht|(?:e-?)?mail|zustellung|übermittlung|sendung|empfänger|empfaenger|adressat",
        r"nicht (?:zugestellt|zustellbar|zustellen|ausgeliefert|übermittelt|angenommen|erreicht|"
        r"versendet|gesendet|weitergeleitet werden|möglich)|fehlgeschlagen|gescheitert|"
        r"(?:abgewiesen|abgelehnt|zurückgewiesen|geblockt|blockiert|verweigert|zurückgeschickt|"
        r"zurückgesandt|zurückgesendet|verworfen)|unzustellbar|nicht bekannt|unbekannt",
        r"unzustellbar\w{0,10}|rückläufer|zustellung.{0,30}(?:fehl|gescheitert|unmöglich)",
    ),
    "fr": Tongue(
        r"message|courriels?|e-?mail|mail|mél|remise|livraison|destinataires?",
        r"(?:pas|n'[aé]\S{0,6}) (?:pas )?(?:pu |[ée]t[ée] )?(?:[êe]tre )?(?:remis|livr[ée]|"
        r"distribu|"
        r"d[ée]livr[ée]|transmis|achemin[ée]|envoy[ée])\w{0,3}|[ée]chou[ée]|[ée]chec|"
        r"(?:refus|rejet|bloqu|retourn)[ée]e?s?|non (?:remis|distribu|d[ée]livr)\w{0,3}|"
        r"impossible",
        r"non[- ](?:d[ée]livr|distribu|remis)\w{0,3}|avis (?:de non|d'[ée]chec)",
    ),
    "es": Tongue(
        r"mensajes?|correo(?: electr[oó]nico)?|e-?mail|entrega|env[ií]o|destinatari\w{1,3}",
        r"no (?:se )?(?:ha |han |pudo |puede |pudieron |fue |ha sido |pueda )?(?:podido )?(?:ser )?"
        r"(?:entreg|envi|recib|acept|lleg|posible)\w{0,5}|(?:rechaz|devuel|bloque|fallid|fallad|"
        r"fracas)\w{1,5}|fall[oó]",
        r"no se (?:pudo|puede|ha podido) (?:entregar|enviar)|no entregable",
    ),
    "it": Tongue(
        r"messaggi[oi]?|posta|e-?mail|mail|consegna|recapito|destinatari[oi]?",
        r"non (?:[èe] |[èe] stat[oa] |pu[òo] |sono |ha |[èe] possibile |[èe] stato possibile )?"
        r"(?:essere |stat[oi] |potuto )?(?:consegn|recapit|raggiun|invi|accett)\w{1,5}|"
        r"(?:respint|rifiutat|bloccat|restituit|fallit)\w|non riuscit[ao]",
        r"(?:consegna|recapito).{0,20}(?:fallit|non riuscit|impossibil)",
    ),
    "pt": Tongue(
        r"mensage(?:m|ns)|e-?mail|correio|entrega|envio|destinat[aá]ri\w{1,2}",
        r"n[ãa]o (?:p[ôo]de |foi |pode |foram |[ée] )?(?:poss[ií]vel |ser )?(?:entreg|envi|receb|"
        r"aceit)\w{1,5}|(?:rejeit|recus|devolv|bloque|retorn)\w{1,5}|falh(?:ou|a)",
        r"n[ãa]o entregue|falha (?:de|na|no) (?:entrega|envio)",
    ),
    "nl": Tongue(
        r"bericht|(?:e-?)?mail|bezorging|aflevering|geadresseerde|ontvanger",
        r"niet (?:worden |kunnen |kon )?(?:worden )?(?:bezorgd|afgeleverd|besteld|verzonden|"
        r"verstuurd|aangekomen|geaccepteerd)|mislukt|geweigerd|geblokkeerd|teruggestuurd|"
        r"onbestelbaar",
        r"(?:mislukt|geweigerd|geblokkeerd)e? (?:bericht|mail|bezorging|aflevering)|onbestelbaar",
    ),
    "pl": Tongue(
        r"wiadomo\S{1,6}|poczt\w{0,3}|e-?mail|list\w{0,2}|dostarcz\w{0,6}|odbiorc\w{1,3}|adresat\w{0,3}",
        r"nie (?:mog\S{1,3} |zosta\S{1,3} |mo[żz]na |uda\S{1,4} )?(?:zosta[ćc] |"
        r"by[ćc] )?(?:si[ęe] )?"
        r"(?:dostarcz|dor[ęe]cz|wys[łl]|dotar)\w{1,5}|niepowodzenie|odrzucon\w|zwr[óo]con\w|"
        r"zablokowan\w|nie powiod\S{1,4}",
        r"niedostarcz\w{1,6}",
    ),
    "sv": Tongue(
        r"meddelande\w{0,2}|mejl\w{0,3}|e-?post\w{0,4}|brev\w{0,2}|leverans\w{0,3}|mottagar\w{0,4}",
        r"(?:inte|ej) (?:kunde |kan )?(?:levereras|skickas|nås|levererat\w?|nått|kommit fram)|"
        r"(?:kunde|kan) (?:inte|ej)|misslyckade?s|avvisa[dt]\w?|nekade?s|returnera\w|studsa\w{0,2}",
        r"olevererbar\w?|går inte att leverera",
    ),
    "da": Tongue(
        r"meddelelse\w{0,2}|besked\w{0,2}|(?:e-?)?mail\w{0,2}|post|levering|modtager\w{0,2}",
        r"(?:kunne|kan) ikke|ikke (?:blevet )?(?:leveret|afleveret|sendt)|mislykked\w{1,3}|afvist|"
        r"returneret",
        r"ikke[- ]lever\w{1,6}|kan ikke leveres",
    ),
    "no": Tongue(
        r"melding\w{0,2}|(?:e-?)?post\w{0,2}|levering|mottaker\w{0,2}|brev\w{0,2}",
        r"(?:kunne|kan|lot seg) ikke|ikke (?:blitt )?(?:levert|sendt)|mislyktes|mislykket|avvist|"
        r"returnert",
        r"kan ikke leveres|ikke levert",
    ),
    "fi": Tongue(
        r"viesti\w{0,4}|sähköposti\w{0,4}|posti\w{0,3}|toimit\w{1,8}|vastaanottaj\w{1,6}",
        r"ei (?:voi(?:da|tu)? |voinut |ole )?(?:toimit|lähet|perill|välit)\w{0,5}|"
        r"epäonnistu\w{1,3}|"
        r"hylätt?\w{1,5}|palaute?tt\w|ei voitu|toimittamat\w{0,5}",
        r"toimittamat\w{0,5}|ei voi(?:tu|da)? toimittaa",
    ),
    "cs": Tongue(
        r"zpr[áa]v\w{1,3}|e-?mail\w{0,2}|pošt\w{1,2}|doručen\w{1,2}|p[řr][íi]jemc\w{1,3}|adres[áa]t\w{0,2}",
        r"ne(?:lze|bylo možné|podařilo se|šlo|mohl\w{0,2}) ?(?:být )?(?:doruč|odesl|"
        r"poslat)?\w{0,5}|"
        r"nebyl\w? doruč\w{1,4}|nedoruč\w{1,7}|se nepodařil\w|odmítnut\w{0,2}|vrácen\w|selhal\w|"
        r"ne(?:može|možno|podarilo|bol\w)",
        r"nedoruč\w{1,9}",
    ),
    "sk": Tongue(
        r"spr[áa]v\w{1,3}|doručen\w{1,3}|pr[íi]jemc\w{1,3}",
        r"ne(?:možno|podarilo|bol\w|dá sa).{0,20}(?:doruč|odosl)\w{1,5}|nedoruč\w{1,7}|zlyhal\w|"
        r"odmietnut\w|vráten\w",
        r"nedoručit\w{1,5}",
    ),
    "hu": Tongue(
        r"üzenet\w{0,4}|(?:e-?)?mail\w{0,4}|lev[ée]l\w{0,4}|kézbesít\w{1,6}|címzett\w{0,4}",
        r"nem (?:sikerült|lehet(?:ett)?|tudtuk|lett|került|volt)|sikertelen|kézbesíthetetlen|"
        r"visszautasít\w{1,4}|elutasít\w{1,4}|visszaküld\w{1,3}|meghiúsult",
        r"kézbesíthetetlen|sikertelen (?:kézbesítés|küldés)|nem kézbesít\w{1,5}",
    ),
    "ro": Tongue(
        r"mesaj\w{0,4}|e-?mail\w{0,3}|livrar\w{1,3}|destinatar\w{0,4}",
        r"nu (?:a |au |s-a |poate |putut )?(?:putut )?(?:fi )?(?:livr|trimis|reușit|reusit|"
        r"ajuns)\w{0,4}|"
        r"respins\w?|e[șs]ua\w{1,2}|returnat|nelivrabil\w?",
        r"nelivr\w{1,5}",
    ),
    "el": Tongue(
        r"μήνυμ\w{1,4}|μηνύμ\w{1,4}|παράδοσ\w{1,2}|παραλήπτ\w{1,3}|αλληλογραφ\w{1,2}|e-?mail",
        r"δεν (?:ήταν δυνατή |μπόρεσε |παραδόθηκε|ήταν δυνατό|είναι δυνατή|έφτασε|στάλθηκε)|"
        r"απέτυχε|αποτυχία|απορρίφθηκε|επιστράφηκε|αδύνατη",
        r"δεν (?:ήταν|είναι) δυνατή η παράδοση|αποτυχία|μη παραδο\w{1,8}|"
        r"επιστροφή (?:του )?μηνύματος|"
        r"δεν παραδόθηκε",
    ),
    "tr": Tongue(
        r"ileti\w{0,5}|mesaj\w{0,4}|e-?posta\w{0,4}|teslim\w{0,4}|alıcı\w{0,5}",
        r"(?:teslim edile?me\w{1,5}|gönderile?me\w{1,5}|ulaştırıla?ma\w{1,4}|iletile?me\w{1,4}|"
        r"ulaşma\w{1,3})|başarısız|reddedildi|iade edildi|geri (?:döndü|çevrildi)",
        r"teslim edile?me\w{1,4}|iletile?me\w{1,4}|gönderile?me\w{1,4}",
    ),
    "ru": Tongue(
        r"сообщени\w|письм\w|почт\w|доставк\w|адресат\w{0,2}|получател\w{1,2}",
        r"не (?:был[оа]? |может быть |могут быть |удалось |удаётся |удается |"
        r"смогл[иа]? )?(?:доставл\w{1,3}|"
        r"доставить|отправл\w{1,3}|отправить|прин\w{1,4}|передать|дошло|получено)|недоставлен\w{0,2}|"
        r"невозможн\w|отклонен\w|отклонён\w|отвергнут\w|возвра[щт]\w{1,5}|заблокирован\w|ошибк\w",
        r"не доставлен\w|недоставлен\w{0,4}|невозможн\w{1,2} доставить|не уда[её]тся доставить|"
        r"сбой доставки|отч[её]т о (?:не)?доставке",
    ),
    "uk": Tongue(
        r"повідомлен\w{1,3}|лист\w{0,2}|пошт\w{1,2}|доставк\w|доставлен\w{1,3}|адресат\w{0,2}|одержувач\w{0,2}",
        r"не (?:було |може бути |вдалося |вдається )?(?:доставл\w{1,4}|доставити|"
        r"надісла\w{1,3}|прийнят\w{1,2})|"
        r"неможлив\w|відхилен\w|повернут\w|помилк\w|не існує",
        r"не (?:вдалося|вдається) доставити|не доставлен\w|недоставлен\w{0,3}|недоставн\w{1,3}|"
        r"помилка доставки|повернен\w{1,3} листа",
    ),
    "bg": Tongue(
        r"съобщени\w{1,3}|писмо\w{0,2}|доставк\w{1,3}|получател\w{0,3}",
        r"не (?:можа|може|беше|бе|е) (?:да )?(?:бъде )?(?:достав|изпрат|приет)\w{1,4}|неуспешн\w|"
        r"отхвърлен\w|върнат\w|недоставен\w",
        r"недостав\w{1,5}|не може да (?:бъде )?достав\w{1,3}|неуспешн\w доставка",
    ),
    "hr": Tongue(
        r"poruk\w{1,3}|pošt\w{1,2}|sporočil\w{0,2}|isporuk\w|dostav\w{0,3}|primatelj\w{0,3}|prejemnik\w{0,2}",
        r"ni(?:je|su|so)? (?:bil\w )?(?:mogu[ćc]e |mogla |mogel |mogoče )?(?:biti )?(?:dostav|"
        r"isporu[čc]|uru[čc]|"
        r"posla)\w{1,4}|neuspjel\w|neuspešn\w|odbijen\w|zavrnjen\w|vra[ćc]en\w|vrnjen\w|"
        r"ne mo[žz]e se",
        r"neisporu[čc]\w{1,5}|neuspjel\w isporuk\w|nedostav\w{1,6}|ni mogoče dostaviti|ne može se "
        r"isporučiti",
    ),
    "baltic": Tongue(
        r"laišk\w{1,3}|pranešim\w{1,3}|vēstul\w{1,3}|ziņojum\w{1,3}|kiri\w?|sõnum\w{0,3}|teade|teate\w{0,2}|"
        r"adresat\w{0,2}|saaja\w{0,3}",
        r"nepristat\w{1,5}|nebuvo pristat\w{1,4}|nepavyko|grąžint\w{1,2}|atmest\w{1,2}|"
        r"nepiegād\w{1,5}|"
        r"nevar(?:ēja)? piegādāt|noraidīt\w{1,2}|ei (?:saa(?:nud)?|õnnestunud) (?:kohale )?"
        r"(?:toimeta\w{1,2}|edastada)|ebaõnnestus|tagastat\w{1,2}",
        r"nepristat\w{1,6}|nepiegād\w{1,5}|nepavyko pristatyti|kohaletoimetamatu|edastamatu|"
        r"ebaõnnestunud",
    ),
    "he": Tongue(
        r"הודע\S{0,3}|דואר|מסירה|נמען|נמענים|נמעני",
        r"נכשלה|נכשל|לא (?:ניתן|נמסרה|נמסר|הגיעה|נשלחה)|נדחתה|הוחזרה|נחסמה",
        r"לא ניתן למסירה|לא נמסרה|המסירה נכשלה|כשל במסירה|הוחזרה",
    ),
    "ar": Tongue(
        r"رسال\S{0,4}|بريد\S{0,3}|تسليم\S{0,3}|المستلم\S{0,3}",
        r"فشل\S{0,2}|تعذر|يتعذر|لم يتم|لا يمكن|رفض\S{0,2}|مرفوض\S{0,2}|لم تصل",
        r"(?:ي?تعذر|فشل|لم يتم) (?:ال)?تسليم|غير قابل\S{0,2} للتسليم",
    ),
    "ja": Tongue(
        r"メール|メッセージ|宛先|配信|配達|送信|受信者",
        r"(?:でき|出来|され|届き|行え)(?:ません|なかった|ず)|失敗|不能|エラー|拒否|返送|差し戻|戻(?:って|され)|"
        r"(?:ありません|おりません|存在しない)",
        r"未送達|未配信|不達|返送|配信(?:不可|エラー|失敗|不能)|送信(?:不可|エラー|失敗)|拒否されました|"
        r"届きませんでした|送れません",
    ),
    "zh": Tongue(
        r"邮件|郵件|信件|收件人|收信人|投递|投遞|发送|發送|传递|電郵",
        r"(?:无法|無法|未能|不能|没有|沒有)(?:成功)?(?:投递|投遞|送达|送達|发送|發送|递送|遞送|传递|傳遞|傳送|寄送|寄达|接收)|"
        r"失败|失敗|被?退(?:回|信)|退訊|拒绝|拒絕|拒收|不存在|未送达|未送達|遭退",
        r"未送达|未送達|无法(?:传递|送达|投递|发送)|無法(?:傳遞|送達|投遞|傳送|寄送)|退(?:信|回|件|訊)|"
        r"(?:投递|投遞|发送|發送|传递|递送|寄送)(?:失败|失敗|错误)|被拒(?:绝|絕|收)",
    ),
    "ko": Tongue(
        r"메일|메시지|편지|배달|전송|발송|전달|수신(?:인|자)|받는 ?사람",
        r"(?:하|되|받|할|될)지 ?(?:못|않)\S{0,4}|할 수 없|될 수 없|실패|반송|거부|거절|"
        r"차단|없습니다|존재하지",
        r"(?:배달|전송|발송|전달)\S{0,3} ?(?:되지 않|실패|불가|오류|할 수 없)|반송|수신 ?거부|"
        r"배달되지 않음",
    ),
    "th": Tongue(
        r"ข้อความ|อีเมล|จดหมาย|ผู้รับ|การส่ง",
        r"ไม่สามารถ|ล้มเหลว|ไม่สำเร็จ|ถูกปฏิเสธ|ตีกลับ|ส่งไม่ถึง",
        r"ไม่สามารถส่ง|ส่งไม่ถึง|ส่งไม่สำเร็จ|ล้มเหลว|ตีกลับ",
    ),
    "vi": Tongue(
        r"thư|tin nhắn|e-?mail|người nhận",
        r"không (?:thể (?:gửi|chuyển|phân phối|giao)|gửi được|chuyển được|được gửi)|thất bại|"
        r"bị (?:từ chối|trả lại|chặn)",
        r"không (?:thể )?(?:gửi|chuyển|phân phối|giao) (?:được|thư)|gửi (?:thư )?(?:thất bại|không "
        r"thành công)|thư bị trả lại|không gửi được",
    ),
    "id": Tongue(
        r"pesan|surat|e-?mail|surel|penerima|mesej|penghantaran|pengiriman",
        r"(?:tidak|tak) (?:dapat|bisa|boleh|berhasil|ter)\s?(?:di)?(?:kirim|hantar|sampai)\w{0,3}|"
        r"gagal|ditolak|dikembalikan|diblokir",
        r"gagal (?:dikirim|mengirim)|tidak terkirim",
    ),
}

#: Subjects of notices.
TITLES = "|".join(tongue.titles for tongue in TONGUES.values())

_BEFORE, _AFTER, _MAX_SAYINGS = 90, 60, 20
_PAIRS = tuple((re.compile(tongue.failed), re.compile(tongue.nouns)) for tongue in TONGUES.values())


def saying_of_failure(text: str) -> str:
    """The words by which a text says that a message failed, in any tongue here, or nothing.

    text: lower case, on one line; the caller bounds it.
    """
    for failed, nouns in _PAIRS:
        for match in islice(failed.finditer(text), _MAX_SAYINGS):
            start, end = max(0, match.start() - _BEFORE), match.end() + _AFTER
            if nouns.search(text[start : match.start()]) or nouns.search(text[match.end() : end]):
                return match[0]
    return ""
