"""How ten languages name times to come, folded; `when` knows what each means."""

AFTER = r"after|past|nach|ab nach|apres|despues de|tras|depois de|apos|dopo|na|po|efter"
MIDDLE = r"\b(?:mid|middle|mitte|mi|mediados|meta|meados|half|medio|polow\w+|mitten)\b"
END = r"\b(?:end|late|ende|fin|finales|fine|final|fim|eind\w*|koniec|koncu|slutet)\b"
#: What makes the name of a month a time: "may" and "mars" mean other things as well.
MONTH_PREFIX = (
    r"in|until|till|after|before|by|from|mid|early|late|end of|start of|beginning of|middle of|"
    r"next|"
    r"this|around|since|im|ab|bis|nach|vor|anfang|mitte|ende|en|a partir de|apres|avant|des|debut|"
    r"mi|"
    r"fin|courant|vers|hasta|despues de|desde|principios de|mediados de|finales de|a|ad|da|dopo|"
    r"fino "
    r"a|per|inizio|meta|fine|em|ate|depois de|apos|inicio de|meados de|fim de|final de|vanaf|na|"
    r"tot|"
    r"begin|half|eind|w|we|po|od|do|na poczatku|pod koniec|w polowie|i|fran|efter|till|borjan av|"
    r"mitten av|slutet av"
)
#: "In January" to "in December" in Polish, which declines its months.
POLISH_IN = (
    "styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrzesniu pazdzierniku "
    "listopadzie grudniu"
)
SPAN_PREFIX = (
    r"in|for|another|dans|d'ici|en|dentro de|de aqui a|tra|fra|daqui a|em|over|binnen|"
    r"za|om|after|na|po"
)
NUMBERS: dict[str, float] = {
    **dict.fromkeys(
        ("a", "an", "one", "1", "einem", "einer", "un", "une", "uno", "una", "um", "uma"), 1
    ),
    **dict.fromkeys(("een", "en", "ett", "jeden", "一"), 1),
    **dict.fromkeys(
        ("two", "a couple of", "couple of", "zwei", "deux", "dos", "due", "dois", "duas"), 2
    ),
    **dict.fromkeys(("twee", "dwa", "dwie", "tva", "ett par", "二"), 2),
    **dict.fromkeys(
        ("three", "drei", "trois", "tres", "tre", "drie", "trzy", "a few", "few", "三"), 3
    ),
    **dict.fromkeys(
        ("ein paar", "paar", "quelques", "unos", "unas", "algunos", "algunas", "qualche"), 3
    ),
    **dict.fromkeys(("alguns", "algumas", "enkele", "een paar", "kilka", "nagra", "some", "数"), 3),
    **dict.fromkeys(("four", "vier", "quatre", "cuatro", "quattro", "quatro", "cztery", "fyra"), 4),
    **dict.fromkeys(("five", "funf", "cinq", "cinco", "cinque", "vijf", "piec", "fem"), 5),
    **dict.fromkeys(("six", "sechs", "seis", "sei", "zes", "szesc", "sex", "六"), 6),
    **dict.fromkeys(("eight", "acht", "huit", "ocho", "otto", "oito", "osiem", "atta"), 8),
    **dict.fromkeys(("nine", "neun", "neuf", "nueve", "nove", "negen", "nio"), 9),
    **dict.fromkeys(("ten", "zehn", "dix", "diez", "dieci", "dez", "tien", "tio"), 10),
    **dict.fromkeys(("twelve", "zwolf", "douze", "doce", "dodici", "doze", "twaalf", "tolv"), 12),
}
UNITS: dict[str, str] = {
    "day": "day days tag tagen tage jour jours dia dias giorno giorni dag dagen dagar dzien dni 日",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken "
    "tydzien tygodnie tygodni vecka veckor 週間",
    "month": "month months monat monaten monate mois mes meses mese mesi maand maanden miesiac "
    "miesiace miesiecy manad manader 月",
    "year": "year years jahr jahren an ans annee annees ano anos anno anni jaar rok lata lat ar 年",
}
ORDINALS: dict[str, int] = {
    **dict.fromkeys(
        ("first", "1st", "ersten", "erstes", "premier", "primer", "primo", "primeiro"), 1
    ),
    **dict.fromkeys(("eerste", "pierwszym", "pierwszy", "forsta"), 1),
    **dict.fromkeys(("second", "2nd", "zweiten", "zweites", "deuxieme", "segundo", "secondo"), 2),
    **dict.fromkeys(("tweede", "drugim", "drugi", "andra"), 2),
    **dict.fromkeys(("third", "3rd", "dritten", "drittes", "troisieme", "tercer", "terzo"), 3),
    **dict.fromkeys(("terceiro", "derde", "trzecim", "trzeci", "tredje"), 3),
    **dict.fromkeys(("fourth", "4th", "last", "vierten", "viertes", "quatrieme", "cuarto"), 4),
    **dict.fromkeys(("quarto", "vierde", "czwartym", "czwarty", "fjarde", "ultimo"), 4),
}
QUARTER = (
    r"(?<!\w)[qk]([1-4])(?!\w)|(?<![\w.])([1-4])(?:\.|er|eme|e|o|º|°)?[\s-]?(?:quartal|trimestre|"
    r"quarter|"
    r"kwartaal|kwartal\w*|kvartalet)|\b(ORDINAL) (?:quartal|trimestre|quarter|kwartaal|kwartal\w*|"
    r"kvartalet)|第?([1-4])四半期"
)
NEXT_QUARTER = (
    r"\b(?:next|nachstes|nachsten|kommenden) quar(?:ter|tal)|\bprochain trimestre|\btrimestre "
    r"(?:prochain|"
    r"que viene|que vem)|\bproximo trimestre|\bprossimo trimestre|\bvolgend kwartaal|"
    r"\b(?:przyszlym|nastepnym) "
    r"kwartale|\bnasta kvartal|来期|次の四半期"
)
NEXT_YEAR = (
    r"\bnext year\b|\bnew year\b|\b(?:nachste\w*|kommende\w*|neue\w*) jahr\w*|\bannee prochaine|"
    r"\bprochaine annee|"
    r"\bnouvelle annee|\b(?:proximo|nuevo) ano|\bano que (?:viene|vem)|\b(?:prossimo|nuovo) anno|"
    r"\banno (?:prossimo|"
    r"nuovo)|\bano novo|\b(?:volgend|nieuwe|komend) jaar|\b(?:przyszlym|nowym|przyszlego) roku|"
    r"\bprzyszly rok|\b(?:nasta|"
    r"nya) ar\w*|来年(?!の?\d{1,2}月)|年明け|\b(?:in|en|em|nel|im jahr|w|ar) (?P<year>20\d\d)(?!\w)"
)
NEXT_MONTH = (
    r"\bnext month\b|\b(?:nachste\w*|kommende\w*) monat|\bmois prochain|\b(?:proximo|prossimo) "
    r"mes\w?|\bmes que (?:viene|"
    r"vem)|\bmese prossimo|\bvolgende maand|\b(?:przyszlym|nastepnym) miesiacu|\bnasta manad|来月"
)
NEXT_WEEK = (
    r"\bnext week\b|\b(?:nachste\w?|kommende\w?) woche|\bsemaine prochaine|\b(?:proxima|prossima) "
    r"se\w+|\bsemana que (?:"
    r"viene|vem)|\bsettimana prossima|\bvolgende week|\b(?:przyszlym|nastepnym) tygodniu|\bnasta "
    r"vecka|来週"
)
HALF_YEAR = (
    r"\b(?:in|for) (?:half a year|six months' time)|\bin einem halben jahr|\bmedio ano|\bmeio ano|"
    r"\bmezzo anno|"
    r"\bover een half jaar|\bza pol roku|\bom ett halvar|半年(?:後|ほど)"
)
SUMMER_OVER = (
    r"\bafter (?:the )?summer\b|\bnach (?:de[mnr] )?sommer\w*|\bapres (?:l'ete|les vacances d'ete|"
    r"les grandes vacances)|"
    r"\bla rentree\b|\b(?:despues|tras) (?:del?|el) verano|\bvuelta de(?:l verano| vacaciones)|"
    r"\bdopo (?:l'estate|le "
    r"vacanze estive|le ferie estive)|\bdepois do verao|\bapos o verao|\bna de (?:zomer|grote "
    r"vakantie)\w*|\bpo (?:wakacjach|"
    r"lecie|wakacyjn\w+)|\befter sommaren|\befter semestern|夏休み明け|夏明け|盆明け"
)
SEASONS: dict[int, str] = {
    3: r"spring|fruhjahr|fruhling|printemps|primavera|voorjaar|lente|wiosn\w+|varen|春",
    6: r"this summer|next summer|in (?:the )?summer|im sommer|cet ete|en verano|in estate|no verao|"
    r"in de zomer|"
    r"latem|i sommar",
    9: r"autumn|in the fall|this fall|next fall|herbst|automne|otono|autunno|outono|najaar|"
    r"herfst|jesien\w*|hosten|秋",
}
CHRISTMAS = (
    r"(?:the )?(?:christmas|xmas|holidays|holiday season|festive season|new year)(?: break| "
    r"holidays)?|(?:den )?(?:weihnachten|"
    r"feiertagen|weihnachtsferien|jahreswechsel)|(?:les )?(?:fetes|noel)|navidad(?:es)?|(?:las "
    r")?fiestas|reyes|natale|(?:le )?feste|"
    r"natal|(?:as )?festas|(?:de )?kerst\w*|(?:de )?feestdagen|swietach|nowym roku|jul(?:en|"
    r"helgen)?|helgerna"
)
EASTER = (
    r"easter|ostern|paques|(?:la )?pascua|semana santa|pasqua|pascoa|pasen|wielkanoc\w*|"
    r"pask(?:en)?"
)
