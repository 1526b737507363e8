"""The charts: shapes that stand where the data says, and words and tables that say the same."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from report_samples import DAY, full_report, question, report, revision
from test_hostile_text import HOSTILE

from tracker.record.views import QuestionView
from tracker.reports import build, charts

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> Any:
    """An SVG as a tree; it is XML as well as HTML."""
    return etree.fromstring(str(svg).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1).encode())


def moving(key: str, *levels: int, gap: str = "") -> QuestionView:
    """A question whose level went so, a revision every ten days."""
    made = tuple(
        revision(n, f"wording {n}", level, at=DAY + timedelta(days=10 * (n - 1)), gap_status="open")
        for n, level in enumerate(levels, 1)
    )
    on_row = {"level": levels[-1], "level_as_sent": levels[0], "gap_status": gap}
    return question(key, on_row, revisions=made, gap_status=gap)


def test_a_level_is_a_step_where_and_when_it_changed() -> None:
    data = report(moving("C1", 1, 1, 4), generated_from="2026-06-11T09:30:00.000Z")
    found, over = charts.steps(data.questions[0]), charts.span(data)
    assert found.told == "1 insufficient on 2026-05-02, 4 documented on 2026-05-22"
    assert (over.first, over.last) == ("2026-05-02", "2026-06-11")
    tree = parsed(charts.level_chart(found, over))
    numbers = [float(n) for n in re.findall(r"[\d.]+", tree.find(f"{SVG}path").get("d"))]
    left, low, turn, high, right = numbers
    assert left < turn < right
    assert abs((turn - left) - (right - left) / 2) < 0.2  # twenty of forty days
    assert low > high
    assert tree.find(f"{SVG}title").text == "C1: level over time"
    assert found.told in tree.find(f"{SVG}desc").text
    assert tree.get("role") == "img"


def test_changes_of_one_day_are_drawn_in_their_order() -> None:
    asked = question("C1", revisions=(revision(1, "a", 1), revision(2, "b", 3), revision(3, "c", 2)))
    data = report(asked, generated_from=DAY.isoformat())
    tree = parsed(charts.level_chart(charts.steps(asked), charts.span(data)))
    xs = [float(n) for n in re.findall(r"H([\d.]+)", tree.find(f"{SVG}path").get("d"))]
    assert xs == sorted(set(xs))
    assert "2026-05-02, in order" in [one.text for one in tree.iter(f"{SVG}text")]


def test_a_question_without_dates_or_revisions_is_drawn_too() -> None:
    data = report(question("C1"), generated_from="")
    tree = parsed(charts.level_chart(charts.steps(data.questions[0]), charts.span(data)))
    assert tree.find(f"{SVG}desc").text == "3 apparent; now 3 apparent."


def test_times_without_a_zone_are_taken_for_utc() -> None:
    naive = revision(1, "a", at=datetime(2026, 5, 1))  # noqa: DTZ001 - the case
    aware = revision(2, "b", 4, at=datetime(2026, 5, 11, tzinfo=UTC))
    data = report(question("C1", revisions=(naive, aware)), generated_from="2026-05-21T00:00:00.000Z")
    assert charts.level_chart(charts.steps(data.questions[0]), charts.span(data))


def test_the_bars_are_as_long_as_there_are_questions_at_a_status() -> None:
    data = report(moving("C1", 3, gap="open"), moving("C2", 3, gap="closed"), moving("C3", 3, gap="closed"))
    rows = charts.gap_rows(data)
    assert [(one.status, one.as_sent, one.now) for one in rows] == [
        ("open", ("C1", "C2", "C3"), ("C1",)),
        ("closed", (), ("C2", "C3")),
    ]
    tree = parsed(charts.gap_chart(rows))
    widths = [float(one.get("width")) for one in tree.iter(f"{SVG}rect")]
    longest = max(widths)
    assert [round(one / longest * 3) for one in widths] == [3, 1, 0, 2]
    assert tree.find(f"{SVG}desc").text == "open: 3 as sent, 1 now; closed: 0 as sent, 2 now."


def test_a_part_with_an_open_gap_counts_for_its_question() -> None:
    part = question(
        "C1.1", {"parent": "C1"}, revisions=(revision(1, "a", gap_status="open"),), gap_status="open"
    )
    asked = question("C1", {"gap_status": "open"}, revisions=(revision(1, "a"),), parts=(part,))
    assert [(one.status, one.as_sent) for one in charts.gap_rows(report(asked))] == [("open", ("C1",))]


def test_the_tables_beside_the_charts_say_what_the_charts_say() -> None:
    data = full_report()
    tree = lxml_html.document_fromstring(build.site(data)["index.html"])

    def rows(caption: str) -> list[list[str]]:
        (table,) = tree.xpath(f"//details/table[caption='{caption}']")
        return [
            [" ".join(cell.text_content().split()) for cell in (line[0], *line.xpath("td/span[2]"))]
            for line in table.xpath("tbody/tr")
        ]

    assert rows("Levels over time") == [[one.question, one.told] for one in charts.drawn(data)]
    assert rows("Questions by the state of their evidence gap") == [
        [
            f"{one.status} {one.means}".strip(),
            *(f"{len(ids)}: {', '.join(ids)}" if ids else "0" for ids in (one.as_sent, one.now)),
        ]
        for one in charts.gap_rows(data)
    ]
    assert len(tree.xpath("//ul[@class='multiples']/li")) == len(charts.drawn(data))


def test_of_very_many_questions_those_that_moved_are_drawn() -> None:
    asked = [moving(f"C{n}", 3, 4 if n % 10 == 0 else 3) for n in range(1, 101)]
    assert [one.question for one in charts.drawn(report(*asked))] == [f"C{n}" for n in range(10, 101, 10)]
    page = build.site(report(*asked))["index.html"]
    assert "Drawn are 10 of 100 questions" in page


def test_hostile_words_stay_words_in_a_chart() -> None:
    for text in HOSTILE:
        asked = question(text, {"title": text}, revisions=(revision(1, "a"), revision(2, "b", 4)))
        tree = parsed(charts.level_chart(charts.steps(asked), charts.span(report(asked))))
        assert {one.tag for one in tree.iter()} <= {
            f"{SVG}{name}" for name in ("svg", "title", "desc", "line", "path", "circle", "text")
        }
        assert not [
            name for one in tree.iter() for name in one.attrib if name.startswith("on") or "href" in name
        ]
    bars = parsed(charts.gap_chart((charts.GapRow("<script>", "", ("C1",), ()),)))
    assert next(one.text for one in bars.iter(f"{SVG}text")) == "<script>"


def test_the_scale_shows_where_a_claim_was_and_is() -> None:
    tree = parsed(charts.scale(3, 1))
    assert tree.find(f"{SVG}title").text == "Level now 1 insufficient, as sent 3 apparent"
    ring, dot = tree.findall(f"{SVG}circle")
    assert float(ring.get("cx")) > float(dot.get("cx"))
    assert len(parsed(charts.scale(2, 2)).findall(f"{SVG}circle")) == 1
