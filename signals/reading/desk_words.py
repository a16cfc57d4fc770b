"""What desks and mailboxes answer by themselves, by language: receipts, tickets, closed inboxes."""

from collections.abc import Mapping

#: How the subject of a receipt begins, where it is not an answer's.
RECEIPT: Mapping[str, str] = {
    "en": (
        r"(?:thank you|thanks) for (?:contacting|your (?:message|enquiry|inquiry|e-?mail|request|"
        r"interest|mail)|getting in touch|reaching out|writing)|we(?:'ve| have)? (?:received|"
        r"got) your|your (?:\w+ )?(?:request|message|enquiry|inquiry|ticket|case)[ :#(\[-]{1,3}\d|"
        r"confirmation of (?:receipt|your)|acknowledge?ment|verification required"
    ),
    "de": (
        r"(?:vielen |herzlichen )?dank fur (?:ihre|deine|die)|ihre? (?:anfrage|nachricht|e-?mail|"
        r"anliegen)(?:(?: \S{1,12})? ?[#\d]|(?: \S{1,12}){2,5} [\[(]#)|wir haben ihre"
    ),
    "fr": (
        r"merci (?:de nous avoir|pour votre|de votre|pour ton)|nous avons bien recu|"
        r"votre (?:demande|message)|accuse de reception"
    ),
    "es": (
        r"gracias por (?:contactar|escribir|comunicar|su|tu)|hemos recibido|(?:su|"
        r"tu) (?:consulta|solicitud|mensaje)|confirmacion de recepcion|acuse de recibo"
    ),
    "it": (
        r"grazie per (?:averci|averla|la sua|il suo|aver)|abbiamo ricevuto|"
        r"conferma (?:di )?(?:ricezione|ricevimento|richiesta)|richiesta n"
    ),
    "pt": (
        r"obrigad[oa] (?:por|pelo|pela)|recebemos|confirmacao de rec|(?:seu|sua) (?:pedido|"
        r"mensagem|chamado)|protocolo ?(?:n\S{0,2} ?)?[:#]? ?\d"
    ),
    "nl": (
        r"bedankt voor (?:uw|je|het|jouw)|(?:wij|we) hebben (?:uw|je)|ontvangstbevestiging|(?:uw|"
        r"je) (?:bericht|vraag|aanvraag|verzoek)"
    ),
    "pl": (
        r"dziekujemy za|otrzymalismy|potwierdzenie (?:otrzymania|przyjecia)|(?:panstwa )?zgloszenie"
    ),
    "sv": r"tack for (?:ditt|er|att du|din)|vi har (?:tagit emot|mottagit)|bekraftelse|arende",
    "ja": (
        r"お問い?合わ?せ(?:を|ありがとう|いただき|受付|の受付)|受付(?:完了|のお知らせ)|"
        r".{0,12}ありがとうございます"
    ),
}
#: What is read or closed here is a mailbox, not a person.
MAILBOX: Mapping[str, str] = {
    "all": (
        r"(?:mail ?box|inbox|(?:e-?mail )?address|e-?mail account|postfach|mailadresse|adresse|"
        r"boite|messagerie|adresse mail|buzon|direccion|correo|cuenta|casella|indirizzo|caixa|"
        r"endereco|e-?mail|postvak|mailbox|adres|mailadres|skrzynk\w+|adres|brevlada\w*|inkorg\w*|"
        r"adress\w*)(?: \S{1,14}){0,3} (?:(?:is|wird|ist|wordt|is|jest|n'est|no esta|non e|nao e|"
        r"ar) )?(?:no longer|not|nicht mehr|nicht|plus|pas|no|ya no|non|nao|niet meer|niet|nie|"
        r"inte)(?: \S{1,12}){0,2} (?:in use|used|active|monitored|read|checked|valid|"
        r"genutzt|verwendet|gelesen|abgefragt|abgerufen|uberwacht|aktiv|gultig|utilisee?|active|"
        r"relevee|lue|consultee|surveillee|uso|utiliz\w+|activ[ao]|lee|us[ao]\w*|attiv[ao]|"
        r"utilizzat\w+|lett[ao]|usad[ao]|ativ[ao]|lid[ao]|gebruik\w*|gelezen|actief|uzywan\w*|"
        r"aktywn\w*|czytan\w*|sprawdzan\w*|anvands|lases|bevakas|langre)"
    ),
    "ja": r"(?:アドレス|メール)(?:は|を)?[^。]{0,12}使用(?:して|され)",
}
ACKNOWLEDGED: Mapping[str, str] = {
    "en": (
        "we(?:'ve| have)? (?:just )?(?:got|received) (?:your|it)|(?:aim|try|hope) to (?:answer|"
        "reply|respond)|thank you for (?:contacting|writing to|getting in touch)|"
        "your (?:e-?mail|message|request) has reached us|(?:case|ticket) (?:was|has been|"
        "is) (?:opened|created|raised)|thank you for (?:applying|your application)|"
        "(?:application|request|message|mail|e-?mail|enquiry) (?:was )?received|we (?:aim|"
        r"try|endeavou?r) to (?:answer|reply|respond)|(?:we(?:'ve| have)?|i(?:'ve|"
        " have)?) (?:just )?got your (?:message|e-?mail|mail|note|enquiry)|your ticket|"
        "ticket number|(?:are|is) (?:now )?in the queue|(?:we(?:'ve| have)?|has been|was|"
        "have) (?:received|registered|logged|opened|created) (?:your |"
        r"and )(?:\w+ )?(?:message|request|e-?mail|enquiry|inquiry|mail|application|ticket|"
        r"case|query|is being)|your (?:\w+ )?(?:request|ticket|case|message|correspondence|"
        r"enquiry|inquiry)(?: \(\w+\))? (?:has been|was) (?:received|registered|logged|"
        "created|opened|assigned)|got your request|ticket (?:has been created|#|id|number|"
        "opened)|case number (?:is|:)|(?:request for support has been created)|(?:incident|"
        r"request|case) \w{3,14} has been (?:opened|created)|"
        "acknowledge that we have received|(?:a |one of our )?(?:member|representative|team|"
        r"agent|someone)[\w' ]{0,20} will (?:be in touch|get back|contact|reply|follow up|"
        r"be reviewing|respond)|will be answered by|within (?:\w+ )?(?:\d+|one|two|"
        "three) (?:business|working) (?:days?|hours?)|thanks? (?:you )?for (?:contacting|"
        r"reaching out to|getting in touch with) (?:us|\w+ (?:support|customer|team|care))"
    ),
    "de": (
        "wir melden uns (?:so|schnellst|umgehend|in kurze|bald)|haben ihre? (?:e-?mail|"
        "nachricht|mail) erhalten|empfangsbestatigung|(?:mail|anfrage|"
        "nachricht) wird an die zustandige|(?:ihre?|deine?) (?:anfrage|nachricht|e-?mail|"
        r"mail|anliegen|bewerbung|ticket) (?:ist|wurde|haben wir)[\w ]{0,25}(?:eingegangen|"
        "eingetroffen|erhalten|erfasst|registriert|angelegt)|haben ihre? (?:anfrage|"
        "nachricht|e-?mail|mail|anliegen|bewerbung) erhalten|eingangsbest[aä]tigung|"
        r"vorgangsnummer|ticketnummer|schnellstm[oö]glich (?:bearbeite\w*|beantwort\w*)|"
        r"k[uü]mmern uns (?:schnellstm[oö]glich|umgehend)|innerhalb von \w+ (?:werktagen|"
        r"arbeitstagen|stunden)|unter der nummer \S+ erfasst"
    ),
    "fr": (
        r"votre demande est enregistree|(?:traiterons|traitons) votre demande|sous \d+ ?h|"
        "(?:votre (?:message|demande)|vous) nous est bien parvenue?|un (?:conseiller|"
        "agent) (?:va|vous)|(?:avons|a) bien re[cç]u votre (?:message|demande|mail|courriel|"
        r"e-?mail|candidature)|votre (?:demande|message|ticket)(?: \(\w+\))? (?:a [ée]t[ée]|"
        "est) (?:bien )?(?:re[cç]ue?|enregistr[ée]e?|prise?)|accus[ée] de r[ée]ception|"
        "dans les (?:meilleurs|plus brefs) d[ée]lais|num[ée]ro de (?:ticket|dossier)|"
        "demande re[cç]ue"
    ),
    "es": (
        "confirmacion de recepcion|esta siendo (?:procesad|atendid|gestionad)[oa]|"
        "(?:estamos )?procesando su|(?:su|tu) (?:correo|mensaje|solicitud|consulta) (?:ha sido|"
        "fue) (?:recibid|registrad)[oa]|acuse de recibo|hemos recibido su (?:mensaje|consulta|"
        "solicitud|correo|petici[oó]n)|su (?:solicitud|"
        r"mensaje|consulta|correo|caso) (?:\(\w+\) )?(?:ha sido|fue|es importante)|"
        "n[uú]mero de (?:ticket|caso|incidencia)|gracias por (?:contactar|escribirnos|"
        "contactarnos|comunicarse)|en (?:un plazo de|breve)|a la (?:mayor )?brevedad|"
        r"ticket #?\d+ recibido"
    ),
    "it": (
        "abbiamo ricevuto (?:la|il) (?:sua|suo|tua|tuo) (?:richiesta|messaggio|e-?mail|mail)|"
        "conferma di (?:ricezione|ricevimento)|(?:sua|tua) richiesta (?:di assistenza )?[eè] stata|"
        "numero (?:di )?(?:ticket|pratica)|"
        r"al pi[uù] presto|ticket (?:aperto|n\.)|averci (?:contattat|scritt)\w+|preso in carico|"
        r"(?:staff|team|operatore|incaricato|responsabile)[^.!?]{0,20} (?:risponder|contatter|"
        r"ricontatter)\w+|(?:risponder|ricontatter)\w+ (?:il prima|al piu|entro|quanto prima)"
    ),
    "pt": (
        "(?:seu|sua) (?:chamado|pedido|e-?mail|mensagem) foi (?:abert|recebid|registrad)[oa]|"
        "sob o (?:protocolo|numero)|aguarde nosso|recebemos (?:a |o )?(?:sua|seu) (?:mensagem|"
        "contat?o|contacto|solicita[cç][aã]o|e-?mail|pedido)|"
        r"sua (?:solicita[cç][aã]o|mensagem)(?: \(\w+\))? foi (?:recebida|registrada)|"
        "solicita[cç][aã]o recebida|obrigad[oa] (?:pelo|por) (?:seu )?(?:contat?o|contactar|"
        r"entrar)|em breve (?:entraremos|retornaremos|responderemos)|em at[eé] \d+ (?:dias|"
        "horas)|n[uú]mero d[eo] (?:protocolo|ticket|chamado)"
    ),
    "nl": (
        r"(?:uw|je) (?:bericht|aanvraag|e-?mail|mail|vraag|verzoek)[\w ]{0,25} (?:ontvangen|"
        "geregistreerd|in behandeling)|ontvangstbevestiging|ticketnummer|zo spoedig mogelijk|"
        r"nemen (?:binnen|zo)[\w ]{0,25} contact|binnen \w+ werkdag(?:en)?"
    ),
    "pl": (
        "(?:zg[lł]oszenie|wiadomo[sś][cć]|zapytanie|"
        r"wniosek) (?:\S+ ){0,2}zosta[lł][oay]? (?:przyj\w+|zarejestrowan\w+|otrzyman\w+|"
        r"dostarczon\w+)|potwierdz\w+ (?:otrzymani\w+|przyj[eę]ci\w+)|numer zg[lł]oszenia|"
        "otrzymali[sś]my (?:twoj|panstw|pani|pana)|(?:odpiszemy|odpowiemy|skontaktujemy) |"
        "dzi[eę]kujemy za (?:kontakt|wiadomo[sś][cć]|zg[lł]oszenie)|najszybciej jak"
    ),
    "sv": (
        "(?:har )?tagit emot (?:ditt|din|ert|er) (?:ärende|meddelande|fråga|förfrågan|mejl|"
        "mail)|(?:ditt|ert) ärende (?:har|är)|ärendenummer|återkommer (?:inom|så snart)|"
        "tack för (?:ditt|er) (?:meddelande|förfrågan)|mottagningsbekräftelse"
    ),
    "da": (
        "(?:vi )?har modtaget din (?:henvendelse|mail|besked)|sagsnummer|tak for din henvendelse|"
        "vender tilbage hurtigst"
    ),
    "no": (
        "(?:vi )?har mottatt (?:din|ditt) (?:henvendelse|melding|e-?post)|saksnummer|"
        "takk for (?:din )?henvendelse"
    ),
    "fi": (
        "olemme vastaanottaneet|viestisi on vastaanotettu|kiitos (?:viestistäsi|"
        r"yhteydenotosta\w*)|tukipyyntö\w*"
    ),
    "cs": (
        r"(?:va[sš][ei]? )?(?:zpr[aá]v[au]|po[zž]adav\w+|dotaz) (?:byl[ao]?|jsme) (?:p[rř]ij\w+|"
        r"obdr[zž]el\w*|zaregistrov\w+)|potvrzen[ií] (?:o )?p[rř]ijet[ií]|"
        "d[eě]kujeme za"
    ),
    "ru": (
        r"(?:мы )?получили ваш\w* (?:письмо|обращение|запрос|заявк\w)|ваш\w* (?:обращение|"
        r"заявка|запрос) (?:принят\w*|зарегистрирован\w*)|номер (?:обращения|заявки)|"
        r"в течение \S+ рабочих"
    ),
    "ja": (
        "お問い?合わ?せ(?:を|の)?受[けり]?付|受付(?:いたし|番号|完了|のお知らせ)|"
        r"受け付けました|営業日以内|担当者より(?:ご連絡|回答)|受信いたしました"
    ),
    "zh": r"(?:邮件|来信|信件)(?:已|我已)收到|已收到您的|尽快(?:给您|与您)?(?:回复|联系)|工单",
    "ko": r"접수되었습니다|접수 ?번호|확인 후 (?:답변|연락|회신)|문의(?:해|가)",
}
UNATTENDED: Mapping[str, str] = {
    "use": MAILBOX["all"],
    "ended": (
        r"(?:mail ?box|address|account|postfach|adresse|boite|buzon|direccion|correo|cuenta|"
        r"casella|indirizzo|caixa|endereco|e-?mail|postvak|adres|mailadres|skrzynk\w+|"
        r"adress\w*)(?: \S{1,14}){0,3} (?:has been|is being|wurde|wird|ist|a ete|est|ha sido|esta|"
        r"fue|e stat[oa]|verra|foi|sera|is|wordt|werd|zosta\w+|jest|har|ar|kommer)"
        r"(?: \S{1,12}){0,2} (?:closed|retired|decommissioned|deactivated|disabled|discontinued|"
        r"abgeschaltet|geschlossen|deaktiviert|aufgelost|eingestellt|fermee?|desactivee?|"
        r"supprimee?|cerrad[ao]|desactivad[ao]|dad[ao] de baja|dismess[ao]|disattivat[ao]|"
        r"chius[ao]|desativad[ao]|encerrad[ao]|descontinuad[ao]|opgeheven|gesloten|vervallen|"
        r"zamkniet\w*|nieaktywn\w*|wylaczon\w*|stangts?|stangd|avaktiverats?|borttagen)|"
        r"(?:mail|e-?mail|nachricht|postfach|postkasten) liest (?:keiner|niemand)|"
        r"nobody (?:reads|monitors|checks) (?:this|the)|personne ne lit (?:cette|ce)|"
        r"nadie lee (?:este|esta)|nessuno legge (?:questa|quest)|ninguem le (?:este|"
        r"esta)|niemand leest (?:dit|deze)|nikt nie czyta"
    ),
    "en": (
        "(?:mailbox|inbox|address|e-?mail address|account) (?:is|has been) (?:un(?:monitored|"
        "attended)|(?:not|no longer|never) (?:being )?(?:monitored|read|checked|attended))|"
        "(?:unattended|unmonitored) (?:mailbox|inbox|address|e-?mail)|(?:messages|mails?|"
        "e-?mails?|enquiries) (?:sent )?to this (?:address|mailbox|inbox) (?:are|is|will) (?:not|"
        "never|(?:be )?(?:automatically )?(?:deleted|ignored|discarded))|not monitored"
    ),
    "de": (
        r"postfach (?:\w+ )?(?:wird|ist) nicht (?:mehr )?(?:gelesen|[uü]berwacht|bearbeitet|"
        "abgerufen|betreut)|(?:mailbox|adresse) wird nicht (?:mehr )?(?:gelesen|[uü]berwacht|"
        "abgerufen)"
    ),
    "fr": (
        r"(?:bo[iî]te|messagerie|adresse)[\w ]{0,20} n'est (?:pas|plus) (?:relev[ée]e|lue|"
        "consult[ée]e|surveill[ée]e|utilis[ée]e)"
    ),
    "es": (
        r"(?:buz[oó]n|cuenta|direcci[oó]n)[\w ]{0,20} no (?:est[aá]|se|es) (?:atendid[oa]|lee|"
        "revisa|monitoread[oa]|supervisad[oa]|monitoriza)"
    ),
    "it": (
        r"(?:casella|indirizzo)[\w ]{0,20} non (?:[eè]|viene) (?:monitorat[ao]|presidiat[ao]|"
        "lett[ao]|controllat[ao])"
    ),
    "pt": (
        r"(?:caixa|e-?mail|endere[cç]o)[\w ]{0,20} n[aã]o (?:[eé]|est[aá]) (?:monitorad[oa]|"
        "monitorizad[oa]|lid[oa]|verificad[oa])"
    ),
    "nl": (
        "(?:postvak|mailbox|adres|postbus) wordt niet (?:meer )?(?:gelezen|bewaakt|"
        "gemonitord|gecontroleerd)"
    ),
    "pl": (
        r"(?:skrzynka|adres)[\w ]{0,15} nie jest (?:monitorowan|obs[lł]ugiwan|sprawdzan|"
        r"odczytywan)\w+"
    ),
    "sv": r"(?:brevlådan?|inkorgen|adressen) (?:bevakas|läses|övervakas) (?:inte|ej)|obevakad",
    "ja": (
        r"(?:送信|配信)専用|アドレスは?(?:現在)?[^。]{0,6}(?:使用して|廃止)|このアドレスは(?:使用|"
        r"利用)されて(?:い|お)|監視されて(?:い|お)"
    ),
}
CHALLENGE: Mapping[str, str] = {
    "en": (
        r"(?:message|e-?mail|mail)[\w .@'-]{0,60}(?:is being held|on hold|quarantin\w+)|"
        r"(?:not on|added to) (?:the|my|his|her|our) [\w' -]{0,20}(?:allow|white|guest|"
        "approved)[ -]?list|complete th(?:e|is) verification|"
        "(?:confirm|verify) (?:that )?you are (?:a )?(?:human|real|live)|(?:junk|spam) (?:mail )?"
        "(?:protection|filter)|protect(?:ing)? (?:myself|my inbox|"
        "itself) (?:from|against)|approved senders?|waiting for (?:your )?(?:confirmation|"
        r"approval) .{0,40}guest list|requires? (?:that you )?verif\w+|"
        "please confirm your (?:e-?mail|message|identity)"
    ),
    "de": r"best[aä]tigen sie,? dass sie (?:kein|ein)|spamschutz|zustellung zu best[aä]tigen",
    "fr": (
        r"confirmez que vous (?:n')?[eê]tes|v[ée]rifi\w+ (?:votre|de l')exp[ée]diteur|"
        "anti-?spam"
    ),
    "es": r"confirme que (?:es|usted)|verificaci[oó]n del remitente",
}
