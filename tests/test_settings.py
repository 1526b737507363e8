"""`tracker.toml`: what it may say, what is refused, and what stands where it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker import settings
from tracker.errors import BadUse


def written(root: Path, text: str) -> settings.Settings:
    """Load settings that say `text`."""
    (root / "tracker.toml").write_text(text, encoding="utf-8")
    return settings.load(root)


def test_without_a_file_the_defaults_stand(tmp_path: Path) -> None:
    found = settings.load(tmp_path)
    assert (found.actor, found.commit, found.lists, found.ours, found.templates) == ("", "list", (), (), None)
    assert found.database_url == f"sqlite:///{tmp_path}/.tracker/tracker.db"


def test_every_key_is_read(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        """
        actor = "  A.  Researcher "
        commit = "none"
        database = "postgresql+psycopg://db.example.org/tracker"
        ours = ["Us@Example.org"]
        templates = "wording"
        [[lists]]
        address = "Steering@example.org"
        archives = ["archive/steering.mbox", "lists/steering"]
        """,
    )
    assert found.actor == "A. Researcher"
    assert found.commit == "none"
    assert found.database_url == "postgresql+psycopg://db.example.org/tracker"
    assert found.ours == ("us@example.org",)
    assert found.templates == tmp_path / "wording"
    assert found.list_of(tmp_path / "archive" / "steering.mbox") == "steering@example.org"
    assert found.list_of(tmp_path / "lists" / "steering" / "cur" / "1.eml") == "steering@example.org"
    assert found.list_of(tmp_path / "lists" / "steering-private" / "1.eml") is None


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ('actr = "x"', "tracker.toml has an unknown key 'actr'.", "did you mean 'actor'?"),
        ("zebra = 1", "tracker.toml has an unknown key 'zebra'.", "the keys are actor, commit"),
        ("actor = 3", "tracker.toml: actor must be a string.", 'actor = "…"'),
        ('commit = "all"', "tracker.toml: commit is 'all'.", 'commit = "list"'),
        ('ours = "us@example.org"', "tracker.toml: ours must be a list of strings.", "ours = ["),
        ("lists = 3", "tracker.toml: lists must be tables.", "[[lists]]"),
        ('[[lists]]\nname = "x"', "tracker.toml: [[lists]] has an unknown key 'name'.", "address"),
        ('[[lists]]\naddress = "x"', "tracker.toml: a list has no address.", "name@host"),
        (
            'database = "mysql://db/x"',
            "tracker.toml: database is neither SQLite nor PostgreSQL.",
            "postgresql",
        ),
        ('database = "postgresql://[db/x"', "tracker.toml: database is not a URL.", "postgresql"),
        ('database = "postgresql://me:secret@db/x"', "tracker.toml: database holds a password.", "pgpass"),
        (
            'database = "postgresql://db/x?password=secret"',
            "tracker.toml: database holds a password.",
            "pgpass",
        ),
        ("actor = ", "tracker.toml is not TOML: ", "mend or remove"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, sentence: str, hint: str) -> None:
    with pytest.raises(BadUse) as refused:
        written(tmp_path, text)
    assert refused.value.message.startswith(sentence)
    assert hint in refused.value.hint
    assert "secret" not in str(refused.value)


def test_a_file_that_is_not_utf8_or_not_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "tracker.toml").write_bytes(b"actor = '\xff'")
    with pytest.raises(BadUse, match="is not TOML"):
        settings.load(tmp_path)
    (tmp_path / "tracker.toml").unlink()
    (tmp_path / "tracker.toml").mkdir()
    with pytest.raises(BadUse, match="cannot be read"):
        settings.load(tmp_path)
