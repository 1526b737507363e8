"""In every language attributions and header blocks are told from the responder's words."""

from __future__ import annotations

import re

import pytest
from language_samples import TONGUES
from mail_samples import quote, texts

WROTE = [(tag, line) for tag, one in TONGUES.items() for line in one.wrote]
BLOCKS = {tag: one.block for tag, one in TONGUES.items()}
OWN = [(tag, line) for tag, one in TONGUES.items() for line in one.own]


@pytest.mark.parametrize(("tag", "line"), WROTE)
def test_an_attribution_is_nobodys_words(tag: str, line: str) -> None:
    body = f"Hello,\n\n{line}\n\n{quote(4)}\n\nThat is right.\n"
    assert texts(body, letter=False) == ["Hello,", "That is right."]


@pytest.mark.parametrize(("tag", "line"), WROTE)
def test_a_decorated_attribution_is_nobodys_words(tag: str, line: str) -> None:
    decorated = line if line.startswith(("*", "-")) else f"*{line}*"
    assert texts(f"{decorated}\n{quote(4)}\n\nThat is right.\n", letter=False) == ["That is right."]


@pytest.mark.parametrize("tag", TONGUES)
@pytest.mark.parametrize("shape", ["bare", "bold", "quoted", "rule"])
def test_a_header_block_announces_the_old_message(tag: str, shape: str) -> None:
    block = BLOCKS[tag]
    if shape == "bold":
        block = re.sub(r"(?m)^(.+?[:：])", r"*\1*", block)
    if shape == "quoted":  # a program that marks all but the first line
        block = block.replace("\n", "\n> ")
    if shape == "rule":
        block = f"________________________________\n{block}"
    old = quote(4) if shape == "quoted" else quote(4, mark="")
    assert texts(f"All of this is accurate.\n\n{block}\n\n{old}\n", letter=False) == [
        "All of this is accurate."
    ]


@pytest.mark.parametrize(("tag", "sentence"), OWN)
def test_a_sentence_that_only_looks_like_one_stays_the_responders(tag: str, sentence: str) -> None:
    found = texts(f"{quote(4)}\n\n{sentence}\n\n{quote(5)}\n\nYes.\n", letter=False)
    assert found == [sentence, "Yes."]


@pytest.mark.parametrize(
    "line",
    [
        '02.05.2026, 10:12, "Letter Writer" <writer@example.org>:',
        "2026年5月2日(土) 10:12 Letter Writer <writer@example.org>:",
        "On Mon, May 4, 2026 at 10:12 AM Letter Writer <mailto:writer@example.org> wrote:",
        "On Mon, May 4, 2026 at 10:12 AM Letter Writer (keep us\nin Cc, please) <\nwriter@example.org> wrote:",
        "# On 2026-05-04 10:12, Letter Writer wrote:",
        "[2026-05-04 10:12] Letter Writer <writer@example.org> wrote:",
        "Letter Writer wrote on 4 May:",
        "writer wrote:",
        '"Writer" <writer@example.org>:',
    ],
)
def test_other_forms_of_attribution_are_nobodys_words(line: str) -> None:
    assert texts(f"Hello,\n\n{line}\n{quote(4)}\n\nYes.\n", letter=False) == ["Hello,", "Yes."]


@pytest.mark.parametrize(
    "rule",
    [
        "-----Original Message-----",
        "------------------&nbsp;原始邮件&nbsp;------------------",
        "---------[ 받은 메일 내용 ]----------",
        "---------- Původní e-mail ----------",
        "-------- Исходное сообщение --------",
        "Begin forwarded message:",
    ],
)
def test_a_rule_with_words_announces_the_old_message(rule: str) -> None:
    block = "From: Letter Writer <writer@example.org>\nDate: 4 May 2026 10:12\nSubject: Clarification"
    assert texts(f"All accurate.\n\n{rule}\n{block}\n\n{quote(4, mark='')}\n", letter=False) == [
        "All accurate."
    ]


def test_a_heading_of_the_responders_is_no_rule() -> None:
    body = "Original:\n\nThe text of the rule.\n\nForwarded message:\n\nNone."
    assert texts(body + "\n", letter=False) == [body]
