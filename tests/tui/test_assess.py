"""The form tells what the rules say while it is written, records with Ctrl+S alone, and loses nothing."""

from __future__ import annotations

from pathlib import Path

from driving import Open, Terminal

from tracker.workflow import board


async def _upgrade_c3(t: Terminal) -> None:
    """Open the form of an upgrade of C3, without a reply."""
    await t.press("j", "j", "a", "u")


async def test_an_upgrade_without_a_source_is_refused_by_name_and_then_made_with_one(
    root: Path, terminal: Open
) -> None:
    async with terminal(root, (120, 60)) as t:
        await _upgrade_c3(t)
        assert "needs-source" in t.words
        assert "reason-required" in t.words
        await t.press("tab", "tab")
        await t.write("The rule says so itself.")
        assert "reason-required" not in t.words
        await t.press("ctrl+s")
        assert "needs-source" in t.words
        assert "The rule says so itself." in t.text
        assert board.question(t.ws, "C3").row.level == 3

        sources = board.sources(t.ws, "C3")
        await t.press("tab", *["down"] * next(i for i, one in enumerate(sources) if one.normative))
        await t.press("space", "ctrl+r")
        assert "Words read" in t.text
        await t.press("tab", "tab", "enter", "down", "enter", "tab", "tab", "space", "ctrl+s")
        assert "is recorded as read by researcher" in t.words
        assert "may be recorded" in t.words
        await t.press("ctrl+s")
        assert "A1 recorded on C3: upgrade, level 3 → 4." in t.words
        assert "▲1" in t.text
        assert board.question(t.ws, "C3").row.level == 4


async def test_the_word_diff_follows_the_wording(root: Path, terminal: Open) -> None:
    async with terminal(root, (120, 60)) as t:
        await t.press("j", "j", "a", "r")
        await t.press("ctrl+end")
        await t.write(" Mostly.")
        assert t.text.count("Mostly") == 2
        styles = [
            segment.style
            for strip in t.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style and segment.style.underline and "Mostly" in segment.text
        ]
        assert styles


async def test_the_proposed_wordings_follow_one_another_and_each_says_which_it_is(
    root: Path, terminal: Open
) -> None:
    async with terminal(root, (120, 60)) as t:
        await t.press("j", "j", "a", "d")
        shown = [
            "proposal 1 of 3: usual",
            "proposal 2 of 3: cautious",
            "proposal 3 of 3: plain",
            "as it stands",
        ]
        begins = [
            "We can currently confirm only part",
            "the public materials that we have seen are insufficient",
            "the rest is not confirmed",
            "we understand that significant design changes",
        ]
        for which, words in zip(shown, begins, strict=True):
            assert which in t.inside("#shown")
            assert words in " ".join(t.inside("#wording").split())
            await t.press("ctrl+n")
        assert shown[0] in t.inside("#shown")
        t.app.screen.query_one("#wording").focus()
        await t.press("ctrl+end")
        await t.write(" And more.")
        assert "your own" in t.inside("#shown")


async def test_escape_asks_before_it_drops_what_was_written(root: Path, terminal: Open) -> None:
    async with terminal(root, (120, 60)) as t:
        await t.press("a", "c")
        await t.write("Half a sentence")
        await t.press("escape")
        assert "Drop this finding?" in t.text
        await t.press("n")
        assert "Half a sentence" in t.text
        await t.press("f2")
        assert "Drop this finding?" in t.text
        await t.press("y")
        assert "Board" in t.text.splitlines()[0]
        assert board.history(t.ws, "C1")[-1].kind != "claim.assessed"


async def test_escape_from_an_untouched_form_goes_back_at_once(root: Path, terminal: Open) -> None:
    async with terminal(root, (120, 60)) as t:
        await t.press("a", "c", "escape")
        assert "Board" in t.text.splitlines()[0]


async def test_an_override_is_made_by_naming_the_rule_and_a_reason(root: Path, terminal: Open) -> None:
    async with terminal(root, (120, 60)) as t:
        await _upgrade_c3(t)
        await t.press("tab", "tab")
        await t.write("Known to hold.")
        await t.press("ctrl+o")
        await t.write("reason-required")
        await t.press("ctrl+s")
        assert "not among the rules that may be overridden" in t.words
        for _ in "reason-required":
            await t.pilot.press("backspace")
        await t.write("needs-source")
        await t.press("ctrl+s")
        assert "needs a reason of its own" in t.words
        await t.press("tab")
        await t.write("The text is being published.")
        await t.press("ctrl+s")
        assert "may be recorded" in t.words
        assert "needs-source is set aside" in t.words
        await t.press("ctrl+s")
        assert "A1 recorded on C3" in t.words
        assert board.question(t.ws, "C3").assessments[0].overrides == (
            ("needs-source", "The text is being published."),
        )


async def test_a_stale_form_is_refused_and_takes_the_question_as_it_stands(
    root: Path, terminal: Open
) -> None:
    from tracker.workflow.assess import Finding, assess

    async with terminal(root, (120, 60)) as t:
        await t.press("j", "j", "a", "d")
        await t.press("tab", "tab")
        await t.write("Too broad.")
        assess(t.ws, Finding("C3", ("downgrade:adequacy",), level=1, reason="found elsewhere"))
        await t.press("ctrl+s")
        assert "stale-revision" in t.words
        assert "Too broad." in t.text
        await t.press("ctrl+l")
        assert "stale-revision" not in t.words
        assert "Too broad." in t.text


async def test_a_finding_from_a_passage_leads_on_to_the_next_that_waits(
    answered: Path, terminal: Open
) -> None:
    async with terminal(answered, (120, 60)) as t:
        await t.press("j", "t", "a", "n")
        await t.write("Courtesy only.")
        await t.press("ctrl+s")
        assert "A1 recorded on C2: none." in t.words
        assert "R1.2  open" in t.text
        assert board.reply(t.ws, "R1").passages[0].state == "assessed"


async def test_undo_shows_the_newest_finding_and_takes_it_back_with_a_reason(
    root: Path, terminal: Open
) -> None:
    async with terminal(root, (120, 60)) as t:
        await t.press("j", "j", "a", "d", "tab", "tab")
        await t.write("Too broad.")
        await t.press("ctrl+s")
        assert "▼1" in t.text
        await t.press("u")
        assert "A1 on C3" in t.text
        assert "Too broad." in t.text
        await t.press("ctrl+s")
        assert "reason-required" in t.words
        await t.write("Misread it.")
        await t.press("ctrl+s")
        assert "needs-source" in t.words
        await t.press("tab")
        await t.write("needs-source")
        await t.press("tab")
        await t.write("It stood so as sent.")
        await t.press("ctrl+s")
        assert "A1 on C3 is withdrawn" in t.words
        assert "▼1" not in t.text


async def test_at_80_by_24_the_form_its_verdict_and_every_key_are_there(root: Path, terminal: Open) -> None:
    async with terminal(root, (80, 24)) as t:
        await t.press("a", "u")
        for told in ("Effects", "Level", "refused as it stands", "needs-source"):
            assert told in t.text
        for key in ("^s Record", "esc Back", "^r Read source", "^o Override"):
            assert key in t.text.splitlines()[-1]
        await t.press("f6")
        assert "What the rules say" in t.text
        assert "reason-required" in t.words
