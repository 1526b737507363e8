"""A workspace in German and one in Chinese: statements of their own, and every sentence in the set of the language."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import LIST, mail

from tracker.claims.levels import Level
from tracker.claims.lint import lint
from tracker.errors import BadUse
from tracker.workflow import board, intake, letters, sourcework, triage
from tracker.workflow.assess import Finding, assess, preview
from tracker.workflow.wordings import offer
from tracker.workflow.workspace import Workspace

QUESTION = """---
id: Q1
letter: L1
title: {title}
asks: answer
paragraphs: [0]
level: 1
gap-status: open
---

## Wording

{wording}

## Proposition

{proposition}

## Confirmed part

{confirmed}

## Evidence gap

{gap}

## Part Q1.1 · {first}

- level: 1

{one}

### Wording

{wording}

## Part Q1.2 · {second}

- level: 1

{two}

### Wording

{wording}

## As asked

{wording}
"""
GERMAN = {
    "title": "Freigabe von Versionen",
    "wording": "Öffentliche Quellen reichen nicht aus, um eine eigene Freigabe zu bestätigen.",
    "proposition": "Versionszweige haben eigene Freigebende, und jede Version wird signiert.",
    "confirmed": "Änderungen an Versionszweigen werden geprüft.",
    "gap": "Wir haben keine öffentliche Regel zur Freigabe gefunden.",
    "first": "Freigebende",
    "one": "Versionszweige haben eigene Freigebende.",
    "second": "Signatur",
    "two": "Jede Version wird signiert.",
}
CHINESE = {
    "title": "版本发布的批准",
    "wording": "公开材料不足以确认版本发布另有批准。",
    "proposition": "发布分支有各自的批准人，并且每个版本都经过签名。",
    "confirmed": "对发布分支的更改须经审核。",
    "gap": "我们尚未找到关于批准的公开规则。",
    "first": "批准人",
    "one": "发布分支有各自的批准人。",
    "second": "签名",
    "two": "每个版本都经过签名。",
}
P, C, Z, B = GERMAN["proposition"], GERMAN["confirmed"], CHINESE["proposition"], CHINESE["confirmed"]
SENTENCES = {
    "de": {
        1: f"Öffentliche Quellen reichen nicht aus, um folgende Aussage zu bestätigen: „{P}“ Bestätigen können wir "
        f"derzeit nur dies: „{C}“ Wir haben keine öffentliche Regel zur Freigabe gefunden.",
        2: f"Von folgender Aussage können wir derzeit nur einen Teil bestätigen: „{P}“ Bestätigt ist nur dies: „{C}“ "
        "Für das Übrige reichen öffentliche Quellen nicht aus. Wir haben keine öffentliche Regel zur Freigabe "
        "gefunden.",
        3: f"Laut einer Auskunft auf der öffentlichen Liste vom 2. Juli 2026 (Versionsleitung) gilt: „{P}“",
        4: f"Folgendes ist öffentlich dokumentiert, und zwar in „Regeln“ (Abschnitt 2, Kopie vom 4. Mai 2026): „{P}“",
        5: f"Mit Sicherheit lässt sich feststellen: „{P}“ Öffentlich dokumentiert ist dies in „Regeln“ (Abschnitt 2, "
        "Kopie vom 4. Mai 2026); bestätigt wurde es in einer Auskunft auf der öffentlichen Liste vom 2. Juli 2026 "
        "(Versionsleitung).",
    },
    "zh": {
        1: f"公开材料不足以确认以下说法：“{Z}”目前仅能确认：“{B}”我们尚未找到关于批准的公开规则。",
        2: f"对于以下说法，目前仅能确认其中一部分：“{Z}”已确认的仅为：“{B}”公开材料不足以确认其余部分。"
        "我们尚未找到关于批准的公开规则。",
        3: f"根据回复者（版本负责人）2026年7月2日在公开列表上的陈述，情况如下：“{Z}”",
        4: f"《规则》（第2节，2026年5月4日的副本）公开载明：“{Z}”",
        5: f"可以有把握地说：“{Z}”《规则》（第2节，2026年5月4日的副本）公开载明此点，并有回复者（版本负责人）"
        "2026年7月2日在公开列表上的陈述予以证实。",
    },
}  # fmt: skip
SAID = {
    "de": (GERMAN, "Regeln", "Abschnitt 2", "Versionsleitung", "Das trifft zu."),
    "zh": (CHINESE, "规则", "第2节", "版本负责人", "确实如此。"),
}


def _open(root: Path, language: str) -> tuple[Workspace, str]:
    statements, title, place, role, answer = SAID[language]
    (root / "questions").mkdir(parents=True)
    (root / "questions" / "letter.md").write_text(
        f"---\nid: L1\ntitle: {statements['title']}\n---\n\n{statements['wording']}\n", encoding="utf-8"
    )
    (root / "questions" / "q1-x.md").write_text(QUESTION.format(**statements), encoding="utf-8")
    ws = Workspace.create(root, "researcher")
    ws.close()
    (root / "tracker.toml").write_text(f'actor = "researcher"\nlanguage = "{language}"\n', encoding="utf-8")
    ws = Workspace.open(root)
    letters.open_files(ws)
    path = root.parent / "answer.eml"
    path.write_bytes(mail(answer + "\n"))
    taken = intake.take_in(ws, [path], LIST, letter="L1")
    reply = taken.items[0].reply
    triage.set_authority(ws, reply, "A", "the samples' own role map")
    triage.set_role(ws, reply, role)
    cited = sourcework.add(ws, "https://example.org/rules", "Q1", "supports", title, "repo-rule-file")
    for key in ("Q1", "Q1.1", "Q1.2"):
        sourcework.read(ws, cited.id, "…", place, "all", "", True, "2026-05-04", question=key)
    return ws, f"{reply}.1"


@pytest.mark.parametrize("language", ["de", "zh"])
def test_a_workspace_speaks_its_language(language: str, tmp_path: Path) -> None:
    ws, passage = _open(tmp_path / "workspace", language)
    rules = board.sources(ws, "Q1")[0].id
    moves = {
        1: Finding("Q1", ("restate:terminology",)),
        2: Finding("Q1", ("upgrade",), citations=(rules,), level=2),
        3: Finding("Q1", ("upgrade",), (passage,), level=3),
        4: Finding("Q1", ("upgrade",), citations=(rules,), level=4),
        5: Finding("Q1", ("confirm", "upgrade"), (passage,), (rules,), "reply", level=5),
    }
    for level, finding in moves.items():
        offered = preview(ws, finding).proposals
        assert offered[0].text == SENTENCES[language][level]
        assert len({one.text for one in offered}) == len(offered) >= 2
        for one in offered:
            assert not [
                f
                for f in lint(one.text, Level(level), proposition=SAID[language][0]["proposition"])
                if f.refused
            ]
    for part in ("Q1.1", "Q1.2"):
        key = next(one.id for one in board.sources(ws, part))
        assess(ws, Finding(part, ("upgrade",), citations=(key,), level=4, reason="x"))
    done = assess(ws, Finding("Q1", ("upgrade",), citations=(rules,), level=4, reason="x"))
    assert done.wording_after == SENTENCES[language][4]
    ws.close()


@pytest.mark.parametrize(("language", "text"), [
    ("de", "öffentliche Quellen reichen nicht aus, um „Jede Version wird signiert“ zu bestätigen, während im Übrigen "
           "gilt: öffentlich dokumentiert ist „Versionszweige haben eigene Freigebende“."),
    ("zh", "公开材料不足以确认“每个版本都经过签名”，而公开文件载明“发布分支有各自的批准人”。"),
])  # fmt: skip
def test_parts_are_told_apart_in_it(language: str, text: str, tmp_path: Path) -> None:
    ws, _ = _open(tmp_path / "workspace", language)
    key = board.sources(ws, "Q1.1")[0].id
    assess(ws, Finding("Q1.1", ("upgrade",), citations=(key,), level=4, reason="x"))
    offered = {one.manner: one.text for one in preview(ws, Finding("Q1", ("restate:terminology",))).proposals}
    assert offered["by parts"] == text[:1].upper() + text[1:]
    ws.close()


def test_testimony_in_another_language_passes_the_rule(tmp_path: Path) -> None:
    ws, passage = _open(tmp_path / "workspace", "de")
    for part in ("Q1.1", "Q1.2"):
        assess(ws, Finding(part, ("upgrade",), (passage,), level=3, reason="x"))
    done = assess(ws, Finding("Q1", ("upgrade",), (passage,), level=3, reason="x"))
    assert done.wording_after == SENTENCES["de"][3]
    ws.close()


def test_entries_of_the_workspace_replace_those_of_the_set(tmp_path: Path) -> None:
    ws, _ = _open(tmp_path / "workspace", "de")
    settings = ws.root / "tracker.toml"
    settings.write_text(settings.read_text() + 'templates = "templates"\n', encoding="utf-8")
    own = ws.root / "templates" / "wording.toml"
    own.parent.mkdir()
    own.write_text('[insufficient]\nplain = "Nicht belegt: „$statement.“"\n', encoding="utf-8")
    ws.close()
    ws = Workspace.open(ws.root)
    finding = Finding("Q1", ("restate:terminology",))
    offered = preview(ws, finding).proposals
    assert offered[0].text == SENTENCES["de"][1]
    own.write_text('[insufficient]\nplain = "Nicht belegt: „$statment.“"\n', encoding="utf-8")
    with pytest.raises(BadUse, match=r"wording.toml: \[insufficient\] plain has \$statment") as caught:
        preview(ws, finding)
    assert "$statement" in caught.value.hint
    own.unlink()
    with pytest.raises(BadUse, match=r"There is no wording.toml in .*templates") as caught:
        preview(ws, finding)
    assert "templates" in caught.value.hint
    ws.close()


def test_an_entry_of_the_workspace_that_says_too_much_is_told(tmp_path: Path) -> None:
    ws, _ = _open(tmp_path / "workspace", "de")
    ws.close()
    settings = tmp_path / "workspace" / "tracker.toml"
    settings.write_text(settings.read_text() + 'templates = "templates"\n', encoding="utf-8")
    own = settings.parent / "templates" / "wording.toml"
    own.parent.mkdir()
    own.write_text('[apparent]\nplain = "Mit Sicherheit gilt: „$statement.“"\n', encoding="utf-8")
    ws = Workspace.open(settings.parent)
    offered = offer(ws, "Q1", 3)
    assert "plain" not in [one.manner for one in offered.proposals]
    assert [(manner, found.words) for manner, found in offered.left_out] == [("plain", "Mit Sicherheit")]
    ws.close()
