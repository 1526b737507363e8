"""Writes down every wording that the rules let through for a question, on the real path; a person copies what is right.

`python -m tests.claims.approving C2` prints the text of `tests/claims/approved/C2.txt` as it would be now. Nothing is
written by it: the approved texts are changed by hand alone.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

from tracker.claims.levels import Level
from tracker.workflow import audit, board, intake, sourcework, templates, triage
from tracker.workflow.assess import Finding, assess, preview
from tracker.workflow.workspace import Workspace

REPOSITORY = Path(__file__).resolve().parents[2]
APPROVED = Path(__file__).with_name("approved")
LIST = "steering-list@example.org"
QUESTIONS = ("C1", "C2", "C3", "C4", "C5", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6")
CONCERNS = ("limitation", "coherence", "adequacy", "relevance")
KINDS = ("narrower", "terminology", "broader", "corrected", "split")
# Who answers: name, authority, role, whether on the list, day, words. Nobody real.
ANSWERS = (
    (
        "Sample Responder S",
        "A",
        "a responder of the Sample Committee",
        True,
        "02 May 2026",
        "So it is done here.",
    ),
    (
        "Sample Responder P",
        "A",
        "a responder of the Sample Team",
        False,
        "03 May 2026",
        "Between us: not quite.",
    ),
)
ON_LIST, PRIVATE = "R1", "R2"
# What is read: title, kind, relation, how much it covers, and whether it says so; in the order of Sources.
DOCUMENTS = (
    ("Sample Guide", "official-doc", "supports", "part", True),
    ("Sample Overview", "official-doc", "supports", "all", False),
    ("Sample Rules", "repo-rule-file", "supports", "all", True),
    ("Sample Handbook", "official-doc", "supports", "all", True),
    ("Sample Policy", "official-doc", "disputes", "all", True),
)


@dataclass(frozen=True)
class Made:
    """One proposal: the question or part, the level, the move and what that does to the gap, its manner, its text."""

    key: str
    level: int
    move: str
    gap: str
    manner: str
    text: str


@dataclass(frozen=True)
class Sources:
    """The citations of a question or part that were read for it, by what they are good for."""

    part: str
    inferred: str
    rules: str
    second: str
    disputes: str


def workspace(root: Path) -> Workspace:
    """Open the repository's own letter as it was sent, with sample answers from the list and in private."""
    lines = (REPOSITORY / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    opened = [one for one in lines if json.loads(one).get("entry", {}).get("kind", "").endswith(".opened")]
    ledger = root.parent / f"{root.name}.jsonl"
    ledger.write_text("".join(opened), encoding="utf-8")
    audit.import_(ledger, root).close()
    (root / "tracker.toml").write_text('actor = "researcher"\n', encoding="utf-8")
    ws = Workspace.open(root)
    for name, grade, role, public, day, text in ANSWERS:
        path = root.parent / f"{root.name}.eml"
        path.write_bytes(_mail(name, day, text))
        taken = intake.take_in(ws, [path], LIST if public else None, letter="L1")
        triage.set_authority(ws, taken.items[0].reply, grade, "the samples' own role map")
        triage.set_role(ws, taken.items[0].reply, role)
    return ws


def _mail(name: str, day: str, text: str) -> bytes:
    address = name.casefold().replace(" ", ".") + "@example.org"
    message = EmailMessage()
    message["From"] = f"{name} <{address}>"
    message["To"] = "researchers@example.org"
    message["Subject"] = "Re: Clarification request"
    message["Message-ID"] = f"<{address}>"
    message["Date"] = f"{day} 10:00:00 +0000"
    message["X-Tracker-Sample"] = "yes"
    message.set_content(f"{text}\n")
    return message.as_bytes()


def everything(ws: Workspace, question: str) -> Iterator[Made]:
    """Yield every proposal for a question and its parts whose move the rules let through."""
    parts = [row.id for row in board.questions(ws) if row.parent == question]
    kept = _read(ws, question, parts)
    for key in (question, *parts):
        yield from _moves(ws, key, kept[key])
    if not parts:
        return
    _raise(ws, parts[0], 4, kept[parts[0]])
    yield from _moves(ws, question, kept[question], f"{parts[0]} at 4: ", apart=True)
    if board.question(ws, parts[-1]).row.level > 1:
        assess(ws, Finding(parts[-1], ("downgrade:adequacy",), level=1, reason="thin"))
        yield from _moves(ws, question, kept[question], f"{parts[0]} at 4 and {parts[-1]} at 1: ", apart=True)
    for part in parts:
        _raise(ws, part, 5, kept[part])
    yield from _moves(ws, question, kept[question], "every part at 5: ", least=3)


def _read(ws: Workspace, question: str, parts: Sequence[str]) -> dict[str, Sources]:
    """Cite what each level takes, in sample documents, and read it for the question and for each of its parts."""
    found: dict[str, list[str]] = {key: [] for key in (question, *parts)}
    for name, kind, relation, covers, states in DOCUMENTS:
        url = f"https://example.org/{name.replace(' ', '-').lower()}"
        cited = sourcework.add(ws, url, question, relation, name, kind)
        for key, citations in found.items():
            others = citations[2:3] if name == "Sample Handbook" else []
            part = "" if covers == "all" else "the sample part"
            read = sourcework.read(
                ws, cited.id, "Words of a sample.", "section 2", covers, part, states, "2026-05-04", f"{name} body",
                others, key,
            )  # fmt: skip
            citations.append(read.id)
    return {key: Sources(*citations) for key, citations in found.items()}


def _raise(ws: Workspace, key: str, level: int, kept: Sources) -> None:
    assess(ws, Finding(key, ("upgrade",), citations=(kept.rules, kept.second), level=level, reason="read"))


def _moves(
    ws: Workspace, key: str, kept: Sources, when: str = "", apart: bool = False, least: int = 0
) -> Iterator[Made]:
    now = board.question(ws, key).row.level
    gap = bool(board.question(ws, key).gap)
    for name, about, finding in _findings(key, gap, now, kept):
        level = now if finding.level is None else finding.level
        if level < least or (apart and level != now):
            continue
        seen = preview(ws, replace(finding, reason="looked at again"))
        if not seen.allowed:
            continue
        for one in seen.proposals:
            if not apart or one.manner == "by parts":
                yield Made(key, level, when + name, about, one.manner, one.text)


def _findings(key: str, gap: bool, now: int, kept: Sources) -> Iterator[tuple[str, str, Finding]]:
    """Yield each move as its name, what it does to the gap, and the finding.

    Of a part one concern and the gap at its own level are enough: the rest is said in the same words as of a question.
    """
    whole = "." not in key
    said, private = (f"{ON_LIST}.1",), (f"{PRIVATE}.1",)
    for effect in ("confirm", "pointer", "redirect", "decline", "none"):
        yield effect, "", Finding(key, (effect,), said)
    carrying = {
        0: (kept.disputes,), 1: (), 2: (kept.part,), 3: (kept.inferred,), 4: (kept.rules,),
        5: (kept.rules, kept.second),
    }[now]  # fmt: skip
    for kind in KINDS:
        stay = Finding(key, (f"restate:{kind}",), citations=carrying)
        yield f"restate:{kind}", "", stay
        if kind == "terminology":
            yield from _gaps(f"restate:{kind}", gap, stay)
    yield "restate:narrower on a private word", "", Finding(key, ("restate:narrower",), private)
    for name, finding in _to_levels(key, now, kept):
        yield name, "", finding
        if whole and ("downgrade" not in name or "adequacy" in name):
            yield from _gaps(name, gap, finding)


def _gaps(name: str, gap: bool, finding: Finding) -> Iterator[tuple[str, str, Finding]]:
    yield name, "pointer", replace(finding, effects=(*finding.effects, "pointer"))
    said, private = (f"{ON_LIST}.1",), (f"{PRIVATE}.1",)
    if "upgrade" not in finding.effects:
        yield name, "standing", replace(finding, passages=said, gap_status="standing")
        yield name, "standing by a private word", replace(finding, passages=private, gap_status="standing")
    if "restate" in name:
        yield name, "decline", replace(finding, effects=(*finding.effects, "decline"), passages=said)
    for status in ("narrowed", "closed") if gap else ():
        yield name, status, replace(finding, gap_status=status)


def _to_levels(key: str, now: int, kept: Sources) -> Iterator[tuple[str, Finding]]:
    for level in range(now):
        cited = (kept.disputes,) if level == 0 else ()
        for concern in CONCERNS if "." not in key else ("adequacy",):
            yield (
                f"downgrade:{concern} to {level}",
                Finding(key, (f"downgrade:{concern}",), citations=cited, level=level),
            )
    for level, how, cited in (
        (2, "a part stated", (kept.part,)),
        (3, "by inference", (kept.inferred,)),
        (4, "stated by a rule file", (kept.rules,)),
        (5, "and a second source", (kept.rules, kept.second)),
    ):
        if level > now:
            yield f"upgrade to {level}, {how}", Finding(key, ("upgrade",), citations=cited, level=level)
    said = (f"{ON_LIST}.1",)
    if now < Level.APPARENT:
        yield "upgrade to 3, by a word on the list", Finding(key, ("upgrade",), said, level=3)
    if now < Level.CORROBORATED:
        finding = Finding(key, ("confirm", "upgrade"), said, (kept.rules,), "reply", level=5)
        yield "confirm and upgrade to 5", finding


def written(made: Sequence[Made], question: str) -> str:
    """Return the approved text of a question: each distinct text once, under the moves that bring it.

    What a cautious wording ends with (concern, kind of change, what became of the gap) stands once below the text that
    it goes behind.
    """
    ends = _endings()
    out = [f"{question}: the wordings proposed for it and its parts, and the moves that bring them"]
    out += ["A line that begins with + goes behind the text above it.", ""]
    for key in dict.fromkeys(one.key for one in made):
        out += ["=" * 20, key, "=" * 20, ""]
        texts: dict[tuple[int, str], dict[str, list[Made]]] = {}
        for one in made:
            if one.key == key:
                base, end = _split(one.text, ends)
                texts.setdefault((one.level, base), {}).setdefault(end, []).append(one)
        for (level, base), closings in sorted(texts.items(), key=lambda item: item[0][0]):
            out.append(f"[{level}] {_moves_in_words(closings.get('', []))}")
            out.append(base)
            out += [f"  + {end}  [{_moves_in_words(found)}]" for end, found in closings.items() if end]
            out.append("")
    return "\n".join(out)


def _moves_in_words(found: Sequence[Made]) -> str:
    """Name moves shortly: by manner, those of one gap together, the four concerns as one."""
    by_gap: dict[tuple[str, str], list[str]] = {}
    for one in found:
        by_gap.setdefault((one.manner, one.gap), []).append(one.move)
    by_moves: dict[tuple[str, str], list[str]] = {}
    for (manner, gap), moves in by_gap.items():
        by_moves.setdefault((manner, ", ".join(_short(moves))), []).append(gap or "gap as it is")
    return " | ".join(
        f"{manner}: {moves}" + (f" ({', '.join(gaps)})" if gaps != ["gap as it is"] else "")
        for (manner, moves), gaps in by_moves.items()
    )


def _short(moves: Sequence[str]) -> list[str]:
    """Return the moves with all kinds of restatement, or all four concerns, named as one."""
    short: list[str] = []
    for move in dict.fromkeys(moves):
        name = move
        for kinds in (KINDS, CONCERNS):
            own = next((kind for kind in kinds if f":{kind}" in move), "")
            if own and all(move.replace(f":{own}", f":{kind}") in moves for kind in kinds):
                name = move.replace(f":{own}", "")
        short.append(name)
    return list(dict.fromkeys(short))


def _endings() -> tuple[str, ...]:
    shipped = templates.shipped("en")
    tables = ("concern", "restated", "gap-still", "gap")
    return tuple(
        text
        for (table, _), entries in shipped.entries.items()
        if table in tables
        for text in entries
        if "$gap" not in text and text.endswith(".")
    )


def _split(text: str, ends: tuple[str, ...]) -> tuple[str, str]:
    base, closing = text, ""
    while True:
        found = next((end for end in ends if base.endswith(f" {end}")), None)
        if found is None:
            return base, closing
        base, closing = base.removesuffix(f" {found}"), f"{found} {closing}".strip()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:]:
            ws = workspace(Path(folder) / name)
            sys.stdout.write(written(list(everything(ws, name)), name))
            ws.close()
