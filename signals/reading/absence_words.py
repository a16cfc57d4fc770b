"""How automatic answers speak, by language; patterns for folded text (see vocabulary.vocabulary).

`SUBJECT` begins the subject of an automatic answer and of nothing else, `TOPIC` is only a hint,
`SAYS` names the machine, `ABSENT` is what people also write by hand, `FORM` is the polite frame
that goes with it. None of them decides alone but `SUBJECT`.
"""

from collections.abc import Mapping

SUBJECT: Mapping[str, str] = {
    "en": (
        "automatic (?:reply|response|answer)|auto[- ]?(?:reply|response|responder|answer)|"
        "automated (?:reply|response|message)|vacation (?:reply|response|notice|message)|"
        "out[- ]of[- ](?:the )?office (?:auto-?reply|automatic|re:|reply|response|message|"
        r"notice|notification)|ooo reply|request received(?=\])|ticket received(?= ?[:–-])"
    ),
    "de": r"automatische (?:antwort|ruckmeldung|empfangsbestatigung|eingangsbestatigung|"
    r"nachricht|mitteilung|e-?mail)|abwesenheits\w+|urlaubs(?:notiz|meldung|benachrichtigung)|"
    r"autom\. ?antwort|autoantwort",
    "fr": r"r[ée]ponse (?:automatique|auto)|(?:message|avis|notification) d'absence|"
    r"message automatique|absence du bureau",
    "es": r"(?:respuesta|contestaci[oó]n|mensaje) autom[aá]tic[ao]|auto-?respuesta|"
    r"(?:aviso|mensaje|notificaci[oó]n) de ausencia",
    "it": r"(?:risposta|messaggio) automatic[ao]|avviso di assenza|risponditore automatico",
    "pt": (
        "(?:resposta|mensagem) autom[aá]tica|auto-?resposta|(?:aviso|mensagem) de (?:aus[eê]ncia|"
        "f[eé]rias)"
    ),
    "nl": r"automatische? (?:antwoord|beantwoording|reactie|bericht|afwezigheid\w*)|"
    r"afwezigheids\w+|afwezigheidsbericht|out of office (?:bericht|melding)",
    "pl": r"odpowied[zź] automatyczna|automatyczna odpowied[zź]|autoodpowied[zź]|autoresponder",
    "sv": r"auto(?:matiskt )?(?:-)?svar|frånvaro(?:meddelande|besked)|semestermeddelande",
    "da": r"auto(?:matisk )?(?:-)?svar|fraværs(?:besked|meddelelse)|feriebesked",
    "no": r"fraværs(?:melding|assistent\w*)|feriemelding",
    "fi": (
        r"automaattinen (?:vastaus|poissaolo\w*)|autom\. vastaus|poissaolo(?:viesti|ilmoitus)|"
        "lomavastaus"
    ),
    "cs": r"automatick[aá] odpov[eě][dď]|automatick[aá] zpr[aá]va",
    "ru": r"автоматическ(?:ий|ое) (?:ответ|сообщение)|автоответ\w*",
    "ja": r"自動(?:応答|返信|回答|送信|配信)|不在通知|不在のお知らせ|不在応答",
    "zh": r"自动(?:回复|答复|回覆|应答)|自動(?:回覆|回復)|休假(?:通知|自动回复)",
    "ko": r"자동 ?(?:회신|응답|답장|발신)|부재 ?중 ?(?:자동|알림)?",
    # What Exchange and Gmail put before the subject, where nothing else of the language is known.
    "hu": r"automatikus valasz|hazon kivul",
    "tr": r"otomatik (?:yanıt|yanit|cevap)",
    "el": r"αυτοματη απαντηση",
    "ro": r"raspuns automat",
    "he": r"תשובה אוטומטית|מענה אוטומטי",
    "ar": r"(?:رد|الرد) (?:تلقائي|آلي)|الرد (?:التلقائي|الآلي)",
    "uk": r"автоматична відповідь|автовідповідь",
    "bg": r"автоматичен отговор",
    "south slavic": r"automatski odgovor|samodejni odgovor|аутоматски одговор",
    "sk": r"automaticka odpoved",
    "baltic": r"automaatvastus|automatiska atbilde|automatinis atsakymas",
    "vi": r"tra loi tu dong",
    "id": r"balasan otomatis|jawapan automatik",
    "th": r"ตอบกลับอัตโนมัติ|การตอบกลับอัตโนมัติ",
}
TOPIC: Mapping[str, str] = {
    "en": (
        r"out[- ]of[- ](?:the )?office|ooo|oof|o\.o\.o\.|(?:away|absent|absence|vacation|"
        "holiday|leave)(?= ?(?:[:(!-]|$|notice|from|until|re:))|on (?:vacation|holidays?|"
        "leave|pto|annual leave|maternity leave|paternity leave|parental leave)|"
        "away from (?:my |the )?(?:desk|office|mail|e-?mail)|annual leave|(?:christmas|"
        "holiday|summer|office|company) (?:closing|closure|shutdown|hours)|"
        "i(?: am|'m) (?:out of (?:the )?office|away|on (?:vacation|leave))"
    ),
    "de": (
        r"abwesen\w+|urlaub|im urlaub|betriebs(?:ferien|urlaub)|nicht im (?:b[uü]ro|haus)|"
        r"[\w./ -]{3,40} ist (?:abwesend|au[sß]+er haus|nicht im (?:b[uü]ro|haus))|elternzeit|"
        "mutterschutz"
    ),
    "fr": (
        "absence|absente?|je suis absente?|en (?:vacances|cong[ée]s?)|cong[ée]s?(?: (?:annuels?|"
        "maternit[ée]))?|fermeture (?:annuelle|estivale)|hors du bureau"
    ),
    "es": r"fuera de (?:la )?oficina|ausen\w+|(?:de )?vacaciones|cierre por vacaciones",
    "it": r"fuori (?:sede|ufficio)|assen\w+|(?:in )?ferie|chiusura (?:estiva|aziendale|natalizia)",
    "pt": r"fora d[oe] (?:escrit[oó]rio|empresa)|aus[eê]n\w+|(?:de )?f[eé]rias|recesso",
    "nl": (
        r"afwezig\w*|niet (?:aanwezig|op kantoor)|buiten kantoor|(?:op |met )?vakantie|"
        "met verlof|gesloten|(?:even )?dicht|vrije dag"
    ),
    "pl": r"nieobecn\w+|poza biurem|(?:na )?urlop\w*|jestem na urlopie",
    "sv": (
        r"frånvar\w+|inte på (?:kontoret|plats)|(?:på )?semester|ledig|tjänstledig|"
        "föräldraledig"
    ),
    "da": r"fravær\w*|ikke på kontoret|(?:på )?ferie|ude af kontoret",
    "no": r"ute av kontoret|borte fra kontoret|permisjon",
    "fi": r"poissa(?:olo)?|lomalla|poissa toimistolta",
    "cs": r"nep[rř][ií]tomn\w+|mimo kancel[aá][rř]|dovolen[aá]",
    "ru": r"вне офиса|отпуск|в отпуске|отсутств\w+|нет на месте",
    "ja": (
        "不在(?:連絡|の?お知らせ|です)?|ただいま不在|休暇(?:通知|連絡|中)?|(?:夏季|冬季|"
        "年末年始)?休業"
    ),
    "zh": r"不在办公室|外出|休假|放假通知",
    "ko": r"부재|휴가|외근",
}
#: "Jane Doe is out of the office": the name comes first, machines write it so.
ABOUT_ONE: Mapping[str, str] = {
    "en": (
        r"[\w .,/'-]{3,40} is (?:currently )?(?:out of (?:the )?office|away|on leave|"
        r"on vacation)(?: ?[.(]| ?$)|[\w .,/'-]{3,40}(?: ?[(:]) ?(?:away|out of (?:the )?office|"
        r"ooo)\b|i am (?:out of (?:the )?office|away) (?:until|from)|[\w .,/'-]{3,40} [-–|] "
        r"(?:currently )?(?:on (?:\w{3,10} )?(?:leave|vacation|holidays?)|away|out of (?:the )?"
        "office|ooo)(?: until| till| from| ?$)|(?:away|out of (?:the )?office|ooo) (?:until|till)"
    ),
    "de": r"[\w .,/'-]{3,40} ist (?:abwesend|ausser haus|außer haus|nicht im (?:büro|haus))|"
    r"(?:abwesend|nicht im (?:büro|haus)) bis",
    "fr": r"[\w .,/'-]{3,40} est absente?\b|absente? (?:du bureau )?(?:jusqu|du \d)",
    "es": r"(?:fuera de la oficina|ausente) hasta",
    "it": r"(?:fuori (?:sede|ufficio)|assente) fino",
    "pt": r"(?:fora do escritorio|ausente) ate",
    "nl": r"afwezig (?:tot|t/m)",
}
SAYS: Mapping[str, str] = {
    "en": (
        "this (?:is|e-?mail is|message is|email was|message was|reply is) (?:an? )?(?:automat|"
        "auto-?generat|auto-?repl|auto-?respon|sent automat|"
        r"generated automat)\w*|automatically (?:generated|sent)|"
        "(?<!not an )automated (?:reply|response|message|notification|acknowledge?ment|"
        "e-?mail)|i am an auto-?responder|(?:only|"
        "last) notification you will receive while this person|please do not (?:reply|"
        "respond) to this (?:e-?mail|message|mail)|(?:type your reply|reply) above this line|"
        "this e-?mail is a service from|your (?:e-?mail|message|mail) (?:has not been|"
        "(?:will|is) not (?:be|being)) (?:automatically )?(?:forwarded|redirected)|just this once, "
        "click|uses? (?:a |an )?challenge[/-]response"
    ),
    "de": (
        "dies(?:e|es)? (?:ist eine? automatisch|(?:e-?mail|mail|nachricht|antwort) (?:wurde|"
        r"wird|ist) automatisch)\w*|automatisch (?:generiert|erstellt|erzeugt|versendet|"
        r"verschickt)\w*|bitte antworten sie nicht auf diese (?:e-?mail|mail|nachricht)|"
        "automatisierte (?:antwort|nachricht)|(?:ihre|deine|diese) (?:e-?mail|mail|nachricht) "
        "(?:wird|wurde) (?:in dieser zeit )?nicht (?:automatisch )?weitergeleitet"
    ),
    "fr": (
        "ceci est une? (?:r[ée]ponse|message|mail|e-?mail|courriel) automatique|"
        "(?:r[ée]ponse|message|courriel) (?:automatique|g[ée]n[ée]r[ée]e? automatiquement|"
        "envoy[ée] automatiquement)|merci de ne pas r[ée]pondre [aà] ce (?:message|mail|"
        "courriel|e-?mail)|votre (?:message|mail|courriel|e-?mail) (?:ne sera pas|n'est pas|"
        "n'a pas ete) (?:transferee?|transmise?|redirigee?|reachemine)"
    ),
    "es": (
        "(?:este|esto|esta) (?:es|correo es|mensaje es) (?:una? )?(?:respuesta|mensaje|"
        r"correo)? ?(?:autom[aá]tic|generad)\w*|(?:respuesta|mensaje|"
        "correo) (?:autom[aá]tic[ao]|generad[ao] autom[aá]ticamente)|"
        "(?:por favor,? )?no (?:responda|conteste) a este (?:correo|mensaje|e-?mail)"
    ),
    "it": (
        "(?:risposta|messaggio|e-?mail|email) (?:automatic[ao]|generat[ao] automaticamente)|"
        "si prega di non rispondere a quest[ao] (?:e-?mail|mail|messaggio)|"
        "non rispondere a quest[ao] (?:e-?mail|mail|messaggio)"
    ),
    "pt": (
        "(?:resposta|mensagem|e-?mail) (?:autom[aá]tic[ao]|gerad[ao] automaticamente|"
        "enviad[ao] automaticamente)|(?:favor |por favor,? )?n[aã]o respond(?:a|"
        "er) (?:a )?est[ea] (?:e-?mail|mensagem)"
    ),
    "nl": (
        r"dit is een automatisch\w*|automatisch (?:gegenereerd|verzonden|verstuurd|"
        r"bericht)\w*|(?:uw|je) (?:e-?mail|mail|bericht) wordt niet (?:automatisch )?"
        r"doorgestuurd|u kunt niet op dit bericht (?:antwoorden|reageren)|(?:niet|"
        r"gelieve niet) (?:te )?(?:antwoorden|reageren) op (?:dit|deze) \w+"
    ),
    "pl": (
        "(?:wiadomo[sś][cć]|odpowied[zź]) (?:zosta[lł]a )?(?:jest )?(?:wygenerowana |"
        r"wys[lł]ana )?automatyczn\w+|(?:prosimy|prosz[eę]) nie odpowiada[cć] na (?:t[eę]|"
        "niniejsz[aą]) wiadomo[sś][cć]"
    ),
    "sv": (
        "(?:detta|det här) är ett (?:automatiskt|automatgenererat|autosvar)|automatiskt (?:svar|"
        "genererat|utskick)|det går inte att svara på detta"
    ),
    "da": (
        r"dette er (?:et|en) (?:automatisk|autogenereret)\w*|automatisk (?:svar|genereret|"
        "besked)"
    ),
    "no": r"automatisk (?:generert|sendt|melding)",
    "fi": r"tämä on automaattinen|automaattinen (?:vastaus|viesti)|älä vastaa tähän",
    "cs": (
        "(?:toto je )?automatick[aá] (?:odpov[eě][dď]|zpr[aá]va)|automaticky (?:generovan|"
        r"vygenerovan)\w+|neodpov[ií]dejte"
    ),
    "ru": (
        r"автоматическ\w+ (?:ответ|сообщение|письмо|уведомление)|сформирован\w* автоматически|"
        "не отвечайте на это"
    ),
    "ja": (
        "(?:この|本)?メールは[^。]{0,12}自動|自動(?:応答|返信|送信|配信|"
        "的に)(?!ではあ)(?!ではご)(?!じゃ)|ご返信いただいても|返信しないで"
    ),
    "zh": r"(?:此|本|这是)[^。]{0,8}自动(?:回复|发送|生成|发出)|系统自动|请勿(?:直接)?回复",
    "ko": r"자동(?:으로)? ?(?:발송|응답|회신|생성)|발신 ?전용",
}
ABSENT: Mapping[str, str] = {
    "en": (
        "out of (?:the )?(?:office|town|country)|out[- ]of[- ]office|ooo|(?:on|"
        "taking) (?:my |an? |extended )?(?:annual |parental |maternity |paternity |sick |"
        "medical |family |personal |bereavement )?(?:leave|sabbatical)|on (?:my )?(?:vacation|"
        "holidays?|pto|honeymoon)|away from (?:my |the )?(?:desk|office|e-?mail|mail|computer)|"
        "(?:limited|no|sporadic|intermittent|delayed) (?:access|e-?mail|internet)|"
        "not (?:be )?(?:in the office|reading (?:my )?(?:e-?)?mail|checking)|(?:i'm|i am|is|be|"
        "currently|"
        r"will be) (?:currently )?(?:away|out|off(?! by)|travel\w*|unavailable|abroad|"
        "at a conference|attending|in meetings|in training)|(?:office|offices|we|company|"
        r"business) (?:is|are|will be) (?:\w+ )?closed|annual shutdown|gone fishing|"
        "i (?:only )?(?:read|check) (?:my )?e-?mail|vacation|slow to respond|return to the office|"
        "back in the office|i (?:do not|don't) work on|part[- ]time|working hours"
    ),
    "de": (
        "auf reisen|auszeit|ruhestand|freie tage|nicht (?:im (?:b[uü]ro|haus|dienst)|"
        "erreichbar|am (?:arbeitsplatz|platz)|da|verf[uü]gbar|anwesend)|au[sß]+er haus|(?:im|"
        "in|auf) (?:jahres|sommer|mutterschafts|erziehungs)?(?:urlaub|elternzeit|"
        "mutterschutz|dienstreise|gesch[aä]ftsreise|schulung|fortbildung|messe|kur)|abwesend|"
        "abwesenheit|(?:e-?mails?|mails?|nachrichten?) .{0,30}nicht weitergeleitet|"
        r"wieder (?:da|im (?:b[uü]ro|haus)|erreichbar|zur[uü]ck|f[uü]r sie)|krank\w*|"
        "unterwegs|geschlossen|betriebsferien|arbeite nur|eingeschr[aä]nkt|r[uü]ckkehr"
    ),
    "fr": (
        r"absente?s?(?:\(e\))?|absence|en (?:cong[ée]s?|vacances|d[ée]placement|formation|"
        "arr[eê]t|r[ée]union|rtt)|hors du bureau|de retour|mon retour|ferm[ée]s?|"
        "ne consulte pas|acc[eè]s limit[ée]|temps partiel|indisponible|je reviens"
    ),
    "es": (
        "permiso de (?:paternidad|maternidad)|de descanso|fuera de (?:la )?oficina|(?:de|"
        r"por) vacaciones|ausen\w+|(?:estoy|estar[eé]|encuentro) (?:fuera|de (?:viaje|baja|"
        "permiso|vacaciones))|de baja (?:m[eé]dica|maternal|por)|sin acceso|cerrad[ao]s?|"
        "vuelvo|regreso|reincorporo|a mi (?:vuelta|regreso)"
    ),
    "it": (
        "fuori (?:sede|ufficio|fino|per)|assent[ei]|assenza|in (?:ferie|vacanza|congedo|"
        r"maternit[aà]|trasferta|malattia|viaggio)|chius[iao]\b|rientr\w+|torn[oa]\b|"
        "mio ritorno|non leggo"
    ),
    "pt": (
        r"fora d[oe] (?:escrit[oó]rio|empresa)|aus[eê]n\w+|de f[eé]rias|(?:estarei|"
        r"estou) fora|(?:de|em) (?:licen[cç]a|viagem|recesso|folga)|volto|regresso|retorn\w+|"
        "meu (?:retorno|regresso)|fechad[ao]s?"
    ),
    "nl": (
        r"afwezig\w*|niet (?:aanwezig|bereikbaar|op kantoor|werkzaam op)|(?:met|"
        r"op) (?:vakantie|zakenreis|reis|cursus)|(?:met|op) \w{0,14}verlof|buiten kantoor|"
        "gesloten|weer (?:aanwezig|bereikbaar|op kantoor)|er weer|ik werk niet|beperkt"
    ),
    "pl": (
        r"nieobecn\w+|na (?:l4|wakacjach|urlopie|zwolnieniu|szkoleniu)|urlop\w*|poza biurem|"
        r"delegacj\w+|nieczynn\w+|wracam|wr[oó]c[eę]|po powrocie"
    ),
    "sv": (
        "inte på (?:kontoret|plats)|(?:på|har) (?:semester|tjänsteresa|kurs)|semesterstängt|"
        r"frånvarande|föräldraledig|tjänstledig|vård av barn|vab\b|sjukskriven|ledig|tillbaka|"
        "åter|bortrest|stängt|begränsad"
    ),
    "da": (
        r"(?:på|holder) ferie|ikke på kontoret|fraværende|tilbage|barsel\w*|ude af kontoret|"
        "kontoret er lukket"
    ),
    "no": r"(?:på|har) ferie|ute av kontoret|ikke på kontoret|permisjon|borte",
    "fi": (
        r"loma\w*|poissa|en ole (?:tavoitettavissa|toimistolla)|työmatka\w*|palaan|"
        r"vanhempainvapaa\w*"
    ),
    "cs": (
        r"dovolen\w+|mimo kancel[aá][rř]|nep[rř][ií]tomn\w+|nejsem v kancel[aá][rř]i|"
        r"po n[aá]vratu|slu[zž]ebn[ií] cest\w+"
    ),
    "ru": (
        r"в отпуске|вне офиса|отсутству\w+|в командировке|по возвращении|нет на месте|"
        "на больничном"
    ),
    "ja": (
        "不在|休暇|休業|夏季休|冬季休|外出して|席を外し|出張(?:中|のため)|返信が遅れ|"
        "連絡がつき|戻ります|休みをいただ"
    ),
    "zh": r"休假|出差|不在办公室|无法(?:及时)?(?:回复|处理)|外出|放假",
    "ko": r"휴가|부재|출장|자리를 비",
}
FORM: Mapping[str, str] = {
    "en": (
        "(?:in|for) (?:urgent|case of|an emergency|any urgent|anything urgent)|(?:if|"
        r"for) (?:you need|it is|it's|this is|your|\w+) ?(?:\w+ )?(?:urgent|immediate)|"
        "your (?:e-?mail|message|mail) (?:will|is)(?: not)? (?:be )?(?:forwarded|read|"
        "answered)|(?:will|shall) (?:respond|reply|answer|get back) .{0,30}(?:when i return|"
        "upon my return|on my return|as soon as|when i'm back)|thank you for your (?:e-?mail|"
        "message|mail)|during (?:my absence|this time)|in my absence|expect (?:a )?delay"
    ),
    "de": (
        "in dringenden (?:f[aä]llen|angelegenheiten)|meine vertretung|"
        "w[aä]hrend meiner abwesenheit|wird nicht weitergeleitet|vielen dank f[uü]r (?:ihre|"
        "deine) (?:e-?mail|mail|nachricht|anfrage)|nach meiner r[uü]ckkehr|wenden sie sich"
    ),
    "fr": (
        "en cas d'urgence|pendant mon absence|en mon absence|[aà] mon retour|merci (?:pour|"
        "de) votre (?:message|mail|e-?mail)|urgences?"
    ),
    "es": (
        r"(?:en caso de|para (?:asuntos|temas)) urgen\w+|durante mi ausencia|en mi ausencia|"
        "gracias por su (?:mensaje|correo)|a mi (?:vuelta|regreso)"
    ),
    "it": (
        r"(?:in caso di|per) urgenz\w+|durante la mia assenza|al mio (?:rientro|ritorno)|"
        "grazie per (?:la sua|il suo) (?:mail|messaggio)"
    ),
    "pt": (
        r"(?:em caso de|para assuntos|casos) urg[eê]n\w+|durante (?:a minha|"
        "minha) aus[eê]ncia|no meu (?:retorno|regresso)|obrigad[oa] pel[oa] (?:sua|seu)"
    ),
    "nl": (
        r"(?:voor|bij|in) (?:dringende|spoed|urgente)\w*|tijdens mijn afwezigheid|"
        "bij mijn terugkomst|bedankt voor (?:uw|je) (?:mail|bericht|e-?mail)"
    ),
    "pl": (
        "w (?:pilnych|naglych|nagłych) (?:sprawach|przypadkach)|podczas mojej nieobecno[sś]ci|"
        "po powrocie|dzi[eę]kuj[eę] za wiadomo[sś][cć]"
    ),
    "sv": (
        "(?:vid|i) (?:brådskande|akuta)|under min frånvaro|tack för (?:ditt|ert) (?:mail|"
        "mejl|meddelande)|när jag (?:är|kommer) tillbaka"
    ),
    "ja": r"(?:お急ぎ|緊急)の(?:場合|方|際|ご用件)|不在中|ご迷惑をおかけ",
}
