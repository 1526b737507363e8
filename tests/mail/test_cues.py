"""Cue phrases suggest an effect, negation turns it, and each cue stands in the text where it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracker.mail import cue_phrases, languages
from tracker.mail.cues import links_in, suggest
from tracker.mail.phrase_notation import Phrases, Rule

SENTENCES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("effect_sentences.tsv").read_text(encoding="utf-8").splitlines()
]
LABELLED = Path(__file__).resolve().parents[1] / "labelled"
# The even places were tuned on, the odd ones were not: right at least, wrong (not merely silent) at most.
FLOORS = {"tuned": (SENTENCES[::2], 0.97, 0.02), "held": (SENTENCES[1::2], 0.85, 0.06)}

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


def suggested(text: str) -> str:
    return suggest(text).effect or "-"


@pytest.mark.parametrize("half", FLOORS)
def test_labelled_sentences_are_read_as_labelled(half: str) -> None:
    sentences, right, wrong = FLOORS[half]
    missed = [
        (suggested(text), text)
        for _, effect, also, text in sentences
        if suggested(text) not in (effect, *(also.split(",") if also != "-" else ()))
    ]
    assert len(missed) <= (1 - right) * len(sentences), missed
    assert sum(effect != "-" for effect, _ in missed) <= wrong * len(sentences), missed


@pytest.mark.parametrize(("half", "right", "wrong"), [("tuned", 0.84, 0.04), ("held", 0.65, 0.1)])
def test_passages_of_the_labelled_mails_are_read_as_labelled(half: str, right: float, wrong: float) -> None:
    mails = json.loads((LABELLED / half / "labels.json").read_text(encoding="utf-8"))
    passages = [passage for mail in mails if mail["kind"] == "reply" for passage in mail["passages"]]
    found = []
    for passage in passages:
        wanted = {effect or "none" for effect in (passage["effect"], *(passage.get("effect_also") or ()))}
        got = suggest(passage["text"]).effect
        found.append("right" if (got or "none") in wanted else "wrong" if got else "silent")
    assert found.count("right") >= right * len(passages)
    assert found.count("wrong") <= wrong * len(passages)


def test_every_label_is_an_effect() -> None:
    assert {label for _, effect, also, _ in SENTENCES for label in (effect, *also.split(","))} <= {
        "-",
        *cue_phrases.EFFECTS,
    }
    assert len({tag for tag, *_ in SENTENCES}) == 6


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("There is nothing we can't discuss.", None),
        ("We can't discuss that.", "decline"),
        ("I would never say that this is not correct.", "confirm"),
        ("It is accurate.", "confirm"),
        ("Is it accurate?", None),
        ("Somebody called it “inaccurate”.", None),
        ("If this is wrong we want to know.", None),
        ("It is accurate, although the bot has another name.", "restate"),
        ("It is accurate. However, the bot has another name.", "restate"),
        ("It is on the wrong side of the road right now.", None),
        ("/approve", None),
        ("正确吗？", None),
        ("正しいですか。", None),
        ("Stimmt das?", None),
        ("Das stimmt für die anderen Zweige nicht.", "downgrade"),
        ("Das stimmt.", "confirm"),
    ],
)
def test_negation_limits_conditions_questions_and_quotations_are_heeded(
    text: str, effect: str | None
) -> None:
    assert suggest(text).effect == effect


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Please ask SIG Release about it.", ("SIG Release",)),
        ("You should write to <release-managers@example.org>.", ("release-managers@example.org",)),
        ("I'm not the right person for that. SIG Architecture is.", ("SIG Architecture",)),
        ("Better ask the release engineering team.", ("release engineering team",)),
        ("请联系发布团队。", ("发布团队",)),
        ("SIG Releaseにお問い合わせください。", ("SIG Release",)),
        ("I'm not the right person for that.", ()),
    ],
)
def test_a_redirection_says_to_whom(text: str, who: tuple[str, ...]) -> None:
    suggestion = suggest(text)
    assert suggestion.redirects == who
    assert suggestion.effect == ("redirect" if who else None)


def test_dissent_from_another_responder_is_told_apart_from_dissent_on_the_claim() -> None:
    other = suggest("I disagree with what the chair wrote above.")
    assert other.effect is None
    assert other.disagrees
    assert other.disagrees.text == "disagree with what the chair wrote above"
    claim = suggest("I disagree.")
    assert (claim.effect, claim.disagrees) == ("downgrade", None)
    assert suggest("I do not disagree with what the chair wrote above.").disagrees is None


def test_a_hedge_and_a_rival_make_it_less_sure() -> None:
    plain = suggest("This is accurate.").sure
    assert 0 < suggest("I think this is accurate.").sure < plain
    assert 0 < suggest("This is accurate. Ask SIG Release.").sure < plain


def test_equal_signs_that_nothing_decides_suggest_nothing() -> None:
    assert suggest("SIG Release is a better place to ask. This is accurate.").effect is None


@pytest.mark.parametrize(
    "text",
    [
        "The first half is accurate. The second half is wrong.",
        "Claim 1 is correct; claim 2 is wrong.",
        "1. Yes.\n2. No.",
        "I agree with Alice about the third claim, and disagree with Bob about the fourth.",
        "Punkt 1 stimmt. Punkt 2 ist falsch.",
    ],
)
def test_opposite_verdicts_of_one_passage_suggest_nothing_and_are_both_shown(text: str) -> None:
    suggestion = suggest(text)
    assert suggestion.effect is None
    assert [cue.effect for cue in suggestion.cues] == ["confirm", "downgrade"]


def test_assent_with_a_limit_covers_the_dissent_behind_it() -> None:
    assert suggest("The first half is right, but the second half is wrong.").effect == "restate"


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("Yes.", "No."),
        ("Ja.", "Nein."),
        ("Oui.", "Non."),
        ("Sí.", "No."),
        ("Sì.", "No."),
        ("Ja.", "Nee."),
        ("Sim.", "Não."),
        ("Tak.", "Nie."),
        ("Да.", "Нет."),
        ("是的。", "不是。"),
        ("はい。", "いいえ。"),
        ("네.", "아니요."),
    ],
)
@pytest.mark.parametrize("form", ["{}", "2. {}", "2) {}", "{} https://example.org/rules"])
def test_yes_and_no_by_themselves_are_answers_in_every_language(yes: str, no: str, form: str) -> None:
    assert suggest(form.format(yes)).effect == "confirm"
    assert suggest(form.format(no)).effect == "downgrade"


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("LGTM", "confirm"),
        ("Claim 3: ack.", "confirm"),
        ("Thanks, lgtm.", "confirm"),
        ("+1\nThe bot has another name.", "confirm"),
        ("The labels are hold, lgtm and approve.", None),
        ("We give lgtm, ack, or nack.", None),
        ("lgtm: what a reviewer puts on", None),
        ("You need /lgtm, then /approve.", None),
        ("The file has +1,2 in its header.", None),
        ("Claim 3: no.", "downgrade"),
        ("I know no other list.", None),
        ("No, thanks.", None),
        ("No, that is right.", "confirm"),
        ("No?", None),
    ],
)
def test_what_is_also_a_word_of_the_trade_answers_only_by_itself(text: str, effect: str | None) -> None:
    assert suggest(text).effect in (effect, effect or "none")


@pytest.mark.parametrize(
    "word",
    [
        "not ",
        "correct but ",
        "keep the ",
        '"',
        "(",
        "ask SIG Release ",
        "a@b.",
        "正确不",
        "正しいとは",
        "见……",
    ],
)
def test_a_word_said_a_thousandfold_is_read_all_the_same(word: str) -> None:
    suggestion = suggest(word * 8_000)
    assert len(suggestion.cues) <= 200


def test_a_letter_that_grows_in_small_letters_moves_no_cue() -> None:
    cue = suggest("İİİ This is accurate.").cues[0]
    assert cue.text == "is accurate"


def test_every_phrase_of_every_language_can_be_read() -> None:
    """A bracket that is not closed or a star behind nothing is found here, and not by whoever reads a mail."""
    for language in cue_phrases.every():
        language.phrases.check()
    assert len(cue_phrases.every()) == len(languages.section("effects")) >= 6


@pytest.mark.parametrize("phrase", ["(a|b", "x [y", "*ly right", "a* right"])
def test_a_phrase_that_cannot_be_read_is_named(phrase: str) -> None:
    phrases = Phrases(spaced=True)
    phrases.add(Rule("confirm", 1.0), [phrase])
    with pytest.raises(ValueError, match=f"“{phrase[:1]}".replace("*", "[*]").replace("(", "[(]")):
        phrases.check()


@pytest.mark.parametrize(
    ("phrase", "text", "end"),
    [
        ("(is|looks) [quite] right", "is quite right", 3),
        ("(is|looks) [quite] right", "looks right", 2),
        ("right [now]", "right", 1),
        ("yes[,] but", "yes , but", 3),
        ("exagger*", "exaggerated", 1),
        ("kep #", "kep 12", 2),
        ("keep … as is", "keep your kind sentence as is", 6),
        ("keep … as is", "keep it . as is", None),
    ],
)
def test_the_notation_says_what_the_readme_says(phrase: str, text: str, end: int | None) -> None:
    phrases = Phrases(spaced=True)
    phrases.add(Rule("confirm", 1.0), [phrase])
    found = phrases.found(text.split())
    assert [last + 1 for _, last, _ in found] == ([] if end is None else [end])
