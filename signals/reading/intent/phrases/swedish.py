"""Swedish: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:satt|skriv|lagg|anmal) (?:upp |in |till )?(?:mig|oss) (?:pa|till|upp|in)\b|"
        r"\b(?:satt|skriv) upp (?:mig|oss)\b|\bta inte bort (?:mig|oss)\b|\bsluta inte\b|"
        r"\bvill (?:gärna )?(?:testa|prova|se en demo)|\bskicka (?:gärna )?(?:en )?(?:offert|demo|"
        r"prislista)|\b(?:låter|verkar|ser|är) (?:\w+ )?(?:intressant|bra|spännande|kul|lovande)\b|"
        r"\b(?:mer|mera|lite) (?:information|info|detaljer|om det|material)\b|\b(?:berätta|skicka|"
        r"maila|mejla) (?:gärna )?(?:\w+ )?(?:mer|mera|information|info|material|offert|"
        r"presentation|över|prislista)|\b(?:är|vore) (?:\w+ )?(?:intresserad|intresserade|nyfiken|"
        r"nyfikna)|\b(?:letar|söker|tittar) (?:\w+ )?efter\b|\bhar (?:\w+ )?intresse\b|"
        r"\bvill (?:gärna )?(?:veta|höra|se) mer|\bgillar det\b|\b(?:perfekt|bra) "
        r"(?:tajming|timing|läge)\b",
        r"\bintressant\b|\bspännande\b|\bgärna\b|\bgillar\b",
    ),
    Sign.MEETING: (
        r"\b(?:kan vi|ska vi|vi kan|låt oss) (?:\w+ ){0,3}(?:ta|boka|ses|höras|prata|träffas|"
        r"ringas|köra|hörs|ses)\b|\b(?:boka|ta|sätt|föreslå|skicka) (?:\w+ ){0,3}(?:möte|samtal|"
        r"tid|demo|kallelse|inbjudan|avstämning)|\bring (?:mig|gärna)\b|\bpassar "
        r"(?:bra |det )?(?:för |på |dig|med )|\bpassar bra\b|\b(?:är|har) jag (?:\w+ "
        r")?(?:ledig|tillgänglig|tid)|\bmin kalender\b|\bvi hörs på\b",
        r"\b(?:möte|samtal|tid|ses|höras)\b",
    ),
    Sign.QUESTION: (
        r"\b(?:vad|hur|var|vem|vilka|vilken|vilket|när|varför|kan|funkar|fungerar|har ni|finns|är "
        r"det|går det|stöder|minskar)\b|\bpris\w*\b|\bkostar\b",
        r"\bfråga\b|\bundrar\b",
    ),
    Sign.NO_NEED: (
        r"\bvi (?:har (?:slutat|lagt ner)|skickar inga|skickar inte|gor inte|jobbar inte med|"
        r"anvander inte)\b|\bintresserar (?:oss|mig) inte\b|\b(?:inte|ej|inget|inga|"
        r"icke) (?:\w+ ){0,2}(?:intresserad\w*|intresse|behov|aktuellt|nödvändigt|relevant|"
        r"intressant|behövs|behöver)\b|\bbehövs (?:\w+ )?inte\b|\bbehöver (?:\w+ )?inte\b|"
        r"\bnej,? tack\b|\btack,? men nej\b|\binget för oss\b|\binte för oss\b|\bavstår\b|"
        r"\btackar nej\b|\bhar inget behov",
        r"\btyvärr\b|\bnej\b",
    ),
    Sign.PRICE: (
        r"\b(?:för|alldeles för|väldigt) (?:dyrt?|dyra|kostsamt)\b|\b(?:ingen|utanför|inom|saknar|"
        r"har inte|finns ingen) (?:\w+ )?(?:budget|pengar)\b|\bbudgeten (?:\w+ )?(?:slut|fryst|"
        r"låst|spräckt)|\binte råd\b",
        r"\bdyrt?\b|\bbudget\b",
    ),
    Sign.TIMING: (
        r"\b(?:ingen|inte|ont om|saknar) (?:\w+ )?(?:tid|kapacitet|resurser)\b|\b(?:dåligt?|fel|"
        r"inte rätt) (?:läge|tillfälle|tidpunkt|tajming)\b|\bandra prioriteringar\b|\b(?:fullt "
        r"upp|för mycket)\b|\binte prioriterat\b",
        r"\bupptag\w+|\bstressigt\b",
    ),
    Sign.COMPETITOR: (
        r"\b(?:redan|idag) (?:\w+ ){0,3}(?:lösning|leverantör|verktyg|system|partner|avtal|"
        r"plats)\b|\b(?:har|använder|jobbar|kör) (?:\w+ )?redan\b|\bnöjda? med\b|\bannan "
        r"leverantör\b|\bavtal med\b|\binternt\b|\begen lösning\b",
        r"\bleverantör\b|\bredan\b",
    ),
    Sign.AUTHORITY: (
        r"\b(?:bestämmer|beslutar) (?:\w+ ){0,2}inte\b|\binte (?:\w+ )?(?:jag som (?:bestämmer|"
        r"beslutar)|mitt beslut|min sak)|\b(?:huvudkontoret|koncernen|ledningen|moderbolaget|"
        r"chefen|styrelsen) (?:\w+ ){0,3}(?:bestäm|beslut)\w+|\b(?:bestäms|beslutas|bestämmer|"
        r"beslutar) (?:\w+ ){0,3}(?:huvudkontoret|koncernen|ledningen|moderbolaget|centralt)",
        r"\bbeslut\w*",
    ),
    Sign.REFERRAL: (
        r"\bskickat (?:det |detta |ditt mejl )?vidare\b|\b(?:prata|kontakta|hör av dig|vänd dig|"
        r"mejla|maila|ta kontakt|tala|snacka|stäm av) (?:\w+ )?(?:med|till|min|vår)\b|\b(?:hon|han|"
        r"de|hen) (?:är ansvarig|ansvarar|sköter|har hand|är rätt)|\b(?:vidarebefordr|"
        r"skicka vidare|skickar vidare|kopierar|lägger till)\w*|\bmin kollega\b|\b(?:sköter|"
        r"ansvarar|hanterar) (?:vår|min|våra)\b|\b(?:kontakta|mejla|maila) (?:[a-z]+ [a-z]+|"
        r"\S+@\S+)|\bansvarig (?:är|för)\b|\brätt person (?:är|hos)\b|\bhar hand om\b",
        r"\bkollega\b|\bansvarig\b",
    ),
    Sign.NOT_NOW: (
        r"\båterkom\w*|\b(?:hör|höra|kontakta|ring|skriv|mejla|maila|försök|påminn|ta "
        r"upp)\b.{0,40}\b(?:igen|senare|om (?:en|ett|två|tre|fyra|sex|\d+|några|ett par)|efter|i "
        r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|"
        r"december|höst|vår)|nästa|till (?:hösten|våren))\b|\b(?:inte|ej) (?:just nu|nu|för "
        r"tillfället|i nuläget|förrän|i år)\b|\b(?:just nu|för närvarande|för tillfället|i "
        r"nuläget) (?:\w+ )?(?:inte|ingen|inga|har vi)\b|\b(?:kanske|eventuellt|"
        r"möjligen) (?:\w+ ){0,2}(?:senare|nästa|längre fram|i framtiden|till|om|efter|framöver)|"
        r"\blängre fram\b|\bi framtiden\b",
        r"\bjust nu\b|\bsenare\b|\bi nuläget\b",
    ),
    Sign.WRONG_PERSON: (
        r"\binte (?:\w+ )?(?:rätt (?:person|kontakt|adress)|den (?:person|som)|mitt (?:område|"
        r"bord|ansvar)|min (?:avdelning|roll)|ansvarig)|\bfel (?:person|adress|avdelning|kontakt|"
        r"mottagare)\b|\b(?:jobbar|arbetar|håller) (?:\w+ )?inte med|\bhar inget med (?:det|"
        r"detta) att göra",
        r"\bannan avdelning\b",
    ),
    Sign.COMPLAINT: (
        r"\b(?:anmäl\w*|polisanmäl\w*|imy|konsumentombudsmannen|konsumentverket|datainspektionen|"
        r"stämma er)\b|\b(?:min|vår) (?:advokat|jurist)|\badvokat\w*|\brättsliga åtgärder|"
        r"\btrakasseri\w*|\bolaglig\w*|\bolagligt\b|\b(?:är|ren|som) spam\b|\bklagomål\b",
        r"\boacceptabel\w*|\bspam\b|\bskandal\w*",
    ),
    Sign.ACCESS: (
        r"\bregisterutdrag\b|\bartikel 15\b|\bvilka (?:person)?uppgifter\b|\btillgång till mina "
        r"(?:person)?uppgifter|\bkopia på (?:alla )?mina (?:person)?uppgifter",
        r"\bgdpr\b|\bpersonuppgifter\b",
    ),
    Sign.ERASURE: (
        r"\b(?:radera|ta bort|stryk)\w*.{0,30}\buppgifter\b|\brätten att bli glömd|\bartikel 17\b",
        "",
    ),
    Sign.SARCASM: (
        r"\bjaha,|\bvilken överraskning\b|\bhaha\w*|\bså originellt\b|\bännu en revolution\w*|"
        r"\bjo,? tjena\b|\bprecis vad jag behövde",
        "",
    ),
    Sign.YES: (
        r"ja|ja tack|gärna|ja gärna|absolut|självklart|intresserad|låter bra|okej vi kör|visst|"
        r"toppen",
        "",
    ),
    Sign.NO: (
        r"nej|nej tack|inte intresserad|tack men nej|inget intresse|nix|ej intresserad|inte "
        r"aktuellt",
        "",
    ),
    Sign.NOTED: (
        r"ok|okej|tack|mottaget|uppfattat|noterat|hej|vem är du|vem är det|tack för infon|jaha|aha|"
        r"förstår",
        "",
    ),
    Sign.NEGATION: (r"(?:inte|ej|aldrig|ingen|inga|inget|utan|knappast)", ""),
}
