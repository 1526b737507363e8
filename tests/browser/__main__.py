"""`make check-site`: the report's pages in a real browser, narrow and wide, light and dark; exits 1 on any finding.

For each page: axe-core finds nothing, nothing is asked for but the page and its style sheet, the browser has nothing
to complain of, no script element, nothing runs off to the side. All pages are held against the HTML standard by
the Nu validator.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.devtools import Browser, browser
from tests.browser.records import write_all

TOOLS = Path(__file__).resolve().parents[2] / ".venv" / "site"
WIDTHS = (390, 1280)
NARROWEST = 360  # here it is only looked whether everything fits
# To the validator a file has no origin that a policy's 'self' could be; the browser, which loads the sheet, decides.
NO_ORIGIN = (
    "Resource violates Content Security Policy (meta tag): external stylesheet “style.css” blocked by “style-src” "
    "directive."
)
AXE = """(async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
})()"""
SHAPE = """({
  scripts: document.querySelectorAll("script").length,
  too_wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  handlers: [...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).length,
})"""


def main() -> int:
    """Check every page and print what was found; return the exit code."""
    parser = argparse.ArgumentParser(prog="make check-site", description=__doc__)
    parser.add_argument(
        "--pictures", type=Path, help="a folder to put a picture and a print of each page into"
    )
    options = parser.parse_args()
    axe = (TOOLS / "axe-core" / "package" / "axe.min.js").read_text(encoding="utf-8")
    findings: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        records = write_all(Path(scratch))
        pages = [page for found in records.values() for page in found]
        findings += _invalid(pages)
        print(f"{len(pages)} pages held against the HTML standard: {len(findings)} findings")
        with browser() as tab:
            for page in pages:
                findings += _page(tab, page, axe, options.pictures)
    for one in findings:
        print(one)
    print(f"{len(pages)} pages × {len(WIDTHS)} widths × light and dark: {len(findings)} findings")
    return 1 if findings else 0


def _page(tab: Browser, page: Path, axe: str, pictures: Path | None) -> list[str]:
    found: list[str] = []
    name = f"{page.parent.name}/{page.name}"
    for width in WIDTHS:
        for dark in (False, True):
            scheme = "dark" if dark else "light"
            tab.open(page.as_uri(), width, dark)
            shape = tab.evaluate(SHAPE)
            said = [f"{what}: {count}" for what, count in shape.items() if count]
            own = {page.as_uri(), page.with_name("style.css").as_uri()}
            said += [f"asked for {url}" for url in tab.requests if url not in own]
            said += [f"the browser says: {text}" for text in tab.complaints]
            tab.evaluate(f"{axe}; 0")
            said += tab.evaluate(AXE)
            found += [f"{name} at {width} px, {scheme}: {text}" for text in said]
            if pictures:
                pictures.mkdir(parents=True, exist_ok=True)
                tab.photograph(pictures / f"{page.parent.name}-{page.stem}-{width}-{scheme}.png")
    tab.open(page.as_uri(), NARROWEST, dark=False)
    if tab.evaluate(SHAPE)["too_wide"]:
        found.append(f"{name} does not fit {NARROWEST} px")
    if pictures:
        tab.print(pictures / f"{page.parent.name}-{page.stem}.pdf")
    return found


def _invalid(pages: list[Path]) -> list[str]:
    jar = TOOLS / "vnu-jar" / "package" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        ["java", "-jar", str(jar), "--format", "json", "--stdout", *map(str, pages)],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        return [f"the validator did not run: {done.stderr.strip()}"]
    return [
        f"{Path(one['url']).parent.name}/{Path(one['url']).name}:{one.get('lastLine')}: {one['message']}"
        for one in json.loads(done.stdout)["messages"]
        if one["message"] != NO_ORIGIN
    ]


if __name__ == "__main__":
    sys.exit(main())
