"""The phrases that hint at an effect, as a table: effect, weight, pattern; add a row to teach a new one."""

from __future__ import annotations

# Weights: 1 a hint that a stronger one beats, 2 plain, 3 hardly to be taken otherwise. A pattern is matched
# at word boundaries against the text in lower case, on one line, with straight apostrophes; so it holds no
# capitals.
PHRASES: tuple[tuple[str, float, str], ...] = (
    ("confirm", 1.0, r"(?:yes|yep|yeah|indeed|agreed|ja|oui|sí|是的)(?=[\s,.!;:)]|$)"),
    ("confirm", 1.0, r"(?<!/)(?:ack|\+1|lgtm)(?=[\s,.!;]|$)(?! from| is| by| and)"),
    (
        "confirm",
        2.0,
        r"(?:keep|leave) (?:the|it|this|that|your)(?: \w+){0,4} (?:as (?:it is|you have it|is)|unchanged)",
    ),
    (
        "confirm",
        2.0,
        r"(?:keep|treat) (?:the|it|this|that|these|them)(?: \w+){0,3} (?:as )?(?:a )?(?:public )?evidence gaps?",
    ),
    ("confirm", 2.0, r"(?:wording|sentence|statement) (?:can|may|should) (?:stay|stand|remain)"),
    (
        "restate",
        2.6,
        r"almost(?=[.,;:!–—-])|narrower|narrow(?:ed|ing)? (?:it|the|this)|too (?:broad|narrow|general|tight(?:ly)?)",
    ),
    ("restate", 2.6, r"with one (?:addition|change|correction|exception|caveat)|(?:i would|i'd) add(?= )"),
    (
        "upgrade",
        3.0,
        r"you (?:can|could|may) (?:safely |now )?call (?:this|it|that) (?:documented|corroborated)|raise the level",
    ),
    (
        "confirm",
        2.5,
        r"(?:is|are|looks?|sounds?|seems?|was|still|all|entirely|completely|basically)?\s?(?:correct|accurate)",
    ),
    (
        "confirm",
        2.5,
        r"(?:that|this|it|you|which|they)(?:'s|'re| is| are| sounds?| looks?) (?:about |exactly |quite |still )?right",
    ),
    ("confirm", 2.5, r"(?:i|we) (?:can )?(?:confirm|agree)(?! that (?:we|i) can)"),
    (
        "confirm",
        2.0,
        r"(?:your|this|that) (?:understanding|reading|description|statement|wording|summary) (?:holds|matches|is fine|is fair)",
    ),
    ("confirm", 2.0, r"(?:matches|reflects) (?:our|the|how|what)"),
    (
        "confirm",
        2.0,
        r"no (?:such|unified|public|formal|single) (?:\w+ ){0,3}(?:exists?|policy|rule|document)",
    ),
    (
        "confirm",
        2.0,
        r"(?:there (?:is|are)|we have|we've) (?:currently |indeed |still )?(?:no|not any|nothing) (?:\w+ ){0,4}"
        r"(?:rules?|polic(?:y|ies)|documents?|documentation|lists?|threshold|public\w*|docs?)",
    ),
    (
        "confirm",
        2.0,
        r"(?:should|can|please|could) (?:keep|continue) (?:to )?(?:describ|treat|interpret|list|keep)\w*",
    ),
    ("confirm", 2.0, r"(?:richtig|korrekt|stimmt|c'est exact|es correcto|正确|没错)(?=\W|$)"),
    (
        "downgrade",
        3.0,
        r"(?:inaccurate|incorrect|untrue|misleading|overstated|overstates|too strong|overclaims?|goes too far)",
    ),
    ("downgrade", 3.0, r"(?:is|are|seems?|that's) (?:simply |just |plainly |factually )?(?:wrong|false)"),
    ("downgrade", 3.0, r"(?:please |should |would |suggest )?downgrad(?:e|ing)"),
    ("downgrade", 2.5, r"(?:goes|go) beyond what"),
    (
        "downgrade",
        2.5,
        r"insufficient (?:public )?evidence|(?:is|are) (?:not|n't) (?:enough|sufficient) (?:public )?evidence",
    ),
    ("downgrade", 2.5, r"(?:i|we) (?:would )?(?:disagree|dispute)"),
    ("downgrade", 2.5, r"(?:no longer|not any ?more) (?:true|the case|holds|required|applies|enforced)"),
    (
        "downgrade",
        2.5,
        r"not (?:really |actually |generally |always )?(?:the case|required|enforced|mandatory|guaranteed|binding)",
    ),
    ("downgrade", 2.5, r"(?:stimmt so nicht|nicht korrekt|falsch|不正确|不准确)"),
    (
        "restate",
        3.2,
        r"(?:mostly|partly|partially|largely|almost|roughly|broadly|nearly|not (?:quite|entirely|fully|exactly|strictly|completely))"
        r" (?:right|correct|accurate|true|there)",
    ),
    (
        "restate",
        3.2,
        r"(?:yes|correct|right|true|agreed|accurate)[,;]? (?:but|except|however|with (?:one|a|two|some))",
    ),
    (
        "restate",
        3.0,
        r"(?:more|better) (?:precise|accurate|exact)(?:ly)?|more precisely|to be (?:precise|exact|pedantic)",
    ),
    (
        "restate",
        3.0,
        r"(?:i|we)(?: would|'d) (?:re-?phrase|re-?word|say|put it|phrase|restate|suggest (?:saying|wording|rewording|the wording))",
    ),
    (
        "restate",
        3.0,
        r"(?:(?:should|could|better) (?:be )?(?:say|read|describe)|(?:please |should |could |better )(?:be )?(?:re-?phrase|re-?word|restate))[d]?\b(?! as public evidence)",
    ),
    (
        "restate",
        2.5,
        r"(?:one|a|two|some|small|minor) (?:\w+ )?(?:corrections?|caveats?|nits?|clarifications?|nuances?|exceptions?)",
    ),
    (
        "restate",
        2.5,
        r"instead of|rather than (?:saying|being|calling|a)|the (?:right|correct|proper) (?:term|wording|name) is",
    ),
    (
        "restate",
        2.0,
        r"(?:only|just) (?:applies|true|holds|covers?|for|when|if)(?= )|with the (?:caveat|exception)",
    ),
    (
        "upgrade",
        3.0,
        r"(?:you|one) can (?:safely )?(?:say|state|claim|cite) (?:that |this |it )?(?:with confidence|as documented)",
    ),
    (
        "upgrade",
        3.0,
        r"(?:is|are|has been|was) (?:now |also |already |publicly |in fact |officially |formally |explicitly ){1,3}(?:documented|published|written down|covered|stated)",
    ),
    (
        "upgrade",
        2.0,
        r"there (?:is|are) (?:now |in fact |actually |already |indeed )?(?:an?|some) (?:official |public |formal |written )"
        r"(?:\w+ ){0,2}(?:polic(?:y|ies)|rules?|documents?|requirements?|documentation|page)",
    ),
    (
        "pointer",
        2.0,
        r"(?:see|have a look at|take a look at|look at|refer to|check(?: out)?|cf\.?|described (?:in|at|here)|documented (?:in|at|here)|"
        r"details (?:are )?(?:in|at)|spelled out in|covered (?:in|by)|siehe|voir|参见|请参阅)(?= |:)",
    ),
    ("pointer", 2.0, r"kep[- ]?\d{2,5}"),
    (
        "redirect",
        3.3,
        r"(?:please |you (?:should|could|may|might) |better (?:to )?|best (?:to )?|i(?:'d| would) |suggest (?:you )?)"
        r"(?:ask|asking|contact|contacting|reach(?:ing)? out to|write to|writing to|e-?mail|mail|post(?:ing)? (?:this )?(?:to|on|in)|talk(?:ing)? to|try)"
        r"(?! (?:us|me|if|for|why|yourself)\b)",
    ),
    (
        "redirect",
        3.3,
        r"(?:better|right|best|correct|proper|more appropriate|appropriate) (?:place|contact|forum|venue|group|people|person|list|team|address|audience)",
    ),
    (
        "redirect",
        3.0,
        r"(?:is|are|would be) (?:a )?(?:better|best) (?:placed|able|suited|answered|directed|handled)|(?:is|are) a question for|question for (?:the )?sig\b",
    ),
    (
        "redirect",
        3.0,
        r"(?:forward(?:ed|ing)|redirect(?:ed|ing)?|cc'?(?:ing|ed)|looping in|adding) (?:\w+ ){0,3}(?:to|sig|wg|the|@)",
    ),
    ("redirect", 3.0, r"wenden sie sich|zuständig ist|请联系|请咨询"),
    (
        "decline",
        4.0,
        r"(?:can(?:'t|not| not)|could(?:n't| not)|won't|will not|(?:un|not )(?:able|willing|allowed|free) to|(?:am|are|is) not going to|prefer not to|do not|don't)"
        r" (?:publicly |really |be able to |to )?(?:discuss|comment|share|disclose|talk about|reveal|go into|elaborate|speak to|answer)",
    ),
    (
        "decline",
        3.5,
        r"no comment|decline to|(?:is|are|remains?|stays?) (?:confidential|embargoed|under embargo|private by design|internal only|non-public)|"
        r"(?:is|are) not (?:something|for) (?:we|public)|not (?:suitable|appropriate) for public",
    ),
    ("decline", 3.5, r"nicht öffentlich (?:diskutieren|besprechen|äußern)|无法公开|不便公开"),
    (
        "none",
        0.5,
        r"(?:thanks|thank you) (?:for|so much|very much)|i am (?:currently )?out of (?:the )?office|will (?:get back|reply|respond|look into|take a look)",
    ),
)

NEGATIONS = (
    r"not|n't|n’t|never|no|neither|nor|hardly|isn't|aren't|doesn't|don't|didn't|cannot|can't|without|nothing|"
    r"wouldn't|couldn't|nicht|kein|keine|pas|ne|no es|unless|far from|不"
)
