"""What Triage sets going: links, skips, assessments, and what is known about a responder or a message."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from tracker.claims.levels import Level
from tracker.record.views import LegView, PassageView, ReplyView
from tracker.tui.screens.ask import Answers, Ask, Field
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.screens.dialogs import Choice, Choose, Reading
from tracker.tui.screens.effect_menu import ask_effect
from tracker.tui.screens.links import ask_open
from tracker.tui.widgets import marks, reply_pages
from tracker.workflow import triage

_GRADES = (
    ("A", "A  speaks for the body responsible"),
    ("B", "B  holds a published role near it"),
    ("C", "C  a member or contributor without one"),
    ("D", "D  anybody else on the list"),
    ("E", "E  in doubt"),
    ("F", "F  not established"),
)


class TriageActs(TrackerScreen):
    """The acts of Triage; the screen itself says which reply, passage and question are meant."""

    reply: ReplyView | None = None
    passage: str = ""
    taken: frozenset[str] = frozenset()
    unsorted: frozenset[str] = frozenset()

    @property
    def passage_view(self) -> PassageView | None:
        """The passage that is highlighted."""
        raise NotImplementedError

    @property
    def question(self) -> str:
        """The linked question that is chosen."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Stand on the next passage that waits at the next look."""
        raise NotImplementedError

    def action_assess(self) -> None:
        """Choose an effect for the passages chosen, on the question chosen; without a link, choose one
        first.
        """
        if not self.passage:
            return
        view = self.passage_view
        passages = tuple(sorted(self.taken)) or (self.passage,)
        suggested = view.effect if view else ""

        def on(question: str | None) -> None:
            if question:
                ask_effect(self, question, passages, suggested, self.go_on)

        if self.question:
            on(self.question)
        else:
            self._choose_question("On which question or part?", frozenset(), on)

    def _choose_question(
        self, title: str, linked: frozenset[str], then: Callable[[str | None], None]
    ) -> None:
        board = self.tracker.board_view
        if board is None:
            return
        choices = []
        for question in board.rows:
            for row in (question, *(part for part in board.parts if part.parent == question.id)):
                sign = ("● ", marks.GREEN) if row.id in linked else "  "
                shown = Content.assemble(
                    sign,
                    marks.line(f"{row.id:<6}", "" if row.parent else "bold"),
                    (Level(row.level).bar, marks.level_style(row.level)),
                    "  ",
                    marks.line(row.title),
                )
                choices.append(Choice(row.id, shown))
        self.app.push_screen(Choose(title, choices, "● is linked now" if linked else ""), then)

    def action_link(self) -> None:
        """Link a question to this passage, or take its link away."""
        view = self.passage_view
        if view is None:
            return
        linked = frozenset(each.question for each in view.links)
        passage = view.id

        def chosen(question: str | None) -> None:
            if question is None:
                return
            if question in linked:
                self.act(
                    lambda: triage.unlink(self.ws, passage, question),
                    lambda _: self.tracker.tell(f"{passage} is no longer linked to {question}."),
                    saying="unlinking",
                )
            else:
                self.act(
                    lambda: triage.link(self.ws, passage, question),
                    lambda _: self.tracker.tell(f"{passage} is linked to {question}."),
                    saying="linking",
                )

        self._choose_question(f"Link or unlink {passage}", linked, chosen)

    def action_skip(self) -> None:
        """Put this passage aside as nothing to assess, or bring a skipped one back."""
        view = self.passage_view
        if view is None:
            return
        if view.state == "skipped":
            self.act(
                lambda: triage.unskip(self.ws, view.id),
                lambda _: self.tracker.tell(f"{view.id} waits for triage again."),
                saying="bringing back",
            )
            return

        def skipped(_: object) -> None:
            self.go_on()
            self.tracker.tell(f"{view.id} is skipped.", "s on it brings it back")

        self.act(lambda: triage.skip(self.ws, view.id), skipped, saying="skipping")

    def action_open(self) -> None:
        """Open a link that this passage offers, after asking."""
        view = self.passage_view
        offered = view.links_offered if view else ()
        if not offered:
            self.tracker.tell("This passage offers no link.", severity="warning")
        elif len(offered) == 1:
            ask_open(self, offered[0])
        else:
            choices = [Choice(url, marks.line(url)) for url in offered]
            self.app.push_screen(
                Choose("Which link?", choices), lambda url: ask_open(self, url) if url else None
            )

    def action_facts(self) -> None:
        """Show how this message came in, its copies, and what is known of them."""
        if self.reply is not None:
            board = self.tracker.board_view
            shown = reply_pages.facts(self.reply, board.legs if board else ())
            self.app.push_screen(Reading(f"{self.reply.row.id} as received", shown))

    # The responder

    def action_authority(self) -> None:
        """Rate how well placed the responder is, on this question or on all, with where that is known
        from.
        """
        if self.reply is None:
            return
        row = self.reply.row
        here = [(self.question, f"on {self.question} only")] if self.question else []
        places = (*here, ("*", "on every question"))
        near = [
            one for place in (self.question, "*") for one in self.reply.suggested if one.question == place
        ]
        grade, source, place = (
            (near[0].grade, near[0].reason, near[0].question) if near else (row.authority, "", "*")
        )
        fields = (
            Field("grade", "Authority", "choice", grade, _GRADES),
            Field("source", "Known from", value=source, hint="the people file, a governance document, …"),
            Field("place", "Holds", "choice", place, places),
        )
        problem = self.reply.people_problem
        note = f"No authority is suggested: {problem}\n" if problem else ""
        self._ask(
            f"How well placed is {row.who}?",
            fields,
            lambda a: triage.set_authority(self.ws, row.id, a["grade"], a["source"], a["place"]),
            f"Authority of {row.who} recorded.",
            f"{note}The people file only suggests. What rests on the rating and no longer holds goes under review.",
        )

    def action_role(self) -> None:
        """Record the role by which reports name the responder."""
        if self.reply is not None:
            row = self.reply.row
            fields = (Field("role", "Role", value=row.role, hint="reports name the role, not the person"),)
            self._ask(
                f"In which role does {row.who} write?",
                fields,
                lambda a: triage.set_role(self.ws, row.id, a["role"]),
                f"Role of {row.who} recorded.",
            )

    def action_consent(self) -> None:
        """Record whether the responder agrees to be named, and to have private words repeated."""
        if self.reply is not None:
            row = self.reply.row
            fields = (
                Field("name", "may be named", "tick", "yes" if self.reply.consent else ""),
                Field("words", "private words may be repeated", "tick"),
                Field("reason", "Where and when it was given", "text"),
            )
            self._ask(
                f"Consent of {row.who}",
                fields,
                lambda a: triage.consent(self.ws, row.id, bool(a["name"]), bool(a["words"]), a["reason"]),
                f"Consent of {row.who} recorded.",
            )

    def action_make_public(self) -> None:
        """Say that a message taken for private is public, with where it can be read."""
        if self.reply is not None:
            row = self.reply.row
            self._ask(
                f"Make {row.id} public",
                (Field("reason", "Where it can be read publicly", "text"),),
                lambda a: triage.make_public(self.ws, row.id, a["reason"]),
                f"{row.id} is public now.",
                "What was sealed of it is opened in the ledger, for good. This cannot be taken back.",
            )

    def action_attach(self) -> None:
        """Attach an unsorted reply to a letter, against which its passages are then read; move one that belongs to
        another leg of its letter.
        """
        board = self.tracker.board_view
        if self.reply is None or board is None:
            return
        row = self.reply.row
        if row.id not in self.unsorted:
            self._move(row.id, self.reply.leg, board.legs)
            return

        def chosen(letter: str | None) -> None:
            if letter is not None:
                self.act(
                    lambda: triage.attach(self.ws, row.id, letter),
                    lambda _: self.tracker.tell(f"{row.id} is attached to {letter}."),
                    saying="attaching",
                )

        choices = [
            Choice(each.id, Content.assemble(marks.line(f"{each.id}  ", "bold"), marks.line(each.title)))
            for each in board.letters
        ]
        self.app.push_screen(Choose(f"Attach {row.id} to which letter?", choices), chosen)

    def _move(self, reply: str, leg: str, legs: tuple[LegView, ...]) -> None:
        letter = next((each.letter for each in legs if each.id == leg), "")
        others = [each for each in legs if each.letter == letter and each.id != leg]
        if not others:
            self.tracker.tell(f"{reply} belongs to {leg}, the only leg of its letter.", severity="warning")
            return
        fields = (
            Field(
                "leg",
                "Leg",
                "choice",
                options=tuple((each.id, f"{each.id}  {each.correspondent}") for each in others),
            ),
            Field("reason", "Why it belongs there", "text"),
        )
        self._ask(
            f"Move {reply} from {leg} to which leg?",
            fields,
            lambda a: triage.attach(self.ws, reply, leg=a["leg"], reason=a["reason"]),
            f"{reply} is moved.",
            "Its passages and what was found in them stay; the state of both legs follows.",
        )

    def _ask(
        self,
        title: str,
        fields: tuple[Field, ...],
        do: Callable[[Answers], object],
        told: str,
        note: str = "",
    ) -> None:
        def done(result: object) -> None:
            if result is not None:
                self.tracker.tell(told)

        self.app.push_screen(Ask(title, fields, do, note=note), done)
