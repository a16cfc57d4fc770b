"""Portuguese of Portugal and Brazil: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:me |nos )?(?:coloc|inclu|adicion|inscrev|inser|poe|ponh)\w*(?:[- ]me|"
        r"[- ]nos)?\b.{0,30}\blista|\bnao (?:me|nos) (?:tir|remov|retir|exclu)\w+|"
        r"\bnao par\w+ de (?:envi|mand|escrev)\w+|\b(?:queremos|quero|gostaríamos de|"
        r"pode\w* (?:me )?mandar) (?:\w+ )?(?:ver|testar|experimentar|proposta|apresentação)|"
        r"\b(?:tenho|temos|há|haveria) (?:\w+ )?interesse\b|\b(?:me|nos) interessa\b|"
        r"\binteressa-(?:me|nos)|\b(?:parece|soa|achei|é) (?:\w+ )?(?:interessante|bem|bom|ótimo)|"
        r"\b(?:me |nos )?(?:envi|mand|pass)\w+(?:-me|-nos)? (?:\w+ ){0,3}(?:informaç\w+|"
        r"apresentação|detalhes|material|proposta|catálogo|mais)|\b(?:saber|conhecer) (?:mais|"
        r"melhor)\b|\bmais (?:informações|detalhes|informação)|\b(?:gostei|adorei|"
        r"gostaria de (?:saber|conhecer|ver|receber mais))|\bestamos (?:procurando|à procura|"
        r"buscando|avaliando)|\b(?:estou|estamos|fiquei) interessad|\bcom (?:todo o )?(?:prazer|"
        r"gosto)\b",
        r"\binteressante\b|\binteressad[oa]s?\b|\bgosto de receber\b",
    ),
    Sign.MEETING: (
        r"\bpode ser (?:\w+ )?(?:na |à |às |no )?(?:segunda|terça|quarta|quinta|sexta|amanhã|dia)|"
        r"\b(?:marc|agend|combin)\w+ (?:\w+ ){0,3}(?:reunião|chamada|call|conversa|horário|"
        r"ligação|café)|\b(?:podemos|vamos|poderíamos) (?:\w+ )?(?:conversar|falar|reunir|marcar|"
        r"agendar|nos falar)(?!.{0,12}(?:mais tarde|depois))|\b(?:me )?ligu?e(?:-me| me| para "
        r"mim)\b|\b(?:estou|tenho) (?:\w+ )?(?:livre|disponível|agenda|disponibilidade)|"
        r"\bminha agenda\b",
        r"\b(?:reunião|chamada|call|conversa|ligação)\b",
    ),
    Sign.QUESTION: (
        r"\b(?:quanto|quantos|qual|quais|como|onde|o que|quem|quando|por que|porque|tem "
        r"integração|integra|funciona|é possível|vocês têm|oferecem|existe)\b|\bpreços?\b|"
        r"\bcusta\b",
        r"\bdúvida\b|\bpergunta\b",
    ),
    Sign.NO_NEED: (
        r"\b(?:paramos|deixamos|desistimos) (?:com |de )|\bnao (?:fazemos|enviamos|usamos|"
        r"mandamos|trabalhamos com)\b|\b(?:não|sem|nenhum|pouco) (?:\w+ ){0,2}(?:interess\w+|"
        r"necessidade|precis\w+|necessit\w+)\b|\bnão,? (?:muito )?obrigad[oa]\b|"
        r"\bobrigad[oa],? mas não\b|\bnão (?:é|serve) para nós\b|\bnão se aplica\b|\bdeclin\w+|"
        r"\bestamos bem (?:servidos|assim)",
        r"\binfelizmente\b",
    ),
    Sign.PRICE: (
        r"\b(?:muito|demasiado|bastante|é|ficou) car[oa]\b|\b(?:fora|acima|sem|não (?:temos|há|"
        r"tenho|cabe no)) (?:do |de |no )?(?:\w+ )?(?:orçamento|verba|budget)|\borçamento (?:\w+ "
        r")?(?:fechado|esgotado|apertado|congelado)|\bnão (?:temos|podemos) (?:como )?pagar",
        r"\bcar[oa]\b|\borçamento\b",
    ),
    Sign.TIMING: (
        r"\b(?:sem|não (?:temos|tenho)|falta de) (?:\w+ )?(?:tempo|capacidade|recursos|braço)\b|"
        r"\b(?:mau|não é (?:o |um )?(?:bom |melhor )?) ?momento\b|\bnão é (?:uma )?(?:prioridade|"
        r"boa altura)|\boutras prioridades\b|\bmuito ocupad|\batarefad",
        r"\bocupad[oa]s?\b|\bprioridade\b",
    ),
    Sign.COMPETITOR: (
        r"\bjá (?:\w+ ){0,2}(?:temos|usamos|utilizamos|trabalhamos|contamos|tenho|possuímos|"
        r"fechamos)\b|\b(?:satisfeit|content)[oa]s? com\b|\boutro fornecedor\b|\bfornecedor "
        r"atual\b|\bcontrato com\b|\binternamente\b",
        r"\bfornecedor\b|\bjá\b",
    ),
    Sign.AUTHORITY: (
        r"\bnão (?:\w+ )?(?:decido|depende de mim|sou eu quem? (?:decide|decido)|tomo (?:as "
        r")?decis\w+|cabe a mim)|\b(?:decide|decidem|decidido|gere) (?:\w+ ){0,3}(?:sede|matriz|"
        r"casa-mãe|grupo|direção|diretoria|chefe)|\b(?:sede|matriz|casa-mãe|direção|diretoria) "
        r"(?:\w+ ){0,3}decid\w+",
        r"\bdecisão\b",
    ),
    Sign.REFERRAL: (
        r"\b(?:fale|fala|contacte|contate|escreva|procure|entre em contato|converse|envie|"
        r"dirija-se) (?:\w+ )?(?:com|para|a|ao|à|o|meu|minha)\b(?! (?:mim|nós|daqui))|"
        r"\b(?:encaminh|reencaminh|pass|copi|repass)\w+ (?:\w+ ){0,4}(?:para|ao?|à|com)\b|"
        r"\b(?:meu|minha|o meu|a minha) coleg\w+|\b(?:ele|ela|eles|elas) (?:é|são|quem|que) "
        r"(?:\w+ )?(?:o |a |que |quem )?(?:responsáve\w+|trat\w+|cuid\w+|trata)|\bo melhor (?:é|"
        r"contato|contacto)\b|\bquem (?:cuida|trata) (?:disso|deste)|\bresponsável (?:é|por|pel)\b|"
        r"\bem cópia\b",
        r"\bcoleg[ao]\b|\bresponsável\b",
    ),
    Sign.NOT_NOW: (
        r"\b(?:volt|retorn|retom|contact|contat|fal|escrev|procur|entr|lig|"
        r"lembr)\w*.{0,40}\b(?:em (?:janeiro|fevereiro|março|abril|maio|junho|julho|agosto|"
        r"setembro|outubro|novembro|dezembro)|daqui a|depois|mais (?:tarde|para a frente|adiante|"
        r"pra frente)|no (?:próximo|segundo|terceiro|primeiro|quarto)|próxim[ao]|que vem|após|"
        r"dentro de)|\b(?:neste momento|de momento|por enquanto|por agora|agora|no momento|"
        r"atualmente|este ano)\b.{0,15}\bnão\b|\bnão (?:neste momento|agora|por enquanto|por agora|"
        r"no momento|antes)\b|\b(?:talvez|quem sabe|quiçá) (?:\w+ ){0,2}(?:mais tarde|no futuro|"
        r"ano|próximo|depois|em)|\b(?:deixar|fica|adiar) (?:\w+ )?para\b|\bno futuro\b|"
        r"\bmais (?:tarde|para a frente|pra frente|adiante)\b|\bsó (?:no|em|na|"
        r"a partir d[eoa]) (?:\w+ ){0,2}(?:trimestre|semestre|ano|mês|janeiro|fevereiro|março|"
        r"abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|verão)\b|"
        r"\bnão é boa altura\b",
        r"\bneste momento\b|\bno momento\b|\bpor enquanto\b",
    ),
    Sign.WRONG_PERSON: (
        r"\bnada a ver com\b|\bnão sou (?:\w+ )?(?:a pessoa|o responsável|a responsável|eu quem|"
        r"quem|o contacto|o contato)|\b(?:pessoa|contato|contacto|destinatário|"
        r"endereço) errad[oa]\b|\b(?:enganou-se|se enganou|enganaram-se|engano)\b|\bnão (?:trato|"
        r"cuido|sou responsável|é (?:da )?minha (?:área|competência|responsabilidade))",
        r"\boutro (?:setor|departamento)\b",
    ),
    Sign.COMPLAINT: (
        r"\b(?:queixa|denúncia|denunciar|denunciarei|denuncio|processar|processo judicial|procon|"
        r"cnpd|anpd)\b|\b(?:meu|nosso) advogad[oa]\b|\b(?:medidas|ações) (?:legais|judiciais)|"
        r"\bassédio\b|\bilegal\b|\breclamação (?:na|no|à|formal)|\b(?:é|como|isto é|isso é) "
        r"spam\b|\bvou (?:denunciar|processar|reclamar)",
        r"\binaceitável\b|\bspam\b|\babuso\b",
    ),
    Sign.ACCESS: (
        r"\bdireito de acesso\b|\bartigo 15\b|\bacesso a(?:os)? (?:todos )?(?:os )?meus dados|"
        r"\bquais (?:são os )?(?:meus )?dados\b|\bque dados (?:\w+ ){0,3}(?:têm|possuem|guardam)|"
        r"\bcópia d(?:e todos )?os meus dados",
        r"\blgpd\b|\brgpd\b|\bdados pessoais\b",
    ),
    Sign.ERASURE: (
        r"\b(?:apag|elimin|exclu|remo)\w+.{0,30}\bdados\b|\bdireito ao (?:apagamento|"
        r"esquecimento)|\bartigo 17\b",
        "",
    ),
    Sign.SARCASM: (
        r"\bk{3,}\b|\b(?:rs){2,}\b|\bhaha\w*|\bque (?:originalidade|surpresa)\b|\bclaro,? "
        r"(?:porque|era)|\bera (?:mesmo )?(?:só )?o que (?:me )?faltava|\bmais uma solução "
        r"(?:milagrosa|revolucionária)",
        "",
    ),
    Sign.YES: (
        r"sim|sim por favor|claro|com certeza|tenho interesse|pode ser|perfeito|ótimo|com prazer|"
        r"quero",
        "",
    ),
    Sign.NO: (
        r"não|não obrigad[oa]|sem interesse|não tenho interesse|não temos interesse|não quero",
        "",
    ),
    Sign.NOTED: (
        r"ok|recebido|obrigad[oa]|certo|entendido|tá bom|beleza|olá|quem é|quem são|anotado|tudo "
        r"bem|valeu",
        "",
    ),
    Sign.NEGATION: (r"(?:não|nunca|nem|sem|jamais|pouco)", ""),
}
