"""What all tests share: a run in which every test counts, a clean environment, and a workspace to work on."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
STRICT = "TRACKER_NO_SKIPS"

# A copy of this file may stand alone (test_house.py): then there are no servers beside it.
pytest_plugins = [
    f"{folder}.{name}"
    for folder, name in (("mailservers", "fixtures"), ("webservers", "visitors"))
    if Path(__file__).with_name(folder).is_dir()
]

# Nobody's own settings decide a test: no identity of git's, no colour, no width.
os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1", PYTHONUTF8="1")
for _name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "GIT_DIR", "GIT_WORK_TREE"):
    os.environ.pop(_name, None)


class EveryTestCounts:
    """Makes a run fail in which a test was skipped, expected to fail or deselected: it proves nothing then.

    Active when TRACKER_NO_SKIPS is 1, as in CI. Deselected tests are known to the workers of xdist alone,
    which hand their number to the controller at the end.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.idle: list[str] = []
        self.deselected = 0

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Count what -k, -m or --deselect left out."""
        self.deselected += len(items)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that was skipped, expected to fail, or passed though it was expected to fail."""
        if report.skipped or hasattr(report, "wasxfail"):
            self.idle.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a module that was skipped whole."""
        if report.skipped:
            self.idle.append(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of xdist left out; each worker collects the same tests."""
        self.deselected = max(self.deselected, getattr(node, "workeroutput", {}).get(STRICT, 0))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand the count on, or fail the run."""
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output[STRICT] = self.deselected
        elif (self.idle or self.deselected) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say why the run failed."""
        for node in self.idle:
            terminalreporter.write_line(f"did not run, or was expected to fail: {node}")
        if self.deselected:
            terminalreporter.write_line(f"{self.deselected} deselected")


def pytest_configure(config: pytest.Config) -> None:
    """Hold the run to the strict rule where the environment asks for it."""
    if os.environ.get(STRICT) == "1":
        config.pluginmanager.register(EveryTestCounts(config), "every-test-counts")


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What a person allowed on this machine is nobody's business here, and what a test allows not theirs."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def opening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The opening of the repository's own ledger: the letter and its questions as sent, whatever came after."""
    lines = (REPOSITORY / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    kinds = [json.loads(line).get("entry", {}).get("kind", "") for line in lines]
    kept = [line for line, kind in zip(lines, kinds, strict=True) if kind.endswith(".opened")]
    path = tmp_path_factory.mktemp("opening") / "ledger.jsonl"
    path.write_text("".join(kept), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def opened_letter(opening: Path) -> Path:
    """A workspace with the repository's own letter and questions as they were opened; only to be copied."""
    from tracker.workflow import audit

    root = opening.with_name("workspace")
    audit.import_(opening, root).close()
    return root


@pytest.fixture
def root(opened_letter: Path, tmp_path: Path) -> Path:
    """A fresh copy of that workspace, with a person named in its settings."""
    copy = tmp_path / "workspace"
    shutil.copytree(opened_letter, copy)
    (copy / "tracker.toml").write_text('actor = "researcher"\n', encoding="utf-8")
    return copy


@pytest.fixture
def samples() -> Path:
    """The folder of the sample replies that ship with the program."""
    return REPOSITORY / "tracker" / "samples"


@pytest.fixture
def in_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace, with the test standing in it."""
    monkeypatch.chdir(root)
    return root
