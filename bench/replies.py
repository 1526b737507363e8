"""What is hidden in a made-up folder: forty replies to a letter, one row each."""

from __future__ import annotations

from dataclasses import dataclass

WRITER = "Sample Researcher <researcher@example.org>"


@dataclass(frozen=True)
class Reply:
    """How one planted reply is made.

    `to` is what it answers: "letter", an earlier reply's name, or "" for a fresh mail. `link` says how:
    "both" (References and In-Reply-To), "in-reply-to", "references" or "". `quote` are the letter's long
    paragraphs that it quotes, counted from 0, and `words` a (start, length) of the one quoted in part. `subject`
    is "re" (Re: and the letter's), "same" (the letter's) or "fresh". `where` the answer stands: above or below
    the quotation. `sender` is the earlier reply whose writer it shares, `clock` by how many days its clock is
    wrong, `attached` whether a file follows the text or comes before it. `twice`: "list" for a second copy
    through the list, "same" for the same bytes again.
    """

    name: str
    day: float
    to: str = ""
    link: str = ""
    quote: tuple[int, ...] = ()
    words: tuple[int, int] | None = None
    subject: str = "fresh"
    encoding: str = "7bit"
    width: int = 72
    mark: str = "> "
    where: str = "below"
    sender: str = ""
    cc: str = ""
    html: bool = False
    charset: str = "utf-8"
    message_id: bool = True
    clock: float = 0.0
    attached: str = ""
    twice: str = ""

    @property
    def quotes(self) -> bool:
        """Whether it says twelve words or more of the letter in the letter's order."""
        return bool(self.quote)


def _direct(n: int, day: float, **more: object) -> Reply:
    return Reply(f"direct-{n}", day, "letter", "both", subject="re", **more)  # type: ignore[arg-type]


def _deep(n: int, day: float, to: str, link: str = "both", **more: object) -> Reply:
    return Reply(f"deep-{n}", day, to, link, subject="re", **more)  # type: ignore[arg-type]


def _quoting(n: int, day: float, paragraph: int, encoding: str, width: int, **more: object) -> Reply:
    return Reply(f"quotation-{n}", day, quote=(paragraph,), encoding=encoding, width=width, **more)  # type: ignore[arg-type]


REPLIES: tuple[Reply, ...] = (
    _direct(1, 0.4),
    _direct(2, 1.0, quote=(2, 3), twice="list"),
    _direct(3, 1.6, quote=(1,), encoding="quoted-printable", html=True),
    _direct(4, 3.1, quote=(0, 1, 2, 3, 4, 5), where="above", encoding="base64"),
    _direct(5, 4.5, quote=(6,), width=64, cc=WRITER),
    _direct(6, 9.0, encoding="8bit"),
    _direct(7, 20.0, quote=(8,), encoding="quoted-printable", charset="windows-1252"),
    _direct(8, 21.0, clock=300.0),  # its clock runs most of a year ahead
    _direct(9, 31.0, quote=(9, 10), twice="list", encoding="base64"),
    _direct(10, 44.0, quote=(4,), mark="| ", twice="list"),
    _deep(1, 2.0, "direct-2", quote=(2,), mark="> > "),
    _deep(2, 2.5, "deep-1"),
    _deep(3, 3.0, "deep-2", "in-reply-to"),
    _deep(4, 5.0, "deep-3", "in-reply-to", encoding="base64"),
    _deep(5, 8.0, "deep-4", "in-reply-to", html=True),
    _deep(6, 22.0, "direct-8", "in-reply-to"),
    _deep(7, 26.0, "deep-6", "references"),
    _deep(8, 50.0, "quotation-2"),
    Reply("subject-1", 6.0, subject="re", sender="direct-2"),
    Reply("subject-2", 12.0, subject="same", cc=WRITER, encoding="base64"),
    Reply("subject-3", 27.0, subject="re", encoding="quoted-printable"),
    Reply("subject-4", 52.0, subject="same", sender="deep-1"),
    Reply("nameless-1", 7.0, "letter", "both", subject="re", message_id=False),
    Reply("nameless-2", 13.0, "direct-5", "in-reply-to", subject="re", message_id=False, twice="same"),
    Reply("nameless-3", 30.0, quote=(7,), subject="re", message_id=False, encoding="8bit"),
    Reply("nameless-4", 41.0, quote=(3,), message_id=False, encoding="base64", width=66),
    _quoting(1, 4.0, 0, "base64", 60),
    _quoting(2, 10.0, 1, "quoted-printable", 62),
    _quoting(3, 11.0, 2, "8bit", 64, where="above"),
    _quoting(4, 15.0, 3, "base64", 66),
    _quoting(5, 18.0, 4, "quoted-printable", 68, where="above"),
    _quoting(6, 24.0, 5, "base64", 70, mark="> > "),
    _quoting(7, 25.0, 6, "quoted-printable", 72),
    _quoting(8, 33.0, 7, "8bit", 74, words=(5, 26)),
    _quoting(9, 36.0, 8, "base64", 76, words=(3, 22)),
    _quoting(10, 38.0, 9, "quoted-printable", 61, charset="windows-1252"),
    _quoting(11, 43.0, 10, "base64", 65, html=True),
    _quoting(12, 47.0, 11, "quoted-printable", 69, attached="after"),
    _quoting(13, 53.0, 5, "base64", 73, attached="before"),
    _quoting(14, 57.0, 3, "8bit", 75, mark="> > > "),
)
MESSAGES = len(REPLIES) + sum(bool(one.twice) for one in REPLIES)
