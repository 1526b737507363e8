"""Cue phrases suggest an effect, negation turns it, and each cue stands in the text where it says."""

from __future__ import annotations

import pytest

from tracker.mail.cues import links_in, suggest

EXAMPLES = [
    ("Yes, that is correct.", "confirm"),
    ("Your understanding is accurate.", "confirm"),
    ("We agree with this wording.", "confirm"),
    ("There is no public rule on this.", "confirm"),
    ("Please keep it as a public evidence gap.", "confirm"),
    ("That’s right.", "confirm"),
    ("That is not correct.", "downgrade"),
    ("I don't think that this is accurate.", "downgrade"),
    ("It isn’t really accurate.", "downgrade"),
    ("This is overstated.", "downgrade"),
    ("Please downgrade it to insufficient public evidence.", "downgrade"),
    ("That is simply wrong.", "downgrade"),
    ("Mostly right, but the order is free.", "restate"),
    ("Yes, but only for the main repository.", "restate"),
    ("Not quite right.", "restate"),
    ("More precisely, a member can give /lgtm.", "restate"),
    ("I would rephrase the second half.", "restate"),
    ("This is now publicly documented in the handbook.", "upgrade"),
    ("You can safely say this with confidence.", "upgrade"),
    ("See https://example.org/handbook for the details.", "pointer"),
    ("https://example.org/handbook", "pointer"),
    ("KEP-3027 has it.", "pointer"),
    ("Please ask SIG Release about it.", "redirect"),
    ("SIG Release would be a better place for this.", "redirect"),
    ("You should contact the release managers.", "redirect"),
    ("We cannot discuss that publicly.", "decline"),
    ("I can't comment on this.", "decline"),
    ("We are not able to share the details, see https://example.org/policy.", "decline"),
    ("Thanks for the thorough letter.", "none"),
    ("The moon was bright.", None),
]


@pytest.mark.parametrize(("text", "effect"), EXAMPLES)
def test_an_effect_is_suggested_from_the_words(text: str, effect: str | None) -> None:
    assert suggest(text).effect == effect


@pytest.mark.parametrize(("text", "effect"), EXAMPLES)
def test_every_cue_stands_where_it_says(text: str, effect: str | None) -> None:
    for cue in suggest(text).cues:
        assert text[cue.start : cue.end] == cue.text


def test_links_are_offered_without_the_punctuation_around_them() -> None:
    text = "See <https://example.org/a>, (https://example.org/b_(c)) and https://example.org/a. Not javascript:x."
    assert links_in(text) == ("https://example.org/a", "https://example.org/b_(c)")


def test_assent_with_a_link_stays_assent() -> None:
    assert suggest("That is correct, as https://example.org/rules says.").effect == "confirm"
