"""What reaches for something else than our mails: patterns by idea, in ten languages.

"Don't ship the goods yet", "no more samples", "our IT blocked the attachment", "I signed off from
the webinar" hold the words of a wish about invoices, goods, clauses or events. They are taken out
of a sentence before it is judged (see `optout`). No pattern reaches over a word for mails or
lists, so that "no more samples and no more mails" stays a wish.
"""

_MAIL = (
    r"e-?mail|mail|mejl|correo|courriel|messag|mensag|mensaj|nachricht|bericht|wiadom|newsl|"
    r"nieuwsb|"
    r"nyhetsb|werbung|reklam|reclame|publicid|publicit|pubblicit|propag|spam|lists?\b|liste\b|"
    r"listan?\b|lijst|verteiler"
)
_NOT = (
    r"(?:(?:do|does|did|ca|wo)n't|not|never|no|plus besoin|inutile|unnotig|niepotrzebnie|nicht|"
    r"kein\w*|pas|non|nao|niet|geen|nie|inte|inga|ej)"
)


def _up_to(most: int) -> str:
    """So many characters of one clause, without a word for mails."""
    return rf"(?:(?!\b(?:{_MAIL}))[^.;!?\n]){{0,{most}}}?"


_SEND = (
    r"(?:send|ship|deliver|mail|book|order|stuur\w*|sturen|lever\w*|(?:raus|ver|ab|los|zu)"
    r"?schick\w*|send\w*|liefer\w*|envo[iy]\w*|"
    r"expedi\w*|livr\w*|envi\w*|mand\w*|entreg\w*|despach\w*|invi\w*|sped\w*|consegn\w*|wysyl\w*|"
    r"przysyl\w*|"
    r"dostarcz\w*|skicka\w*|leverera\w*)"
)
#: What is sent, billed or built, and is no mail of ours.
_GOODS = (
    r"(?:samples?|muster|\w*proben?|echantillons?|muestras?|campion\w|amostras?|monsters?|probki|"
    r"probek|"
    r"varuprov\w*|invoices?|bills?|\w*rechnung(?:en)?|factures?|facturas?|fattur[ae]|faturas?|"
    r"facturen|"
    r"factuur|faktur\w*|fakturor|goods|shipments?|deliver(?:y|ies)|pallets?|parcels?|packages?|"
    r"\w*ware|"
    r"pakete?|palett\w+|lieferung(?:en)?|colis|palettes?|marchandises?|livraisons?|paquetes?|"
    r"mercancia|"
    r"pedidos?|entregas?|pacc(?:o|hi)|merce|spedizion[ei]|consegn[ae]|encomendas?|mercadoria\w*|"
    r"pakket\w*|"
    r"goederen|leveringen|paczk\w+|towar\w*|przesylk\w+|dostaw\w*|paket\w*|varor\w*|leverans\w*|"
    r"changes|revisions|anderungen|korrekturen|modifications|corrections|cambios|modifiche|"
    r"alteracoes|"
    r"wijzigingen|aanpassingen|zmian|poprawek|andringar|attachments?|anhange?|pieces? jointes?|"
    r"adjuntos?|allegat[oi]|anexos?|bijlagen?|zalacznik\w*|bilag(?:a|or)|pdfs?|technicians?|"
    r"techniker|"
    r"monteurs?|technicien|tecnic[oi]|photos?|fotos?|pictures?|bilder|screenshots?|videos?|zdjec)"
)
_NOT_GOODS = rf"\b{_NOT}\b{_up_to(25)}\b{_SEND}\b{_up_to(25)}\b{_GOODS}\b{_up_to(30)}"
_GOODS_NOT = rf"\b{_SEND}\b{_up_to(20)}\b{_GOODS}\b{_up_to(15)}\b{_NOT}\b{_up_to(35)}"
_GOODS_TILL = rf"\b{_GOODS}\b{_up_to(20)}\b{_NOT}\b{_up_to(15)}\b{_SEND}\b"
_NO_MORE_GOODS = (
    rf"\b(?:no|keine?|plus|pas|no mas|sin|nessun\w*|sem|geen|zadnych|inga)(?: (?:more|further|"
    rf"weiteren?|"
    rf"autres?|d'autres|mas|altr[aei]|mais|verdere|wiecej|fler))? (?:de |d')?{_GOODS}\b"
    r"(?: (?:mehr|meer|piu|mais|mas))?|"
    rf"\b(?:stop|cancel|hold|storno\w*|stornier\w*|annul\w*|cancel\w*|wstrzym\w*|avbestall\w*|"
    rf"stopp\w*)"
    rf"{_up_to(20)}\b{_GOODS}\b"
)
#: "Not to Brussels but to our branch in Ghent."
_BUT_THERE = (
    rf"\b{_NOT}\b(?![^.;!?]{{0,45}}\b(?:to me|an mich|mir|a mi|a moi|mij|mnie|mig)\b)"
    rf"{_up_to(45)},? ?\b(?:but (?:to|at|in|via|by)|sondern (?:an|auf|in|zu|nach|uber|per)|"
    r"mais (?:a|au|aux|par|vers)|sino (?:a|al|en|por)|ma (?:a|al|alla|in|per)|mas (?:para|pra|a|"
    r"ao)|"
    r"maar (?:naar|op|aan|via)|(?:lecz|tylko|ale) (?:na|do)|utan (?:hit|till|pa|via)|(?:so|only|"
    r"nur|solo|alleen|tylko|bara|seulement|uniquement) (?:em|in|en|w|i|als|as))"
    r"\b[^.;!?\n]{0,40}|"
    rf"\b{_NOT}\b{_up_to(15)}\b{_SEND}\b{_up_to(20)}\b(?:to|an|in|zu|a|au|para|naar|na|do|till) "
    rf"(?:\w+ ){{1,3}}?"
    r"(?:site|warehouse|branch|plant|depot|store|lager|werk|filiale|niederlassung|entrepot|usine|"
    r"depot|"
    r"almacen|sucursal|fabrica|magazzino|stabilimento|sede|armazem|filial|magazijn|vestiging|"
    r"filiaal|magazyn\w*|"
    r"oddzial\w*|lagret|kontoret)\b|"
    rf"\b{_NOT}\b{_up_to(40)}\b(?:by (?:regular |snail )?(?:post|fax|letter)|per (?:post|fax|"
    rf"brief)|par (?:la poste|"
    r"courrier|fax)|por (?:correo postal|fax)|per (?:posta|raccomandata)|pelo correio|poczta|via "
    r"(?:post|fax))\b"
)
#: "Don't ship it yet."
_YET = (
    rf"\b(?:not|n't) {_SEND}\b{_up_to(30)}\byet\b|"
    rf"\bnoch (?:nicht|kein\w*)\b{_up_to(20)}\b(?:verschick|abschick|schick|send|liefer|buch|"
    rf"bestell)\w*|"
    rf"\b(?:schick|send|liefer|buch|bestell)\w*\b{_up_to(20)}\bnoch (?:nicht|kein\w*)\b|"
    r"\bn'(?:envo|expedi)\w+ (?:rien )?pas encore|\bno (?:envi|mand|despach)\w+ (?:nada )"
    r"?(?:todavia|aun)\b|"
    r"\b(?:todavia|aun) no (?:envi|mand|despach)\w+|\bnao (?:envi|mand)\w+ (?:nada )?ainda\b|"
    r"\bainda nao (?:envi|mand)\w+|\b(?:ver)?stuur\w*\b[^.;!?]{0,20}\bnog niet\b|"
    r"\bnie (?:wysyl|przysyl)\w+ jeszcze\b|\bjeszcze nie (?:wysyl|przysyl)\w+|"
    rf"\bskicka inte{_up_to(20)}\ban(?:nu)?\b|まだ(?:送|発送)[^。]{{0,12}}"
)
#: "Not in the morning, in the afternoon I'm free."
_HOUR = (
    r"(?:in the (?:morning|afternoon|evening)|at night|at lunch\w*|on (?:mon|tues|wednes|thurs|"
    r"fri)days?|"
    r"vormittags?|nachmittags?|morgens|mittags|abends|freitags?|montags?|le (?:matin|soir|midi|"
    r"lundi|"
    r"vendredi)|l'apres-midi|por la (?:manana|tarde|noche)|los (?:lunes|viernes)|di (?:mattina|"
    r"sera|"
    r"pomeriggio)|la mattina|al mattino|de (?:manha|tarde)|a (?:noite|tarde)|pela manha|'?s "
    r"(?:ochtends|morgens|middags|avonds)|op (?:maandag|vrijdag)|rano|wieczorem|popoludniu|"
    r"pa (?:formiddag|eftermiddag|kvall|morgon)\w*|pa (?:mandag|fredag)ar\w*)"
)
_CALL = (
    r"(?:call|ring|phone|anruf\w*|ruf\w*|appel\w*|llam\w*|chiam\w*|telefon\w*|lig(?:ue|uem|ar)|"
    r"bel(?:len|t)?|dzwon\w*|ring\w*)"
)
_NOT_THEN = (
    rf"\b{_NOT}\b{_up_to(15)}\b{_CALL}\b{_up_to(20)}\b{_HOUR}\b|"
    rf"\b{_CALL}\b{_up_to(15)}\b{_NOT} {_HOUR}\b|"
    rf"\b{_CALL}\b{_up_to(15)}\b{_HOUR} {_NOT}\b|"
    r"(?:午前|午後|朝|夜|昼)[^。]{0,10}(?:電話|連絡)[^。]{0,10}(?:避け|控え|しない)[^。]{0,8}|"
    r"\b(?:nu|momenteel|op dit moment) (?:even )?niet\b"
)
_FILE = (
    r"(?:attach\w+|anh[ae]ng\w*|datei\w*|pieces? jointes?|fichiers?|adjuntos?|archivos?|"
    r"allegat[oi]|anexos?|"
    r"arquivos?|bijlagen?|zalacznik\w*|plik\w*|bilag\w+|files?|pdf\w*|zip\w*|links?|lien|enlace|"
    r"lank\w*|"
    r"videos?|images?|bilder)"
)
_BLOCK = (
    r"(?:block\w*|blockier\w*|bloqu\w*|blocc\w*|geblokkeerd|blokk\w*|zablokow\w*|blockera\w*|"
    r"filter\w*|strip\w*)"
)
_FIREWALL = (
    r"(?:firewall|it|it-\w+|virens\w+|virus\w*|antivir\w*|proxy|pare-feu|server|serveur|servidor)"
)
_BLOCKED = (
    rf"\b{_FILE}\b{_up_to(35)}\b{_BLOCK}\b|\b{_BLOCK}\b{_up_to(25)}\b{_FILE}\b|"
    rf"\b(?:our|unser\w*|notre|nuestr\w+|nostr\w|noss\w+|onze|ons|nasz\w*|var\w*) "
    rf"{_FIREWALL}\b{_up_to(35)}"
    rf"\b{_BLOCK}\b|(?:添付|ファイル|リンク)[^。]{{0,15}}ブロック[^。]{{0,8}}"
)
_EVENT = (
    r"(?:\w*webinar\w*|\w*seminar\w*|trainings?|schulung\w*|\w*kurs(?:e|en|u|ie)?|courses?|"
    r"formations?|cursos?|"
    r"cors[oi]|cursus\w*|szkoleni\w*|utbildning\w*|events?|evenement\w*|eventos?|evento|"
    r"wydarzeni\w*|"
    r"messe|fair|salon|feria|fiera|feira|beurs|targ(?:i|ow|ach)|massan?|konferen\w*|conferen\w*|"
    r"workshops?|warsztat\w*|meetups?|trials?|probeabo|testkonto|prueba|prova|"
    r"handelsregister|verein\w*|club|gym|fitness\w*|versicherung|insurance|assurance|auto|bilen?|"
    r"fahrzeug|trade register|membership|mitgliedschaft|abonament\w* na silown\w*)"
)
_SIGN_OFF = (
    r"(?:unsubscribe\w*|deregist\w*|cancel\w*|sign(?:ed)? off|abmeld\w*|abgemeldet\w*|abzumelden|"
    r"desinscri\w*|desabonn\w*|"
    r"annul\w*|de baja|disiscri\w*|cancell\w*|descadastr\w*|desinscrev\w*|uitschrijv\w*|"
    r"uitgeschreven|"
    r"afmeld\w*|afgemeld|wypis\w*|zrezygnow\w*|avregistrer\w*|avanmal\w*|avboka\w*)"
)
_FROM_AN_EVENT = (
    rf"\b{_SIGN_OFF}\b{_up_to(40)}\b{_EVENT}\b|\b{_EVENT}\b{_up_to(60)}\b{_SIGN_OFF}\b|"
    r"(?:ウェビナー|セミナー|研修|イベント|展示会)[^。]{0,25}(?:キャンセル|取り消し|解除|退会)"
    r"[^。]{0,8}"
)
#: "It landed in my spam folder, I only saw it now."
_SPAM_FOLDER = (
    r"\b(?:in|into|to|from|out of|im|in den|aus dem|dans(?: les| mes)?|en(?: el)?|a(?: la)?|"
    r"nell[ao]?|in|"
    r"n[oa]|pro|para o|naar(?: de)?|uit(?: de)?|w|do|ze?|i|till|ur)(?: (?:my|our|the|meinem|"
    r"unserem|les|mes|"
    r"nos|carpeta de|bandeja de|caixa de|mijn|onze|de|folderze|min|var)){0,2} (?:spam\w*|junk\w*|"
    r"indesirables|correo no deseado|posta indesiderata|ongewenste (?:mail|post)|skrappost\w*)"
    r"(?:[ -](?:folder|ordner|filter|box|map|korb))?\b(?! (?:list|me|us)\b)|"
    r"\b(?:my|our|the|mein|unser|el|mi|il|de|mijn) spam[ -]?(?:filter|folder|ordner|map|box)\w*|"
    r"迷惑メール(?:フォルダー?|ボックス)[^。]{0,15}"
)
#: "The other vendor floods us with spam."
_OF_OTHERS = (
    r"\b(?:(?:another|other|previous|former|last|that|some) (?:\w+ )?(?:company|companies|"
    r"vendors?|firms?|"
    r"providers?|suppliers?|agency|agencies)|(?:andere\w*|vorige\w*|fruhere\w*|bisherige\w*) "
    r"(?:\w+ )?(?:firm\w*|"
    r"anbieter\w*|dienstleister\w*)|(?:autre|ancien\w*|precedent\w*) (?:\w+ )?(?:societe|"
    r"fournisseur|"
    r"prestataire|boite|agence)s?|(?:otr[ao]s?|anterior(?:es)?|l[ao]s? demas) (?:\w+ )?(?:empresa|"
    r"proveedor|"
    r"agencia)\w*|(?:altr[aeio]|precedent\w) (?:\w+ )?(?:aziend\w|fornitor\w|agenzi\w)|"
    r"(?:outr[ao]s?|"
    r"anterior(?:es)?) (?:\w+ )?(?:empresa|fornecedor|agencia)\w*|(?:ander\w*|vorige) (?:\w+ )"
    r"?(?:bedrij\w*|"
    r"leverancier\w*|partij\w*)|(?:tamta|inn[ae]|poprzedn\w+) (?:\w+ )?(?:firm\w*|dostawc\w*)|"
    r"(?:andra|forra|tidigare) (?:\w+ )?(?:foretag\w*|leverantor\w*))\b[^.;!?]{0,60}\b(?:spam\w*|"
    r"bombard\w*|"
    r"bother\w*|nerv\w*|werb\w*)[^.;!?,]{0,40}|(?:他社|別の会社|前の会社)[^。]{0,25}(?:迷惑|"
    r"しつこ|スパム)[^。]{0,8}"
)
_REMOVE = (
    r"(?:remov|delet|drop|clean|purg|strik|clear|strich|streich|losch|entfern|bereinig|rausnehm|"
    r"enlev|retir|supprim|"
    r"quit|elimin|borr|sac|limpi|tir|apag|exclu|limp|togli|tolg|rimuov|cancell|pul|haal|schrap|"
    r"verwijder|opschon|"
    r"ge(?:losch|strich)|usu[nw]|wykresl|skresl|tabort|ta bort|stryk|rader|rensa)\w*"
)
_STALE = (
    r"(?:old|dead|stale|inactive|outdated|duplicated?|double|invalid|bounced|wrong|alte[nrs]?|"
    r"tote[nrs]?|veraltete\w*|"
    r"doppelte\w*|inaktive\w*|ungultige\w*|anciens?|doublons?|inactifs?|obsoletes?|viej[oa]s|"
    r"antigu[oa]s|duplicad[oa]s|"
    r"inactiv[oa]s|vecchi\w?|duplicat[ei]|doppi\w?|inattiv[ei]|antig[oa]s|repetid[oa]s|"
    r"inativ[oa]s|oude|dode|dubbele|"
    r"inactieve|verouderde|star[eychi]+|martw\w+|nieaktualn\w+|zduplikowan\w+|gamla|doda|"
    r"dubbletter|inaktiva)"
)
_RECORDS = (
    r"(?:contacts?|address\w*|records?|entr\w+|leads?|names|rows|lines|kontakte\w*|adressen?|"
    r"eintr\w+|adresses|"
    r"contactos|direcciones|registros|contatti|indirizzi|contatos|enderecos|contacten|adressen|"
    r"kontakt\w*|"
    r"adres\w*|rekord\w*|poster|adresser|customers?|kunden)"
)
_CLEANING = (
    rf"\b{_REMOVE}\b{_up_to(20)}\b{_STALE}\b(?: {_RECORDS}\b)?|"
    rf"\b{_STALE} {_RECORDS}\b{_up_to(25)}\b{_REMOVE}\b|"
    rf"\b{_REMOVE}\b{_up_to(20)}\b(?:contactos|contacts|contatos|contatti|adresses|direcciones) "
    rf"(?:in|ob|viej|antig|dupl|repet|vecch)\w+|(?:重複|古い)[^。]{{0,15}}削除[^。]{{0,8}}"
)
_PART = (
    r"(?:\w*kosten|\w*gebuhr\w*|fees?|costs?|surcharge|frais|couts?|gastos|costes|tarifa|tassa|"
    r"taxas?|"
    r"custos?|costi|oplat\w*|koszt\w*|avgift\w*|kostnad\w*|clauses?|klausel\w*|clausul\w+|"
    r"klauzul\w+|"
    r"punkt\w*|punt|punto|ponto|bullet|paragraph\w*|absatz|article|artykul\w*|line items?|"
    r"positione?n?|"
    r"posizion\w|posicion|pozycj\w*|modul\w*|discount|rabatt\w*|lizenz\w*|licen[cs]\w*|option\w*|"
    r"logo\w*|"
    r"items?|rows?|zeilen?|(?:the|die|le|el|il|o) (?:files?|datei|fichier|archivo|documento|"
    r"arquivo)|"
    r"(?:customer|client|kund|klant|cliente)\w*'?s? (?:name|namn|naam)|watermark|wasserzeichen)"
)
_OF_A_DEAL = (
    rf"\b{_REMOVE}\b(?!(?: \w+)? (?:me|us|mich|uns|mir|moi|nous|mij|ons|mnie|nas|mig|oss)\b)"
    rf"{_up_to(35)}\b{_PART}\b"
    r"(?! (?:list|mail))|"
    rf"\b{_PART}\b{_up_to(30)}\b{_REMOVE}\b(?! (?:me|us|mich|uns|moi|mij|mnie|mig)\b)"
)
_BY_MISTAKE = (
    rf"\b(?:accidentally|by (?:mistake|accident)|versehentlich|aus versehen|irrtumlich|par erreur|"
    rf"sin querer|"
    rf"por error|per (?:errore|sbaglio)|sem querer|por engano|per ongeluk|per abuis|przez "
    rf"przypadek|"
    rf"niechcacy|przypadkiem|av misstag|rakade)\b{_up_to(40)}\b{_REMOVE}|"
    rf"\b{_REMOVE}\b{_up_to(40)}\b(?:accidentally|by (?:mistake|accident)|par erreur|sin querer|"
    rf"por error|"
    r"per (?:errore|sbaglio)|sem querer|por engano|per ongeluk|przez przypadek|niechcacy|av "
    r"misstag)\b|"
    r"\b(?:indesirables?|spam|junk|unerwunscht|no deseado|indesiderat\w|ongewenst)"
    r"\b[^.;!?]{0,15}\b(?:by mistake|par erreur|"
    r"versehentlich|por error|per errore|por engano|per ongeluk)\b|"
    r"(?:間違えて|誤って|うっかり)[^。]{0,40}(?:削除|消|解除)[^。]{0,8}"
)
#: "I have no time to read long mails, call me."
_TO_READ = (
    r"\b(?:no|not|n't|kein\w*|pas|no tengo|non|nao|geen|nie|inte)\b[^.;!?]{0,20}\b(?:time|zeit|"
    r"temps|tiempo|"
    r"tempo|tijd|czasu|tid|hinner)\b[^.;!?]{0,15}\b(?:read|lesen|lire|leer|leggere|ler|lezen|"
    r"czyta\w*|lasa)"
    r"\b[^.;!?]{0,30}|\bhinner inte lasa\b[^.;!?]{0,30}"
)
_SPAM_PROBLEM = (
    r"\b(?:with|mit|avec|con|com|met|z|med) (?:the |el |lo |o )"
    r"?spam\w*\b[^.;!?]{0,35}\bproble?m\w*|"
    r"\b\w*proble?m\w* (?:with|mit|avec|de|con|com|met|z|med|di) (?:the |el |lo |o )?spam\w*|"
    r"\bspam[- ]?proble?m\w*"
)
#: "For once a salesman who does not pester me."
_FOR_ONCE = (
    r"\b(?:for once|pour une fois|endlich mal|por una vez|per una volta|por uma vez|eindelijk "
    r"eens|wreszcie|"
    r"for en gangs skull)\b[^.;!?]{0,80}"
)
#: "Stop everything, there is a mistake in the plan."
_A_MISTAKE = (
    r"\b(?:stop (?:everything|all)|arrete[zs]? tout|stoppt? alles|alles stoppen|halt alles|parad? "
    r"todo|paren todo|"
    r"ferm(?:a|ate|i) tutto|par(?:a|em) tudo|wstrzym\w+ wszystko|stoppa allt)"
    r"\b(?=[^.!?]{0,60}\b(?:error|mistake|fehler|"
    r"erreur|errore|erro|fout|blad|fel)\b)"
)
#: "A mail is enough", "we stop making that model", "a load off my mind", "she is on sick leave".
_TELLS = (
    r"\bbasta(?:no|ria)? (?:un|una|um|uma|un'|che|solo|mandar\w*|enviar\w*|dar\w*|clic\w*|"
    r"rispond\w*|respond\w*)\b|"
    r"\b(?:abbiamo smesso|smettiamo|smetteremo|cesseremo|cessiamo|dejaremos|dejamos|hemos dejado|"
    r"deixaremos|"
    r"vamos (?:parar|deixar|dejar)|nous (?:arretons|arreterons|cessons|cesserons)) (?:di|de|d')"
    r"[^.;,!?]{0,40}|"
    r"\btolt[oa] (?:un|il) (?:peso|pensiero|dubbio)|\bquit\w+ un peso|\btir\w+ um peso|\benlev\w+ "
    r"un poids|"
    r"\b(?:load|weight) off (?:my|our)\b|"
    r"\b(?:esta|estuvo|estara|sigue|anda) (?:\w+ )?de baja\b(?! (?:de|en) (?:su|la|tu) lista)|"
    r"\bde baja (?:por (?!favor)|hasta|medica|laboral|maternal|paternal)\b|"
    r"\bdar de baja (?:el|la|los|las|un|una|dos|tres|\d+) (?!correo|e-?mail|suscrip|direcc|lista|"
    r"envio|mensaj|contact)\w+|"
    r"\b(?:ich|wir) (?:habe|haben|hab) (?:die|den|das|unser\w*|mein\w*) (?!\w*mail|\w*adress)\w+ "
    r"[^.;,]{0,25}\babgemeldet\b|"
    r"\bto nie do (?:mnie|nas)\b|\bzajmuj\w* sie [^.;!?]{1,40}, (?:a )?nie \w+|"
    r"(?:やめて|止めて)しま[^。]{0,8}"
)
ELSEWHERE: tuple[str, ...] = (
    f"{_NOT_GOODS}|{_GOODS_NOT}|{_GOODS_TILL}",
    _NO_MORE_GOODS,
    _BUT_THERE,
    _YET,
    _NOT_THEN,
    _BLOCKED,
    _FROM_AN_EVENT,
    f"{_SPAM_FOLDER}|{_OF_OTHERS}|{_SPAM_PROBLEM}",
    _CLEANING,
    _OF_A_DEAL,
    _BY_MISTAKE,
    _TO_READ,
    f"{_FOR_ONCE}|{_A_MISTAKE}",
    _TELLS,
)
