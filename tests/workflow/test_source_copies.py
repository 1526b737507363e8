"""Copies of sources are looked through offline, known by a clone, and safe to show."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from checked_sources import PAGE, WORDS, Checking, cite, level_and_review, only
from sqlmodel import select
from webservers.pages import PageServer, answer
from webservers.visitors import Visiting
from workspaces import clone, found, holds, size

from tracker.errors import RecordBroken
from tracker.record.models import Question, Snapshot
from tracker.text import clean
from tracker.workflow import audit, snapshots, sourcecheck, sourcework
from tracker.workflow.workspace import Workspace

Open = Callable[[Path], Workspace]


def test_offline_the_copies_are_looked_through(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    url, other = f"{page_server.url}/policy", f"{page_server.url}/other"
    cite(opened, url)
    cite(opened, other)
    page_server.pages["/policy"] = answer(PAGE)
    checking(url)
    asked, before = list(page_server.asked), size(opened)
    here, absent = sourcecheck.offline(opened, sourcecheck.plan(opened, [url, other])).checked
    assert (here.outcome, here.quotations[0].stands) == ("not checked", True)
    assert (absent.quotations[0].stands, absent.detail) == (None, "no copy was ever taken")
    assert (page_server.asked, size(opened)) == (asked, before)
    copy = snapshots.copies(opened)[0]
    copy.path.write_bytes(b"other words")
    assert snapshots.copies(opened)[0].state == "altered"
    assert only(sourcecheck.offline(opened, sourcecheck.plan(opened, [url]))).quotations[0].stands is None
    checking(url)  # the page still says the same, so the copy is had again
    assert snapshots.copies(opened)[0].state == "here"


def test_a_reading_is_dated_by_the_copy_that_has_its_words(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    url = f"{page_server.url}/policy"
    page_server.pages["/policy"] = answer(PAGE)
    view = sourcework.add(opened, url, "C2", "supports")
    assert sourcework.read(opened, view.id, WORDS, "Policy").dated == ""
    checking(url)
    (copy,) = snapshots.copies(opened)
    day = f"{copy.snapshot.at:%Y-%m-%d}"
    assert sourcework.read(opened, view.id, "words that are not in it", "Policy").dated == ""
    assert sourcework.read(opened, view.id, WORDS, "Policy").dated == f"{day} ({copy.snapshot.id})"
    assert sourcework.read(opened, view.id, WORDS, "Policy", dated="2026-05-01").dated == "2026-05-01"


def test_a_clone_knows_the_copies_and_what_was_found(
    opened: Workspace,
    page_server: PageServer,
    checking: Checking,
    visiting: Visiting,
    tmp_path: Path,
    open_: Open,
) -> None:
    url = f"{page_server.url}/policy"
    key = cite(opened, url)
    found(opened, "C2", "confirm", basis="source", citations=(key,))
    page_server.pages["/policy"] = answer("<p>other words</p>")
    run = checking(url)
    root = clone(opened.root, tmp_path / "clone")
    shutil.rmtree(root / "source-copies")  # git leaves it out
    other = open_(root)
    assert level_and_review(other, "C2") == level_and_review(opened, "C2")
    (copy,) = snapshots.copies(other)
    assert (copy.state, copy.snapshot) == ("not here", snapshots.copies(opened)[0].snapshot)
    page_server.pages["/policy"] = answer("<p class='n'>other  words</p>")
    again = sourcecheck.check(other, sourcecheck.plan(other, [url]), visitor=visiting())
    assert (only(again).outcome, again.reviews) == ("unchanged", ())
    assert only(run).content is not None
    assert holds(other)
    assert audit.verify(other).ok


def test_an_entry_that_clears_a_review_is_refused(
    opened: Workspace, page_server: PageServer, checking: Checking, tmp_path: Path, open_: Open
) -> None:
    key = cite(opened, f"{page_server.url}/policy")
    found(opened, "C2", "confirm", basis="source", citations=(key,))
    checking(f"{page_server.url}/policy")
    with opened.act("sources.checked") as act:
        act.update(act.get(Question, "C2"), review=[])
    with pytest.raises(RecordBroken, match="clears the review of C2"):
        open_(clone(opened.root, tmp_path / "clone"))


def test_hostile_words_of_a_server_are_shown_safely(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J"
    url = f"{page_server.url}/policy"
    cite(opened, url)
    page_server.pages["/policy"] = answer(
        f"<title>{evil}</title><p>{WORDS} {evil} \u202e</p>", kind=f"text/html{evil}; charset=utf-8"
    )
    one = only(checking(url))
    assert one.content is not None
    for told in (one.detail, one.final_url, one.content.media_type, one.outcome):
        assert clean(told) == told
    with opened.database.reading() as session:
        (row,) = session.exec(select(Snapshot)).all()
        assert clean(row.media_type) == row.media_type
