"""French: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:ajoutez|inscrivez|mettez|incluez|gardez)[- ](?:moi|nous)\b|\bne (?:me|"
        r"nous) (?:\w+ )(?:surtout )?pas de (?:la|votre|vos) list|\bn\'arretez (?:surtout )?pas\b|"
        r"\bje veux bien (?:une|un|voir|recevoir)|\b(?:j'aimerais|nous aimerions|je voudrais|"
        r"on aimerait) (?:\w+ )?(?:voir|tester|essayer|savoir|découvrir|recevoir)|"
        r"\b(?:cela|ça|ca|qui|sujet|offre|solution|proposition|produit) (?:\w+ )?(?:m'|nous "
        r")\s?intéress\w*|\bje suis (?:\w+ )?(?:intéressée?|preneu\w+)|\bnous (?:sommes|"
        r"serions) (?:\w+ )?intéressé\w*|\bil? m'intéresse|\b(?:a l'air|semble|paraît|"
        r"est) (?:\w+ )?(?:intéressant\w*|prometteu\w*|super|pertinent\w*)|\ben (?:savoir|"
        r"apprendre|dire|découvrir) (?:plus|davantage)|\b(?:envoy\w+|transmett\w+|"
        r"fai\w+ (?:moi )?(?:parvenir|suivre))[- ](?:moi|nous|votre|une|la|"
        r"des)?.{0,20}(?:documentation|présentation|brochure|plaquette|informations?|infos?|"
        r"détails|offre|démo|doc)\b|\bplus d'info\w*|\bavec plaisir\b|\bpourquoi pas\b|"
        r"\bnous (?:cherchons|recherchons|étudions)|\btombe[zs]? (?:bien|à pic)|\bcurieu\w+ d",
        r"\bintéressant\w*|\bintéresse\b|\bvolontiers\b|\bça m'intéresse\b",
    ),
    Sign.MEETING: (
        r"\b(?:d'accord|ok|partant\w*|dispo\w*|disponible\w*) pour (?:un |une |en )?(?:\w+ "
        r")?(?:échange|appel|rendez-vous|rdv|call|visio|discut\w+|réunion|point|démo)|"
        r"\b(?:fix|planifi|organis|cal|prend|convenons|prévo|réserv)\w* (?:\w+ "
        r"){0,2}(?:rendez-vous|rdv|appel|échange|réunion|créneau|visio|call|point)|\b(?:on peut|"
        r"peut-on|pouvons-nous|pourrions-nous|nous pouvons) (?:se |nous |s')?\s?(?:appel|parl|"
        r"rencontr|voir|échang)\w*|\bappelez[- ]moi\b|\bje suis (?:\w+ )?(?:disponible|libre|"
        r"dispo)\b|\bêtes-vous (?:disponible|libre)|\bmon agenda\b|\bs'appeler?\b|"
        r"\bvos disponibilités\b",
        r"\b(?:appel|rendez-vous|rdv|échange|créneau|réunion|visio)\b",
    ),
    Sign.QUESTION: (
        r"\b(?:quel(?:le)?s?|combien|comment|où|qui|pourquoi|est-ce|avez-vous|proposez-vous|"
        r"pouvez-vous|peut-on|y a-t-il|qu'est-ce|que se passe)\b|\btarifs?\b|\bprix\b|\bcoûte\b",
        r"\bquestion\b|\bpréciser\b",
    ),
    Sign.NO_NEED: (
        r"\bnous (?:avons (?:arrete|cesse|abandonne|renonce)|n\'(?:envoyons|utilisons|"
        r"ecrivons)|ne (?:faisons|pratiquons))\b|\bon (?:a arrete|n\'envoie|ne fait)\b|"
        r"\bne (?:nous |m'|me )?intéresse\w* (?:pas|plus)\b|\b(?:pas|plus|guère|"
        r"peu) (?:\w+ ){0,2}(?:intéressée?s?|intéresse|besoin|utilité|concernée?s?)\b|\b(?:pas|"
        r"aucun|aucune|sans|n'en avons pas) (?:de |d'|l')?(?:\w+ )?(?:besoin|intérêt|utilité)|"
        r"\bnon,? merci\b|\bmerci,? (?:mais )?non\b|\bne (?:correspond|convient|rentre)\w* pas\b|"
        r"\bsans suite\b|\bdéclin\w+|\bpas pour nous\b|\bpas donner suite\b",
        r"\bmalheureusement\b|\bnon\b",
    ),
    Sign.PRICE: (
        r"\b(?:trop|très|bien) (?:cher|chère|coûteux|élevé)\w*|\b(?:pas|plus|aucun|sans|hors) "
        r"(?:le |de |du )?budget\b|\bbudget (?:\w+ )?(?:épuisé|gelé|bloqué|serré|limité|bouclé)|"
        r"\bpas les moyens\b|\bau-dessus de nos moyens",
        r"\bcher\b|\bbudget\b",
    ),
    Sign.TIMING: (
        r"\bpas les (?:ressources|équipes|moyens humains)\b|\b(?:pas|plus|manque) (?:le |"
        r"de )?(?:temps|disponibilité)\b|\b(?:mauvais|pas le bon|pas le) moment\b|\bpas (?:une |"
        r"la |notre )?priorit\w+|\bdébordé\w*|\bsurchargé\w*|\bautres priorités\b",
        r"\boccupé\w*|\bpriorit\w+",
    ),
    Sign.COMPETITOR: (
        r"\b(?:déjà|actuellement) (?:\w+ ){0,4}(?:prestataire|solution|outil|fournisseur|"
        r"partenaire|équipé\w*|logiciel|avec|ce qu'il)|\b(?:travaillons|utilisons|avons|sommes|"
        r"suis) déjà\b|\b(?:satisfaits?|contente?s?) (?:de|par|avec)\b|\bnous convient\b|"
        r"\bdéjà équipé|\bengagés? avec\b|\ben interne\b",
        r"\bprestataire\b|\bfournisseur\b|\bdéjà\b",
    ),
    Sign.AUTHORITY: (
        r"\bpas (?:\w+ )?(?:décisionnaire|qui décide|de mon ressort|habilité\w*)|\bne décide "
        r"pas\b|\b(?:siège|groupe|maison[- ]mère|direction|comité) (?:\w+ ){0,3}(?:décid|choisi|"
        r"impose|gère)\w*|\bdécid\w+ (?:\w+ ){0,3}(?:siège|groupe|direction|maison[- ]mère)|\bpas "
        r"moi qui décide",
        r"\bdécision\b",
    ),
    Sign.REFERRAL: (
        r"\bvoyez (?:plutôt |ça |cela )*avec\b|\bvoir avec\b|\b(?:contact|adress|rapproch|voyez|"
        r"voir|parl|écri|tourn)\w*[- ](?:vous )?(?:à |avec |auprès de |vers |de )?(?:m\.|mme|"
        r"monsieur|madame|mon|ma|notre|le service|la direction)(?!\w)|\b(?:invite|conseille|"
        r"suggère) à (?:contacter|écrire|voir)|\b(?:transmets|transfère|fais suivre|transmis|"
        r"transféré|mets en copie)\b|\bmon collègue\b|\bma collègue\b|\bmeilleur (?:contact|"
        r"interlocuteur)|\bbon interlocuteur\b|\bc'est (?:elle|lui) qui\b|\bresponsable (?:de|du|"
        r"des)\b|\ben copie\b|\bqui (?:gère|s'occupe)\b",
        r"\bcollègue\b|\bresponsable\b",
    ),
    Sign.NOT_NOW: (
        r"\breviend\w+|\b(?:reven|recontact|rappel|relanc|repren|reparl|revoi|repass|revoy|"
        r"recontac)\w*|\bpas (?:pour (?:le moment|l'instant)|avant|maintenant|actuellement|"
        r"tout de suite|cette année|ce trimestre|encore)\b|\b(?:peut-être )?(?:plus tard|"
        r"ultérieurement|à l'avenir)|\b(?:pour le moment|pour l'instant|"
        r"actuellement)\b.{0,30}\b(?:pas|non|aucun)|\bon en reparle\b|\bprochainement\b|"
        r"\bce n'est pas le (?:bon )?moment\b",
        r"\bpour le moment\b|\bpour l'instant\b",
    ),
    Sign.WRONG_PERSON: (
        r"\brien à voir avec\b|\bpas (?:\w+ )?(?:la bonne personne|le bon (?:contact|interlocuteur|"
        r"destinataire)|la personne|concernée? par|en charge|moi qui (?:m'occupe|gère)|"
        r"mon (?:domaine|périmètre|service|rayon))|\btromp\w+ (?:de|d')|\berreur (?:de|d'|"
        r"sur) (?:destinataire|personne|la personne|interlocuteur)|\bmauvais(?:e)? (?:personne|"
        r"interlocuteur|destinataire|adresse|service)|\bne (?:m'occupe|gère|travaille|suis) (?:pas|"
        r"plus)\b",
        r"\bautre service\b",
    ),
    Sign.COMPLAINT: (
        r"\b(?:porte(?:r|rai)? plainte|déposer? (?:une )?plainte|plainte)\b|\b(?:mon|notre) "
        r"avocate?\b|\b(?:cnil|signal[- ]?spam)\b|\b(?:harcèlement|harcel\w+)\b|\b(?:illégal\w*|"
        r"illicite)\b|\b(?:poursuites|action en justice|voie judiciaire|mise en demeure)\b|"
        r"\b(?:signal\w+) (?:\w+ ){0,4}(?:spam|abus|autorit\w+)|\b(?:est|du|comme) spam\b",
        r"\binadmissible\b|\bspam\b|\binacceptable\b",
    ),
    Sign.ACCESS: (
        r"\barticle 15\b|\bdroit d'accès\b|\b(?:communiqu|transmet|fourni|"
        r"envoy)\w*.{0,40}\b(?:données|informations) (?:\w+ ){0,4}(?:détenez|me concern\w+|sur "
        r"moi|possédez)|\bquelles données\b|\baccès à mes données",
        r"\brgpd\b",
    ),
    Sign.ERASURE: (
        r"\b(?:supprim|effac)\w+.{0,30}\b(?:données|coordonnées|informations)|\bdroit à "
        r"l'(?:oubli|effacement)|\barticle 17\b",
        "",
    ),
    Sign.SARCASM: (
        r"\bbravo,? (?:encore|pour)|\bencore une? (?:révolution|solution miracle)|\bje suis "
        r"boulevers|\bquelle (?:surprise|originalité|chance)|\b(?:mdr|ptdr|haha\w*|lol)\b|"
        r"\bsuper,? encore\b|\bj'en rêvais\b|\bil ne manquait plus que",
        "",
    ),
    Sign.YES: (
        r"oui|oui merci|volontiers|avec plaisir|d'accord|bien sûr|pourquoi pas|intéressée?|ça "
        r"m'intéresse|parfait|oui bien sûr",
        "",
    ),
    Sign.NO: (r"non|non merci|merci non|pas intéressée?|aucun intérêt|sans façon|pas besoin", ""),
    Sign.NOTED: (
        r"ok|merci|bien reçu|reçu|bien noté|noté|entendu|bonjour|qui êtes-vous|merci pour l'info|"
        r"c'est noté|ah bon",
        "",
    ),
    Sign.NEGATION: (r"(?:pas|ne|n'|jamais|aucun|aucune|plus|guère|sans|peu)", ""),
}
