"""The reading bench counts what was lost and what leaked, however the lines are wrapped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.reading.__main__ import main
from bench.reading.bodies import body_of, rendered
from bench.reading.labels import LabelledPassage, load
from bench.reading.linking import match
from bench.reading.scoring import TextScore, TextTotal, score_text
from tracker.mail.reading import read

OWN = [
    "This is right as far as the list is concerned,\nthough nobody wrote it down so far.",
    "Yes.",
]
ALL = "\n\n".join(OWN)
QUOTED = "> We understand that there is a list of those\n> who may approve a change."


def score(output: str, asides: tuple[str, ...] = (), rich: bool = False) -> TextScore:
    return score_text(OWN, asides, output, rich)


def figures(*scores: TextScore) -> dict[str, float | int | None]:
    total = TextTotal()
    for one in scores:
        total.add(one)
    return total.figures()


def test_all_new_text_and_nothing_else_is_exactly_right() -> None:
    assert score(ALL).exact
    assert figures(score(ALL)) == {
        "mails": 1,
        "f1": 1.0,
        "f1_mean": 1.0,
        "precision": 1.0,
        "recall": 1.0,
        "exact": 1.0,
        "words": 1.0,
        "errors": 0,
    }


def test_a_lost_line_lowers_recall_alone() -> None:
    got = figures(score(ALL.replace("though nobody wrote it down so far.", "")))
    assert (got["recall"], got["precision"], got["exact"]) == (0.6667, 1.0, 0.0)
    assert got["words"] == round(11 / 18, 4)


def test_a_leaked_line_lowers_precision_alone() -> None:
    one = score(f"{QUOTED}\n\n{ALL}")
    got = figures(one)
    assert one.leaked == tuple(QUOTED.split("\n"))
    assert (got["recall"], got["precision"], got["exact"], got["words"]) == (1.0, 0.6, 0.0, 1.0)


def test_half_a_line_is_lost_and_leaks_nothing() -> None:
    one = score(ALL.replace("as far as the list is concerned,", ""))
    assert (one.lost, one.leaked) == ((OWN[0].split("\n")[0],), ())


def test_words_of_a_lost_line_that_stand_scattered_in_a_leak_do_not_bring_it_back() -> None:
    one = score_text(["It is not so."], (), "It was said that this is, or is not, quite so.")
    assert (one.kept, one.kept_words, len(one.leaked)) == (0, 0, 1)


def test_an_aside_counts_neither_way() -> None:
    with_it, without = score(f"Hi all,\n\n{ALL}", ("Hi all,",)), score(ALL, ("Hi all,",))
    assert with_it.exact
    assert without.exact
    assert with_it.lines == without.lines == 3
    assert not score(f"Hi all,\nHi all,\n{ALL}", ("Hi all,",)).exact


def test_flowed_equals_hard_wrapped() -> None:
    assert score(ALL.replace("concerned,\nthough", "concerned, though")).exact
    flowed = score_text([OWN[0].replace("\n", " ")], (), OWN[0])
    assert flowed.exact
    assert flowed.lines == 1
    assert score_text(
        ["https://example.org/a-long-address"], (), "https://example.org/a-\nlong-address"
    ).exact
    assert score_text(["这是正确的，没有别的。"], (), "这是正确的，\n没有别的。").exact


def test_folding_drops_what_takes_no_room_and_keeps_bullets() -> None:
    assert score_text(["Yes, we do."], (), "\ufeffYes,\u00a0 we\u200b do.").exact
    assert score_text(["Yes, we do."], (), "Yes, we<U+200B> do.").exact
    assert score_text(["- one"], (), "• one").exact
    assert score_text(["- one"], (), "one").lost == ("- one",)


def test_an_address_that_a_rendering_of_html_adds_counts_neither_way() -> None:
    shown = ALL.replace("list", "list <https://example.org/list>")
    assert score(shown, rich=True).exact
    assert not score(shown).exact


def test_passages_meet_in_order_by_the_words_they_share() -> None:
    raw = b"From: a@example.org\n\n> first\n\nYes.\n\n> second\n\nYes.\n\n> third\n\nNo, that is wrong.\n"
    found = read(raw).passages
    labelled = [
        LabelledPassage(text) for text in ("Yes.", "Yes.", "Nothing of the kind", "No, that is\nwrong.")
    ]
    assert match(labelled, found) == [0, 1, None, 2]


def test_html_is_rendered_with_its_quotations_marked() -> None:
    page = "<style>p{}</style><div>Hi,</div><blockquote><p>a<br>b</p></blockquote><ul><li>one</ul>"
    assert [line for line in rendered(page).split("\n") if line] == ["Hi,", "> a", "> b", "- one"]


def test_a_peer_is_given_the_plain_alternative_and_no_footer_of_the_list() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<p>rich\n--b--\n"
        b"--a\nContent-Type: text/plain\n\nfooter\n--a--\n"
    )
    body = body_of(raw)
    assert (body.plain.strip(), body.html, body.rich) == ("plain", "", True)


def test_merged_labels_outweigh_those_they_were_merged_from(tmp_path: Path) -> None:
    folder = tmp_path / "tuned"
    folder.mkdir()
    (folder / "1.eml").write_bytes(b"From: a@example.org\n\nYes.\n")
    for name, style in (("labels-a.json", "early"), ("labels.json", "late"), ("labels-b.json", "early")):
        entry = {"file": "1.eml", "style": style, "kind": "reply", "author": "a@example.org", "passages": []}
        (folder / name).write_text(json.dumps([entry, {"file": "missing.eml"}]), encoding="utf-8")
    mails, troubles = load("tuned", tmp_path)
    assert [one.style for one in mails] == ["late"]
    assert len(troubles) == 3


def test_what_was_wrong_in_held_mails_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--part", "held", "--failures"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count(".") == 1
