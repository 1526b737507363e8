"""The labelled mails say what their labels say: every passage and every line named stands in the decoded mail."""

from __future__ import annotations

import email
import email.policy
import html
import json
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "labelled"
PARTS = ("held", "tuned")
LABELS: list[tuple[Path, dict[str, Any]]] = [
    (FOLDER / part / one["file"], one)
    for part in PARTS
    for one in json.loads((FOLDER / part / "labels.json").read_text(encoding="utf-8"))
]
EFFECTS = {"confirm", "upgrade", "downgrade", "restate", "pointer", "redirect", "decline", "none", None}
KINDS = {"reply", "auto-reply", "bounce", "ours", "other"}


def letters(text: str) -> str:
    """The text without quotation marks, white space and what takes no room: lines may be wrapped in any way."""
    return re.sub("[>\\s\u200b\u200c\u200d\ufeff]+", "", text)


def opened(path: Path) -> EmailMessage:
    found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def said(mail: EmailMessage) -> str:
    """What stands in the text parts of a mail, however they are written."""
    found = []
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            text = str(part.get_content())
            if part.get_content_subtype() == "html":
                text = html.unescape(re.sub("<[^>]+>", " ", re.sub("(?s)<style.*?</style>", "", text)))
            found.append(text)
    return letters("\n".join(found))


def test_every_mail_is_labelled_once() -> None:
    assert [path for path, _ in LABELS] == [
        path for part in PARTS for path in sorted((FOLDER / part).glob("*.eml"))
    ]
    assert len(LABELS) >= 150
    assert len({one["language"].partition("-")[0] for _, one in LABELS}) >= 12


@pytest.mark.parametrize(("path", "label"), LABELS, ids=[path.name for path, _ in LABELS])
def test_a_label_fits_its_mail(path: Path, label: dict[str, Any]) -> None:
    mail = opened(path)
    text = said(mail)
    assert mail["X-Tracker-Sample"] == "yes"
    assert label["kind"] in KINDS
    for passage in label["passages"]:
        assert letters(passage["text"]) in text
        assert passage["effect"] in EFFECTS
        named = [*passage["questions"], *(key for some in passage.get("candidates", []) for key in some)]
        assert all(re.fullmatch("C[1-5]|Q[1-6]", key) for key in named)
    for line in (*label["not_new"], *label.get("asides", [])):
        assert letters(line) in text
    addresses = re.findall(r"[\w.+=-]+@[\w.-]+\w", " ".join(map(str, mail.values())))
    assert all(re.fullmatch(r"(?:.+\.)?example\.org", one.partition("@")[2]) for one in addresses)
