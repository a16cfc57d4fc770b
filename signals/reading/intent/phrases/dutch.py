"""Dutch: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:zet|voeg|schrijf|plaats|neem) (?:mij|me|ons) (?:\w+ ){0,3}(?:op|toe|in|"
        r"bij)\b|\b(?:stop|hou) (?:er )?(?:vooral |zeker )?niet\b|\bhaal (?:mij|me|"
        r"ons) niet\b|\bgoeie mail\b|\bstuur maar\b|\b(?:hoor|zie|lees|ontvang) ik graag\b|"
        r"\bgraag (?:meer|een demo|een offerte|uitproberen|proberen)|\b(?:klinkt|lijkt|ziet er|"
        r"is) (?:\w+ )?(?:interessant|goed|leuk|veelbelovend|handig)|\b(?:meer|wat) (?:informatie|"
        r"info|details|weten|horen|over weten)\b|\b(?:stuur|mail)\w* (?:mij |me |"
        r"ons )?(?:\w+ ){0,3}(?:informatie|info|presentatie|brochure|offerte|voorstel|"
        r"details|door)\b|\b(?:ben|zijn|zouden) (?:\w+ )?(?:geïnteresseerd|benieuwd|nieuwsgierig)|"
        r"\bja,? graag\b|\b(?:zoeken|kijken) (?:\w+ )?(?:zoiets|iets|naar)\b|\bmee bezig\b|\bwel "
        r"interesse\b|\bheb(?:ben)? (?:\w+ )?interesse\b|\bkomt goed uit\b|\bvind ik (?:juist "
        r")?interessant|\bdit juist interessant",
        r"\binteressant\b|\bgraag\b|\bleuk\b",
    ),
    Sign.MEETING: (
        r"\b(?:zullen|kunnen|laten) we (?:\w+ ){0,5}(?:bellen|afspreken|praten|spreken|overleggen|"
        r"zitten)\b|\b(?:plan|maak|prik|stuur|boek)\w* (?:\w+ ){0,3}(?:afspraak|gesprek|meeting|"
        r"moment|datum|uitnodiging|belafspraak)|\bkan ik bellen\b|\bbel me\b|\bbel mij\b|\bschikt "
        r"(?:het|u|je)\b|\b(?:ben ik|ik ben) (?:\w+ )?(?:vrij|beschikbaar)|\bmijn agenda\b|\bkop "
        r"koffie\b|\bafspraak (?:maken|inplannen|plannen)",
        r"\b(?:afspraak|gesprek|bellen|meeting|belletje)\b",
    ),
    Sign.QUESTION: (
        r"\b(?:wat|hoe|hoeveel|waar|welke|wie|wanneer|waarom|werkt|kan|kunnen|is het|zijn|hebben "
        r"jullie|heeft u|bieden)\b|\bprijs\b|\bkost\b",
        r"\bvraag\b|\bbenieuwd\b",
    ),
    Sign.NO_NEED: (
        r"\b(?:wij|we) (?:zijn gestopt|doen|versturen|sturen|gebruiken) (?:\w+ ){0,2}(?:met|"
        r"geen|niet)\b|\b(?:wij|we) (?:bouwen|maken|doen) (?:\w+ ){0,4}zelf\b|"
        r"\binteresseert (?:ons|me|mij) niet\b|\b(?:geen|weinig|niet) (?:\w+ ){0,2}(?:interesse|"
        r"behoefte|geïnteresseerd|nodig|belangstelling|relevant|interessant|van toepassing)\b|"
        r"\bnee,? (?:dank|bedankt)|\b(?:bedankt|dank),? (?:maar )?nee\b|\bniets voor ons\b|"
        r"\bniet voor ons\b|\bzijn (?:al )?voorzien\b|\bzien (?:er)?van af\b",
        r"\bhelaas\b|\bnee\b",
    ),
    Sign.PRICE: (
        r"\bte (?:duur|prijzig|kostbaar)\b|\b(?:geen|buiten|onvoldoende|krap) (?:\w+ )?budget\b|"
        r"\bbudget (?:\w+ )?(?:op|bevroren|besteed|vergeven)\b|\bniet veroorloven\b",
        r"\bduur\b|\bbudget\b",
    ),
    Sign.TIMING: (
        r"\b(?:geen|te weinig|onvoldoende) (?:\w+ )?(?:tijd|capaciteit|ruimte)\b|\b(?:slecht|"
        r"verkeerd|niet het (?:juiste|goede)) moment\b|\b(?:te|erg|heel|razend) druk\b|\bandere "
        r"prioriteiten\b|\bgeen prioriteit\b|\bkomt (?:nu )?niet (?:goed )?uit\b",
        r"\bdruk\b|\bprioriteit\b",
    ),
    Sign.COMPETITOR: (
        r"\b(?:al|reeds) (?:\w+ ){0,3}(?:leverancier|oplossing|partij|partner|systeem|tool|"
        r"software|voorzien)\b|\b(?:hebben|gebruiken|werken) (?:\w+ ){0,2}(?:al|reeds)\b|"
        r"\btevreden (?:over|met|zijn|mee)?\b|\bandere (?:leverancier|partij)\b|\bcontract (?:met|"
        r"bij)\b|\bintern opgelost\b|\bin eigen beheer\b",
        r"\bleverancier\b",
    ),
    Sign.AUTHORITY: (
        r"\b(?:beslis|bepaal|ga) (?:\w+ ){0,3}niet (?:over)?\b.{0,10}(?:over|beslis)|\bbeslis\w* "
        r"(?:ik |daar |hier ){0,2}niet\b|\b(?:hoofdkantoor|directie|moederbedrijf|concern|baas|"
        r"management) (?:\w+ ){0,3}(?:beslis|bepaal|gaat)\w*|\b(?:beslist|bepaalt|bepaald|"
        r"besloten) (?:\w+ ){0,4}(?:hoofdkantoor|directie|moederbedrijf|concern)|\bniet bevoegd\b",
        r"\bbeslissing\b",
    ),
    Sign.REFERRAL: (
        r"\bdoor(?:gestuurd|gezet|gegeven)\b|\b(?:contact opnemen|neem contact op|"
        r"contact op te nemen|in contact|overleg|praat|spreek|mail hierover|bel) (?:\w+ )?met\b|"
        r"\b(?:mail|schrijf|vraag|benader) (?:\w+ )?(?:mijn|onze|met) (?:collega|afdeling|manager|"
        r"directeur)|\bmijn collega\b|\bonze afdeling\b|\b(?:stuur|zet) (?:\w+ ){0,3}door (?:naar|"
        r"aan)\b|\bdoorgestuurd\b|\bwend u\b|\b(?:hij|zij|ze) (?:gaat|is|"
        r"gaan) (?:\w+ )?(?:hierover|daarover|over|verantwoordelijk)|\b(?:is|"
        r"zijn) (?:\w+ ){0,3}verantwoordelijk\b|\bbeste contact\b|\bin (?:de )?cc\b",
        r"\bcollega\b|\bverantwoordelijk\b",
    ),
    Sign.NOT_NOW: (
        r"\b(?:kom|probeer|mail|bel|neem|benader|vraag|contact)\w*.{0,40}\b(?:nog eens|opnieuw|"
        r"later|weer|terug|over (?:een|twee|drie|vier|zes|\d)|in (?:januari|februari|maart|april|"
        r"mei|juni|juli|augustus|september|oktober|november|december))\b|\b(?:nu|momenteel|op dit "
        r"moment|voorlopig|op het moment|vooralsnog) (?:\w+ )?(?:niet|geen|te druk|even niet)|"
        r"\bniet (?:nu|op dit moment|momenteel|voor)\b|\b(?:misschien|wellicht|mogelijk) "
        r"(?:\w+ ){0,2}(?:later|volgend|over|in de toekomst|na)|\bin de toekomst\b|\bop een "
        r"later\b|\bkijken we (?:er )?(?:\w+ )?(?:weer )?naar\b|\bnog eens terug\b|\bpas (?:in|na|"
        r"weer|vanaf)\b",
        r"\blater\b|\bmomenteel\b|\bop dit moment\b|\bnu even\b",
    ),
    Sign.WRONG_PERSON: (
        r"\bniet bij (?:mij|me) (?:zijn|wezen|terecht)\b|\bniets (?:\w+ )?(?:mee )?te maken\b|"
        r"\bniet (?:\w+ )?(?:de|het) (?:juiste|goede) (?:persoon|contact\w*|adres|iemand)|"
        r"\bverkeerde (?:persoon|contact\w*|adres|afdeling|voor)|\b(?:ga|ben) (?:ik )?(?:\w+ "
        r"){0,3}niet (?:\w+ )?(?:over|verantwoordelijk|mee bezig)|\bniet mijn (?:afdeling|gebied|"
        r"taak|terrein)|\bverkeerd (?:verbonden|geadresseerd|terechtgekomen)|\bvergis\w* (?:u|"
        r"je)\b|\bheb ik niets mee te maken",
        r"\bandere afdeling\b",
    ),
    Sign.COMPLAINT: (
        r"\b(?:klacht|aangifte|klagen)\b|\b(?:mijn|onze) (?:advocaat|jurist)\w*|\b(?:acm|"
        r"autoriteit persoonsgegevens|spamklacht)\b|\bjuridische (?:stappen|actie)|\b(?:meld|"
        r"rapporteer)\w* (?:\w+ ){0,4}(?:spam|acm|autoriteit|politie)|\bstalk\w+|\b(?:illegaal|"
        r"onrechtmatig|verboden|strafbaar)\b|\b(?:is|pure|als) spam\b|\bintimidatie\b",
        r"\bonacceptabel\b|\bspam\b|\bschandalig\b",
    ),
    Sign.ACCESS: (
        r"\binzage\b|\bartikel 15\b|\binzageverzoek\b|\bwelke (?:persoons)?gegevens\b|\bkopie van "
        r"(?:al )?mijn (?:persoons)?gegevens",
        r"\bavg\b|\bpersoonsgegevens\b",
    ),
    Sign.ERASURE: (
        r"\b(?:verwijder|wis|vernietig)\w*.{0,30}\bgegevens\b|\bgegevens\b.{0,30}\b(?:verwijder|"
        r"wis|vernietig)\w*|\bartikel 17\b|\bvergetelheid\b",
        "",
    ),
    Sign.SARCASM: (
        r"\bgoh\b|\bwat origineel\b|\bhaha\w*|\b(?:ja hoor|tuurlijk joh)\b|\bdaar zat (?:ik|de "
        r"wereld) op te wachten|\bwéér een (?:\w+ )?(?:wonder|revolutie)|\bnog nooit zo'n\b",
        "",
    ),
    Sign.YES: (
        r"ja|ja graag|graag|prima|zeker|natuurlijk|leuk|interessant|klinkt goed|akkoord|is goed",
        "",
    ),
    Sign.NO: (
        r"nee|nee dank (?:je|u)(?: wel)?|nee bedankt|geen interesse|niet nodig|liever niet|geen "
        r"behoefte",
        "",
    ),
    Sign.NOTED: (
        r"ok|oke|oké|bedankt|dank u|dank je|ontvangen|begrepen|genoteerd|hallo|wie is dit|wie "
        r"bent u|dank voor de info|top",
        "",
    ),
    Sign.NEGATION: (r"(?:niet|geen|nooit|zonder|weinig)", ""),
}
