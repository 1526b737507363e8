"""The records whose sites are checked: the demo's, one in which everything is there once, and a hostile one."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tracker.reports import build
from tracker.reports.data import ReportData
from tracker.workflow import demo, publish

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reports"))
from report_samples import full_report
from test_hostile_text import HOSTILE, everywhere


def write_all(folder: Path) -> dict[str, list[Path]]:
    """Write the site and the single file of each record into `folder`; return the pages by record."""
    records = {"demo": _demo(), "full": full_report(), "hostile": everywhere("\n\n".join(HOSTILE))}
    return {name: _written(folder / name, data) for name, data in records.items()}


def _written(folder: Path, data: ReportData) -> list[Path]:
    folder.mkdir(parents=True)
    report = build.Report(data)
    pages = {**report.site(), "single.html": report.html()}
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in pages if name.endswith(".html")]


def _demo() -> ReportData:
    with tempfile.TemporaryDirectory() as scratch:
        workspace = demo.demo(Path(scratch) / "demo", lambda _: None)
        try:
            return publish.report_data(workspace)
        finally:
            workspace.close()
