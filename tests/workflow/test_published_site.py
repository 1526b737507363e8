"""What a site made from a real workspace lets out: roles, public words and the ledger, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from workspaces import AGREES, GERMAN, INLINE, SEALED, TOP_POSTED, add_note, found

from tracker.reports import build
from tracker.reports.exports.formats import EXPORTS
from tracker.workflow import audit, board, publish, sync, triage
from tracker.workflow.workspace import Workspace


def pages(ws: Workspace) -> str:
    """Every page of the site and the single file, as one text."""
    report = build.Report(publish.report_data(ws))
    return "\n".join((*report.site().values(), report.html(), report.markdown()))


def test_nobody_is_named_or_addressed_without_consent(worked: Workspace) -> None:
    text = pages(worked)
    who = [board.reply(worked, row.id).row.who for row in board.replies(worked)]
    assert len(who) > 12
    for one in who:
        name, _, address = one.partition(" <")
        assert address.rstrip(">") not in text, address
        assert name.partition(" (")[0] not in text, name
    assert "a sample responder in a steering role" in text


def test_a_public_passage_is_quoted_without_the_name_that_it_is_signed_with(worked: Workspace) -> None:
    name = board.reply(worked, GERMAN).row.who.partition(" <")[0]
    said = board.reply(worked, GERMAN).passages[-1].text
    quoted = (
        publish.report_data(worked).passages[f"{GERMAN}.{len(board.reply(worked, GERMAN).passages)}"].text
    )
    assert name in said
    assert quoted == said.replace(name, "[name left out]")
    triage.consent(worked, GERMAN, name=True, reason="They agreed on the list.")
    assert publish.report_data(worked).passages[f"{GERMAN}.1"].text in {
        one.text for one in board.reply(worked, GERMAN).passages
    }


def test_a_name_is_given_once_its_bearer_agreed(worked: Workspace) -> None:
    name = board.reply(worked, AGREES).row.who.partition(" <")[0].partition(" (")[0]
    triage.consent(worked, AGREES, name=True, reason="They agreed on the list.")
    (one,) = [one for one in publish.report_data(worked).responders if one.name]
    assert name in one.name
    assert name in pages(worked)


def test_a_name_in_a_reason_or_in_the_notes_is_not_told(worked: Workspace) -> None:
    """The researchers write these, and each format shows them."""
    who = board.reply(worked, SEALED).row.who.partition(" <")[0].partition(" (")[0]
    name, other = f"{who} heronfish", "ostrich@example.org"
    found(worked, "Q1", "none", reason=f"As {name} says.")
    found(worked, "Q2", "none", overrides=(("overclaim", f"{other} agrees."),))
    path = sync.edit_path(worked, "Q4")
    add_note(path, f"Ask {name} again.")
    assert sync.sync(worked).recorded == ("Q4: notes edited",)
    report = build.Report(publish.report_data(worked))
    told = pages(worked) + "".join("".join(report.export(each).values()) for each in EXPORTS)
    assert "heronfish" not in told
    assert other not in told
    assert "sealed, or it names somebody who did not agree to be named" in told


def test_nothing_of_a_private_message_is_told_but_that_there_is_one(worked: Workspace) -> None:
    text = pages(worked)
    view = board.reply(worked, SEALED)
    for passage in view.passages:
        for line in passage.text.splitlines():
            if len(line) > 20:
                assert line not in text
    for message in view.messages:
        assert message.sha256 not in text
        assert message.message_id not in text
    assert "1 private reply came besides" in text
    data = publish.report_data(worked)
    assert SEALED in data.private_replies
    assert SEALED not in {reply for one in data.responders for reply, _ in one.replies}
    assert not re.search(r"passage text R1\.1 added", text)


def test_every_entry_of_the_ledger_is_told_with_its_hash_and_reason(worked: Workspace) -> None:
    found(worked, "Q1", "none", reason="Thanks, and no more.")
    data = publish.report_data(worked)
    assert len(data.entries) == data.size
    assert data.entries[-1].hash == data.head
    assert data.entries[-1].reason == "Thanks, and no more."
    text = build.site(data)["audit.html"]
    assert all(one.hash in text for one in data.entries)
    assert audit.checkpoint(worked).splitlines()[-1] in text


def test_a_reason_that_names_or_addresses_somebody_is_not_told(worked: Workspace) -> None:
    triage.skip(worked, f"{TOP_POSTED}.2", "Said again by someone.else@example.org in a call.")
    data = publish.report_data(worked)
    assert data.entries[-1].reason == "withheld"
    assert "someone.else@" not in pages(worked)


def test_where_a_grade_is_known_from_is_told_unless_it_names_somebody(worked: Workspace) -> None:
    triage.set_authority(worked, INLINE, "C", "the roster of contributors", "Q1")
    triage.set_authority(worked, AGREES, "C", "as chair@example.org wrote", "Q1")
    text = pages(worked)
    assert "C on <a" in text
    assert "the roster of contributors" in text
    assert "chair@example.org" not in text


def test_the_folder_holds_the_report_in_every_form_and_a_second_run_changes_nothing(
    worked: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    files = publish.report(worked, out)
    shown = [path.relative_to(out).as_posix() for path in publish.to_open(files)]
    assert shown == ["report.md", "report.html", "site/index.html"]
    assert sorted(files) == sorted(path for path in out.rglob("[!.]*") if path.is_file())
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (out / "site").iterdir()}
    assert len(before) == 17
    publish.report(worked, out, ("site",))
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (out / "site").iterdir()}
    assert after == before
