"""The pack for financial services: words that its supervisors watch, in six languages."""

from compliance.wording.rule import Pack, Severity, WordRule, words

FINANCIAL = words(
    r"(?:guaranteed returns?|investment (?:advice|returns?|opportunit(?:y|ies)))",
    r"(?:high[- ]yield|capital gains?|risk[- ]adjusted|double your (?:money|income))",
    r"(?:interest rates?|APR|APY|annual percentage rate)",
    r"(?:loans?|mortgages?|refinanc(?:e|ing)|credit scores?|debt relief)",
    r"(?:securities|dividends?|crypto(?:currency|currencies)?|forex)",
    r"(?:tax advice|tax[- ]free|pension transfers?)",
    r"(?:rendite\w{0,3}|kredit\w{0,3}|anlageberatung|zinss\u00e4tze?|zinssatz|darlehen\w{0,1}"
    r"|hypothek(?:en)?|wertpapiere?n?|dividenden?|steuerfrei\w{0,2}|altersvorsorge|geldanlage)",
    r"(?:rendements?|cr\u00e9dits? (?:immobilier|\u00e0 la consommation)|pr\u00eats?"
    r"|conseil en investissement|taux d'int\u00e9r\u00eat|dividendes?|plus-values?"
    r"|hypoth\u00e8ques?)",
    r"(?:rentabilidad(?:es)?|pr\u00e9stamos?|hipotecas?|tipos? de inter\u00e9s|inversiones?)",
    r"(?:rendiment[oi]|prestit[oi]|mutu[oi]|tass[oi] d'interesse|investiment[oi])",
    r"(?:leningen|lening|hypotheek|hypotheken|rentetarie(?:f|ven)|beleggingen|beleggen)",
)

RULES = (
    WordRule(
        "financial.words",
        2,
        Pack.FINANCIAL,
        "regulated_financial",
        Severity.WARNING,
        FINANCIAL,
        "A financial word: check that we may say it to this person.",
    ),
)
