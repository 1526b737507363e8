"""Opening a link: shown in full and asked first, only over the web, never in a browser that would take this
terminal.
"""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from urllib.parse import urlsplit

from textual.content import Content

from tracker.errors import BadUse, TrackerError
from tracker.record.views import CitationView
from tracker.text import clean_line
from tracker.tui import workers
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.screens.dialogs import Choice, Choose, Confirm
from tracker.tui.widgets import marks


def ask_open(screen: TrackerScreen, url: str) -> None:
    """Show the address and its host, and open it when the person says so; it goes to the clipboard either
    way.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        screen.tracker.tell_error(
            BadUse("This is not a web address, so it is not opened.", clean_line(url)[:200])
        )
        return

    def answered(yes: bool | None) -> None:
        if yes:
            screen.app.copy_to_clipboard(url)
            workers.start(screen, lambda: _open(url), lambda _: screen.tracker.tell(f"Opened {url}"))

    said = Content.assemble(
        ("host  ", "$foreground-muted"), marks.line(host, "bold"), "\n", marks.plain(url, "underline")
    )
    screen.app.push_screen(Confirm("Open this page in the browser?", said, "Open", "No"), answered)


def choose_source(screen: TrackerScreen, citations: Sequence[CitationView]) -> None:
    """Let the person choose one of a question's sources, then ask to open it."""
    if not citations:
        screen.tracker.tell(
            "This question cites no source yet.", "S opens the sources, + adds one", "warning"
        )
        return
    shown = [
        Choice(
            c.url,
            Content.assemble(
                ("✓ " if c.read else "○ "), marks.line(c.title), "  ", marks.line(c.section, "dim")
            ),
        )
        for c in citations
    ]

    def chosen(url: str | None) -> None:
        if url is not None:
            ask_open(screen, url)

    screen.app.push_screen(Choose("Which source?", shown), chosen)


def _open(url: str) -> None:
    """Hand the address to a browser with a window of its own (this runs in a worker: a browser may be
    slow).
    """
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        browser = None
    in_terminal = isinstance(browser, webbrowser.GenericBrowser) and not isinstance(
        browser, webbrowser.BackgroundBrowser
    )
    if browser is None or in_terminal or not browser.open(url):
        raise TrackerError(
            "There is no browser with a window here.", f"the address is on the clipboard: {clean_line(url)}"
        )
