"""The words around dates in ten languages: months, weekdays, "back on", "until"."""

_MONTHS = (
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia "
    "styczeń sty",
    "february feb februar febr février fevrier févr fevr fév febrero febbraio fevereiro fev "
    "februari lutego luty lut",
    "march mar märz maerz mrz mars marzo março marco maart mrt marca marzec",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi",
    "may mai mayo maggio mag maio mei maja maj",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień sie",
    "september sep sept septembre septiembre setiembre settembre set setembro września "
    "wrzesień wrz",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź",
    "november nov novembre noviembre novembro listopada listopad lis",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudnia "
    "grudzień gru",
)

_WEEKDAYS = (
    "monday montag lundi lunes lunedì lunedi segunda-feira segunda maandag poniedziałek "
    "poniedziałku måndag måndagen 月曜日 月曜",
    "tuesday dienstag mardi martes martedì martedi terça-feira dinsdag wtorek wtorku tisdag "
    "tisdagen 火曜日 火曜",
    "wednesday mittwoch mercredi miércoles miercoles mercoledì mercoledi quarta-feira woensdag "
    "środę środa środy onsdag onsdagen 水曜日 水曜",
    "thursday donnerstag jeudi jueves giovedì giovedi quinta-feira donderdag czwartek czwartku "
    "torsdag torsdagen 木曜日 木曜",
    "friday freitag vendredi viernes venerdì venerdi sexta-feira vrijdag piątek piątku fredag "
    "fredagen 金曜日 金曜",
    "saturday samstag sonnabend samedi sábado sabado sabato zaterdag sobotę sobota soboty lördag "
    "lördagen 土曜日",
    "sunday sonntag dimanche domingo domenica zondag niedzielę niedziela niedzieli söndag "
    "söndagen 日曜日",
)

MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()
}
WEEKDAYS: dict[str, int] = {
    name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()
}
TOMORROW: frozenset[str] = frozenset(
    {"tomorrow", "morgen", "demain", "mañana", "domani", "amanhã", "jutro", "imorgon", "明日"}
)
NEXT_WEEK: tuple[str, ...] = (
    "next week",
    "nächste woche",
    "nächster woche",
    "la semaine prochaine",
    "la próxima semana",
    "la semana que viene",
    "la prossima settimana",
    "settimana prossima",
    "próxima semana",
    "volgende week",
    "w przyszłym tygodniu",
    "nästa vecka",
    "来週",
)

#: "Back on", "zurück am", …: the date after it is the day of return.
BACK = (
    r"back (?:in (?:the )?office |at (?:my |work |my desk ))?(?:again )?(?:on|from|by)?|"
    r"return(?:ing)?(?: to (?:the )?(?:office|work))?(?: on)?|"
    r"available (?:again )?(?:from|on)|"
    r"zurück(?: bin ich| sein)?(?: ab| am)?|"
    r"wieder (?:da|erreichbar|im (?:büro|haus)|zurück|für sie da)(?: ab| am)?|"
    r"de retour (?:le|à partir du|au bureau le|dès le)?|"
    r"(?:serai|suis) (?:de nouveau )?joignable (?:le|à partir du|dès le)|reviens le|rentre le|"
    r"vuelvo(?: a la oficina)? el|regreso(?: a la oficina)? el|reincorporo el|"
    r"de (?:vuelta|regreso) (?:en la oficina )?(?:el|a partir del)?|"
    r"rientr(?:o|erò)(?: in (?:ufficio|sede))?(?: il)?|torn(?:o|erò)(?: in ufficio)?(?: il)?|"
    r"di nuovo (?:in ufficio|disponibile|operativ[oa]) (?:dal|il)|"
    r"sarò (?:di ritorno|in ufficio) (?:dal|il)|"
    r"regress(?:o|arei)(?: ao (?:escritório|trabalho))?(?: a| em| no dia)?|"
    r"volt(?:o|arei)(?: ao (?:trabalho|escritório))?(?: a| em| no dia)?|"
    r"retorn(?:o|arei)(?: ao (?:trabalho|escritório))?(?: a| em| no dia)?|"
    r"de volta (?:ao escritório )?(?:a|em|no dia)?|"
    r"terug(?: op kantoor)?(?: op| vanaf)?|"
    r"weer (?:aanwezig|bereikbaar|op kantoor)(?: op| vanaf)?|"
    r"wracam(?: do (?:biura|pracy))?|wrócę(?: do (?:biura|pracy))?|"
    r"(?:ponownie )?dostępn[ya](?: ponownie)? od|w biurze od|powrót|"
    r"tillbaka(?: på (?:kontoret|jobbet|plats))?(?: igen)?(?: den| på)?|"
    r"åter(?:kommer|vänder)?(?: på kontoret| på plats)?(?: igen)?(?: den)?"
)

#: A date with one of these before it and one of `BACK_AFTER` behind it is the day of return.
BACK_BEFORE = r"ab|am|op|vanaf|le|el|il|on|from|as of|den|od|dès le|à partir du|a partir del?"
BACK_AFTER = (
    r"wieder|zurück|terug|weer|tillbaka|åter|i(?:'ll| will| shall)? (?:be back|return)|"
    r"bin ich|je (?:serai|suis) (?:de retour|joignable)"
)

#: "Until", "bis", …: the date after it is the last day away, or the day of return.
UNTIL = (
    r"until|through|thru|up to|to|bis(?: (?:einschl(?:ießlich|\.)?|inkl(?:usive|\.)?|zum|zu)){0,2}|"
    r"jusqu['’]?(?:au|à)|hasta(?: el)?|fino al?|sino al|até(?: ao?| o)?(?: dia)?|"
    r"tot en met|tot|t/m|t\.?\s?o\.?\s?m\.?|t\.?e\.?m\.?|do(?: dnia)?|till och med|fram till|till?|"
    r"au|al|a"
)
#: Too short to trust unless a range began before them ("du 3 au 10", "from 1 to 5").
WEAK_UNTIL = frozenset({"a", "al", "au", "to"})
RANGE_BEGINS = r"from|vom|von|du|desde|del?|dal?|van|vanaf|od|från|between|entre"
JAPANESE_UNTIL = r"\s?(?:[(（].[)）])?\s?(?:まで|迄|に戻|に復帰|から(?!.{0,40}まで)|より)"

#: What may stand between a cue and its date.
FILLER = (
    "the|dem|den|der|le|el|il|lo|dia|de|am|on|and including|including|einschließlich|inclusive|"
    "inclus|inklusive|med|dnia|på|week of|morning of"
)
