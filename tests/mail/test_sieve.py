"""The sieve never turns away a mail that belongs, in whatever way it was written, and does turn away the rest."""

from __future__ import annotations

import base64
import html
import quopri
import random
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_samples import GROUPS_FOOTER, LETTER, MAILMAN_FOOTER, OUTLINE, mail, quote

from tracker.mail.belonging import Correspondence, bare_subject, belongs
from tracker.mail.message import Unreadable, open_mail
from tracker.mail.outline import Outline
from tracker.mail.sieve import Sieve, Sought

SUBJECT = "Clarification of publicly documented rules"
PERSON = "responder.a@example.org"
IDS = ("letter@example.org", "Second.Letter+1@example.org")
LEG = Correspondence("leg-1", IDS, SUBJECT, (PERSON,), OUTLINE)
SOUGHT = Sought(
    "letter",
    dict.fromkeys(IDS),
    frozenset({bare_subject(SUBJECT)}),
    frozenset({PERSON}),
    frozenset(topic.label for topic in OUTLINE.topics),
    OUTLINE.paragraphs,
)
SIEVE = Sieve([SOUGHT])
STRANGER = {"From": "somebody@example.org", "To": "sample-list@example.org", "Subject": "Something else"}
QUOTED = quote(13, 60) + "\n\nYes.\n"
PLAIN = "text/plain; charset=utf-8"


def strange(body: str | bytes, kind: str = PLAIN, encoding: str = "8bit", **headers: str) -> bytes:
    """A mail from a stranger with a body as it is on the wire."""
    fields = {**STRANGER, "Content_Transfer_Encoding": encoding, **headers}
    raw = mail("", kind=kind, **fields)
    return raw + (body.encode("utf-8") if isinstance(body, str) else body)


def in_base64(text: str, charset: str) -> bytes:
    return base64.encodebytes(text.encode(charset))


def as_html(text: str) -> str:
    lines = "<br>".join(html.escape(line.removeprefix("> ")) for line in text.split("\n"))
    return f"<html><head><style>p {{}}</style></head><body><blockquote>{lines}</blockquote></body></html>"


def parts(*pieces: tuple[str, str, bytes], boundary: str = "b0") -> bytes:
    body = b"".join(
        f"--{boundary}\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
        + data
        + b"\n"
        for kind, encoding, data in pieces
    )
    return body + f"--{boundary}--\n".encode()


ALTERNATIVE = 'multipart/alternative; boundary="b0"'
MIXED = "multipart/mixed;\n boundary=b0"
NOISE = random.Random(7).randbytes(60_000)
WAYS: dict[str, bytes] = {
    **{f"wrapped at {width}": strange(quote(5, width) + "\n\nNo.\n") for width in range(60, 77, 4)},
    "quoted twice": strange(quote(6, 66, "> > ")),
    "quoted with bars": strange(quote(14, 70, "| ")),
    "a part of a paragraph": strange(quote(12, 64, words=25)),
    "line ends of the wire": strange(QUOTED).replace(b"\n", b"\r\n"),
    "no mark at all": strange(OUTLINE.paragraphs[8]),
    "in capitals": strange(QUOTED.upper()),
    "base64": strange(in_base64(QUOTED, "utf-8"), encoding="base64"),
    "base64 and a footer": strange(
        in_base64(QUOTED, "utf-8") + MAILMAN_FOOTER.encode(), encoding="BASE64"
    ),
    "quoted-printable": strange(quopri.encodestring(QUOTED.encode()), encoding="Quoted-Printable"),
    "quoted-printable, every letter": strange(
        "".join(f"={ord(char):02X}" if char != "\n" else char for char in quote(7)), encoding="quoted-printable"
    ),
    **{
        charset: strange(QUOTED.encode(charset, "replace"), f"text/plain; charset={charset}")
        for charset in ("iso-8859-1", "windows-1252", "gb18030", "shift_jis", "utf-16")
    },
    "utf-16 in base64": strange(in_base64(QUOTED, "utf-16"), 'text/plain; charset="UTF-16"', "base64"),
    "utf-7": strange(quote(4).encode("utf-7"), "text/plain; charset=utf-7"),
    "a charset nobody knows": strange(QUOTED, "text/plain; charset=x-unknown"),
    "no charset": strange(QUOTED, "text/plain"),
    "Chinese around it": strange(f"你好，请看下文。\n{QUOTED}\n谢谢"),
    "umlauts around it": strange(f"Grüße aus Köln — „ja“\n{QUOTED}"),
    "hard spaces": strange(QUOTED.replace(" ", "\xa0")),
    "thin spaces": strange(QUOTED.replace(" ", "\u2009")),
    "invisible characters": strange(QUOTED.replace("e", "e\u200b").replace("a", "\xada")),
    "control characters": strange(QUOTED.replace("e", "e\x07")),
    "ligatures": strange(QUOTED.replace("fi", "\ufb01").replace("ff", "\ufb00")),
    "full width": strange("".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in QUOTED)),
    "addresses doubled": strange(quote(4).replace("through", "<mailto:a@example.org> through <mailto:x>")),
    "HTML alone": strange(as_html(QUOTED), "text/html; charset=utf-8"),
    "HTML, letters marked": strange(
        as_html(QUOTED).replace("en", "<b>e</b>n").replace("ing", "&#105;ng"), "text/html"
    ),
    "HTML in base64": strange(in_base64(as_html(QUOTED), "utf-8"), "text/html; charset=utf-8", "base64"),
    "alternatives": strange(
        parts(
            (PLAIN, "quoted-printable", quopri.encodestring(QUOTED.encode())),
            ("text/html", "8bit", as_html("> Hello").encode()),
        ),
        ALTERNATIVE,
    ),
    "quoted in the HTML alternative alone": strange(
        parts((PLAIN, "8bit", b"Yes."), ("text/html; charset=utf-8", "8bit", as_html(QUOTED).encode())),
        ALTERNATIVE,
    ),
    "behind an attachment": strange(
        parts(
            ("application/octet-stream", "base64", base64.encodebytes(NOISE)),
            (PLAIN, "base64", in_base64(QUOTED, "utf-8")),
        ),
        MIXED,
    ),
    "a footer of its own": strange(
        parts((PLAIN, "8bit", QUOTED.encode()), ("text/plain", "7bit", MAILMAN_FOOTER.encode())), MIXED
    ),
    "half in one part, half in the next": strange(
        parts(
            ("text/plain", "7bit", b"Public rules require authors to"),
            ("text/plain", "7bit", b"disclose AI use, understand the changes they submit, and"),
        ),
        MIXED,
    ),
    "no boundary": strange(QUOTED, "multipart/mixed"),
    "a header in another charset": strange(QUOTED, X_Note="größer"),
    "an answer by reference": strange("Yes.", References="<a@example.org>\n <b@example.org>\n\t<letter@example.org>"),
    "an answer, header in lower case": strange("Yes.").replace(
        b"Subject:", b"in-reply-to : <letter@example.org>\nSubject:"
    ),
    "an answer, header in capitals": strange("Yes.").replace(
        b"Subject:", b"REFERENCES:\n  <Second.Letter+1@example.org> (some words)\nSubject:"
    ),
    "an answer without brackets": strange("Yes.", In_Reply_To="letter@example.org"),
    "an answer on the wire": strange("Yes.", References="<a@b>\n <letter@example.org>").replace(b"\n", b"\r\n"),
    "an answer with an odd header": strange("Yes.", References="<letter@example.org>", X_Note="größer\x01"),
    "an answer with two fields": strange("Yes.", References="<a@b>").replace(
        b"Subject:", b"References: <letter@example.org>\nSubject:"
    ),
    "the subject and a person": strange("Yes.", Subject=f"Re: [list] {SUBJECT}", To=PERSON),
    "the subject folded": strange("Yes.", Subject="AW: Clarification of\n publicly\tdocumented rules", To=PERSON),
    **{
        f"the subject after {prefix}": strange("Yes.", Subject=f"{prefix} {SUBJECT}", Cc=PERSON.upper())
        for prefix in ("AW:", "Antw:", "Re[2]:", "[list] Re: FWD:", "回复：", "SV :")
    },
    **{
        f"the subject encoded {way}": strange("Yes.", Subject=subject, Cc=f"Sample <{PERSON}>")
        for way, subject in {
            "base64": f"=?UTF-8?B?{base64.b64encode(f'回复：{SUBJECT}'.encode()).decode()}?=",
            "q": "=?iso-8859-1?q?Antw=3A_Clarification_of?= =?iso-8859-1?q?_publicly_documented?= rules",
        }.items()
    },
    "a token from a person": strange("[c2.1] Yes.", From=f"Sample Responder <{PERSON}>"),
    "a token in an encoded mail": strange(in_base64("As to [Q3]: no.", "utf-8"), encoding="base64", Cc=PERSON),
    "a token in full width": strange("［Q3］ No.", Cc=PERSON),
    "a token in HTML": strange("<p>[<b>Q3</b>&#93; no</p>", "text/html", Cc=PERSON),
    "a token in the subject": strange("No.", Subject="Your question [Q3]", Cc=PERSON),
    "a token in an encoded subject": strange("No.", Subject="=?utf-8?q?Your_=5BQ3=5D?=", Cc=PERSON),
    "a token, a list in the author's place": strange(
        "[C1] Yes.", From="'Sample' via list <sample-list@example.org>", List_Post="<mailto:sample-list@example.org>",
        X_Original_From=f"=?utf-8?q?Sample_R=C3=A9sponder?= <{PERSON}>",
    ),
    "a token, the author in an encoded field": strange(
        "[C1] Yes.", From="'Sample' via list <sample-list@example.org>", List_Post="<mailto:sample-list@example.org>",
        Reply_To="=?utf-8?q?responder=2Ea=40example=2Eorg?=",
    ),
    "no Message-ID": strange(QUOTED, Message_ID=""),
    "lines before the header": b"\r\n\n" + strange(QUOTED),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_belongs_passes_however_it_is_written(way: str) -> None:
    assert belongs(open_mail(WAYS[way]), [LEG]) is not None, "the sample should belong"
    assert SIEVE.might(WAYS[way])


OTHERS = (
    strange("The meeting is on Thursday.\n\n" + GROUPS_FOOTER),
    strange("We would like to see the required status checks and the merge pool.\n" * 2),
    strange(as_html("Thank you for the minutes."), "text/html"),
    strange(in_base64("Danke schön.", "utf-8"), encoding="base64", References="<x@example.org>"),
    strange("Good morning.", From=PERSON),
    strange(parts((PLAIN, "8bit", b"Yes."), ("image/png", "base64", base64.encodebytes(NOISE))), MIXED),
    strange("你好", Subject=f"{SUBJECT} elsewhere"),
)


@pytest.mark.parametrize("raw", OTHERS)
def test_other_mail_is_turned_away(raw: bytes) -> None:
    assert belongs(open_mail(raw), [LEG]) is None
    assert not SIEVE.might(raw)


def test_a_token_is_let_through_whoever_wrote_it() -> None:
    """Its author may be met on the way: only then does it belong."""
    raw = strange("[C2] is the name of a note.", References="<other-letter@example.org>")
    assert belongs(open_mail(raw), [LEG]) is None
    assert SIEVE.might(raw)


def test_what_was_learned_is_found_from_then_on() -> None:
    sieve = Sieve([SOUGHT])
    answer = strange("Yes.", In_Reply_To="<learned-1@example.org>")
    assert not sieve.might(answer)
    sieve.learn("learned-1@example.org")
    assert sieve.might(answer)
    sieve.learn("")
    assert not sieve.might(strange("Yes.", References="<>"))


def test_several_letters_are_sought_at_once() -> None:
    other = Sought(
        "two",
        {"two@example.org": None},
        paragraphs=("Der Ausschuß bittet um " + "eine Übersicht der Fälle " * 4,),
    )
    sieve = Sieve([SOUGHT, other])
    assert sieve.might(strange("Ja.", References="<two@example.org>"))
    assert sieve.might(strange("> der Ausschuss bittet um\n" + "> eine Übersicht der Fälle\n" * 4))
    assert sieve.might(WAYS["ligatures"])
    assert not sieve.might(strange("Der Ausschuß tagt am Donnerstag."))


def test_a_letter_in_chinese_is_found() -> None:
    text = "我们正在研究开源社区如何处理漏洞报告并希望确认几个公开可见的事实。"
    leg = Correspondence("leg", outline=Outline.from_text(text))
    sieve = Sieve([Sought("letter", paragraphs=(text,))])
    for raw in (
        strange("> " + text),
        strange(f"是 > {text[:20]}\n> {text[20:]}".encode("gb18030"), "text/plain; charset=gb18030"),
    ):
        assert belongs(open_mail(raw), [leg]) is not None
        assert sieve.might(raw)
    assert not sieve.might(strange("会议在星期四。"))


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\x00" * 99, b"no header at all", b": \n\n", b"Subject", NOISE[:999]]
)
def test_anything_at_all_is_decided(raw: bytes) -> None:
    assert SIEVE.might(raw) is False
    assert Sieve([]).might(raw) is False


def test_a_mail_that_is_cut_is_decided_on_its_start() -> None:
    assert SIEVE.might(strange(QUOTED + "x " * 50_000)[:65_536])
    assert not SIEVE.might(WAYS["behind an attachment"][:40_000])


WORDS = LETTER.split()
SCRAP = st.builds(
    lambda at, length, cut: " ".join(WORDS[at : at + length])[cut:],
    st.integers(0, len(WORDS)),
    st.integers(1, 20),
    st.integers(0, 3),
)
TALK = st.sampled_from(
    [
        "we would like to",
        "the merge pool",
        "Größe —",
        "你好ab",
        "[Q2]",
        "[ c1 ]",
        "<U+200B>",
        "a<mailto:b>c",
        "\ufb01",
        "it's",
        "İ",
        "x_y",
    ]
)
TEXT = st.lists(st.one_of(SCRAP, SCRAP, TALK, st.text(max_size=12)), min_size=1, max_size=12)
BETWEEN = st.sampled_from([" ", "\n", "\n> ", "\n>> ", ", ", "", "\u200b", "\xa0", "\x0b", "\r\n"])
CHARSETS = st.sampled_from(
    ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "gb18030", "us-ascii", "iso-2022-jp", "koi8-r", ""]
)
ENCODED = base64.b64encode(PERSON.encode()).decode()
SUBJECTS = (SUBJECT, f"Re: {SUBJECT}", f"=?utf-8?q?{SUBJECT.replace(' ', '_')}?=", "[Q2]", "Hello")
PREFIXED = st.text("reRE:：[] \taé", max_size=9).map(lambda prefix: f"{prefix} {SUBJECT}")
REFERENCES = (
    "",
    "<letter@example.org>",
    "<x@y> <letter@example.org>",
    "letter@example.org",
    "<letter@example.org",
    "<a\n b>",
)
FIELDS = {
    "From": st.sampled_from([PERSON, f"Sample <{PERSON.title()}>", "somebody@example.org", f"a@b@{PERSON}"]),
    "Subject": st.sampled_from(SUBJECTS) | PREFIXED,
    "References": st.sampled_from(REFERENCES),
    "Reply-To": st.sampled_from(["", PERSON, f"=?utf-8?b?{ENCODED}?="]),
    "X-Note": st.sampled_from(["", "é", "a\x01", "x\n y"]),
}


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """A mail of scraps of the letter and of talk, in one of many forms."""
    scraps = draw(TEXT)
    text = "".join(part + draw(BETWEEN) for part in scraps)
    if draw(st.booleans()):
        text = "\n".join(
            textwrap.wrap(text, draw(st.integers(60, 76)), initial_indent="> ", subsequent_indent="> ")
        )
    charset, encoding = draw(CHARSETS), draw(st.sampled_from(["8bit", "base64", "quoted-printable"]))
    sort = draw(st.sampled_from(["plain", "plain", "html"]))
    data = (as_html(text) if sort == "html" else text).encode(charset or "utf-8", "replace")
    data = {"8bit": bytes, "base64": base64.encodebytes, "quoted-printable": quopri.encodestring}[encoding](
        data
    )
    kind = f"text/{sort}" + (f"; charset={charset}" if charset else "")
    fields = {name: draw(values) for name, values in FIELDS.items()}
    if draw(st.booleans()):
        raw = strange(
            parts((kind, encoding, data), ("text/plain", "7bit", b"we would like to see")), MIXED, **fields
        )
    else:
        raw = strange(data, kind, encoding, **fields)
    return raw.replace(b"\n", b"\r\n") if draw(st.booleans()) else raw


@settings(max_examples=400, deadline=None)
@given(mails())
def test_never_turned_away_what_belongs(raw: bytes) -> None:
    try:
        belongs_there = belongs(open_mail(raw), [LEG])
    except Unreadable:
        return
    assert belongs_there is None or SIEVE.might(raw)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=200))
def test_never_raises(head: bytes, body: bytes) -> None:
    assert SIEVE.might(head) in (True, False)
    assert SIEVE.might(b"Content-Type: text/plain; charset=" + head + b"\n\n" + body) in (True, False)
