"""What says, by language, that a person has left for good, or has a new address."""

from collections.abc import Mapping

LEFT: Mapping[str, str] = {
    "en": (
        r"\w+ left [a-z0-9&.-]+ (?:in|on|as of|effective|since|to join|to pursue|for good)\b|"
        "left [a-z0-9&.-]+ to (?:join|pursue|start)|moved (?:on )?to (?:an?|"
        r"another) (?:\w+ )?(?:company|employer|job|role|firm)|no longer a part of|"
        "(?:finished|completed) (?:my|his|her) (?:contract|employment|assignment)|"
        "deactivated mailbox|(?:i|he|she|who) (?:have |has )?(?:now )?retired|(?:my|his|"
        r"her) retirement|no longer .{0,40}\b(?:company|organi[sz]ation|firm|business|"
        r"employ\w+)|(?:employment|contract|role|position|tenure|"
        r"job)\b(?:(?!\bnot\b)[^.]){0,30} (?:ended|terminated|redundant|eliminated|"
        "come to an end)|passed away|deceased|left (?:my|his|her|their) (?:role|position|"
        r"post|job)|employment (?:with|at)[\w .&-]{1,40}(?:ended|has ended|ends|terminated)|"
        r"(?:not|isn't) (?:with|at|working) (?:us|here|the company)[\w ]{0,12}any ?more|"
        "decided to leave|(?:has|have) (?:now )?ceased|stepped down|i (?:am|'m) leaving|"
        r"(?:not|is not) (?:an? )?(?:active )?employee|has left us\b|"
        "no longer (?:be )?(?:with|at|works?|working|employed|part of|(?:a )?(?:member|"
        "employee)|associated|affiliated|here|in (?:this|the|my) (?:role|position)|"
        r"on staff)\b|no longer an? (?:employee|member)|(?:doesn't|does not|don't|"
        r"do not) work (?:here|at|for)[\w ]{0,20} any ?more|(?:has|have|'ve|i|she|he) (?:now |"
        r"recently |sadly )?left (?:the |our |my )?(?!you\b|a\b|for\b|your\b|on\b)(?:company|"
        r"organi[sz]ation|business|firm|position|role|employment|team\b|"
        r"[a-z0-9&.-]+(?= (?:gmbh|inc|ltd|llc|ag|sa|bv|ab|plc|corp|group)\b)|"
        "[a-z0-9&.-]+ (?:on|in|as of|to pursue|for new|for a new|at the end|after|effective|"
        r"since)\b|[a-z0-9&-]+(?=[.!]))|left the (?:company|organi[sz]ation|business|firm)\b|"
        r"(?:my |his |her )?last (?:working )?day (?:with|at|of|in|here|was|is)\b|(?:has|have|"
        r"i've|am|is) (?:now |recently )?retired\b|former employee|(?:has|have) (?:moved on|"
        r"departed|resigned)\b|taken over (?:my|his|her) (?:responsibilities|role|accounts|"
        r"duties)|pursu(?:e|ing) (?:other|new) opportunit\w+|leaving the company\b|parted ways"
    ),
    "de": (
        r"hat uns (?:\S{1,12} ){0,3}verlassen|gehort nicht mehr zu|"
        "neue (?:berufliche )?aufgabe ausserhalb|nicht (?:mehr|langer) .{0,40}(?:unternehmen|"
        "firma|gesellschaft|angestellt)|verstorben|(?:unternehmen|haus|firma|"
        "gesellschaft) .{0,25}verlassen|(?:arbeits|anstellungs|dienst|"
        "beschaftigungs)verhaltnis .{0,50}(?:endet|beendet|endete|aufgelost)|"
        "verlasse .{0,40}(?:unternehmen|firma)|nicht mehr unter dieser|(?:neue|"
        "andere) (?:berufliche )?herausforderung|nicht (?:mehr|l[aä]nger) (?:bei|f[uü]r|"
        "im unternehmen|im hause|in unserem|in der firma|t[aä]tig|besch[aä]ftigt|mitarbeiter|"
        r"teil)|(?:unternehmen|firma|haus|gesellschaft|gmbh|ag) (?:\S{1,12} ){0,4}verlassen|"
        r"ausgeschieden|(?:scheide|scheidet) .{0,30}aus\b|arbeite[tn]? nicht (?:mehr|"
        "l[aä]nger)|(?:im|in den|in) (?:wohlverdienten? )?ruhestand|in rente|pensioniert|"
        r"ehemalige[rn]? mitarbeiter\w*|mein letzter arbeitstag"
    ),
    "fr": (
        r"n'(?:exerce\w*|appartien\w*|occupe\w*|interviens?\w*|est|es|ai|a) plus (?:au sein|a|"
        "dans|en|ce poste|chez|le|la|de)|ne .{0,14}plus .{0,30}(?:sein|societe|entreprise|"
        "cabinet|equipe)|est decede|quitt(?:e|ant|er|ait|er|ee?s?) (?:mes|ses|mon|"
        "son) (?:fonctions|poste)|(?:ayant|apres avoir) quitte|ne collabore plus|"
        "fin de (?:mon|son) contrat|plus de (?:notre|nos) (?:effectifs|equipes)|"
        r"ne (?:fai[ts]|travaill\w{1,3}|suis|font|fais) plus (?:partie|chez|au|pour|dans|en|"
        "avec|parmi|[aà])|(?:a|ai|avons) (?:d[ée]finitivement )?quitt[ée] (?:la |l'|le |ses |"
        "son |notre |mes |mon |nos )|n'est plus (?:en poste|employ[ée]e?|parmi|dans|"
        "salari[ée]e?|joignable [aà] cette)|(?:pris|prend|fait valoir) (?:ma|sa|mes|"
        "ses) (?:droits [aà] la )?retraite|(?:[aà] la|en) retraite|mon dernier jour|"
        "je ne travaille plus"
    ),
    "es": (
        "causado baja en|ya no .{0,30}(?:empresa|compan|organizacion|equipo)|"
        r"relacion laboral|falleci\w+|(?:he|ha) (?:finalizado|terminado|"
        "concluido) mi? ?(?:relacion|contrato|etapa|ciclo)|dejo de (?:ser|trabajar|formar)|"
        r"(?:cambio|nueva) de? ?(?:rumbo|etapa) profesional|ya no (?:trabaj\w+|form[ao] parte|"
        r"est[aáoy]{1,4} (?:con|en)|pertene\w+|labor\w+|colabor\w+)|(?:ha|"
        "he) dejado (?:la (?:empresa|compa[nñ][ií]a)|de (?:trabajar|formar|pertenecer)|"
        "nuestr|mi puesto)|dej[oóeé] (?:la empresa|de trabajar)|(?:se ha|me he|he sido|"
        "se) (?:jubilad[oa]|desvinculad[oa]|jubil[oó])|mi [uú]ltimo d[ií]a"
    ),
    "it": (
        r"rapporto .{0,25}(?:azienda|societa|lavoro).{0,25}(?:conclus|termin|cess)\w*|"
        "non .{0,14}piu .{0,25}(?:azienda|societa|gruppo|team)|non collabor[ao] piu|"
        r"rapporto di lavoro .{0,30}(?:termin|cess|conclus)\w+|(?:ho|ha) concluso|"
        "non (?:lavor[ao]|f[ao]|faccio|sono|opera) pi[uù] (?:per|in|part|con|presso|"
        "dipendente|qui|alle)|(?:ha|ho) lasciato (?:l'azienda|la societ[aà]|il gruppo|"
        "l'incarico)|non [eè] pi[uù] (?:parte|in azienda|dipendente|in forza|presente|"
        "un nostro)|(?:[eè]|sono) (?:andat[oa] )?in pensione|mio ultimo giorno"
    ),
    "pt": (
        r"deix\w+ de (?:fazer parte|trabalhar|integrar|pertencer|colaborar|exercer)|"
        "nao .{0,14}mais .{0,30}(?:empresa|equipe|equipa|quadro|companhia)|faleceu|"
        r"(?:encerrei|encerrou) (?:meu|seu|o meu|a minha) (?:ciclo|contrat\w+|jornada)|"
        "nao respond[oe] mais por|cessei (?:as )?funcoes|ja nao (?:estou|esta|faz|sou)|"
        r"n[aã]o (?:trabalh\w+|faz|fa[cç]o|integr\w+|pertenc\w+|atuo|atua|"
        "est[aáou]{1,3}) mais|j[aá] n[aã]o (?:trabalh|faz parte|fa[cç]o parte|pertenc|"
        "colabor)|(?:deix(?:ou|ei)|sa[ií](?:u)?|deslig(?:uei|ou)|me desliguei|"
        "se desligou)(?:-me|-se)? (?:a |da |d[ao] )?(?:empresa|companhia|quadro)|"
        r"(?:aposentei|aposentou|reform)\w*|meu [uú]ltimo dia"
    ),
    "nl": (
        "(?:geen|niet) .{0,12}(?:meer|langer) .{0,25}(?:bedrijf|organisatie|dienst)|"
        "heb ik .{1,30} verlaten|dienstverband .{0,40}(?:geeindigd|beeindigd|afgelopen)|"
        "(?:bedrijf|organisatie) verlaten|niet (?:meer|langer) (?:werkzaam|in dienst|bij|"
        "actief|werken|in dienst)|werk[t]? niet (?:meer|langer)|(?:heeft|"
        "heb) .{1,40} verlaten|uit dienst|met pensioen|mijn laatste werkdag|"
        "voormalig(?:e)? (?:medewerker|collega)"
    ),
    "pl": (
        r"(?:nie (?:jest\w*|pracuj\w+) juz|juz nie (?:jest\w*|pracuj\w*)) .{0,24}(?:zwiazan|"
        r"zatrudnion|pracowni|firm)\w*|nie jestem juz (?:zwiazan|pracowni|zatrudni)\w*|"
        r"zakonczy\w+ .{0,20}(?:prace|wspolprace|zatrudnienie)|(?:nie wspolpracuje|"
        r"nie wspolpracuj\w+)|rozsta[lł]\w*|nie pracuj\w+|"
        r"nie jest(?:em)? ju[zż] (?:pracowni\w+|zatrudni\w*)|(?:odszed[lł]\w*|"
        r"odesz[lł]a\w*) z|zako[nń]czy[lł]\w* (?:prac[eę]|wsp[oó][lł]prac[eę])|na emerytur\w+|"
        r"ju[zż] nie pracuj\w+"
    ),
    "sv": (
        r"(?:jobbar|arbetar|ar) (?:inte|ej) (?:langre )?(?:kvar|anstalld)|"
        "(?:min|hans|hennes) anstallning .{0,40}(?:upphort|avslutats|upphor)|"
        "ar inte langre anstalld|gatt vidare|(?:arbetar|jobbar|är) inte längre|"
        "inte längre (?:kvar|anställd|på|arbetar)|har (?:slutat|avslutat|lämnat (?:företaget|"
        "bolaget|min|sin))|slutat (?:på|hos|min|sin)|gått i pension|min sista (?:arbets)?dag"
    ),
    "da": (
        "(?:ikke|ej) længere (?:ansat|i firmaet|hos|arbejder)|arbejder ikke længere|fratrådt|"
        "gået på pension|er stoppet (?:hos|i)"
    ),
    "no": (
        "ikke lenger (?:ansatt|i|hos|jobber)|(?:jobber|arbeider) ikke lenger|har sluttet|"
        "gått av med pensjon"
    ),
    "fi": (
        r"enaa .{0,25}(?:palveluksessa|toissa|yrityksessa)|"
        "en (?:ole )?(?:työskentele )?enää (?:työskentele|töissä|yrityksen|palveluksessa|"
        "yrityksessä)|ei (?:ole )?enää (?:töissä|työskentele)|(?:jäänyt|"
        r"siirtynyt) eläkkeelle|lopettanut työ\w+"
    ),
    "cs": (
        r"ji[zž] (?:zde )?nepracuj\w+|v t[eé]to (?:spole[cč]nosti|"
        r"firm[eě]) ji[zž] nepracuj\w+|ji[zž] (?:nen[ií]|nejsem) (?:zam[eě]stn\w+)|"
        r"ukon[cč]il\w* (?:pracovn[ií]|pr[aá]ci)|odešel\w* z"
    ),
    "ru": (
        r"больше не работа\w+|уволил\w+|покинул\w* компанию|(?:не является|"
        r"не являюсь) сотрудником|на пенси\w+"
    ),
    "ja": r"(?:当社|弊社|会社)を(?:離れ|去り|辞め)|転職いたし|契約(?:満了|終了)により|"
    r"退職|退社(?:いたし|しま|して)|在籍して(?:おりません|いません)|離職|定年",
    "zh": r"(?:已|已经)离(?:职|开)|不再(?:任职|就职|担任|在)|离职|退休",
    "ko": r"퇴사|퇴직|더 이상 근무",
}
#: Near words of departure these say that it is for a day or a while only.
FOR_NOW: Mapping[str, str] = {
    "en": (
        "today|for the day|tonight|this (?:week|afternoon|morning|evening)|(?:my|the|"
        "their) desk|(?:in|at) (?:the|our|my) office|vacation|holidays?|(?:on|maternity|"
        "parental|annual) leave|town|early|before (?:my|the|i)|until"
    ),
    "de": r"heute|diese woche|im buro|am platz|urlaub|elternzeit|erreichbar|bis (?:zum )?\d",
    "fr": r"aujourd'hui|ce (?:jour|soir|matin)|cette semaine|au bureau|vacances|conges?|jusqu'",
    "es": r"hoy|esta (?:semana|tarde)|(?:en|de) la oficina|vacaciones|hasta el",
    "it": r"oggi|questa settimana|in ufficio|ferie|vacanz\w+|fino al",
    "pt": r"hoje|esta semana|no escritorio|ferias|ate (?:ao|o|dia|\d)",
    "nl": r"vandaag|deze week|op kantoor|vakantie|verlof|tot en met",
    "pl": r"dzis\w*|w biurze|urlop\w*|w tym tygodniu",
    "sv": r"idag|i dag|pa kontoret|semester|denna vecka",
    "ja": r"本日|今日|席を外|休暇",
    "zh": r"今天|办公室",
    "ko": r"오늘",
}
#: "My new address is …": the sender is still there, elsewhere.
MOVED: Mapping[str, str] = {
    "en": (
        r"(?:my |our )?(?:e-?mail )?address (?:has|have|is|will) (?:been )?chang\w+|(?:my|"
        "our) new (?:e-?mail )?(?:address|e-?mail) is|(?:can|may) now be reached at|"
        "update your (?:records|address ?book|contacts)|changed (?:my )?e-?mail|"
        "new e-?mail address"
    ),
    "de": (
        "(?:mail-?)?adresse hat sich ge[aä]ndert|neue (?:e-?mail-?|mail-?)?adresse (?:lautet|"
        "ist)|ab sofort .{0,30}unter|adresse wird (?:in k[uü]rze )?(?:abgeschaltet|"
        "eingestellt)"
    ),
    "fr": (
        r"(?:adresse|mail|courriel)[\w ]{0,12} (?:a chang[ée]|change)|"
        "(?:ma )?nouvelle adresse|(?:m'[ée]crire|[ée]crire) d[ée]sormais"
    ),
    "es": (
        "(?:he )?cambiado de (?:direcci[oó]n|correo|e-?mail)|nueva direcci[oó]n|"
        "nuevo (?:correo|e-?mail)"
    ),
    "it": r"nuovo indirizzo|nuova (?:e-?mail|mail)|indirizzo [eè] cambiato",
    "pt": r"mudei de (?:e-?mail|endere[cç]o)|novo (?:endere[cç]o|e-?mail)",
    "nl": r"(?:mail)?adres is gewijzigd|nieuwe? (?:e-?mail|mail)adres|gebruik voortaan",
    "pl": r"zmieni[lł][ea]m (?:adres|e-?mail)|nowy adres",
    "sv": r"bytt (?:e-?post|mejl|mail)\w*|ny (?:e-?post|mejl|mail)adress",
    "ja": r"アドレスが(?:変わ|変更)|新しい(?:メール)?アドレス|アドレス変更",
}
