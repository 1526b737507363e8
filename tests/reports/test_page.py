"""The page itself: self-contained, readable by everybody, in light, in dark and on paper."""

from __future__ import annotations

import itertools
import re

from lxml import html as lxml_html
from report_samples import full_report

from tracker.reports import build

PAGE = build.html(full_report())
TREE = lxml_html.document_fromstring(PAGE)


def test_it_loads_nothing_and_runs_nothing() -> None:
    policy = TREE.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy[0].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert not TREE.xpath("//script | //link | //img | //iframe | //object | //form | //@style")
    assert "@import" not in PAGE
    assert "url(" not in PAGE


def test_it_says_its_language_and_fits_a_phone() -> None:
    assert TREE.get("lang") == "en"
    assert TREE.xpath("//meta[@name='viewport']")
    assert TREE.findtext(".//title") == "Report: Clarification letter"


def test_headings_descend_one_step_at_a_time_from_a_single_first() -> None:
    ranks = [int(node.tag[1]) for node in TREE.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert ranks[0] == 1
    assert ranks.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(ranks))


def test_every_table_has_a_caption_and_headers_with_scope() -> None:
    tables = TREE.xpath("//table")
    assert tables
    for table in tables:
        assert table.find("caption").text.strip()
        assert all(cell.get("scope") == "col" for cell in table.xpath("./thead//th"))
        assert all(row.xpath("./th[@scope='row']") for row in table.xpath("./tbody/tr"))
        columns = len(table.xpath("./thead//th"))
        assert all(len(row) == columns for row in table.xpath("./tbody/tr"))


def test_every_link_inside_the_page_leads_somewhere_and_no_id_is_used_twice() -> None:
    ids = TREE.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in TREE.xpath("//a/@href") if href.startswith("#")} <= set(ids)
    assert set(TREE.xpath("//@aria-labelledby")) <= set(ids)


def test_a_diff_is_told_by_line_and_word_not_by_colour_alone() -> None:
    style = TREE.findtext(".//style")
    assert re.search(r"ins \{[^}]*underline", style)
    assert re.search(r"del \{[^}]*line-through", style)
    assert TREE.xpath("//del/span[contains(., 'taken out')]")
    assert TREE.xpath("//ins/span[contains(., 'put in')]")


def test_text_stands_out_from_its_ground_in_light_in_dark_and_on_paper() -> None:
    style = TREE.findtext(".//style")
    palettes = [dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]+)", block)) for block in _roots(style)]
    assert len(palettes) == 3
    for colours in palettes:
        for ink, paper in [
            ("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("ink", "panel"), ("soft", "panel"),
            ("link", "panel"), ("in", "in-bg"), ("out", "out-bg"), ("warn", "warn-bg"), ("mark", "paper"),
        ]:  # fmt: skip
            assert _contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)


def _roots(style: str) -> list[str]:
    return re.findall(r":root \{([^}]*)\}", style)


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, success criterion 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
