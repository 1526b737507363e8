"""What the rules say about a finding before it is recorded: what moves, what is refused and what would
satisfy it.
"""

from __future__ import annotations

from textual.content import Content

from tracker.errors import TrackerError
from tracker.tui.widgets import marks
from tracker.workflow.assess import Preview


def verdict(preview: Preview) -> Content:
    """Return the verdict: allowed or refused, the moves, each refusal, how it may be overridden, and
    warnings.
    """
    if preview.allowed:
        shown = [
            Content.assemble(
                ("✓ ", f"bold {marks.GREEN}"), ("may be recorded", "bold"), ("  Ctrl+S", "$foreground-muted")
            )
        ]
    else:
        shown = [Content.assemble(("✗ ", f"bold {marks.RED}"), ("refused as it stands", "bold"))]
    shown += [refusal(one) for one in preview.refusals]
    if preview.overridable and not preview.allowed:
        names = ", ".join(preview.overridable)
        shown.append(
            marks.line(
                f"Ctrl+O overrides {names}, with a reason that every report shows", "$foreground-muted"
            )
        )
    before, after = preview.level_before, preview.level_after
    if before != after:
        move = marks.move_text(after, before)
        arrow = (f"  {move.plain}  ", f"bold {move.style}")
        shown.append(Content.assemble(marks.level_content(before), arrow, marks.level_content(after)))
    else:
        shown.append(Content.assemble(marks.level_content(after), ("  level stays", "$foreground-muted")))
    if preview.gap_before != preview.gap_after:
        gaps = (marks.gap_content(preview.gap_before), "  →  ", marks.gap_content(preview.gap_after))
        shown.append(Content.assemble("gap  ", *gaps))
    shown += [
        Content.assemble(("! ", f"bold {marks.YELLOW}"), marks.line(warning)) for warning in preview.warnings
    ]
    return marks.lines(shown)


def refusal(text: str) -> Content:
    """Return one refusal, the rule's name first and in bold."""
    rule, colon, rest = text.partition(":")
    if not colon or " " in rule.strip():
        return marks.line(f"• {text}", marks.RED)
    return Content.assemble("• ", marks.line(rule, f"bold {marks.RED}"), marks.line(f": {rest.strip()}"))


def failure(error: TrackerError) -> Content:
    """Return bad use of the form: what is wrong, and the hint."""
    return marks.lines(
        [marks.line(f"✗ {error.message}", marks.RED), marks.line(error.hint, "$foreground-muted")]
    )
