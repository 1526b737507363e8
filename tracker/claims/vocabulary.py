"""The words by which a sentence shows how sure it is: hedges and boosters, and the levels each one fits."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A way of saying how sure one is, and the levels `low` to `high` whose sentence may be carried by it.

    Below `low` the words are stronger than the level bears; when nothing in the sentence reaches the level,
    they are weaker. `origin` says where the word comes from.
    """

    name: str
    pattern: re.Pattern[str]
    low: int
    high: int
    origin: str


def _term(name: str, pattern: str, low: int, high: int, origin: str) -> Term:
    # Any run of white space may part the words, since wordings are wrapped.
    return Term(
        name, re.compile(rf"\b(?:{pattern})\b".replace(" ", r"\s+"), re.IGNORECASE), low, high, origin
    )


# What is asked of public material and, after a negation, was not had from it.
_ASKED = (
    r"(?:find|found|seen?|confirm(?:ed)?|shown?|shows|infer(?:red)?|support(?:ed)?|establish(?:ed)?|stated?)"
)

# The phrases of the letter give the scale its fixed points. Around them stand the likelihood terms of ICD 203
# (US intelligence community, Analytic Standards) and of the IPCC's uncertainty guidance, for how probable a
# thing is; the IPCC's and GRADE's words for how firm the evidence is ("insufficient", "limited", "high
# confidence"); and plain boosters of English prose ("clearly", "certainly"), as in Hyland's study of hedges
# and boosters in academic writing. A workspace cannot change them: they are part of a rule.
TERMS = (
    _term(
        "with confidence", r"with (?:(?:full|great|high|complete|every) )?confidence", 5, 5, "letter, ICD 203"
    ),
    _term("high confidence", r"(?:very )?high(?:ly)? confiden(?:ce|t)|confidently", 5, 5, "ICD 203, IPCC"),
    _term(
        "certainty",
        r"certainly|(?:virtually|absolutely) certain|it is certain|with (?:full |complete |near )?certainty"
        r"|beyond (?:any |all |reasonable )?doubt|without (?:a |any )?doubt",
        5,
        5,
        "ICD 203, IPCC",
    ),
    _term(
        "finality",
        r"conclusively|definitively|undoubtedly|indisputabl[ey]|unquestionabl[ey]|undeniabl[ey]|irrefutabl[ey]"
        r"|(?:firmly|well) established|corroborated",
        5,
        5,
        "boosters; IPCC (robust evidence)",
    ),
    _term("proof", r"proves?|(?:is|are|has been|have been) (?:proven|proved)", 5, 5, "boosters"),
    _term(
        "documented",
        r"(?:publicly|officially|well|fully) documented|(?:is|are) documented (?:in|by|at)|it is documented"
        r"|public(?:ly available)? (?:documentation|materials?|rules?|sources?)"
        r" (?:documents?|states?|confirms?|establish(?:es)?)(?!\s+only)",
        4,
        5,
        "letter",
    ),
    _term(
        "clearly",
        r"(?:clearly|plainly|unambiguously) (?:show|state|document|support|establish|confirm|require)[a-z]*"
        r"|it is (?:clear|evident|obvious) that|evidently|obviously",
        4,
        5,
        "boosters",
    ),
    _term(
        "shows",
        r"demonstrat(?:es?|ed)|(?:it|this|that|which) (?:shows|confirms|establishes) that"
        r"|it is confirmed|(?:is|are|has been|have been) confirmed by",
        4,
        5,
        "boosters",
    ),
    _term("appear", r"appears?|appeared|apparently|seems?|seemingly", 3, 3, "letter; hedges"),
    _term("suggest", r"suggests?|suggesting|indicates?|points? to", 3, 3, "hedges"),
    _term("likely", r"(?:very |highly |extremely )?(?:likely|probabl[ey])", 3, 3, "ICD 203, IPCC"),
    _term("according to", r"according to", 3, 4, "testimony (DESIGN section 4)"),
    _term("understand", r"we (?:\w+ )?understand|our (?:\w+ )?understanding", 1, 3, "letter"),
    _term("confirm", r"can (?:currently )?confirm(?!\s+only)", 2, 3, "letter"),
    _term("observe", r"can (?:currently |only )?observe", 1, 2, "letter"),
    _term(
        "only",
        r"can (?:currently )?confirm only|can (?:currently )?only confirm"
        r"|(?:states?|shows?|documents?|says?|covers?|confirms?|establish(?:es)?) only",
        1,
        2,
        "letter",
    ),
    _term(
        "in part",
        r"in part|partly|partial(?:ly)?|only (?:a )?part of|not all of",
        1,
        2,
        "GRADE, IPCC (limited)",
    ),
    _term("perhaps", r"perhaps|possibly|conceivably|might|unlikely", 1, 2, "ICD 203, IPCC"),
    _term("insufficient", r"insufficient(?:ly)?|inadequate|inconclusive", 0, 1, "letter, GRADE"),
    _term(
        "not found",
        rf"(?:have|has|do|does|did|could|is|are|was|were)(?:n[\'’]t| not)(?: yet| currently| been)* {_ASKED}"
        rf"|cannot (?:be )?{_ASKED}|no public (?:evidence|rule|material|source)s?"
        r"|evidence gaps?|unclear|unknown|unconfirmed|difficult to",
        0,
        1,
        "letter",
    ),
    _term(
        "contradicted",
        r"contradict(?:s|ed|ory)?|disput(?:es|ed)|is incorrect|is not the case|is wrong|refut(?:es|ed)",
        0,
        0,
        "DESIGN section 4",
    ),
)

CERTAINTY = frozenset({"with confidence", "high confidence", "certainty", "finality", "proof"})
"""Terms for how firm the evidence is; ICD 203 asks that they never share a sentence with likelihood."""

LIKELIHOOD = frozenset({"appear", "suggest", "likely", "perhaps"})
"""Terms for how probable the thing is; not `may`, `can` and `could`, which in rules grant permission."""

FRAMES = LIKELIHOOD | {
    "understand",
    "only",
    "in part",
    "insufficient",
    "not found",
    "contradicted",
    "according to",
}
"""Terms that take a milder booster after them in the same sentence under themselves."""

NEGATION = re.compile(
    r"\b(?:not|no|never|nor|neither|none|cannot|without|nothing|nowhere|lack(?:s|ing)?|absence|absent)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words that turn what follows in the clause around."""

REPORTING = re.compile(
    r"\b(?:says?|said|states?|stated|reads?|writes?|wrote|asks?|quotes?|quoted|words?|calls?|called)"
    r"(?:\s+that)?\s*[:,]?\s*$",
    re.IGNORECASE,
)
"""Before an opening quotation mark, these say that the words are somebody else's."""
