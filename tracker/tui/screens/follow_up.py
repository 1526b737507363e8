"""Follow-ups: each conversation with what is new or due in it, and the draft that reports back, to save or to put into
Drafts; nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tracker.errors import BadUse, TrackerError
from tracker.tui import workers
from tracker.tui.screens.ask import Answers, Ask, Field
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.screens.dialogs import Confirm
from tracker.tui.screens.editing import edit
from tracker.tui.widgets import follow_up_pages, marks
from tracker.tui.widgets.follow_up_pages import Preview
from tracker.tui.widgets.record_table import Column, Line, RecordTable
from tracker.workflow import followup, followup_append, followup_files, legsaid
from tracker.workflow.followup import Conversation, Drafted
from tracker.workflow.followup_append import Kept, Place
from tracker.workflow.workspace import Workspace

T = TypeVar("T")


class FollowUpScreen(TrackerScreen):
    """The conversations above, the draft of the one under the cursor below."""

    CSS_PATH = "follow_up.tcss"
    NAME = "Follow-up"
    HELP = (
        "Each conversation with what is new or due in it, and the draft that thanks, reports what changed and asks "
        "what is still open. Nothing is ever sent: save it, or put it into your Drafts and send it from there."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "p", "put", "Put into Drafts", tooltip="Put the draft into a mail account's Drafts, after asking"
        ),
        Binding("s", "save", "Save", tooltip="Write the draft to an .eml file"),
        Binding(
            "e", "edit", "Edit", tooltip="Edit the draft in your editor; it is kept, and used from then on"
        ),
        Binding("a", "addresses", "Addresses", tooltip="Say from which address, or where a leg is reached"),
        Binding(
            "c",
            "say",
            "State",
            tooltip="Say that an answer is promised, that they asked back, or that it is closed",
        ),
        Binding("escape,q,b", "back", "Back"),
    ]

    def __init__(self, question: str = "") -> None:
        super().__init__()
        self._question = question
        self._conversations: tuple[Conversation, ...] = ()
        self._preview: Preview | None = None
        self._given: dict[str, tuple[str, str]] = {}

    def body(self) -> ComposeResult:
        """The table, and the draft below it."""
        with Container(id="panes"):
            yield RecordTable("conversations")
            with VerticalScroll(id="draft"):
                yield Static(id="text")

    def on_mount(self) -> None:
        """Start on the table."""
        self.query_one(RecordTable).focus()

    def look(self) -> None:
        """Load the conversations."""
        workers.start(self, lambda: followup.conversations(self.ws), self._came, group="conversations")

    def _came(self, found: tuple[Conversation, ...]) -> None:
        first = not self._conversations
        self._conversations = found
        self._draw()
        if first and (there := self._first()):
            self.query_one(RecordTable).go(there)
        self._load()

    def _first(self) -> str:
        """The conversation to begin with: one that has news of the question that led here, else any news, else one in
        which something is due.
        """
        found = self._conversations
        asked = [one.key for one in found if self._question in one.questions]
        news = [one.key for one in found if one.news]
        due = [one.key for one in found if one.clock.due]
        return next(iter([*asked, *news, *due]), "")

    def on_resize(self) -> None:
        """Lay the table out anew."""
        if self._conversations:
            self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        columns = [Column("Leg", 7), Column("New", 3), Column("To", 28), Column("Due", 0)]
        self.query_one(RecordTable).fill(
            columns, [Line(one.key, follow_up_pages.cells(one)) for one in self._conversations]
        )

    @property
    def current(self) -> Conversation | None:
        """The conversation under the cursor."""
        key = self.query_one(RecordTable).current
        return next((one for one in self._conversations if one.key == key), None)

    def on_data_table_row_highlighted(self, event: RecordTable.RowHighlighted) -> None:
        """Draft for the one that the cursor came to."""
        event.stop()
        self._load()

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter goes into the draft, to scroll it."""
        event.stop()
        self.query_one("#draft").focus()

    def _load(self) -> None:
        one = self.current
        if one is None:
            self.query_one("#text", Static).update(marks.line("No leg is open yet.", "$foreground-muted"))
            return
        sender, to = self._given.get(one.key, ("", ""))
        workers.start(
            self, lambda: _read(self.ws, one.key, sender, to), self._drafted, group="draft", pause=0.04
        )

    def _drafted(self, preview: Preview) -> None:
        one = self.current
        if one is None or preview.key != one.key:
            return
        self._preview = preview
        self.query_one("#text", Static).update(follow_up_pages.draft(one, preview))
        self.query_one("#draft").scroll_home(animate=False)

    @property
    def _draft(self) -> Drafted | None:
        """The draft that is shown; where there is none the message line says why."""
        preview, one = self._preview, self.current
        if preview is None or one is None or preview.key != one.key:
            return None
        if preview.drafted is None and preview.problem is not None:
            self.tracker.tell_error(preview.problem)
        return preview.drafted

    # Ways out of the tracker

    def action_save(self) -> None:
        """Ask where to, and write the draft."""
        drafted = self._draft
        if drafted is None:
            return

        def do(answers: Answers) -> Path:
            if not answers["file"]:
                raise BadUse("No file is named.", "as in g1.eml")
            path = Path(answers["file"]).expanduser()
            return followup_files.save(self.ws, drafted, path if path.is_absolute() else self.ws.root / path)

        def done(path: object) -> None:
            if isinstance(path, Path):
                exposed = followup_files.is_exposed(self.ws, drafted, path)
                hint = "it is private, and git does not ignore the file" if exposed else ""
                self.tracker.tell(f"The draft is in {path}.", hint, "warning" if exposed else "information")

        name = f"follow-up-{drafted.key.replace('/', '-').lower()}.eml"
        value = name if drafted.public else f"replies/private/{name}"
        field = Field("file", "File", value=value, hint="under the workspace where it is relative")
        self.app.push_screen(
            Ask("Save the draft", (field,), do, button="Save", saying="saving the draft", writes=False), done
        )

    def action_edit(self) -> None:
        """Open the draft in the editor; it is kept under .tracker/drafts."""
        drafted = self._draft
        if drafted is not None:
            workers.start(self, lambda: followup_files.for_editing(self.ws, drafted)[0], self._open_editor)

    def _open_editor(self, path: Path) -> None:
        if edit(self, path, "p puts the draft into Drafts"):
            self._load()

    def action_put(self) -> None:
        """Ask for the account, look for its folder of drafts, ask again, and append."""
        drafted = self._draft
        if drafted is None:
            return
        names = [one.name for one in self.ws.settings.accounts]
        if not names:
            self.tracker.tell("No mail account is set up.", "`tracker account add` sets one up", "warning")
            return

        def done(answers: object) -> None:
            if isinstance(answers, dict):
                self._find(drafted, answers["account"], answers["folder"])

        fields = (
            Field("folder", "Folder", hint="empty: the one that the server marks as drafts"),
            Field("account", "Account", "choice", options=tuple((name, name) for name in names)),
        )
        self.app.push_screen(
            Ask("Put the draft into which account's Drafts?", fields, dict, button="Look", writes=False), done
        )

    def _find(self, drafted: Drafted, account: str, folder: str) -> None:
        def found(place: Place) -> None:
            if place.lying:
                self.tracker.tell_error(followup_append.twice(place.folder, place.lying))
                return
            mail = drafted.draft
            said = [
                Content.assemble(
                    ("To       ", "$foreground-muted"), marks.line(", ".join(mail.recipients), "bold")
                ),
                Content.assemble(("Subject  ", "$foreground-muted"), marks.line(mail.subject, "bold")),
                *(marks.line(remark, marks.YELLOW) for remark in drafted.remarks),
                marks.line("It is not sent: you send it from there, or not.", "$foreground-muted"),
            ]
            title = f"Put this draft into {place.account}/{place.folder}?"
            self.app.push_screen(
                Confirm(title, marks.lines(said), "Put it there", "Not now"),
                lambda yes: self._append(drafted, place) if yes else None,
            )

        call = lambda stop: followup_append.find(self.ws, drafted.draft, account, folder, stop)  # noqa: E731
        self._over_network("looking for the drafts", call, found)

    def _append(self, drafted: Drafted, place: Place) -> None:
        def done(kept: Kept) -> None:
            uid = f" as UID {kept.uid}" if kept.uid else ""
            self.tracker.tell(f"The draft lies in {kept.account}/{kept.folder}{uid}.", "nothing was sent")

        call = lambda stop: followup_append.append(self.ws, drafted.draft, place, stop)  # noqa: E731
        self._over_network("putting the draft there", call, done)

    def _over_network(self, saying: str, call: Callable[[Event], T], then: Callable[[T], None]) -> None:
        """Do what waits on a mail server; leaving the terminal does not wait for it."""
        self.tracker.busy(saying, begins=True)

        def over(result: T) -> None:
            self.tracker.busy(saying, begins=False)
            if self.is_attached:
                then(result)

        workers.stand(
            self.tracker,
            call,
            over,
            failed=lambda _: self.tracker.busy(saying, begins=False),
            name=saying,
        )

    # What only a person knows

    def action_addresses(self) -> None:
        """Ask for the addresses that are not known, for the draft of this conversation."""
        one = self.current
        if one is None:
            return

        def done(answers: object) -> None:
            if isinstance(answers, dict):
                self._given[one.key] = (answers["sender"], answers["to"])
                self._load()

        sender, to = self._given.get(one.key, ("", ""))
        fields = (
            Field("sender", "From", value=sender, hint="empty: your address, where it is clear"),
            Field("to", "To", value=to, hint=f"empty: {one.to or 'not known'}"),
        )
        self.app.push_screen(
            Ask(f"Addresses for {one.key}", fields, dict, button="Use them", writes=False), done
        )

    def action_say(self) -> None:
        """Ask where the leg stands, and record it."""
        one = self.current
        if one is None:
            return

        def do(answers: Answers) -> bool:
            legsaid.say(self.ws, one.leg, answers["state"], answers["due"], answers["reason"])
            return True

        fields = (
            Field("reason", "Reason", "text", hint="how that is known; kept in the ledger"),
            Field("state", "State", "choice", options=tuple((state, state) for state in legsaid.SAID)),
            Field("due", "Promised for", hint="a day, as in 2026-06-01, for a promise alone"),
        )
        self.app.push_screen(Ask(f"Where does {one.leg} stand?", fields, do, saying="recording"))

    def action_back(self) -> None:
        """Back."""
        self.close()


def _read(ws: Workspace, key: str, sender: str, to: str) -> Preview:
    """Draft for one conversation, with the edits that somebody made to it."""
    try:
        return Preview(key, followup_files.with_edits(ws, followup.draft_one(ws, key, sender, to)))
    except TrackerError as error:
        return Preview(key, None, error)
