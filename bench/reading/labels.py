"""The labelled mails: what each label says, and the bytes of its mail."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "tests" / "labelled"
PARTS = ("tuned", "held")
NONE = "none"  # an effect that a label leaves empty is the same as this one


@dataclass(frozen=True)
class LabelledPassage:
    """One passage as a person labelled it; `effects` is None where the label says nothing of an effect.

    `candidates` are the questions of which a number or an ordinal alone cannot decide, all in one tuple.
    """

    text: str
    questions: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    part: str = ""
    effects: frozenset[str] | None = None

    @property
    def allowed(self) -> frozenset[str]:
        """Every question that an answer of this passage may name."""
        return frozenset((*self.questions, *self.candidates))


@dataclass(frozen=True)
class LabelledMail:
    """A mail and its label. `asides` are own words that count neither way."""

    part: str
    file: str
    style: str
    kind: str
    author: str
    passages: tuple[LabelledPassage, ...]
    asides: tuple[str, ...] = ()
    raw: bytes = field(default=b"", repr=False)


def load(part: str, folder: Path = FOLDER) -> tuple[list[LabelledMail], list[str]]:
    """Return the mails of a part by name, and a sentence for each label that cannot be used.

    Every `labels*.json` is read, `labels.json` last, so that the file two people's labels were merged into
    outweighs theirs. A part that is still being written is scored as far as it has come.
    """
    found: dict[str, LabelledMail] = {}
    troubles: list[str] = []
    files = sorted(
        (folder / part).glob("labels*.json"), key=lambda path: (path.name == "labels.json", path.name)
    )
    for path in files:
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            troubles.append(f"{part}/{path.name} cannot be read ({type(error).__name__}): left out.")
            continue
        for number, entry in enumerate(entries, 1):
            try:
                mail = _mail(part, entry, (folder / part / entry["file"]).read_bytes())
            except (OSError, KeyError, TypeError, AttributeError) as error:
                troubles.append(f"{part}/{path.name}, label {number} ({type(error).__name__}): left out.")
                continue
            found[mail.file] = mail
    return [found[name] for name in sorted(found)], troubles


def ours(mails: list[LabelledMail]) -> tuple[str, ...]:
    """Return our own addresses, which the settings of a workspace would name: those who wrote what is ours."""
    return tuple(sorted({mail.author for mail in mails if mail.kind == "ours"}))


def _mail(part: str, entry: dict[str, Any], raw: bytes) -> LabelledMail:
    return LabelledMail(
        part=part,
        file=entry["file"],
        style=entry["style"],
        kind=entry["kind"],
        author=(parseaddr(entry["author"] or "")[1] or entry["author"] or "").lower(),
        passages=tuple(_passage(one) for one in entry["passages"]),
        asides=tuple(entry.get("asides") or ()),
        raw=raw,
    )


def _passage(entry: dict[str, Any]) -> LabelledPassage:
    candidates: list[str] = []
    for one in entry.get("candidates") or ():
        candidates += [one] if isinstance(one, str) else one
    effects = None
    if "effect" in entry:
        effects = frozenset(
            (entry["effect"] or NONE, *(one or NONE for one in entry.get("effect_also") or ()))
        )
    return LabelledPassage(
        text=entry["text"],
        questions=tuple(dict.fromkeys(entry.get("questions") or ())),
        candidates=tuple(dict.fromkeys(candidates)),
        part=entry.get("part") or "",
        effects=effects,
    )
