"""The pack for health: words that claim an effect on a body, in six languages."""

from compliance.wording.rule import Pack, Severity, WordRule, words

HEALTH = words(
    r"(?:cures?|cured|heals?|miracle)",
    r"(?:diagnos(?:e|es|is|tics?)|treatments?|therap(?:y|ies|eutic))",
    r"(?:clinically (?:proven|tested)|clinical trials?|FDA[- ]approved|CE[- ]certified)",
    r"(?:medicines?|prescriptions?|dosage|side[- ]effects?|patients?)",
    r"(?:weight loss|lose weight|anti[- ]ageing|anti[- ]aging)",
    r"(?:heilung|heilt|heilmittel|therapien?|therapie|arzneimittel\w{0,1}|medikamente?"
    r"|klinisch (?:erwiesen|getestet)|nebenwirkung(?:en)?|patient(?:en|innen)?)",
    r"(?:gu\u00e9ri(?:t|son|sons)?|traitements? m\u00e9dica(?:l|ux)|th\u00e9rapies?"
    r"|m\u00e9dicaments?"
    r"|cliniquement (?:prouv\u00e9|test\u00e9)e?s?|effets secondaires|ordonnances?|perte de poids)",
    r"(?:tratamientos? m\u00e9dicos?|terapias?|medicamentos?|cl\u00ednicamente probad[oa]s?"
    r"|efectos secundarios|pacientes?)",
    r"(?:guarigion[ei]|terapi[ae]|farmac[oi]|medicinal[ei]|clinicamente testat[oaie]"
    r"|effetti collaterali|pazient[ei])",
    r"(?:genezing|geneest|therapie[\u00ebe]?n?|medicijn(?:en)?|geneesmiddelen?|bijwerkingen"
    r"|klinisch bewezen|pati\u00ebnt(?:en)?)",
)

RULES = (
    WordRule(
        "health.words",
        2,
        Pack.HEALTH,
        "regulated_health",
        Severity.WARNING,
        HEALTH,
        "A health word: check that we may say it to this person.",
    ),
)
