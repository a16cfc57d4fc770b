"""What holds the words of a wish to be left alone and is none, as patterns (see `optout_words`).

`LATER` names a day from which we may write, `WELCOME` is the contrary of a wish ("do not stop"),
`TOLD` is what the writers do themselves. All are taken out of a sentence before it is judged.
"""

_LIMIT = (
    r"before|until|till|earlier than|vor|bis|avant|jusqu\S{1,3}|antes d\w{1,2}|hasta|"
    r"prima d\w{1,4}|fino a\w{0,3}|ate|voor|tot|przed|do|fore|forran|innan"
)
_TIME = (
    r"(?:\d{1,2}[./:]|\d{1,2}(?:st|nd|rd|th|er)?\b|20\d\d|q[1-4]|(?:next|new|nachst\w*|neu\w*|"
    r"kommend\w*|prochain\w*|proxim\w*|nuevo|novo|nuovo|prossim\w*|volgend\w*|nieuw\w*|nowy\w*|"
    r"przyszl\w*|nasta|nyar\w*)\b|januar\w*|februar\w*|mar[sz]\w*|mart\w*|april\w*|abril\w*|avril|"
    r"ma[ijy]\b|maggio|mayo|jun\w*|jul\w*|juin|juillet|giugno|luglio|aug\w*|aout|ago\w*|"
    r"sept?e?t?t?\w*m?b\w*|okt\w*|o[ct]t\w*|out\w*bro|nov\w*|de[czs]\w*m\w*|"
    r"janvier|enero|gennaio|janeiro|fevrier|fevereiro|febbraio|febrero|styczni\w*|luteg\w*|"
    r"kwietni\w*|czerwc\w*|lipc\w*|sierpni\w*|wrzesni\w*|pazdziern\w*|listopad\w*|grudni\w*|spring|"
    r"summer|autumn|fall|winter|sommer\w*|herbst\w*|fruhjahr\w*|fruhling\w*|printemps|ete|automne|"
    r"hiver|rentree|verano|otono|invierno|primavera|estate|autunno|inverno|verao|outono|voorjaar|"
    r"zomer\w*|najaar|lente|wiosn\w*|lat[ao]|jesien\w*|varen|sommaren|hosten|sommar\w*|christmas|"
    r"xmas|easter|holidays|weihnachten|ostern|noel|paques|navidad\w*|natale|"
    r"natal|kerst\w*|pasen|swiet\w*|wielkanoc\w*|jul\b|pask\w*|mond\w*|tuesd\w*|wedn\w*|"
    r"thursd\w*|frid\w*|montag|dienstag|mittwoch|donnerstag|freitag|quarter|quartal\w*|trimestre|"
    r"budget\w*)"
)
#: A day to come back, not a wish.
LATER: tuple[str, ...] = (
    r"(?:\bnot|n't|\bniet|\bnicht|\bkein\w*|\bne|\bpas|\bno|\bnon|\bnao|\bnie|\binte|"
    r"\bej)\b[^.;,!?]{0,40}"
    rf"\b(?:{_LIMIT})(?: \S{{1,9}}){{0,3}} {_TIME}[^.;,]{{0,30}}",
    r"[^。、]{0,12}(?:まで|迄)(?:は|に)?[^。]{0,20}(?:ないで|控え|遠慮|不要)[^。]{0,12}",
    r"(?:\bnot|n't|\bniet|\bnicht|\bpas|\bno|\bnon|\bnão|\bnie|\binte)(?: \w+){0,3} (?:today|this "
    r"week|heute|diese woche|vandaag|deze week|aujourd'hui|cette semaine|hoy|esta semana|oggi|"
    r"questa settimana|hoje|dziś|idag|denna vecka)\b[^.;]{0,40}",
    r"\b(?:do not|don't|not) [^.;?]{0,40}\b(?:before|until|till) (?!further|hell|i "
    r"say)[^.;]{0,30}|\bnicht vor (?!allem)[^.;,]{0,30}|\bpas avant[^.;,]{0,30}|"
    r"\bno [^.;,]{0,30}\b(?:antes de|hasta) (?!nunca)[^.;,]{0,30}|\bnon [^.;,]{0,30}\bprima "
    r"d[^.;,]{0,30}|\bnão [^.;,]{0,30}\bantes de[^.;,]{0,30}|\bniet v[oó]{2}r [^.;,]{0,30}|\bnie "
    r"[^.;,]{0,30}\bprzed [^.;,]{0,30}|\binte [^.;,]{0,30}\b(?:före|förrän) [^.;,]{0,30}",
)
#: "Do not stop", "don't take me off": they want more.
WELCOME: tuple[str, ...] = (
    r"\bno (?:os |te |se |me |nos )?olvid\S+[^.;,]{0,20}|\bn'oublie[zs]? pas\b|\bn(?:ao|"
    r"on) (?:\w+ )?(?:esquec|dimentic)\w+|\bvergess\w+ sie (?:\w+ )?nicht|\bvergeet (?:\w+ )?niet|"
    r"\bglom (?:\w+ )?inte|\bdon't forget\b|\bauf keinen fall (?:\w+ )?(?:abmeld|austrag|losch|"
    r"streich|entfern|auf)\w*|\bdon't you (?:dare )?(?:stop|unsubscribe|remove|delete|"
    r"quit)\b[^.;,]{0,30}|\bblijf (?:\w+ )?(?:mailen|schrijven|sturen)|\bne (?:vous |t')"
    r"arrete[zs]? pas\b[^.;,]{0,30}",
    r"(?:^|please |pls |, ?|and |but |so |i |you |we (?=\S+ "
    r"(?:not )?(?:want|wish)))(?:do not|don'?t|never) (?:want (?:you )?to |"
    r"wish to |ever |dare |please )?(?:stop|unsubscribe|remove|take (?:me|us) off|opt[- ]?out|"
    r"delete|cease|quit)[^.;,]{0,40}",
    r"\bne (?:me|nous|m'|les|le|la) ?(?:\w+) (?:surtout |donc )?pas (?:de (?:la|votre|vos) |"
    r"des )?(?:liste|fichier|diffusion|envois)[^.;,]{0,30}",
    r"\bnot (?:asking|telling|saying)(?: \w+){0,3} (?:stop|unsubscribe|remove|opt)[^.;,]{0,40}",
    r"\bno need to (?:stop|unsubscribe|remove|take)[^.;,]{0,40}|\bnot unsubscribing\b",
    r"\b(?:nehmen|streichen|entfernen|löschen|melden|tragen) sie (?:mich|uns|meine \w+) (?:bitte )?"
    r"nicht[^.;,]{0,40}|\bhör\w{0,3} (?:sie )?(?:bitte )?nicht auf[^.;,]{0,40}|"
    r"\bnicht (?:abmelden|austragen|entfernen|löschen|abbestellen|streichen)",
    r"\bn'(?:arrête|arrete)[zs]? (?:surtout )?pas[^.;,]{0,40}|\bne cesse[zs] pas[^.;,]{0,40}|"
    r"\bne (?:me|nous) (?:désabonn|désinscri|retir|supprim)\S{0,6} pas|\bpas (?:me )?désabonner",
    r"\bno (?:dej|par)\S{1,3} de (?:enviar|escribir|mandar|contactar)\S*|\bno (?:me|nos) (?:des|dé|"
    r"den) de baja|\bno (?:quiero|deseo) darme de baja|\bno (?:me|nos) (?:elimin|borr|quit)\S*",
    r"\bnon smett\S{1,6} (?:di|con)[^.;,]{0,40}|\bnon (?:mi )?(?:cancell|rimuov|toglie|"
    r"disiscri)\S*|\bnon (?:voglio|desidero) (?:cancellar|disiscriver)\S*",
    r"\bnão (?:par|deix)\S{1,3} de (?:me |nos )?\S+|\bnão me (?:remov|retir|exclu|descadastr)\S*|"
    r"\bnão quero (?:cancelar|descadastrar|sair)\S*",
    r"\bstop niet met[^.;,]{0,40}|\bniet (?:uitschrijven|afmelden|verwijderen)|\b(?:schrijf|meld|"
    r"haal) (?:mij|me) niet[^.;,]{0,40}",
    r"\bnie przestawaj\S*[^.;,]{0,40}|\bnie (?:usuwaj|wypisuj)\S* (?:mnie|nas)|\bnie chcę się "
    r"wypis\S*",
    r"\bsluta inte[^.;,]{0,40}|\bta inte bort[^.;,]{0,40}|\bvill inte (?:avregistrera|"
    r"avprenumerera|tas bort|bli (?:bort|struk|avreg))\S*",
    r"(?:止め|やめ|停止し|解除し|削除し)ないで\S*",
)
#: What the writers do, have done or would have others do; a way that is refused, not the contact.
TOLD: tuple[str, ...] = (
    # "Our customers want no more mails"
    r"\b(?:our|the|unsere|die|nos|les|nuestros|los|i nostri|os nossos|onze|de|nasi|vara) (?:\w+ )?"
    r"(?:customers|clients|users|prospects|recipients|leads|subscribers|kunden|empfanger|nutzer|"
    r"utilisateurs|prospects|destinataires|clientes|usuarios|clienti|utenti|klanten|gebruikers|"
    r"ontvangers|klienci|odbiorcy|kunder|mottagare)\b(?:(?! and | und | et | y | e )[^.;,?]){0,70}|"
    r"(?:お客様|顧客|ユーザー)は[^。]{0,40}",
    # "We send enough mails ourselves"
    r"\b(?:wij|we|wir|nous|vi|i|ich) (?:\w+ )?(?:sturen|versturen|verschicken|schicken|versenden|"
    r"envoyons|skickar|send|sent|wysylamy)\b(?! (?:you|it|this|the)\b)[^.;,?]{0,50}",
    # "Don't write, call me"
    r"(?:\bnot|n't|\bnicht|\bne|\bno|\bnon|\bnao|\bniet|\bnie|\binte)\b[^.;?]{0,30}, ?(?:but |"
    r"sondern |mais |sino |ma |mas |maar |just |lieber |better )?(?:call me|phone me|ring me|"
    r"rufen sie (?:mich|an)|ruf mich|appelez[- ]moi|llameme|llamame|mi chiami|chiamami|me ligue|"
    r"ligue-me|bel (?:me|mij)|prosze (?:dzwonic|zadzwonic)|zadzwon|ring mig)\b[^.;]{0,40}",
    r"\bwe (?:do not|don't|never|no longer|won't|stopped|have stopped|haven't) (?!want(?! to "
    r"(?:send|use|do|buy|write|add|run))|wish|need (?:your|these|this|more e)|like|consent|accept|"
    r"appreciate|care|agree|subscri|sign|ask|welcome)(?:(?! and | but | so )[^.;,]){0,60}",
    r"\bwir (?:\w+ ){0,2}(?:verschicken|versenden|schicken|nutzen|machen|schreiben|verwenden|"
    r"betreiben)(?: \w+){0,2} (?:keine?|nicht)[^.;,]{0,40}|\bnous n'(?:envoy|utilis|écriv|"
    r"fais)\w+[^.;,]{0,40}",
    r"\b(?:remove|take|drop) me (?:from|off) (?:the |this |your )?(?:\w+ ){0,2}(?:slot|call|"
    r"agenda|rota|booking|appointment|session|hook|loop|thread|cc|invite|meeting|chain)\b",
    # What the writers do themselves, or would have others do
    r"\b(?:i|we|they|he|she)\b[^.;,]{0,20}(?:\bnot|n't|\bnever|\bno longer)\b[^.;,]{0,15}\b(?:want|"
    r"wish|like|need|plan|intend|going|able|allowed|have|used) to (?:send|write|e-?mail|use|do|run|"
    r"mail|blast|contact|spam|call)\b(?! (?:to )?(?:you|back))[^.;,]{0,40}|\b(?:told|asked|made|"
    r"forced|want\w*|need\w*) (?:us|our \w+|my \w+|them) to (?:stop|quit|"
    r"cease)\b(?![^.;]{0,30}\b(?:me|us)\b)[^.;,]{0,60}|\bstop (?:our|my|the|their|"
    r"people|reps|them) (?:\w+ ){0,2}(?:from )?\w+ing\b[^.;,]{0,60}|\b(?:wir|"
    r"ich) (?:\w+ ){0,3}(?:durf|woll|will|mocht|konn|kann|soll|mus)\w* (?:(?!\b(?:sie|ihr|mir|mich|"
    r"uns|dass|euch)\b)[^.;,]){0,60}\b(?:ver)?(?:schick|send|schreib|betreib|anschreib)en\b|"
    r"[^.;,]{0,40}\b(?:back and forth|hin und her|ping[- ]?pong|va-et-vient|(?:ida y|"
    r"de aqui para) (?:vuelta|alla)|heen en weer|tam i z powrotem|fram och tillbaka)\b",
    r"\b(?:no|no more|keine|plus de|no mas|basta|chega de|geen|inga fler) (?:e-?mails?|mails?|"
    r"mejl|correos)\b[^.;]{0,12}[,–-] ?(?:and |but |so |just )?(?:let's|lets|lass\w* (?:sie )?uns|"
    r"call|phone|ruf\w*|appele|llam|laten we|bel|vi ringer|parliamo|sentiamoci|vamos)\b[^.;]{0,40}",
    # "Not by mail, call me": a way is refused, not the contact
    r"\b(?:do not|don'?t) (?:e-?mail|write)(?: to)?(?: me| us)?,? (?:but |just |better |"
    r"rather )?(?:call|phone|ring|text|try|use|whatsapp|come|pick up)\b[^.;]{0,40}",
    r"\bi(?:'ve| have)? unsubscribed from (?:your comp|(?!your|this|these|you\b|it\b|"
    r"all))[^.;,]{0,40}",
    # "The 'unsubscribe' was meant for somebody else"
    r"\b(?:ignore|disregard|forget) (?:my|the) (?:last|previous|earlier)\b[^.;]{0,60}",
)
#: What stops or takes away and is no wish: "I can stop by on Tuesday", "drop me a line".
HARMLESS_STOP = (
    r"\b(?:can't|cannot|couldn't|can not|won't|never) stop\b|\bstop (?:thinking|wondering|smiling|"
    r"laughing)|\bstop(?:ping|ped)?[- ](?:by|in|over|at|light|gap|shop)\b|\b(?:one|non|full|pit|"
    r"bus|next|first|last|short)[- ]stop\b|"
    # "Lassen Sie mich das klären": they have something done, and ask for nothing to end
    r"\blass(?:en|t|e)? (?:(?!\bin ruhe\b|\bin frieden\b|\bzufrieden\b)[^.;,!?]){0,60}?\b"
    r"(?!\w*(?:schreib|send|schick|mail|nerv|belastig|kontaktier|spam|werb|nachricht|"
    r"frage|ung|bleib|losch|entfern|streich|trag|meld|nehm|frieden)|(?:an)?rufen|endlich)"
    r"\w{3,}(?:en|ern|eln)"
    r"(?= ?(?:[.;,!?:)]|$)| (?:und|oder|dann|bitte|danke)\b)|"
    r"\blass(?:en|t|e)? [^.;,!?]{0,30}\bin ruhe (?:\w+ ){0,3}(?:nachdenk|überleg|les|anschau|"
    r"anseh|schau|prüf|durch\w*|besprech|entscheid|klär|abstimm|test)en\b|"
    r"\b(?:drop|pull|get|scratch) (?:me|us) (?:an?|another|one|some|your)\b|"
    r"\b(?:saqu|sac|quit|tach|borr)\w*(?:me|nos) un[ao]?s?\b(?! vez)|\btir\w*-(?:me|nos) uma?\b"
    r"(?! vez)|\b(?:togli|lev)\w*(?:mi|ci) un[ao]?\b(?! volta)|\b(?:retir|enlev)\w*[- ](?:moi|"
    r"nous) une?\b(?! fois)|\bta mig (?:igenom|med|en|ett)\b|"
    # "I'm retiring": they leave work, not a list
    r"\bretir(?:ing|ement)\b|\b(?:i|he|she|they|we)(?:'ll|'ve|'m| am| have| will| is)? (?:\w+ )?"
    r"retired?\b|\bme retiro\b|\b(?:voy|va|vamos|van) a retirar(?:me|se|nos)\b(?! de (?:su|la|"
    r"esta|tu|vuestra) lista)"
)
#: Instruction lines of a footer, ours or another's: no wish of the writer.
FOOTER: tuple[str, ...] = (
    r"\bif you (?:no longer|do not|don't) (?:wish|want|like|care)[^.!?\n]{0,120}|\bif you "
    r"(?:would|want|wish|prefer)[^.!?\n]{0,30}(?:unsubscribe|opt[- ]out|stop receiving|be removed|"
    r"not to)[^.!?\n]{0,120}",
    r"\b(?:wenn|falls|sollten) sie (?:künftig |in zukunft )?(?:keine|nicht)[^.!?\n]{0,60}(?:möchte|"
    r"wünsch|erhalten|wollen|interess)[^.!?\n]{0,90}",
    r"\bsi vous ne (?:souhait|voul|désir)[^.!?\n]{0,120}|\bpour (?:vous|se) (?:désabonn|"
    r"désinscri)[^.!?\n]{0,120}",
    r"\bsi (?:ya )?no (?:dese|quier)[^.!?\n]{0,120}|\bpara (?:darse|cancelar)[^.!?\n]{0,120}",
    r"\bse (?:non|não) (?:desider|vuoi|volet|desej|quis|pretend)[^.!?\n]{0,120}",
    r"\bals u (?:geen|niet)[^.!?\n]{0,120}|\bjeśli nie (?:chcesz|chcą|życz)[^.!?\n]{0,120}|"
    r"\bom du inte (?:längre )?vill[^.!?\n]{0,120}",
    r"\b(?:to unsubscribe|click here to|klicken sie hier|cliquez ici|haga clic|clicca qui|clique "
    r"aqui|klik hier|kliknij tutaj|klicka här)[^.!?\n]{0,120}",
    r"(?:配信停止|配信解除|解除|購読停止)(?:を(?:ご)?希望|は(?:こちら|下記)|をご希望)[^。\n]{0,80}",
)
#: Beside these a question is about the product, not about the writer.
FEATURE = (
    r"\b(?:are|is) (?:you|it|this|your \w+) (?:\w+ )?(?:gdpr|dsgvo|compliant|certified)|(?:gdpr|"
    r"dsgvo|rgpd|avg|rodo)[- ](?:compliant|konform|conform\w*|ready|zgodn\w*)|"
    r"\bconforme\w* (?:\w+ )?(?:gdpr|rgpd|lgpd)|\bzgodn\w+ z rodo|\bpeople\b|"
    r"\byour (?:\w+ )?(?:tool|platform|product|software|system|solution|customers?|clients?|users|"
    r"features?|app|service|templates?|side|unsubscribe|opt-?out|bounce)\b|\b(?:the|a|"
    r"this) (?:tool|platform|product|software|system|solution|app)\b|\b(?:someone|somebody|"
    r"recipients?|prospects?|leads|rates?|subscribers|contacts)\b|\b(?:do|does|can|could|how do|"
    r"will) (?:you|it|your|the) (?:\w+ )?(?:handle|support|sync|deal|manage|track|process|"
    r"honou?r|respect)|\bihr\w{0,2} (?:\w+ )?(?:tool|system|kund|lösung|software|plattform)|"
    r"\bjemand\b|\bempfänger|\bkunden\b|\bein (?:kontakt|lead|empfänger)|\b(?:votre|l') ?(?:outil|"
    r"plateforme|solution|logiciel)|\bvos (?:clients|modèles|campagnes|utilisateurs)|\bquelqu'un\b|"
    r"\bdestinataires?\b|\balguien\b|\bherramienta\b|\bplataforma\b|\bvuestr\w+|\bdestinatari\w*|"
    r"\b(?:strumento|piattaforma|software|gestite|qualcuno)\b|\b(?:ferramenta|alguém|solução|"
    r"sistema)\b|\b(?:un|una|um|uma|ein\w*|een|en|a|jakis|some) (?:contact[eo]?|contatt?o|"
    r"prospect|cliente?|lead|usuario|utente|kontakt|kunde?|nutzer|klant|klient|odbiorca|user|"
    r"person|persona|personne|customer|subscriber)\b|\btaxas? de\b|\biemand\b|\bjullie (?:systeem|"
    r"klanten|tool|software|product)|\buw (?:systeem|klanten|tool)|\bpaństwa (?:system|klien|"
    r"narzędzi)\w*|\bw systemie\b|\bktoś\b|\bnarzędzi\w*|\bodbiorc\w*|\bert? (?:verktyg|system|"
    r"plattform)|\bverktyg\w*|\bmottag\w+|\bchi riceve\b|\bpeople who\b|\bnågon\b|\bkunder\b|"
    r"\b(?:der|die|das|dem|le|la|l'|el|il|lo|o|a|de|het|den|det) ?(?:software|tool|plattform|"
    r"plateforme|dienst|logiciel|outil|"
    r"servicio|servizio|servico|abo|abonnement|tjansten)\b|\b(?:where|wo|ou|donde|dove|onde|waar|"
    r"gdzie|var)\b[^?]{0,25}"
    r"\b(?:stored|hosted|stock|heberg|gespeichert|gehostet|almacen|conserv|salvat|armazen|"
    r"opgeslagen|gehost|przechow|lagra)\w*|"
    r"\bantalet\b|貴社|御社|受信者|相手|ユーザー|リード|顧客|ツール|機能|率|システム|お客様"
)
#: Of these a question about the product speaks when it asks for nothing.
OTHERS = (
    r"\b(?:recipients?|prospects?|leads?|subscribers?|contacts|people|users?|customers?|someone|"
    r"somebody|empfanger\w*|kontakte\w*|kunden|jemand|leute|destinat\w+|quelqu'un|clients?|"
    r"utilisateurs?|abonn\w+|alguien|client[ei]s?|usuarios?|clienti|utent[ei]|qualcuno|chi riceve|"
    r"alguem|usuarios?|iemand|ontvangers?|klanten|gebruikers|odbiorc\w*|ktos|klien\w+|mottag\w+|"
    r"nagon|kunder|verktyg\w*|tool|werkzeug|outil|herramienta|strumento|ferramenta|narzedzi\w*|"
    r"system\w*|un contacto|un contatto|um contato|ein kontakt)\b|受信者|相手|顧客|"
    r"ユーザー|お客様|リード|機能|ツール"
)
