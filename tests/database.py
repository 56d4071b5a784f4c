"""The test database: migrated once for all workers, and as migrations left it whenever a test begins.

Between two tests that commit, Django truncates every table and saves the rows again from JSON, and only for the next
test of that kind. With some seventy tables that took half a second; here only tables that hold rows are emptied, and
the rows come from a copy kept in the database itself. So tests may come in any order.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import django
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations

COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
ORDER BY attnum
"""
TEMPLATE_LOCK = 7_301_946  # any number that nobody else locks


class Template:
    """A migrated database that workers copy: made in a process of its own while they still look for their tests."""

    def __init__(self) -> None:
        """Returns when no worker can come too early any more."""
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "factcheck.settings"}
        command = [sys.executable, "-m", "tests.database"]
        self._maker = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._maker.stdout
        self._maker.stdout.readline()

    def drop(self) -> None:
        self._maker.communicate()


def make_template() -> None:
    """Keeps it until nobody holds the other end of the input any more."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        print("locked", flush=True)  # noqa: T201 - the word that is waited for
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        cursor.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATE_LOCK])
        sys.stdin.read()
        cursor.execute(f"DROP DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])}")


def find_template() -> str | None:
    """Its name, as soon as it is made; none if it could not be made, which migrating once more will explain."""
    name = f"test_{connection.settings_dict['NAME']}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [TEMPLATE_LOCK])
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        return name if cursor.fetchone() is not None else None


def begin_keeping() -> None:
    """Of a database just made: remember its rows. From now on every connection puts them back in our own way."""
    this = connections[DEFAULT_DB_ALIAS]
    kind = type(this)
    kind.creation_class, kind.ops_class = LeavesRowsAlone, PutsRowsBack
    this.creation, this.ops = LeavesRowsAlone(this), PutsRowsBack(this)
    quote = connection.ops.quote_name
    PutsRowsBack.puts_back = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        for name in filled(cursor, [quote(name) for name in tables]):
            cursor.execute(f"CREATE TABLE kept.{name} AS TABLE {name}")
            cursor.execute(COLUMNS, [name])
            columns = ", ".join(quote(column) for (column,) in cursor.fetchall())
            copied = f"INSERT INTO {name} ({columns}) SELECT {columns} FROM kept.{name}"  # noqa: S608 - names are ours
            PutsRowsBack.puts_back.append(copied)


def filled(cursor: Any, tables: Sequence[str]) -> list[str]:
    """Those that hold a row."""
    asked = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables]  # noqa: S608 - names are ours
    cursor.execute(" UNION ALL ".join(asked))
    return [name for (name,) in cursor.fetchall()]


class LeavesRowsAlone(DatabaseCreation):
    """The rows are there before a test begins; neither kept as JSON nor loaded again."""

    def serialize_db_to_string(self) -> str:
        return ""

    def deserialize_db_from_string(self, data: str) -> None:
        """Nothing to do."""


class PutsRowsBack(DatabaseOperations):
    """What ends a test that committed. Rules that refuse to delete are lifted for this one transaction."""

    puts_back: list[str] = []

    def sql_flush(
        self, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        """The tables; which of them to empty is asked when they are locked."""
        assert not reset_sequences
        return [self.quote_name(table) for table in tables]

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        tables = list(sql_list)
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            # Whoever still writes is waited for, as TRUNCATE does: their rows would stay.
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")
            touched = filled(cursor, tables)
            cursor.execute(
                ";\n".join(
                    [
                        *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in touched),
                        *(f"DELETE FROM {table}" for table in touched),  # noqa: S608 - names are ours
                        *self.puts_back,
                        "SET CONSTRAINTS ALL IMMEDIATE",  # no trigger is changed while checks wait
                        *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in touched),
                    ]
                )
            )


if __name__ == "__main__":
    django.setup()
    make_template()
