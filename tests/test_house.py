"""The house keeps its own rules: short files, pinned packages, no machine named, every test counted in CI."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
_PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, TOOL = _PYPROJECT["project"], _PYPROJECT["tool"]
LIMIT = 400


def sources() -> list[Path]:
    """Return every Python file and stylesheet of ours."""
    found = [path for top in ("tracker", "tests", "bench") for path in (REPOSITORY / top).rglob("*")]
    return [
        path for path in found if path.suffix in (".py", ".tcss", ".j2") and "__pycache__" not in path.parts
    ]


def name_of(requirement: str) -> str:
    """Return the normalised name of the package that a requirement asks for (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement, maxsplit=1)[0]).lower()


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {str(path): length for path, length in lengths.items() if length > LIMIT} == {}


def test_every_module_opens_with_a_sentence() -> None:
    modules = [path for path in sources() if path.suffix == ".py"]
    told = {path: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" for path in modules}
    assert [
        str(path) for path, text in told.items() if not re.match(r".+?[.:!?](\s|$)", text, re.DOTALL)
    ] == []


def test_test_modules_have_names_of_their_own() -> None:
    names = [path.name for path in (REPOSITORY / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted(names) == sorted(set(names))


def test_every_package_that_is_needed_is_constrained() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {name_of(line) for line in lines if line and not line.startswith("#")}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    reached: set[str] = set()
    while wanted:
        name = name_of(wanted.pop())
        if name not in reached:
            reached.add(name)
            wanted += [one for one in requires(name) or () if "extra ==" not in one and ";" not in one]
    assert reached - pinned == set()


def test_constraints_name_a_package_and_a_version_only() -> None:
    text = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[\w.]+", line)] == []


@pytest.mark.parametrize(
    "name", ["pyproject.toml", "constraints.txt", "Makefile", ".ci/run", "README.md", ".gitignore"]
)
def test_no_machine_and_no_package_index_is_named(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    assert not re.search(r"/root/|/home/|/work/|/Users/|index-url|find-links|trusted-host|pypi\.", text)


def test_data_files_travel_with_the_package() -> None:
    """What is no Python file must be named in package-data, or it would be missing where tracker is installed."""
    data = TOOL["setuptools"]["package-data"]
    named = {path for path in (REPOSITORY / "tracker").rglob("*") for glob in data["*"] if path.match(glob)}
    for package, globs in data.items():
        if package != "*":
            folder = REPOSITORY / package.replace(".", "/")
            named |= {path for glob in globs for path in folder.glob(glob)}
    files = {path for path in (REPOSITORY / "tracker").rglob("*") if path.is_file()}
    assert {
        str(path)
        for path in files - named
        if path.suffix not in (".py", ".pyc") and not path.name.startswith(".")
    } == set()


RUNS = {
    "a skipped test": "import pytest\n@pytest.mark.skip\ndef test_a(): pass\n",
    "a test that skips itself": "import pytest\ndef test_a(): pytest.skip()\n",
    "a skipped module": "import pytest\npytest.skip('all', allow_module_level=True)\n",
    "an expected failure": "import pytest\n@pytest.mark.xfail\ndef test_a(): assert False\n",
    "an unexpected pass": "import pytest\n@pytest.mark.xfail(strict=False)\ndef test_a(): pass\n",
    "a deselected test": "def test_other(): pass\n",
}


@pytest.mark.parametrize(
    ("case", "workers"),
    [(None, 2), ("a skipped test", 2), ("a deselected test", 2), (None, 0), *((case, 0) for case in RUNS)],
)
def test_a_run_in_ci_fails_when_a_test_did_not_count(case: str | None, workers: int, tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_fine.py").write_text("def test_fine(): pass\n", encoding="utf-8")
    if case is not None:
        (tmp_path / "test_case.py").write_text(RUNS[case], encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "xdist.plugin",
        "-p",
        "no:cacheprovider",
        "-n",
        str(workers),
    ]
    command += ["-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path)]
    command += ["-k", "not other"] if case == "a deselected test" else []
    strict = {**os.environ, "TRACKER_NO_SKIPS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=strict, timeout=120)
    assert done.returncode == (0 if case is None else 1), done.stdout
    assert "1 passed" in done.stdout.splitlines()[-1]
