"""Workspaces to test on: the letter opened, its sample replies taken in, the demo's findings made; made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from checked_sources import Checking
from webservers.visitors import Visiting
from workspaces import LIST, actor_file, found, sample_replies

from tracker.workflow import demo, intake, triage
from tracker.workflow.demo_script import PRIVATE, PUBLIC, RATINGS
from tracker.workflow.workspace import Workspace

Open = Callable[[Path], Workspace]


@pytest.fixture(scope="session")
def answered_template(opened_letter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The letter with every sample reply taken in and each responder rated; only to be copied."""
    root = tmp_path_factory.mktemp("answered") / "workspace"
    shutil.copytree(opened_letter, root)
    actor_file(root)
    samples = Path(demo.__file__).parents[1] / "samples"
    ws = Workspace.open(root)
    taken = intake.take_in(ws, [samples / name for name in PRIVATE])
    taken = intake.Intake(taken.items + intake.take_in(ws, [samples / name for name in PUBLIC], LIST).items)
    replies = {Path(one.label).name: one.reply for one in taken.items}
    for sample, grade, role in RATINGS:
        triage.set_authority(ws, replies[sample], grade, "the samples' own role map")
        triage.set_role(ws, replies[sample], role)
    ws.close()
    return root


@pytest.fixture(scope="session")
def worked_template(answered_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the demo's readings and findings made, and a finding on a private reply; only to be copied."""
    root = tmp_path_factory.mktemp("worked") / "workspace"
    shutil.copytree(answered_template, root)
    ws = Workspace.open(root)
    demo._work(ws, sample_replies(ws), lambda _line: None)
    found(ws, "Q3.1", "none", passages=("R1.1",), reason="It says nothing that may be repeated here.")
    ws.close()
    return root


@pytest.fixture
def open_() -> Iterator[Open]:
    """Open a workspace by its folder; all are closed when the test ends."""
    opened: list[Workspace] = []

    def call(root: Path) -> Workspace:
        opened.append(Workspace.open(root))
        return opened[-1]

    yield call
    for ws in opened:
        ws.close()


@pytest.fixture
def opened(root: Path, open_: Open) -> Workspace:
    """The letter as it was opened, with no reply yet."""
    return open_(root)


@pytest.fixture
def answered(answered_template: Path, tmp_path: Path, open_: Open) -> Workspace:
    """The letter with its sample replies."""
    shutil.copytree(answered_template, tmp_path / "answered")
    return open_(tmp_path / "answered")


@pytest.fixture
def worked(worked_template: Path, tmp_path: Path, open_: Open) -> Workspace:
    """The letter with its sample replies and findings on them."""
    shutil.copytree(worked_template, tmp_path / "worked")
    return open_(tmp_path / "worked")


@pytest.fixture
def checking(opened: Workspace, visiting: Visiting) -> Checking:
    """Check what is named in the letter's workspace."""
    return Checking(opened, visiting)
