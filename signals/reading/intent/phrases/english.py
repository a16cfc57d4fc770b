"""English: strong phrases and hints for each sign."""

from signals.reading.intent.vocabulary import Phrases, Sign

PHRASES: Phrases = {
    Sign.INTERESTED: (
        r"\b(?:i'm|i am|we're|we are) (?:sold|in)\b|\bsign (?:me|us) up\b|\bwhere do (?:i|we) sign|"
        r"\b(?:put|add|keep|sign|include) (?:me|us) (?:\w+ ){0,2}(?:on|to|in|up)\b(?! (?:cc|"
        r"hold))|\bdon\'t (?:take|remove|unsubscribe|delete|drop) (?:me|us)\b|\b(?:like|"
        r"love|enjoy) (?:reading|getting|your)|\bdo not (?:remove|unsubscribe) (?:me|us)\b|"
        r"\b(?:got|have) (?:my|our) attention\b|\bopen to (?:learning|hearing|seeing|trying)\b|"
        r"\bup for (?:a |an )?(?:trial|demo|pilot|test)|\bright up (?:our|my) alley|\b(?:try|"
        r"test) it (?:out|ourselves)?\b|\bhelp us with\b|\bwe could use\b|\b(?:i'm|i am|we're|"
        r"we are|am|very|quite|definitely|would be|might be|could be) (?:\w+ )?(?:interested|keen|"
        r"intrigued|curious)\b|\byes,? (?:very )?interested|\b(?:looks?|sounds?|"
        r"seems?) (?:really |very |pretty |quite )?(?:good|great|interesting|promising|useful|"
        r"relevant|intriguing|like (?:something|a fit))|\b(?:would|could) be (?:really |very |"
        r"quite )?(?:useful|helpful|interesting)\b|\b(?:tell|show) (?:me|us) more\b|"
        r"\b(?:send|share|forward|shoot) (?:\w+ )?(?:me |us |over |it |along )?(?:over )?(?:some |"
        r"any |the |your |a |what |more |further |additional )*(?:deck|info\w*|details|material|"
        r"brochure|overview|case stud\w+|one-pager|pricing|presentation|you have|link|demo|docs)|"
        r"\b(?:love|like|keen|happy|want|glad) to (?:hear|learn|know|see|find out|explore|try)\b|"
        r"\bmore (?:info|information|details) (?:please|would)|\bgood timing\b|\bwell[- ]timed\b|"
        r"\blet's do it\b|\bwe(?:'ve| have) been (?:looking|searching)|\b(?:we're|we are|"
        r"currently) (?:looking for|evaluating|in the market)|\bcount (?:me|us) in\b|\bsign (?:me|"
        r"us) up\b|\b(?:can|could|would) (?:you|i|we) (?:get|have|see|send|share) (?:me |us |"
        r"over )?(?:a |some |more )*(?:demo|trial|info\w*|details|deck|overview)",
        r"\binteresting\b|\binterested\b|\bi like (?:it|this|the)\b|\bnice\b|\bhelpful\b|"
        r"\buseful\b|\bsounds good\b|\bgo ahead\b",
    ),
    Sign.MEETING: (
        r"\b(?:shoot|drop|ping) (?:me|us) (?:an? )?(?:\w+ )?(?:invite|invitation|slot|time)|"
        r"\b(?:let's|lets|let us|can we|could we|shall we|happy to|glad to|would love to|want to|"
        r"like to|open to|up for|free (?:to|for)|time (?:to|for)) (?:\w+ ){0,2}(?:talk|chat|call|"
        r"meet|speak|connect|catch up|hop on|jump on|zoom|discuss|schedule|book|set up|arrange)|"
        r"\b(?:set ?up|schedule|book|arrange|organi[sz]e|have|do|get on|hop on|jump on|quick|up "
        r"for) an? (?:\w+ ){0,2}(?:call|meeting|chat|demo|zoom|slot|time|appointment)|\b(?:send|"
        r"share) (?:me |us )?(?:an? |your )?(?:\w+ )?(?:invite|calendar|availability|slots?|times)|"
        r"\b(?:grab|pick|find|book|choose) a (?:slot|time)|\b(?:i'm|i am|we're|we are) (?:free|"
        r"available|around)\b|\bhow about (?:mon|tue|wed|thu|fri|next|this|tomorrow)|"
        r"\b(?:give me a (?:call|ring)|call me|ring me)\b|\bmy calendar\b|\bmeet (?:you|up|"
        r"in person|for coffee)\b",
        r"\b(?:call|meeting|chat|slot|calendar|coffee)\b|\bworks for me\b|\btalk\b",
    ),
    Sign.QUESTION: (
        r"\bhow (?:much|many|does|do you|is this|long|would|can|are you)\b|\bwhat(?:'s| is| are| "
        r"does| would| do you| kind| sort| if)\b|\bwhere (?:is|are|do)\b|\bwhich\b|"
        r"\bdo(?:es)? (?:you|it|this|your|the)\b|\b(?:are|is) (?:you|it|this|there|your)\b|"
        r"\bcan (?:it|this|your|you explain|you clarify)\b|\bwho (?:are your|else|uses)\b|"
        r"\bpric(?:e|ing)\b|\bcost\b",
        r"\bwonder(?:ing)?\b|\bcurious\b|\bquestion\b",
    ),
    Sign.NO_NEED: (
        r"\bwe(?:\'ve| have)? (?:stopped|given up|gave up|quit|dropped|abandoned|"
        r"moved away from|got rid of) (?:\w+ing|\w+|all|our|the)\b|\bwe (?:don\'t|do not|"
        r"never|no longer) (?:do|use|run|send|buy|believe)\b|\ba pass\b|\b(?:see|find) (?:the|any|"
        r"much|no) (?:\w+ )?(?:value|point|benefit|use)\b|(?:\bnot|n't|no longer|zero|"
        r"never) (?:\w+ ){0,2}interest(?:ed)?\b|\bno interest\b|\bnot (?:really )?(?:for "
        r"(?:us|me)|a (?:good )?(?:fit|priority|match)|relevant|our thing|something (?:we|i)|"
        r"needed|applicable)|\b(?:no|any|much|little|the) (?:need|use|demand) (?:for|of|at)\b|"
        r"\b(?:no|any) need\b(?! to)|(?:\bnot|n't) (?:\w+ )?need (?:this|it|any|that|such|help|a )|"
        r"\bno use\b|\b(?:we're|we are|i'm|i am|all) (?:all set|good|fine|sorted|"
        r"covered)\b|\b(?:i'll|we'll|i will|we will|going to|have to|gonna) (?:have to )?pass\b|"
        r"\bwill pass\b|^pass\b|\bdecline\b|\bno,? thank(?:s| you)\b|\bthanks,? but no\b|"
        r"\bnot looking\b|(?:\bnot|n't) something (?:we|i|for)\b|\btoo (?:small|big) for\b|"
        r"\bwe do(?:n't| not) (?:do|use|send|run)\b",
        r"\bnope\b|\bnah\b|\bunfortunately\b|\bnot at this\b",
    ),
    Sign.PRICE: (
        r"\b(?:too|very|quite|pretty|bit|rather) (?:expensive|pricey|costly|steep)\b|\b(?:over|"
        r"beyond|outside|out of|exceeds?|above) (?:\w+ )?(?:budget|price range)|\b(?:no|any|"
        r"without|lack of|not enough|zero) (?:\w+ )?(?:budget|funds|money)\b|\bbudgets? (?:is|are|"
        r"was|has been|have been) (?:\w+ )?(?:frozen|tight|cut|gone|spent|used)|(?:\bnot|n't|"
        r"cannot) (?:\w+ )?(?:afford|pay)\b|\btight budget|\bprice is (?:too )?high",
        r"\bexpensive\b|\bbudget\b|\bcheaper\b",
    ),
    Sign.TIMING: (
        r"\b(?:no|n't have|not have|not enough|lack of) (?:\w+ )?(?:time|bandwidth|capacity|"
        r"resources)\b|\b(?:bad|wrong|not (?:the )?(?:right|best|a good|good)|poor) (?:time|timing|"
        r"moment)|\b(?:too|super|very|really|insanely) (?:busy|swamped|stretched)|"
        r"\bhands (?:are )?full\b|\b(?:hiring|spending|project|vendor) freeze\b|"
        r"\bother priorities\b|\bon hold\b",
        r"\bbusy\b|\bswamped\b|\bpriorit(?:y|ies)\b",
    ),
    Sign.COMPETITOR: (
        r"\bsigned (?:\S+ ){0,4}(?:deal|contract|agreement)\b|\b(?:deal|agreement) with\b|"
        r"\bbuilt (?:something|it|our own|one|this)\b|\bdoes the job\b|\bwhat we have works\b|"
        r"\b(?:already|currently|happily) (?:\w+ )?(?:us(?:e|ing)|hav(?:e|ing)|work(?:ing)? with|"
        r"covered|signed|committed|partnered|got|set up)\b|\b(?:we|i) (?:use|went with|chose|have|"
        r"signed with|just bought|built|run on) (?!a (?:question|call|meeting)|to |been |any |not |"
        r"no |time)(?:our own|\w+ (?:for (?:this|that)|and (?:we're|are|it))|another|a "
        r"(?:\w+ )?(?:tool|vendor|provider|solution|supplier))|\b(?:happy|satisfied|content|fine|"
        r"stick(?:ing)?) with (?:it|our|what|the|them)|\bcontract with\b|\blocked in(?:to)?\b|"
        r"\bin-?house\b|\b(?:existing|current|incumbent) (?:\w+ )?(?:vendor|provider|supplier|tool|"
        r"solution)|\banother (?:vendor|provider|supplier|tool)\b",
        r"\balready\b|\bsupplier\b|\bprovider\b",
    ),
    Sign.AUTHORITY: (
        r"(?:\bnot|n't) (?:\w+ )?(?:decide|make (?:\w+ )?decisions?|my (?:call|decision)|up to me|"
        r"have (?:the |any )?(?:authority|say))|\b(?:head office|headquarters|hq|corporate|"
        r"parent company|group|board|procurement|my boss|management) (?:\w+ )?(?:decid|handl|make|"
        r"choos|do|controls|has to)\w*|\bdecided (?:by|at) (?:\w+ )?(?:head|hq|corporate|group)|"
        r"\bno (?:say|authority)\b|\bnot (?:the )?decision[- ]maker",
        r"\bdecision[- ]maker\b|\bapproval\b",
    ),
    Sign.REFERRAL: (
        r"\bask (?:our|my) \w+|\bforward(?:ed|ing)? (?:this |it |your \w+ )?to (?!me|us|the data|"
        r"hear|you)|\b(?:she|he|they)(?:'d| would|'ll| will|'s| is| are) (?:be )?(?:the )?(?:best |"
        r"right )?(?:one|person|contact)s?\b|\bheads (?:up )?\w+|\b(?:talk|speak|reach out|write|"
        r"get in touch|connect|check|chat|best) (?:to|with) (?:my |our |the )?(?!me\b|you\b|us\b|"
        r"it\b|this\b|explore|discuss|see|hear|that\b)\w+|\b(?:contact|try|e-?mail|ask) (?:my |"
        r"our |the )?(?!me\b|us\b|you\b|again|this\b|it\b|marketing)(?:colleague|team|boss|manager|"
        r"\w+ team|head|vp|director|\S+@\S+|[a-z]+ (?:from|in|at|on|who|\())|\b(?:loop(?:ing|ed)?|"
        r"copy(?:ing)?|cc'?(?:ing|'d|ed)?|add(?:ing)?|bring(?:ing)?) (?:in )?(?:my |"
        r"our )?(?:colleague|[a-z]+ (?:in|here|who|\())|\bloop(?:ing)? in\b|\b(?:forward(?:ed|"
        r"ing)?|pass(?:ed|ing)?) (?:this|it|your \w+|you)(?: \w+)? (?:on )?to\b|\b(?:right|best|"
        r"better) (?:person|contact) (?:is|would|for)\b|\b(?:point|direct|put) you "
        r"(?:to|towards|in touch)|\b(?:she|he|they)(?:'s| is| are)? (?:\w+ )?(?:runs?|handles?|"
        r"looks? after|leads?|responsible|in charge|owns?|the (?:right|best|one))",
        r"\bcolleague\b|\bin charge\b|\bresponsible for\b",
    ),
    Sign.NOT_NOW: (
        r"\b(?:pick|take) (?:this|it) up (?:again |in |after |next |mid|later|then)|\bresume\b|"
        r"\bonce (?:we|i|things|the) |(?:\bnot|n't) (?:\w+ )?(?:right now|now|at the moment|"
        r"at present|currently|at this (?:time|moment|point|stage)|this (?:year|quarter|month)|yet|"
        r"for now|today)\b|\b(?:try|check(?: in)?|reach out|get back|come back|circle back|"
        r"contact me|write|ping|follow up|touch base|e-?mail me|call me|reconnect|remind|talk|"
        r"speak|revisit|ask)(?: (?:me|us|to me|with me|to us|this|it|back))? (?:again|later|"
        r"in (?:q[1-4]|a|an|two|three|six|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"
        r"the (?:new|spring|autumn|fall|summer))|after|next (?:year|quarter|month|week|spring)|"
        r"mid)|\bmaybe (?:later|next|in|after)|\bsome other time\b|\b(?:in|for) the future\b|"
        r"\bdown the (?:road|line)\b|\b(?:postpone|put off|park this|defer|revisit|circle back|"
        r"check back)\b|\bnot (?:before|until)\b|\bbusy (?:until|till)\b|\bwrite me then\b",
        r"\blater\b|\bfor now\b|\bright now\b|\bat the moment\b|\buntil\b",
    ),
    Sign.WRONG_PERSON: (
        r"\bwhy (?:are )?you(?:'re| are)? (?:writing|contacting|e-?mailing|asking) (?:to )?me\b|"
        r"\bi (?:only )?(?:do|work in|am in|handle) (?:payroll|hr|accounting|finance|logistics|"
        r"legal|the warehouse|support)\b|\b(?:you|you'd|you'll) (?:want|need|"
        r"are looking for) (?:someone|somebody) else\b|(?:\bnot|n't) have anything to do with\b|"
        r"(?:\bnot|n't|never) (?:\w+ )?(?:the )?(?:right|correct|best|appropriate) (?:person|"
        r"contact|one|guy|man|woman|address)|\bwrong (?:person|guy|contact|address|man|woman|"
        r"department|company|mailbox|number|\w+\. )|\bgot the wrong\b|(?:\bnot|n't|"
        r"nothing to do with) (?:\w+ )?(?:handle|deal with|my (?:area|department|job|"
        r"responsibility|field|remit|role|team)|responsible|in charge|involved (?:in|with)|"
        r"do with)|\bnothing to do with\b|\bi (?:no longer|don't) (?:work|look after|handle|do)\b|"
        r"\b(?:moved|changed) (?:roles?|jobs?|departments?)\b|\bmistaken me\b|\b(?:meant|for|"
        r"to) (?:this )?(?:for |to )?(?:someone|somebody) else\b|\bnot (?:me|who you)\b|\bi(?:'ve|"
        r" have)? (?:left|retired)\b|\bmust be (?:for|looking for) (?:someone|somebody)",
        r"\bdifferent (?:department|team)\b",
    ),
    Sign.COMPLAINT: (
        r"\b(?:my|our) (?:lawyer|attorney|solicitor|legal (?:team|department|counsel))|\blegal "
        r"(?:action|steps|proceedings|department)|\b(?:report(?:ed|ing)?|complain(?:ed|ing)?|"
        r"complaint) (?:\w+ ){0,4}(?:to |with |against )?(?:the )?(?:ico|ftc|cnil|authorit\w+|"
        r"regulator|spam|police|dpa|data protection|your (?:isp|provider|host|ceo|boss|"
        r"company))|\breport(?:ing|ed)? (?:you|this)\b|\bharass(?:ment|ing|ed)?\b|\bdata "
        r"protection (?:authority|agency|office|commissioner)\b|\b(?:is|pure|just|"
        r"mark\w* (?:\w+ )?as|reported as) spam\b|\bspammers?\b|\bsue\b|\b(?:violat|breach|"
        r"infring)\w+ (?:\w+ ){0,3}(?:gdpr|can-?spam|law|pecr|privacy|regulation|casl)|"
        r"\b(?:illegal|unlawful)\b|\b(?:file|lodge|filing|lodging|make) a (?:\w+ )?complaint",
        r"\bunacceptable\b|\bspam\b|\bannoying\b|\bdisgraceful\b",
    ),
    Sign.ACCESS: (
        r"\barticle 15\b|\bart\.? ?15\b|\bsubject access\b|\b(?:copy|all|what|which) (?:of "
        r")?(?:the |all )?(?:personal )?(?:data|information) (?:\w+ ){0,2}(?:hold|have|store|keep|"
        r"process)\w* (?:about|on|of) me|\bdsar\b|\bright of access\b|\bwhere you got my (?:data|"
        r"details|personal)",
        r"\bpersonal data\b",
    ),
    Sign.ERASURE: (
        r"\b(?:delete|erase|remove|destroy) (?:\w+ ){0,3}(?:data|records?|information|details)\b|"
        r"\barticle 17\b|\bright to (?:erasure|be forgotten)\b",
        "",
    ),
    Sign.SARCASM: (
        r"\b(?:exactly|just) what (?:i|we) (?:needed|wanted|was)|\boh (?:great|wow|joy|good|look|"
        r"fantastic|yay)\b|\byeah,? right\b|\banother (?:\S+ )?(?:life-changing|revolutionary|"
        r"game[- ]chang\w+|ground-?breaking|amazing)|\bhow original\b|\bbecause i (?:have|"
        r"had) nothing\b|\bsure,? because\b|\bthrilled\b.{0,30}(?:not|\.\.\.)|(?:^|\s)/s\b|"
        r"\bslow clap\b|\bha(?:ha)+\b|\blol\b|\byou (?:guys )?never give up\b|\bmade my day\b",
        "",
    ),
    Sign.YES: (
        r"yes|yep|yeah|yes please|sure|sure thing|absolutely|definitely|of course|please do|go "
        r"ahead|sounds good|sounds great|great|perfect|deal|interested|yes i am|count me in|"
        r"why not",
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
