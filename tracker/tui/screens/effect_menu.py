"""The effects behind `a`: choose one by its letter, then the form opens; nothing is recorded before Ctrl+S
there.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from tracker.claims.effects import Effect
from tracker.record.views import AssessmentView
from tracker.tui import workers
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.screens.dialogs import Choice, Choose
from tracker.tui.widgets import marks
from tracker.workflow import offering
from tracker.workflow.offering import Offer

# The letters of DESIGN section 8, with what each effect means in a few words.
EFFECTS: tuple[tuple[str, Effect, str], ...] = (
    ("c", Effect.CONFIRM, "assent to this wording; text and level stay"),
    ("u", Effect.UPGRADE, "the level rises, where its evidence is read"),
    ("d", Effect.DOWNGRADE, "the level falls, with a concern named"),
    ("r", Effect.RESTATE, "the text changes"),
    ("p", Effect.POINTER, "a link or title is offered; the gap waits for reading"),
    ("t", Effect.REDIRECT, "a better contact is named; a new leg opens"),
    ("x", Effect.DECLINE, "cannot be discussed publicly; nothing is inferred"),
    ("n", Effect.NONE, "thanks, auto-reply, off topic"),
)


def effect_menu(title: str, suggested: str = "") -> Choose:
    """Return the dialog of the effects; the suggested one is marked, never chosen."""
    choices = []
    for letter, effect, meaning in EFFECTS:
        is_suggested = effect.value == suggested.partition(":")[0]
        mark = ("◂ ", f"bold {marks.YELLOW}") if is_suggested else "  "
        name = (f"{effect.value:<10}", f"bold {marks.YELLOW}" if is_suggested else "bold")
        shown = Content.assemble(name, mark, (meaning, "$foreground-muted"))
        choices.append(Choice(effect.value, shown, letter))
    note = "◂ is what the words suggest. " if suggested else ""
    return Choose(title, choices, f"{note}A form opens next; nothing is recorded before Ctrl+S there.")


def ask_effect(
    screen: TrackerScreen,
    question: str,
    passages: tuple[str, ...],
    suggested: str = "",
    then: Callable[[], None] | None = None,
) -> None:
    """Ask for the effect, then open the form on `question` with `passages`; `then` follows what was
    recorded.
    """
    from tracker.tui.screens.assess import AssessScreen

    def recorded(view: AssessmentView | None) -> None:
        if view is not None:
            move = (
                f", level {view.level_before} → {view.level_after}"
                if view.level_before != view.level_after
                else ""
            )
            screen.tracker.tell(f"{view.id} recorded on {view.question}: {', '.join(view.effects)}{move}.")
            if then is not None:
                then()
            if Effect.REDIRECT in view.effects:
                workers.start(screen, lambda: offering.offer(screen.ws, view), offered)

    def offered(found: Offer | None) -> None:
        if found is not None:
            hint = "T on one of them in Triage moves it there" if found.replies else ""
            screen.tracker.tell(found.sentence, hint)

    def chosen(effect: str | None) -> None:
        if effect is not None:
            screen.app.push_screen(AssessScreen(question, passages, effect), recorded)

    what = f"{', '.join(passages)} on {question}" if passages else question
    screen.app.push_screen(effect_menu(f"Assess {what}", suggested), chosen)
