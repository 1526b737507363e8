"""One run over labelled mails: every reader asked for every mail, scored and summed by part and by style."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.reading.bodies import Body, body_of
from bench.reading.labels import LabelledMail, ours
from bench.reading.linking import LinkScore, LinkTotal, score_links
from bench.reading.peers import Peer
from bench.reading.scoring import TextScore, TextTotal, score_text
from bench.reading.speed import Speed, measure
from tracker.mail.outline import Outline
from tracker.mail.reading import Reading, read
from tracker.workflow.received import as_placed

TRACKER = "tracker"


@dataclass
class Sums:
    """The sums over some mails: the text of every reader, and what the tracker alone does."""

    mails: int = 0
    text: dict[str, TextTotal] = field(default_factory=dict)
    links: LinkTotal = field(default_factory=LinkTotal)

    def figures(self) -> dict[str, Any]:
        """Return all figures, ready for JSON."""
        text = {name: total.figures() for name, total in self.text.items()}
        return {"mails": self.mails, "text": text, "links": self.links.figures()}


@dataclass(frozen=True)
class Wrong:
    """A mail that the tracker did not read exactly right: for whoever tunes it, so of tuned mails alone."""

    mail: LabelledMail
    text: TextScore | None
    links: LinkScore | None
    error: str = ""


class Run:
    """The readers, and the sums so far by (part, style); style "" is a part as a whole, part "all" both."""

    def __init__(self, mails: Sequence[LabelledMail], peers: Sequence[Peer], outline: Outline) -> None:
        self.mails, self.peers, self.outline = mails, peers, outline
        self.ours = ours(list(mails))
        self.bodies: list[Body] = [body_of(mail.raw) for mail in mails]
        self.names = (TRACKER, *(peer.name for peer in peers))
        self.sums: dict[tuple[str, str], Sums] = {}
        self.wrong: list[Wrong] = []
        self.failed: list[tuple[LabelledMail, str]] = []

    def read(self, mail: LabelledMail) -> Reading:
        """Read a mail as the tracker does that knows the letter and our own addresses, and no other mail."""
        return as_placed(read(mail.raw, self.outline, self.ours), "")

    def score(self) -> None:
        """Ask every reader for every mail and sum up.

        The text is scored where a person labelled passages; automatic mail and our own have none, whatever
        a reader makes of it.
        """
        for mail, body in zip(self.mails, self.bodies, strict=True):
            places = [(part, style) for part in (mail.part, "all") for style in ("", mail.style)]
            sums = [self.sums.setdefault(place, Sums()) for place in places]
            for one in sums:
                one.mails += 1
            self._score_tracker(mail, body, sums)
            for peer in self.peers:
                text, failed = "", False
                try:
                    text = peer.new_text(body)
                except Exception:  # noqa: BLE001  (a peer that fails on a mail has found nothing in it)
                    failed = True
                self._count_text(peer.name, mail, body, text, sums, failed)

    def _score_tracker(self, mail: LabelledMail, body: Body, sums: list[Sums]) -> None:
        links, error, text = None, "", ""
        try:
            reading = self.read(mail)
            text = "\n".join(one.passage.text for one in reading.passages)
            links = score_links(mail, reading)
        except Exception as failure:  # noqa: BLE001  (told at the end; the run then fails)
            error = _place(failure)
            self.failed.append((mail, error))
        for one in sums:
            one.links.add(links.total if links else LinkTotal())
        score = self._count_text(TRACKER, mail, body, text, sums, bool(error))
        if error or (score and not score.exact) or (links and links.wrong):
            self.wrong.append(Wrong(mail, score, links, error))

    def _count_text(
        self, name: str, mail: LabelledMail, body: Body, text: str, sums: list[Sums], failed: bool
    ) -> TextScore | None:
        if not mail.passages:
            return None
        score = score_text([one.text for one in mail.passages], mail.asides, text, body.rich)
        for one in sums:
            one.text.setdefault(name, TextTotal()).add(score, failed)
        return score

    def speeds(self, rounds: int) -> dict[str, Speed]:
        """Measure every reader on every mail.

        The tracker is timed from the bytes of the mail to its links and effects, a peer from the decoded body
        to the new text alone.
        """
        calls = {TRACKER: [lambda mail=mail: self.read(mail) for mail in self.mails]}
        for peer in self.peers:
            calls[peer.name] = [lambda body=body, peer=peer: peer.new_text(body) for body in self.bodies]
        return measure(calls, rounds)

    def parts(self) -> list[str]:
        """Return the parts that hold mails, and `all` where there are several."""
        held = list(dict.fromkeys(part for part, _ in self.sums if part != "all"))
        return [*held, "all"] if len(held) > 1 else held

    def styles(self, part: str) -> list[str]:
        """Return the styles of a part by name."""
        return sorted(style for where, style in self.sums if where == part and style)

    def figures(self) -> dict[str, Any]:
        """Return every figure by part, each as a whole and by style, ready for JSON."""
        found: dict[str, Any] = {}
        for part in self.parts():
            styles = {style: self.sums[part, style].figures() for style in self.styles(part)}
            found[part] = {**self.sums[part, ""].figures(), "styles": styles}
        return found


def _place(failure: Exception) -> str:
    """Return what kind of failure it was and where in the program, but nothing that a mail said."""
    frames = traceback.extract_tb(failure.__traceback__)
    return f"{type(failure).__name__} ({Path(frames[-1].filename).name}:{frames[-1].lineno})"


def speed_figures(speeds: dict[str, Speed]) -> dict[str, dict[str, float]]:
    """Return speeds ready for JSON."""
    return {
        name: {key: round(value, 2) for key, value in asdict(one).items()} for name, one in speeds.items()
    }
