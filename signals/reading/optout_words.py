"""Opt-out wishes in ten languages, as patterns over lower-case text with single spaces.

`CLEAR` is a wish to be left alone. `NEGATED` is its contrary ("do not stop sending") and is
taken out of a sentence before `CLEAR` is asked. `POSSIBLE` words make an answer unclear: a
person decides. `BARE` are whole answers of one or two words. All repeats are bounded.
"""

CLEAR: tuple[str, ...] = (
    # English
    r"\b(?:remove|delete|unsubscribe|drop|scrub|erase|exclude) (?:(?:me|us)\b|(?:my|our) (?:\w+ )?"
    r"(?:e-?mail|address|name|data|details|info|contact|number|account|record|company)|"
    r"this (?:e-?mail|address)|\S{1,80}@\S{1,80})",
    r"\btake (?:me|us|(?:my|our) (?:e-?mail|name|address|number|company)(?: address)?|this "
    r"address) "
    r"off\b|\boff (?:of )?your (?:\w+ ){0,2}lists?\b",
    r"\b(?:please|want to|wish to|like to|how (?:do|can) i|let me|need to) unsubscribe\b",
    r"\bunsubscribe (?:from|link|button).{0,30}(?:not|n't|broken|fail)",
    r"\b(?:want|wish|like|need|going|choose) to opt[- ]?out\b|\bopt(?:ing)? (?:me |us "
    r")?out\b(?=[^?]*$)"
    r"(?<!can opt out)(?<!could opt out)",
    r"\b(?:stop|quit|cease) (?:e-?mailing|sending|contacting|messaging|writing|spamming|"
    r"bothering|calling|harassing|texting|mailing|reaching out|this spam|these|all (?:e-?mails|"
    r"contact|further)|your (?:e-?mails|spam|messages)|with the)",
    r"(?<!you )(?<!they )(?<!hesitate to )\b(?:do not|don'?t|never|not to) (?:ever |please )?"
    r"(?:e-?mail|contact|write|message|call|text|bother|spam|reach out|mail)(?: to)?"
    r"(?: me| us| this| my| again| any ?more|$)",
    r"(?<!you )\b(?:do not|don'?t|never) (?:ever )?send (?:me |us )?(?:any|more|further|anything|"
    r"e-?mails?|mails?|messages?|this|these|your|such|stuff|spam)",
    r"\b(?:do not|don'?t|no longer|not) (?:want|wish|like|care) (?:to (?:receive|get|be contacted|"
    r"be e-?mailed|hear)|any (?:more|further)|(?:more|these|your|further) (?:e-?mails|messages|"
    r"spam))",
    r"\bno (?:more|further|longer e-?mail) (?:e-?mails?|messages?|contact|mails?|communications?|"
    r"spam)",
    r"\bleave (?:me|us) alone\b|\blose my (?:number|e-?mail|address)|\b(?:fuck|piss|bugger|sod) "
    r"off\b|"
    r"^go away\b|\bget lost\b",
    r"\b(?:withdraw|revoke) (?:my|our) consent|\bobject to (?:the processing|direct marketing|"
    r"your marketing)|\bcease and desist\b|\bright to (?:erasure|be forgotten)",
    r"\b(?:rather|prefer) not (?:to )?(?:receive|get|be contacted)|\brefrain from|"
    r"\b(?:asked|told) you (?:\w+ ){0,3}not to",
    # German
    r"\bseh\S{1,2} sie .{0,20}von (?:weiteren|jeglicher|jeder|zukünftigen)",
    r"\b(?:nehmen|nehmt|nimm|streichen|streich|entfernen|entferne|entfernt|löschen|lösche|löscht|"
    r"tragen|melden|trag|meld)(?: sie)? (?:bitte )?(?:mich|uns|meine|unsere|diese adresse)",
    r"\b(?:mich|uns|meine \S{1,20}|unsere \S{1,20}) .{0,50}"
    r"(?:austragen|abmelden|entfernen|streichen|löschen|herausnehmen)",
    r"\bkeine(?:rlei)? (?:weiteren?|mehr|zukünftigen|werbe\S{0,12}) ?(?:e-?mails?|mails?|"
    r"nachrichten|"
    r"werbung|zusendung\w*|kontakt\w*|anfragen|angebote)?",
    r"\bkeine (?:e-?mails?|mails?|werbung|nachrichten)(?: \S{1,20}){0,4} (?:mehr|erhalten|"
    r"bekommen)",
    r"\b(?:schreib|kontaktier|mail|belästig|send|schick|nerv|ruf)\w{0,3} (?:sie )?(?:mich|mir|uns)"
    r"(?: bitte)? (?:nicht|nie|keine)",
    r"\bnicht (?:mehr|weiter|wieder)(?: \S{1,12}){0,3} (?:kontaktier|anschreib|schreib|"
    r"angeschrieben|"
    r"belästig|anruf)",
    r"\bhör\w{0,3} (?:sie |endlich |bitte )*auf\b|\blass\w{0,3} (?:sie )?(?:mich|uns) (?:bitte "
    r")?in ruhe",
    r"\bunterlassen sie|\bwiderspreche (?:ich )?(?:der|hiermit)|\bwiderruf\w* .{0,30}einwilligung|"
    r"\bverpiss",
    # French
    r"\b(?:me|nous) (?:désabonner|désinscrire|retirer|supprimer|rayer|enlever)|"
    r"\b(?:retirer|supprimer|effacer|enlever) (?:mon|mes|notre|nos|cette) (?:adresse|nom|mail|"
    r"e-mail|"
    r"données|coordonnées|contact)",
    r"\b(?:désabonne|désinscri(?:s|ve)|retire|supprime|enlève|enleve|raye|efface)[zs]?[- ]"
    r"(?:moi|nous|mon|mes|notre|cette)",
    r"\bne (?:me|nous|m')\s?(?:contact|écri|ecri|envoy|sollicit|relanc|dérang|démarch|"
    r"rappel)\S{0,8}"
    r"[^.]{0,15}\b(?:plus|pas|jamais)",
    r"\bne (?:plus|pas) (?:me|nous|m'|être|recevoir)|\bne (?:souhait|veu|désir|voul)\S{1,6} "
    r"(?:plus|pas) "
    r"(?:recevoir|être|que vous|de vos)",
    r"(?<!n')\b(?:arrête|arrete|cesse)[zs]? (?:de |d'|vos |ces |tout)|\blaisse[zs]?[- ](?:moi|"
    r"nous) "
    r"tranquille|\bplus (?:de|aucun) (?:mail|e-mail|message|courriel|publicité)|\bje m'oppose",
    # Spanish
    r"\b(?:dar(?:me|nos)|d[ae]n?me|déme|dame|dar) de baja|\bquiero (?:la )?baja\b",
    r"\b(?:elimín|elimin|bórr|borr|quít|quit|sáqu|saqu|retír)[ae](?:n|r)?(?:me|nos)\b|"
    r"\b(?:elimin|borr|quit|saqu|retir)[ea]n? (?:mi|mis|nuestr\w+)\b",
    r"\bno (?:me|nos) (?:env|escrib|contact|mand|llam|molest|vuelv)\S{0,8}|\bno vuelv\S{1,4} a "
    r"(?:escribir|contactar|llamar|enviar)\S{0,4}",
    r"\bno (?:quiero|deseo|queremos|deseamos) (?:recibir|más|que (?:me|nos)|seguir recib)",
    r"(?<!no )\b(?:dej|par)\S{1,3} de (?:enviar|escribir|contactar|mandar|molestar|llamar)|"
    r"\bno más (?:correos?|mensajes?|e-?mails?)|\bdéj\S{1,3}(?:me|nos) en paz",
    r"\bno (?:enviar|escribir|mandar|contactar|llamar)\S{0,3} (?:más|mas|nunca)",
    # Italian
    r"\b(?:cancella|rimuov|toglie|elimina|disiscriv)\S{0,3}(?:mi|ci|temi|teci)\b|\b(?:cancell|"
    r"rimuov|"
    r"elimin|togli)\S{0,4} (?:il mio|i miei|la mia|il nostro)",
    r"\bnon (?:mi|ci) (?:scriv|contatt|invi|mand|disturb|chiam)|\bnon (?:scrive|contatta|invia|"
    r"manda|"
    r"contatt|scriv|invi|mand|disturba)\S{0,3}(?:mi|ci)\b",
    r"\bnon (?:voglio|desidero|vogliamo|desideriamo) (?:più |ricevere|essere contatt)",
    r"(?<!non )\bsmett\S{1,6} (?:di|con)|\bbasta (?:e-?mail|mail|messaggi|con)|"
    r"\blascia\S{0,2}(?:mi|ci) "
    r"in pace",
    # Portuguese
    r"\b(?:remov|retir|exclu|elimin|tir|apagu)\S{0,4}[- ](?:me|nos|o meu|meu|os meus|meus)\b|"
    r"\bme (?:remov|retir|exclu|descadastr)|\bdescadastr\S{1,4}[- ](?:me|meu)|\bcancelar (?:a "
    r")?(?:minha )?"
    r"(?:subscrição|inscrição|assinatura)",
    r"\bnão (?:me|nos) (?:envi|contact|contat|escrev|mand|incomod|lig)|\bnão (?:quero|desejo|"
    r"queremos|"
    r"pretendo) (?:mais |receber|ser contat)",
    r"(?<!não )\b(?:par|deix)\S{1,3} de (?:me |nos )?(?:enviar|mandar|escrever|conta|incomodar)|"
    r"\bdeix\S{1,3}[- ](?:me|nos) em paz|\bchega de (?:e-?mails|mensagens)",
    # Dutch
    r"\b(?:schrijf|meld|haal|verwijder)t? (?:u )?(?:mij|me|ons|mijn|onze)(?! niet)\b|"
    r"\b(?:wil|graag|gelieve|wens) .{0,30}(?:afmelden|uitschrijven|verwijder)",
    r"\bgeen (?:e-?mails?|mails?|berichten|reclame)(?: \S{1,15}){0,4} (?:meer|ontvangen|sturen)|"
    r"\bniet (?:meer|langer)(?: \S{1,12}){0,2} (?:mailen|benaderen|contacteren|lastig|bellen|"
    r"ontvangen)",
    r"\b(?:mail|bel|benader|stuur|contacteer) (?:mij|me|ons)(?: \S{1,12}){0,2} (?:niet|geen|nooit)|"
    r"\bneem .{0,20}geen contact|\bstop met (?:mailen|sturen|het|deze|bellen)|\blaat (?:mij|me|"
    r"ons) "
    r"met rust|\bhou(?:d)? op met",
    # Polish
    r"\b(?:proszę|prosze) (?:mnie |nas )?(?:o )?(?:usun|wypis|wykreśl)|\b(?:usuń|wypisz|"
    r"wykreśl)\S{0,4} "
    r"(?:mnie|mój|moje|nas)|\bchcę (?:się )?wypisać|\b(?:cofam|wycofuję) zgodę",
    r"\bnie (?:proszę )?(?:pisz|kontaktuj|wysyłaj|przysyłaj|dzwoń)|\b(?:proszę|prosze) nie "
    r"(?:pisać|"
    r"kontaktować|wysyłać|przysyłać|dzwonić)|\bnie (?:chcę|życzę sobie|chcemy|życzymy sobie)"
    r"(?: \S{1,12}){0,2} (?:otrzymywać|dostawać|kontaktu|wiadomości|maili)",
    r"\b(?:przestań|przestańcie|przestać) (?:do mnie |mi )?(?:pisać|wysyłać|przysyłać|mnie|"
    r"dzwonić)|"
    r"\bdaj\S{0,3} mi spokój|\bodczep",
    r"\b(?:więcej|już) nie (?:pisać|wysyłać|przysyłać|dzwonić|kontaktować)",
    # Swedish
    r"\b(?:ta|plocka|stryk|radera|avregistrera|avanmäl) (?:gärna )?(?:bort )?(?:mig|oss|min|mina|"
    r"vår)\b",
    r"\bsluta (?:att )?(?:skicka|maila|mejla|kontakta|skriva|störa|spamma|ringa)|\binga fler "
    r"(?:mejl|"
    r"mail|meddelanden|utskick)",
    r"\b(?:skicka|maila|mejla|kontakta|skriv|ring)(?: \S{1,12}){0,2} (?:inte|ej|inga)\b|\bvill "
    r"(?:inte|ej)"
    r"(?: längre)? (?:ha|få|bli|ta emot)(?: \S{1,12}){0,3} (?:mejl|mail|utskick|kontaktad|"
    r"meddelanden)|"
    r"\blämna mig i fred|\blåt mig vara",
    # Japanese
    r"配信(?:を|の)?(?:停止|解除|止め|やめ)|(?:購読|登録|メルマガ)(?:を|の)?(?:解除|停止|削除)"
    r"|(?:リスト|名簿)から.{0,6}(?:削除|外し|除外)",
    r"(?:メール|連絡|送信|送付|営業).{0,10}(?:停止して|やめて|止めて|お控え|控えて|不要|結構です|しないで|"
    r"送らないで|いりません|要りません|お断り)|(?:今後|二度と).{0,20}(?:不要|送らないで|しないで|お断り)",
)

NEGATED: tuple[str, ...] = (
    r"(?:^|please |pls |, ?|and |but |so |i |you )(?:do not|don'?t|never) (?:want (?:you )?to |"
    r"wish to |"
    r"ever |dare |please )?(?:stop|unsubscribe|remove|take (?:me|us) off|opt[- ]?out|delete|cease|"
    r"quit)"
    r"[^.;,]{0,40}",
    r"\bnot (?:asking|telling|saying)(?: \w+){0,3} (?:stop|unsubscribe|remove|opt)[^.;,]{0,40}",
    r"\bno need to (?:stop|unsubscribe|remove|take)[^.;,]{0,40}|\bnot unsubscribing\b",
    r"\b(?:nehmen|streichen|entfernen|löschen|melden|tragen) sie (?:mich|uns|meine \w+) (?:bitte )?"
    r"nicht[^.;,]{0,40}|\bhör\w{0,3} (?:sie )?(?:bitte )?nicht auf[^.;,]{0,40}|"
    r"\bnicht (?:abmelden|austragen|entfernen|löschen|abbestellen|streichen)",
    r"\bn'(?:arrête|arrete)[zs]? (?:surtout )?pas[^.;,]{0,40}|\bne cesse[zs] pas[^.;,]{0,40}|"
    r"\bne (?:me|nous) (?:désabonn|désinscri|retir|supprim)\S{0,6} pas|\bpas (?:me )?désabonner",
    r"\bno (?:dej|par)\S{1,3} de (?:enviar|escribir|mandar|contactar)\S*|\bno (?:me|nos) (?:des|"
    r"dé|den) de "
    r"baja|\bno (?:quiero|deseo) darme de baja|\bno (?:me|nos) (?:elimin|borr|quit)\S*",
    r"\bnon smett\S{1,6} (?:di|con)[^.;,]{0,40}|\bnon (?:mi )?(?:cancell|rimuov|toglie|"
    r"disiscri)\S*|"
    r"\bnon (?:voglio|desidero) (?:cancellar|disiscriver)\S*",
    r"\bnão (?:par|deix)\S{1,3} de (?:me |nos )?\S+|\bnão me (?:remov|retir|exclu|descadastr)\S*|"
    r"\bnão quero (?:cancelar|descadastrar|sair)\S*",
    r"\bstop niet met[^.;,]{0,40}|\bniet (?:uitschrijven|afmelden|verwijderen)|\b(?:schrijf|meld|"
    r"haal) "
    r"(?:mij|me) niet[^.;,]{0,40}",
    r"\bnie przestawaj\S*[^.;,]{0,40}|\bnie (?:usuwaj|wypisuj)\S* (?:mnie|nas)|\bnie chcę się "
    r"wypis\S*",
    r"\bsluta inte[^.;,]{0,40}|\bta inte bort[^.;,]{0,40}|\bvill inte (?:avregistrera|"
    r"avprenumerera)\S*",
    r"(?:止め|やめ|停止し|解除し|削除し)ないで\S*",
)

POSSIBLE: tuple[str, ...] = (
    r"unsubscri|\bopt(?:ed|ing)?[- ]?out|\bspam|\bmailing list|\bgdpr\b|\bdsgvo\b|\brgpd\b|"
    r"\blgpd\b",
    r"(?<!if you )\b(?:do not|don'?t) (?:contact|e-?mail|call|send)|\bremove\b.{0,30}\b(?:list|"
    r"database)|"
    r"\bharass|\bstop (?:it|that|now)\b|\bwhere did you get my|\bnever (?:signed|subscribed|opted)",
    r"ab(?:ge)?meld|austrag|abbestell|verteiler|\bunerwünscht|\bbelästig",
    r"désabonn|desabonn|désinscri|\bdésinscr|\bindésirable",
    r"\bde baja\b|\bdarse de baja|\bsuscripci|\bdisiscri|\bcancellazione\b|\bdescadastr|"
    r"\bremoção\b",
    r"uitschrijv|afmeld|\bwypis|\brezygnuj|avregistrer|avprenumerer|avanmäl",
    r"配信停止|購読解除|迷惑",
)

BARE = (
    r"stop|stopp|stop please|please stop|stop it|stop that|quit it|stopall|unsubscribe|"
    r"unsubscribe please|"
    r"please unsubscribe|unsub|remove|remove me|please remove|opt out|opt-out|optout|end|quit|"
    r"cancel|no more|abmelden|bitte abmelden|austragen|abbestellen|stop bitte|bitte stoppen|"
    r"désabonnement|désabonner|désinscription|désinscrire|arrêt|arrêtez|baja|alto|basta|"
    r"cancellami|disiscrivimi|disiscrizione|cancellazione|parar|pare|remover|sair|descadastrar|"
    r"uitschrijven|afmelden|wypisz|wypisz mnie|rezygnuję|usuń mnie|avregistrera|avsluta|sluta|"
    r"avprenumerera|停止|配信停止|解除|不要"
)
#: Taken out before `BARE` is asked.
POLITE = (
    r"\b(?:please|pls|plz|kindly|thanks|thank you|bitte|danke|svp|s'il vous plaît|merci|por favor|"
    r"gracias|favor|per favore|grazie|obrigad[oa]|aub|graag|alstublieft|proszę|dziękuję|tack|"
    r"vänligen|hi|hello|hallo|bonjour|hola|ciao|olá)\b"
)
#: "Stop" that is not a wish: "I can stop by on Tuesday", "a one-stop shop".
HARMLESS_STOP = (
    r"\bstop(?:ping|ped)?[- ](?:by|in|over|at|light|gap|shop)\b|\b(?:one|non|full|pit|bus|next|"
    r"first|"
    r"last|short)[- ]stop\b"
)
