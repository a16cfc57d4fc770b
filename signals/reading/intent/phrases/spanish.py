"""Spanish: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:apunt|anad|agreg|inscrib|inclu|pon|met)\w*(?:me|nos)\b.{0,30}\blista|"
        r"\bno (?:me|nos) (?:quit|borr|elimin|saqu)\w+\b.{0,20}\blista|\bno dejen? de (?:env|mand|"
        r"escrib)\w+|\b(?:me|nos) gustaría (?:\w+ )?(?:ver|probar|saber|conocer|recibir)|"
        r"\bqueremos (?:ver|probar)|\b(?:me|nos) (?:interesa|interesaría|encaja|gusta|encanta|"
        r"vendría|parece (?:muy )?(?:bien|interesante))\b|\b(?:suena|parece|pinta|"
        r"se ve) (?:muy )?(?:bien|genial|interesante)|\b(?:cuénta|cuénte|enví[ae]|mánda|mánde|pása|"
        r"pásen)\w*(?:me|nos)? (?:\w+ ){0,2}(?:más|información|info|presentación|"
        r"detalles|documentación|dossier|catálogo|propuesta)|\bmás (?:información|info|"
        r"detalles)\b|\b(?:saber|conocer) más\b|\bestamos (?:buscando|evaluando|mirando)|\bestoy "
        r"interesad|\bestamos interesad|\bbuen momento\b(?<!no es buen momento)|\bcon (?:mucho "
        r")?gusto\b",
        r"\binteresante\b|\binteresad[oa]s?\b|\bútil(?:es)?\b",
    ),
    Sign.MEETING: (
        r"\b(?:te|le|os|les) (?:va|viene|parece) bien\b|\b(?:hacer|agendar|concertar|programar|"
        r"fijar|tener|organizar|cuadrar) (?:\w+ ){0,2}(?:llamada|reunión|videollamada|cita|demo|"
        r"call)|\b(?:podemos|podríamos|puedo|quedamos|hablamos|vernos|nos "
        r"vemos)\b.{0,25}\b(?:hablar|reunirnos|llamada|reunión|vernos|lunes|martes|"
        r"miércoles|jueves|viernes)|\bllám[ae]me\b|\b(?:estoy|estaré|tengo) (?:libre|disponible|"
        r"hueco)|\bmi (?:agenda|calendario)\b|\bhablamos el\b",
        r"\b(?:llamada|reunión|videollamada|cita)\b",
    ),
    Sign.QUESTION: (
        r"\b(?:cuánto|cuál|cuáles|cómo|dónde|qué|quién|quiénes|cuándo|por qué|se integra|tiene|"
        r"tienen|tenéis|funciona|es compatible|ofrecen|hay)\b|¿|\bprecio\b|\bcuesta\b|\btarifas?\b",
        r"\bduda\b|\bpregunta\b",
    ),
    Sign.NO_NEED: (
        r"\b(?:hemos dejado|dejamos|ya no|nosotros no|hemos parado|paramos) (?:de )?(?:hac|"
        r"envi|mand|us|practic)\w+|\bno (?:\w+ ){0,2}(?:interesa|interesan|interesad[oa]s?|"
        r"necesit\w+|hace falta|encaja|aplica|precis\w+)\b|\b(?:sin|ningún|poco) interés\b|"
        r"\bno,? (?:muchas )?gracias\b|\bgracias,? pero no\b|\bno es para nosotros\b|"
        r"\bno tenemos necesidad\b|\bdeclin\w+|\bestamos bien así\b",
        r"\blamentablemente\b|\bdesafortunadamente\b",
    ),
    Sign.PRICE: (
        r"\b(?:muy|demasiado|bastante) (?:car[oa]s?|costos\w+)|\b(?:sin|no (?:hay|tenemos|tengo|"
        r"disponemos de)|fuera d[ee]l?|va de|no entra en) (?:\w+ )?presupuesto|\bse nos va de\b|"
        r"\bpresupuesto (?:\w+ )?(?:agotado|cerrado|congelado|gastado)|\bno podemos (?:pagar|"
        r"permit)",
        r"\bcar[oa]\b|\bpresupuesto\b",
    ),
    Sign.TIMING: (
        r"\b(?:no tengo|no tenemos|sin|falta de) (?:\w+ )?(?:tiempo|capacidad|recursos)\b|"
        r"\b(?:mal|no es (?:el |un )?(?:buen )?) ?momento\b|\bno es (?:una )?prioridad|\botras "
        r"prioridades\b|\bmuy liad|\bdesbordad|\bhasta arriba\b",
        r"\bocupad[oa]s?\b|\bprioridad\b",
    ),
    Sign.COMPETITOR: (
        r"\bya (?:\w+ ){0,2}(?:tenemos|contamos|trabajamos|usamos|utilizamos|tengo|disponemos)\b|"
        r"\b(?:content|satisfech)[oa]s? con\b|\bestamos (?:contentos|satisfechos|cubiertos)\b|"
        r"\botro proveedor\b|\bproveedor actual\b|\bcontrato con\b|\bde forma interna\b",
        r"\bproveedor\b|\bya\b",
    ),
    Sign.AUTHORITY: (
        r"\bno (?:\w+ )?(?:decid\w+|depende de mí|tomo (?:las )?decisiones|soy quien decide)|"
        r"\b(?:lo )?(?:decide|deciden|lleva|gestiona) (?:\w+ ){0,3}(?:central|matriz|sede|"
        r"dirección|grupo|jefe)|\b(?:central|matriz|sede|dirección|casa matriz) (?:\w+ "
        r"){0,3}decid\w+",
        r"\bdecisión\b",
    ),
    Sign.REFERRAL: (
        r"\b(?:he |hemos )?(?:reenviado|remitido|pasado) (?:\w+ ){0,4}a\b|\b(?:habla|hable|"
        r"contacta|contacte|escribe|escriba|escríb\w+|diríja\w*|dirígete|póngase "
        r"en contacto|ponte en contacto|consulta|consulte) (?:\w+ )?(?:con|a|al)\b|\b(?:paso|"
        r"reenvío|remito|derivo|traslado|pongo en copia|copio) (?:\w+ ){0,4}(?:a|al)\b|\bmi "
        r"(?:compañer|coleg)\w+|\b(?:ella|él|ellos) (?:lleva|llevan|se encarga|gestiona|es (?:la|"
        r"el) responsable)|\b(?:persona|contacto) (?:indicada|adecuada|responsable) es\b|"
        r"\bla persona (?:encargada|responsable)|\bse encarga\b|\ben copia\b",
        r"\bcompañer[oa]\b|\bresponsable\b|\bencargad[oa]\b",
    ),
    Sign.NOT_NOW: (
        r"\b(?:vuelv|retom|escríb|escrib|contáct|contact|habl|recuérd|llám|avís|"
        r"insist)\w*.{0,40}\b(?:despu[eé]s|más adelante|dentro de|en (?:enero|febrero|marzo|abril|"
        r"mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|otoño|primavera|verano|"
        r"unos|el \w+ trimestre)|próxim\w+|que viene|a partir|trimestre|tras)|\b(?:por ahora|"
        r"de momento|ahora(?: mismo)?|actualmente|en este momento)\b.{0,20}\bno\b|"
        r"\b(?:ahora|de momento|este año|por ahora|todavía) (?:ya )?no\b|\bno (?:por ahora|de "
        r"momento|ahora|antes de|hasta)\b|\b(?:quizás?|tal vez|igual|mejor) (?:\w+ ){0,2}(?:más "
        r"adelante|próximo|en otra|después)|\bmás adelante\b|\ben el futuro\b|\bno es (?:un "
        r")?buen momento\b|\bvuelv\w+ a (?:contactar|escribir)\w*(?:me|nos)? (?:en|a)\b|"
        r"\bretom\w+\b",
        r"\bpor ahora\b|\bde momento\b|\bahora no\b",
    ),
    Sign.WRONG_PERSON: (
        r"\bnada que ver con\b|\bno soy (?:\w+ )?(?:la persona|el (?:responsable|indicado|adecuado|"
        r"encargado)|la (?:responsable|indicada|adecuada|encargada)|quien)|\b(?:se ha |te has |"
        r"os habéis |están? )?equivocad\w+ (?:de|con)|\bpersona equivocada\b|\bno (?:me encargo|"
        r"llevo|trato|gestiono|es mi (?:área|departamento|tema|competencia))|\bno es de mi\b",
        r"\botro departamento\b",
    ),
    Sign.COMPLAINT: (
        r"\b(?:denunci|demand)(?:ar|aré|aremos|arles|arle|o|amos|a|ado)\b|\b(?:mi|nuestro) "
        r"abogad[oa]\b|\b(?:aepd|agencia (?:\w+ ){0,2}protección|autoridad(?:es)?|policía)\b|"
        r"\bacoso\b|\b(?:acciones|medidas) (?:legales|judiciales)|\bilegal\b|\b(?:queja|"
        r"reclamación) (?:ante|formal)|\b(?:es|como|puro) spam\b|\breport\w+ (?:\w+ ){0,3}spam",
        r"\binaceptable\b|\bspam\b|\bvergüenza\b",
    ),
    Sign.ACCESS: (
        r"\bderecho de acceso\b|\bartículo 15\b|\bqué datos (?:\w+ ){0,4}(?:tien|trat|guard|"
        r"conserv|almacen)\w+|\bcopia de (?:todos )?(?:mis )?(?:los )?datos",
        r"\brgpd\b|\bdatos personales\b",
    ),
    Sign.ERASURE: (
        r"\b(?:borr|elimin|suprim)\w+.{0,30}\bdatos\b|\bderecho (?:de supresión|al olvido)|"
        r"\bartículo 17\b",
        "",
    ),
    Sign.SARCASM: (
        r"\bja(?:ja)+\w*|\bclaro,? (?:porque|cómo no)|\bqué (?:original|sorpresa|ilusión)\b|"
        r"\bjusto lo que (?:me|nos) faltaba|\botra (?:solución )?(?:milagrosa|revolucionaria)|"
        r"\bme sobran? horas",
        "",
    ),
    Sign.YES: (
        r"s[ií]|s[ií] por favor|claro|por supuesto|me interesa|con gusto|adelante|perfecto|genial|"
        r"de acuerdo",
        "",
    ),
    Sign.NO: (
        r"no|no gracias|no me interesa|no nos interesa|sin interés|no estamos interesados|paso",
        "",
    ),
    Sign.NOTED: (
        r"vale|ok|gracias|recibido|entendido|de acuerdo, gracias|hola|quién es|quién eres|muchas "
        r"gracias|tomo nota|enterado",
        "",
    ),
    Sign.NEGATION: (r"(?:no|nunca|ni|sin|tampoco|jamás|poco)", ""),
}
