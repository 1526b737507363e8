"""What a private message may do to a claim, and which of its words may not be repeated in the open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.claims.case import Case
from tracker.claims.evidence import PrivateText
from tracker.claims.gaps import SHRUNK
from tracker.claims.judgement import Refusal
from tracker.text import fold_words

RUN = 6
"""How many words running may not be repeated."""


def raising_refusals(case: Case) -> list[Refusal]:
    """Return what a private message would do beyond its reach (rule `private-never-raises`).

    A message that is private, of unknown visibility or not found may confirm, lower, narrow or fix
    terminology; a pointer, a redirect and a decline leave claim and level alone and are free. It may not
    raise the level, broaden, correct or split the text, nor narrow or close the gap, whatever source is
    cited beside it: such a move rests on the source alone.
    """
    private = [word.reply for word in case.own if not word.on_list] + list(case.unknown_replies)
    if not private:
        return []
    named = " and ".join(dict.fromkeys(private))
    instead = f"rest the move on a public source or an on-list reply alone, without {named}"
    refusals = []
    if case.rises:
        refusals.append(Refusal(f"{named} is not public and cannot raise a level", instead))
    if case.new_meaning:
        refusals.append(
            Refusal(f"{named} is not public and cannot broaden, correct or split the claim", instead)
        )
    if case.gap_status in SHRUNK and case.gap_status is not case.state.gap_status:
        refusals.append(Refusal(f"{named} is not public and cannot make a gap {case.gap_status}", instead))
    return refusals


def repeated(
    open_texts: Mapping[str, str],
    private_texts: Sequence[PrivateText],
    published: Sequence[str] = (),
) -> list[tuple[str, str, str]]:
    """Return (name of the open text, reply, words) for each open text that repeats six words of a reply.

    Words are compared as `text.fold_words` gives them, so case, punctuation and line breaks hide nothing.
    Replies with recorded consent are left out, and so are runs that a `published` text of the claim already
    held: a responder who repeats our wording does not make it theirs. Only the first run of each pair is
    given.
    """
    already = {run for text in published for run in _runs(text)}
    found = []
    for private in private_texts:
        theirs = set() if private.consented else set(_runs(private.text)) - already
        for name, text in open_texts.items():
            shared = next((run for run in _runs(text) if run in theirs), None)
            if shared is not None:
                found.append((name, private.reply, " ".join(shared)))
    return found


def word_refusals(case: Case) -> list[Refusal]:
    """Return which open text of the move repeats a private message (rule `private-words`)."""
    state = case.state
    ours = (state.wording, state.proposition, state.confirmed, state.gap)
    return [
        Refusal(
            f"the {name} repeats “{words}” of {reply}, which is private",
            "say it in other words, or record the writer's consent",
        )
        for name, reply, words in repeated(case.open_texts, case.private_texts, ours)
    ]


def _runs(text: str) -> list[tuple[str, ...]]:
    words = fold_words(text)
    return [tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]
