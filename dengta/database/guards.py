"""What stands in the database and not in the models: triggers, and the index of the grams.

Statements by database, and how to see whether they still stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from dengta.database import dialect

INSERT_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION dengta_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$
"""

# Parallel workers cost 20 ms to start, the probe 2: the function keeps its queries in one process.
# Its price keeps the planner from calling it for every row of a table.
BIGRAMS_FUNCTION = """
CREATE OR REPLACE FUNCTION bigrams(word text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL UNSAFE COST 10000 AS $$
DECLARE
    grams text[] := '{}';
BEGIN
    FOR i IN 1 .. length(word) - 1 LOOP
        grams := grams || substr(word, i, 2);
    END LOOP;
    RETURN grams;
END $$
"""

_INSERT_ONLY = "_insert_only"

_GRAMS_OF = """
SELECT substr({word}, i, 2) FROM (
    WITH RECURSIVE place(i) AS (
        SELECT 1 UNION ALL SELECT i + 1 FROM place WHERE i < length({word}) - 1
    ) SELECT i FROM place
) WHERE length({word}) > 1
"""


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger or index: its name, its table, the statement that makes it."""

    name: str
    table: str
    statement: str
    is_trigger: bool = True


def insert_only(table: str, over: BaseDatabaseWrapper) -> list[Guard]:
    """The triggers that refuse to change or delete rows of ``table``."""
    name, quoted = table + _INSERT_ONLY, over.ops.quote_name(table)
    if dialect.is_postgresql(over):
        return [
            Guard(
                name,
                table,
                f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {quoted}"
                " FOR EACH STATEMENT EXECUTE FUNCTION dengta_insert_only()",
            )
        ]
    return [
        Guard(
            f"{name}_{verb.lower()}",
            table,
            f"CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {quoted}"
            f" BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END",
        )
        for verb in ("UPDATE", "DELETE")
    ]


def name_grams(table: str, column: str, over: BaseDatabaseWrapper) -> list[Guard]:
    """The index of the grams, or the triggers that keep the gram table."""
    name, quote = f"{table}_grams", over.ops.quote_name
    quoted, field = quote(table), quote(column)
    if dialect.is_postgresql(over):
        statement = f"CREATE INDEX {name} ON {quoted} USING gin (bigrams({field}))"
        return [Guard(name, table, statement, is_trigger=False)]
    grams = quote(f"{table}_gram")
    put = _put(grams, f"NEW.{field}", "NEW.id")
    take = f"DELETE FROM {grams} WHERE id = OLD.id AND g IN ({_grams_of(f'OLD.{field}')})"
    return [
        Guard(
            f"{name}_{what}",
            table,
            f"CREATE TRIGGER {name}_{what} AFTER {when} ON {quoted} BEGIN {actions}; END",
        )
        for what, when, actions in (
            ("insert", "INSERT", put),
            ("delete", "DELETE", take),
            ("update", f"UPDATE OF id, {field}", f"{take}; {put}"),
        )
    ]


def gram_table(table: str) -> str:
    """The table of pairs (two characters, id) beside ``table``, on SQLite."""
    return (
        f'CREATE TABLE IF NOT EXISTS "{table}_gram" '
        "(g text NOT NULL, id integer NOT NULL, PRIMARY KEY (g, id)) WITHOUT ROWID"
    )


def fill_grams(table: str, column: str, over: BaseDatabaseWrapper) -> None:
    """Write the gram table of ``table`` anew, on SQLite."""
    rows, field = over.ops.quote_name(table), over.ops.quote_name(column)
    grams = over.ops.quote_name(f"{table}_gram")
    places = (
        "WITH RECURSIVE place(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM place"
        f" WHERE i < (SELECT max(length({field})) FROM {rows}) - 1) SELECT i FROM place"
    )
    run(f"DELETE FROM {grams}", over)
    run(
        f"INSERT OR IGNORE INTO {grams} (g, id) SELECT substr({field}, i, 2), id"
        f" FROM {rows} JOIN ({places}) ON i < length({field})",
        over,
    )


def _put(grams: str, word: str, key: str) -> str:
    return f"INSERT OR IGNORE INTO {grams} (g, id) " + _grams_of(word).replace(
        "2) FROM", f"2), {key} FROM", 1
    )


def _grams_of(word: str) -> str:
    return " ".join(_GRAMS_OF.format(word=word).split())


def run(statement: str, over: BaseDatabaseWrapper) -> None:
    """Execute one statement as it stands (no parameters, percent signs are themselves)."""
    with over.cursor() as cursor:
        cursor.execute(statement)


def make(guard: Guard, over: BaseDatabaseWrapper) -> None:
    """Make the guard, which must not be there."""
    run(guard.statement, over)


def drop(guard: Guard, over: BaseDatabaseWrapper) -> None:
    """Take the guard away if it is there."""
    name = over.ops.quote_name(guard.name)
    if not guard.is_trigger:
        run(f"DROP INDEX IF EXISTS {name}", over)
    elif dialect.is_postgresql(over):
        run(f"DROP TRIGGER IF EXISTS {name} ON {over.ops.quote_name(guard.table)}", over)
    else:
        run(f"DROP TRIGGER IF EXISTS {name}", over)


def standing(over: BaseDatabaseWrapper) -> dict[str, str]:
    """Names of the triggers and indexes that work, with their statements where they are kept."""
    if dialect.is_postgresql(over):
        question = (
            "SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
            " UNION ALL SELECT relname, '' FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
            " WHERE indisvalid"
        )
    else:
        question = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    with over.cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


def stands(guard: Guard, standing: dict[str, str]) -> bool:
    """Whether ``guard`` is among what :func:`standing` found, with its own statement."""
    return standing.get(guard.name) in {"", guard.statement}


def put_to_sleep(over: BaseDatabaseWrapper) -> list[Guard]:
    """Take the insert-only triggers of every table away; returns them for :func:`wake`."""
    if dialect.is_postgresql(over):
        question = (
            "SELECT tgname, relname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger"
            " JOIN pg_class ON pg_class.oid = tgrelid WHERE tgfoid ="
            " to_regproc('dengta_insert_only')"
        )
    else:
        question = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    with over.cursor() as cursor:
        cursor.execute(question)
        asleep = [Guard(*row) for row in cursor.fetchall() if _INSERT_ONLY in row[0]]
    for guard in asleep:
        drop(guard, over)
    return asleep


def wake(asleep: list[Guard], over: BaseDatabaseWrapper) -> None:
    """Put back what :func:`put_to_sleep` took away."""
    for guard in asleep:
        make(guard, over)
