"""The guards inside the database: append-only ledger, and audited tables that only an act may write.

Written for SQLite and PostgreSQL alike. A person with the file in hand can drop them; `verify` then
finds both the missing guard and what was changed behind it.
"""

from __future__ import annotations

import sqlalchemy as sa

from tracker.record.ledger import FIRST_PREV
from tracker.record.models import AUDITED

APPEND_ONLY = ("ledger_entry", "ledger_open", "raw")

_CHAIN = (
    "(NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry) OR NEW.prev <> COALESCE("  # noqa: S608
    f"(SELECT hash FROM ledger_entry ORDER BY seq DESC LIMIT 1), '{FIRST_PREV}'))"
)


def _sqlite(name: str, table: str, event: str, when: str, says: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
    )


def _postgres(name: str, table: str, event: str, when: str, says: str) -> list[str]:
    returned = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{says}'; END IF; RETURN {returned}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _rules() -> list[tuple[str, str, str, str, str]]:
    rules = []
    for table in APPEND_ONLY:
        rules += [
            (f"{table}_no_{event.lower()}", table, event, "1 = 1", f"{table} is append-only")
            for event in ("UPDATE", "DELETE")
        ]
    rules.append(
        ("ledger_entry_chain", "ledger_entry", "INSERT", _CHAIN, "this entry does not follow the last")
    )
    outside = "(SELECT COUNT(*) FROM act_guard) = 0"
    rules.append(("withhold_act_delete", "withhold", "DELETE", outside, "withhold is written by acts alone"))
    for table in (*AUDITED, "ledger_entry", "ledger_open", "withhold", "raw"):
        for event in ("INSERT", "UPDATE"):
            name = f"{table}_act_{event.lower()}"
            rules.append((name, table, event, outside, f"{table} is written by acts alone"))
    rules += [
        (f"{table}_no_delete", table, "DELETE", "1 = 1", f"nothing is deleted from {table}")
        for table in AUDITED
    ]
    return rules


def names() -> set[str]:
    """Return the names of all guards, for the check that none was dropped."""
    return {rule[0] for rule in _rules()}


def install(connection: sa.Connection) -> None:
    """Create every guard that `connection`'s database lacks, on the tables that it has by now."""
    there, tables = present(connection), set(sa.inspect(connection).get_table_names())
    for rule in _rules():
        if rule[0] in there or rule[1] not in tables:
            continue
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(_sqlite(*rule))
        else:
            for statement in _postgres(*rule):
                connection.execute(sa.text(statement))


def present(connection: sa.Connection) -> set[str]:
    """Return the names of the guards that stand in `connection`'s database now."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    return {row[0] for row in connection.execute(sa.text(query))} & names()
