"""Triage walks the passages of every reply, shows what each may mean, and records what a person decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import Open

from tracker.tui.widgets import reply_pages
from tracker.workflow import board, intake


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_words_links_reasons_and_suggestion_show_together(
    answered: Path, terminal: Open, size: tuple[int, int]
) -> None:
    async with terminal(answered, size) as t:
        await t.press("j", "t")
        assert "sample.responder.a@example.org" in t.inside("#who")
        assert "Mostly right, but two of the steps" in t.words
        assert "> Second, we understand" in t.text or "presubmit, Prow, Tide" in t.words
        assert "suggests restate" in t.words
        assert "C2" in t.text
        assert "on the public list" in t.words
        for key in ("n Next", "a Assess", "l Link", "s Skip", "v Select", "o Open"):
            assert key in t.text.splitlines()[-1]


async def test_n_and_p_walk_the_passages_and_go_on_to_the_next_reply(answered: Path, terminal: Open) -> None:
    async with terminal(answered) as t:
        await t.press("j", "t")
        assert "R1.1" in t.text
        await t.press("n")
        assert "R1.2" in t.text
        assert "cherry-picks.md" in t.text
        await t.press("p")
        assert "R1.1" in t.text
        await t.press("n", "n")
        assert "R2.1" in t.text


async def test_skip_goes_on_to_what_waits_and_comes_back(answered: Path, terminal: Open) -> None:
    async with terminal(answered) as t:
        await t.press("j", "t", "s")
        assert "R1.1 is skipped" in t.words
        assert "R1.2  open" in t.text
        await t.press("p")
        assert "R1.1  skipped" in t.text
        await t.press("s")
        assert "R1.1  open" in t.text


async def test_a_link_is_made_and_taken_away_by_hand(answered: Path, terminal: Open) -> None:
    async with terminal(answered) as t:
        await t.press("j", "t", "l", "enter")
        assert "R1.1 is linked to C1." in t.words
        assert {link.question for link in board.reply(t.ws, "R1").passages[0].links} == {"C1", "C2"}
        await t.press("l", "enter")
        assert "R1.1 is no longer linked to C1." in t.words


async def test_authority_needs_its_source_and_shows(answered: Path, terminal: Open) -> None:
    async with terminal(answered) as t:
        await t.press("j", "t", "A")
        assert "How well placed" in t.text
        await t.press("ctrl+s")
        assert "needs its source" in t.words
        await t.press("tab")
        await t.write("role map")
        await t.press("shift+tab", "enter", "home", "enter", "ctrl+s")
        assert "recorded" in t.words
        assert "authority A" in t.words


async def test_the_people_file_fills_the_form_and_a_person_commits_it(answered: Path, terminal: Open) -> None:
    (answered / "questions" / "people.yaml").write_text(
        "groups:\n- group: Contributor Experience\n  authoritative-for: [C2]\n"
        "people:\n- address: sample.responder.a@example.org\n  group: Contributor Experience\n  role: chair\n",
        encoding="utf-8",
    )
    async with terminal(answered, (160, 50)) as t:
        await t.press("j", "t")
        head = " ".join(t.inside("#who").split())
        assert "authority F" in head
        assert head.endswith("suggested A on C2")
        await t.press("A")
        assert "Contributor Experience is authoritative for C2" in t.words
        assert "A speaks for the body responsible" in t.words
        assert "on C2 only" in t.words
        await t.press("escape")
        assert board.reply(t.ws, "R1").authorities == ()
        await t.press("A", "ctrl+s")
        why = "Contributor Experience is authoritative for C2; chair of it, by questions/people.yaml"
        assert board.reply(t.ws, "R1").authorities == (("C2", "A", why),)
        assert "authority A" in t.words


SIGNED = (
    "Authentication-Results: mx.example.org; dkim=pass header.d=example.org;\n"
    " spf=pass smtp.mailfrom=bounces@example.org; dmarc=pass header.from=example.org; arc=fail\n"
    "Received: from lists.example.org by mx.example.org with ESMTPS id 1\n"
    "From: 'Sample Responder of Contributor Experience' via steering <steering-list@example.org>\n"
    "X-Original-From: Sample Responder of Contributor Experience <sample.responder.experience@example.org>\n"
    "X-Tracker-Sample: yes\nMessage-ID: <many@example.org>\nSubject: Re: many\nDate: Mon, 4 May 2020 09:00:00 +0200\n\n"
)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_head_of_a_reply_shows_all_of_it_however_much_is_suggested(
    answered: Path, terminal: Open, size: tuple[int, int]
) -> None:
    (answered / "questions" / "people.yaml").write_text(
        "groups:\n- group: Contributor Experience\n  authoritative-for: [C1, C2, C3, C4, C5, Q1]\n"
        "- group: Release\n  authoritative-for: [Q1, Q2, Q3, Q4, Q5, Q6]\n"
        "people:\n- address: sample.responder.experience@example.org\n  group: Contributor Experience\n  role: chair\n",
        encoding="utf-8",
    )
    settings = answered / "tracker.toml"
    told = settings.read_text(encoding="utf-8") if settings.exists() else ""
    settings.write_text(f'receiving-servers = ["mx.example.org"]\n{told}', encoding="utf-8")
    path = answered.parent / "many.eml"
    asked = [f"{series}{n}" for series, last in (("C", 5), ("Q", 6)) for n in range(1, last + 1)]
    path.write_text(SIGNED + "\n\n".join(f"[{one}] Right as it stands." for one in asked), encoding="utf-8")
    async with terminal(answered, size) as t:
        intake.take_in(t.ws, [path], "steering-list@example.org", letter="L1")
        await t.press("t", "shift+tab", "g")
        head = " ".join(t.inside("#who").split())
        assert head.startswith(
            "R7 · 4 May 2020 · on the public list · authentication DKIM ok for example.org"
        )
        assert "failed: ARC (the list alone) · ! author-rewritten · Sample Responder of Contributor" in head
        assert head.endswith(
            "role not recorded · sample · suggested A on C1, C2, C3, C4, …; B on Q2, Q3, Q4, Q5, …"
        )
        assert "[C1] Right as it stands." in t.words
        await t.press("i")
        assert "sample.responder.experience@example.org" in t.text
        whole = reply_pages.facts(board.reply(t.ws, "R7")).plain
        assert "SPF ok for example.org, DMARC ok for example.org, failed: ARC (the list alone)" in whole
        assert [f"Suggested: A on {one}: " in whole for one in asked[:6]] == [True] * 6


async def test_a_broken_people_file_is_told_where_a_suggestion_would_stand(
    answered: Path, terminal: Open
) -> None:
    (answered / "questions" / "people.yaml").write_text(
        "people:\n- adress: x@example.org\n", encoding="utf-8"
    )
    async with terminal(answered, (160, 50)) as t:
        await t.press("j", "t", "A")
        assert "No authority is suggested: questions/people.yaml, line 2" in t.words
        await t.press("tab")
        await t.write("role map")
        await t.press("shift+tab", "enter", "home", "enter", "ctrl+s")
        assert "authority A" in t.words


async def test_an_unsorted_reply_is_attached(answered: Path, terminal: Open) -> None:
    async with terminal(answered) as t:
        assert "1 unsorted" in t.words
        await t.press("t", "shift+tab", "G", "T", "enter")
        assert "is attached to L1" in t.words
        assert "1 unsorted" not in t.words


async def test_a_private_reply_is_marked_and_made_public_with_a_reason(
    answered: Path, terminal: Open
) -> None:
    async with terminal(answered) as t:
        private = next(row.id for row in board.replies(t.ws) if row.visibility == "private")
        await t.press("t", "shift+tab", "G", "k")
        while private + " ·" not in t.text:
            await t.press("k")
        assert "⊘ private" in t.text
        await t.press("P")
        await t.write("https://example.org/archive/1")
        await t.press("ctrl+s")
        assert f"{private} is public now." in t.words
        assert "on the public list" in t.words


async def test_several_passages_go_into_one_finding(answered: Path, terminal: Open) -> None:
    async with terminal(answered) as t:
        await t.press("j", "t", "v", "n", "v")
        assert "together: R1.1, R1.2" in t.words
        await t.press("a")
        assert "Assess R1.1, R1.2" in t.words


async def test_the_effects_behind_a(answered: Path, terminal: Open) -> None:
    effects = {
        "c": "confirm",
        "u": "upgrade",
        "d": "downgrade",
        "r": "restate",
        "p": "pointer",
        "t": "redirect",
        "x": "decline",
        "n": "none",
    }
    async with terminal(answered, (110, 60)) as t:
        await t.press("j", "t")
        await t.press("a")
        for key, effect in effects.items():
            assert f" {key} {effect} " in t.words
        await t.press("escape")
        for key, effect in (("t", "redirect"), ("x", "decline")):
            await t.press("a", key)
            assert "Assess" in t.text.splitlines()[0]
            assert effect in t.text.split("Effects")[1].split("Level")[0]
            await t.press("escape")
            assert "Triage" in t.text.splitlines()[0]


async def test_a_click_selects_a_passage(answered: Path, terminal: Open) -> None:
    async with terminal(answered) as t:
        await t.press("j", "t")
        row = next(i for i, line in enumerate(t.text.splitlines()) if "release branches" in line)
        top = t.app.screen.query_one("#reading").region.y
        await t.click("#reading", (10, row - top))
        assert "R1.2  open" in t.text


async def test_what_outsiders_wrote_is_never_markup_nor_an_escape(
    root: Path, tmp_path: Path, terminal: Open
) -> None:
    mail = tmp_path / "hostile.eml"
    mail.write_bytes(
        b"From: =?utf-8?q?=5B/b=5D=1B=5B2J_Sample_Responder?= <sample.responder.x@example.org>\n"
        b"Subject: Re: [@click=app.quit]press[/] [Q-12] =?utf-8?q?=E2=80=AEtxt?=\n"
        b"Date: Mon, 04 May 2026 16:41:07 +0200\nMessage-ID: <hostile.1@example.org>\n"
        b"X-Tracker-Sample: yes\nContent-Type: text/plain; charset=utf-8\n\n"
        b"> Third, we understand that significant design changes for new features or cross-SIG scope are required to\n"
        b"> enter the KEP governance process, rather than being handled only through ordinary PR review.\n\n"
        b"[/b] [red]Not quite[/red] \x1b]52;c;aGk=\x07 [@click=app.quit]here[/]\n"
    )
    async with terminal(root) as t:
        await t.press("i")
        await t.write(str(mail))
        await t.press("ctrl+s", "escape", "t")
        assert "[red]Not quite[/red]" in t.words
        assert "[@click=app.quit]here[/]" in t.words
        assert "<U+001B>" in t.words
        assert "\x1b" not in t.text
        await t.press("i")
        assert "[Q-12]" in t.words
        assert "<U+202E>" in t.words


async def test_a_new_leg_is_offered_what_was_there_and_a_reply_is_moved_to_it(
    answered: Path, terminal: Open
) -> None:
    async with terminal(answered, (120, 60)) as t:
        await t.press("t", "T")
        assert "R1 belongs to G1, the only leg of its letter." in t.words
        await t.press("escape", "j", "a", "t")
        await t.write("sample.responder.a@example.org")
        await t.press(*["shift+tab"] * 7)
        await t.write("They said so.")
        await t.press("ctrl+s")
        assert "G2 is open and asks sample.responder.a@example.org; R1, R3, taken in before, seem" in t.words
        await t.press("t", "T", "tab")
        await t.write("It is their own word.")
        await t.press("ctrl+s")
        assert "R1 is moved." in t.words
        assert board.reply(t.ws, "R1").leg == "G2"
