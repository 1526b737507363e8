"""The standing words of a report: what levels, gaps, effects and states are called, said with care."""

from __future__ import annotations

from datetime import UTC, datetime

from tracker.claims.levels import GapStatus, Level

BASIS = {
    "reply": "a reply",
    "source": "a source, read",
    "self-review": "the researchers' own review",
    "adjudication": "adjudication between responders who disagree",
}
GAP: dict[str, str] = {
    GapStatus.OPEN: "public sources do not show it",
    GapStatus.SOURCE_PENDING: "a source was offered and nobody has read it yet",
    GapStatus.NARROWED: "public sources show a part of it",
    GapStatus.CLOSED: "no gap any more",
    GapStatus.STANDING: "said, by a responder well placed to know, to have no public source",
    GapStatus.DECLINED: "not to be discussed publicly; nothing is inferred from that",
}
STATE = {
    "standing": "stands",
    "superseded": "superseded by a later finding",
    "withdrawn": "withdrawn; no longer counts",
}
LEG = {
    "waiting": "no answer recorded",
    "promised": "an answer was promised; no answer recorded",
    "awaiting us": "they asked back and wait for the researchers",
    "answered": "answered",
    "redirected": "redirected to another contact",
    "closed": "closed",
}
EFFECTS = (
    ("confirm", "assent to the wording; text and level stay"),
    ("upgrade", "the level rises, to a row of the table whose conditions hold"),
    ("downgrade", "the level falls, with the concern named"),
    ("restate", "the text changes"),
    ("pointer", "a link or title is offered; it is no evidence until a person has read and quoted it"),
    ("redirect", "a better contact is named"),
    ("decline", "it cannot be discussed publicly; the level stays and nothing is inferred"),
    ("none", "nothing that bears on the claim"),
)
RULES = (
    "Nothing changes a claim without a named person and a reason; every change is one entry of a ledger "
    "that only grows.",
    "A level rises, or falls to contradicted, only when the conditions in the table hold. The opening levels "
    "are those that the letter itself used; they were recorded as sent, not held against the table.",
    "A source counts from the day a person has read it. Unread sources are listed and carry nothing.",
    "A message is testimony, never a source. A private message never raises a level and is never quoted.",
    "While two well-placed responders stand against each other, the claim is contested and no level rises "
    "until one yields or is withdrawn, or a person adjudicates with a reason.",
    "At level 3 and above, every part of a claim stands at that level or above. A claim one of whose parts "
    "has fallen is under review.",
    "Silence and a refusal to discuss something publicly change no claim.",
    "A rule that was set aside is shown at the top of the report, with the reason given.",
)
WHAT = (
    "A letter asked the people of a project to confirm or correct what public material shows, and to answer what it "
    "does not show. For each question this report says what may be claimed now, how far public sources carry it, "
    "what they leave open, and how each reply and each reading changed it. Every change was decided by a named "
    "person, who gave a reason."
)
RESPONDERS = (
    "Responders are told by their role; a name is given only with recorded consent. Of a private message neither "
    "writer nor role nor date is told, and none of its words."
)
REFUSALS = (
    ("needs-source", "a rise, or a fall to contradicted, meets its row of the table of levels"),
    ("private-never-raises", "a private message confirms, lowers, narrows or mends terms, and never raises"),
    ("private-words", "nothing published repeats six words running of a private message without consent"),
    ("contested", "no rise while two well-placed responders stand against each other"),
    ("weakest-part", "at level 3 and above every part of a claim stands at that level or above"),
    ("effect-matches-move", "the effect that is named and the move that is made agree"),
    ("same-words", "a restatement changes the text, and a confirmation does not"),
    ("overclaim", "no wording is stronger than its level"),
    ("reason-required", "every change has a reason"),
    ("stale-revision", "a change is made to the revision that its author saw"),
)
PUBLISHED = (
    "Published: questions, parts, wordings, levels, gaps, sources and their quotations, findings with their reasons, "
    "passages of replies on the public list, and the ledger's chain.",
    "Not published: private messages and whatever was drawn from them, reasons that were sealed, and names and "
    "addresses of responders who did not agree to be named. The ledger carries a salted digest in their place, so "
    "it can be checked without them.",
    "Sample replies, made for demonstration, are marked wherever something rests on them.",
)
LINT = (
    "Groups of words that show how sure a sentence is, by name, and the levels whose wordings may rest on them. "
    "Stronger words than the level bears are refused; weaker ones are warned of."
)
CITED_AS = {
    "supports": "offered in support",
    "disputes": "offered against",
    "qualifies": "limits the claim",
    "answers": "bears on the question",
    "context": "context",
}
REACTION = {
    "satisfied": "the responder is satisfied with what was made of their reply",
    "not satisfied": "the responder is not satisfied with what was made of their reply",
    "pending": "the responder was asked and has not said yet",
    "none": "the responder was not heard of again",
}
REACTION_OF_ANOTHER = {
    "satisfied": "another responder is satisfied with what was made of the reply",
    "not satisfied": "another responder is not satisfied with what was made of the reply",
    "pending": "another responder was asked and has not said yet",
    "none": "another responder was not heard of again",
}
WITHHELD = "withheld"
NOT_PUBLISHED = "not published: sealed, or it names somebody who did not agree to be named"
NOBODY = "somebody not named"
DIFF_KEY = "In what changed, words taken out stand in [-…-] and words put in stand in {+…+}."
VERIFY_COMMAND = "tracker audit verify --checkpoint FILE"
VERIFY = (
    "Keep the lines of the checkpoint below in a file. In any later copy of the workspace, this command "
    "shows whether the ledger that this report was made from is still its unchanged beginning: nothing "
    "altered and nothing cut off."
)


def day(at: datetime | None) -> str:
    """Return the UTC day of `at` as YYYY-MM-DD; naive is taken for UTC, unknown is said to be."""
    if at is None:
        return "date not known"
    return (at if at.tzinfo is None else at.astimezone(UTC)).strftime("%Y-%m-%d")


def level(number: int) -> str:
    """Return a level with its name, such as `3 apparent`."""
    return f"{number} {Level(number).label}"


def takes(number: int) -> str:
    """Return what a level takes: its row of the table."""
    return Level(number).takes


def gap(status: str) -> str:
    """Return the name of a gap's status, `none` where there is no gap."""
    return status or "none"


def gap_means(status: str) -> str:
    """Return what a gap's status means, "" where there is no gap."""
    return GAP.get(status, "")


def count(number: int, one: str, many: str = "") -> str:
    """Return `number` with its noun: `1 source`, `2 sources`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
