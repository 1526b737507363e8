"""Publishing: what the record lets out, written to disk as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from tracker.errors import BadUse
from tracker.reports import build
from tracker.reports.exports.formats import EXPORTS
from tracker.text import clean_line
from tracker.workflow import report_files
from tracker.workflow.gathering import collector_resting, report_data
from tracker.workflow.workspace import Workspace

_SITE = "site"
# All files of each format: path → content.
_FORMATS: dict[str, Callable[[build.Report], dict[str, str]]] = {
    "md": lambda made: {"report.md": made.markdown()},
    "html": lambda made: {"report.html": made.html()},
    _SITE: lambda made: {f"{_SITE}/{name}": text for name, text in made.site().items()},
    **{name: partial(build.Report.export, name=name) for name in EXPORTS},
}
FORMATS = tuple(_FORMATS)
"""The names of the formats that there are; `all` stands for every one of them."""

DEFAULT = ("md", "html", "site")


def known(formats: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that are named, each once; BadUse for one that there is not."""
    unknown = [one for one in formats if one not in (*FORMATS, "all")]
    if unknown:
        raise BadUse(
            f"There is no report format {clean_line(unknown[0])!r}.", f"one of {', '.join(FORMATS)} or all"
        )
    return FORMATS if "all" in formats else tuple(dict.fromkeys(formats))


def report(
    ws: Workspace, out: Path, formats: Sequence[str] = DEFAULT, letter: str | None = None
) -> tuple[Path, ...]:
    """Write the report into the folder `out`; the same record gives the same bytes.

    Returns every file of it; `to_open` says which to name to a person. Nothing that somebody else wrote or edited
    there is touched (`report_files.write`).
    """
    chosen = known(formats)
    with collector_resting():
        made = build.Report(report_data(ws, letter))
        forms = {name: _FORMATS[name](made) for name in chosen}
        report_files.write(out, forms)
    return tuple(out / path for files in forms.values() for path in files)


def to_open(files: Iterable[Path]) -> tuple[Path, ...]:
    """Return those of a report's files that a person opens: of the site its first page, which leads to the others."""
    return tuple(path for path in files if path.parent.name != _SITE or path.name == "index.html")
