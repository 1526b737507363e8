"""The demo: the whole job on a scratch copy of the real questions, every figure read back from what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

from sqlmodel import Session

from tracker import worddiff
from tracker.claims.effects import Rule
from tracker.claims.levels import Level
from tracker.documents import write
from tracker.documents.letters import render_letter
from tracker.documents.questions import filename, render_question
from tracker.errors import BadUse, RuleRefused, TrackerError
from tracker.record import queries, question_queries, store
from tracker.record.archive import read_export
from tracker.record.database import Database
from tracker.record.ledger import Entry
from tracker.record.models import Letter
from tracker.text import shorten
from tracker.workflow import (
    audit,
    board,
    facemaking,
    followup,
    followup_files,
    intake,
    letters,
    publish,
    sourcework,
    triage,
)
from tracker.workflow.assess import Finding, assess, preview, withdraw
from tracker.workflow.demo_script import (
    LIST,
    OURS,
    PRIVATE,
    PUBLIC,
    RATINGS,
    READINGS,
    RULES,
    STEPS,
    TOUR,
    Step,
)
from tracker.workflow.received import Taken
from tracker.workflow.workspace import Workspace

__all__ = ["TOUR", "demo"]

Tell = Callable[[str], None]


class DemoError(TrackerError):
    """Something did not come out as the demo says it does."""


def demo(path: Path, tell: Tell, script: bool = True) -> Workspace:
    """Make a workspace in the empty folder `path`, take in the samples and, with `script`, do the whole job.

    `tell` receives each line. Every figure is read back from the workspace. DemoError (exit code 1) as
    soon as something is not as it should be: a sample missing, the ledger altered, a rule that lets through
    what it should refuse. Returns the open workspace, which stays.
    """
    if path.exists() and any(path.iterdir()):
        raise BadUse("The demo needs an empty folder.", "name a new one, or none at all")
    origin = _origin()
    ledger_file = origin / "ledger.jsonl"
    verdict = audit.verify_file(ledger_file)
    if not verdict.ok:
        raise DemoError(
            f"The ledger of {origin.name} does not hold: {verdict.problems[0]}", "restore it from git"
        )
    tell(f"The record of the letter holds: {verdict.size} ledger entries verified.")
    _copy_questions(read_export(ledger_file).entries, path)
    ws = Workspace.create(path, actor="tracker")
    letters.open_files(ws)
    found = board.board(ws)
    tell(f"A scratch copy of it in {path}: {len(found.rows)} questions, {len(found.parts)} parts, "
         f"{len({one.url for one in board.sources(ws)})} sources, none read.")  # fmt: skip
    replies = _take_samples(ws, tell)
    for sample, grade, role in RATINGS:
        triage.set_authority(ws, replies[sample], grade, "the samples' own role map")
        triage.set_role(ws, replies[sample], role)
    if script:
        _work(ws, replies, tell)
        _refusals(ws, replies, tell)
        _close(ws, tell)
    return ws


def _origin() -> Path:
    """The workspace with the real questions: the one found upward, else the repository of this program."""
    for folder in (Path.cwd(), *Path.cwd().parents, Path(__file__).resolve().parents[2]):
        if (folder / "ledger.jsonl").exists() and (folder / "questions" / "letter.md").exists():
            return folder
    raise BadUse("The letter's questions are not here.", "run the demo inside a clone of the repository")


def _copy_questions(entries: list[Entry], path: Path) -> None:
    """Write the letter and its questions as they were opened, whatever has been done to them since."""
    opening = [
        e for e in entries if e.header["kind"] in ("ledger.opened", "letter.opened", "question.opened")
    ]
    scratch = Database.in_memory()
    try:
        with Session(scratch.engine) as session:
            store.replay(session, opening)
            letter = queries.live(session, Letter)[0]
            folder = path / "questions"
            write.write(folder / "letter.md", render_letter(facemaking.letter_face(session, letter.id)), None)
            for row in question_queries.question_rows(session):
                if not row.parent and row.letter == letter.id:
                    face = facemaking.question_face(session, row.id)
                    write.write(folder / filename(face), render_question(face), None)
    finally:
        scratch.dispose()


def _take_samples(ws: Workspace, tell: Tell) -> dict[str, str]:
    """Take in the sample mail, private and public, and hold it against what is expected; reply by sample."""
    replies: dict[str, str] = {}
    taken: list[Taken] = []
    with resources.as_file(resources.files("tracker") / "samples") as folder:
        for expected, address in ((PRIVATE, None), (PUBLIC, LIST)):
            missing = [name for name in expected if not (folder / name).exists()]
            if missing:
                raise DemoError(
                    f"The sample reply {missing[0]} is missing.", "restore tracker/samples from git"
                )
            got = intake.take_in(ws, [folder / name for name in expected], address)
            for one in got.items:
                name = Path(one.label).name
                if one.outcome != expected[name]:
                    raise DemoError(
                        f"The sample {name} became {one.outcome}, not {expected[name]}.",
                        "restore tracker/samples",
                    )
                replies[name] = one.reply
            taken += got.items
        again = intake.take_in(ws, [folder / name for name in (*PRIVATE, *PUBLIC)])
    if again.known != len(taken):
        raise DemoError("Taking in the same mail again changed something.")
    rows, unsorted = board.replies(ws), board.replies(ws, unsorted=True)
    copies = sum(len(board.reply(ws, row.id).messages) - 1 for row in rows)
    tell(f"Taken in: {len(taken)} sample mails as {len(rows)} replies ({copies} in a second copy), "
         f"{len(unsorted)} unsorted; a second time: nothing new.")  # fmt: skip
    for row in rows:
        tell(f"  {row.id:4} {row.visibility:8} {row.passages} passages  "
             f"{', '.join(row.questions) or '–':28} {shorten(row.who, 44)}")  # fmt: skip
    return replies


def _work(ws: Workspace, replies: dict[str, str], tell: Tell) -> None:
    tell("")
    for one in READINGS:
        citation = next(c for c in board.sources(ws, one.question) if c.quote.startswith(one.quote))
        seen = sourcework.read(
            ws,
            citation.id,
            one.quote,
            citation.section,
            covers=one.covers,
            part=one.part,
            states=one.states,
            question=one.tie_to,
        )
        tell(f"Read {seen.id} for {seen.question}: {seen.title}, “{seen.read_locator}”.")
    for step in STEPS:
        _step(ws, step, replies, tell)
    undone = withdraw(ws, None, "Shown and taken back: the passage covers more than this part.")
    now = board.question(ws, undone.question)
    tell(f"Undone: {undone.id} on {undone.question} is {undone.state}; its gap is {now.gap_status} again.")


def _step(ws: Workspace, step: Step, replies: dict[str, str], tell: Tell) -> None:
    finding = _finding(ws, step, replies)
    try:
        found = assess(ws, finding)
    except RuleRefused as refused:
        if step.refused_by not in refused.rules:
            raise
        tell(f"{step.question} {', '.join(step.effects)}: refused. {refused.message}")
        return
    if step.refused_by:
        raise DemoError(f"The rule {step.refused_by} let through what it should refuse on {step.question}.")
    view = board.question(ws, step.question)
    move = f"{Level(found.level_before).label} → {Level(found.level_after).label}"
    gap = (
        f", gap {found.gap_before or '–'} → {found.gap_after}" if found.gap_before != found.gap_after else ""
    )
    tell(f"{found.id} {step.question} {', '.join(found.effects)}: {move}{gap}")
    if found.wording_before != view.wording:
        tell(f"     {worddiff.plain(worddiff.diff(found.wording_before, view.wording))}")


def _finding(ws: Workspace, step: Step, replies: dict[str, str]) -> Finding:
    passages = tuple(f"{replies[sample]}.{n}" for sample, n in step.passages)
    cited = [c for c in board.sources(ws, step.question) if c.quote.startswith(step.sources or ("\0",))]
    reason, wording = step.reason, step.wording
    if reason == "{private}":
        words = next(p.text for p in board.reply(ws, passages[0]).passages if p.id == passages[0])
        reason = " ".join(words.split()[:8])
    if wording == "{same}":
        wording = board.question(ws, step.question).wording
    stale = step.level == -1
    return Finding(
        question=step.question,
        effects=step.effects,
        passages=passages,
        citations=tuple(one.id for one in cited),
        level=None if stale else step.level,
        wording=wording,
        gap_status=step.gap_status,
        reason=reason,
        redirect_to=step.redirect_to,
        expected_revision=0 if stale else None,
    )


def _refusals(ws: Workspace, replies: dict[str, str], tell: Tell) -> None:
    """Hold one move against each rule: every rule must refuse the one made for it."""
    tell("")
    shown = []
    for step in RULES:
        seen = preview(ws, _finding(ws, step, replies))
        if seen.allowed or not any(one.startswith(f"{step.refused_by}:") for one in seen.refusals):
            raise DemoError(
                f"The rule {step.refused_by} let through what it should refuse on {step.question}."
            )
        shown.append(step.refused_by)
    lacking = set(Rule) - set(shown)
    if lacking:
        raise DemoError(f"The rule {min(lacking)} was not tried.")
    tell(f"All {len(shown)} rules refuse what they should: {', '.join(shown)}.")


def _report_back(ws: Workspace) -> list[Path]:
    """Draft the mails that tell the responders what changed, the list's and those to who wrote in private."""
    drafts, skipped = followup.draft(ws, sender=OURS)
    if skipped or not any(one.public for one in drafts):
        why = skipped[0].error.message if skipped else "nothing is told to the list"
        raise DemoError(f"The follow-up was not drafted: {why}.")
    (ws.root / "drafts").mkdir()
    names = (f"{one.key.replace('/', '-').lower()}.eml" for one in drafts)
    return [
        followup_files.save(ws, one, ws.root / "drafts" / name)
        for one, name in zip(drafts, names, strict=True)
    ]


def _close(ws: Workspace, tell: Tell) -> None:
    tell("")
    tell("Question  As sent       Now           Gap             ")
    for row in board.questions(ws, parts=True):
        if row.level == row.level_as_sent and row.revision == 1 and not row.review and not row.contested:
            continue
        marks = [*(["contested"] if row.contested else []), *(["under review"] if row.review else [])]
        tell(f"{row.id:9} {Level(row.level_as_sent).label:13} {Level(row.level).label:13} "
             f"{row.gap_status or '–':15} {', '.join(marks)}".rstrip())  # fmt: skip
    files = publish.to_open(publish.report(ws, ws.root / "report"))
    for file in files:
        if file.read_text(encoding="utf-8").count(audit.checkpoint(ws).splitlines()[-1]) < 1:
            raise DemoError(f"{file.name} does not carry the checkpoint of the ledger.")
    drafts = _report_back(ws)
    verdict = audit.verify(ws)
    if not verdict.ok:
        raise DemoError(f"The audit trail does not hold: {verdict.problems[0]}")
    file_verdict = audit.verify_file(ws.root / "ledger.jsonl")
    if not file_verdict.ok or file_verdict.checkpoint != verdict.checkpoint:
        raise DemoError("The ledger file does not say what the database says.")
    size = board.board(ws).ledger_size
    tell("")
    tell(
        f"Verified: {size} ledger entries, tables and file agree; checkpoint {verdict.checkpoint.splitlines()[2]}"
    )
    tell(f"Report: {', '.join(str(file) for file in files)}")
    tell(f"Drafted, and sent by nobody: {', '.join(str(file) for file in drafts)}")
    tell(f"The workspace stays in {ws.root}. Look at it with: tracker --workspace {ws.root}")
