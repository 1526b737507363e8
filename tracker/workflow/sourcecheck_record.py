"""Recording a check of sources: one act with new contents, how each source was found, and the reviews it opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tracker.record.act import Act
from tracker.record.forms import natural
from tracker.record.models import Citation, Question, Snapshot, Source, SourceCheck
from tracker.text import shorten
from tracker.workflow.recording import add_review
from tracker.workflow.sourcecheck_plan import resting
from tracker.workflow.workspace import Workspace

if TYPE_CHECKING:
    from tracker.workflow.sourcecheck import Checked

NOT_CHECKED = "not checked"
"""The outcome of a source of which nothing was learned: it is not recorded."""


@dataclass(frozen=True)
class Review:
    """A question that was put under review, and the sentence that says why."""

    question: str
    reason: str


def record(ws: Workspace, found: Sequence[Checked]) -> tuple[int, tuple[Review, ...]]:
    """Record how sources were found; returns the entry's number (0 for none) and the new reviews.

    What was not checked is left out, for nothing was learned of it.
    """
    learned = [one for one in found if one.outcome != NOT_CHECKED]
    if not learned:
        return 0, ()
    reviews: list[Review] = []
    with ws.act("sources.checked", _summary(learned)) as act:
        rests = resting(act.session)
        for one in learned:
            if act.session.get(Source, one.source) is None:
                continue
            before = act.session.get(SourceCheck, one.source)
            for review in _losses(act, one, before, rests):
                add_review(act, review.question, review.reason)
                reviews.append(review)
            _write(act, one, before)
        return act.seq, tuple(reviews)


def _summary(learned: Sequence[Checked]) -> str:
    counts = Counter(one.outcome for one in learned)
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
    return f"{len(learned)} {'source' if len(learned) == 1 else 'sources'} checked: {told}"


def _write(act: Act, one: Checked, before: SourceCheck | None) -> None:
    snapshot = one.snapshot or (before.snapshot_id if before else "")
    if one.content is not None and not one.snapshot:
        snapshot = act.new_id(Snapshot)
        act.add(
            Snapshot(
                id=snapshot,
                source_id=one.source,
                url=one.url,
                final_url=one.final_url,
                at=act.at,
                sha256=one.content.sha256,
                size=one.content.size,
                media_type=one.content.media_type,
                text_sha256=one.content.text_sha256,
            )
        )
    missing = [each.citation for each in one.quotations if each.stands is False]
    if one.content is None and one.outcome != "gone" and before is not None:
        missing = list(before.missing)  # it was not seen, so nothing new is known of its words
    values: dict[str, Any] = {
        "outcome": one.outcome,
        "detail": one.detail,
        "at": act.at,
        "snapshot_id": snapshot,
        "missing": missing,
    }
    if before is None:
        act.add(SourceCheck(id=one.source, **values))
    else:
        act.update(before, **values)


def _losses(
    act: Act, one: Checked, before: SourceCheck | None, rests: dict[str, dict[str, datetime | None]]
) -> list[Review]:
    """The questions that rest on words which somebody read and which are not there now, each with a sentence.

    A loss that was known when the words were read, or when the finding was made, opens no second review.
    """
    found = []
    day = f"{act.at:%Y-%m-%d}"
    for each in one.quotations:
        citation = act.session.get(Citation, each.citation)
        if each.stands is not False or citation is None or not citation.read_by:
            continue
        what = f"{one.source} “{shorten(one.title, 80)}”"
        why = (
            f"{what}, read as {each.citation}, was gone on {day} ({one.detail})"
            if one.outcome == "gone"
            else f"the words read as {each.citation} were not in {what} on {day}"
        )
        for question, at in sorted(rests.get(each.citation, {}).items(), key=lambda pair: natural(pair[0])):
            if act.session.get(Question, question) is None:
                continue
            if not _was_known(each.citation, before, citation.read_at, at):
                found.append(Review(question, why))
    return found


def _was_known(citation: str, before: SourceCheck | None, *since: datetime | None) -> bool:
    if before is None or citation not in before.missing or before.at is None:
        return False
    return all(one is None or one <= before.at for one in since)
