"""What only a person writes, by language: agreeing, asking, refusing, excusing a late answer."""

from collections.abc import Mapping

ENGAGES: Mapping[str, str] = {
    "en": (
        r"let'?s\b|let us\b|call me\b|talk to (?!our|the|my assistant)|sounds good|(?:not |"
        "i'm |i am |we're |really |very )interested|(?:not|no|sorry,?) (?:an? )?(?:auto|"
        r"thanks|thank you|budget|interest)|sorry (?:for|about|i)|apolog\w+|yes\b|yep\b|"
        r"sure\b|no thanks|happy to (?:talk|chat|meet|discuss)|(?:ping|remind|ask|try) me\b|"
        "your (?:offer|product|tool|pricing|proposal|system)|how about|does .{1,40} (?:work|"
        r"suit)|send (?:me|us|details|pricing|over)|(?:can|could|would|do|are) you\b|"
        "was (?:on vacation|out of|away|off)|(?:just )?catching up|following up|(?:i'm|"
        r"i am) back\b|who gave you|stop (?:chasing|writing|sending)|i(?:'ve|"
        r" have) taken over|not interested|take me off|we (?:already|don't|looked|use)\b|"
        r"(?:discuss|table|raise|present) (?:it|this|your \w+) (?:at|in|on|with|to)\b"
    ),
    "de": (
        "lassen sie uns|rufen sie (?:mich)? ?(?:gern|an|mich)|(?:kein|gro[sß]+es|habe|"
        r"durchaus) interesse|entschuldig\w+|sorry\b|was kostet|(?:schicken|"
        r"senden) sie (?:mir|uns|gern)|passt (?:ihnen|mir|es)|k[oö]nn(?:en|ten) sie\b|"
        r"haben sie\b|gern(?:e)? (?:ein|am|telefon)|war im urlaub|keine automatische|"
        "worum (?:geht|ging)|telefonieren|wir (?:haben bereits|nutzen|w[uü]rden)|"
        r"jetzt (?:aus|wieder)|danach gern\w*|ich bin ihr nachfolger|zusammensetzen|vorschlag ?:|"
        r"in (?:der|unserer|einer) (?:n[aä]chsten|kommenden) \w*(?:sitzung|besprechung|runde)\b|"
        r"(?:schau|seh)\w* (?:es|das|ich) mir"
    ),
    "fr": (
        r"parlons|d[ée]sol[ée]e?|pouvez-vous|avez-vous|(?:int[ée]ress[ée]e?s?)\b|non merci|"
        r"d'accord|quels? (?:sont|est)|rappele[rz]\b|je la remplace|"
        "n'est pas une r[ée]ponse automatique|j'[ée]tais|de quoi s'agit|on peut|"
        r"(?:[ée]vo|dis|par)(?:qu|cut|l)er(?:ons|ai)\b|fixons\b|on (?:verra|voit|en (?:re)?parle)\b"
    ),
    "es": (
        r"hablemos|perdon[ae]\w*|disculp\w+|me interesa|no,? gracias|puede (?:enviar|llamar)|"
        "env[ií]eme|ll[aá]m[ae]me|le va bien|no es un mensaje autom[aá]tico|cu[eé]nteme|"
        "lo vemos|de qu[eé] se|(?:lo|la) (?:miro|veo)\\b|agend[ae]mos|"
        r"(?:trataremos|comentaremos|debatiremos|discutiremos|valoraremos)\b"
    ),
    "it": (
        r"sentiamoci|scus[ai]\w*|mi interessa|no,? grazie|pu[oò] (?:inviar|mandar)|mandi\b|"
        "possiamo|non [eè] un messaggio automatico|mi dica|di cosa si|"
        r"(?:lo|la) guardo\b|fissiamo\b|discuteremo\b|valuteremo\b|ne (?:ri)?parl(?:iamo|eremo)\b"
    ),
    "pt": (
        r"vamos (?:falar|conversar|marcar)|desculp\w+|tenho (?:mesmo )?interesse|"
        r"n[aã]o,? obrigad|pode (?:enviar|mandar|ser)|podemos\b|me liga|"
        "n[aã]o [eé] (?:uma )?mensagem autom|do que se"
    ),
    "nl": (
        "laten we|excuses|sorry|ge[iï]nteresseerd|heb (?:echt )?interesse|nee,? (?:bedankt|"
        "dank)|stuur (?:maar|de|mij)|kunt u (?!contact)|geen automatisch|was op vakantie|"
        "daarna graag|waar ging"
    ),
    "pl": (
        r"porozmawiajmy|przepraszam|jestem zainteresowan\w+|nie,? dzi[eę]kuj|"
        "prosz[eę] o (?:ofert|cennik)|czy (?:pasuje|macie|mo[zż])|nie jest automatyczn|"
        "by[lł][ea]m na"
    ),
    "sv": (
        "vi kan prata|ursäkta|intresserad|nej,? tack|skicka (?:gärna|pris)|kan (?:du|ni)|"
        "funkar|inget autosvar|har varit på|jag har tagit över|återkom då"
    ),
    "ja": (
        "お話しできます|申し訳ありません。|興味があ|結構です|資料(?:を|送)|教えて(?:いただ|"
        "くだ)|いかがでしょうか|でしょうか|ではありません|後任の[^。]{1,6}です"
    ),
    "da": r"lad os|passer (?:det|den)|nej,? tak|undskyld|interesseret",
    "fi": r"jutellaan|ei kiitos|kiinnosta\w*|anteeksi",
    "cs": r"zavolejte|poslete|ne,? dekuj\w*|omlouvam|zajima me",
    "ru": r"давайте|не интересно|интересно|пришлите|извините|позвоните",
    "zh": r"可以谈|请发|不需要|感兴趣|抱歉",
    "ko": r"통화 가능|보내 ?주세요|관심|죄송",
}
