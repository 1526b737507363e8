"""Sources are looked at again: what changed is told, and what rested on lost words goes under review."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from checked_sources import PAGE, WORDS, Checking, cite, level_and_review, only
from sqlmodel import select
from webservers.pages import PageServer, Said, answer, redirect
from webservers.visitors import Visiting
from workspaces import found, holds, size

from tracker.errors import BadUse, TrackerError
from tracker.workflow import board, snapshots, sourcecheck, sourcework
from tracker.workflow.workspace import Workspace


def test_a_first_copy_then_unchanged_then_changed(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    url = f"{page_server.url}/policy"
    key = cite(opened, url)
    page_server.pages["/policy"] = answer(PAGE)
    first = only(checking(url))
    assert (first.outcome, first.quotations[0].stands, first.quotations[0].citation) == (
        "first copy",
        True,
        key,
    )
    page_server.pages["/policy"] = answer(PAGE.replace("<p>nonce", "<p class='x2'>nonce"))
    assert only(checking(url)).outcome == "unchanged"  # the octets are others, the words are not
    page_server.pages["/policy"] = answer(PAGE.replace("nonce 1", "nonce 2"))
    changed = only(checking(url))
    assert (changed.outcome, changed.quotations[0].stands) == ("changed", True)
    page_server.pages["/policy"] = answer(PAGE)
    again = only(checking(url))
    assert again.outcome == "changed"
    assert "again as it was on" in again.detail
    copies = snapshots.copies(opened, changed.source)
    assert [one.state for one in copies] == ["here", "here"]
    assert copies[0].path.read_bytes() == PAGE.encode()
    view = board.source_checks(opened)[changed.source]
    assert (view.outcome, view.snapshot, view.missing) == ("changed", copies[0].snapshot.id, ())
    assert holds(opened)


def test_lost_words_put_under_review_what_rests_on_them_and_nothing_else(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    url = f"{page_server.url}/policy"
    key = cite(opened, url)
    other = cite(opened, url, "Q1")  # read, but no finding rests on it
    page_server.pages["/policy"] = answer(PAGE)
    found(opened, "C2", "confirm", basis="source", citations=(key,))
    checking(url)
    before = board.question(opened, "C2")
    page_server.pages["/policy"] = answer("<p>Release branches are open to everybody.</p>")
    run = checking(url)
    assert [(each.citation, each.stands) for each in only(run).quotations] == [(key, False), (other, False)]
    (review,) = run.reviews
    why = review.reason
    assert review.question == "C2"
    assert key in why
    assert only(run).source in why
    after = board.question(opened, "C2")
    assert after.row.review == (why,)
    assert (after.wording, after.row.level, after.gap, after.row.revision) == (
        before.wording,
        before.row.level,
        before.gap,
        before.row.revision,
    )
    assert level_and_review(opened, "Q1")[1] == ()
    path = next((opened.root / "questions").glob("c2-*.md"))
    assert "review" in path.read_text(encoding="utf-8")
    assert holds(opened)


def test_a_loss_that_is_known_opens_no_second_review(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    url = f"{page_server.url}/policy"
    key = cite(opened, url)
    found(opened, "C2", "confirm", basis="source", citations=(key,))
    page_server.pages["/policy"] = answer("<p>other words</p>")
    assert len(checking(url).reviews) == 1
    found(opened, "C2", "confirm", basis="self-review")  # looked at, and closed by a person
    assert level_and_review(opened, "C2")[1] == ()
    assert checking(url).reviews == ()
    found(opened, "C2", "confirm", basis="source", citations=(key,))  # relied on again, after the loss
    assert len(checking(url).reviews) == 1
    page_server.pages["/policy"] = answer(PAGE)
    assert checking(url).reviews == ()
    page_server.pages["/policy"] = answer("<p>other words</p>")
    found(opened, "C2", "confirm", basis="self-review")
    assert len(checking(url).reviews) == 1  # lost anew


def test_a_page_that_is_gone_opens_a_review(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    url = f"{page_server.url}/policy\x1b"
    key = cite(opened, f"{page_server.url}/policy")
    found(opened, "C2", "confirm", basis="source", citations=(key,))
    run = checking(f"{page_server.url}/policy")
    assert only(run).outcome == "gone"
    assert "was gone on" in run.reviews[0].reason
    assert url.startswith(only(run).url)


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (answer("x", "500 Oops"), "unreachable"),
        (answer("x", "403 No"), "refused"),
        (answer(PAGE, length=10_000), "incomplete"),
        (answer(PAGE, length=10), "incomplete"),
        (answer(b"", length=100_000_000), "too large"),
    ],
    ids=["failing", "forbidden", "too short", "too long", "too large"],
)
def test_what_was_not_seen_opens_no_review_and_forgets_nothing(
    page: bytes, outcome: str, opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    url = f"{page_server.url}/policy"
    key = cite(opened, url)
    found(opened, "C2", "confirm", basis="source", citations=(key,))
    page_server.pages["/policy"] = answer(PAGE)
    source = only(checking(url)).source
    page_server.pages["/policy"] = page
    run = checking(url)
    assert (only(run).outcome, only(run).quotations[0].stands, run.reviews) == (outcome, None, ())
    view = board.source_checks(opened)[source]
    assert (view.outcome, view.snapshot) == (outcome, snapshots.copies(opened, source)[0].snapshot.id)
    page_server.pages["/policy"] = answer(PAGE)
    assert only(checking(url)).outcome == "unchanged"


def test_moved_for_good_and_only_for_now(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    cite(opened, f"{page_server.url}/old")
    cite(opened, f"{page_server.url}/today", "C3")
    page_server.pages |= {
        "/old": redirect("/new", "301 Moved"), "/today": redirect("/new"), "/new": answer(PAGE)
    }  # fmt: skip
    moved, today = checking(f"{page_server.url}/old", f"{page_server.url}/today").checked
    assert (moved.outcome, moved.final_url) == ("moved", f"{page_server.url}/new")
    assert f"moved for good to {page_server.url}/new" in moved.detail
    assert (today.outcome, today.redirects) == ("first copy", ((f"{page_server.url}/today", 302),))


def test_quotations_are_not_looked_for_in_what_is_no_text(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    url = f"{page_server.url}/policy.pdf"
    key = cite(opened, url)
    found(opened, "C2", "confirm", basis="source", citations=(key,))
    page_server.pages["/policy.pdf"] = answer(b"%PDF-1.7", kind="application/pdf")
    one = only(checking(url))
    assert (one.outcome, one.quotations[0].stands) == ("first copy", None)
    assert "it is a PDF" in one.detail
    page_server.pages["/policy.pdf"] = answer(b"%PDF-1.8", kind="application/pdf")
    run = checking(url)
    assert (only(run).outcome, run.reviews) == ("changed", ())


def test_of_a_page_that_names_a_commit_the_latest_version_is_looked_at_too(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    commit = "24e7d8f5409c1a0121394a613746e524f781e044"
    url, latest = f"{page_server.url}/blob/{commit}/policy.md", f"{page_server.url}/blob/main/policy.md"
    key = cite(opened, url)
    found(opened, "C2", "confirm", basis="source", citations=(key,))
    with opened.act("source.noted") as act:
        from tracker.record.models import Source

        row = act.session.exec(select(Source).where(Source.url == url)).one()
        act.update(row, latest=latest)
    page_server.pages |= {
        f"/blob/{commit}/policy.md": answer(f"# Policy\n\n{WORDS}", kind="text/plain"),
        "/blob/main/policy.md": answer("# Policy\n\nother words", kind="text/plain"),
    }
    run = checking(url)
    (quotation,) = only(run).quotations
    assert (quotation.stands, quotation.in_latest) == (True, False)
    assert f"no longer in the latest version: {key}" in only(run).detail
    assert run.reviews == ()  # what was read still stands where it was read
    del page_server.pages["/blob/main/policy.md"]
    assert "latest version gone" in only(checking(url)).detail


def test_of_a_page_on_github_the_bare_file_is_asked_for(
    opened: Workspace, visiting: Visiting, tmp_path: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    certificate = authority.issue_cert("raw.githubusercontent.com")
    certificate.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "server.pem"))
    path = "/kubernetes/community/24e7d8f5409c1a0121394a613746e524f781e044/governance.md"
    url = "https://github.com/kubernetes/community/blob/" + path.removeprefix("/kubernetes/community/")
    with PageServer(tmp_path / "server.pem", pages={path: answer(f"# *Policy*\n\n{WORDS}")}) as server:
        visitor = visiting(
            lookup=lambda host, port: [(2, 1, 6, "", ("127.0.0.1", server.port))],
            authority=tmp_path / "authority.pem",
        )
        cite(opened, url)
        planned = sourcecheck.plan(opened, [url])
        one = replace(planned.sources[0], latest="")
        assert planned.hosts == (("raw.githubusercontent.com", 2),)
        run = sourcecheck.check(opened, sourcecheck.Plan((one,)), visitor=visitor)
    assert server.asked == ["/robots.txt", path]
    assert (only(run).outcome, only(run).quotations[-1].stands) == ("first copy", True)
    assert only(run).final_url == f"https://raw.githubusercontent.com{path}"
    assert "looked at as the bare file" in only(run).detail


def test_each_address_is_asked_once_and_what_a_claim_rests_on_first(
    opened: Workspace, page_server: PageServer, checking: Checking, visiting: Visiting
) -> None:
    page_server.pages |= {f"/{name}": answer(PAGE) for name in ("unread", "read", "rests")}
    sourcework.add(opened, f"{page_server.url}/unread", "C1", "context")
    cite(opened, f"{page_server.url}/read")
    key = cite(opened, f"{page_server.url}/rests")
    cite(opened, f"{page_server.url}/rests", "C3")
    found(opened, "C2", "confirm", basis="source", citations=(key,))
    names = [f"{page_server.url}/{name}" for name in ("unread", "read", "rests")]
    told: list[str] = []
    run = checking(*names, tell=lambda progress: told.append(progress.source))
    assert page_server.asked == ["/robots.txt", "/rests", "/read", "/unread"]
    assert told == [one.source for one in run.checked]
    assert len(run.checked[0].quotations) == 2
    assert [one.source for one in sourcecheck.plan(opened, question="C3").sources][-1] != ""
    assert {one.url for one in sourcecheck.plan(opened, read=True).sources} == set(names[1:])
    assert {one.url for one in sourcecheck.plan(opened, older_than=1).sources}.isdisjoint(names)
    assert len(sourcecheck.plan(opened, older_than=0).sources) == len(sourcecheck.plan(opened).sources)
    with pytest.raises(BadUse):
        sourcecheck.plan(opened, ["S99999"])


def test_a_stop_records_what_was_learned_and_tells_the_rest(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    stop = threading.Event()

    def last(said: Said) -> None:
        said.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        stop.set()
        said.ended.wait(30)

    page_server.pages |= {"/a": answer(PAGE), "/b": last, "/c": answer(PAGE)}
    for name in "abc":
        cite(opened, f"{page_server.url}/{name}")
    run = checking(*(f"{page_server.url}/{name}" for name in "abc"), stop=stop)
    assert [one.outcome for one in run.checked] == ["first copy", "not checked", "not checked"]
    assert (run.stopped, run.entry) == (True, size(opened))
    assert list(board.source_checks(opened)) == [run.checked[0].source]


def test_without_a_network_nothing_is_recorded(
    opened: Workspace, page_server: PageServer, checking: Checking
) -> None:
    with PageServer() as gone:
        pass
    cite(opened, f"{gone.url}/a")
    cite(opened, f"{page_server.url}/b")
    before = size(opened)
    with pytest.raises(TrackerError, match="No host could be reached, so nothing was recorded"):
        checking(f"{gone.url}/a")
    assert size(opened) == before
    page_server.pages["/b"] = answer(PAGE)
    run = checking(f"{gone.url}/a", f"{page_server.url}/b")  # the network is there, so it is the host
    assert {one.outcome for one in run.checked} == {"unreachable", "first copy"}
    assert run.entry == before + 1
