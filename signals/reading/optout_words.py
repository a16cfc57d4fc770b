"""Opt-out wishes in ten languages, as patterns over lower-case text with single spaces.

Accents are written here and taken off before use. What is made of common words (`remove … me`,
`not … write … again`) is left to the frames of `optout_frames`.

`CLEAR` is a wish to be left alone; its contraries stand in `optout_contrary`. `POSSIBLE` words make
an answer unclear: a person decides. `BARE` are whole answers of one or two words. All repeats are
bounded.
"""

_GERMAN_ME = (
    r"(?:(?:mich|uns|diese adresse)\b|(?:mein|unser)\w* (?:\w+ )?(?:daten|\w*adresse|e-?mail|mail|"
    r"kontakt|nummer|namen?|telefon))"
)
CLEAR: tuple[str, ...] = (
    # English
    r"\b(?:remove|delete|unsubscribe|drop|scrub|erase|exclude) (?:(?:me|us)\b|(?:my|our) (?:\w+ )?"
    r"(?:e-?mail|address|name|data|details|info|contact|number|account|record|company)|"
    r"this (?:e-?mail|address)|\S{1,80}@\S{1,80})",
    r"\btake (?:me|us|(?:my|our) (?:e-?mail|name|address|number|company)(?: address)?|this "
    r"address) off\b|\boff (?:of )?your (?:\w+ ){0,2}lists?\b",
    r"\b(?:please|want to|wish to|like to|how (?:do|can) i|let me|need to) unsubscribe\b",
    r"\bunsubscribe (?:from|link|button).{0,30}(?:not|n't|broken|fail)",
    r"\b(?:want|wish|like|need|going|choose) to opt[- ]?out\b|\bopt(?:ing)? (?:me |us "
    r")?out\b(?=[^?]*$)(?<!can opt out)(?<!could opt out)",
    r"\b(?:stop|quit|cease) (?:e-?mailing|sending|contacting|messaging|writing|spamming|"
    r"bothering|calling|harassing|texting|mailing|reaching out|this spam|these|all (?:e-?mails|"
    r"contact|further)|your (?:e-?mails|spam|messages)|with the)",
    r"(?<!you )(?<!they )(?<!hesitate to )\b(?:do not|don'?t|never|not to) (?:ever |please )?"
    r"(?:e-?mail|contact|write|message|call|text|bother|spam|reach out|mail)(?: to)?"
    r"(?: me| us| this| my| again| any ?more|$)",
    r"(?<!you )(?<!we )(?<!we'd )(?<!i )(?<!i'd )(?<!they )(?<!would )\b(?:do not|don'?t|"
    r"never) (?:ever )?send (?:me |us )?(?:any|more|further|anything|e-?mails?|mails?|messages?|"
    r"this|these|your|such|stuff|spam)",
    r"\b(?:do not|don'?t|no longer|not) (?:want|wish|like|care) (?:to (?:receive|get|be contacted|"
    r"be e-?mailed|hear)|any (?:more|further)|(?:more|these|your|further) (?:e-?mails|messages|"
    r"spam))",
    r"\bno (?:more|further|longer e-?mail) (?:e-?mails?|messages?|contact|mails?|communications?|"
    r"spam)",
    r"\bleave (?:me|us) (?:\w+ ){0,3}alone\b|\blose my (?:number|e-?mail|address)|"
    r"\b(?:fuck|piss|bugger|sod) off\b|^go away\b|\bget lost\b",
    r"\b(?:withdraw|revoke) (?:my|our) consent|\bobject to (?:the processing|direct marketing|"
    r"your marketing)|\bcease and desist\b|\bright to (?:erasure|be forgotten)",
    r"\b(?:rather|prefer) not (?:to )?(?:receive|get|be contacted)|\brefrain from|"
    r"\b(?:asked|told) you (?:\w+ ){0,3}not to",
    r"(?:^|[,.;] ?|please |and )(?:do not|don't) (?:use|sell|share) (?:it|this|my|our)\b|"
    r"\bunwelcome\b|\bunwanted\b|unerwünscht|indésirables?\b|\bno deseados?\b|indesiderat|"
    r"indesejad|ongewenst|niepożądan|oönska",
    r"\b(?:i'm|i am|we are|we're) (?:done|finished|tired|sick|fed up|through) (?:of |with "
    r")?(?:receiving|getting|reading|your|these|this)|\b(?:had|seen) enough\b|\benough of (?:this|"
    r"these|your)|\bleave it\b\W*$",
    r"\b(?:delete|erase|destroy|remove|wipe) (?:all |any |every |the |everything |whatever |"
    r"anything )*(?:personal "
    r")?(?:data|information|records?|details)? ?(?:that )?(?:you (?:have|hold|store|keep)|about|on|"
    r"of) (?:\w+ ){0,3}(?:me|us|mine)\b",
    r"\b(?:take|get|pull) (?:my|our) (?:\w+ )?(?:e-?mail|address|name|number|details|data)(?: "
    r"address)? (?:off|out)\b|\brezygnuj\w* z (?:otrzymywania|subskrypcji|newslettera|maili|"
    r"dalsz\w+)",
    r"\blass\w{0,3} (?:sie )?(?:das|es|den (?:mist|quatsch|unsinn))\b|\bsair d(?:ess|est|)a "
    r"lista\b",
    r"\bstop (?:wasting|filling|clogging|cluttering|flooding|bombarding|pestering)|\bes reicht\W*$|"
    r"\bno (?:me|nos) interesa\w* (?:seguir )?recib",
    r"\b(?:like|want) (?:off|out)\b\W*$|\bclose my (?:file|account|record)",
    r"\bsuppression list|\bdo[- ]not[- ](?:contact|mail|e-?mail|call)[- ](?:list|flag|register)|"
    r"\bblock ?list|\bblacklist|\bsperrliste|\brobinson\w*|\bliste rouge|\blista robinson|"
    r"\bopt-?out[- ]list",
    r"\b(?:already|thought|i(?:'d|'ve)?|have|had) (?:\w+ ){0,3}(?:unsubscribed|opted out)\b|"
    r"\b(?:schon|bereits) (?:\w+ )?(?:abgemeldet|ausgetragen|widersprochen)|"
    r"\bdéjà (?:\w+ )?(?:désabonn|désinscri)|\bya (?:me|nos) (?:di|dimos|había dado) de baja|"
    r"\bgià (?:\w+ )?(?:cancellat|disiscritt)|\bjá (?:me )?(?:descadastrei|cancelei)|"
    r"\bal (?:\w+ )?(?:uitgeschreven|afgemeld)|\bjuż (?:się )?wypis|\bredan (?:\w+ "
    r")?(?:avregistrer|avanmäl)",
    r"(?:^|[,;!.] ?)stop\W*$|\b(?:solicit|pid|quier|exij|requier|tramit)\w* (?:\w+ )?(?:la |mi |"
    r"darme de )?baja\b|\b(?:cross|strike|scratch) (?:me|us) off\b|"
    r"\bget (?:myself )?off (?:of )?(?:this|your|the)\b|\bkindly refrain\b|\bnewsletter abbestell",
    r"\bverschon\w*|\bschluss (?:damit|jetzt|mit)\b|\bm'oublie|\boublie[zr]?[- ](?:moi|nous|la|"
    r"le|mon|cette)\b|\bépargne[zs]?[- ](?:moi|nous)|\babst[eé]n\w*|\babstener\w*|\brisparmiat\w*|"
    r"\bdal (?:ri)?contattar\w*|\bbespaar (?:me|mij|ons)|\b(?:stop|kap|hou|schei) (?:er ?mee|"
    r"hiermee|ermee|ermee op|uit)\b|\bniet op te wachten\b|\bspare (?:me|us) "
    r"(?:the|your|this|from|these)\b|\bkill this (?:thread|sequence)|\bdarmowe? spokój|\bmails? "
    r"nerven\b",
    r"\bcut it out\b|\bknock it off\b|\btake the hint\b|\bbuzz off\b|\bno[- ]solicit|\bunsolicited "
    r"(?:mail|e-?mail|message|offer|contact|sales)|\bno (?:consent|permission)\b|\b(?:not|"
    r"n't) (?:give |gave |have )?(?:you )?(?:my |our )?(?:consent|permission)|\bget (?:me|"
    r"us) off\b|\bout of my inbox\b|\bforget (?:about )?(?:me|my address)\b|\bend (?:it )?here\b|"
    r"\bblock(?:ed|ing)? (?:you|your)\b|\bdo ?not ?(?:call|contact|mail) list\b|"
    r"\bno longer (?:wish|want) to\W*$|\bno more (?:of )?(?:this|these|that|please|thanks|"
    r"thank you)\b",
    r"\b(?:not|n't|never) (?:be |being |get |getting )?(?:contacted|e-?mailed|called|approached|"
    r"bothered|disturbed|messaged|spammed|pestered)(?: \w+){0,3} (?:again|further|any ?more|in "
    r"(?:the )?future)|\bno contact (?:please|from|any)|\blose (?:this|our) (?:number|e-?mail|"
    r"address)|\bforget (?:you ever|that you|we ever)|\b(?:you're|you are|you have been|you've "
    r"been) blocked\b|\bso:? unsubscribe\b|\bobject to .{0,60}\b(?:my|our|personal) (?:\w+ )?data|"
    r"\b(?:let|make|hope|trust|consider) (?:\w+ ){0,2}(?:this|that|it) (?:be|is|was|will be)? ?"
    r"(?:the |your |our )?(?:very )?last\b|\bunsubscribe (?:me|us|this|my|at once|immediately|now)",
    r"\b(?:do not|don't|never) (?:do (?:so|that|this|it)|try)(?: \w+)? again\b|\bgive it a rest\b|"
    r"\b(?:come|get|be|go|fall) off (?:of )?(?:this|your|the) (?:\w+ )?(?:list|thing|mailing|"
    r"database|distribution|newsletter|sequence|cadence|e-?mails?)\b(?! of)|\bget rid of (?:me|"
    r"us|my|our|this address)|\b(?:off|out of) your (?:\w+ ){0,2}(?:system|crm|books|records|"
    r"database|outreach)\b|\bhands off\b|\bjog on\b|\bsling your hook\b|\bnaff off\b|\bleave (?:us|"
    r"me|my \w+) (?:in peace|be|out)\b",
    r"\b(?:not|n't|no|kein\w*|nicht|pas|aucun|nao|non|niet|geen|nie|inte|inget)(?: \S{1,14}){0,3} "
    r"(?:interes\w*|interess\w*|intere\w*|zainteresowan\w*|intresse\w*|"
    r"geinteresseerd)(?: \S{1,8}){0,2} (?:receiving|getting|hearing|(?:more|further|"
    r"your) (?:\w+ )?(?:e-?mails?|messages|mails)|weiteren|erhalt|recevoir|vos (?:e-?mails?|mails?|"
    r"messages)|recib\w*|ricev\w*|receb\w*|ontvang\w*|verdere|otrzymywan\w*|fler|ytterligare)",
    r"\b(?:leave|left|keep|kept)\b(?: \w+){0,3} (?:off|out of) (?:any|all|your|future|further)\b|"
    r"\bno need to (?:keep |continue |be )?(?:writ|e-?mail|contact|call|reach|follow|send|messag|"
    r"chas|ping)\w*(?! (?:first|before|back|if|about|in advance))(?: (?:to )?(?:me|us)\b| out| up|"
    r" any| again|\W*$)|\bsave (?:yourself|yourselves|your (?:time|breath)|you the)\b|\bnot ever\b|"
    r"\bnever ever\b|\b(?:not|n't) (?:be )?need(?:ing)? (?:any )?(?:more|further) (?:of )?(?:these|"
    r"this|your|e-?mails|updates|messages|mails)|\b(?:sure|ensure|see to it) "
    r"(?:that )?(?:i|we) (?:do not|don't|no longer|never|am not|are not|won't) (?:get|receive|hear|"
    r"be)\b|\b(?:terminate|end|conclude|close) (?:this|our|all|any) (?:\w+ )?(?:correspondence|"
    r"communications?|contact|conversation|exchange)\b|\bcancel (?:my|our|this|the|any|whatever|"
    r"all) (?:\w+ )?(?:subscription|e-?mails|mailing|sign-?up)|\bright to object\b|"
    r"\bno longer process (?:my|our)\b|\b(?:demand|insist|require|want) (?:that )?(?:it|they|this|"
    r"these|my \w+|our \w+) (?:be|is|are) (?:deleted|removed|erased|destroyed)",
    r"(?<!not )(?<!n't )\b(?:ask\w*|request\w*|told|said|want\w*|like|wish\w*|"
    r"need) (?:\w+ ){0,3}to be (?:taken off|removed|dropped|deleted|unsubscribed|left alone|"
    r"excluded|taken out|forgotten)|\bask(?:ed|ing)? (?:you |me )?not to (?:be )?"
    r"(?:contact|e-?mail|call|approach|bother|writ|send)|(?:^|please,? |, ?)(?:me )?off (?:the|"
    r"this|your) (?:mailing )?list\b(?! of)|\bnicht (?:mehr )?erwunscht\b|\bverbitt\w*|"
    r"\bum (?:\w+ )?(?:loschung|abmeldung|austragung|entfernung) gebeten|\bya esta bien de\b",
    # "You have no permission to write to me"
    r"(?:\bnot|n't|\bnever|\bno|\bnicht|\bkein\w*|\bnie|\bpas|\bjamais|\bnunca|\bnon|\bmai|\bnao|"
    r"\bniet|\bgeen|\bnooit|\binte|\baldrig)\b[^.;,?]{0,25}\b(?:permission|consent|permiso|"
    r"consentimiento|autorizacion|accord|autorisation|consentement|consenso|permesso|"
    r"autorizzazione|consentimento|autorizacao|permissao|toestemming|erlaubnis|einwilligung|"
    r"zustimmung|zgod[ya]|pozwolenia|samtycke|tillstand)\b[^.;,?]{0,30}\b(?:me|my|mich|mir|"
    r"mein\w*|m|mi|mon|mio|meu|mij|mijn|mnie|mojego|mig|min|us|uns|nous|nos|ons|nas|oss)\b",
    r"\bno (?:\w+ ){0,3}us(?:ar|e|en|es|eis) (?:mi|este?|esta|nuestra|nuestro)\b|\bdej(?:ad|en|a|"
    r"e)lo (?:ya|estar)|\bavslut\w+ (?:min |mitt |denna )?prenumeration\w*|\b(?:hart[oa]s?|"
    r"stuf[oaie]|fed up|sick|tired|cansad[oa]s?|leid|satt|beu|trott|enough|genug|"
    r"reicht\w*|nog av|trott pa|less pa|assez|marre|suffi[st]|suficientes?|genoeg|wystarczy|dosc|"
    r"racker)\b[^.;,?]{0,25}(?:\be?-?mails?|mejl|messages?|nachrichten|werbung|correos?|messaggi|"
    r"mensagens|berichten|wiadomosci|maili|spam|\bpub)\b",
    # Refusing what is sent
    r"\b(?:refus\w*|rechaz\w*|rifiut\w*|recus\w*|weiger\w*|odmawi\w*|avbojer|verbiete\w*|"
    r"verbitte\w*|prohib\w*|interdis\w*|vieto|proib\w*|verbied\w*|zabrani\w*|forbjud\w*|"
    r"diffido)\b[^.;,?]{0,30}(?:\be?mails?|message|contact|demarch|prospection|publicit|werbung|"
    r"nachricht|kontakt|correo|mensaje|comunicaci|llamad|messagg|comunicazion|"
    r"mensage|contat|bericht|reclame|wiadomo|reklam|ofert|utskick|mejl)",
    # "I request the removal of …", by the noun and whoever asks for it
    r"\b(?:request\w*|demand\w*|ask\w*|want|need|bitte\w*|fordere|verlange|beantrage|wunsche|"
    r"demand\w+|souhait\w+|solicit\w+|pid\w+|exij\w+|chied\w+|richied\w+|desider\w+|peco|pedimos|"
    r"exijo|verzoek\w*|eis|wens|prosz\w+|prosi\w+|zadam|begar\w*|onskar|kraver|vill ha)"
    r"(?:[ '’]\S{1,14}){0,4}[ '’](?:removal|deletion|unsubscription|opt-?out|abmeldung|loschung|"
    r"austragung|streichung|desinscription|desabonnement|radiation|suppression de (?:mes|mon|nos|"
    r"notre)|baja|desuscripcion|eliminacion|supresion|cancellazione|disiscrizione|rimozione|"
    r"cancelamento|remocao|exclusao|descadastramento|eliminacao|uitschrijving|afmelding|"
    r"verwijdering|wypisanie|wypisania|usuniecie|usuniecia|wykreslenie|avregistrering|"
    r"borttagning|radering)\b",
    # "How do I get out of this?"
    r"\b(?:how|where) (?:do|can|could|would|may|must) (?:i|we|one) (?:\w+ ){0,2}(?:unsubscribe|"
    r"opt[- ]?out|get off|get out|come off|stop (?:this|these|getting|receiving|your))|\b(?:wie|"
    r"wo) (?:\w+ ){0,3}(?:ich|wir|man) (?:\w+ ){0,3}(?:abmeld|austrag|abbestell|rauskomm|raus|"
    r"runter|ab\b)|\bcomment (?:faire pour |puis-je |peut-on |je |on |dois-je )+(?:\w+ )?(?:me |"
    r"nous |se |m)?(?:desabonn|desinscri|sortir|retirer|ne plus)|"
    r"\bcomo (?:\w+ ){0,3}(?:darme de baja|me doy de baja|desuscrib\w+|salg\w+|salir|sair|saio|"
    r"me descadastr\w+|descadastr\w+|cancel\w+ (?:isso|este|esse|o envio|a inscric))|"
    r"\bcome (?:\w+ ){0,3}(?:cancellarmi|disiscrivermi|disiscrivo|uscire|cancello)|"
    r"\bhoe (?:\w+ ){0,3}(?:uitschrijven|afmelden|afkomen|vanaf|me uit|me af)|"
    r"\bjak (?:\w+ ){0,3}(?:wypis|zrezygn|usuna)\w+|\bhur (?:\w+ ){0,3}(?:avregistrer|avprenumerer|"
    r"avanmal|bort fran|slipper)\w*",
    # Articles 17 and 21 of the regulation, and consent taken back
    r"\bart(?:icle|ikel|\.|iculo|icolo|igo|ykul\w*)? ?(?:21|17)\b.{0,40}\b(?:gdpr|dsgvo|ds-gvo|"
    r"rgpd|avg|rodo|lgpd)|\b(?:gdpr|dsgvo|ds-gvo|rgpd|avg|rodo|lgpd)\b.{0,40}\bart\S{0,6} ?(?:21|"
    r"17)\b|\bzieh\w* (?:\w+ ){0,4}(?:einwilligung|zustimmung|einverstandnis)|\b(?:ejerzo|ejercer|"
    r"ejercito|exerc[oe]r?|exerco|esercito|esercitare|j'exerce|exerce) (?:\w+ ){0,3}(?:derecho|"
    r"direito|diritto|droit) (?:de |d'|di |al |a l'|alla |all')?(?:supresion|oposicion|cancelacion|"
    r"olvido|oposicao|eliminacao|apagamento|esquecimento|opposizione|cancellazione|oblio|"
    r"opposition|effacement|oubli)",
    # German
    r"\bfinger weg\b|\bspar\w{0,3} (?:sie )?(?:sich|dir|euch|ihnen)\b|\buntersage\b|\bkeinen? "
    r"(?:weiteren? )?(?:kontakt|werbung|newsletter)\b|\b(?:kein|keine|nie|ohne (?:meine|"
    r"unsere)) (?:meine )?(?:einwilligung|zustimmung)|\bwiderspr(?:eche|uch)\b|\b(?:lösch\w*|"
    r"loesch\w*) .{0,30}\b(?:daten|adresse)\b",
    r"\bseh\S{1,2} sie .{0,20}von (?:weiteren|jeglicher|jeder|zukünftigen)",
    r"\b(?:streichen|streich|entfernen|entferne|entfernt|löschen|lösche|löscht)(?: sie)? "
    rf"(?:bitte )?{_GERMAN_ME}",
    # "Wir melden uns", "wir nehmen uns Zeit": only what the verb ends with makes it a wish.
    r"\b(?:nehmen|nehmt|nehme|nimm|tragen|tragt|trage|trag|melden|meldet|melde|meld)(?: sie)? "
    rf"(?:bitte )?{_GERMAN_ME}[^.,;!?\n]{{0,60}}"
    r"\b(?:(?:aus|ab|raus|heraus|runter|rausnehmen)(?= ?(?:[.,;:!?)\n]|$|und\b|danke|bitte))|"
    r"(?:aus|von|vom) (?:\w+ ){0,3}\w*(?:verteiler|liste|datenbank|kartei|adressbuch|newsletter))",
    r"\b(?:mich|uns|meine \S{1,20}|unsere \S{1,20}) .{0,50}(?:austragen|abmelden|entfernen|"
    r"streichen|löschen|herausnehmen)",
    r"\bkeine(?:rlei)? (?:weiteren?|mehr|zukünftigen|werbe\S{0,12}) ?(?:e-?mails?|mails?|"
    r"nachrichten|werbung|zusendung\w*|kontakt\w*|anfragen|angebote)?",
    r"\bkeine (?:e-?mails?|mails?|werbung|nachrichten)(?: \S{1,20}){0,4} (?:mehr|erhalten|"
    r"bekommen)",
    r"\b(?:schreib|kontaktier|mail|belästig|send|schick|nerv|ruf)\w{0,3} (?:sie )?(?:mich|mir|uns)"
    r"(?: bitte)? (?:nicht|nie|keine)",
    r"\bnicht (?:mehr|weiter|wieder)(?: \S{1,12}){0,3} (?:kontaktier|anschreib|schreib|"
    r"angeschrieben|belästig|anruf)",
    r"\bhör\w{0,3} (?:sie |endlich |bitte )*auf\b|\blass\w{0,3} (?:(?:sie|ihr|bitte|doch|"
    r"endlich|jetzt|nun|einfach|mal) ){0,4}(?:mich|uns) (?:(?:damit|bitte|doch|endlich|jetzt|nun|"
    r"einfach|mal|gefälligst|verdammt) ){0,4}(?:mit (?:\w+ ){1,3})?(?:in (?:ruhe|"
    r"frieden)|zufrieden)\b",
    r"\bunterlassen sie|\bwiderspreche (?:ich )?(?:der|hiermit)|\bwiderruf\w* .{0,30}einwilligung|"
    r"\bverpiss",
    r"\bseh\S{1,3} (?:\w+ ){0,3}davon ab\b|\b(?:jetzt |nun |mir )?reicht'?s\b|\b(?:es|"
    r"das) reicht\b.{0,25}\b(?:mails?|werbung|nachrichten|langsam|jetzt)|\b(?:von|"
    r"aus) (?:\w+ ){0,2}(?:liste|\w*verteiler|datenbank) (?:\w+ ){0,2}(?:runter|raus|weg|herunter|"
    r"heraus|genommen|gestrichen)|\b(?:auch )?in zukunft nicht\b(?! mehr? \w+en)|"
    r"\bblockiert\b.{0,10}$|\b(?:bin|sind) (?:hier )?raus, bitte",
    # French
    r"\b(?:fich|fout|lach)\S{0,3}[- ](?:moi|nous)\b|\binutile de (?:me|nous)\b|\bstop (?:aux? "
    r")?(?:pub|spam|mail|e-?mail|message)s?\b|\bretir\S{0,3} mon consentement|\bm'oppos|"
    r"\bopposition (?:au|à)\b|\b(?:pas|jamais) (?:donné|autorisé)",
    r"\b(?:me|nous) (?:désabonner|désinscrire|retirer|supprimer|rayer|enlever)|"
    r"\b(?:retirer|supprimer|effacer|enlever) (?:mon|mes|notre|nos|cette) (?:adresse|nom|mail|"
    r"e-mail|données|coordonnées|contact)",
    r"(?<!ai )(?<!avons )(?<!avez )(?<!ont )(?<!déjà )\b(?:désabonne|désinscri(?:s|ve)|retire|"
    r"supprime|enlève|enleve|raye|efface)[zs]?[- ](?:moi|nous|mon|mes|notre|cette (?:adresse|"
    r"boite|ligne))\b",
    r"\bne (?:me|nous|m')\s?(?:contact|écri|ecri|envoy|sollicit|relanc|dérang|démarch|"
    r"rappel)\S{0,8}[^.]{0,15}\b(?:plus|pas|jamais)",
    r"\bne (?:plus|pas) (?:me|nous|m'|être|recevoir)|\bne (?:souhait|veu|désir|voul)\S{1,6} "
    r"(?:plus|pas) (?:recevoir|être|que vous|de vos)",
    r"(?<!n')(?<!avons )(?<!avez )(?<!ai )(?<!ont )(?<! a )\b(?:arrête|arrete|cesse)[zs]? (?:de |"
    r"d'|vos |ces |tout)|\blaisse[zs]?[- ](?:moi|nous) (?:\w+ ){0,3}(?:tranquille|en paix)|"
    r"\bplus (?:de|aucun) (?:mail|e-mail|message|courriel|publicité)|\bje m'oppose",
    r"\binutile de (?:\w+ )?(?:relanc|insist|recontact|reecri|revenir|continu)|\b(?:on|nous) "
    r"(?:en )?(?:arrete|arretons) (?:la|ici)\b|\bca suffit\b|\b(?:y en a|j'en ai|on en a) marre\b|"
    r"\bdemande de (?:desinscription|desabonnement|radiation|suppression)|\bne (?:plus|pas) "
    r"(?:donner suite|insister|relancer|renvoyer|recontacter|utiliser)|\bplus jamais\b|\bn'(?:ecri|"
    r"envoy|insist)\w* (?:plus|pas)\b|\bpas la peine de\b|\b(?:vous etes|t'es|tu es) bloque",
    # Spanish
    r"\ben paz\b|\bme opongo\b|\bno insist\S{1,4}\b|\b(?:no|sin) (?:mi |he dado mi |doy mi "
    r")?(?:consentimiento|autoriza)|\brevoco\b|\bolvíd\S{1,8} de (?:mí|nosotros)|\bni un "
    r"(?:correo|mail|mensaje) más|\bdej(?:ad|en|a|e) (?:ya )?de\b",
    r"\b(?:dar(?:me|nos)|d[ae]n?me|déme|dame|dar|dad(?:me|nos)|(?:me|nos) (?:den|dé|des|deis|dan|"
    r"da)) de baja|\bquiero (?:la )?baja\b",
    r"\b(?:elimín|elimin|bórr|borr|quít|quit|sáqu|saqu|retír)[ae](?:n|r)?(?:me|nos)\b|"
    r"\b(?:elimin|borr|quit|saqu|retir)[ea]n? (?:mi|mis|nuestr\w+)\b",
    r"\bno (?:me|nos) (?:env|escrib|contact|mand|llam|molest|vuelv)\S{0,8}|\bno vuelv\S{1,4} a "
    r"(?:escribir|contactar|llamar|enviar)\S{0,4}",
    r"\bno (?:quiero|deseo|queremos|deseamos) (?:recibir|más|que (?:me|nos)|seguir recib)",
    r"(?<!no )\b(?:dej|par)\S{1,3} de (?:enviar|escribir|contactar|mandar|molestar|llamar)|"
    r"\bno más (?:correos?|mensajes?|e-?mails?)|\bdéj\S{1,3}(?:me|nos) en paz",
    r"\bno (?:enviar|escribir|mandar|contactar|llamar)\S{0,3} (?:más|mas|nunca)",
    r"\bdej\S{1,6} (?:en paz|tranquil\w*)|\bcancel\w+ (?:(?:mi|la|nuestra|esta) )?(?:suscripcion|"
    r"inscripcion)|\bque no (?:me|nos) (?:vuelv|escrib|mand|envi|llam|contact|molest)\w*|"
    r"\bfuera de (?:su|tu|vuestra|esta) (?:lista|base)|\bbloquead[oa]s?\b.{0,8}$|"
    r"\bsuficiente\b.{0,10}(?:correo|mail|mensaje)",
    # Italian
    r"\blascia\S{0,2}(?:temi|mi|teci|ci) (?:\w+ ){0,3}(?:stare|in pace|perdere)|"
    r"\bmi oppongo\b|\brevoco\b|\bcancellazione (?:del|dei|della) (?:mi|nostr)|\b(?:mai|non) "
    r"(?:ho |abbiamo )?(?:mai )?(?:dato|autorizzato|acconsent)|\bbasta\b.{0,12}$",
    r"\b(?:cancella|rimuov|toglie|elimina|disiscriv)\S{0,3}(?:mi|ci|temi|teci)\b|\b(?:cancell|"
    r"rimuov|elimin|togli)\S{0,4} (?:il mio|i miei|la mia|il nostro)",
    r"\bnon (?:mi|ci) (?:scriv|contatt|invi|mand|disturb|chiam)|\bnon (?:scrive|contatta|invia|"
    r"manda|contatt|scriv|invi|mand|disturba)\S{0,3}(?:mi|ci)\b",
    r"\bnon (?:voglio|desidero|vogliamo|desideriamo) (?:più |ricevere|essere contatt)",
    r"(?<!non )\bsmett\S{1,6} (?:di|con)|\bbasta (?:e-?mail|mail|messaggi|con)|"
    r"\blascia\S{0,2}(?:mi|ci) in pace",
    r"\bfatela finita\b|\bdate(?:ci|mi) un taglio\b|\bbloccat[oiea]\b.{0,8}$|\b(?:non|mai) "
    r"(?:piu )?(?:fatevi|farsi|si faccia|fatti) (?:piu )?(?:sentire|viv[aoi])|\blevat\S{0,5} (?:di "
    r"torno|dai piedi)|\bnessun(?:a|o)? (?:altr\w+ |ulterior\w+ )(?:mail|e-?mail|messaggi|"
    r"comunicazion|contatt)\w*",
    # Portuguese
    r"\bem paz\b|\b(?:me oponho|oponho-me)\b|\brevogo\b|\bremoção d[oe]s? meus?\b|\bdispenso\b|"
    r"\bnão (?:vos |lhes )?(?:autorizo|dei|autorizei)\b|\b(?:apagu|elimin|"
    r"exclu)\S{1,3} (?:todos )?(?:os )?(?:meus|nossos) dados",
    r"\b(?:remov|retir|exclu|elimin|tir|apagu)\S{0,4}[- ](?:me|nos|o meu|meu|os meus|meus)\b|"
    r"\bme (?:remov|retir|exclu|descadastr)|\bdescadastr\S{1,4}[- ](?:me|meu)|\bcancelar (?:a "
    r")?(?:minha )?(?:subscrição|inscrição|assinatura)",
    r"\bnão (?:me|nos) (?:envi|contact|contat|escrev|mand|incomod|lig)|\bnão (?:quero|desejo|"
    r"queremos|pretendo) (?:mais |receber|ser contat)",
    r"(?<!não )\b(?:par|deix)\S{1,3} de (?:me |nos )?(?:enviar|mandar|escrever|conta|incomodar)|"
    r"\bdeix\S{1,3}[- ](?:me|nos) em paz|\bchega de (?:e-?mails|mensagens)",
    r"\bnao (?:\w+ )?insist|\b(?:cancel|encerr|suspend)\w+ (?:o|a|os|as|meu|minha) (?:recebimento|"
    r"envio|envios|inscricao|subscricao|assinatura|cadastro|recepcao)|\bbloquead[oa]s?\b.{0,8}$|"
    r"(?<!nao )\bme tir[ae]m? (?:dai|disso|desta|dessa|da)|\bvou bloquear\b|\bja chega\b|"
    r"\bsem mais (?:e-?mails?|mensagens|contat)",
    # Dutch
    r"\bmet rust\b|\brot (?:toch )?op\b|\bbezwaar (?:tegen|maken)|\btrek .{0,20}toestemming|"
    r"\bniet op prijs\b|\bgeen toestemming\b|\bniet meer doen\b|\bniet gediend\b|"
    r"\bwis(?:sen)? .{0,15}gegevens|\bgegevens (?:te )?(?:wissen|verwijder)",
    r"\b(?:verwijdert?|(?:schrijf|meld|haal)t?(?=[^.;!?]{0,60}\b(?:af|uit|van|er(?:af|uit)|weg)\b))"
    r" (?:u )?(?:mij|me|ons|mijn|onze)(?!.{0,20} niet)\b|"
    r"\b(?:wil|graag|gelieve|wens) .{0,30}(?:afmelden|uitschrijven|verwijder)",
    r"\bgeen (?:e-?mails?|mails?|berichten|reclame)(?: \S{1,15}){0,4} (?:meer|ontvangen|sturen)|"
    r"\bniet (?:meer|langer)(?: \S{1,12}){0,2} (?:mailen|benaderen|contacteren|lastig|bellen|"
    r"ontvangen)",
    r"\b(?:mail|bel|benader|stuur|contacteer) (?:mij|me|ons)(?: \S{1,12}){0,2} (?:niet|geen|nooit)|"
    r"\bneem .{0,20}geen contact|\bstop met (?:mailen|sturen|het|deze|bellen)|\blaat (?:mij|me|"
    r"ons) met rust|\bhou(?:d)? op met",
    r"\b(?:doe|liever|graag) (?:mij |me |maar ){0,2}niet meer\b|\bgeblokkeerd\b|"
    r"\bblijf\w? (?:\w+ )?weg\b|\bvan (?:\w+ ){0,2}(?:lijst|mailinglijst|mailing) (?:af|halen|"
    r"verwijder)|\b(?:rot|donder|sodemieter) (?:\w+ )?op\b|\bsodemieter|\bgenoeg (?:mails?|geweest|"
    r"hiervan|van)|\bgeen behoefte aan (?:\w+ )?(?:mail|contact|bericht|verdere|dit soort)",
    # Polish
    r"\bspokój\b|\bspokoju\b|\bsprzeciw(?:iam|ia)?\b|\bnie (?:wyrażam|wyrażałem|wyrażałam|"
    r"udzielałem|dawałem)\b|\bspadaj|\bspierd|\bbez (?:mojej )?zgody|\bo niekontaktowanie\b|"
    r"\bdość\b.{0,20}(?:maili|spamu|wiadomości)",
    r"\b(?:proszę|prosze) (?:mnie |nas )(?:usun|wypis|wykreśl)|\b(?:usuń|wypisz|"
    r"wykreśl)\S{0,4} (?:mnie|mój|moje|nas)|\bchcę (?:się )?wypisać|\b(?:cofam|wycofuję) zgodę",
    r"\bnie (?:proszę )?(?:pisz|kontaktuj|wysyłaj|przysyłaj|dzwoń)|\b(?:proszę|prosze) nie "
    r"(?:pisać|kontaktować|wysyłać|przysyłać|dzwonić)|\bnie (?:chcę|życzę sobie|chcemy|"
    r"życzymy sobie)(?: \S{1,12}){0,2} (?:otrzymywać|dostawać|kontaktu|wiadomości|maili)",
    r"\b(?:przestań|przestańcie|przestać) (?:do mnie |mi )?(?:pisać|wysyłać|przysyłać|mnie|"
    r"dzwonić)|\bdaj\S{0,3} mi spokój|\bodczep",
    r"\b(?:więcej|już) nie (?:pisać|wysyłać|przysyłać|dzwonić|kontaktować)",
    r"\bnie(?:wysyl|przesyl|przysyl|kontaktow|pisani|dzwonieni|nekani|niepokojeni|nadsyl)\w*|"
    r"\bkoniec z (?:tymi |tym )?(?:mail|wiadomos|spam|reklam)|\bodwal|\bodczep|\bzablokowan|"
    r"\b(?:prosze|prosimy) (?:\w+ )?nie (?:odzywa|nekac|niepokoic|przeszkadza|zawraca)|"
    r"\bdaruj\w* sobie|\bstop (?:mail|spam)",
    # Swedish
    r"\b(?:lämna|låt) (?:mig|oss) (?:i ?fred|vara)|\bundanber\b|\bmotsätter\b|\bdra åt\b|\btackar "
    r"nej till (?:all|reklam|fler|utskick|mejl)|\båterkallar .{0,15}samtycke|\binte (?:gett|"
    r"samtyck)|\bslipp(?:a)? (?:få|era|fler|detta|sånt)",
    r"\b(?:ta|plocka|stryk|radera|avregistrera|avanmäl) (?:gärna )?(?:bort )?(?:mig|oss|min|mina|"
    r"vår)\b",
    r"\bsluta (?:att )?(?:skicka|maila|mejla|kontakta|skriva|störa|spamma|ringa)|\binga fler "
    r"(?:mejl|mail|meddelanden|utskick)",
    r"\b(?:skicka|maila|mejla|kontakta|skriv|ring)(?: \S{1,12}){0,2} (?:inte|ej|inga)\b|\bvill "
    r"(?:inte|ej)(?: längre)? (?:ha|få|bli|ta emot)(?: \S{1,12}){0,3} (?:mejl|mail|utskick|"
    r"kontaktad|meddelanden)|\blämna mig i fred|\blåt mig vara",
    r"\bnej tack till (?:fler|mer|all|paminnelser|vidare)|\bblockera(?:d|t|r)\b|\b(?:hor|"
    r"hora) (?:\w+ )?inte av|\b(?:behover|ska) (?:ni|du) inte (?:hora|skriva|mejla|maila|kontakta|"
    r"ringa)|\bnu racker det\b|\bdet racker\b|\bvara nog\b|\blagg (?:ner|av)\b|\bslipp\w* (?:dessa|"
    r"de har|mejl|mail|bli|er|ert|den har)|\b(?:av|bort) fran (?:er |din |denna )?(?:lista|"
    r"register|sandlista)",
    # Japanese
    r"受け取りたく|来ないで|来(?:ない|なく)(?:ように|て)|(?:送|おく)(?:ら|り)(?:ないで|ないよう|"
    r"なくて|ぬよう|にならな|付けな|つけな)|送って(?:こ|来|くる)(?:な|の)|(?:連絡|メール|電話|送信|"
    r"配信|送付|勧誘|営業|案内|コンタクト)(?:を|は|も|など)?(?:一切)?(?:して|を?差し上げて)?"
    r"(?:し|なさら|され|く|来)?(?:ないで|ないよう|なくて(?:結構|いい|良い|よい|大丈夫|も))|"
    r"(?:個人情報|データ|アドレス|連絡先|宛先|名簿|リスト|情報|登録|購読|配信|メルマガ)"
    r"[^。]{0,14}(?:削除|消去|抹消|除外|外し|外す|はずし|消し|解除|退会|取り消|取消|停止|止め(?!まし|ないで)|"
    r"やめ(?!まし|ないで))(?!でき|機能|した(?:場合|ら)|されま|は(?:でき|可能|あり)|する(?:機能|方法|場合)|率)|"
    r"(?:削除|解除|退会|停止|除外|中止|抹消)(?:を|して|の)?[^。]{0,6}(?<!させて)(?:お願い|願い|希望|(?<!させて)ください|(?<!させて)下さい|"
    r"したい|求め|要求|いただ|頂|依頼)|ご?遠慮(?:ください|下さい|願|いただ|頂|申し上げ|お願い|します)|"
    r"ご容赦(?:ください|願)|勘弁(?:して|ください|願)|お引き取り",
    r"(?:ご?案内|ご?連絡|メール|dm|営業|勧誘|送付|配信|電話|提案|お知らせ|コンタクト|広告|宣伝)[^。、]{0,12}"
    r"(?:不要|不用|お断り|断って|断りし|無用|結構(?!です[か？?])|要りません|いりません|いらない|要らない|"
    r"必要(?:は|が|も)?(?:ありません|ない|ございません)|やめて|止めて|お控え|控えて|受け付けて(?:おりません|いません)|"
    r"受け取りません|拒否|迷惑)|(?:もう|二度と|今後|以後|これ以上)[^。]{0,20}(?:送ら|連絡し(?:ない|"
    r"て[こく])|メールし(?:ない|て[こく])|来ない|こない|不要|結構です|しないで|お断り|いりません|"
    r"要りません|控え|やめ|止め|遠慮)|^もう(?:いい|結構|十分|たくさん)|やめてほしい|"
    r"やめて(?:欲しい|もらえ|いただ|頂|くれ|ください|下さい)|止めて(?:ほしい|欲しい|もらえ|いただ|"
    r"頂|くれ|ください|下さい)|(?:迷惑|しつこ)[^。]{0,12}(?:やめ|止め|控え|です。?$)|(?:配信|連絡|"
    r"メール|案内|営業)[^。、]{0,8}(?:希望|望み)(?:しません|いたしません|ません|していません)|オプトアウト(?:を|し|希望|"
    r"お願い)|退会し(?:ます|たい)|ブロックし(?:ます|ました)|同意(?:を|は)?(?:撤回|取り消|して"
    r"(?:いません|おりません))|送(?:って|り)(?:くる|来る)な|うざい|放っておいて|ほっといて",
)

#: "I hope that was the last mail": as a wish, or under "let", never "your last mail was lost".
_LAST = (
    r"(?:(?:the|your|ihre?|eure|votre|suo|sua|vostr[oa]|uw|jullie|ert|din|ditt|die|der|das|le|la|"
    r"el|l'|il|o|a|de|het) ?)?(?:very )?(?:last|letzte\w*|dernier\w*|"
    r"ultim[oa]|laatste|ostatni\w*|sista|final) (?:(?:e-?)?mail\w*|mejl\w*|meddelande\w*|"
    r"messages?|messaggio|mensaje|mensagem|"
    r"nachricht|berichtj?e?|correo|courriel|wiadomosc|raz|vez|volta|fois|mal|keer|gang\w*|time)\b"
)
LAST: tuple[str, ...] = (
    r"\b(?:das|dies|dit|dat|det|detta|ca|ce|cela|this|that|to|esto|este|questa|questo|esta)\b"
    r"[^.;,?]{0,20}\b(?:hoffentlich|hopelijk|hopefully|j'espere|espero|spero|mam nadzieje|"
    rf"forhoppningsvis|laatst|ma byc|musi byc|muss|soll\w*|moet|doit|deve|debe|ska|should|must|had "
    rf"better)\b[^.;,?]{{0,12}} {_LAST}(?! (?:meeting|before|vor|today))",
    r"\b(?:hoff\w*|i trust|we trust|hoop|hopp\w*|espere|espero|spero|mam nadzieje|oby|que sea|"
    r"que seja|che sia|che sia |"
    r"que ce soit|niech|laat dit|lat detta|lassen sie das|faites que|zorg dat dit)"
    r"\b(?:(?!\b(?:my|our|meine?|unsere?|mon|notre|mio|mia|nostr[oa]|mi|nuestr[oa]|meu|minha|"
    r"noss[oa]|"
    rf"mijn|onze|moj|moja|nasz|min|mitt)\b)[^.;?]){{0,25}}[ ']{_LAST}",
    r"(?:最後のメール|最後の連絡|最後)に(?:して|してほしい|お願い)|いい加減に(?:して|しろ)",
    # "Ho già chiesto di essere cancellato"
    r"\b(?:chiest\w|demande|pedi\w*|solicit\w*|gevraagd|prosil\w*|bett)\b[^.;,?]{0,15}"
    r"\b(?:di essere|a etre|d'etre|ser|om|o|att bli) (?:\w+ )?(?:cancellat|rimoss|tolt|"
    r"eliminat|retire|desinscri|desabonne|eliminad|borrad|removid|retirad|excluid|uitgeschreven|"
    r"verwijder|usunieci|wypisan|wykreslen|borttag|avregistr)\w*",
    # "Forget my address"
    r"(?<!not )(?<!n't )(?<!never )\b(?:vergess\w+ sie|vergiss|oublie[zr]?|olvid[ae]n?|olvidese de|"
    r"dimentic\w+|scord\w+|esqueca[m]?|esquece|vergeet|zapomni\w+|glom) (?:bitte |svp |o |a |il |"
    r"la "
    r"|os |de |prosze )?(?:mein\w*|unser\w*|mon|mes|notre|mi|mis|nuestr\w+|mi[oa]|miei|meus?|"
    r"minha|nosso|mijn|ons|moj\w*|min|mina|mitt|var)\b (?:\w+ )?(?:\w*adress\w*|\w*mail\w*|"
    r"nummer\w*|numer\w*|correo|direccion|indirizzo|endereco|contat?[ct]t?o|adres\w*|mejl\w*|"
    r"namen?|"
    r"nombre|nome|nom|naam|namn)\b(?! (?:nicht|pas|niet|inte)\b)",
)
CLEAR = (*CLEAR, *LAST)

#: Said in a few words, it may be all they have to say.
ENOUGH = (
    r"(?:^|[.!,;:] ?)(?:(?:really|ok|okay|sorry|guys|now|jetzt|"
    r"maintenant) ?,? )?(?:enough is enough|"
    r"genug ist genug|trop,? c'est trop|assez,? c'est assez|lo poco agrada|"
    r"quando e troppo e troppo|"
    r"il troppo e troppo|(?:nu )?is het (?:nu )?(?:wel )?(?:genoeg|mooi geweest)|genoeg is genoeg|"
    r"(?:nu |het )is het genoeg|het is (?:nu )?(?:wel )?(?:genoeg|welletjes)|"
    r"co za duzo to niezdrowo|"
    r"nog ar nog|nu far det racka|ya es suficiente|that's enough(?: now)?|that is enough|"
    r"das genugt|"
    r"es genugt|c'est assez|e abbastanza|e troppo|ja e demais|ya esta bien|wystarczy)"
    r"(?: (?:now|really|jetzt|nu|maintenant|ya|ora|agora|juz|teraz|please|aub))?(?= ?[.!,;:]|$)"
)

#: "Why have you not taken me off?" wishes what it misses, and so does "why not send me an offer?".
WHY = (
    r"(?:^|[,;:–-]) ?[\"'¿]?(?:why|wieso|warum|weshalb|pourquoi|por que|porque|perche|waarom|"
    r"dlaczego|czemu|varfor)\b"
)
NOT = (
    r"\bne?\b'?((?: ?[\w'-]+){0,4}? ?)\bpas\b|"
    r"\b(?:not|nicht|no(?! (?:way|more|link|option|reply|answer|one)\b)|non|nao|niet|"
    r"nie|inte)\b|n't\b"
)

POSSIBLE: tuple[str, ...] = (
    r"unsubscri|\bopt(?:ed|ing)?[- ]?out|\bspam|\bmailing list|\bgdpr\b|\bdsgvo\b|\brgpd\b|"
    r"\blgpd\b",
    r"(?<!if you )(?<!we )(?<!they )(?<!\bi )\b(?:do not|don'?t) (?:contact|e-?mail|call|send)|"
    r"\bremove\b.{0,30}\b(?:list|database)|\bharass|\bstop (?:it|that|now)\b|"
    r"\bwhere did you get my|\bnever (?:signed|subscribed|opted)",
    r"\besquec\w+ (?:o )?(?:meu|nosso)\b",
    r"\b(?:do not|don't) (?:reply|respond|answer)\b(?! to (?:this|all|him|her|them))",
    r"\bdo-not-(?:e-?mail|contact|mail|call)|\blache[zr]? ?l'?affaire",
    r"ab(?:ge)?meld|austrag|abbestell|verteiler|\bunerwünscht|\bbelästig",
    r"désabonn|desabonn|désinscri|\bdésinscr|\bindésirable",
    r"\bde baja\b|\bdarse de baja|\bsuscripci|\bdisiscri|\bcancellazione\b|\bdescadastr|"
    r"\bremoção\b",
    r"uitschrijv|afmeld|\bwypis|\brezygnuj(?!\w* z (?!panstw|pan|wasz|otrzym|news|mail|wiad|subs|"
    r"dalsz|kont|ofert|wszel|t))|avregistrer|avprenumerer|avanmäl",
    r"\b(?:how|where) (?:did|do|have) (?:you|u) (?:get|got|find|found|obtain)\S{0,3} (?:hold of "
    r")?(?:my|this|our)|\bwho gave you (?:my|our)|\bnever (?:asked|agreed|gave|consented)",
    # Why again?
    r"\b(?:why|wieso|warum|weshalb|pourquoi|por que|perche|porque|waarom|dlaczego|"
    r"varfor)\b[^.;?]{0,30}\b(?:still|again|keep|wieder|immer noch|encore|toujours|otra vez|sigo|"
    r"sigue\w*|ancora|continu\w*|de novo|ainda|weer|nog|znowu|ciagle|wciaz|igen|fortfarande)\b|"
    r"(?:なぜ|どうして)[^。]{0,12}(?:また|まだ|何度も)",
    r"\bwoher (?:haben|hast|habt) (?:sie|du|ihr) (?:meine|unsere|diese|die)|\bd'où (?:avez|tenez|"
    r"vient)|\bcomment avez[- ]vous (?:eu|obtenu)|\bde dónde (?:ha|sac|mis?\b|el|la|los|nuestr)|"
    r"\bcómo (?:ha|consig)\S{1,12} mi|\bda dove (?:avete|hai|ha)|\bcome avete (?:avuto|ottenuto)|"
    r"\bonde (?:arranj|consegu|obtiv|(?:foi |foram |foste )?(?:[oa]s? )?(?:meu|minha|nosso))|"
    r"\bcomo (?:consegu|obtiv)\S{1,8} (?:o )?meu|"
    r"\bhoe (?:komt u|kom je|komen jullie) aan|\bskąd (?:macie|państwo|pan|ma pan|masz)|\b(?:hur|"
    r"var) (?:fick|har) (?:du|ni)",
    r"配信停止|購読解除|迷惑|どこで.{0,12}(?:アドレス|入手|知)|しつこい",
)

BARE = (
    r"stop|stopp|stop please|please stop|stop it|stop that|quit it|stopall|unsubscribe|"
    r"unsubscribe please|please unsubscribe|unsub|remove|remove me|please remove|opt out|opt-out|"
    r"optout|end|quit|cancel|no more|abmelden|bitte abmelden|austragen|abbestellen|stop bitte|"
    r"bitte stoppen|désabonnement|désabonner|désinscription|désinscrire|arrêt|arrêtez|baja|alto|"
    r"basta|cancellami|disiscrivimi|disiscrizione|cancellazione|parar|pare|remover|sair|"
    r"descadastrar|uitschrijven|afmelden|wypisz|wypisz mnie|rezygnuję|usuń mnie|avregistrera|"
    r"avsluta|sluta|avprenumerera|sluta nu|stop now|stop this|hör auf|hören sie auf|aufhören|停止|"
    r"配信停止|解除|不要|退会|いりません|chega|enough|go away|get lost|piss "
    r"off|fuck off|removal|no spam|spam stop|stop spam|stop e-?mails?|stop mails?|bitte nicht mehr|"
    r"nicht mehr|nie wieder|lösche mich|ras le bol|plus jamais|ça suffit|fini|bórrame|bórrenme|"
    r"elimíname|quítame|no más|ya no más|basta ya|cancellatemi|disiscrivetemi|non più|mai più|"
    r"nunca mais|não mais|chega disto|uitschrijf|schrijf uit|niet meer|wis mij|"
    r"wypisać|wypisac|rezygnuje|dość|nigdy więcej|avprenumerera mig|avregistrera mig|avanmäl|"
    r"inget mer|ta bort|やめて|やめてください|配信不要|連絡不要"
)
#: Taken out before `BARE` is asked.
POLITE = (
    r"\b(?:please|bite|pls|plz|kindly|thanks|thank you|bitte|danke|svp|s'il vous plaît|merci|por "
    r"favor|gracias|favor|per favore|grazie|obrigad[oa]|aub|graag|alstublieft|proszę|dziękuję|tack|"
    r"vänligen|hi|hello|hallo|bonjour|hola|ciao|olá)\b"
)
