"""The job from the command line: mail in, triage, findings, undo, sync, report, audit trail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_calls import Tracker, everything

pytestmark = pytest.mark.usefixtures("in_root")


def take_in(tracker: Tracker, samples: Path, *names: str, public: bool = True) -> list[str]:
    """Take samples in; returns the ids of their replies."""
    paths = [next(samples.glob(f"{name}*.eml")) for name in names]
    listed = ["--list", "steering-list@example.org"] if public else []
    found = tracker("import", *paths, *listed, "--json")
    assert found.code == 0, found
    return [one["reply"] for one in found.json()["items"]]


def test_import_counts_what_came_and_a_second_time_changes_nothing(
    tracker: Tracker, samples: Path, in_root: Path
) -> None:
    first = tracker("import", samples)
    assert first.code == 0
    total = len(list(samples.glob("*.eml")))
    assert first.lines[-1].endswith("unsorted, 0 unreadable.")
    before = everything(in_root)
    again = tracker("import", samples, "--json").json()
    assert (again["new"], again["known"]) == (0, total)
    assert everything(in_root) == before


def test_import_never_changes_the_mail_it_reads(tracker: Tracker, tmp_path: Path, samples: Path) -> None:
    mail = tmp_path / "inbox"
    mail.mkdir()
    source = next(samples.glob("01-*.eml"))
    (mail / "one.eml").write_bytes(source.read_bytes())
    before = everything(mail)
    assert tracker("import", mail).code == 0
    assert everything(mail) == before


def test_explain_needs_no_workspace(
    tracker: Tracker, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    letter = Path(__file__).parents[1] / "letter" / "letter.txt"
    mail = next(samples.glob("01-*.eml"))
    line = tracker("explain", "--json", "--letter", letter, mail).json()
    assert line["file"] == str(mail)
    assert line["kind"] == "reply"
    assert [passage["n"] for passage in line["passages"]] == [1, 2]
    best = line["passages"][0]["answers"][0]
    assert (best["paragraph"], best["question"], best["how"]) == (5, None, "quote")
    assert "paragraph 5 (quote" in tracker("explain", "--letter", letter, mail).out
    assert list(tmp_path.iterdir()) == [tmp_path / "workspace"]


def test_explain_says_that_what_headers_claim_of_authentication_is_unknown(
    tracker: Tracker, tmp_path: Path
) -> None:
    plain, claiming = tmp_path / "plain.eml", tmp_path / "claiming.eml"
    raw = b"X-Tracker-Sample: yes\nFrom: sample.responder.x@example.org\nSubject: Re: letter\n\nRight.\n"
    plain.write_bytes(raw)
    claiming.write_bytes(b"Authentication-Results: mx.example.org; dkim=pass header.d=example.org\n" + raw)
    told = "authentication: unknown, no receiving server is known here"
    assert told in tracker("explain", claiming).out
    assert "authentication" not in tracker("explain", plain).out
    lines = [tracker("explain", "--json", one).json() for one in (plain, claiming)]
    assert {**lines[0], "file": ""} == {**lines[1], "file": ""}


def test_explain_names_an_unreadable_file_and_why_and_no_more(
    tracker: Tracker, samples: Path, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.eml"
    first, second = tracker("explain", "--json", gone, next(samples.glob("01-*.eml"))).lines
    assert json.loads(first).keys() == {"file", "unreadable"}
    assert json.loads(second)["kind"] == "reply"


def test_triage_by_hand(tracker: Tracker, samples: Path) -> None:
    [reply] = take_in(tracker, samples, "01")
    passage = f"{reply}.1"
    assert tracker("replies", "next").lines == [passage]
    assert tracker("replies", "link", passage, "Q1", "--reason", "names the roles").code == 0
    linked = tracker("replies", "show", reply, "--json").json()["passages"][0]["links"]
    assert ("Q1", "hand") in {(link["question"], link["how"]) for link in linked}
    assert tracker("replies", "unlink", passage, "Q1").code == 0
    assert tracker("replies", "skip", passage, "--reason", "said before").code == 0
    assert tracker("replies", "next").lines == [f"{reply}.2"]
    assert tracker("replies", "unskip", passage).code == 0
    assert tracker("show", passage, "--json").json()["passages"][0]["state"] == "open"


def test_responders_are_rated_named_and_attached(tracker: Tracker, samples: Path) -> None:
    reply, lost = take_in(tracker, samples, "01", "17")
    assert (
        tracker("replies", "authority", reply, "b", "--source", "the role map", "--question", "C2").code == 0
    )
    assert tracker("replies", "role", reply, "a steering member").code == 0
    assert tracker("replies", "consent", reply, "--name", "--reason", "said so on the list").code == 0
    view = tracker("replies", "show", reply, "--json").json()
    assert view["authorities"] == [["C2", "B", "the role map"]]
    assert (view["row"]["role"], view["consent"]) == ("a steering member", True)
    assert [row["id"] for row in tracker("replies", "--unsorted", "--json").json_lines()] == [lost]
    assert tracker("replies", "attach", lost).code == 0
    assert tracker("replies", "--unsorted").lines == ["No unsorted replies."]


def test_a_private_reply_is_made_public_by_name(tracker: Tracker, samples: Path) -> None:
    [reply] = take_in(tracker, samples, "01", public=False)
    assert tracker("replies", "show", reply, "--json").json()["row"]["visibility"] == "private"
    assert tracker("replies", "public", reply, "--reason", "in the archive of 4 May").code == 0
    assert tracker("replies", "show", reply, "--json").json()["row"]["visibility"] == "list"


def test_an_upgrade_is_refused_without_a_source_and_made_with_one(tracker: Tracker) -> None:
    part = next(
        row
        for row in tracker("questions", "--parts", "--json").json_lines()
        if row["parent"] and row["level"] == 1
    )
    rise = ("assess", part["id"], "--effect", "upgrade", "--level", "2", "--reason", "it is written down")
    assert tracker(*rise).refused(1).startswith("needs-source: ")
    citation = tracker("sources", "--question", part["parent"], "--json").json_lines()[0]["id"]
    read = tracker(
        "sources", "read", citation, "--quote", "-", "--locator", "at the top", "--for", part["id"],
        "--part", "its first step", "--states", "--json", stdin=b"The words that stand there.\n",
    ).json()  # fmt: skip
    assert (read["question"], read["read_quote"]) == (part["id"], "The words that stand there.")
    found = tracker(*rise, "--source", read["id"], "--json")
    assert found.code == 0, found
    assert (found.json()["level_before"], found.json()["level_after"]) == (1, 2)
    assert found.json()["basis"] == "source"


def test_a_restatement_takes_its_wording_from_stdin_and_shows_the_difference(
    tracker: Tracker, samples: Path
) -> None:
    [reply] = take_in(tracker, samples, "01")
    words = tracker("show", "C2", "--json").json()["wording"].replace("continuous ", "")
    given = words.replace("based on OWNERS, ", "")
    assert given != words
    found = tracker(
        "assess", "C2", "--passage", f"{reply}.1", "--effect", "restate", "--kind", "narrower",
        "--wording", "-", "--reason", "any member may do so", stdin=given.encode(),
    )  # fmt: skip
    assert found.code == 0, found
    assert "restate (narrower)" in found.out
    assert "[-" in found.out
    assert tracker("show", "C2", "--json").json()["wording"] == given


def test_undo_restores_the_revision_before(tracker: Tracker) -> None:
    before = tracker("show", "Q1", "--json").json()
    words = before["wording"].replace("we can", "At present we can", 1)
    told = ("--wording", words, "--reason", "a clearer opening")
    assert tracker("assess", "Q1", "--effect", "restate:terminology", *told).code == 0
    assert tracker("show", "Q1", "--json").json()["wording"] == words
    undone = tracker("assess", "--withdraw", "last", "--reason", "misread", "--json").json()
    assert undone["state"] == "withdrawn"
    after = tracker("show", "Q1", "--json").json()
    assert (after["row"]["level"], after["wording"]) == (before["row"]["level"], before["wording"])


def test_a_dry_run_shows_what_stands_in_the_way_and_records_nothing(tracker: Tracker, in_root: Path) -> None:
    before = everything(in_root)
    tried = tracker("assess", "C1", "--effect", "upgrade", "--level", "4", "--reason", "x y", "--dry-run")
    assert tried.code == 1
    assert "needs-source: " in tried.out
    assert "--override needs-source" in tried.err
    fine = tracker("assess", "C1", "--effect", "none", "--reason", "x y", "--dry-run", "--json")
    assert (fine.code, fine.json()["allowed"]) == (0, True)
    assert everything(in_root) == before


def test_an_override_is_shown_with_its_reason(tracker: Tracker) -> None:
    words = tracker("wording", "Q1", "--level", "3", "--json").json()["proposals"][0]
    found = tracker(
        "assess", "Q1", "--effect", "upgrade", "--level", "3", "--wording", words,
        "--reason", "a test of overrides",
        "--override", "needs-source", "--override", "weakest-part", "--override-reason", "shown to a reader",
    )  # fmt: skip
    assert found.code == 0, found
    assert "override of needs-source: shown to a reader" in found.out
    assert "override of weakest-part: shown to a reader" in tracker("show", "Q1").out


def test_an_edited_file_waits_for_sync_and_is_refused_without_a_change_block(
    tracker: Tracker, in_root: Path
) -> None:
    path = next((in_root / "questions").glob("q1-*.md"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("level: 2", "level: 4", 1), encoding="utf-8")
    assert "1 edit waits for sync" in tracker("questions").err
    done = tracker("sync")
    assert done.code == 1
    assert "change:" in done.out
    assert tracker("show", "Q1", "--json").json()["row"]["level"] == 2
    assert "waits" not in tracker("sync").err


def test_sync_says_when_there_is_nothing_to_do(tracker: Tracker) -> None:
    tracker("sync")
    done = tracker("sync")
    assert (done.code, done.lines, done.err) == (0, ["Files and record agree."], "")


def test_the_report_carries_the_checkpoint(tracker: Tracker, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written = tracker("report", "--out", out).lines
    assert written == [str(out / name) for name in ("report.md", "report.html", "site/index.html")]
    root = tracker("audit", "verify", "--json").json()["checkpoint"].splitlines()[2]
    assert all(root in Path(path).read_text(encoding="utf-8") for path in written)
    only = tracker("report", "--out", tmp_path / "md", "--format", "md", "--json").json()
    assert only == {"written": [str(tmp_path / "md" / "report.md")]}


def test_an_export_verifies_and_an_altered_byte_does_not(tracker: Tracker, tmp_path: Path) -> None:
    tracker("assess", "Q1", "--effect", "none", "--reason", "looked at again")
    export = tmp_path / "trail" / "ledger.jsonl"
    export.parent.mkdir()
    assert tracker("audit", "export", export).code == 0
    assert tracker("audit", "verify", export).code == 0
    altered = tmp_path / "altered.jsonl"
    altered.write_bytes(export.read_bytes().replace(b'"actor":"researcher"', b'"actor":"somebody01"', 1))
    found = tracker("audit", "verify", altered)
    assert found.code == 1
    last = json.loads(export.read_text(encoding="utf-8").splitlines()[-2])["entry"]["seq"]
    assert f"entry {last}" in found.out
    copy = tmp_path / "copy"
    assert tracker("audit", "import", export, copy).code == 0
    again = tmp_path / "again.jsonl"
    assert tracker("audit", "export", again, "--workspace", copy).code == 0
    assert again.read_bytes() == export.read_bytes()


def test_a_ledger_cut_off_below_a_checkpoint_is_found(
    tracker: Tracker, in_root: Path, tmp_path: Path
) -> None:
    tracker("assess", "Q1", "--effect", "none", "--reason", "looked at again")
    held = tmp_path / "checkpoint.txt"
    held.write_text(tracker("audit", "verify", "--json").json()["checkpoint"], encoding="utf-8")
    lines = (in_root / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    cut = tmp_path / "cut.jsonl"
    cut.write_text("".join(lines[:-1]), encoding="utf-8")
    assert tracker("audit", "verify", cut).code == 0
    assert tracker("audit", "verify", cut, "--checkpoint", held).code == 1
    assert tracker("audit", "verify", "--checkpoint", held).code == 0


def test_a_redirect_offers_its_leg_what_is_there_and_it_is_moved(tracker: Tracker, samples: Path) -> None:
    tracker(
        "import",
        samples / "01-inline.eml",
        samples / "09-redirect.eml",
        "--list",
        "steering-list@example.org",
    )
    told = tracker(
        "assess", "Q3", "--passage", "R2.1", "--effect", "redirect", "--reason", "It names another list.",
        "--redirect-to", "sample.responder.a@example.org",
    )  # fmt: skip
    assert (
        "G2 is open and asks sample.responder.a@example.org; R1, taken in before, seems to belong to it."
        in (" ".join(told.out.split()))
    )
    assert "tracker replies attach R1 --leg G2 --reason TEXT" in told.out + told.err
    assert "needs a reason" in tracker("replies", "attach", "R1", "--leg", "G2").refused(2)
    moved = tracker("replies", "attach", "R1", "--leg", "g2", "--reason", "their own word")
    assert moved.out == "R1 is attached to G2.\n"
    legs = tracker("letter", "show", "--json").json()["legs"]
    assert [(one["state"], one["replies"]) for one in legs] == [("redirected", ["R2"]), ("answered", ["R1"])]
    again = tracker(
        "assess", "Q5", "--effect", "redirect", "--reason", "x", "--redirect-to", "x@example.org", "--json"
    )
    assert again.json()["opened"] == {"leg": "G3", "correspondent": "x@example.org", "replies": []}
