"""Whether a mail that no header and no mark shows to be a reply answers the letter all the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.mail import footers, labels, likeness, numbering
from tracker.mail.belonging import QUOTED_WORDS
from tracker.mail.kinds import is_bulk
from tracker.mail.lines import Line
from tracker.mail.linking import Answer
from tracker.mail.message import Mail
from tracker.mail.outline import Outline
from tracker.mail.passages import Passage

_CODE = re.compile(r"(?<![^\W\d_])[cq]\s?\d", re.IGNORECASE)  # alone "C2" may be a server, and "Q3" a quarter


def answers_letter(
    mail: Mail, lines: Sequence[Line], read: Sequence[tuple[Passage, tuple[Answer, ...]]], outline: Outline
) -> bool:
    """Return whether the passages of `mail`, read with their answers, reply to the letter of `outline`.

    A quotation of the letter or one of its tokens tells enough. Where a person wrote, so does a question or claim
    that the letter has, named with its number ("claim 3"; "C1:" and "Q2:" where several open an answer); and words
    of the letter, inside the person's own or forwarded below them. What a program sends to many readers may number
    and cite as well, and answers nobody.
    """
    if any(answer.how in ("quote", "token") for _, answers in read for answer in answers):
        return True
    own = [passage.text for passage, _ in read if not footers.only_courtesy(passage.text)]
    if not own or is_bulk(mail):
        return False
    if _names(own, outline):
        return True
    others = "\n".join(line.words for line in lines if line.kind == "quote")
    return any(_says(text, outline) for text in ("\n".join(own), others))


def _names(texts: Sequence[str], outline: Outline) -> bool:
    """Whether texts name something that the letter asks: with its noun, or by codes that label several answers."""
    named = [
        label
        for text in texts
        for label in labels.labels(text)
        if label.sort in ("question", "claim") and numbering.candidates(label, outline, (), 0)
    ]
    codes = [label for label in named if _CODE.search(label.text)]
    return len(codes) < len(named) or len({(one.sort, one.number) for one in codes if one.leads}) > 1


def _says(text: str, outline: Outline) -> bool:
    said = likeness.quotation(likeness.index(outline), likeness.folded(text))
    return said is not None and said.matched >= QUOTED_WORDS
