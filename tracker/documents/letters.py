"""Letter faces: `questions/letter.md`, the letter verbatim under what is known of its message."""

from __future__ import annotations

from dataclasses import replace

from tracker.documents import frontmatter, layout
from tracker.documents.faces import LetterFace, paragraphs
from tracker.documents.sections import tidy
from tracker.errors import TrackerError
from tracker.text import clean_line

__all__ = ["COMMENTS", "normal", "paragraphs", "parse_letter", "render_letter"]

COMMENTS = ("The letter as it was sent. What is not known stays empty; set it with `tracker letter set`.",)
_HEADERS = ("message_id", "subject", "date", "to", "url")


def parse_letter(text: str, path: str = "") -> LetterFace:
    """Return the letter that the file `text` shows; everything under the frontmatter is the letter itself."""
    pieces = frontmatter.split(text, path)
    front = pieces.fields
    if not front.text("id"):
        raise front.wrong("id", "the key id is missing")
    headers = {name: front.maybe(name.replace("_", "-")) for name in _HEADERS}
    face = LetterFace(id=front.text("id"), title=front.text("title"), text=pieces.body, **headers)
    return normal(face)


def normal(face: LetterFace) -> LetterFace:
    """Return `face` as a file can hold it: single lines folded, empty headers None, no blank lines around."""
    headers = {name: clean_line(getattr(face, name) or "") or None for name in _HEADERS}
    return replace(
        face, id=clean_line(face.id), title=clean_line(face.title), text=tidy(face.text), **headers
    )


def _values(face: LetterFace) -> dict[str, object]:
    headers = {name.replace("_", "-"): getattr(face, name) for name in _HEADERS}
    return {"id": face.id, "title": face.title, **headers}


def render_letter(face: LetterFace, previous_text: str | None = None) -> str:
    """Return the file of `face`; with `previous_text` that file, changed only where it says something else.

    Unset headers stand there with an empty value, so that whoever finds one out sees where it goes.
    """
    face = normal(face)
    if not face.id:
        raise TrackerError("A letter without an id cannot be written.", "give it one such as L1")
    if previous_text is None:
        return f"---\n{layout.fresh(_values(face), COMMENTS)}---\n\n{face.text}\n"
    previous = parse_letter(previous_text)
    if previous == face:
        return previous_text
    pieces = frontmatter.split(previous_text)
    front = layout.update(pieces.yaml, _values(previous), _values(face))
    fence = pieces.fence if pieces.fence.endswith("\n") else pieces.fence + "\n"
    body = pieces.body if previous.text == face.text else f"\n{face.text}\n"
    text = pieces.before + front + fence + body
    text = text.replace("\n", "\r\n") if "\r\n" in previous_text else text
    return frontmatter.BOM + text if previous_text.startswith(frontmatter.BOM) else text
