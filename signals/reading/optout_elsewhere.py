"""What reaches for something else than our mails: patterns by idea, in ten languages.

"Don't ship the goods yet", "no more samples", "our IT blocked the attachment", "I signed off from
the webinar" hold the words of a wish about invoices, goods, clauses or events. They are taken out
of a sentence before it is judged (see `optout`). No pattern reaches over a word for mails or
lists, so that "no more samples and no more mails" stays a wish.
"""

_MAIL = (
    r"e-?mail|mail|mejl|correo|courriel|messag|mensag|mensaj|nachricht|bericht|wiadom|newsl|nieuwsb|"
    r"nyhetsb|werbung|reklam|reclame|publicid|publicit|pubblicit|propag|spam|lists?\b|liste\b|"
    r"listan?\b|lijst|verteiler"
)
_NOT = r"(?:not|never|no|n't|nicht|kein\w*|pas|non|nao|niet|geen|nie|inte|inga|ej)"


def _up_to(most: int) -> str:
    """So many characters of one clause, without a word for mails."""
    return rf"(?:(?!\b(?:{_MAIL}))[^.;!?\n]){{0,{most}}}?"


_SEND = (
    r"(?:send|ship|deliver|mail|book|order|stuur\w*|sturen|lever\w*|schick\w*|send\w*|liefer\w*|envo[iy]\w*|"
    r"expedi\w*|livr\w*|envi\w*|mand\w*|entreg\w*|despach\w*|invi\w*|sped\w*|consegn\w*|wysyl\w*|przysyl\w*|"
    r"dostarcz\w*|skicka\w*|leverera\w*)"
)
#: What is sent, billed or built, and is no mail of ours.
_GOODS = (
    r"(?:samples?|muster|\w*proben?|echantillons?|muestras?|campion\w|amostras?|monsters?|probki|probek|"
    r"varuprov\w*|invoices?|bills?|\w*rechnung(?:en)?|factures?|facturas?|fattur[ae]|faturas?|facturen|"
    r"factuur|faktur\w*|fakturor|goods|shipments?|deliver(?:y|ies)|pallets?|parcels?|packages?|\w*ware|"
    r"pakete?|palett\w+|lieferung(?:en)?|colis|palettes?|marchandises?|livraisons?|paquetes?|mercancia|"
    r"pedidos?|entregas?|pacc(?:o|hi)|merce|spedizion[ei]|consegn[ae]|encomendas?|mercadoria\w*|pakket\w*|"
    r"goederen|leveringen|paczk\w+|towar\w*|przesylk\w+|dostaw\w*|paket\w*|varor\w*|leverans\w*|"
    r"changes|revisions|anderungen|korrekturen|modifications|corrections|cambios|modifiche|alteracoes|"
    r"wijzigingen|aanpassingen|zmian|poprawek|andringar|attachments?|anhange?|pieces? jointes?|"
    r"adjuntos?|allegat[oi]|anexos?|bijlagen?|zalacznik\w*|bilag(?:a|or)|pdfs?|technicians?|techniker|"
    r"monteurs?|technicien|tecnic[oi])"
)
_NOT_GOODS = rf"\b{_NOT}\b{_up_to(25)}\b{_SEND}\b{_up_to(25)}\b{_GOODS}\b{_up_to(30)}"
_GOODS_NOT = rf"\b{_SEND}\b{_up_to(20)}\b{_GOODS}\b{_up_to(15)}\b{_NOT}\b{_up_to(35)}"
_NO_MORE_GOODS = (
    rf"\b(?:no|keine?|plus|pas|no mas|sin|nessun\w*|sem|geen|zadnych|inga)(?: (?:more|further|weiteren?|"
    rf"autres?|d'autres|mas|altr[aei]|mais|verdere|wiecej|fler))? (?:de |d')?{_GOODS}\b"
    r"(?: (?:mehr|meer|piu|mais|mas))?|"
    rf"\b(?:stop|cancel|hold|storno\w*|stornier\w*|annul\w*|cancel\w*|wstrzym\w*|avbestall\w*|stopp\w*)"
    rf"{_up_to(20)}\b{_GOODS}\b"
)
#: "Not to Brussels but to our branch in Ghent."
_BUT_THERE = (
    rf"\b{_NOT}\b{_up_to(45)},? ?\b(?:but (?:to|at|in|via|by)|sondern (?:an|auf|in|zu|nach|uber|per)|"
    r"mais (?:a|au|aux|par|vers)|sino (?:a|al|en|por)|ma (?:a|al|alla|in|per)|mas (?:para|pra|a|ao)|"
    r"maar (?:naar|op|aan|via)|(?:lecz|tylko|ale) (?:na|do)|utan (?:hit|till|pa|via))\b[^.;!?\n]{0,40}"
)
#: "Don't ship it yet."
_YET = (
    rf"\b(?:not|n't) {_SEND}\b{_up_to(30)}\byet\b|"
    rf"\bnoch (?:nicht|kein\w*)\b{_up_to(20)}\b(?:verschick|abschick|schick|send|liefer|buch|bestell)\w*|"
    rf"\b(?:schick|send|liefer|buch|bestell)\w*\b{_up_to(20)}\bnoch (?:nicht|kein\w*)\b|"
    r"\bn'(?:envo|expedi)\w+ (?:rien )?pas encore|\bno (?:envi|mand|despach)\w+ (?:nada )?(?:todavia|aun)\b|"
    r"\b(?:todavia|aun) no (?:envi|mand|despach)\w+|\bnao (?:envi|mand)\w+ (?:nada )?ainda\b|"
    r"\bainda nao (?:envi|mand)\w+|\b(?:ver)?stuur\w*\b[^.;!?]{0,20}\bnog niet\b|"
    r"\bnie (?:wysyl|przysyl)\w+ jeszcze\b|\bjeszcze nie (?:wysyl|przysyl)\w+|"
    rf"\bskicka inte{_up_to(20)}\ban(?:nu)?\b|まだ(?:送|発送)[^。]{{0,12}}"
)
#: "Not in the morning, in the afternoon I'm free."
_HOUR = (
    r"(?:in the (?:morning|afternoon|evening)|at night|at lunch\w*|on (?:mon|tues|wednes|thurs|fri)days?|"
    r"vormittags?|nachmittags?|morgens|mittags|abends|freitags?|montags?|le (?:matin|soir|midi|lundi|"
    r"vendredi)|l'apres-midi|por la (?:manana|tarde|noche)|los (?:lunes|viernes)|di (?:mattina|sera|"
    r"pomeriggio)|la mattina|al mattino|de (?:manha|tarde)|a (?:noite|tarde)|pela manha|'?s "
    r"(?:ochtends|morgens|middags|avonds)|op (?:maandag|vrijdag)|rano|wieczorem|popoludniu|"
    r"pa (?:formiddag|eftermiddag|kvall|morgon)\w*|pa (?:mandag|fredag)ar\w*)"
)
_CALL = r"(?:call|ring|phone|anruf\w*|ruf\w*|appel\w*|llam\w*|chiam\w*|telefon\w*|lig(?:ue|uem|ar)|bel(?:len|t)?|dzwon\w*|ring\w*)"
_NOT_THEN = (
    rf"\b{_NOT}\b{_up_to(15)}\b{_CALL}\b{_up_to(20)}\b{_HOUR}\b|"
    rf"\b{_CALL}\b{_up_to(15)}\b{_NOT} {_HOUR}\b|"
    rf"\b{_CALL}\b{_up_to(15)}\b{_HOUR} {_NOT}\b|"
    r"(?:午前|午後|朝|夜|昼)[^。]{0,10}(?:電話|連絡)[^。]{0,10}(?:避け|控え|しない)[^。]{0,8}|"
    r"\b(?:nu|momenteel|op dit moment) (?:even )?niet\b"
)
_FILE = (
    r"(?:attach\w+|anh[ae]ng\w*|datei\w*|pieces? jointes?|fichiers?|adjuntos?|archivos?|allegat[oi]|anexos?|"
    r"arquivos?|bijlagen?|zalacznik\w*|plik\w*|bilag\w+|files?|pdf\w*|zip\w*|links?|lien|enlace|lank\w*|"
    r"videos?|images?|bilder)"
)
_BLOCK = r"(?:block\w*|blockier\w*|bloqu\w*|blocc\w*|geblokkeerd|blokk\w*|zablokow\w*|blockera\w*|filter\w*|strip\w*)"
_FIREWALL = r"(?:firewall|it|it-\w+|virens\w+|virus\w*|antivir\w*|proxy|pare-feu|server|serveur|servidor)"
_BLOCKED = (
    rf"\b{_FILE}\b{_up_to(35)}\b{_BLOCK}\b|\b{_BLOCK}\b{_up_to(25)}\b{_FILE}\b|"
    rf"\b(?:our|unser\w*|notre|nuestr\w+|nostr\w|noss\w+|onze|ons|nasz\w*|var\w*) {_FIREWALL}\b{_up_to(35)}"
    rf"\b{_BLOCK}\b|(?:添付|ファイル|リンク)[^。]{{0,15}}ブロック[^。]{{0,8}}"
)
_EVENT = (
    r"(?:\w*webinar\w*|\w*seminar\w*|trainings?|schulung\w*|\w*kurs(?:e|en|u|ie)?|courses?|formations?|cursos?|"
    r"cors[oi]|cursus\w*|szkoleni\w*|utbildning\w*|events?|evenement\w*|eventos?|evento|wydarzeni\w*|"
    r"messe|fair|salon|feria|fiera|feira|beurs|targ(?:i|ow|ach)|massan?|konferen\w*|conferen\w*|"
    r"workshops?|warsztat\w*|meetups?|trials?|probeabo|testkonto|prueba|prova|"
    r"handelsregister|verein\w*|club|gym|fitness\w*|versicherung|insurance|assurance|auto|bilen?|"
    r"fahrzeug|trade register|membership|mitgliedschaft|abonament\w* na silown\w*)"
)
_SIGN_OFF = (
    r"(?:unsubscribe\w*|deregist\w*|cancel\w*|sign(?:ed)? off|abmeld\w*|abgemeldet\w*|abzumelden|desinscri\w*|desabonn\w*|"
    r"annul\w*|de baja|disiscri\w*|cancell\w*|descadastr\w*|desinscrev\w*|uitschrijv\w*|uitgeschreven|"
    r"afmeld\w*|afgemeld|wypis\w*|zrezygnow\w*|avregistrer\w*|avanmal\w*|avboka\w*)"
)
_FROM_AN_EVENT = (
    rf"\b{_SIGN_OFF}\b{_up_to(40)}\b{_EVENT}\b|\b{_EVENT}\b{_up_to(60)}\b{_SIGN_OFF}\b|"
    r"(?:ウェビナー|セミナー|研修|イベント|展示会)[^。]{0,25}(?:キャンセル|取り消し|解除|退会)[^。]{0,8}"
)
#: "It landed in my spam folder, I only saw it now."
_SPAM_FOLDER = (
    r"\b(?:in|into|to|from|out of|im|in den|aus dem|dans(?: les| mes)?|en(?: el)?|a(?: la)?|nell[ao]?|in|"
    r"n[oa]|pro|para o|naar(?: de)?|uit(?: de)?|w|do|ze?|i|till|ur)(?: (?:my|our|the|meinem|unserem|les|mes|"
    r"nos|carpeta de|bandeja de|caixa de|mijn|onze|de|folderze|min|var)){0,2} (?:spam\w*|junk\w*|"
    r"indesirables|correo no deseado|posta indesiderata|ongewenste (?:mail|post)|skrappost\w*)"
    r"(?:[ -](?:folder|ordner|filter|box|map|korb))?\b(?! (?:list|me|us)\b)|"
    r"\b(?:my|our|the|mein|unser|el|mi|il|de|mijn) spam[ -]?(?:filter|folder|ordner|map|box)\w*|"
    r"迷惑メール(?:フォルダー?|ボックス)[^。]{0,15}"
)
#: "The other vendor floods us with spam."
_OF_OTHERS = (
    r"\b(?:(?:another|other|previous|former|last|that|some) (?:\w+ )?(?:company|companies|vendors?|firms?|"
    r"providers?|suppliers?|agency|agencies)|(?:andere\w*|vorige\w*|fruhere\w*|bisherige\w*) (?:\w+ )?(?:firm\w*|"
    r"anbieter\w*|dienstleister\w*)|(?:autre|ancien\w*|precedent\w*) (?:\w+ )?(?:societe|fournisseur|"
    r"prestataire|boite|agence)s?|(?:otr[ao]s?|anterior(?:es)?|l[ao]s? demas) (?:\w+ )?(?:empresa|proveedor|"
    r"agencia)\w*|(?:altr[aeio]|precedent\w) (?:\w+ )?(?:aziend\w|fornitor\w|agenzi\w)|(?:outr[ao]s?|"
    r"anterior(?:es)?) (?:\w+ )?(?:empresa|fornecedor|agencia)\w*|(?:ander\w*|vorige) (?:\w+ )?(?:bedrij\w*|"
    r"leverancier\w*|partij\w*)|(?:tamta|inn[ae]|poprzedn\w+) (?:\w+ )?(?:firm\w*|dostawc\w*)|"
    r"(?:andra|forra|tidigare) (?:\w+ )?(?:foretag\w*|leverantor\w*))\b[^.;!?]{0,60}\b(?:spam\w*|bombard\w*|"
    r"bother\w*|nerv\w*|werb\w*)[^.;!?,]{0,40}|(?:他社|別の会社|前の会社)[^。]{0,25}(?:迷惑|しつこ|スパム)[^。]{0,8}"
)
_REMOVE = (
    r"(?:remov|delet|drop|clean|purg|strik|clear|strich|streich|losch|entfern|bereinig|rausnehm|enlev|retir|supprim|"
    r"quit|elimin|borr|sac|limpi|tir|apag|exclu|limp|togli|tolg|rimuov|cancell|pul|haal|schrap|verwijder|opschon|"
    r"usu[nw]|wykresl|skresl|tabort|ta bort|stryk|rader|rensa)\w*"
)
_STALE = (
    r"(?:old|dead|stale|inactive|outdated|duplicated?|double|invalid|bounced|wrong|alte[nrs]?|tote[nrs]?|veraltete\w*|"
    r"doppelte\w*|inaktive\w*|ungultige\w*|anciens?|doublons?|inactifs?|obsoletes?|viej[oa]s|antigu[oa]s|duplicad[oa]s|"
    r"inactiv[oa]s|vecchi\w?|duplicat[ei]|doppi\w?|inattiv[ei]|antig[oa]s|repetid[oa]s|inativ[oa]s|oude|dode|dubbele|"
    r"inactieve|verouderde|star[eychi]+|martw\w+|nieaktualn\w+|zduplikowan\w+|gamla|doda|dubbletter|inaktiva)"
)
_RECORDS = (
    r"(?:contacts?|address\w*|records?|entr\w+|leads?|names|rows|lines|kontakte\w*|adressen?|eintr\w+|adresses|"
    r"contactos|direcciones|registros|contatti|indirizzi|contatos|enderecos|contacten|adressen|kontakt\w*|"
    r"adres\w*|rekord\w*|poster|adresser|customers?|kunden)"
)
_CLEANING = (
    rf"\b{_REMOVE}\b{_up_to(20)}\b{_STALE}\b(?: {_RECORDS}\b)?|"
    rf"\b{_STALE} {_RECORDS}\b{_up_to(25)}\b{_REMOVE}\b|"
    rf"\b{_REMOVE}\b{_up_to(20)}\b(?:contactos|contacts|contatos|contatti|adresses|direcciones) "
    rf"(?:in|ob|viej|antig|dupl|repet|vecch)\w+|(?:重複|古い)[^。]{{0,15}}削除[^。]{{0,8}}"
)
_PART = (
    r"(?:\w*kosten|\w*gebuhr\w*|fees?|costs?|surcharge|frais|couts?|gastos|costes|tarifa|tassa|taxas?|"
    r"custos?|costi|oplat\w*|koszt\w*|avgift\w*|kostnad\w*|clauses?|klausel\w*|clausul\w+|klauzul\w+|"
    r"punkt\w*|punt|punto|ponto|bullet|paragraph\w*|absatz|article|artykul\w*|line items?|positione?n?|"
    r"posizion\w|posicion|pozycj\w*|modul\w*|discount|rabatt\w*|lizenz\w*|licen[cs]\w*|option\w*|logo\w*|"
    r"(?:customer|client|kund|klant|cliente)\w*'?s? (?:name|namn|naam)|watermark|wasserzeichen)"
)
_OF_A_DEAL = (
    rf"\b{_REMOVE}\b(?!(?: \w+)? (?:me|us|mich|uns|mir|moi|nous|mij|ons|mnie|nas|mig|oss)\b){_up_to(35)}\b{_PART}\b"
    r"(?! (?:list|mail))|"
    rf"\b{_PART}\b{_up_to(30)}\b{_REMOVE}\b(?! (?:me|us|mich|uns|moi|mij|mnie|mig)\b)"
)
_BY_MISTAKE = (
    rf"\b(?:accidentally|by (?:mistake|accident)|versehentlich|aus versehen|irrtumlich|par erreur|sin querer|"
    rf"por error|per (?:errore|sbaglio)|sem querer|por engano|per ongeluk|per abuis|przez przypadek|"
    rf"niechcacy|przypadkiem|av misstag|rakade)\b{_up_to(40)}\b{_REMOVE}|"
    rf"\b{_REMOVE}\b{_up_to(40)}\b(?:accidentally|by (?:mistake|accident)|par erreur|sin querer|por error|"
    r"per (?:errore|sbaglio)|sem querer|por engano|per ongeluk|przez przypadek|niechcacy|av misstag)\b|"
    r"(?:間違えて|誤って|うっかり)[^。]{0,40}(?:削除|消|解除)[^。]{0,8}"
)
#: "I have no time to read long mails, call me."
_TO_READ = (
    r"\b(?:no|not|n't|kein\w*|pas|no tengo|non|nao|geen|nie|inte)\b[^.;!?]{0,20}\b(?:time|zeit|temps|tiempo|"
    r"tempo|tijd|czasu|tid|hinner)\b[^.;!?]{0,15}\b(?:read|lesen|lire|leer|leggere|ler|lezen|czyta\w*|lasa)"
    r"\b[^.;!?]{0,30}|\bhinner inte lasa\b[^.;!?]{0,30}"
)
ELSEWHERE: tuple[str, ...] = (
    f"{_NOT_GOODS}|{_GOODS_NOT}",
    _NO_MORE_GOODS,
    _BUT_THERE,
    _YET,
    _NOT_THEN,
    _BLOCKED,
    _FROM_AN_EVENT,
    f"{_SPAM_FOLDER}|{_OF_OTHERS}",
    _CLEANING,
    _OF_A_DEAL,
    _BY_MISTAKE,
    _TO_READ,
)
