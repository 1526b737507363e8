"""How the state of the mail is shown: a few words for the bar, a paragraph a folder for the Mail screen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from tracker.tui.widgets import marks

if TYPE_CHECKING:
    from tracker.tui.mail import Mail
    from tracker.workflow.watching import WatchState

_STYLES = {
    "connecting": marks.BLUE,
    "looking": marks.BLUE,
    "watching": marks.GREEN,
    "waiting": marks.YELLOW,
    "stopped": marks.RED,
}


# By kind of failure: what keeps a folder from being watched, and what it waits for.
_TROUBLE = {
    "password": "login refused",
    "token": "token refused",
    "certificate": "bad certificate",
    "folder": "a folder does not open",
    "refused": "the server refuses",
    "secret": "no password",
    "consent": "mail not allowed",
}
_WAITING = {"busy": "server busy", "unreachable": "no connection"}


def words(mail: Mail) -> Content | None:
    """Return the state of the mail in a few words for the bar; None where there is nothing to say."""
    new = f"{mail.unread} new" if mail.unread else ""
    if mail.fetching:
        return Content.styled(_joined("⋯ " + _fetching(mail), new), marks.BLUE)
    if mail.problem is not None:
        return Content.styled(_joined("✗ mail is not watched", new), f"bold {marks.RED}")
    worst = _worst(mail)
    if worst is None:
        return Content.styled(f"✉ {new}", marks.ORANGE) if new else None
    style = _STYLES[worst.state]
    if worst.state == "stopped":
        trouble = _TROUBLE.get(worst.kind, f"mail: {worst.account}")
        said = f"✗ {trouble}" if worst.detail else "✉ not watched"
        return Content.styled(_joined(said, new), f"bold {style}")
    if worst.state == "watching":
        return Content.styled(f"✉ {new or 'watching'}", marks.ORANGE if new else style)
    said = worst.state
    if worst.state == "waiting":
        said = f"{_WAITING.get(worst.kind, 'lost')}, again in {_seconds_until(worst.next_try)} s"
    elif worst.state == "looking" and worst.total:
        said = f"looking {worst.done}/{worst.total}"
    return Content.styled(_joined(f"✉ {said}", new), style)


def _joined(said: str, new: str) -> str:
    return f"{said} · {new}" if new else said


def _fetching(mail: Mail) -> str:
    if mail.stopping:
        return "stopping"
    progress = mail.progress
    if progress is None or progress.stage == "connecting":
        return "fetching"
    if progress.stage == "taking in":
        return f"taking in {progress.found}"
    return f"looking {progress.done}/{progress.total}" if progress.total else "looking"


def _worst(mail: Mail) -> WatchState | None:
    """The state that a person most needs to know of."""
    order = ("stopped", "waiting", "looking", "connecting", "watching")
    states = sorted(mail.folders.values(), key=lambda one: order.index(one.state))
    return states[0] if states else None


def details(mail: Mail) -> Content:
    """Return everything about the mail: each watched folder, and the fetch under way."""
    shown: list[Content] = []
    if mail.fetching:
        shown += [marks.line(f"Fetching now: {_fetching(mail)}.{_left(mail)}", marks.BLUE), Content("")]
    if mail.problem is not None:
        shown += [marks.line(mail.problem.message, marks.RED), marks.line(mail.problem.hint), Content("")]
    if not mail.configured:
        shown.append(marks.line("No mail account is configured; nothing is watched.", "bold"))
        shown.append(marks.line("`tracker account add` asks for one, tests it and writes tracker.toml."))
    for key in sorted(mail.folders):
        shown += [*_folder(mail.folders[key], mail.looked.get(key)), Content("")]
    if mail.configured and not mail.folders and mail.problem is None:
        shown.append(marks.line("The watch has not begun yet.", "$foreground-muted"))
    return marks.lines(shown)


def _left(mail: Mail) -> str:
    left = mail.progress.seconds_left if mail.progress else None
    return "" if left is None else f" About {max(1, round(left))} s are left."


def _folder(state: WatchState, looked: datetime | None) -> list[Content]:
    name = Content.assemble(
        marks.line(f"{state.account}/{state.folder}", "bold"), "  ", (state.state, _STYLES[state.state])
    )
    facts = [("since", _clock(state.since)), ("last look", _clock(looked))]
    if state.next_try is not None:
        facts.append(("next try", f"{_clock(state.next_try)}, in {_seconds_until(state.next_try)} s"))
    if state.total:
        facts.append(("looked at", f"{state.done:,} of {state.total:,} messages"))
    shown = [name]
    shown += [
        Content.assemble((f"{label:>11}  ", "$foreground-muted"), marks.line(value)) for label, value in facts
    ]
    if state.detail:
        shown.append(marks.line(f"{'':>13}{state.detail}", _STYLES[state.state]))
    if state.hint:
        shown.append(marks.line(f"{'':>13}{state.hint}", "$foreground-muted"))
    return shown


def _clock(at: datetime | None) -> str:
    """The moment on the person's own clock."""
    return "not yet" if at is None else f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def _seconds_until(moment: datetime | None) -> int:
    return 0 if moment is None else max(0, round((moment - datetime.now(UTC)).total_seconds()))
