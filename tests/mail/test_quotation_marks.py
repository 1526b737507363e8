"""Attribution lines, header blocks and unmarked quotation are told from the responder's words in many
languages.
"""

from __future__ import annotations

import pytest
from mail_samples import ATTRIBUTION, first, quote, reading, texts

ATTRIBUTIONS = [
    ATTRIBUTION,
    "On Mon, May 4, 2026 at 10:12\u202fAM Sample Writer <writer@example.org>\nwrote:",
    "On Mon, May 4, 2026 at 10:12 AM\nSample Writer via steering\n<steering@example.org> wrote:",
    "Sample Writer writes:",
    "Sample Writer <writer@example.org> wrote on 4 May 2026:",
    "* Sample Writer [260504 10:08]:",
    "N05ec, 04.05.26 09:12:",
    "Am 04.05.2026 um 10:12 schrieb Sample Writer:",
    "Am Mo., 4. Mai 2026 um 10:12 Uhr schrieb Sample Writer <\nwriter@example.org>:",
    '4. Mai 2026, "Sample Writer" schrieb:',
    "Le lun. 4 mai 2026 à 10:12, Sample Writer <writer@example.org> a écrit\u00a0:",
    "Le 04/05/2026 à 10:12, Sample Writer a écrit :",
    "El lun, 4 may 2026 a las 10:12, Sample Writer (<writer@example.org>) escribió:",
    "Il giorno lun 4 mag 2026 alle ore 10:12 Sample Writer <writer@example.org> ha scritto:",
    "Em seg., 4 de mai. de 2026 às 10:12, Sample Writer <writer@example.org> escreveu:",
    "Op ma 4 mei 2026 om 10:12 schreef Sample Writer <writer@example.org>:",
    "Den mån 4 maj 2026 kl 10:12 skrev Sample Writer <writer@example.org>:",
    "W dniu pon., 4 maj 2026 o 10:12 Sample Writer <writer@example.org> napisał(a):",
    "Dne po 4. 5. 2026 10:12 Sample Writer <writer@example.org> napsal(a):",
    "пн, 4 мая 2026 г. в 10:12, Sample Writer <writer@example.org>:",
    "4 мая 2026 г., 10:12 пользователь Sample Writer написал:",
    "Sample Writer <writer@example.org>, 4 May 2026 Pzt, 10:12 tarihinde şunu yazdı:",
    "ma 4. toukok. 2026 klo 10.12 Sample Writer (writer@example.org) kirjoitti:",
    "在 2026年5月4日，10:12，Sample Writer <writer@example.org> 写道：",
    "Sample Writer 于2026年5月4日周一 10:12写道：",
    "Sample Writer <writer@example.org> 於 2026年5月4日 週一 上午10:12寫道：",
    "2026年5月4日(月) 10:12 Sample Writer <writer@example.org>:",
    "2026/05/04 10:12、Sample Writer <writer@example.org>のメール:",
    "2026년 5월 4일 (월) 오전 10:12, Sample Writer <writer@example.org>님이 작성:",
]


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_an_attribution_of_any_language_is_nobodys_words(line: str) -> None:
    assert texts(f"Hello,\n\n{line}\n\n{quote(4)}\n\nThat is right.\n") == ["Hello,", "That is right."]
    assert texts(f"{line}\n{quote(4)}\n\nThat is right.\n", letter=False) == ["That is right."]


def test_quotation_marked_with_bars_below_an_attribution_is_nobodys_words() -> None:
    body = f"* N05ec [260504 09:12]:\n{quote(4, mark='| ')}\n\nYes.\n\n{quote(5, mark='| ')}\n\nNo.\n"
    assert texts(body, letter=False) == ["Yes.", "No."]
    assert first(reading(body)[1]) == 5


@pytest.mark.parametrize(
    "sentence",
    [
        "On the release side this is different:",
        "From: the handbook I take that it is optional.",
        "On Tuesday we merged the change that you mean.",
        "The two that matter are these:",
        "As of 1.30 the rule reads:",
    ],
)
def test_new_text_that_looks_like_an_attribution_stays_the_responders(sentence: str) -> None:
    assert texts(f"{quote(4)}\n\n{sentence}\n\n{quote(5)}\n\nYes.\n") == [sentence, "Yes."]


@pytest.mark.parametrize(
    "told",
    [
        "On Monday, May 4, 2026 we met and Bob, our chair, wrote:",
        "On Monday, May 4, 2026 the board met and Bob, our chair, wrote:",
        "On 4 May 2026 at 10:00 I sent a patch to Tim <tim@example.org> and he wrote:",
        "Am 4. Mai 2026 um 10:00 haben wir beraten und Bob schrieb:",
        "A report that names the wrong list has this head:\n\nFrom: Reporter <reporter@example.org>\n"
        "Date: Mon, 4 May 2026 10:12:00 +0000\nTo: steering@example.org\nSubject: A flaw",
        "A report has a head of its own.\n\nFrom: Reporter <reporter@example.org>\nTo: steering@example.org\n"
        "Subject: A flaw\nDate: Mon, 4 May 2026 10:12:00 +0000",
    ],
)
def test_what_the_responder_tells_or_shows_of_others_stays_theirs(told: str) -> None:
    body = f"Claim 1 holds.\n\n{told}\n\nThe list has moved, so claim 4 is wrong.\n"
    assert "\n\n".join(texts(body, letter=False)) == body.strip()


def test_a_sentence_right_above_an_attribution_stays_the_responders() -> None:
    assert texts(f"On the KEP side: yes.\n{ATTRIBUTION}\n{quote(6)}\n") == ["On the KEP side: yes."]


OUTLOOK = [
    "From: Sample Writer <writer@example.org>\nSent: Monday, May 4, 2026 10:12 AM\nTo: steering@example.org\n"
    "Subject: Clarification",
    "-----Original Message-----\nFrom: Sample Writer\nSent: Monday, May 4, 2026 10:12 AM\nSubject: Clarification",
    "________________________________\nVon: Sample Writer <writer@example.org>\n"
    "Gesendet: Montag, 4. Mai 2026 10:12\nAn: steering@example.org\nBetreff: Clarification",
    "-----Ursprüngliche Nachricht-----\nVon: Sample Writer\nGesendet: Montag, 4. Mai 2026 10:12\n"
    "Betreff: Clarification",
    "De : Sample Writer <writer@example.org>\nEnvoyé : lundi 4 mai 2026 10:12\nÀ : steering@example.org\n"
    "Objet : Clarification",
    "De: Sample Writer\nEnviado el: lunes, 4 de mayo de 2026 10:12\nPara: steering@example.org\nAsunto: Clarification",
    "发件人: Sample Writer <writer@example.org>\n发送时间: 2026年5月4日 10:12\n收件人: steering@example.org\n"
    "主题: Clarification",
    "差出人: Sample Writer <writer@example.org>\n送信日時: 2026年5月4日 10:12\n宛先: steering@example.org\n"
    "件名: Clarification",
    "보낸 사람: Sample Writer <writer@example.org>\n보낸 날짜: 2026년 5월 4일\n받는 사람: steering@example.org\n"
    "제목: Clarification",
    "Kimden: Sample Writer <writer@example.org>\nGönderildi: 4 Mayıs 2026 10:12\nKime: steering@example.org\n"
    "Konu: Clarification",
    "*From:* Sample Writer <writer@example.org>\n*Date:* Monday, 4 May 2026 at 10:12\n*To:* steering@example.org,\n"
    "  another.list@example.org\n*Subject:* Clarification",
]


@pytest.mark.parametrize("block", OUTLOOK)
@pytest.mark.parametrize("letter", [True, False])
def test_below_a_header_block_the_old_message_is_not_the_responders(block: str, letter: bool) -> None:
    body = f"All of this is accurate.\n\n{block}\n\n{quote(4, mark='')}\n\n{quote(5, mark='')}\n"
    assert texts(body, letter=letter) == ["All of this is accurate."]


def test_a_header_block_below_a_line_that_announces_answers_is_one() -> None:
    body = f"My answers are below:\n\n{OUTLOOK[0]}\n\n{quote(4, mark='')}\n\nYes, correct.\n"
    assert texts(body) == ["My answers are below:", "Yes, correct."]


@pytest.mark.parametrize("block", OUTLOOK[:3])
def test_answers_between_the_lines_of_an_unmarked_letter_are_found_and_linked(block: str) -> None:
    old = f"{quote(4, mark='')}\n\nYes, correct.\n\n{quote(5, mark='')}\n\nNot in that order.\n\n{quote(6, mark='')}\n"
    found = reading(f"See my answers inline.\n\n{block}\n\n{old}")
    assert [one.passage.text for one in found] == [
        "See my answers inline.",
        "Yes, correct.",
        "Not in that order.",
    ]
    assert [first(one) for one in found] == [None, 4, 5]


def test_without_the_letter_announced_inline_answers_are_not_lost() -> None:
    body = f"My answers are inline.\n\n{OUTLOOK[0]}\n\nSome question?\n\nThis is the answer.\n"
    assert "This is the answer." in "\n".join(texts(body, letter=False))


def test_text_below_a_block_with_nothing_above_it_is_kept() -> None:
    assert "The rule is old." in "\n".join(texts(f"{OUTLOOK[0]}\n\nThe rule is old.\n", letter=False))


def test_a_quoted_header_block_announces_marked_quotation_only() -> None:
    body = (
        f"From: Sample Writer\n> Sent: Monday, May 4, 2026 10:12 AM\n> To: steering\n>\n{quote(4)}\n\nYes.\n"
    )
    assert texts(body, letter=False) == ["Yes."]


def test_in_flowed_text_a_stuffed_line_is_not_a_quote() -> None:
    body = f"{quote(4)}\n > is the prompt of that shell.\n"
    flowed = "text/plain; charset=utf-8; format=flowed"
    assert texts(body, letter=False, kind=flowed) == ["> is the prompt of that shell."]


def test_a_line_that_mbox_escaped_is_not_a_quote() -> None:
    assert texts("Hello,\n\n>From our side this is right.\n\nBye.\n", letter=False)[0].count("our side") == 1


def test_an_invisible_character_before_the_mark_does_not_hide_it() -> None:
    assert texts("\ufeff" + quote(4) + "\n\nYes.\n", letter=False) == ["Yes."]


@pytest.mark.parametrize("letter", [True, False])
def test_an_older_inline_reply_below_a_header_block_is_not_the_responders(letter: bool) -> None:
    older = "Somebody else wrote this.\n\n> an older question\n\nAnd answered it."
    assert texts(f"I agree with that.\n\n{OUTLOOK[0]}\n\n{older}\n", letter=letter) == ["I agree with that."]
