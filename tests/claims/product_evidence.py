"""What a claim can be cited for, as named sets, each with the rows of the table that section 4 gives it.

Written by hand from the table of levels: a row of `CITED` says which levels the set bears for a proposition
that stays the same, and which for a new one. Nothing here is computed from the rules.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from tracker.claims import evidence
from tracker.claims.effects import Effect
from tracker.claims.evidence import Authority, Relation, SourceEvidence, Visibility

# The claim of the product stands at revision 7 and has meant the same since revision 5.
REVISION, MEANING_SINCE, BEFORE_IT = 7, 5, 3

FULL = SourceEvidence(
    citation="K1",
    source="S1",
    relation=Relation.SUPPORTS,
    official=True,
    normative=True,
    read=True,
    quoted=True,
    dated=True,
    covers="all",
    states=True,
    body="Sample Steering Body",
)
PART = replace(FULL, covers="part", part="who approves")
INFERRED = replace(FULL, states=False, normative=False, quoted=False, dated=False)
BLOG = replace(FULL, official=False, normative=False)
LIST_POST = replace(FULL, normative=False)
SECOND = replace(FULL, citation="K2", source="S2", body="Sample Release Body", independent_of=("K1",))
DISPUTE = replace(
    FULL, citation="K3", source="S3", relation=Relation.DISPUTES, normative=False, quoted=False, dated=False
)
WORD = evidence.Testimony(
    reply="R8",
    responder="earlier",
    authority=Authority.A,
    visibility=Visibility.LIST,
    effects=(Effect.CONFIRM,),
    date=dt.date(2026, 5, 2),
)


@dataclass(frozen=True)
class Cited:
    """A named set of evidence with the levels that it bears.

    `bears` are the levels whose row it meets by its sources (with the word in `words`, for level 5); `new`
    the same for a proposition that the move itself changes, None when equal. `word` says for which
    proposition the set holds testimony that meets row 3 once worded so: none (empty), the same, or both.
    """

    name: str
    bears: str
    sources: tuple[SourceEvidence, ...] = ()
    words: tuple[evidence.Testimony, ...] = ()
    new: str | None = None
    word: str = ""

    def rows(self, new_proposition: bool) -> str:
        """Return the levels borne, as digits."""
        return self.bears if not new_proposition or self.new is None else self.new

    def testifies(self, new_proposition: bool) -> bool:
        """Return whether a word of A or B on the list speaks for the proposition."""
        return self.word == "both" or (self.word == "same" and not new_proposition)


def _judged(revision: int, evidence: SourceEvidence) -> SourceEvidence:
    return replace(evidence, proposition_revision=revision)


# The sets that go through the full product of effect, visibility, authority and levels.
CORE = (
    Cited("nothing at all", "1"),
    Cited("a rule file, not read", "1", (replace(FULL, read=False),)),
    Cited("a rule file that states a named part", "12", (PART,)),
    Cited("official documents that cover it all by inference", "13", (INFERRED,)),
    Cited("a rule file that states it all", "1234", (FULL,)),
    Cited("a rule file and a second, independent source", "12345", (FULL, SECOND)),
    Cited("an official document that disputes it", "01", (DISPUTE,)),
)

# One set for each word of the table that a source can fail.
SOURCES = (
    Cited("a part, not read", "1", (replace(PART, read=False),)),
    Cited("a part, without its name", "1", (replace(PART, part=""),)),
    Cited("a part, by inference only", "1", (replace(PART, states=False),)),
    Cited("a part, stated by a blog", "12", (replace(PART, official=False, normative=False),)),
    Cited("a blog that states it all", "12", (BLOG,)),
    Cited("a part, disputed", "1", (replace(PART, relation=Relation.DISPUTES, official=False),)),
    Cited("covers nothing", "1", (replace(FULL, covers="none"),)),
    Cited("all by inference, not read", "1", (replace(INFERRED, read=False),)),
    Cited("all by inference, in a blog", "1", (replace(INFERRED, official=False),)),
    Cited("all by inference, as context", "1", (replace(INFERRED, relation=Relation.CONTEXT),)),
    Cited("all by inference, of a rule file, quoted and dated", "13", (replace(FULL, states=False),)),
    Cited("all stated, not quoted", "123", (replace(FULL, quoted=False),)),
    Cited("all stated, not dated", "123", (replace(FULL, dated=False),)),
    Cited("all stated by an official list, not normative", "123", (LIST_POST,)),
    Cited("all stated, as an answer", "1234", (replace(FULL, relation=Relation.ANSWERS),)),
    Cited("all stated, as a qualification", "1", (replace(FULL, relation=Relation.QUALIFIES),)),
    Cited("all stated, as context", "1", (replace(FULL, relation=Relation.CONTEXT),)),
    Cited("all stated in a message of a leg", "1", (replace(FULL, leg_message=True),)),
    Cited("a part stated in a message of a leg", "1", (replace(PART, leg_message=True),)),
    Cited("a qualification beside a rule file", "1234", (FULL, replace(SECOND, relation=Relation.QUALIFIES))),
    Cited("disputed by an official document, not read", "1", (replace(DISPUTE, read=False),)),
    Cited("disputed by a blog", "1", (replace(DISPUTE, official=False),)),
    Cited("disputed by a message of a leg", "1", (replace(DISPUTE, leg_message=True),)),
    Cited("a rule file, disputed by an official document", "0123", (FULL, DISPUTE)),
    Cited("a rule file, disputed by one not read", "1234", (FULL, replace(DISPUTE, read=False))),
    Cited("a rule file, disputed by a message of a leg", "1234", (FULL, replace(DISPUTE, leg_message=True))),
    Cited("a rule file, disputed by a blog", "123", (FULL, replace(DISPUTE, official=False))),
    Cited("two independent sources, disputed", "0123", (FULL, SECOND, DISPUTE)),
    Cited("a second source, independence said of the first", "12345",
          (replace(FULL, independent_of=("K2",)), replace(SECOND, independent_of=()))),
    Cited("a second source, nobody says independent", "1234", (FULL, replace(SECOND, independent_of=()))),
    Cited("a second source, independent of a third", "1234", (FULL, replace(SECOND, independent_of=("K9",)))),
    Cited("a second source, the first independent of a third", "1234",
          (replace(FULL, independent_of=("K9",)), replace(SECOND, independent_of=()))),
    Cited("a second source of the same body", "1234", (FULL, replace(SECOND, body=FULL.body))),
    Cited("the same source cited twice", "1234", (FULL, replace(SECOND, source="S1"))),
    Cited("an independent source, not read", "1234", (FULL, replace(SECOND, read=False))),
    Cited("an independent message of a leg", "1234", (FULL, replace(SECOND, leg_message=True))),
    Cited("an independent source as context", "1234", (FULL, replace(SECOND, relation=Relation.CONTEXT))),
    Cited("an independent source, by inference", "1234", (FULL, replace(SECOND, states=False))),
    Cited("an independent source, of a part", "1234", (FULL, replace(SECOND, covers="part", part="who"))),
    Cited("an independent source of nobody known", "1234", (FULL, replace(SECOND, body=""))),
    Cited("an independent source beside one of nobody known", "1234", (replace(FULL, body=""), SECOND)),
    Cited("independent sources, none normative", "123", (LIST_POST, replace(SECOND, normative=False))),
    Cited("a rule file and an independent blog", "12345",
          (FULL, replace(SECOND, official=False, normative=False))),
    Cited("judged for the proposition as it stands", "1234", (_judged(MEANING_SINCE, FULL),), new="1"),
    Cited("judged for an older proposition", "1", (_judged(BEFORE_IT, FULL),)),
    Cited("a second source judged for an older proposition", "1234", (FULL, _judged(BEFORE_IT, SECOND))),
    Cited("a dispute of the proposition as it stands", "01", (_judged(REVISION, DISPUTE),), new="1"),
    Cited("a dispute of an older proposition", "1", (_judged(BEFORE_IT, DISPUTE),)),
    Cited("a rule file, with a dispute of an older proposition", "1234", (FULL, _judged(BEFORE_IT, DISPUTE))),
)  # fmt: skip

# One set for each word of the table that testimony can fail, alone and beside a rule file that states it all.
_WORDS = (
    ("confirmed on the list by A", WORD, "both", "12345"),
    ("confirmed on the list by B", replace(WORD, authority=Authority.B), "both", "12345"),
    ("confirmed on the list by C", replace(WORD, authority=Authority.C), "", "1234"),
    ("confirmed on the list by D", replace(WORD, authority=Authority.D), "", "1234"),
    ("confirmed on the list by E", replace(WORD, authority=Authority.E), "", "1234"),
    ("confirmed on the list by F", replace(WORD, authority=Authority.F), "", "1234"),
    ("confirmed in private by A", replace(WORD, visibility=Visibility.PRIVATE), "", "1234"),
    ("confirmed nobody knows where by A", replace(WORD, visibility=Visibility.UNKNOWN), "", "1234"),
    ("confirmed by A, withdrawn since", replace(WORD, standing=False), "", "1234"),
    ("confirmed by A, of an older proposition", replace(WORD, proposition_revision=BEFORE_IT), "", "1234"),
    ("confirmed by A, of the proposition as it stands", replace(WORD, proposition_revision=MEANING_SINCE),
     "same", "12345"),
    ("raised on the list by A", replace(WORD, effects=(Effect.UPGRADE,)), "both", "1234"),
    ("lowered on the list by A", replace(WORD, effects=(Effect.DOWNGRADE,)), "", "1234"),
    ("restated and lowered on the list by A", replace(WORD, effects=(Effect.RESTATE, Effect.DOWNGRADE)),
     "", "1234"),
    ("a pointer on the list by A", replace(WORD, effects=(Effect.POINTER,)), "", "1234"),
    ("a redirect on the list by A", replace(WORD, effects=(Effect.REDIRECT,)), "", "1234"),
    ("declined on the list by A", replace(WORD, effects=(Effect.DECLINE,)), "", "1234"),
    ("thanks on the list by A", replace(WORD, effects=(Effect.NONE,)), "", "1234"),
)  # fmt: skip
WORDS = tuple(
    Cited(
        name + tail, bears, sources, (word,), new="1234" if (sources and says == "same") else None, word=says
    )
    for name, word, says, fifth in _WORDS
    for tail, bears, sources in (("", "1", ()), (", beside a rule file", fifth, (FULL,)))
)
