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
        contact = "team@example.org"
        database = "postgresql+psycopg://db.example.org/tracker"
        ours = ["Us@Example.org"]
        receiving-servers = ["MX.example.org", "example.org."]
        language = "de"
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
    assert found.contact == "team@example.org"
    assert found.receiving_servers == ("mx.example.org", "example.org")
    assert (found.language, found.templates) == ("de", tmp_path / "wording")
    assert found.list_of(tmp_path / "archive" / "steering.mbox") == "steering@example.org"
    assert found.list_of(tmp_path / "lists" / "steering" / "cur" / "1.eml") == "steering@example.org"
    assert found.list_of(tmp_path / "lists" / "steering-private" / "1.eml") is None


def test_each_language_has_a_set_of_templates() -> None:
    from tracker.workflow.templates import shipped

    assert [shipped(language).language for language in settings.LANGUAGES] == ["en", "de", "zh"]


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ('actr = "x"', "tracker.toml has an unknown key 'actr'.", "did you mean 'actor'?"),
        ("zebra = 1", "tracker.toml has an unknown key 'zebra'.", "the keys are accounts, actor"),
        ("actor = 3", "tracker.toml: actor must be a string.", 'actor = "…"'),
        ('commit = "all"', "tracker.toml: commit is 'all'.", 'commit = "list"'),
        ('language = "fr"', "tracker.toml: language is 'fr'.", '"en", "de", "zh"'),
        (
            'ours = ["Us <us@example.org>"]',
            "tracker.toml: ours has 'us <us@example.org>', which is no address.",
            "ours = [",
        ),
        ('ours = "us@example.org"', "tracker.toml: ours must be a list of strings.", "ours = ["),
        (
            'contact = "team, at example"',
            "tracker.toml: contact is no address.",
            'write contact = "name@host"',
        ),
        (
            'receiving-servers = "mx.example.org"',
            "tracker.toml: receiving-servers must be a list of strings.",
            "receiving-servers = [",
        ),
        (
            'receiving-servers = ["me@example.org"]',
            "tracker.toml: receiving-servers names 'me@example.org', which is no server.",
            "mx.example.org",
        ),
        (
            'receiving-server = ["x"]',
            "tracker.toml has an unknown key 'receiving-server'.",
            "'receiving-servers'",
        ),
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


ACCOUNTS = """
[[accounts]]
name = "work"
host = "imap.example.org"
user = "me"
keyring = true
[[accounts]]
name = "lists"
host = "imap.example.org"
user = "me"
keyring = true
"""


def test_accounts_are_found_by_name(tmp_path: Path) -> None:
    found = written(tmp_path, ACCOUNTS)
    assert [one.name for one in found.accounts] == ["work", "lists"]
    assert found.account("lists").host == "imap.example.org"
    with pytest.raises(BadUse, match="There is no account 'list'") as refused:
        found.account("list")
    assert refused.value.hint == "did you mean 'lists'?"
    with pytest.raises(BadUse) as refused:
        found.account("zebra")
    assert refused.value.hint == "the accounts are work, lists"


def test_without_accounts_the_way_to_one_is_shown(tmp_path: Path) -> None:
    with pytest.raises(BadUse) as refused:
        settings.load(tmp_path).account("work")
    assert "tracker account add" in refused.value.hint


def test_a_folder_may_be_a_lists_own(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        """
        [[lists]]
        address = "Steering@example.org"
        folders = ["lists/Lists/Steering", "work/inbox"]
        """
        + ACCOUNTS,
    )
    assert found.list_of_folder("lists", "Lists/Steering") == "steering@example.org"
    assert found.list_of_folder("work", "INBOX") == "steering@example.org"
    assert found.list_of_folder("work", "Lists/Steering") is None
    assert found.list_of_folder("lists", "Lists") is None
    assert found.list_of_folder("lists", "Lists/steering") is None
    assert found.list_of_folder("work", "Inbox") == "steering@example.org"


@pytest.mark.parametrize(
    ("folder", "sentence", "hint"),
    [
        ("Steering", "has a folder 'Steering' without its account", "ACCOUNT/Folder/Name"),
        ("lists/", "has a folder 'lists/' without its account", "ACCOUNT/Folder/Name"),
        ("list/Steering", "has a folder of the account 'list', which is not configured", "'lists'"),
        ("zebra/Steering", "has a folder of the account 'zebra'", "tracker account add"),
    ],
)
def test_a_lists_folder_names_an_account(tmp_path: Path, folder: str, sentence: str, hint: str) -> None:
    with pytest.raises(BadUse) as refused:
        written(tmp_path, f'[[lists]]\naddress = "a@example.org"\nfolders = ["{folder}"]\n{ACCOUNTS}')
    assert sentence in refused.value.message
    assert hint in refused.value.hint
