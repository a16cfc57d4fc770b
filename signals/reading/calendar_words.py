"""The words around dates, by language: months, weekdays, "back on", "until", "end of the week".

Patterns are for folded text (see vocabulary.vocabulary); words are folded here.
"""

from collections.abc import Mapping

from signals.reading.vocabulary import without_marks

_MONTHS = (
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia "
    "styczeń sty tammikuuta tammikuun ledna января",
    "february feb februar febr février fevr fév febrero febbraio fevereiro fev februari lutego "
    "luty lut helmikuuta helmikuun února февраля",
    "march mar märz maerz mrz mars marzo março marco maart mrt marca marzec maaliskuuta "
    "maaliskuun března марта",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi huhtikuuta huhtikuun dubna апреля",
    "may mai mayo maggio mag maio mei maj maja toukokuuta toukokuun května мая",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze kesäkuuta kesäkuun června "
    "cervna июня",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip heinäkuuta heinäkuun "
    "července июля",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień sie elokuuta elokuun "
    "srpna августа",
    "september sep sept septembre septiembre setiembre settembre set setembro września "
    "wrzesień wrz syyskuuta syyskuun září сентября",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik "
    "paź lokakuuta lokakuun října октября",
    (
        "november nov novembre noviembre novembro listopada listopad lis marraskuuta "
        "marraskuun ноября"
    ),
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember grudnia "
    "grudzień gru joulukuuta joulukuun prosince декабря",
)
_WEEKDAYS = (
    "monday mon montag mo lundi lunes lunedì segunda-feira segunda maandag poniedziałek "
    "poniedziałku måndag måndagen mandag maanantai maanantaina maanantaihin pondělí pondělka "
    "понедельник понедельника 月曜日 月曜 星期一 周一 월요일",
    "tuesday tue tues dienstag mardi martes martedì terça-feira terça dinsdag wtorek wtorku "
    "tisdag tisdagen tirsdag tiistai tiistaina úterý úterka вторник вторника 火曜日 火曜 星期二 "
    "周二 화요일",
    "wednesday wed mittwoch mercredi miércoles mercoledì quarta-feira quarta woensdag środę "
    "środa środy onsdag onsdagen keskiviikko keskiviikkona středa středu středy среда среду "
    "среды 水曜日 水曜 星期三 周三 수요일",
    "thursday thu thurs donnerstag jeudi jueves giovedì quinta-feira quinta donderdag czwartek "
    "czwartku torsdag torsdagen torstai torstaina čtvrtek čtvrtka четверг четверга 木曜日 木曜 "
    "星期四 周四 목요일",
    "friday fri freitag vendredi viernes venerdì sexta-feira sexta vrijdag piątek piątku fredag "
    "fredagen perjantai perjantaina pátek pátku пятница пятницу пятницы 金曜日 金曜 星期五 周五 "
    "금요일",
    "saturday sat samstag sonnabend samedi sábado sabato zaterdag sobotę sobota soboty lördag "
    "lördagen lørdag суббота субботу 土曜日 星期六 토요일",
    "sunday sonntag dimanche domingo domenica zondag niedzielę niedziela niedzieli söndag "
    "söndagen søndag воскресенье воскресенья 日曜日 星期日 일요일",
)


def _numbered(lines: tuple[str, ...], first: int) -> dict[str, int]:
    return {
        name: number
        for number, names in enumerate(lines, start=first)
        for name in without_marks(names).split()
    }


MONTHS: Mapping[str, int] = _numbered(_MONTHS, 1)
WEEKDAYS: Mapping[str, int] = _numbered(_WEEKDAYS, 0)

#: "Back on", "zurück am", …: the date after it is the first day back.
BACK: Mapping[str, str] = {
    "answers": (
        r"(?:respond|atend|leio|lerei|contest|le[eo]r|repond|trait|lirai|rispond|legger|antwort|"
        r"bearbeit|lese|antwoord|reageer|lees|odpowiem|odpisz|odpowiad|svarar|"
        r"laser)\w*[^.!?¶\d]{0,25} (?:a partir d\w{1,2}|des|da|dal|a partire da\w?|ab|vanaf|od|po|"
        r"fran|desde)"
    ),
    "en": (
        "(?<!get )(?<!getting )(?<!come )(?<!go )(?<!gets )(?<!call you )back(?! to you|"
        " with you)|return(?:s|ing|ed)?|see you(?: again)?|next (?:working|office) day|"
        "next (?:be )?in(?: the office)?|reopen(?:s|ing)?|re-open(?:s|ing)?|resum(?:e|es|ing)|"
        "(?:available|reachable|in the office|at (?:my|work|my desk)|open) (?:again )?(?:from|on|"
        "as of)|again|open again|at work again|start(?:ing)? (?:back|again)|(?:respond|reply|"
        "answer|"
        r"attend)\w*[^.!?¶\d]{0,30} (?:starting|from|beginning|as of|on)"
    ),
    "de": r"zuruck|wieder|ruckkehr|offnen",
    "fr": (
        "(?:a|de) nouveau|de retour|mon retour|retour|(?:serai|suis|sera|"
        r"serons) (?:de nouveau |a nouveau )?(?:joignable|disponible|present\w*|la)|revien\w*|"
        r"rentre(?:rai)?|reprendr\w+|reprends?|reprise|reouv\w+|rouvr\w+"
    ),
    "es": (
        r"de nuevo|otra vez|nuevamente|atiend\w+|vuelv\w+|volver\w*|regres\w+|(?:re)?incorpor\w+|"
        r"de vuelta|reabri\w+|retorn\w+|(?:estare|disponible) (?:de nuevo|otra vez|"
        r"nuevamente)|reanud\w+"
    ),
    "it": (
        r"rientr\w+|torn(?:o|a|ero|era|eremo|iamo)|ritorn\w+|di nuovo|riapr\w+|riapertura|"
        r"nuovamente|riprender\w+"
    ),
    "pt": (
        r"outra vez|regress\w+|volt(?:o|a|arei|aremos|amos|ando)|retorn\w+|de volta|reabr\w+|"
        r"retom\w+|novamente|disponivel (?:a partir|de novo)"
    ),
    "nl": r"terug|weer|opnieuw|heropen\w*|hervat\w*",
    "pl": (
        r"wracam\w*|powroc\w*|dostepn\w+|wznaw\w+|zapraszam\w*|otwieram\w*|wroc\w+|powrot\w*|"
        r"ponownie|znow\w*|powracam"
    ),
    "sv": r"tillbaka|ater(?:kommer|vander|kommen|gar)?|oppnar|igen",
    "da": r"tilbage|retur|abner",
    "no": r"tilbake|apner",
    "fi": r"palaan|takaisin|palaamme|tavoitettavissa|jalleen",
    "cs": r"vrat\w+|zpet|navrat\w*|opet|vracim",
    "ru": r"вернусь|вернемся|вернется|возвращ\w+|снова|вновь|выхожу|выйду",
}
#: Behind a date that opens its clause or follows a preposition: that date is the first day back.
BACK_AFTER: Mapping[str, str] = {
    **BACK,
    "de": (
        "zuruck|wieder|ruckkehr|offnen|(?:lese|beantworte|bearbeite|antworte) ich|"
        "bin ich (?:gern|da)"
    ),
    "es": (
        BACK["es"] + r"|ya (?:estoy|estare|estamos|estaremos)(?! (?:fuera|de|ausente))|"
        r"(?<!no )(?:estoy|estare|estaremos) en (?:la|el) (?:oficina|despacho|taller|trabajo)"
    ),
    "it": BACK["it"]
    + r"|(?<!non )(?:sono|saro|siamo|saremo) (?:in ufficio|operativ[oi]|disponibil[ei])",
    "pt": BACK["pt"]
    + r"|(?<!nao )(?:ja )?(?:estou|estarei|estamos) (?:no escritorio|disponivel|ao dispor)",
    "pl": BACK["pl"] + r"|(?<!nie )(?:jestem|bede|bedziemy) (?:w biurze|dostepn\w+|juz)",
    "fr": r"de retour|(?:a|de) nouveau|je (?:lirai|repondrai|reprends?|reviens)|reprise|reouv\w+",
    "nl": r"terug|weer|opnieuw|heropen\w*|(?:lees|beantwoord) ik",
    "en": (
        r"back|again|return\w*|(?:i|we) (?:will|shall) (?:reply|answer|respond|read)|"
        r"available again|in the office again|reopen\w*|resume"
    ),
    "sv": r"tillbaka|ater|igen|oppnar",
}
#: Directly behind a date, in languages that put the particle last.
BACK_PARTICLE = (
    r"(?: ?\([^)]{1,4}\))? ?(?:(?:より|から|以降)(?!.{0,40}(?:まで|迄))|に(?:は)?(?:戻|"
    "復帰|出社|出勤|帰)|恢复|返回|回来|起恢复|부터(?!.{0,40}까지)|에 (?:복귀|돌아))"
)
UNTIL_PARTICLE = r"(?: ?\([^)]{1,4}\))? ?(?:まで|迄|前|为止|止|까지|asti\b|saakka\b)"

#: "Until", "bis", …: the date after it is the last day away.
UNTIL: Mapping[str, str] = {
    "en": (
        "(?:leave|absence|vacation|holidays?) ends(?: on)?|until|till?|'til|(?:not|won't|"
        r"can't|cannot|don't|unable)[^.!?¶\d]{0,50} before|through|thru|up to|up until|ending|"
        "to"
    ),
    "de": (
        r"bis(?: (?:einschl(?:ie(?:ss|ß)lich|\.)?|inkl(?:usive|\.)?|voraussichtlich|zum|zu|"
        r"und mit|ca\.?)){0,3}"
    ),
    "fr": r"jusqu'?(?:au|a|en)|au|jusque",
    "es": r"hasta(?: el)?|al?",
    "it": r"(?:fino|sino) (?:all?|a)|all|fino a tutto(?: il)?|al?",
    "pt": r"ate(?: ao?| o)?(?: dia)?|ao?",
    "nl": r"tot en met|tot|t/m|t\.?e\.?m\.?",
    "pl": r"do(?: dnia)?",
    "sv": r"t\.? ?o\.? ?m\.?|till och med|fram till|tom|till",
    "da": r"til og med|indtil|frem til|til",
    "no": r"fram til",
    "cs": r"az do|do|vcetne",
    "ru": r"до|по",
}
#: Too short to trust unless a range began before them ("du 3 au 10", "from 1 to 5").
WEAK_UNTIL = frozenset({"a", "al", "all", "au", "ao", "to", "по", "do", "til", "till"})
RANGE_BEGINS: Mapping[str, str] = {
    "all": (
        "from|between|starting|vom|von|ab|du|de|desde|del|dal?|dall|van|vanaf|od|fra|"
        "fran(?: och med)?|entre|с"
    )
}
#: What makes "do" and "till" mean "until" without a range: nothing but the date follows them.
PREPOSITION: Mapping[str, str] = {
    "all": (
        "ich bin|bin|sind|ben ik|ik ben|je suis|i am|i'm|jag ar|ab|am|op|vanaf|le|el|il|on|"
        "from|as of|den|od|des le|a partir d(?:u|el?|o)|a compter du|a partir de|dal|fran|i|"
        "no dia|em|den|dnia|v|в|с|from the|starting"
    )
}
#: What may stand between a cue and its date.
FILLER = (
    "the|dem|den|der|le|el|il|lo|la|dia|de|del|do|am|on|at|and including|including|"
    "einschliesslich|einschließlich|inclusive|inclus|inklusive|med|dnia|pa|op|week of|"
    "morning of|around|about|early|approximately|again|my desk|the office|in|a|alle|"
    "ao trabalho|em|no|na|v|w|um|next|nachsten?|kommenden?|prochain|this|diesen|coming|"
    "proximo|volgende|och med|a compter du|a partir d(?:u|el?|o|e)|och med|og med|en met|"
    "dem|ab|vanaf|from|od|fran|den|to work|work|igen|voraussichtlich|bureau|office|"
    "to the office|na feira|feira|ma|di|wo|vr|za|zo|mo|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|"
    "man|tis|ons|tors|fre|pn|wt|sr|czw|pt|pon|seg|ter|qua|qui|sex|mie|jue|vie|gio|mon|tue|wed|thu|"
    "fri|sat|sun|the morning of|(?:the )?end of (?:day|business)|close of business|cob|eod|"
    "first thing"
)

DAY_AFTER_TOMORROW: Mapping[str, str] = {
    "all": (
        "(?:the )?day after tomorrow|ubermorgen|apres-demain|pasado manana|dopodomani|"
        "depois de amanha|overmorgen|pojutrze|i overmorgon|pozitri|послезавтра"
    ),
    "ja": r"明後日|あさって|后天|모레",
}
TOMORROW: Mapping[str, str] = {
    "all": (
        "tomorrow|morgen|demain|manana|domani|amanha|jutro|imorgon|i morgen|huomenna|zitra|завтра"
    ),
    "ja": r"明日|明天|내일",
}
NEXT_WEEK: Mapping[str, str] = {
    "all": (
        "next week|nachste[rn]? woche|kommende[rn]? woche|la semaine prochaine|"
        "la proxima semana|la semana que viene|la prossima settimana|settimana prossima|"
        "(?:na )?proxima semana|(?:na )?semana que vem|volgende week|w przyszlym tygodniu|"
        "nasta vecka|naeste uge|næste uge|neste uke|ensi viikolla|pristi tyden|"
        "на следующей неделе"
    ),
    "ja": r"来週|下周|다음 ?주",
}
END_OF_WEEK: Mapping[str, str] = {
    "all": (
        "(?:the )?end of (?:the |this )?week|ende (?:der|dieser) woche|wochenende|"
        "la fin de (?:la )?semaine|fin de semaine|(?:el )?fin(?:al)? de (?:la |esta )?semana|"
        "(?:la )?fine (?:della )?settimana|(?:o )?fi(?:m|nal) (?:da|de) semana|"
        "(?:het )?eind(?:e)? van (?:de|deze) week|konca tygodnia|slutet (?:av|pa) veckan|"
        "the weekend"
    ),
    "ja": r"今週(?:末|いっぱい)|本周末|이번 ?주",
}
END_OF_NEXT_WEEK: Mapping[str, str] = {
    "all": (
        "(?:the )?end of next week|ende (?:der )?nachste[rn]? woche|la fin de la semaine prochaine|"
        "final de la proxima semana|(?:het )?eind(?:e)? van volgende week|konca przyszlego tygodnia"
    ),
    "ja": r"来週(?:末|いっぱい)",
}
END_OF_MONTH: Mapping[str, str] = {
    "all": (
        "(?:the )?end of (?:the|this) month|(?:monatsende|ende (?:des|dieses) monats)|"
        "la fin du mois|fin(?:al)? de mes|fine mese|(?:o )?fi(?:m|nal) do mes|"
        "(?:het )?eind(?:e)? van de maand|konca miesiaca|slutet (?:av|pa) manaden"
    ),
    "ja": r"今月末|月末|本月底",
}
END_OF_YEAR: Mapping[str, str] = {
    "all": (
        "(?:the )?end of (?:the|this) year|jahresende|ende des jahres|la fin de l'annee|"
        "fin(?:al)? de ano|fine anno|(?:o )?fi(?:m|nal) do ano|(?:het )?eind(?:e)? van het jaar|"
        "konca roku|arets slut|year[- ]end"
    ),
    "ja": r"年末|年底",
}
NEXT_MONTH: Mapping[str, str] = {
    "all": (
        "next month|nachsten? monat|le mois prochain|el (?:proximo mes|mes que viene)|"
        "il mese prossimo|(?:no )?proximo mes|volgende maand|w przyszlym miesiacu|nasta manad"
    ),
    "ja": r"来月",
}
#: A part of a month, and the day that stands for it; 0 is its last day.
PARTS: Mapping[str, int] = {
    "end of|the end of|ende|la fin|fin|fin de|finales de|fine|fine di|final de|finais de|fim de|"
    "eind|einde|eind van|konca|koniec|slutet av|slutningen af|late|konce|конца": 0,
    "mid|mid-|middle of|mitte|mi-|mi|mediados de|meta|meados de|medio|half|polowy|mitten av": 20,
    "beginning of|the beginning of|start of|early|anfang|debut|principios de|inizio|inicio de|"
    "begin|poczatku|borjan av": 10,
}
#: "Between the 15th and": what follows ends the range.
BETWEEN = (
    r"(?<!\w)(?:between|entre|zwischen|tussen|miedzy|mellan|mellem|mezi|tra|fra)\b[^.!?¶]{1,40}"
    r"\b(?:and|und|et|y|e|en|i|a|och|og)\s+(?:the |le |el |il |o |den |dem )?$"
)
#: The sentence is about an absence that is over.
OVER: Mapping[str, str] = {
    "all": (
        "was|were|had been|war(?:en)?|etais|etait|estaba|estuve|ero|eravamo|estava|estive|"
        "byl[ea]m|bylem"
    )
}
