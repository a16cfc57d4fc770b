"""The words by which servers say why they refused, in the order in which they are asked.

Lower-case text; every repeat is bounded. The first class whose pattern is found is the reason.
"""

from signals.reading.results import Reason

REASON_WORDS: tuple[tuple[Reason, str], ...] = (
    (
        Reason.FULL,
        r"(?:mailbox|inbox|mail ?box|account|user|mail ?drop|recipient)(?: is|'s|"
        r" has)?(?: mailbox)?(?: \S{1,60})?(?: is)? "
        r"(?:full|over ?quota|over (?:the |its |his )?(?:storage |disk )?(?:quota|limit))|"
        r"over ?quota|mailfolder is full|"
        r"quota.{0,30}(?:exceed|full|reached|violat)|exceed.{0,40}(?:quota|storage|allocat)|"
        r"out of storage|"
        r"(?:insufficient|not enough) (?:system |disk |user )?(?:storage|space|quota)|"
        r"no (?:more )?(?:disk )?space|"
        r"disk (?:full|quota)|(?:mailbox|disk|storage|account).{0,30} (?:full|limit (?:exceed|"
        r"reached))|too much mail|"
        r"(?:postfach|mailbox|speicher\w*|kontingent|empfängers?).{0,40}(?:\bvoll\b|"
        r"überschritten|überfüllt|erschöpft|ausgeschöpft)|"
        r"(?:boîte|boite|quota|messagerie|espace).{0,50}(?:pleine|dépassé|saturée|insuffisant)|"
        r"(?:buz[óo]n|cuota|cuenta).{0,40}(?:\bllen[oa]|exced|supera)|sin espacio|"
        r"(?:casella|quota|mailbox|spazio).{0,60}(?:\bpien[ao]|superat|esaurit)|"
        r"(?:caixa|quota|cota).{0,40}(?:\bchei[ao]|exced|lotad)|(?:postvak|mailbox|quota|"
        r"opslag\w*).{0,40}(?:\bvol\b|overschreden)|"
        r"(?:skrzynk|limit|pojemno).{0,40}(?:pełn|przekrocz|przepełn)|(?:brevlåda|inkorg|"
        r"kvot).{0,40}(?:full|överskrid)|"
        r"(?:容量|いっぱい|一杯|满|滿|超过.{0,6}限额|용량.{0,10}초과|가득)|переповнен|переполнен|превышен.{0,20}квот|"
        r"postilaatikko.{0,20}täynnä|schránk\w{1,3}.{0,20}pln|překročen\w? (?:kvót|limit)|"
        r"postafiók.{0,20}(?:megtelt|tele)|(?:căsuț|casut)\w{1,3}.{0,20}plin|γεμάτ|πλήρες|"
        r"(?:kutusu|kota)\w{0,3}.{0,20}(?:dolu|aşıl|doldu)|postkass\w{1,3}.{0,20}full|"
        r"postkasse\w?.{0,20}fuld|sandučić.{0,20}pun|пълна|מלאה|ממולאת|ممتلئ|เต็ม|đầy|penuh",
    ),
    (
        Reason.SIZE,
        r"(?:message|mail|data|header|e-?mail|content)(?: size| is|"
        r" length)?.{0,25}(?:too (?:large|big)|exceed)|"
        r"(?:size|length).{0,10}(?:limit|exceed)|(?:maximum|max|fixed).{0,30}(?:message |"
        r"mail )?size|too large|"
        r"zu groß|größenbeschränkung|trop (?:grand|volumineux|gros)|demasiado grande|"
        r"troppo grande|"
        r"muito grande|te groot|zbyt duż|för stor|"
        r"サイズ.{0,12}(?:超|大き)|大きすぎ|邮件太大|слишком большо",
    ),
    (
        Reason.REPUTATION,
        r"(?:black|block|deny) ?list|(?<!web )(?<!url )(?<!file )\breputation|"
        r"(?:block|reject|refus|den)\w{1,5}.{0,60}https?://\S{0,80}[?/&=]\d{1,3}\.\d{1,3}\.\d|"
        r"spamhaus|spamcop|sorbs|barracudacentral|"
        r"senderbase|\bdnsbl\b|"
        r"\brbl\b|rate[- ]?limit|throttl|unusual rate|too many (?:connections|messages|e?mails|"
        r"sessions|concurrent|requests)|"
        r"(?:\bip\b|\bhost|client|connecting|ip address) .{0,60}(?:blocked|banned|listed|poor|"
        r"bad)|"
        r"(?:reverse|ptr)(?: dns)? .{0,30}(?:record|lookup|not|fail|missing)|"
        r"cannot find your (?:reverse )?hostname|"
        r"temporarily deferred due to|ts0[1-4]|unsolicited mail originating from your|"
        r"low reputation|too many spams?(?: messages?)? from (?:your|this)|"
        r"not accepted from your|due to .{0,30}complaints",
    ),
    (
        Reason.CONTENT,
        r"\bspam(?![\w-]{0,30}\.\w)|virus|malware|phish|unsolicited|\bjunk|infected|"
        r"content[- ](?:rejected|filter|not|restrict|related)|"
        r"message content|content.{0,20}(?:policy|unacceptable|denied|reject)|attachment|"
        r"banned (?:file|content|url)|"
        r"(?:looks|appears).{0,20}(?:like )?(?:spam|bulk)|bulk e?mail|header.{0,20}(?:malformed|"
        r"invalid|missing)|"
        r"message (?:contains|is not).{0,40}(?:url|link|compliant|wanted|acceptable)|"
        r"pourriel|indésirable|schadsoftware|垃圾邮件|迷惑メール|스팸|спам",
    ),
    (
        Reason.POLICY,
        r"sender (?:address )?(?:rejected|denied|verif\w*|refused|not allowed|unknown|is not|"
        r"blocked)|blocked sender|"
        r"(?:denied|reject\w{0,4}|refused|blocked) (?:by|due to|for|because of|under|"
        r"per) (?:the |our |an? )?"
        r"(?:\w{1,12} )?polic|(?:callback|sender) verification|grey-?list|dmarc|\bspf\b|"
        r"\bdkim\b|starttls|"
        r"must (?:issue|use|be)|"
        r"(?:only|nur|seuls?|sólo|solo|apenas|alleen|tylko)(?: the| les| los| i| os| för| für)? "
        r"(?:registered|members?|mitglieder|membres|miembros|membri|membros|leden|członk)|"
        r"only accepts? (?:mail|messages) from|not (?:authori[sz]ed|permitted|"
        r"allowed) to (?:send|post)|"
        r"authentication (?:required|fail|check)|relay(?:ing)? (?:access )?(?:denied|not|is)|"
        r"unable to relay|"
        r"restricted (?:to|by)|not a member|list.{0,20}members? only|(?:helo|"
        r"ehlo).{0,20}(?:reject|invalid|"
        r"not)|legacy.{0,10}policy",
    ),
    (
        Reason.NETWORK,
        r"(?<!at )(?:host|domain|server)(?: name|"
        r" or domain name)?(?: of \S{1,80})?(?: [\[(<\"']?\S{1,60}\.\S{1,60})? (?:was |is |has |"
        r"could |does )?"
        r"(?:not (?:be )?found|unknown|(?:not |n't )exist|no mx|not known|can ?not be|not resolv|"
        r"not valid|invalid)|"
        r"(?:unknown|no such|bad|illegal|invalid) (?:host|domain|mail server)|illegal host|"
        r"(?:domain|domäne|domaine|dominio|domínio|domein|domän|ドメイン|"
        r"домен).{0,30}(?:not (?:be )?found|does n|n't exist|unbekannt|"
        r"existiert nicht|inconnu|n'existe|no existe|non esiste|não existe|bestaat niet|"
        r"nie istnieje|見つかり|不)",
    ),
    (
        Reason.UNKNOWN_USER,
        r"recipient (?:address )?rejected: access denied(?! (?:by|due|for|from))|"
        r"unknown local[- ]part|"
        r"(?:user|recipient|mail ?box|address(?:ee)?|account|e-?mail|alias|name|person|member|"
        r"login)s?\)?.{0,60}"
        r"(?:unknown|not (?:be )?(?:found|exist|known|listed|recogni[sz]ed|active|available|"
        r"valid)|do(?:es)? ?n[o']t exist|"
        r"disabled|inactive|deactivated|suspended|no longer|invalid|wasn't found|"
        r"couldn't be found|terminated|"
        r"cancel\w*|is closed|does not (?:have|like)|isn't)|does ?n[o']t exist|"
        r"(?:unknown|invalid|no such|non-?existent|not a valid|not a known|bad|illegal|no|"
        r"inactive|ambiguous|disabled|wrong)(?: or \S{1,20})? "
        r"(?:local |remote |destination |virtual |e-?mail )?(?:user|recipient|mail ?box|"
        r"address(?:ee)?|person|account|alias|e-?mail|receiver|name)|"
        r"not our customer|mailbox (?:unavailable|not)|doesn't have an? .{0,60}account|"
        r"does not have an account|"
        r"resolver\.adr\.|recipnotfound|not listed in|couldn't be found|(?:was not|"
        r"wasn't) found|not in use|user has moved|gibt es (?:hier |bei uns )?(?:nicht|kein)|"
        r"number (?:is )?unknown|unrecogni[sz]ed|"
        r"unknown: |no longer (?:accept|valid|work)|"
        r"no one (?:here )?by that name|neexistuje|neznám|ismeretlen|nem létezik|"
        r"findes ikke|ukendt|finnes ikke|ukjent|ei ole|tuntematon|kullanıcı|άγνωστ|δεν υπάρχει|"
        r"no valid recipients|not find.{0,20}(?:user|recipient|"
        r"address)|(?:address|user|account).{0,30}(?:reject|refus)|mta-?hop|lpn416|"
        r"(?:empfänger|adresse|benutzer|konto|postfach|e-?mail).{0,80}(?:unbekannt|"
        r"existiert nicht|nicht gefunden|nicht bekannt|ungültig|deaktiviert|"
        r"nicht (?:vorhanden|erreichbar))|unbekannt|existiert nicht|nicht existiert|"
        r"inconnu|n'existe (?:pas|plus)|introuvable|inexistant|adresse.{0,60}(?:invalide|"
        r"incorrecte|erronée)|"
        r"desconocid|no existe|no se (?:encontró|encuentra|ha encontrado)|no encontrad|"
        r"no es válid|"
        r"sconosciut|non esiste|inesistente|non (?:è stato )?trovat|non (?:è )?(?:più )?(?:valid|"
        r"attiv)|"
        r"desconhecid|não existe|inexistente|não (?:foi )?encontrad|inválid|onbekend|"
        r"bestaat niet|niet gevonden|ongeldig|"
        r"nieznan|nie istnieje|nie znaleziono|nieprawidłow|nie ma takie|okänd|finns inte|"
        r"hittades inte|hittas inte|ogiltig|"
        r"宛先不明|存在しません|見つかりません|該当.{0,10}(?:ない|ません)|お客様.{0,10}(?:ない|ません)|無効|(?:ユーザー?|アドレス|宛先|受信者).{0,12}(?:ありません|おりません|いません)|"
        r"不存在|未找到|无此|查无|존재하지|없는|찾을 수 없|"
        r"не найден|не существует|не існує|нет такого|неизвестн|user_unknown|"
        r"не існує|невідом|не съществува|непознат|ei löy(?:dy|tynyt)|neegzistuoja|neeksistē|"
        r"nenalezen|nenájden|nem található|nu există|nu a (?:putut fi )?găsit|δεν βρέθηκε|"
        r"bulunamadı|mevcut değil|geçersiz|ikke funnet|ikke fundet|ne postoji|nepoznat|ne obstaja|"
        r"לא נמצא|לא קיי|غير موجود|لم يتم العثور|ไม่พบ|ไม่มีอยู่|không tồn tại|không tìm thấy|"
        r"tidak (?:ditemukan|dikenal|wujud)",
    ),
    (
        Reason.NETWORK,
        r"not (?:be )?(?:reach(?:ed|able)|responding)|did ?n[o']t respond|no (?:response|"
        r"answer) from|"
        r"(?:not|undelivered) (?:deliver\w{0,3} )?(?:with)?in \d{1,3} (?:day|hour)|"
        r"connection (?:timed|refused|reset|dropped|lost|closed|fail|error|was)|timed? ?out|"
        r"time-?out|no route|unreachable|"
        r"name (?:server|service|resol)|\bdns\b(?!\.)|(?<![.@-])\bmx\b(?![.\d-])|retry time|"
        r"loops? back|too many hops|mail loop|loop detected|"
        r"delivery time expired|(?:has|have) expired|too old|(?:been|"
        r"was) in (?:the )?queue too long|message (?:has )?expired|"
        r"could not (?:be )?(?:contact|connect|resolve)|unable to (?:connect|contact|resolve)|"
        r"couldn't find any host|"
        r"lost connection|unroute?able|shutting down|closing (?:transmission|connection)|"
        r"service not available|"
        r"conversation.{0,40}timed|queue(?: life)?time|maximum (?:delivery )?(?:time|retr)|"
        r"verbindung.{0,30}(?:fehl|nicht|abgelehnt)|zeitüberschreitung|connexion (?:refusée|"
        r"impossible)|接続できません",
    ),
    (
        Reason.POLICY,
        r"polic|not (?:authori[sz]ed|permitted|allowed|accepted|accepting)|denied|"
        r"\brelay(?:ing)? (?:not|denied|is|access|prohibited)|block|reject|refus|"
        r"authenticat|permission|administrative(?:ly)? prohibit|prohibited|restrict|quarantin|"
        r"abgelehnt|verweigert|blockiert|refusé|bloqué|rechazad|denegad|bloquead|rifiutat|"
        r"bloccat|recusad|negad|"
        r"geweigerd|geblokkeerd|odrzucon|zablokowan|avvisad|nekad|拒否|受信拒否|拒绝|拒收|거부|отклонен|отказ",
    ),
)
