"""English: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:put|add|keep|sign|include) (?:me|us) (?:\w+ ){0,2}(?:on|to|in|up)\b(?! (?:cc|"
        r"hold))|\bdon\'t (?:take|remove|unsubscribe|delete|drop) (?:me|us)\b|\b(?:like|"
        r"love|enjoy) (?:reading|getting|your)|\bdo not (?:remove|unsubscribe) (?:me|us)\b|"
        r"\b(?:got|have) (?:my|our) attention\b|"
        r"\bopen to (?:learning|hearing|seeing|trying)\b|\bup for (?:a |an )?(?:trial|demo|pilot|"
        r"test)|\bright up (?:our|my) alley|\b(?:try|test) it (?:out|ourselves)?\b|\bhelp us "
        r"with\b|\bwe could use\b|"
        r"\b(?:i'm|i am|we're|we are|am|very|quite|definitely|would be|might be|could be) (?:\w+ )?"
        r"(?:interested|keen|intrigued|curious)\b|\byes,? (?:very )?interested|\b(?:looks?|sounds?|"
        r"seems?) (?:really |very |pretty |quite )?(?:good|great|interesting|promising|useful|"
        r"relevant|intriguing|like (?:something|a fit))|\b(?:tell|show) (?:me|us) more\b|"
        r"\b(?:send|share|forward|shoot) (?:\w+ )?(?:me |us |over |it |along )?(?:over )?(?:some |"
        r"any |the |"
        r"your |a |what |more |further |additional )*(?:deck|info\w*|details|material|brochure|"
        r"overview|case stud\w+|one-pager|pricing|presentation|you have|link|demo|docs)|\b(?:love|"
        r"like|keen|"
        r"happy|want|glad) to (?:hear|learn|know|see|find out|explore|try)\b|\bmore "
        r"(?:info|information|details) (?:please|would)|\bgood timing\b|\bwell[- ]timed\b|\blet's "
        r"do it\b|\bwe(?:'ve| have) been (?:looking|searching)|\b(?:we're|we are|currently) "
        r"(?:looking for|evaluating|in the market)|\bcount (?:me|us) in\b|\bsign (?:me|us) up\b|"
        r"\b(?:can|could|would) (?:you|i|we) (?:get|have|see|send|share) (?:me |us |over )?(?:a |"
        r"some |"
        r"more )*(?:demo|trial|info\w*|details|deck|overview)",
        r"\binteresting\b|\binterested\b|\bi like (?:it|this|the)\b|\bnice\b|\bhelpful\b|"
        r"\buseful\b|\bsounds good\b|"
        r"\bgo ahead\b",
    ),
    Sign.MEETING: (
        r"\b(?:shoot|drop|ping) (?:me|us) (?:an? )?(?:\w+ )?(?:invite|invitation|slot|time)|"
        r"\b(?:let's|lets|let us|can we|could we|shall we|happy to|glad to|would love to|want to|"
        r"like to|open to|up for|free (?:to|for)|time (?:to|for)) (?:\w+ ){0,2}(?:talk|chat|call|"
        r"meet|speak|"
        r"connect|catch up|hop on|jump on|zoom|discuss|schedule|book|set up|arrange)|"
        r"\b(?:set ?up|schedule|book|arrange|organi[sz]e|have|do|get on|hop on|jump on|quick|up "
        r"for) an? "
        r"(?:\w+ ){0,2}(?:call|meeting|chat|demo|zoom|slot|time|appointment)|\b(?:send|share) "
        r"(?:me |us )?(?:an? |your )?"
        r"(?:\w+ )?(?:invite|calendar|availability|slots?|times)|\b(?:grab|pick|find|book|choose) "
        r"a "
        r"(?:slot|time)|\b(?:i'm|i am|we're|we are) (?:free|available|around)\b|\bhow about "
        r"(?:mon|tue|wed|thu|fri|next|this|tomorrow)|\b(?:give me a (?:call|ring)|call me|ring "
        r"me)\b|"
        r"\bmy calendar\b|\bmeet (?:you|up|in person|for coffee)\b",
        r"\b(?:call|meeting|chat|slot|calendar|coffee)\b|\bworks for me\b|\btalk\b",
    ),
    Sign.QUESTION: (
        r"\bhow (?:much|many|does|do you|is this|long|would|can|are you)\b|\bwhat(?:'s| is| are| "
        r"does| "
        r"would| do you| kind| sort| if)\b|\bwhere (?:is|are|do)\b|\bwhich\b|\bdo(?:es)? (?:you|"
        r"it|this|your|"
        r"the)\b|\b(?:are|is) (?:you|it|this|there|your)\b|\bcan (?:it|this|your|you explain|you "
        r"clarify)\b|\bwho "
        r"(?:are your|else|uses)\b|\bpric(?:e|ing)\b|\bcost\b",
        r"\bwonder(?:ing)?\b|\bcurious\b|\bquestion\b",
    ),
    Sign.NO_NEED: (
        r"\bwe(?:\'ve| have)? (?:stopped|given up|gave up|quit|dropped|abandoned|"
        r"moved away from|got rid of) (?:\w+ing|\w+|all|our|the)\b|\bwe (?:don\'t|do not|"
        r"never|no longer) (?:do|use|run|send|buy|believe)\b|"
        r"\ba pass\b|\b(?:see|find) (?:the|any|much|no) (?:\w+ )?(?:value|point|benefit|use)\b|"
        r"(?:\bnot|n't|no longer|zero|never) (?:\w+ ){0,2}interest(?:ed)?\b|\bno interest\b|\bnot "
        r"(?:really )?(?:for "
        r"(?:us|me)|a (?:good )?(?:fit|priority|match)|relevant|our thing|something (?:we|i)|"
        r"needed|applicable)|"
        r"\b(?:no|any|much|little|the) (?:need|use|demand) (?:for|of|at)\b|\b(?:no|any) need\b(?! "
        r"to)|(?:\bnot|n't) (?:\w+ )?need "
        r"(?:this|it|any|that|such|help|a )|\bno use\b|\b(?:we're|we are|i'm|i am|all) (?:all set|"
        r"good|fine|sorted|"
        r"covered)\b|\b(?:i'll|we'll|i will|we will|going to|have to|gonna) (?:have to )?pass\b|"
        r"\bwill pass\b|"
        r"^pass\b|\bdecline\b|\bno,? thank(?:s| you)\b|\bthanks,? but no\b|\bnot looking\b|"
        r"(?:\bnot|n't) something (?:we|i|for)\b|\btoo "
        r"(?:small|big) for\b|"
        r"\bwe do(?:n't| not) (?:do|use|send|run)\b",
        r"\bnope\b|\bnah\b|\bunfortunately\b|\bnot at this\b",
    ),
    Sign.PRICE: (
        r"\b(?:too|very|quite|pretty|bit|rather) (?:expensive|pricey|costly|steep)\b|\b(?:over|"
        r"beyond|outside|out of|"
        r"exceeds?|above) (?:\w+ )?(?:budget|price range)|\b(?:no|any|without|lack of|not enough|"
        r"zero) "
        r"(?:\w+ )?(?:budget|funds|money)\b|\bbudgets? (?:is|are|was|has been|have been) (?:\w+ "
        r")?(?:frozen|tight|cut|gone|spent|"
        r"used)|(?:\bnot|n't|cannot) (?:\w+ )?(?:afford|pay)\b|\btight budget|\bprice is (?:too "
        r")?high",
        r"\bexpensive\b|\bbudget\b|\bcheaper\b",
    ),
    Sign.TIMING: (
        r"\b(?:no|n't have|not have|not enough|lack of) (?:\w+ )?(?:time|bandwidth|capacity|"
        r"resources)\b|\b(?:bad|wrong|"
        r"not (?:the )?(?:right|best|a good|good)|poor) (?:time|timing|moment)|\b(?:too|super|"
        r"very|really|"
        r"insanely) (?:busy|swamped|stretched)|\bhands (?:are )?full\b|\b(?:hiring|spending|"
        r"project|vendor) "
        r"freeze\b|\bother priorities\b|\bon hold\b",
        r"\bbusy\b|\bswamped\b|\bpriorit(?:y|ies)\b",
    ),
    Sign.COMPETITOR: (
        r"\bsigned (?:\S+ ){0,4}(?:deal|contract|agreement)\b|\b(?:deal|agreement) with\b|"
        r"\bbuilt (?:something|it|our own|one|this)\b|\bdoes the job\b|\bwhat we have works\b|"
        r"\b(?:already|currently|happily) (?:\w+ )?(?:us(?:e|ing)|hav(?:e|ing)|work(?:ing)? with|"
        r"covered|signed|"
        r"committed|partnered|got|set up)\b|\b(?:we|i) (?:use|went with|chose|have|signed with|"
        r"just bought|built|run on) "
        r"(?!a (?:question|call|meeting)|to |been |any |not |no |time)(?:our own|\w+ (?:for "
        r"(?:this|that)|and (?:we're|are|it))|another|a "
        r"(?:\w+ )?(?:tool|vendor|provider|"
        r"solution|supplier))|\b(?:happy|satisfied|content|fine|stick(?:ing)?) with (?:it|our|"
        r"what|the|them)|\bcontract "
        r"with\b|\blocked in(?:to)?\b|\bin-?house\b|\b(?:existing|current|incumbent) (?:\w+ "
        r")?(?:vendor|provider|supplier|tool|"
        r"solution)|\banother (?:vendor|provider|supplier|tool)\b",
        r"\balready\b|\bsupplier\b|\bprovider\b",
    ),
    Sign.AUTHORITY: (
        r"(?:\bnot|n't) (?:\w+ )?(?:decide|make (?:\w+ )?decisions?|my (?:call|decision)|up to me|"
        r"have (?:the |any )?"
        r"(?:authority|say))|\b(?:head office|headquarters|hq|corporate|parent company|group|"
        r"board|procurement|my boss|"
        r"management) (?:\w+ )?(?:decid|handl|make|choos|do|controls|has to)\w*|\bdecided (?:by|"
        r"at) (?:\w+ )?(?:head|hq|"
        r"corporate|group)|\bno (?:say|authority)\b|\bnot (?:the )?decision[- ]maker",
        r"\bdecision[- ]maker\b|\bapproval\b",
    ),
    Sign.REFERRAL: (
        r"\bask (?:our|my) \w+|"
        r"\bforward(?:ed|ing)? (?:this |it |your \w+ )?to (?!me|us|the data|hear|you)|\b(?:she|he|"
        r"they)(?:'d| would|'ll| will|'s| is| are) (?:be )?(?:the )?(?:best |right )?(?:one|"
        r"person|contact)s?\b|\bheads (?:up )?\w+|"
        r"\b(?:talk|speak|reach out|write|get in touch|connect|check|chat|best) (?:to|with) (?:my "
        r"|our |the )?"
        r"(?!me\b|you\b|us\b|it\b|this\b|explore|discuss|see|hear|that\b)\w+|\b(?:contact|try|"
        r"e-?mail|ask) (?:my |our |the )?(?!me\b|us\b|you\b|"
        r"again|this\b|it\b|marketing)(?:colleague|team|boss|manager|\w+ team|head|vp|director|"
        r"\S+@\S+|[a-z]+ (?:from|in|at|on|who|\())|"
        r"\b(?:loop(?:ing|ed)?|copy(?:ing)?|cc'?(?:ing|'d|ed)?|add(?:ing)?|bring(?:ing)?) (?:in "
        r")?(?:my |our )?(?:colleague|"
        r"[a-z]+ (?:in|here|who|\())|\bloop(?:ing)? in\b|\b(?:forward(?:ed|ing)?|pass(?:ed|ing)?) "
        r"(?:this|it|your \w+|you)(?: "
        r"\w+)? (?:on )?to\b|\b(?:right|best|better) (?:person|contact) (?:is|would|for)\b|"
        r"\b(?:point|direct|put) you "
        r"(?:to|towards|in touch)|\b(?:she|he|they)(?:'s| is| are)? (?:\w+ )?(?:runs?|handles?|"
        r"looks? after|leads?|"
        r"responsible|in charge|owns?|the (?:right|best|one))",
        r"\bcolleague\b|\bin charge\b|\bresponsible for\b",
    ),
    Sign.NOT_NOW: (
        r"\b(?:pick|take) (?:this|it) up (?:again |in |after |next |mid|later|then)|\bresume\b|"
        r"\bonce (?:we|i|things|the) |"
        r"(?:\bnot|n't) (?:\w+ )?(?:right now|now|at the moment|at present|currently|at this "
        r"(?:time|moment|point|stage)|"
        r"this (?:year|quarter|month)|yet|for now|today)\b|\b(?:try|check(?: in)?|reach out|get "
        r"back|come back|circle back|contact me|"
        r"write|ping|follow up|touch base|e-?mail me|call me|reconnect|remind|talk|speak|revisit|"
        r"ask)"
        r"(?: (?:me|us|to me|with me|to us|this|it|back))? (?:again|later|in (?:q[1-4]|a|an|two|"
        r"three|six|\d|jan|feb|mar|apr|may|"
        r"jun|jul|aug|sep|oct|nov|dec|the (?:new|spring|autumn|fall|summer))|after|next (?:year|"
        r"quarter|month|week|spring)|mid)|"
        r"\bmaybe (?:later|next|in|after)|\bsome other time\b|\b(?:in|for) the future\b|\bdown "
        r"the (?:road|line)\b|"
        r"\b(?:postpone|put off|park this|defer|revisit|circle back|check back)\b|\bnot (?:before|"
        r"until)\b|\bbusy "
        r"(?:until|till)\b|\bwrite me then\b",
        r"\blater\b|\bfor now\b|\bright now\b|\bat the moment\b|\buntil\b",
    ),
    Sign.WRONG_PERSON: (
        r"\bwhy (?:are )?you(?:'re| are)? (?:writing|contacting|e-?mailing|asking) (?:to )?me\b|"
        r"\bi (?:only )?(?:do|work in|am in|handle) (?:payroll|hr|accounting|finance|logistics|"
        r"legal|the warehouse|support)\b|"
        r"\b(?:you|you'd|you'll) (?:want|need|are looking for) (?:someone|somebody) else\b|"
        r"(?:\bnot|n't) have anything to do with\b|"
        r"(?:\bnot|n't|never) (?:\w+ )?(?:the )?(?:right|correct|best|appropriate) (?:person|"
        r"contact|one|guy|man|woman|"
        r"address)|\bwrong (?:person|guy|contact|address|man|woman|department|company|mailbox|"
        r"number|\w+\. )|\bgot the wrong\b|"
        r"(?:\bnot|n't|nothing to do with) (?:\w+ )?(?:handle|deal with|my (?:area|department|job|"
        r"responsibility|field|"
        r"remit|role|team)|responsible|in charge|involved (?:in|with)|do with)|\bnothing to do "
        r"with\b|\bi (?:no "
        r"longer|don't) (?:work|look after|handle|do)\b|\b(?:moved|changed) (?:roles?|jobs?|"
        r"departments?)\b|\bmistaken me\b|\b(?:meant|for|to) (?:this )?(?:for |to )?(?:someone|"
        r"somebody) else\b|\bnot "
        r"(?:me|who you)\b|\bi(?:'ve| have)? (?:left|retired)\b|\bmust be (?:for|looking for) "
        r"(?:someone|somebody)",
        r"\bdifferent (?:department|team)\b",
    ),
    Sign.COMPLAINT: (
        r"\b(?:my|our) (?:lawyer|attorney|solicitor|legal (?:team|department|counsel))|\blegal "
        r"(?:action|steps|"
        r"proceedings|department)|\b(?:report(?:ed|ing)?|complain(?:ed|ing)?|complaint) (?:\w+ "
        r"){0,4}(?:to |with |against )?(?:the )?"
        r"(?:ico|ftc|cnil|authorit\w+|regulator|spam|police|dpa|data protection|your (?:isp|"
        r"provider|host|ceo|boss|"
        r"company))|\breport(?:ing|ed)? (?:you|this)\b|\bharass(?:ment|ing|ed)?\b|\bdata "
        r"protection (?:authority|agency|office|commissioner)\b|\b(?:is|pure|"
        r"just|mark\w* (?:\w+ )?as|"
        r"reported as) spam\b|\bspammers?\b|\bsue\b|\b(?:violat|breach|infring)\w+ (?:\w+ "
        r"){0,3}(?:gdpr|can-?spam|law|pecr|"
        r"privacy|regulation|casl)|\b(?:illegal|unlawful)\b|\b(?:file|lodge|filing|lodging|make) "
        r"a (?:\w+ )?complaint",
        r"\bunacceptable\b|\bspam\b|\bannoying\b|\bdisgraceful\b",
    ),
    Sign.ACCESS: (
        r"\barticle 15\b|\bart\.? ?15\b|\bsubject access\b|\b(?:copy|all|what|which) (?:of "
        r")?(?:the |all )?(?:personal )?"
        r"(?:data|information) (?:\w+ ){0,2}(?:hold|have|store|keep|process)\w* (?:about|on|of) "
        r"me|\bdsar\b|\bright "
        r"of access\b|\bwhere you got my (?:data|details|personal)",
        r"\bpersonal data\b",
    ),
    Sign.ERASURE: (
        r"\b(?:delete|erase|remove|destroy) (?:\w+ ){0,3}(?:data|records?|information|details)\b|"
        r"\barticle 17\b|\bright to "
        r"(?:erasure|be forgotten)\b",
        "",
    ),
    Sign.SARCASM: (
        r"\b(?:exactly|just) what (?:i|we) (?:needed|wanted|was)|\boh (?:great|wow|joy|good|look|"
        r"fantastic|yay)\b|"
        r"\byeah,? right\b|\banother (?:\S+ )?(?:life-changing|revolutionary|game[- ]chang\w+|"
        r"ground-?breaking|amazing)|"
        r"\bhow original\b|\bbecause i (?:have|had) nothing\b|\bsure,? because\b|"
        r"\bthrilled\b.{0,30}(?:not|\.\.\.)|(?:^|\s)/s\b|"
        r"\bslow clap\b|\bha(?:ha)+\b|\blol\b|\byou (?:guys )?never give up\b|\bmade my day\b",
        "",
    ),
    Sign.YES: (
        r"yes|yep|yeah|yes please|sure|sure thing|absolutely|definitely|of course|please do|go "
        r"ahead|"
        r"sounds good|sounds great|great|perfect|deal|interested|yes i am|count me in|why not",
        "",
    ),
    Sign.NO: (r"no|nope|nah|no thanks|no thank you|not interested|pass|not for me|no interest", ""),
    Sign.NOTED: (
        r"ok|okay|k|thanks|thank you|thx|noted|got it|received|fine|cheers|test|hello|hi|hm+|cool|"
        r"who is this|who are you|what|huh|what is this|well received|thanks for (?:this|the info|"
        r"your mail)",
        "",
    ),
    Sign.NEGATION: (r"(?:not|\w+n't|never|no|hardly|without|nor|cannot|far from|isnt|dont)", ""),
}
