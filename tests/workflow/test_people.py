"""What the people file suggests about who speaks: with its reason, for a person to record, and never by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from workspaces import LIST, QUOTED, files, mail, size

from tracker.record.views import ReplyView
from tracker.workflow import audit, board, intake, publish, triage
from tracker.workflow.workspace import Workspace

Open = Callable[[Path], Workspace]
SENDER = "sample.responder.x@example.org"
BY = "by questions/people.yaml"
FILE = """
groups:
  - group: Contributor Experience
    authoritative-for: [C2 (labels), C5]
  - group: Testing
    authoritative-for: [C2]
    near: [Infra]
  - group: Infra
    authoritative-for: [Q3]
  - group: Elsewhere
    authoritative-for: [C1]
people:
"""


def listed(ws: Workspace, *people: str) -> None:
    """Write a people file that lists these, each as the rest of its entry behind the address."""
    entries = "".join(f"  - address: {one}\n" for one in people)
    (ws.questions_folder / "people.yaml").write_text(FILE + entries, encoding="utf-8")


def replied(ws: Workspace, top: str = "", public: bool = True, **headers: str) -> ReplyView:
    """A reply about C2, taken in and looked at."""
    path = ws.root.parent / "reply.eml"
    path.write_bytes(top.encode() + mail(QUOTED + "Mostly right, as far as I can see.\n", **headers))
    taken = intake.take_in(ws, [path], LIST if public else None)
    return board.reply(ws, taken.items[0].reply)


def receiving(root: Path, open_: Open) -> Workspace:
    """A workspace whose mail comes in at our server, with the responder listed for C2."""
    settings = root / "tracker.toml"
    servers = 'receiving-servers = ["mx.example.org"]\n'
    settings.write_text(settings.read_text(encoding="utf-8") + servers, encoding="utf-8")
    ws = open_(root)
    listed(ws, f"{SENDER}\n    group: Testing")
    return ws


def said(view: ReplyView) -> list[tuple[str, str]]:
    """What is suggested, without its reasons."""
    return [(one.question, one.grade) for one in view.suggested]


@pytest.mark.parametrize(
    ("entry", "grade", "reason"),
    [
        (f"{SENDER}\n    group: Testing", "A", f"Testing is authoritative for C2; a member of it, {BY}"),
        (
            f"{SENDER}\n    group: Contributor Experience\n    role: chair",
            "A",
            f"Contributor Experience is authoritative for C2 (labels); chair of it, {BY}",
        ),
        (
            "'*@example.org'\n    group: Testing\n    role: lead",
            "A",
            f"Testing is authoritative for C2; lead of it, {BY} (*@example.org)",
        ),
        (
            f"{SENDER}\n    group: Infra\n    role: lead",
            "B",
            f"lead of Infra, near Testing, which is authoritative for C2; {BY}",
        ),
        (f"{SENDER}\n    group: Infra", "C", f"a member of Infra, not near C2; {BY}"),
        (f"{SENDER}\n    group: Elsewhere\n    role: lead", "C", f"lead of Elsewhere, not near C2; {BY}"),
    ],
)
def test_a_listed_responder_is_rated_on_the_question_they_speak_to(
    opened: Workspace, entry: str, grade: str, reason: str
) -> None:
    listed(opened, entry)
    view = replied(opened)
    assert [(one.question, one.grade, one.reason) for one in view.suggested] == [("C2", grade, reason)]
    assert view.row.authority == "F"


def test_others_are_rated_by_what_is_known_of_them(opened: Workspace) -> None:
    listed(opened, "someone@example.org\n    group: Testing")
    assert said(replied(opened)) == [("*", "D")]
    private = replied(
        opened, public=False, sender="Y <sample.responder.y@example.org>", message_id="<y@example.org>"
    )
    assert said(private) == [("*", "F")]
    listed(opened, f"{SENDER}\n    role: reviewer")
    (one,) = board.reply(opened, "R1").suggested
    assert (one.question, one.grade, one.reason) == ("*", "C", f"reviewer, {BY}")


@pytest.mark.parametrize(
    "headers",
    [
        {"sender": f'"Chair <chair@example.net>" <{SENDER}>'},
        {"sender": f"S\u0430mple Responder <{SENDER}>"},
        {"sender": f"'Sample' via steering <{LIST}>", "X_Original_From": f"Sample <{SENDER}>"},
        {"sender": f"'Sample' via steering <{LIST}>"},
    ],
)
def test_who_may_be_somebody_else_is_in_doubt_whatever_the_file_says(
    opened: Workspace, headers: dict[str, str]
) -> None:
    listed(opened, f"{SENDER}\n    group: Testing")
    (one,) = replied(opened, **headers).suggested
    assert (one.question, one.grade) == ("*", "E")
    assert one.reason.startswith("in doubt: ")


def test_a_doubt_about_a_message_stands_beside_a_rating_of_its_author(opened: Workspace) -> None:
    listed(opened, f"{SENDER}\n    group: Testing")
    view = replied(opened)
    triage.set_authority(opened, view.row.id, "A", "the role map")
    odd = replied(opened, sender=f'"Chair <chair@example.net>" <{SENDER}>', message_id="<odd@example.org>")
    assert odd.authorities == (("*", "A", "the role map"),)
    assert said(odd) == [("*", "E")]
    assert said(board.reply(opened, view.row.id)) == []


def test_two_whom_a_list_hides_are_two_people(opened: Workspace) -> None:
    listed(opened)
    one = replied(opened, sender=f"'Sample One' via steering <{LIST}>", message_id="<one@example.org>")
    two = replied(opened, sender=f"'Sample Two' via steering <{LIST}>", message_id="<two@example.org>")
    assert one.person != two.person
    assert [copy.flags for copy in one.messages] == [("author-hidden",)]


def test_what_our_server_found_forged_is_in_doubt(root: Path, open_: Open) -> None:
    ws = receiving(root, open_)
    top = (
        "Authentication-Results: mx.example.org; spf=fail; dmarc=fail header.from=example.org\n"
        "Received: from elsewhere.example.net by mx.example.org with ESMTPS id 1\n"
    )
    (one,) = replied(ws, top).suggested
    assert (one.grade, one.reason) == ("E", "in doubt: our server says failed: SPF, DMARC")


def test_a_list_that_our_server_vouches_for_leaves_no_doubt(root: Path, open_: Open) -> None:
    ws = receiving(root, open_)
    top = (
        "Authentication-Results: mx.example.org; dkim=pass header.d=example.org\n"
        "Received: from lists.example.org by mx.example.org with ESMTPS id 1\n"
    )
    view = replied(ws, top, sender=f"'Sample' via steering <{LIST}>", X_Original_From=f"Sample <{SENDER}>")
    assert said(view) == [("C2", "A")]
    assert view.messages[0].authentication == "DKIM ok for example.org (the list alone)"
    assert "author-rewritten" in view.messages[0].flags


ENTRY = "Received: from out.example.net by mx.example.org with ESMTPS id 1\n"
EVIL = "dkim=pass header.d=evil.example.com; spf=pass smtp.mailfrom=evil.example.com"
SHOWN = "Testing is authoritative for C2; a member of it, by questions/people.yaml"


def results(told: str) -> str:
    """What our server put on top of a mail."""
    return f"Authentication-Results: mx.example.org; {told}\n"


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize(
    ("top", "doubt"),
    [
        (
            results(EVIL) + ENTRY,
            "our server says DKIM ok for evil.example.com, SPF ok for evil.example.com (not the author's domain)",
        ),
        (results("none") + ENTRY, "our server says nothing vouched for"),
        (results("arc=pass") + ENTRY, "our server says ARC ok"),
    ],
)
def test_what_our_server_does_not_vouch_for_is_in_doubt(
    root: Path, open_: Open, top: str, doubt: str, public: bool
) -> None:
    (one,) = replied(receiving(root, open_), top, public).suggested
    assert (one.question, one.grade, one.reason) == ("*", "E", f"in doubt: {doubt}")


@pytest.mark.parametrize("top", ["", ENTRY + results("dkim=pass header.d=example.org")])
def test_where_our_server_says_nothing_only_a_list_can_show_who_wrote(
    root: Path, open_: Open, top: str
) -> None:
    ws = receiving(root, open_)
    (one,) = replied(ws, top, public=False).suggested
    assert (one.grade, one.reason) == ("E", "in doubt: none of our receiving servers says where it came from")
    (one,) = replied(ws, top, message_id="<b@example.org>", subject="Re: Clarification").suggested
    assert (one.question, one.grade, one.reason) == ("C2", "A", f"{SHOWN}; the author as the list shows them")


@pytest.mark.parametrize("public", [True, False])
def test_a_writer_whom_our_server_vouches_for_is_rated_without_more_words(
    root: Path, open_: Open, public: bool
) -> None:
    top = results("dkim=pass header.d=example.org") + ENTRY
    (one,) = replied(receiving(root, open_), top, public).suggested
    assert (one.grade, one.reason) == ("A", SHOWN)


def test_a_mail_that_poses_as_a_lists_is_in_doubt(root: Path, open_: Open) -> None:
    posing = {
        "sender": "'Sample' via steering <steering@lists.evil.example.com>",
        "X_Original_From": f"Sample <{SENDER}>",
        "List_Post": "<mailto:steering@lists.evil.example.com>",
    }
    ws = receiving(root, open_)
    private = replied(ws, results(EVIL) + ENTRY, public=False, **posing)
    assert said(private) == [("*", "E")]
    assert said(replied(ws, results(EVIL) + ENTRY, message_id="<b@example.org>", **posing)) == [("*", "E")]


def test_a_suggestion_changes_nothing_until_a_person_records_it(opened: Workspace) -> None:
    listed(opened, f"{SENDER}\n    group: Testing")
    view = replied(opened)
    before, entries = files(opened.root), size(opened)
    (one,) = board.reply(opened, view.row.id).suggested
    assert (files(opened.root), size(opened)) == (before, entries)
    triage.set_authority(opened, view.row.id, one.grade, one.reason, one.question)
    after = board.reply(opened, view.row.id)
    assert after.authorities == (("C2", "A", one.reason),)
    assert after.suggested == ()


def test_where_the_authority_of_a_private_writer_is_known_from_stays_sealed(opened: Workspace) -> None:
    """Their office in the people file tells who they are."""
    listed(opened, f"{SENDER}\n    group: Testing\n    role: keeper of the tests")
    view = replied(opened, public=False)
    (one,) = board.reply(opened, view.row.id).suggested
    assert "keeper of the tests" in one.reason
    triage.set_authority(opened, view.row.id, one.grade, one.reason, one.question)
    entry = audit.log(opened)[-1]
    assert entry.reason == one.reason
    assert board.reply(opened, view.row.id).authorities == (
        ("C2", "A", f"the sealed reason of entry {entry.seq}"),
    )
    assert b"keeper of the tests" not in (opened.root / "ledger.jsonl").read_bytes()
    assert publish.report_data(opened).entries[-1].reason == "withheld"


def test_a_broken_file_suggests_nothing_says_why_and_stops_nothing(opened: Workspace) -> None:
    listed(opened, f"{SENDER}\n    group: Tasting")
    view = replied(opened)
    assert view.suggested == ()
    assert view.people_problem.startswith("questions/people.yaml, line 14: there is no group “Tasting”")
    assert view.row.questions == ("C2",)
    (opened.questions_folder / "people.yaml").write_bytes(b"groups:\n  - group: \xff\n")
    assert "line 2: the file is not UTF-8" in board.reply(opened, "R1").people_problem
    (opened.questions_folder / "people.yaml").write_bytes("é".encode() * 40000)
    assert "longer than 64 KB" in board.reply(opened, "R1").people_problem


def test_without_a_file_nothing_is_suggested(opened: Workspace) -> None:
    view = replied(opened)
    assert (view.suggested, view.people_problem) == ((), "")


def test_a_machine_gets_no_suggestion(opened: Workspace) -> None:
    listed(opened, f"{SENDER}\n    group: Testing")
    assert replied(opened, Auto_Submitted="auto-replied").suggested == ()
