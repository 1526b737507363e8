"""What the demo does with its sample replies: ratings, readings, findings, and one refusal for every rule."""

from __future__ import annotations

from dataclasses import dataclass

# What must become of each sample when it is taken in: the demo fails when one is missing or reads otherwise.
PRIVATE = {"11-auto-reply.eml": "unsorted", "12-private.eml": "new", "14-copy-direct.eml": "new"}
PUBLIC = {
    "01-inline.eml": "new",
    "02-top-posted.eml": "new",
    "03-numbered.eml": "new",
    "04-html-only.eml": "new",
    "05-google-groups.eml": "new",
    "06-outlook.eml": "new",
    "07-german.eml": "new",
    "08-pointer.eml": "new",
    "09-redirect.eml": "new",
    "10-decline.eml": "new",
    "13-copy-list.eml": "copy",
    "15-agrees.eml": "new",
    "16-disagrees.eml": "new",
    "17-unrelated.eml": "unsorted",
    "18-chinese.eml": "new",
}
LIST = "steering-list@example.org"
OURS = "researcher@example.org"

# (sample, authority, role): sample responders are nobody real, so their rating is part of the sample.
RATINGS = (
    ("01-inline.eml", "B", "a sample responder in a steering role"),
    ("02-top-posted.eml", "A", "a sample responder in a security response role"),
    ("04-html-only.eml", "A", "a sample responder in a release engineering role"),
    ("07-german.eml", "C", "a sample responder who contributes to releases"),
    ("09-redirect.eml", "B", "a sample responder in a steering role"),
    ("10-decline.eml", "A", "a sample responder in a release manager role"),
    ("12-private.eml", "A", "a sample responder in a release manager role"),
    ("15-agrees.eml", "A", "a sample responder in an architecture role"),
    ("16-disagrees.eml", "B", "a sample responder in a steering role"),
)


@dataclass(frozen=True)
class Reading:
    """A cited source to be read: its quotation in the record tells which."""

    question: str
    quote: str
    covers: str
    part: str = ""
    states: bool = False
    tie_to: str | None = None


@dataclass(frozen=True)
class Step:
    """One finding of the demo; passages are (sample, number), `sources` the quotations of sources read."""

    question: str
    effects: tuple[str, ...]
    passages: tuple[tuple[str, int], ...]
    reason: str
    level: int | None = None
    sources: tuple[str, ...] = ()
    wording: str | None = None
    gap_status: str | None = None
    redirect_to: str = ""
    refused_by: str = ""  # the rule that must refuse it; "" when it must be recorded


CHERRY_PICK = (
    "Have one additional level of review in that they must be approved specifically for cherry pick by "
    "branch approvers."
)
ANYONE_REVIEWS = "Anyone in the organization can act as a **reviewer**"
ENCOURAGED = "SIGs are encouraged to use this process for larger efforts."

READINGS = (
    Reading("Q6", CHERRY_PICK, "all", states=True, tie_to="Q6.2"),
    Reading("C2", ANYONE_REVIEWS, "part", "who may review"),
    Reading("C3", ENCOURAGED, "part", "cross-SIG efforts"),
)

_Q62 = (("01-inline.eml", 2),)

STEPS = (
    Step(
        "C1", ("confirm",), (("02-top-posted.eml", 1),), "The responder assents to the sentence as it stands."
    ),
    Step(
        "Q6.2",
        ("upgrade",),
        _Q62,
        "The responder names the extra approval for cherry-picks.",
        level=4,
        wording="It is publicly documented that release-related paths have a gate beyond ordinary OWNERS + CI: "
        "a cherry-pick needs one more approval, by the branch approvers.",
        refused_by="needs-source",
    ),
    Step(
        "Q6.2",
        ("upgrade",),
        _Q62,
        "The cherry-pick process states the further approval, as the responder said.",
        level=4,
        sources=(CHERRY_PICK,),
        wording="It is publicly documented that release-related paths have a gate beyond ordinary OWNERS + CI: "
        "a cherry-pick needs one more approval, by the branch approvers.",
        gap_status="closed",
    ),
    Step(
        "C2",
        ("restate:narrower",),
        (("01-inline.eml", 1),),
        "/lgtm and /approve are independent, and a reviewer need not be in OWNERS.",
        sources=(ANYONE_REVIEWS,),
        wording="Public rules appear to support the description that external contributors first pass through CLA "
        "and /ok-to-test to enter central testing resources, then receive /lgtm from a reviewer and, independently "
        "of it, /approve from an approver listed in OWNERS, and then proceed through presubmit, Prow, Tide, and "
        "related status checks before code enters the merge pool and is ultimately merged.",
    ),
    Step("C3", ("confirm",), (("15-agrees.eml", 1),), "The responder says that KEPs are required."),
    Step(
        "C3",
        ("downgrade:coherence",),
        (("16-disagrees.eml", 1),),
        "Governance encourages the process for cross-SIG efforts, so the two do not cohere.",
        level=2,
        sources=(ENCOURAGED,),
        wording="We can currently confirm only that the KEP README requires a KEP for most non-trivial changes; for "
        "cross-SIG efforts the governance document encourages the process and does not require it.",
    ),
    Step(
        "C4",
        ("downgrade:limitation",),
        (("07-german.eml", 1),),
        "Only the listed images are covered, and the feature is beta.",
        level=2,
        wording="We can currently confirm only that public documentation gives users signature checks for binaries, "
        "SPDX files and the images on the published release list, and checksums for the binaries.",
    ),
    Step("Q2", ("pointer",), (("08-pointer.eml", 1),), "Links to rule files that nobody here has read yet."),
    Step(
        "Q3",
        ("redirect",),
        (("09-redirect.eml", 1),),
        "The responder names a better contact.",
        redirect_to="kubernetes-sig-release (list of SIG Release)",
    ),
    Step(
        "Q3.3",
        ("decline",),
        (("10-decline.eml", 1),),
        "Signing credentials cannot be discussed in public; nothing is inferred from that.",
    ),
)

# Each rule must refuse the move made for it; `{private}` is put together from the private sample's words.
RULES = (
    Step("Q6.1", ("upgrade",), _Q62, "No source at all.", level=4, refused_by="needs-source"),
    Step(
        "Q3.1",
        ("upgrade",),
        (("12-private.eml", 1),),
        "A private message says so.",
        level=3,
        refused_by="private-never-raises",
    ),
    Step("Q3.1", ("none",), (("12-private.eml", 1),), "{private}", refused_by="private-words"),
    Step(
        "C3",
        ("upgrade",),
        (("15-agrees.eml", 1),),
        "One side only.",
        level=3,
        refused_by="contested",
    ),
    Step("Q6", ("upgrade",), _Q62, "One part of two.", level=3, sources=(), refused_by="weakest-part"),
    Step(
        "C1",
        ("confirm",),
        (("02-top-posted.eml", 1),),
        "A move beside it.",
        level=2,
        refused_by="effect-matches-move",
    ),
    Step(
        "C5",
        ("restate:narrower",),
        (("03-numbered.eml", 4),),
        "The same again.",
        wording="{same}",
        refused_by="same-words",
    ),
    Step(
        "Q2",
        ("restate:terminology",),
        (("06-outlook.eml", 1),),
        "Stronger than the level.",
        wording="It is publicly documented with confidence that a unified pre-PR admission regime exists.",
        refused_by="overclaim",
    ),
    Step("C1", ("confirm",), (("02-top-posted.eml", 1),), "", refused_by="reason-required"),
    Step(
        "C1",
        ("confirm",),
        (("02-top-posted.eml", 1),),
        "An old sheet.",
        level=-1,
        refused_by="stale-revision",
    ),
)

TOUR = (
    "The board lists the letter's questions. Press t to triage the sample replies.",
    "In Triage, n and p walk the passages; the right side says which question each one answers and why.",
    "Press a, then an effect (c confirm, u upgrade, d downgrade, r restate …) to assess; Ctrl+S records it.",
    "Try an upgrade without a source: it is refused by name. S lists the sources; read one, then try again.",
    "u takes the newest finding back, h shows the timeline, r writes the report. ? lists every key.",
)
