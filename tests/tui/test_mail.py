"""The mail of the terminal: what arrives shows by itself, failures say what to do, nothing is disturbed."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from driving import Open
from mailservers.base import MailServer
from textual.widgets import OptionList, TextArea

from tracker.accounts import as_toml
from tracker.tui.screens.triage import TriageScreen
from tracker.workflow import consent


def configure(root: Path, server: MailServer, **changes: Any) -> Path:
    """Write an account for `server` into the settings of the workspace at `root`, allowed on this machine."""
    with (root / "tracker.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + as_toml(server.account(**changes)))
    consent.allow(server.account(**changes))
    return root


async def deliver(server: MailServer, *paths: Path) -> None:
    """Put messages into the mailbox, as another program does while the terminal stands open."""
    for path in paths:
        await asyncio.to_thread(server.deliver, "INBOX", path.read_bytes())


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a host that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield listening.getsockname()[1]


def watching_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(("watch", "fetch"))]


async def test_a_reply_that_arrives_shows_on_the_board_without_a_key(
    root: Path, samples: Path, mail_server: MailServer, terminal: Open
) -> None:
    async with terminal(configure(root, mail_server), (120, 36)) as t:
        await t.until("✉ watching")
        assert "to triage" not in t.words
        await deliver(mail_server, samples / "01-inline.eml")
        await t.until("✉ 1 new", "● 2 to triage", "A new reply came: R1.")
        assert any(" C2 " in row and "● " in row for row in t.text.splitlines())
        await t.press("t")
        assert "✉ watching" in t.words
        assert "Replies 1" in t.words


async def test_without_an_account_nothing_is_watched_and_f_says_how_to_add_one(
    root: Path, terminal: Open
) -> None:
    async with terminal(root) as t:
        assert "✉" not in t.text
        await t.press("f")
        assert "No mail account is configured" in t.words
        assert "`tracker account add`" in t.words
        await t.press("m")
        assert "nothing is watched" in t.words


async def test_a_wrong_password_is_told_and_a_fetch_that_comes_through_watches_again(
    root: Path, samples: Path, mail_server: MailServer, terminal: Open
) -> None:
    right = mail_server.password
    os.environ[mail_server.password_variable] = "not-the-password"
    async with terminal(configure(root, mail_server), (120, 36)) as t:
        told = "refused the user name or password of account sample"
        await t.until("✗ login refused", told)
        await t.press("m")
        await t.until("sample/INBOX stopped", told, "tracker account test sample", "last look not yet")
        await t.press("escape", "f")
        await t.until(told)
        os.environ[mail_server.password_variable] = right
        await deliver(mail_server, samples / "01-inline.eml")
        await t.press("f")
        await t.until("Fetched: 1 new; 1 message of sample/INBOX looked at.", "● 2 to triage")
        await t.until("✉ 1 new")
        await deliver(mail_server, samples / "15-agrees.eml")
        await t.until("✉ 2 new")
        assert "not-the-password" not in t.text
        assert right not in t.text


async def test_a_fetch_is_stopped_with_escape(
    root: Path, mail_server: MailServer, silent: int, terminal: Open
) -> None:
    async with terminal(configure(root, mail_server, security="plain", port=silent)) as t:
        await t.pilot.press("f")
        await t.until("⋯ fetching")
        await t.pilot.press("escape")
        await t.until("Fetching was stopped")
        assert "⋯" not in t.text


async def test_leaving_does_not_wait_for_a_silent_server(
    root: Path, mail_server: MailServer, silent: int, terminal: Open
) -> None:
    async with asyncio.timeout(20):  # such a server is given up after 30 s
        async with terminal(configure(root, mail_server, security="plain", port=silent)) as t:
            await t.until("✉ connecting")
            await t.pilot.press("f")
            await t.until("⋯ fetching")
            await t.pilot.press("q")
    assert not t.app.is_running
    assert watching_threads() == []


async def test_leaving_ends_the_watch(root: Path, mail_server: MailServer, terminal: Open) -> None:
    async with terminal(configure(root, mail_server)) as t:
        await t.until("✉ watching")
        await t.pilot.press("q")
    assert watching_threads() == []


async def test_a_lost_server_is_told_with_the_next_try(
    root: Path, mail_server: MailServer, silent: int, terminal: Open
) -> None:
    with socket.socket() as bound:  # a port at which nobody listens
        bound.bind(("127.0.0.1", 0))
        account = {"security": "plain", "port": bound.getsockname()[1]}
        async with terminal(configure(root, mail_server, **account)) as t:
            await t.until("✉ no connection, again in")
            await t.press("m")
            await t.until("sample/INBOX waiting", "nothing answers there", "next try")


async def test_a_form_that_is_filled_in_stays_as_it_is(
    root: Path, samples: Path, mail_server: MailServer, terminal: Open
) -> None:
    async with terminal(configure(root, mail_server), (120, 36)) as t:
        await t.until("✉ watching")
        await t.press("j", "a", "n")
        await t.write("The first half")
        reason = t.app.focused
        assert isinstance(reason, TextArea)
        await deliver(mail_server, samples / "01-inline.eml")
        await t.until("● 2 to triage")
        assert t.app.focused is reason
        await t.write(" and the second.")
        assert reason.text == "The first half and the second."


async def test_a_dialog_is_not_covered_and_keeps_what_is_typed(
    root: Path, samples: Path, mail_server: MailServer, terminal: Open
) -> None:
    async with terminal(configure(root, mail_server), (120, 36)) as t:
        await t.until("✉ watching")
        await t.press("i")
        await t.write("/a/path")
        await deliver(mail_server, samples / "01-inline.eml")
        await t.until("A new reply came: R1.")
        await t.write("/that/goes/on")
        assert "/a/path/that/goes/on" in t.text
        assert len(t.app._notifications) == 0


async def test_what_is_chosen_in_triage_stays_chosen(
    answered: Path, samples: Path, mail_server: MailServer, terminal: Open
) -> None:
    async with terminal(configure(answered, mail_server), (120, 40)) as t:
        await t.until("✉ watching")
        await t.press("t", "v", "c")
        screen = t.app.screen
        assert isinstance(screen, TriageScreen)

        def chosen() -> tuple[object, ...]:
            links = screen.query_one("#links", OptionList)
            return screen.passage, screen.taken, screen.question, links.highlighted, t.app.focused

        before = chosen()
        assert screen.taken
        assert screen.question
        assert "Replies 6" in t.words
        await deliver(mail_server, samples / "03-numbered.eml")
        await t.until("Replies 7")
        await t.settle()
        assert chosen() == before
        assert "✉ watching" in t.words  # what came is seen here


async def test_acts_of_the_person_and_of_the_watch_do_not_fail_each_other(
    answered: Path, samples: Path, mail_server: MailServer, terminal: Open
) -> None:
    names = ("02-top-posted", "03-numbered", "05-google-groups", "06-outlook", "07-german", "16-disagrees")
    paths = [samples / f"{name}.eml" for name in names]
    async with terminal(configure(answered, mail_server), (120, 40)) as t:
        await t.until("✉ watching")
        await t.press("t")
        arriving = asyncio.create_task(deliver(mail_server, *paths))
        for _ in range(4):
            await t.press("s")
        await arriving
        await t.settle()
        await t.until("✉ watching")
        assert [told.sentence for told in t.app.told if told.severity == "error"] == []
        assert sum("is skipped" in told.sentence for told in t.app.told) == 4


async def test_each_leg_shows_when_we_wrote_and_that_nobody_answered(
    root: Path, mail_server: MailServer, terminal: Open
) -> None:
    async with terminal(configure(root, mail_server), (120, 60)) as t:
        await t.until("✉ watching")
        await t.press("L")
        assert "no answer as of" in t.words
        for fact in ("we wrote", "last heard not yet", "mail seen 20", "questions C1"):
            assert fact in t.words
