"""Words below a text that are not part of it: sign-offs, device lines, disclaimers, banners.

All patterns are matched against folded text (see `lines.folded`): lower case, `ß` as `ss`.
"""

import re

_ROOTS = (
    "regards?|wishes|rgds|rgrds|sincerely|faithfully|truly yours|respectfully|cordially|warmly|"
    "gr(?:ü|ue|u)ss?e?n?|gruß|grüessli|hochachtungsvoll|cordialement|amicalement|sincèrement|"
    "salutations?(?: distinguées| les meilleures)?|respectueusement|sentiments distingués|cdlt|bàv|"
    "saludos?(?: cordial(?:es)?)?|atentamente|cordialmente|abrazos?|abraços?|saluti|ossequi|"
    "cumprimentos|saudações|atenciosamente|atte?|groet(?:en|jes)?|hoogachtend|"
    "pozdrawiam|pozdrowieni(?:a|ami)|poważaniem|wyrazami szacunku|szacunkiem|hälsning(?:ar)?|"
    "vänligen|hilsen|hilsner|terveisin|terveiset|terv|pozdravem|pozdravom|pozdravy|pozdrav|úctou|"
    "üdvözlettel|üdv|tisztelettel|köszönettel|stimă|respect|εκτίμηση|εκτιμηση|χαιρετισμούς|φιλικά|"
    "saygılar(?:ımla|ımızla)?|selamlar|sevgiler|çalışmalar|уважением|наилучшими пожеланиями|"
    "повагою|найкращими побажаннями|уважение|поздрави|štovanjem|lugupidamisega|cieņu|pagarbiai|"
    "salutacions|agur bero bat|trân trọng|salam hormat|hormat kami|saluto|bises|bisous|amitiés|"
    "gratitude|appreciation|hilsner|herzlich(?:st)?|freundlichst|přáním hezkého dne|顺颂商祺|敬具|"
    "草々|以上|此致|敬礼|敬禮|顺祝商祺|此致敬礼|祝好|드림|올림|בברכה|בכבוד רב|תחיات|تحياتي|التحيات|"
    "مع التحية|التقدير|الاحترام"
)
_MODIFIERS = (
    "muchas|gracias|grazie|mille|merci|obrigad[oa]|bedankt|hartelijk|tack|danke|tak|cordiale|"
    "lots of|mange|with|kind(?:est|ly)?|best|warm(?:est)?|many|my|very|all|sending|yours|mit|"
    "freundliche[nrm]?|beste[nrm]?|herzliche[nrm]?|herzlichst[er]*|viele[nr]?|vielen|liebe[nrm]?|"
    "schöne[nr]?|schoene|sonnige[nrm]?|lieben|dank|und|vorzügliche[nr]?|kollegialen|winterliche|"
    "bien|très|meilleures|mes|nos|sincères|veuillez|agréer|sentiments|avec|un|una|cordial|cordiali|"
    "distinti|distinto|cari|caro|tanti|muy|reciba|gran|fuerte|com|os|as|meus|melhores|respeitosos|"
    "met|de|vriendelijke|hartelijke|mvr|hoge|z|serdecznie|serdeczne|serdecznymi|wyrazami|łączę|med|"
    "vänliga?|bästa|varma|soliga|hjärtliga|venlige?|vennlige?|kærlige?|beste|"
    "mange|bedste|gode|ystävällisin|parhain|s|se|so|srdečným|srdečné|přátelským|cu|με|φιλικούς|"
    "θερμούς|i̇yi|iyi|kolay gelsin|с|з|искренним|lep|lijep|srdačan|le|ar|atentos|cordiales|and|et|"
    "y|e|en|i|&|/|thanks|thank|you|مع|أطيب|خالص|فائق|مرسل|a|mfg"
)
_SHORT = (
    "yours (?:aye|ever)|warmest|kindest|tnx|gerne & grüsse|br|b\\.r\\.|kr|rgds|brgds|best|"
    "all the best|cheers|warmly|yours|yours (?:sincerely|truly|faithfully)|lg|vg|"
    "mfg|m\\.f\\.g\\.|bg|hg|vlg|gruss|grüss[e]?|ciao|cdlt|cdt|bien à (?:vous|toi)|à vous|sds|"
    "slds|att|atte|un abrazo|abs|bjs|mvg|m\\.v\\.g\\.|gr|grtz|mvh|m\\.v\\.h\\.|vh|dbh|bh|pozdr|yst|"
    "ystv|xoxo|xx?|all my best|very best|all the very best|ttyl|ttfn|toodles|kindly|take care|"
    "peace|servus|tschüss|baci|un saluto|zdravím|nazdar"
)
_THANKS = (
    "thanks a (?:bunch|ton)|thanks?(?: you)?(?: so| very)?(?: much)?(?: again| in advance| a lot|"
    " a million)?|many thanks(?: again)?|thx|tks|thnx|thanx|ty|ta|(?:best |herzlichen |vielen |"
    "besten |lieben )?dank(?: im voraus| vorab)?|danke(?: (?:schön|sehr|vorab|im voraus))?|"
    "merci(?: beaucoup| d.avance| par avance| bien)?|(?:muchas |mil )?gracias(?: de antemano)?|"
    "(?:mille |molte |tante )?grazie(?: mille| in anticipo)?|(?:muito )?obrigad[oa](?: desde já)?|"
    "(?:alvast )?(?:hartelijk )?(?:bedankt|dank je|dank u)(?: alvast)?|dziękuję|dzięki|"
    "tack(?: på förhand| så mycket)?|tak|(?:mange |på forhånd )?takk?|kiitos|kiittäen|děkuji|díky|"
    "ďakujem|köszönöm|mulțumesc|ευχαριστώ|teşekkürler|teşekkür ederim|спасибо|"
    "(?:заранее )?благодарю|дякую|hvala|谢谢|謝謝|多谢|感谢|감사합니다|감사드립니다|고맙습니다|"
    "תודה|תודה רבה|شكرا|شكراً|.{0,8}(?:よろしく|宜しく)お願い(?:いた|致)?します|"
    ".{0,8}(?:よろしく|宜しく)お願い(?:いた|致|申し上げ)?(?:し)?ます"
)
_NICE = (
    "great|nice|good|lovely|fantastic|wonderful|excellent|pleasant|happy|sunny|schöne[nrs]?|"
    "gute[nrs]?|angenehme[nrs]?|bonne|belle|excellente|agréable|douce|bon|buen[ao]?|feliz|"
    "excelente|lind[oa]|buon[ao]?|bell[ao]|splendida|boa|bom|ótim[oa]|fijne?|prettige?|mooie|leuke|"
    "miłego|udanego|dobrego|spokojnego|trevlig|fin|skön|bra|god|hyvää|mukavaa|dejlig"
)
_WHILE = (
    "day|week|weekend|evening|afternoon|morning|holiday|rest of (?:the|your) (?:day|week)|tag|"
    "woche|wochenende|abend|nachmittag|feierabend|restwoche|start in die woche|journée|soirée|"
    "semaine|fin de semaine|week-?end|après-midi|journee|día|tarde|semana|fin de semana|giornata|"
    "serata|settimana|fine settimana|lavoro|pomeriggio|dia|noite|fim de semana|dag|avond|weekend|"
    "middag|dnia|weekendu|wieczoru|tygodnia|popołudnia|kväll|helg|vecka|eftermiddag|aften|päivää|"
    "viikonloppua"
)
_CASUAL = (
    rf"(?:(?:thanks|danke|merci|gracias|grazie|obrigad[oa]|bedankt|dzięki|tack)(?: and| und| et|"
    rf" y| e| en| i| och|,) )?(?:have an? |(?:ich )?(?:wünsche|wünschen) (?:ihnen |dir |euch )?|"
    rf"(?:je vous|te|le|les|ti|vi|ik) \S{{3,9}} |ha en |passez une |que (?:tenga|tengas|pases?|"
    rf"tengan) |tenha |życzę )?(?:an? |einen? |ein |une |un |una |um |uma |een |"
    rf"en )?(?:{_NICE}) (?:{_WHILE})(?: (?:noch|to you|ahead|wünscht|wünschen|à vous|a todos|nog|"
    rf"allemaal))?|"
    "talk later|later|catch you later|(?:quedo )?a la espera|quedo (?:atent[oa]|pendiente)|"
    "un (?:abbraccio|beso|abrazo)|in attesa|(?:restiamo|resto) in attesa|fico (?:no aguardo|"
    "à espera|a aguardar)|aguardo|dans l'attente|in afwachting|ha det|ha det gott|vi hörs|hörs|"
    "talk (?:to you )?soon|speak soon|see you(?: soon| then)?|until then|have a (?:great|nice|good|"
    "lovely) (?:day|week|weekend|one|evening)|bis (?:dann|bald|später)|schöne[ns]? (?:tag|"
    "wochenende|abend|woche)(?: noch)?|(?:einen )?schönen (?:tag|abend)(?: noch)?|"
    "(?:très )?bonne (?:journée|soirée|semaine|fin de journée)|bon(?: |-)?week-?end|"
    "(?:très )?belle journée|à (?:bientôt|plus|demain)|hasta (?:pronto|luego|la próxima)|"
    "looking forward|bonne réception|a presto|buona giornata|buon lavoro|buona serata|até "
    "(?:breve|logo|já)|(?:um )?bom dia|tot (?:snel|dan|gauw|ziens)|fijne dag(?: nog)?|prettige dag|"
    "do (?:usłyszenia|zobaczenia)|miłego dnia|ha (?:en bra|det så? ?bra)(?: dag)?|"
    "vi ses|vi hörs|ha en fin dag|mukavaa päivää|hezký den|szép napot|o zi bună|хорошего дня|"
    "всего доброго|iyi günler|kolay gelsin"
)
_FROM_PLACE = (
    r"(?:from|aus(?: dem)?|von|vom|nach|an|to|till|naar|de|du|da|dal|uit|z|från|fra|iz)"
    r"(?:\s[^\d\s?!:]{2,20}){1,3}"
)

#: A whole line that is a sign-off; `rest` is what stands behind it: a name, a place, a second one.
CLOSING = re.compile(
    rf"^[\W_]{{0,3}}(?:(?:(?:{_MODIFIERS})[.,]?\s{{1,2}}){{0,6}}(?:{_ROOTS})(?![^\W_])"
    r"(?: (?:yours|serdecznie|always|again|dilerim|cordialmente|à (?:vous|tous)|to all|an alle|"
    r"i\.\s?a\.))?(?:,? (?:and|und|et|y|e|en|och|og|&) (?:[^\W\d_]{2,14} ?){1,4}"
    r"|\s(?:for|für|pour|para|per|voor) (?:the|das|den|die|dem|la|le|el|il|het|de) "
    r"(?:[^\W\d_]{2,14} ?){1,3})?"
    rf"(?:\s{_FROM_PLACE})?|(?:{_SHORT})(?![^\W_])(?:\s(?:from|aus)\s[^\d\s?!:]{{2,20}})?)"
    r"(?P<rest>.{0,60})$|^(?:je vous prie d.agréer|(?:je vous prie de|"
    r"veuillez) (?:bien vouloir )?(?:agréer|recevoir|croire|accepter)|recevez|agréez|"
    r"nous vous prions d.agréer|dans l.attente .{5,60}je vous prie)\b.{0,120}"
    r"(?:salutations|sentiments|considération|hommages|expression)\b.{0,40}$"
)
#: A sign-off only when a name follows.
THANKS = re.compile(rf"^[\W_]{{0,3}}(?:{_THANKS})(?![^\W_])(?P<rest>.{{0,40}})$")
CASUAL = re.compile(rf"^(?:{_CASUAL})[\s,.!]{{0,4}}$")
POSTSCRIPT = re.compile(r"^p\.?\s?p?\.?s\.?(?:[:.,;–-]|\s)\s?\S|^(?:nb|n\.b\.)\s?:|^追伸")

#: One line that a device or program adds.
DEVICE = re.compile(
    r"^[\W_]{0,3}(?:(?:sent|gesendet|verschickt|versendet|geschickt|envoyé|expédié|enviado|"
    r"enviada|inviato|inviata|spedito|verzonden|verstuurd|wysłan[eoay]|skickat|skickades|sendt|"
    r"lähetetty|odesláno|odoslané|elküldve|küldve|trimis|στάλθηκε|εστάλη|gönderildi|отправлено|"
    r"надіслано|poslano|saadetud|išsiųsta|nosūtīts|enviat)\s(?:securely )?(?:from|with|via|using|"
    r"by|on|von|vom|mit|aus|über|per|de|depuis|à partir|avec|desde|con|do|da|dal|pelo|com|van|"
    r"vanaf|met|uit|z|za|ze|från|med|fra|iphonesta|laitteesta|puhelimesta|din|de pe|от|из|с|со|з|"
    r"со|iz|no|από)\b.{1,90}$|von (?:unterwegs|samsung mobile|meinem handy|mobil) (?:gesendet|"
    r"geschickt)\W*$|(?:von meine[mr]|vom|mit meine[mr]) .{1,60} (?:gesendet|geschickt|verschickt|"
    r"versendet)\W*$|(?:van|vanaf) mijn .{1,40} (?:verzonden|verstuurd)\W*$|(?:diese|die|this|"
    r"cette|questa|questo|este|esta|dit|ta|detta|denne) (?:nachricht|e-?mail|mail|message|"
    r"messaggio|mensaje|mensagem|bericht|wiadomość|meddelande|besked)? ?(?:wurde|was|is|has been|"
    r"a été|è stat[oa]|ha sido|fue|foi|werd|została|skickades|blev|er) (?:sent|von|envoyé|inviat|"
    r"enviad|verzonden|wysłan|gesendet|mit|sendt|från|via|by).{0,90}$|(?:get|obtenir|télécharger|"
    r"obtener|obtén|descargar|ottieni|scarica|obter|download|haal|pobierz|hämta|hent|skaffa|"
    r"stáhnout|outlook) .{0,20}outlook .{0,10}(?:for|für|pour|para|per|voor|dla|för|til|"
    r"for) (?:ios|android|mac).{0,40}$|(?:\S+ ){0,4}outlook\b.{0,12}\b(?:ios|android)\b.{0,60}$"
    r"|(?:ios|android)\s?版.{0,3}outlook.{0,40}$|holen sie sich outlook für.{0,60}$"
    r"|(?:laden sie|get|download) .{0,40}(?:outlook|yahoo|aol|proton|spark|edison|bluemail) "
    r".{0,40}(?:app|ios|android).{0,40}$|lähetetty (?:\S+sta|\S+stä)\W*.{0,30}$|\S+(?:sta|"
    r"stä) lähetetty$|(?:iphone|ipad|android|galaxy|telefonum|telefon)\S{0,8} gönderildi$"
    r"|.{0,12}(?:iphone|ipad|android|スマートフォン|携帯|gmail|outlook|yahoo).{0,12}(?:から|より)送信.{0,10}$"
    r"|发自(?:我的|于|從|从)?.{1,40}$|發自.{1,40}$|從我的.{1,30}傳送$|.{1,30}发送自.{0,30}$"
    r"|(?:나의|내) .{1,30}에서 보냄$|.{1,30}에서 보(?:냄|낸 메일)$|נשלח מ(?:ה|ה-|-)?.{1,40}$|"
    r"(?:أرسلت من|تم الإرسال من|مرسل من|أُرسلت من).{1,40}$|secured with tuta.{0,60}$|"
    r"sent securely.{0,60}$|on the go\W*$|(?:please )?excuse (?:the |any )?(?:brevity|typos|"
    r"typo).{0,60}$|(?:bitte )?entschuldigen sie die kürze.{0,60}$|"
    r"veuillez excuser la brièveté.{0,60}$|(?:please )?(?:pardon|forgive) (?:the |any |"
    r"my )?(?:brevity|typos|spelling|autocorrect).{0,60}$)"
)

#: What a line of a device or program names, unless it is very plain.
PROGRAM = re.compile(
    r"\b(?:my|mein\w*|mon|ma|mi|mio|meu|mijn|moje\w*|min|iphone\w*|ipad\w*|ios|android\w*|"
    r"samsung|galaxy|huawei|xiaomi|nokia|pixel|blackberry|windows|outlook\w*|gmail\w*|yahoo\w*|aol|"
    r"gmx|web\.de|proton\w*|mailtrack|mailsuite|mixmax|bluemail|typeapp|polymail|mailbird|boxer|"
    r"canary|edison|shortwave|mobiln\w*|unterwegs|mobil|tuta|spark|app|superhuman|hubspot|mailbox|"
    r"phone|mobile?\w*|smartphone\w*|telefon\w*|handy|tablet|k-9|thunderbird|zoho|mail|mail\.ru|"
    r"hey|fastmail|mailspring|airmail|newton|front|missive|network|brevity|typos|kürze|brièveté|"
    r"spelling|autocorrect)\b|[\u3040-\uffef]"
)

_MAIL = (
    r"(?:e-?mails?|mails?|messages?|communication|transmission|correspondence|nachrichten?|"
    r"mitteilung|courriel|courrier|messaggi[o]?|mensajes?|correos?|mensage[mn]s?|bericht(?:en)?|"
    r"wiadomość|wiadomo\S+|meddelanden?|meddelelse|e-post(?:en|meddelande)?|viesti|zpráva|správa|"
    r"üzenet|mesaj(?:ul)?|μήνυμα|ileti|e-?posta|сообщение|письмо|повідомлення|lähetys)"
)
_GUARDED = (
    r"(?:confidential|privileged|proprietary|intended (?:only|solely|recipient)|solely for|"
    r"vertraulich\w*|rechtlich geschützt\w*|ausschliesslich für|confidentiel\w*|confidencia\w*|"
    r"destinat\w+ (?:exclusi\w+|uniqu\w+)|exclusiv\w+|riservat\w+|confidenzial\w+|vertrouwelijk\w*|"
    r"uitsluitend|poufn\w+|wyłącznie|konfidentiel\w*|fortrolig\w*|luottamuksellis\w*|důvěrn\w+|"
    r"dôvern\w+|bizalmas|confidenți\w+|εμπιστευτικ\w+|gizli\w*|конфиденциальн\w+|"
    r"конфіденційн\w+|virus\w*|viren\w*|secreto)"
)
#: How small print begins that speaks of the mail it stands in, and of its secrets or viruses.
SMALL_PRINT = re.compile(
    r"^[\W_]{0,6}(?:this|the (?:information|contents?)|any|all|diese?|der inhalt|die "
    r"(?:information|in dieser)|ce(?:t|tte)?|le contenu|les informations|este|esta|el contenido|"
    r"la información|quest[oa]|il (?:contenuto|presente)|le informazioni|as informações|o conteúdo|"
    r"dit|deze|de informatie|niniejsza|ta|treść|informacje|detta|det här|denne|informationen|tämä|"
    r"tato|táto|ez az|acest|το παρόν|bu|данное|это|це|aceasta)\b"
)
MAIL = re.compile(_MAIL)
#: The same in the middle of a paragraph.
OF_THIS_MAIL = re.compile(
    rf"[.!] (?:this|diese|ce(?:t|tte)?|este|quest[oa]|deze|dit|ta|detta|denne) "
    rf"{_MAIL}(?P<said>.{{1,80}})"
)
GUARDED = re.compile(_GUARDED)
#: First words of a paragraph that a server, a lawyer or a list added: all below it goes too.
FOOTER = re.compile(
    r"^[\W_]{0,6}(?:(?:if|falls|sollten sie|wenn sie) .{0,60}(?:not the|received this|nicht der|"
    r"irrtümlich).{0,140}(?:intended|addressee|in error|empfänger|adressat|irrtum|erhalten|"
    r"recipient)|(?:si|se) (?:vous n.êtes pas|usted no es|no es usted|lei non|non siete|você não|"
    r"vous avez reçu|ha recibido|recebeu|avete ricevuto|ha ricevuto).{0,160}(?:destinat|erreur|"
    r"errore|error|engano)|disclaimer\b|haftungsausschluss\b|confidentiality (?:notice|note|"
    r"statement)|confidential(?:ity)? notice|legal (?:notice|disclaimer)|avis de confidentialité|"
    r"aviso (?:legal|de confidencialidade?)|avviso di riservatezza|advertencia(?: legal)?:|"
    r"mentions légales|rechtlicher hinweis|vertraulichkeitshinweis|informativa privacy|privacy "
    r"notice|ai sensi del|en cumplimiento (?:de|con)|de conformidad con|"
    r"responsable del tratamiento|datenschutz(?:hinweis|erklärung|informationen)\w{0,2}\b|"
    r"(?:hinweise|informationen) zum datenschutz|(?:please )?(?:consider|think of|"
    r"save) (?:the environment|our environment|paper|a tree)|think before you print|"
    r"before printing|(?:bitte )?(?:denken|prüfen) sie.{0,30}(?:umwelt|ausdruck)|"
    r"(?:bitte )?(?:schützen sie|denken sie an) (?:die|unsere) umwelt|(?:merci de )?pens(?:ez|"
    r"er) à l.environnement|(?:avant|antes|prima) (?:d.imprimer|de imprimir|di stampare)|"
    r"(?:por favor,? )?(?:piense|considere) .{0,40}(?:imprimir|medio ambiente)|"
    r".{0,40}(?:virus-?free|virenfrei|sans virus|libre de virus|privo di virus)[.\s]|"
    r"(?:this|diese|der|cet|ce|este|questa|deze|dit|ta|det|это|your|el).{0,60}"
    r"(?:checked|scanned|geprüft|überprüft|analysé|comprobado|analizado|controllat\w+|"
    r"verificad[oa]|gescand|sprawdzon\w+|проверено).{0,40}(?:virus|viren|malware|avast|avg|вирус)|"
    r"sender notified by|mailtrack\b|yahoo mail: search|avast (?:logo|antivirus)|без вирусов|"
    r"to unsubscribe,? (?:please )?(?:click|visit|reply|use|go|send|from this group)|"
    r"click here to (?:unsubscribe|report)|unsubscribe\s?(?:[|<(\[]|: ?http)|"
    r"you (?:are receiving|re receiving) this|you received this (?:message|e-?mail) because|"
    r"(?:um sich abzumelden|newsletter abbestellen|abmelden:)|to view this discussion|"
    r"view this (?:message|e-?mail) in|(?:sitz(?: der gesellschaft)?|firmensitz|registergericht|"
    r"handelsregister|geschäftsführ\w{1,8}|vorstand\w*|aufsichtsrat\w*|ust-?id\w*(?:-?nr\.?)?|"
    r"steuernummer|ceo|management)\s?:|.{0,80}\b(?:amtsgericht|registergericht|"
    r"ag)\b.{0,60}\bhr[ab]\b|.{0,60}\b(?:registered office|registered number|"
    r"company (?:registration|number|no)|registered in .{2,40}\b(?:no|number|nr)\b)|"
    r"(?:classification|sensitivity|klassifizierung|einstufung|clasificación|classificação|"
    r"classificazione|classificatie)\s?:\s?\w.{0,30}$|(?:follow|find|connect with) us on\b.{0,60}$|"
    r"book (?:(?:a|some) )?(?:meeting|time|call) (?:to meet )?with me|"
    r"termin (?:mit mir )?(?:buchen|vereinbaren):?\s?http|_{5,}\s.{0,300}(?:mailing list|"
    r"mailing-list|listinfo|mailman|unsubscribe|groups\.)|powered by\b.{0,60}$|本メール(?:は|に|"
    r"の).{0,80}(?:機密|受信者|宛先|秘密)|このメール(?:は|に|の).{0,80}(?:機密|受信者|宛先)|"
    r"(?:本|此|这封)邮件.{0,80}(?:机密|保密|收件人)|(?:이|본) (?:메일|이메일)은? .{0,40}(?:기밀|"
    r"수신인))"
)

_OUTSIDE = (
    r"(?:external|outside|extern\w{0,3}|ausserhalb|extérieur\w?|externo|externa|esterno|"
    r"esterna|buiten|zewnętrzn\w+|spoza|utanför|ekstern\w?|uden for|ulkopuol\w+|externí\w*|"
    r"внешн\w+|dış)"
)
#: A paragraph above the text that a gateway added.
BANNER = re.compile(
    r"^[\W_]{0,6}(?:(?:caution|warning|attention|notice|important|alert|achtung|vorsicht|warnung|"
    r"hinweis|attenzione|atención|atenção|cuidado|let op|pas op|uwaga|varning|obs|advarsel|"
    r"avertissement|внимание|注意)\b"
    rf".{{0,120}}\b{_OUTSIDE}\b"
    r"|(?:this|the|diese|der|die|ce|cet|cette|este|esta|quest[oa]|deze|dit|ta|det här|detta|"
    r"denne)\s"
    rf"(?:{_MAIL}|sender|absender|expéditeur|remitente|mittente|afzender).{{0,60}}\b{_OUTSIDE}\b"
    r"|\[?ext(?:ern(?:al|e|)?)?\]?:?(?: (?:e-?mail|sender|message))?\]?\W*$|"
    r"ext(?:ern\w{0,3})?\s?[:：].{0,120}$|external (?:e-?mail|sender|message)\b.{0,60}$|"
    r"externe[rs]? (?:e-?mail|absender)\W*$|.{0,60}(?:don.t|do not) often get e-?mail from|"
    r".{0,40}erhalten nicht (?:häufig|oft) e-?mails? von|.{0,40}n.(?:obtenez|recevez) pas souvent|"
    r".{0,40}(?:con frecuencia|spesso|vaak) .{0,40}(?:correo|e-?mail)|"
    r".{0,60}learn why this is important|do not click (?:on )?(?:links|any)|"
    r"klicken sie (?:nicht auf|keine) .{0,30}(?:links|anhänge)|(?:classification|sensitivity|"
    r"klassifizierung|einstufung|classificação|clasificación)\s?:\s?\w.{0,30}$"
    r"|(?:internal|public|confidential|intern|öffentlich|vertraulich|restricted)(?: use only)?\W*$"
    r"|##- ?please type your reply|.{0,12}(?:type|write) your reply above this line"
    r"|(?:view|open|read) (?:this )?(?:message|e-?mail|mail) in (?:your|a|the) (?:web )?browser"
    r"|zjqcmqryfpfpt)"
)

#: What shows that a line is of a signature: phones, addresses, links, bars.
CONTACT = re.compile(
    r"(?:^|\s)(?:t|m|p|f|e|w|d|o|tel|tél|telefon\w*|telephone|phone|ph|mobile?|mobil|cell|"
    r"handy|fax|e-?mail|mail|web|www|direct|office|durchwahl|büro|port|móvil|movil|cel|tlf|tfn|"
    r"tlph|gsm|puh|тел|моб|電話|携帯|电话|手机|전화|휴대폰|linkedin|skype|whatsapp)"
    r"\.?\s?[:.|]?\s?(?:\+|\(|\d|\S+@|http|www)|\+\d[\d\s()./-]{6,}|\bwww\.\S+\.\w{2,}|"
    r"^\W{0,3}(?:https?://)?[\w-]+(?:\.[\w-]+)+/?\S{0,60}$|^\W{0,3}<?\S+@\S+\.\w{2,}>?\W{0,3}$|"
    r"\S+@\S+\.\w{2,}\s[|•·]|\s[|•·]\s|〒\d{3}|\b0\d[\d\s()./-]{7,}\d$"
)
