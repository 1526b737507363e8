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
CITED_AS = {
    "supports": "offered in support",
    "disputes": "offered against",
    "qualifies": "limits the claim",
    "answers": "bears on the question",
    "context": "context",
}
WITHHELD = "withheld"
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


def bar(number: int) -> str:
    """Return a level as five cells, for the eye."""
    return Level(number).bar


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
