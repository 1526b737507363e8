"""A follow-up says what changed and why to who may know it, and nothing of a private answer to anybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from leg_mail import LETTER_ID, OURS, take
from workspaces import LIST, QUOTED, found

from tracker.documents.drafts import render
from tracker.errors import BadUse, RuleRefused
from tracker.workflow import followup, intake, legsaid, letters, triage
from tracker.workflow.correspondence import Conversations
from tracker.workflow.followup import Drafted
from tracker.workflow.workspace import Workspace

SUBJECT = "Clarification request on public Kubernetes security practices"
PRIVATE = "Sample Responder P <sample.responder.p@example.org>"
OTHER = "Sample Responder O <sample.responder.o@example.org>"
CANARY = "Between us the second gate is opened by hand on every Friday by the canary team alone"
WORDS = (
    "Public rules appear to support that contributors pass CLA, and that /lgtm and /approve are independent."
)


@pytest.fixture
def ws(opened: Workspace) -> Workspace:
    """The letter, sent to a list, with one public answer on C2 and our own address known."""
    letters.set_letter(opened, message_id=LETTER_ID, subject=SUBJECT, date="2026-06-01", to=LIST)
    path = opened.root / "tracker.toml"
    path.write_text(path.read_text() + 'ours = ["sample.researcher@example.org"]\n', encoding="utf-8")
    again = Workspace.open(opened.root)
    taken = take(
        again, QUOTED + "Mostly right, but /lgtm and /approve are independent.\n", message_id="<a1@example.org>",
        subject=f"Re: {SUBJECT}", public=LIST, In_Reply_To=f"<{LETTER_ID}>", References=f"<{LETTER_ID}>",
    )  # fmt: skip
    assert taken.reply == "R1"
    return again


def public(ws: Workspace) -> str:
    """Record the public finding that is reported."""
    return found(
        ws, "C2", "restate:narrower", passages=("R1.1",), wording=WORDS,
        reason="The two labels are given independently of each other.",
    )  # fmt: skip


def private(ws: Workspace, text: str = CANARY, sender: str = PRIVATE, n: int = 1) -> str:
    """Take in a private answer on C2; returns the reply."""
    return take(
        ws, f"{QUOTED}{text}.\n", sender, f"<p{n}@example.org>", date="Thu, 09 Jul 2026 10:00:00 +0000"
    ).reply


def drafted(ws: Workspace, leg: str = "", **options: object) -> dict[str, Drafted]:
    made, skipped = followup.draft(ws, leg, **options)  # type: ignore[arg-type]
    assert skipped == ()
    return {one.key: one for one in made}


def flat(one: Drafted) -> str:
    return " ".join(one.draft.body.split())


def test_a_public_answer_is_reported_to_the_list_under_it(ws: Workspace) -> None:
    key = public(ws)
    one = drafted(ws)["G1"]
    assert (one.kind, one.findings, one.public, one.remarks[0]) == (
        "report", (key,), True, "The conversation holds sample mail: the draft says so, and goes to @example.org alone."
    )  # fmt: skip
    mail = message_from_bytes(render(one.draft), policy=default)
    assert mail["To"] == LIST
    assert mail["From"].addresses[0].addr_spec == "sample.researcher@example.org"
    assert mail["Subject"] == f"Re: {SUBJECT}"
    assert mail["In-Reply-To"] == "<a1@example.org>"
    assert mail["References"] == f"<{LETTER_ID}> <a1@example.org>"
    assert mail["X-Tracker-Sample"] == "yes"
    assert mail["Cc"] is None
    said = flat(one)
    for words in (
        "thank you for your answer on this list of 2 July 2026",
        "[C2] Gated acceptance of mainline contributions Found: reworded more narrowly",
        "Why: The two labels are given independently of each other.",
        "It rests on: the answer of 2 July 2026 on the public list",
        "Wording before: Public rules appear to support the description",
        f"Wording now: {WORDS}",
        "Level: 3 (apparent), unchanged",
        "[C1] Private vulnerability reporting and disclosure: level 3 (apparent)",
        "[Q1] Division of responsibilities: PSC, SRC, SIG/WG, release engineering Gap (open):",
        "“[C2] satisfied”",
    ):
        assert words in said
    assert all(len(line) <= 72 or "<http" in line for line in one.draft.body.split("\n"))


def test_the_same_state_gives_the_same_draft(ws: Workspace) -> None:
    public(ws)
    first, second = (drafted(ws, now=datetime(2026, 8, day, tzinfo=UTC))["G1"].draft for day in (1, 9))
    assert first.message_id == second.message_id
    assert first.date != second.date
    found(ws, "C2", "confirm", passages=("R1.1",))
    assert drafted(ws)["G1"].draft.message_id != first.message_id


def test_the_list_learns_nothing_of_a_private_answer(ws: Workspace) -> None:
    public(ws)
    reply = private(ws)
    triage.set_authority(ws, reply, "A", "the samples' own role map")
    triage.set_role(ws, reply, "a canary keeper")
    found(
        ws, "C4", "downgrade:limitation", passages=(f"{reply}.1",), level=2, reason="Kept to ourselves: canary reason.",
        wording="We can currently confirm only that some artifacts can be verified.", seal_reason=True,
    )  # fmt: skip
    found(ws, "C5", "confirm", passages=(f"{reply}.1",), reason="An open reason on a private canary.")
    found(ws, "Q3.3", "decline", passages=(f"{reply}.1",), reason="The canary declines.")
    made = drafted(ws)
    said = flat(made["G1"]).lower()
    for word in (
        "canary",
        "friday",
        "private message",
        "9 july",
        "sample responder p",
        "declined",
        "kept to ourselves",
    ):
        assert word not in said
    # The claim's state is published in any case; that nobody confirmed C5 in public is still asked.
    assert "wording now: we can currently confirm only that some artifacts can be verified." in said
    assert "[c5] ai-assisted contribution rules in the pull request context we say:" in said
    assert set(made["G1"].findings) == {"A1"}
    assert "canary" not in render(made["G1"].draft).decode().lower()


def test_a_private_answer_alone_makes_no_draft_for_the_list(ws: Workspace) -> None:
    reply = private(ws)
    found(ws, "C1", "confirm", passages=(f"{reply}.1",))
    assert set(drafted(ws)) == {"G1/P2"}


def test_a_private_responder_hears_of_their_own_matter_alone(ws: Workspace) -> None:
    first = private(ws)
    second = private(ws, "For my part I saw the third gate painted green by the second shift", OTHER, 2)
    found(ws, "C1", "confirm", passages=(f"{first}.1",), reason="P agrees.")
    found(ws, "C3", "confirm", passages=(f"{second}.1",), reason="O agrees.")
    found(ws, "C4", "confirm", passages=(f"{first}.1", f"{second}.1"), reason="Both agree.")
    public(ws)
    made = drafted(ws)
    assert set(made) == {"G1", "G1/P2", "G1/P3"}
    one = made["G1/P2"]
    assert one.draft.recipients == ("sample.responder.p@example.org",)
    assert one.draft.in_reply_to == "p1@example.org"
    assert "Hello Sample Responder P," in one.draft.body
    said = flat(one)
    assert "[C1]" in said
    assert "Why: P agrees. It rests on: your message of 9 July 2026" in said
    for word in ("[C3]", "[C4]", "O agrees", "Both agree", "painted", "on this list", "sample.responder.o"):
        assert word not in said
    assert "P agrees" not in flat(made["G1/P3"])


def test_what_somebody_said_in_public_is_reported_there_alone(ws: Workspace) -> None:
    writer = "Sample Responder Q <sample.responder.q@example.org>"
    reply = private(ws, "In private I agree with the third point as it stands", writer)
    public(ws)
    assert set(drafted(ws)) == {"G1"}
    found(ws, "C1", "confirm", passages=(f"{reply}.1",))
    one = drafted(ws)["G1/P1"]
    assert one.findings == ("A2",)
    assert "[C2]" not in one.draft.body


def test_six_words_of_a_private_message_are_refused_however_they_came_in(ws: Workspace) -> None:
    private(ws)
    public(ws)
    given = drafted(ws)["G1"].draft
    followup.check(ws, given)
    spilt = replace(given, body=f"{given.body}\nWe hear the second gate is\nopened by hand, says somebody.\n")
    with pytest.raises(RuleRefused, match="private-words") as refused:
        followup.check(ws, spilt)
    assert refused.value.hint
    followup.check(
        ws, replace(spilt, to=(("", "sample.responder.p@example.org"),))
    )  # to its writer it is no secret
    with pytest.raises(RuleRefused):
        followup.check(ws, replace(spilt, to=(("", "sample.responder.p@example.org"), ("", LIST))))


def test_what_we_wrote_in_private_is_ours_to_say_again_and_what_it_quotes_is_not(ws: Workspace) -> None:
    """A copy of our own private report has half the words of the next draft."""
    private(ws)
    found(ws, "C2", "confirm", passages=("R2.1",), reason="One writer agrees with the wording.")
    sent = drafted(ws)["G1/P2"].draft
    quoted = "> On Monday nobody may open that gate at all, they say"
    text = f"{sent.body}\n{quoted}\n>> Thank you for your answer of the day before, we wrote\n"
    take(ws, text, OURS, f"<{sent.message_id}>", subject=sent.subject, In_Reply_To="<p1@example.org>")
    public(ws)
    given = drafted(ws)["G1"].draft
    assert "Below is what we changed" in flat(drafted(ws)["G1"])
    followup.check(ws, replace(given, body=f"{given.body}\nThank you for your answer of the day before.\n"))
    for words in (CANARY, quoted):
        with pytest.raises(RuleRefused, match="private-words"):
            followup.check(ws, replace(given, body=f"{given.body}\n{words}.\n"))


def test_a_reason_that_repeats_a_private_answer_stops_the_draft(ws: Workspace) -> None:
    """The finding was recorded before the message came, so no rule could hold it back then."""
    found(ws, "C2", "confirm", passages=("R1.1",), reason=f"As is known: {CANARY}.")
    private(ws)
    made, skipped = followup.draft(ws)
    assert made == ()
    assert [(one.key, "private-words" in one.error.message) for one in skipped] == [("G1", True)]


@pytest.mark.parametrize(
    "header",
    [
        f"Subject: Re: {SUBJECT}\u2028Bcc: evil@example.net",
        "Subject: =?utf-8?q?Re=3A_x=0D=0ABcc=3A_evil=40example=2Enet=0D=0A=0D=0Abody?=",
        'From: "Evil <evil@example.net>, x" <sample.responder.o@example.org>',
        "From: =?utf-8?q?a=0D=0ABcc=3A_evil=40example=2Enet?= <sample.responder.o@example.org>",
        "References: <x@example.net\tBcc: evil@example.net> <ok@example.org> <\u202eevil@example.net>",
        "Reply-To: evil@example.net",
        "Message-ID: <h@example.org>\x0bBcc: evil@example.net",
        "Mail-Followup-To: evil@example.net",
    ],
)
def test_a_hostile_answer_names_no_recipient_and_no_header(ws: Workspace, header: str) -> None:
    lines = {
        "From": f"From: {OTHER}", "Message-ID": "Message-ID: <h@example.org>", "Subject": f"Subject: Re: {SUBJECT}",
        "X-Tracker-Sample": "X-Tracker-Sample: yes", "Date": "Date: Fri, 10 Jul 2026 10:00:00 +0000",
    }  # fmt: skip
    lines[header.partition(":")[0]] = header
    raw = "\n".join(
        [*lines.values(), "Content-Type: text/plain; charset=utf-8", "", QUOTED, "Yes.", ""]
    ).encode()
    with ws.database.reading() as session:
        conversations = Conversations(session)
    taken = intake.take_one(ws, conversations, "INBOX", raw, "")
    assert taken is not None
    found(ws, "C1", "confirm", passages=(f"{taken.reply}.1",))
    (one,) = drafted(ws).values()
    mail = message_from_bytes(render(one.draft), policy=default)
    assert [one.addr_spec for one in mail["To"].addresses] == ["sample.responder.o@example.org"]
    assert {name for name in mail if name.lower() in ("bcc", "cc", "reply-to", "mail-followup-to")} == set()
    assert "evil" not in str(mail["References"]) + str(mail["In-Reply-To"])
    assert len(mail.get_all("Subject")) == 1
    assert mail.get_content().startswith("Hello")


@pytest.mark.parametrize("sender", ["Chair <secu...@kubernetes.io>", "Chair <chair>"])
def test_an_address_that_is_not_whole_is_no_recipient(ws: Workspace, sender: str) -> None:
    reply = take(ws, f"{QUOTED}Yes.\n", sender, "<h@example.org>", subject=f"Re: {SUBJECT}").reply
    found(ws, "C1", "confirm", passages=(f"{reply}.1",))
    made, skipped = followup.draft(ws)
    assert made == ()
    assert "No address is known" in skipped[0].error.message


def test_what_was_reported_is_not_told_again_and_the_next_report_goes_on_from_there(ws: Workspace) -> None:
    public(ws)
    now = ws.record.now()
    one = drafted(ws)["G1"]
    sent = message_from_bytes(render(one.draft), policy=default)
    take(
        ws, sent.get_content(), OURS, f"<{one.draft.message_id}>", subject=one.draft.subject, public=LIST,
        In_Reply_To="<a1@example.org>", date=now.replace(year=now.year + 1).strftime("%a, %d %b %Y %H:%M:%S +0000"),
    )  # fmt: skip
    assert drafted(ws) == {}
    with pytest.raises(BadUse, match="nothing new to report in G1"):
        followup.draft(ws, "G1")
    assert "reworded more narrowly" in flat(drafted(ws, "G1", questions=["C2"])["G1"])


def test_one_named_thread_without_a_draft_says_why_and_nothing_else(ws: Workspace) -> None:
    public(ws)
    private(ws)
    made, skipped = followup.draft(ws, "G1", sender="Somebody <us@example.org>")
    assert made == ()
    assert [(one.key, "is no address" in one.error.message) for one in skipped] == [("G1", True)]


def test_a_question_alone_is_spoken_of(ws: Workspace) -> None:
    public(ws)
    found(ws, "C1", "confirm", passages=("R1.1",))
    said = flat(drafted(ws, "G1", questions=["c1"])["G1"])
    assert "[C1]" in said
    assert not [one for one in ("[C2]", "[C3]", "[Q1]", "[Q6]") if one in said]


def test_declined_is_not_asked_and_standing_is_stated(ws: Workspace) -> None:
    triage.set_authority(ws, "R1", "A", "the samples' own role map")
    found(ws, "Q3", "decline", passages=("R1.1",), reason="Not for the public.")
    found(ws, "Q4", "confirm", passages=("R1.1",), gap_status="standing", reason="There is no such rule.")
    body = drafted(ws)["G1"].draft.body
    asked, _, stated = body.partition("What we do not ask about")
    assert "[Q3]" not in asked.partition("What is still open")[2]
    assert "[Q3]" in stated
    assert "Gap (declined)" in stated
    assert "Nothing is asked here any more" in stated
    assert "[Q4]" in stated
    assert "It stands as a gap of public material" in " ".join(stated.split())
    assert body.count("is there a public document that shows it") == 1


def test_who_declined_a_question_is_not_asked_about_its_parts(ws: Workspace) -> None:
    reply = private(ws, "That cannot be discussed in public, and we ask for your understanding there")
    triage.set_authority(ws, reply, "A", "the samples' own role map")
    found(ws, "Q4", "decline", passages=(f"{reply}.1",), reason="Not to be discussed.")
    public(ws)
    made = drafted(ws)
    assert "Gap (declined)" in made["G1/P2"].draft.body
    for one in made.values():
        assert not [part for part in ("[Q4.1]", "[Q4.2]", "[Q4.3]") if part in one.draft.body]


def test_who_never_answered_gets_a_short_reminder(opened: Workspace) -> None:
    letters.set_letter(
        opened, message_id=LETTER_ID, subject=SUBJECT, date="2026-06-01", to="real-list@kubernetes.io"
    )
    assert drafted(opened, sender="us@example.org") == {}
    one = drafted(opened, "G1", sender="us@example.org")["G1"]
    assert (one.kind, one.findings) == ("reminder", ())
    assert one.draft.in_reply_to == LETTER_ID
    assert one.draft.subject == f"Re: {SUBJECT}"
    assert one.draft.recipients == ("real-list@kubernetes.io",)
    assert not one.draft.sample
    said = flat(one)
    assert "on 1 June 2026 we sent our letter" in said
    assert all(f"[{key}]" in said for key in ("C1", "C5", "Q1", "Q6"))
    assert "satisfied" not in said
    path = opened.root / "tracker.toml"
    path.write_text(path.read_text() + 'ours = ["sample.researcher@example.org"]\n', encoding="utf-8")
    again = Workspace.open(opened.root)
    take(again, "A reminder.\n", OURS, "<o@example.org>", subject=SUBJECT, public=LIST,
         In_Reply_To=f"<{LETTER_ID}>", date="Mon, 06 Jul 2026 10:00:00 +0000")  # fmt: skip
    said = flat(drafted(again, "G1", to=LIST)["G1"])
    assert "on 1 June 2026 we sent our letter" in said
    assert "and on 6 July 2026 we wrote again. We have no answer so far" in said
    again.close()


def test_who_answered_and_promised_more_is_not_told_that_they_never_answered(ws: Workspace) -> None:
    legsaid.say(ws, "G1", "promised", "2026-06-20", "They said so.")
    one = drafted(ws, "G1")["G1"]
    assert one.kind == "reminder"
    said = flat(one)
    assert (
        f"thank you for your answer on this list of 2 July 2026. On some questions of our letter “{SUBJECT}”"
        in said
    )
    assert "no answer so far" not in said


def test_a_new_thread_says_so_and_why(opened: Workspace) -> None:
    one = drafted(opened, "G1", sender="us@example.org", to="real-list@kubernetes.io")["G1"]
    assert one.draft.in_reply_to == ""
    assert one.draft.references == ()
    (told,) = [remark for remark in one.remarks if "new thread" in remark]
    assert "the letter's Message-ID is not known" in told


@pytest.mark.parametrize("state", ["closed"])
def test_a_leg_at_rest_is_not_reminded(opened: Workspace, state: str) -> None:
    legsaid.say(opened, "G1", state, reason="They told us.")
    with pytest.raises(BadUse, match="nothing is asked there any more"):
        followup.draft(opened, "G1", sender="us@example.org", to="real-list@kubernetes.io")


def test_whose_address_it_comes_from_is_asked_for(ws: Workspace, opened: Workspace) -> None:
    public(ws)
    with pytest.raises(BadUse, match="No address of yours is known") as refused:
        followup.draft(opened, "G1")
    assert "--from ADDRESS" in refused.value.hint
    path = ws.root / "tracker.toml"
    path.write_text(path.read_text().replace("]", ', "second@example.org"]'), encoding="utf-8")
    several = Workspace.open(ws.root)
    with pytest.raises(BadUse, match="not clear which of your addresses"):
        followup.draft(several, "G1")
    take(several, "Yes.\n", message_id="<a2@example.org>", public=LIST, X_To="second@example.org",
         subject=f"Re: {SUBJECT}", date="Fri, 03 Jul 2026 10:00:00 +0000")  # fmt: skip
    assert drafted(several, "G1")["G1"].draft.sender[1] == "second@example.org"
    several.close()


def test_long_words_in_any_script_are_wrapped() -> None:
    from tracker.documents.followups import Changed, FollowUp, body

    said = body(
        FollowUp("report", "t", True, changed=(Changed("C1", "题" * 200, (), "旧" * 300, "新" * 300, 3, 3),))
    )
    assert max(map(len, said.split("\n"))) <= 72
    assert "".join(said.split()).count("新") == 300
