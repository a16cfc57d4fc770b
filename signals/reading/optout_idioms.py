"""Wishes to be left alone that no frame shows: set phrases by idea, in ten languages.

`IDIOMS` are clear, `HINTS` make an answer unclear, so that a person decides (see `optout`).
"""

_FORGET = (
    r"\bforget (?:that )?(?:i|we) (?:ever )?exist|\bpretend (?:that )?(?:i|we) (?:do not|don't|"
    r"never) exist|"
    r"\bvergess\w*(?: sie| bitte| einfach)*,? dass (?:es )?(?:mich|uns|ich|wir)\b|"
    r"\boublie[zr]? (?:que (?:j'|nous )exist|notre existence|mon existence)|"
    r"\bolvid\w+ (?:de )?que exist(?:o|imos)|\bolvid\w+se de (?:mi|nuestr\w+|nosotros)\b|"
    r"\b(?:dimentic\w+|scordat\w+) (?:che esist(?:o|iamo)|la mia esistenza|di me\b|di noi\b)|"
    r"\bfa(?:te|i|ccia) finta che (?:io |noi )?non esist|\besque[cç]\w+ (?:de )?que (?:eu )"
    r"?exist(?:o|imos)|"
    r"\bfinj\w+ que (?:eu |nos )?n(?:a|ã)o exist|\bvergeet (?:maar |gerust )?dat (?:ik|we|wij) "
    r"besta|"
    r"\bzapomn\w+,? (?:ze (?:ja )?istniej\w+|o (?:moim|mojej|naszym|naszej|mnie|nas)\b)|"
    r"\bglom (?:bort )?(?:att (?:jag|vi) finns|mig\b|oss\b)|(?:私|弊社|当社)?の?存在(?:を|は|自体)"
    r"[^。]{0,6}忘れ|"
    r"\b(?:wegsmijten|weggooien|wegwerfen)\b(?=.{0,12}$)(?<!nicht)"
)
_SKIP = (
    r"\b(?:skip|leave out|count out) (?:me|us)\b(?! (?:ahead|this|that|to))|\bcount (?:me|us) out "
    r"of (?:your|these|any)|"
    r"\b(?:uberspring\w*|uberg(?:eh|eht|ehen)) (?:sie )?(?:mich|uns)\b|\blass\w* (?:sie )?(?:mich|"
    r"uns) "
    r"(?:kunftig|in zukunft|ab (?:jetzt|sofort)|bitte)? ?(?:aus|weg|aussen vor|draussen)\b|"
    r"\bsautez (?:mon|notre) (?:nom|adresse)|\boubli\w+[- ](?:moi|nous) (?:dans|pour|a l'avenir|"
    r"desormais)|"
    r"\b(?:salt|omit)\w*(?:me|nos)\b|\bdej\w+(?:me|nos) fuera\b|\b(?:saltat|lasciat|tenet)"
    r"\w*(?:mi|ci) fuori\b|"
    r"\bdeix\w+[- ](?:me|nos) (?:de )?fora\b|\b(?:me|nos) deix\w+ (?:de )?fora\b|"
    r"\bsla (?:mij|me|ons) (?:\w+ ){0,2}over\b|\b(?:laat|hou) (?:mij|me|ons) (?:\w+ )"
    r"{0,2}(?:buiten|hierbuiten|erbuiten)\b|"
    r"\b(?:pomija|pomin|pomijaj)\w* (?:mnie|nas)\b|\b(?:mnie|nas) (?:prosze )?(?:pomija|pomin)\w*|"
    r"\bhoppa over (?:mig|oss)\b|(?:送付|送信|配信|案内|発信|連絡|対象|名簿|リスト|宛)(?:先|者)"
    r"?(?:の)?(?:リスト|対象|名簿)?から"
    r"[^。]{0,6}(?:外し|除い|はずし|抜い|消し|除外し|外す|抜く)(?:て(?!(?:し|い)まっ)|とい|よう)"
)
_LET_BE = (
    r"\b(?:lata|lat|lamna) (?:bli att \w+ )?(?:mig|oss) (?:\w+ )?(?:vara|i fred|ifred)\b|\blet "
    r"(?:me|us) be\b|"
    r"\b(?:me|nous) laiss\w+ (?:\w+ )?(?:tranquilles?|en paix)|\bdejar\w*(?:me|nos) (?:\w+ )"
    r"?(?:en paz|tranquil\w+)|"
    r"\blasciar(?:mi|ci) (?:\w+ )?(?:in pace|stare)|\bgelieve (?:\w+ ){0,2}(?:hiermee|hier mee|"
    r"ermee) (?:op te houden|te stoppen)|"
    r"\bhaal (?:mij|me|ons) er ?(?:van)?af\b|\bhaal (?:mij|me|ons) er (?:\w+ )?(?:uit|af|vanaf)\b|"
    r"止めて(?:もらわ|いただか|くれ)ないと|やめて(?:もらわ|いただか|くれ)ないと"
)
_DO_NOT_USE = (
    r"\b(?:do not|don't|stop|cease|no longer) us(?:e|ing) (?:this|my|our) (?:\w+ )?(?:address|"
    r"mailbox|inbox|e-?mail)"
    r"(?: \w+){0,3} (?:again|any ?more|for (?:sales|marketing|advert\w*|promo\w*|your|this|these))|"
    r"\b(?:diese|meine|unsere) (?:\w*adresse|mailbox|postfach) (?:\w+ )?(?:nicht mehr|nie wieder|"
    r"nicht fur werb\w*) ?"
    r"(?:zu )?(?:verwend|benutz|nutz|anschreib)\w*|\bn'utilis\w+ (?:plus|pas) (?:cette|mon|notre) "
    r"(?:\w+ )?(?:adresse|boite)|"
    r"\bno (?:us|utilic)\w+ mas (?:esta|mi|este) (?:direccion|correo|buzon)|\bnon (?:us|utilizz)"
    r"\w+ piu (?:questo|il mio|questa) "
    r"(?:indirizzo|casella)|\bnao (?:us|utiliz)\w+ mais (?:este|esse|o meu|meu) (?:endereco|"
    r"e-?mail)|"
    r"\b(?:dit|mijn|ons) (?:\w*adres|mailbox) (?:niet meer|niet langer) (?:te )?gebruiken|"
    r"\b(?:adresu|skrzynki|jej|go|maila) (?:\w+ )?(?:wiecej|juz) nie uzywac|\b(?:wiecej|juz) "
    r"(?:\w+ )?nie uzywa\w* (?:tego|mojego|"
    r"tej|mojej) (?:adresu|skrzynki|maila)|\banvand inte (?:den har|min) (?:\w*adress\w*|mejl|"
    r"mail) (?:\w+ )?(?:mer|igen|till reklam)|"
    r"アドレス[^。]{0,25}(?:売り込み|営業|宣伝|勧誘|広告)[^。]{0,6}(?:使わ|使用し|利用し)ない|"
    r"(?:売り込み|営業|宣伝|勧誘|広告)[^。]{0,6}(?:使わない|使用しない|利用しない)(?:で|よう)"
)
_HOW_OFTEN = (
    r"\bhow (?:many times|often) (?:must|do|does|should|have|has|did|can|will) "
    r"[^.;?]{0,25}\b(?:say|said|tell|told|ask|asked|refuse)\b"
    r"(?! you (?:about|the))|\bwie oft (?:muss|soll|noch|habe|mussen|sollen)[^.;?]{0,35}\b(?:nein|"
    r"sagen|gesagt|bitten|schreiben)\b|"
    r"\bcombien de fois[^.;?]{0,35}\b(?:dire|dit|repeter|repete|demander|demande|non)\b|"
    r"\bcuantas veces[^.;?]{0,35}\b(?:decir\w*|dicho|repetir\w*|pedir\w*|pedido|que no)\b|"
    r"\bquante volte[^.;?]{0,35}\b(?:dir\w*|detto|ripeter\w*|chieder\w*|chiesto|di no)\b|"
    r"\bquantas vezes[^.;?]{0,35}\b(?:dizer|disse|repetir|pedir|pedi|que nao|falar)\b|"
    r"\bhoe vaak (?:moet|moeten|heb|hebben)[^.;?]{0,35}\b(?:nee|zeggen|gezegd|vragen|gevraagd)\b|"
    r"\bile razy[^.;?]{0,35}\b(?:mowic|powtarzac|prosic|powiedziec|nie)\b|"
    r"\bhur manga ganger[^.;?]{0,35}\b(?:saga|sagt|nej|be\b|bett|forklara)\b|"
    r"何[度回](?:も)?[^。]{0,12}(?:言え|言った|断|お断り|伝え|お伝え)|三回目です"
)
_MAIL = (
    r"(?:e-?mail|mail|message|nachricht|werbemail|courriel|correo|mensaje|messaggio|mensagem|"
    r"bericht\w*|mailtje|wiadomosc|mejl)"
)
_ONE_MORE = (
    rf"\b(?:one|1) more (?:of these|such|like this|{_MAIL})[^.;?]{{0,30}}\b(?:i|we|you)"
    rf"\b[^.;?]{{0,12}}\b(?:block|report|complain|spam|lawyer|sue)\w*|"
    rf"\bnoch (?:so )?(?:eine?|1)(?: \w+)? {_MAIL}[^.;?]{{0,30}}\b(?:blockier|meld|anzeig|anwalt|"
    rf"spam|sperr|beschwer)\w*|"
    rf"\bencore une? (?:\w+ )?{_MAIL}[^.;?]{{0,30}}\b(?:bloqu|signal|plainte|cnil)\w*|"
    rf"\b(?:un|otro) {_MAIL} mas[^.;?]{{0,25}}\b(?:bloque|denunci|report)\w*|"
    rf"\b(?:un'altra|ancora una|un altro) {_MAIL}[^.;?]{{0,25}}\b(?:blocc|segnal|denunci|garante)"
    rf"\w*|"
    rf"\bmais um\w? {_MAIL}[^.;?]{{0,25}}\b(?:bloque|denunci|report)\w*|"
    rf"\bnog (?:een|1) (?:zo'n |zulke )?{_MAIL}[^.;?]{{0,30}}\b(?:blokk|meld|klacht|aangifte)\w*|"
    rf"\bjeszcze jed(?:en|na) (?:\w+ )?{_MAIL}[^.;?]{{0,30}}\b(?:zablok|blok|zglosz|skarg)\w*|"
    rf"\bett (?:\w+ )?{_MAIL} till[^.;?]{{0,30}}\b(?:block|anmal|rapport)\w*|"
    r"次(?:に|また)?[^。]{0,8}(?:来|送)[^。]{0,15}(?:ブロック|通報|法的)"
)
_REGISTERS = (
    r"\bnix(?:at|ade|ad|en|-\w+)?\b(?= (?:pa|mot|for|registr|tele))|\bbel-me-niet\b|\bbloctel\b|"
    r"\bstop pub\b|"
    r"\bregistro (?:pubblico )?delle opposizioni\b|(?:今後の?)(?:ご)?(?:連絡|案内|営業|提案|送付)"
    r"(?:に|は|には)"
    r"[^。]{0,4}及びません|"
    r"送(?:っ|付し)て(?:も)?(?:いい|よい|良い)と(?:は)?[^。]{0,4}(?:言って|申して|許可)"
    r"[^。]{0,4}(?:いま|いな|ませ|ない)|"
    r"オプトアウト(?:の)?(?:通知|連絡|依頼|申請)"
)
#: "Who said that you may write to me?", "I gave no consent."
_NO_LEAVE = (
    r"\bwer hat (?:ihnen|dir|euch)\b[^.;?]{0,20}\berlaubt\b|\bwho (?:gave you (?:the right|"
    r"permission)|said you could|"
    r"allowed you)\b|\bqui vous a (?:\w+ )?(?:autorise|permis)|\bquien (?:le|les|os|te) (?:ha )"
    r"?(?:dado|dio|autoriz\w+)\b"
    r"(?: permiso)?|\bchi (?:vi|le|ti) ha (?:autorizzat\w|dato il permesso|permesso)|\bquem "
    r"(?:lhe|lhes|vos|te) "
    r"(?:deu (?:permissao|autorizacao|o direito)|autorizou)|\bwie heeft (?:u|je|jullie) "
    r"(?:toestemming|het recht)|"
    r"\bkto (?:panu|pani|panstwu|wam|ci) pozwolil|\bvem (?:har )?(?:gett|gav) (?:er|dig) "
    r"(?:tillatelse|ratt|lov)|誰の許可|"
    r"\beinwilligung (?:gibt es|liegt|habe?n?|hab|hatte\w*)\b[^.;]{0,30}\b(?:nicht|nie|keine)\b|"
    r"\bn'(?:ai|avons) (?:jamais )?donne (?:aucun|de|mon|notre) consentement|\bretrait (?:de "
    r"(?:mon|notre) consentement|"
    r"definitif)\b"
)
_NO_TROUBLE = (
    r"\bmach\w* (?:sie |euch |dir )?(?:sich |ihr )?(?:\w+ ){0,3}keine muhe mehr\b|\b(?:don't|do "
    r"not) (?:trouble|bother) "
    r"(?:yoursel\w+ )?(?:any ?more|any further|again)\b|\bne vous (?:donnez|fatiguez)\w* plus\b|"
    r"\bno se (?:molest|cans)\w+ mas\b|\bnon (?:si|vi) (?:disturb|affann|scomod)\w+ piu\b|"
    r"\bnao se (?:incomod|cans|de)\w* mais\b|\bgeen moeite meer\b|\bjuz (?:sie )?nie (?:fatyg|"
    r"trudz)\w+|"
    r"\b(?:er|dig) inte mer\b(?=.{0,10}$)|"
    r"\bevit\w+ (?:di|de) (?:riprovar\w*|reessayer|insist\w*|volver a intentar\w*|tentar)|"
    r"\b(?:don't|do not) (?:even )?try again\b|"
    r"\bnicht (?:noch ?mal|wieder|erneut) (?:zu )?versuch\w+|\bn'essayez plus\b|\bno (?:lo )"
    r"?intent\w+ (?:mas|de nuevo)\b|"
    r"\bnao tent\w+ (?:mais|de novo|novamente)\b|\bprobeer het niet (?:weer|nog|opnieuw)\b|\bnie "
    r"probow\w+ (?:wiecej|ponownie)|"
    r"\bforsok inte igen\b|\bersparen sie (?:sich|mir|uns)\b[^.;]{0,25}\b(?:erinnerung|mail|"
    r"nachricht|muhe|anruf)\w*"
)
_REGIONAL = (
    r"\blass\w* (?:mi|mich|uns|me)\b[^.;]{0,20}\bin (?:ruah|ruh|rueh|frieden)\b|\b(?:lond|lahnd|"
    r"la|lan) (?:mi|mich|us)\b"
    r"[^.;]{0,15}\bi(?:n)? (?:rue|rueh|ruah|ruhe)\b|\bpar(?:a|e|en)le\b|\bya (?:paren|parale|"
    r"estuvo (?:bien|bueno))\b|"
    r"\bcort(?:a|e|en)(?:la|le)\b|\bla (?:smett|pianti|piantat|finisc|finit)(?:a|ano|ete|e|i)?\b|"
    r"\b(?:nada de|niente|niente piu) (?:mensajes|correos|mails?|e-?mails?|publicidad|llamadas|"
    r"messaggi|telefonate|mensagens)\b"
    r"(?<!recibi nada de correos)|\b(?:no) (?:lo|la|los|las) us\w+ (?:mas|para (?:ventas|"
    r"publicidad|promoc\w+|vender|marketing))\b|"
    r"\b(?:don't|do not) use (?:it|this)(?: \w+){0,2} for (?:sales|marketing|advertis\w*|promo\w*)|"
    r"\bnon (?:lo|la) us\w+ per (?:vendit|pubblic|promoz)\w+|\bnao (?:o |a )?us\w+ (?:\w+ )?para "
    r"(?:vendas|publicidade|marketing)\b"
)
_BY_NAME = (
    r"\bhow (?:do|can) (?:i|we) (?:make|get) (?:these|this|it|them)(?: \w+)? (?:to )?(?:go away|"
    r"stop)\b|"
    r"\bnot to be (?:contacted|approached|e-?mailed|called|bothered|disturbed|written to)\b|"
    r"\bnewsletter (?:bitte )?(?:abmelden|abbestellen|kundigen)\b(?=[^?]*$)|"
    r"\bnehm\w*\b[^.;]{0,40}(?:adresse|mail)\b[^.;]{0,20}\b(?:raus|heraus|rausnehmen)\b|"
    r"\bbeau cliquer\b|\blien de (?:desabonnement|desinscription)\b[^.;]{0,40}\b(?:je continue|ne "
    r"(?:marche|fonctionne)|encore|toujours)|"
    r"\bexij\w+\b[^.;]{0,60}\b(?:suprim|elimin|borr)\w+|"
    r"\b(?:renuncio|renunciamos|rinunci\w+|renonce|renoncons|verzichte\w*|rezygnuj\w*|avsager|"
    r"afzie\w*)\b[^.;]{0,25}"
    r"\b(?:comunicacion\w*|comunicazion\w*|communications?|e-?mails?|newsletters?|correos|"
    r"zusendung\w*|werbe\w*|werbung|utskick|"
    r"mejl|berichten|korespondencj\w*)\b|"
    r"\b(?:remov|retir|risqu|elimin|apagu|exclu|supprim|effac|borr|quit|saqu|cancell|rimuov|togli|"
    r"usun|wykresl|streich|losch|"
    r"verwijder|schrap|stryk|ta bort|radera)\w* (?:sie |bitte |prosze |o |a )?(?:este|esse|cette|"
    r"esta|questo|questa|ten|diese|dieses|dit|"
    r"deze|den har) (?:e-?mail|endereco|adresse|direccion|indirizzo|adres|mailadres\w*|correo|"
    r"casella|caixa|adress)\b"
)
IDIOMS: tuple[str, ...] = (
    _NO_LEAVE,
    _NO_TROUBLE,
    _REGIONAL,
    _BY_NAME,
    _FORGET,
    _SKIP,
    _LET_BE,
    _DO_NOT_USE,
    _HOW_OFTEN,
    _ONE_MORE,
    _REGISTERS,
)
#: "Your mails go straight to the bin": they may want to be left alone, or a call instead.
_TO_THE_BIN = (
    r"\b(?:go|goes|going|ends? up|lands?) (?:straight|directly|right|automatically) (?:in|to|into)"
    r" (?:the |my |our )?(?:bin|trash|junk|"
    r"spam|bit bucket)|\b(?:wander\w*|geht|gehen|landen|landet|fliegt|fliegen) (?:\w+ )"
    r"{0,4}(?:direkt|gleich|sofort|ungelesen) (?:in|im) "
    r"(?:den |dem )?(?:mull|papierkorb|spam)|\b(?:part|partent|va|vont|finit|finissent|iront|ira) "
    r"(?:\w+ ){0,3}(?:a la|dans la|aux?) "
    r"(?:corbeille|poubelle|indesirables)|\b(?:va|van|ira|iran|acaban?) (?:\w+ ){0,3}(?:direct\w+|"
    r"derech\w+) (?:a la|al) (?:basura|"
    r"papelera|spam)|\b(?:va|vanno|finisc\w+|andranno) (?:\w+ ){0,3}(?:dritt\w|direttamente|"
    r"subito) (?:nel|nella|in) (?:cestino|spam)|"
    r"\b(?:vai|vao|irao|ira) (?:\w+ ){0,3}(?:diret\w+) (?:para|pro|pra|ao) (?:o |a )?(?:lixo|spam|"
    r"lixeira)|\b(?:gaat|gaan|belandt|"
    r"belanden|verdwij\w+) (?:\w+ ){0,4}(?:rechtstreeks|direct|meteen) (?:in|naar) (?:de )"
    r"?(?:prullen\w+|spam\w*|vuilnis\w*)|"
    r"\b(?:trafia\w*|trafi|ida|idzie|leci|lec|laduj\w*) (?:\w+ ){0,3}(?:od razu|prosto|wprost) do "
    r"(?:kosza|spamu|smieci)|"
    r"\b(?:gar|hamnar|aker) (?:\w+ ){0,5}(?:rakt|direkt) (?:i|till) (?:pappers\w+|skrap\w+|sop\w+|"
    r"spam)|"
    r"(?:直接|即|すぐ|そのまま)[^。]{0,4}(?:ゴミ箱|ごみ箱|迷惑メール)"
)
#: "Week by week the same, week by week I delete it."
_TIRED = (
    r"\b(?:i|we) (?:just |always |only )?delete (?:these|those|them|your|every|all of)|\bi keep "
    r"deleting\b|\b(?:ich|wir) losche\w* "
    r"(?:das|die|sie|es|ihre|jede\w*)(?: \w+)? (?:jedes mal|immer|ungelesen|eh)|\b(?:a ja|i ja) "
    r"[^.;?]{0,25}\bkasuj\w+|"
    r"\bja deu\b(?=,? (?:ne|ok|certo|viu|por)\b|\W*$)|\b(?:ne|nie) raz prosil\w*|\bja (?:foi|"
    r"foram) (?:o )?suficiente|"
    r"\b(?:mooi geweest|welletjes)\b|\b(?:silencio|silence|ruhe jetzt)\b(?=,? ?(?:sim|please|"
    r"bitte|por favor|s'il)\b)|"
    r"\bwylacz\w* (?:\w+ ){0,3}(?:w stosunku|wobec|dla) (?:do )?(?:nas|mnie|naszej)|"
    r"\b(?:sluta|lagga?) ner\b|\bkunt (?:\w+ ){0,2}ophouden\b|社長が怒|怒って(?:い)?ます"
)
_PATIENCE = (
    r"\b(?:pazienza ha un limite|patience (?:a des limites|has|is (?:running|wearing))|geduld "
    r"(?:ist am ende|hat (?:ein|grenzen)|is op)|"
    r"paciencia (?:tiene|tem) (?:un |um )?limite|cierpliwosc\w* (?:sie|ma)|talamod\w* (?:ar|tar|"
    r"har))|"
    r"\b(?:next|nachste\w*|prochain\w*|proxim\w|prossim\w|volgende|nastepn\w+|nasta)"
    r"\b[^.;]{0,30}\b(?:writes|schreibt|ecri\w+|"
    r"escriba|scrive|escrever|schrijft|napisze|skriver)\b[^.;]{0,30}\b(?:invoice|bill|rechnung|"
    r"facture|factura|fattura|fatura|"
    r"rekening|faktur\w*|lawyer|anwalt)\b|"
    r"\badresse\b[^.;]{0,25}\bnicht fur (?:werb|vertrieb|verkauf|marketing|akquis)\w*|"
    r"\badresse\b[^.;]{0,25}\bpas (?:pour|destinee?) "
    r"(?:a )?(?:la |le )?(?:publicit|prospection|demarchage)\w*|\badres\b[^.;]{0,25}\bniet "
    r"(?:bedoeld )?voor (?:reclame|verkoop|"
    r"acquisitie|marketing)"
)
HINTS: tuple[str, ...] = (_TO_THE_BIN, _TIRED, _PATIENCE)
