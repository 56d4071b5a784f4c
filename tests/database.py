"""What migrations filled in, put back after a test that emptied the tables: a copy kept in the database itself.

Django keeps the rows as JSON and saves them one by one; with a few hundred of them that took most of such a test.
"""

from django.db.backends.postgresql.creation import DatabaseCreation

COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
ORDER BY attnum
"""


class KeepsRows(DatabaseCreation):
    """Makes the test database, and remembers its rows."""

    def serialize_db_to_string(self) -> str:
        """The SQL that puts the rows back."""
        quote = self.connection.ops.quote_name
        puts_back = []
        with self.connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA kept")
            for name in self.connection.introspection.django_table_names(only_existing=True, include_views=False):
                table, copy = quote(name), f"kept.{quote(name)}"
                cursor.execute(f"CREATE TABLE {copy} AS TABLE {table}")
                if cursor.rowcount:
                    cursor.execute(COLUMNS, [table])
                    columns = ", ".join(quote(column) for (column,) in cursor.fetchall())
                    copied = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {copy}"  # noqa: S608 - names are ours
                    puts_back.append(f"{copied} ON CONFLICT DO NOTHING")  # the first test finds them still there
                else:
                    cursor.execute(f"DROP TABLE {copy}")
        return ";\n".join(puts_back)

    def deserialize_db_from_string(self, data: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(data)  # several statements are one transaction: rows may point forward
