"""In every language footers, telephones, sign-offs, banners and disclaimers are left out and no sentence with them."""

from __future__ import annotations

import pytest
from language_samples import TONGUES
from mail_samples import quote, texts

SAID = "That is right."


@pytest.mark.parametrize("tag", TONGUES)
def test_the_footer_of_a_list_is_left_out(tag: str) -> None:
    footer = f"-- \n{TONGUES[tag].footer}\nhttps://groups.example.org/d/msgid/1\n"
    assert texts(f"{SAID}\n\n{footer}", letter=False) == [SAID]
    assert texts(f"{SAID}\n\n{footer}\n{quote(4)}\n\nAnd this.\n", letter=False) == [SAID, "And this."]


@pytest.mark.parametrize("tag", TONGUES)
def test_what_a_telephone_adds_is_left_out(tag: str) -> None:
    assert texts(f"{SAID}\n\n{TONGUES[tag].phone}\n", letter=False) == [SAID]


@pytest.mark.parametrize("tag", TONGUES)
def test_a_name_with_more_below_a_sign_off_is_left_out(tag: str) -> None:
    signed = f"{SAID}\n\n{TONGUES[tag].bye}"
    assert texts(f"{signed}\nSomebody\n", letter=False) == [f"{signed}\nSomebody"]
    assert texts(f"{signed}\nSomebody\nDelivery, second floor\n(weekdays only)\n", letter=False) == [signed]


@pytest.mark.parametrize("tag", TONGUES)
def test_the_banner_of_a_gateway_is_left_out(tag: str) -> None:
    assert texts(f"{TONGUES[tag].banner}\n\n{SAID}\n", letter=False) == [SAID]


@pytest.mark.parametrize("tag", TONGUES)
def test_a_disclaimer_is_left_out(tag: str) -> None:
    assert texts(f"{SAID}\n\n{TONGUES[tag].secret}\n", letter=False) == [SAID]


@pytest.mark.parametrize(
    ("tag", "sentence"), [(tag, line) for tag, one in TONGUES.items() for line in one.own]
)
def test_a_sentence_at_the_end_is_kept(tag: str, sentence: str) -> None:
    assert "\n\n".join(texts(f"{SAID}\n\n{sentence}\n", letter=False)) == f"{SAID}\n\n{sentence}"


@pytest.mark.parametrize(
    "body",
    [
        "Thanks for asking, the rule is old.",
        "Best practice is to sign.\n\nRegards to the rule: it is old.",
        "Confidential? No, this message is public.",
        "Is the list internal or external?\n\nExternal",
        "Yes.\n\nThanks, but the second one is wrong.",
        "Sent with the last release were two files.\nBoth are signed.",
        "Cheers to that, and no.",
        "1. Yes",
        "Kein Widerspruch",
    ],
)
def test_what_only_sounds_like_courtesy_is_kept(body: str) -> None:
    assert "\n\n".join(texts(f"{SAID}\n\n{body}\n", letter=False)) == f"{SAID}\n\n{body}"


@pytest.mark.parametrize(
    "footer",
    [
        "_______________________________________________\nSteering-Mailingliste\nsteering@lists.example.org",
        "_______________________________________________\nSteering mailing list -- steering@lists.example.org\n"
        "To unsubscribe send an email to steering-leave@lists.example.org",
        "-=-=-=-=-=-=-=-=-=-=-=-\nGroups.io Links: You receive all messages sent to this group.\n"
        "View/Reply Online (#214): https://groups.example.org/g/steering/message/214\nMute This Topic: https://example.org/mt/1\n"
        "Unsubscribe: https://groups.example.org/g/steering/unsub\n-=-=-=-=-=-=-=-=-=-=-=-",
        "_______________________________________________\nLista de correo steering\nhttps://lists.example.org/listinfo/steering",
    ],
)
def test_the_footer_of_other_list_programs_is_left_out(footer: str) -> None:
    assert texts(f"{SAID}\n\n{footer}\n", letter=False) == [SAID]


def test_thanks_alone_are_kept_with_the_name_below() -> None:
    assert texts("Thanks,\nRelease Keeper\n", letter=False) == ["Thanks,\nRelease Keeper"]


@pytest.mark.parametrize(
    "line",
    [
        "_" * 40 + ("\n" + "_" * 40) * 400,
        "This message " * 400 + "is mine.",
        "Caution: " + "external " * 400 + "and so on.",
        "On " * 5000 + "wrote.",
        "Best " + "A " * 5000 + "and more.",
    ],
)
def test_lines_made_to_look_like_endings_are_kept_whole(line: str) -> None:
    assert "\n".join(texts(f"{SAID}\n\n{line}\n", letter=False)) == f"{SAID}\n\n{line}"
