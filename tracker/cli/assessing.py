"""`tracker assess` and `tracker wording`: findings on one question, and the words that its level bears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import describe, output
from tracker.cli.call import Json, opened, words
from tracker.errors import BadUse, RuleRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.claims.lint import Finding as Found
    from tracker.workflow.assess import Finding, Preview

_PAIRED = {"kind": "restate", "concern": "downgrade"}


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    app.command(
        "assess",
        epilog=(
            "Examples: tracker assess C2 --passage R3.2 --effect restate:narrower --wording - "
            "--reason 'names the paths'; tracker assess --withdraw A3 --reason 'misread'"
        ),
    )(assess)
    app.command("wording", epilog="Example: tracker wording C2 --level 2 --effect downgrade:coherence")(
        wording
    )


def assess(
    ctx: typer.Context,
    question: Annotated[
        str, typer.Argument(metavar="[QUESTION]", help="A question or part, such as C2.")
    ] = "",
    passage: Annotated[
        list[str] | None,
        typer.Option("--passage", metavar="R3.2", help="A passage it rests on; may be repeated."),
    ] = None,
    effect: Annotated[
        list[str] | None,
        typer.Option(
            "--effect",
            metavar="EFFECT",
            help=(
                "confirm, upgrade, downgrade:CONCERN, restate:KIND, pointer, redirect, decline or none; "
                "may be repeated, in order."
            ),
        ),
    ] = None,
    kind: Annotated[
        str,
        typer.Option("--kind", help="Of a restatement: narrower, terminology, broader, corrected or split."),
    ] = "",
    concern: Annotated[
        str, typer.Option("--concern", help="Of a downgrade: limitation, coherence, adequacy or relevance.")
    ] = "",
    level: Annotated[int | None, typer.Option("--level", metavar="0-5", help="The level after it.")] = None,
    wording: Annotated[
        str | None,
        typer.Option(
            "--wording", metavar="-|FILE|TEXT", help="The new wording; else the first that is proposed."
        ),
    ] = None,
    proposition: Annotated[
        str | None, typer.Option("--proposition", metavar="-|FILE|TEXT", help="The new proposition.")
    ] = None,
    confirmed: Annotated[
        str | None, typer.Option("--confirmed", metavar="-|FILE|TEXT", help="The new confirmed part.")
    ] = None,
    gap: Annotated[
        str | None, typer.Option("--gap", metavar="-|FILE|TEXT", help="The new evidence gap.")
    ] = None,
    gap_status: Annotated[
        str | None,
        typer.Option("--gap-status", help="open, source-pending, narrowed, closed, standing or declined."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="ID|URL", help="A citation it rests on; may be repeated."),
    ] = None,
    basis: Annotated[
        str,
        typer.Option("--basis", help="reply, source, self-review or adjudication; else from what is given."),
    ] = "",
    redirect_to: Annotated[
        str,
        typer.Option("--redirect-to", metavar="ADDRESS", help="The better contact that a redirect names."),
    ] = "",
    override: Annotated[
        list[str] | None,
        typer.Option("--override", metavar="RULE", help="Set a rule aside; may be repeated."),
    ] = None,
    override_reason: Annotated[
        list[str] | None,
        typer.Option("--override-reason", metavar="TEXT", help="Why; one for all, or one for each in order."),
    ] = None,
    revision: Annotated[
        int | None,
        typer.Option("--revision", metavar="N", help="Refuse unless the claim is at this revision."),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; every finding needs one.")
    ] = "",
    seal_reason: Annotated[
        bool, typer.Option("--seal-reason", help="Keep the reason out of everything published.")
    ] = False,
    withdraw: Annotated[
        str | None, typer.Option("--withdraw", metavar="A3|last", help="Take a finding back instead.")
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show what it would do and what stands in the way; record nothing."),
    ] = False,
    json: Json = False,
) -> None:
    """Record how replies or sources change a claim.

    A finding has effects in order, rests on passages, sources or self-review, and needs a reason. The rules
    of evidence are held; what one refuses is not recorded.
    """
    from tracker.workflow import assess as workflow
    from tracker.workflow import offering

    offer = None
    overrides = _pairs(override or [], override_reason or [])
    if withdraw is not None:
        given = (question, passage, effect, level, wording, proposition, confirmed, gap, gap_status, source)
        if any(one not in (None, "") for one in given) or dry_run:
            raise BadUse(
                "--withdraw takes a finding back and does nothing else.", "give it with --reason alone"
            )
        with opened(ctx) as workspace:
            key = None if withdraw.lower() == "last" else withdraw
            view = workflow.withdraw(workspace, key, reason, overrides)
    else:
        if not question:
            raise BadUse("No question was named.", "as in `tracker assess C2 --effect confirm --reason TEXT`")
        finding = workflow.Finding(
            question=question,
            effects=_effects(effect or [], kind, concern),
            passages=tuple(passage or ()),
            citations=tuple(source or ()),
            basis=basis,
            level=level,
            wording=None if wording is None else words(wording),
            proposition=None if proposition is None else words(proposition),
            confirmed=None if confirmed is None else words(confirmed),
            gap=None if gap is None else words(gap),
            gap_status=gap_status,
            reason=reason,
            expected_revision=revision,
            overrides=overrides,
            seal_reason=seal_reason,
            redirect_to=redirect_to,
        )
        if dry_run:
            _try(ctx, finding, json)
            return
        with opened(ctx) as workspace:
            view = workflow.assess(workspace, finding)
            offer = offering.offer(workspace, view) if "redirect" in view.effects else None
    if json:
        output.as_json(view if offer is None else {**output.plain(view), "opened": offer})
        return
    describe.assessment(view)
    if offer is not None:
        output.say(offer.sentence)
        if offer.replies:
            move = f"tracker replies attach {offer.replies[0]} --leg {offer.leg} --reason TEXT"
            output.note(f"Nothing moves by itself: `{move}` moves one there.")
    if withdraw is None and view.wording_before != view.wording_after:
        output.section("Wording")
        output.show_diff(view.wording_before, view.wording_after)


def _try(ctx: typer.Context, finding: Finding, json: bool) -> None:
    from tracker.workflow import assess as workflow

    with opened(ctx) as workspace:
        preview = workflow.preview(workspace, finding)
    if json:
        output.as_json(preview)
    else:
        _print_preview(preview)
    if not preview.allowed:
        hint = "add what would satisfy it"
        if preview.overridable:
            hint += f", or --override {preview.overridable[0]} --override-reason TEXT"
        raise RuleRefused("The finding would be refused, and nothing was recorded.", hint)


def _print_preview(preview: Preview) -> None:
    before, after = output.level_name(preview.level_before), output.level_name(preview.level_after)
    output.say(f"Level {before}" + (f" → {after}" if before != after else ", unchanged"))
    if preview.gap_before != preview.gap_after:
        output.say(f"Gap {preview.gap_before or '–'} → {preview.gap_after or '–'}")
    if preview.wording_before != preview.wording_after:
        output.section("Wording")
        output.show_diff(preview.wording_before, preview.wording_after)
    for title, lines in (("Warnings", preview.warnings), ("Refused by", preview.refusals)):
        if lines:
            output.section(title)
            for line in lines:
                output.prose(line, "  ")


def _effects(effects: list[str], kind: str, concern: str) -> tuple[str, ...]:
    """Join --kind and --concern to the effect that each belongs to."""
    found = list(effects)
    for option, value in (("kind", kind), ("concern", concern)):
        if not value:
            continue
        bare = [at for at, one in enumerate(found) if one.strip().lower() == _PAIRED[option]]
        if not bare:
            raise BadUse(
                f"--{option} goes with --effect {_PAIRED[option]}.", f"--effect {_PAIRED[option]}:{value}"
            )
        found[bare[0]] = f"{_PAIRED[option]}:{value}"
    return tuple(found)


def _pairs(rules: list[str], reasons: list[str]) -> tuple[tuple[str, str], ...]:
    if rules and len(reasons) == 1:
        reasons = reasons * len(rules)
    if len(rules) != len(reasons):
        raise BadUse(
            "Each --override needs an --override-reason.",
            "--override RULE --override-reason TEXT: one reason for all, or one for each in order",
        )
    return tuple(zip(rules, reasons, strict=True))


def wording(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="A question or part, such as C2.")],
    level: Annotated[
        int | None, typer.Option("--level", metavar="0-5", help="Propose for this level instead of its own.")
    ] = None,
    effect: Annotated[
        list[str] | None,
        typer.Option("--effect", help="Propose for this effect, as in `assess`; may be given again."),
    ] = None,
    passage: Annotated[
        list[str] | None,
        typer.Option("--passage", help="Passages that the move would rest on, such as R3.2."),
    ] = None,
    json: Json = False,
) -> None:
    """Show a wording and those generated for it, from cautious to plain.

    With each one what lint finds: words that claim more, or less, than the level bears.
    """
    from tracker.workflow import board, wordings

    with opened(ctx) as workspace:
        view = board.question(workspace, question)
        found = board.lint_of(workspace, question)
        offer = wordings.offer(workspace, question, level, effect or (), passage or ())
    stands = view.row.level
    if json:
        output.as_json(
            {
                "id": view.row.id,
                "level": stands,
                "wording": view.wording,
                "lint": found,
                "proposed_for": offer.level,
                "proposals": offer.proposals,
            }
        )
        return
    output.say(f"{view.row.id} · level {output.level_name(stands)} · revision {view.row.revision}", "bold")
    output.prose(view.wording, "  ")
    if found:
        output.section("Lint")
        for line in _said(found):
            output.prose(line, "  ")
    output.section(f"Proposed for level {output.level_name(offer.level)}")
    for one in offer.proposals:
        output.say(f"  {one.manner}", "bold")
        output.prose(one.text, "    ")
        for line in _said(one.lint):
            output.prose(f"lint: {line}", "    ")
    if not offer.proposals:
        output.say("  none: it needs a proposition in words that the level bears")
    for line in dict.fromkeys(f"not proposed, {manner}: {found.message}" for manner, found in offer.left_out):
        output.prose(line, "  ")


def _said(found: Sequence[Found]) -> list[str]:
    return list(dict.fromkeys(f"{one.message} ({one.repair})" for one in found))
