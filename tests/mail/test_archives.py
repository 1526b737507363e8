"""Mail is found in files, mbox, Maildir and folders, read without a trace, and what cannot be read says
why.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from mail_samples import mail

from tracker.mail.archives import items
from tracker.mail.message import open_mail

FROM = b"From responder.a@example.org Tue May  5 09:00:00 2026\n"


def mbox(*messages: bytes) -> bytes:
    return b"".join(FROM + message.replace(b"\nFrom ", b"\n>From ") + b"\n" for message in messages)


def test_a_file_is_one_message_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "reply.eml"
    path.write_bytes(mail("Yes.\n"))
    (item,) = items([path])
    assert (item.label, item.raw, item.problem) == (str(path), mail("Yes.\n"), "")


def test_an_mbox_gives_its_messages_numbered_and_unescaped(tmp_path: Path) -> None:
    path = tmp_path / "list.mbox"
    first, second = mail("From here on it is public.\n"), mail("Two\n\nFrom the handbook:\nyes\n")
    path.write_bytes(mbox(first, second))
    found = list(items([path]))
    assert [item.label for item in found] == [f"{path}#1", f"{path}#2"]
    assert [item.raw for item in found] == [first, second]


def test_a_line_that_only_begins_with_from_does_not_cut_a_message(tmp_path: Path) -> None:
    path = tmp_path / "list.mbox"
    path.write_bytes(FROM + mail("Hello,\n\nFrom 2026 on it is public.\n"))
    assert len(list(items([path]))) == 1


def test_a_maildir_gives_cur_and_new_and_leaves_tmp(tmp_path: Path) -> None:
    for folder, name in (("cur", "1.host:2,S"), ("new", "2.host"), ("tmp", "3.host")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(mail(name))
    found = [open_mail(item.raw or b"").text for item in items([tmp_path])]
    assert found == ["1.host:2,S", "2.host"]


def test_a_folder_is_searched_in_order_and_other_files_are_passed_by(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.eml").write_bytes(mail("2"))
    (tmp_path / "1.EML").write_bytes(mail("1"))
    (tmp_path / "archive").write_bytes(mbox(mail("3\n"), mail("4\n")))
    (tmp_path / "notes.md").write_text("no mail")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "9.eml").write_bytes(mail("9"))
    labels = [Path(item.label).name for item in items([tmp_path])]
    assert labels == ["1.EML", "archive#1", "archive#2", "2.eml"]


def test_what_cannot_be_read_comes_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")
    (tmp_path / "b.mbox").write_bytes(b"\x1f\x8b\x08rest")
    os.mkfifo(tmp_path / "c.eml")
    found = list(items([tmp_path, tmp_path / "missing.eml"]))
    assert [item.raw for item in found] == [None] * 4
    reasons = " ".join(item.problem for item in found)
    assert all(word in reasons for word in (".msg", "compressed", "plain file", "No such file"))


@pytest.mark.parametrize("name", ["one.eml", "many.mbox"])
def test_nothing_that_is_read_is_changed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(mbox(mail("a\n"), mail("b\n")) if name.endswith("mbox") else mail("a"))
    os.utime(path, ns=(10**18, 10**18))
    path.chmod(0o400)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    assert all(item.raw for item in items([tmp_path]))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [name]
