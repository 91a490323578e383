"""Who may touch the history at all: a role of its own on PostgreSQL, a locked schema on SQLite.

Guards refuse what changes the history; here it is refused that guards be changed. Somebody who owns the database, or
SQLite's file, is stopped by neither: what he does is found by the proofs.
"""

import sqlite3
from collections.abc import Iterator

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from .guarded import GUARDED, LOGGED

# What the role of pages and workers may do with the tables of the history; with every other table it may do all four.
RIGHTS = {
    "cases_entry": "SELECT, INSERT",
    **{f"cases_{table}": "SELECT, INSERT" for table in LOGGED},
    "cases_case": "SELECT, INSERT, UPDATE",
    "cases_number": "SELECT, INSERT, UPDATE",
    "cases_registeryear": "SELECT, INSERT, UPDATE",
    "cases_substitution": "SELECT, INSERT, UPDATE",
    "cases_unlogged": "SELECT, INSERT, DELETE",
    "django_migrations": "SELECT",
}
NEVER = ("DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")

LOCKED = frozenset(
    {sqlite3.SQLITE_DROP_TRIGGER, sqlite3.SQLITE_DROP_TABLE, sqlite3.SQLITE_ALTER_TABLE, sqlite3.SQLITE_CREATE_TRIGGER}
)
PRAGMAS = frozenset({"writable_schema", "ignore_check_constraints", "trusted_schema"})


def give_rights(connection: BaseDatabaseWrapper, role: str) -> None:
    """Let a role of PostgreSQL write the history and change nothing of it. Called by the owner of the tables."""
    quoted = connection.ops.quote_name(role)
    schema = "current_schema()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {schema}")
        name = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"REVOKE CREATE ON SCHEMA {name} FROM PUBLIC, {quoted}")
        cursor.execute(f"GRANT USAGE ON SCHEMA {name} TO {quoted}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {name} FROM {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {name} TO {quoted}")
        for table in tables():
            rights = RIGHTS.get(table, "SELECT, INSERT, UPDATE, DELETE")
            cursor.execute(f"GRANT {rights} ON {connection.ops.quote_name(table)} TO {quoted}")


def tables() -> list[str]:
    """Every table of the installation."""
    kept = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return sorted(kept | {"django_migrations"})


def excess(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """What the role of this connection could do to the history beyond its work, on PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        role, is_superuser = cursor.fetchone()
        if is_superuser:
            yield f"{role} is a superuser"
            return
        for table in GUARDED:
            cursor.execute("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass", [table])
            if cursor.fetchone()[0]:
                yield f"{role} owns {table}"
            for right in (*NEVER, "UPDATE"):
                if right not in RIGHTS[table]:
                    cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
                    if cursor.fetchone()[0]:
                        yield f"{role} may {right} {table}"


def lock_schema(connection: BaseDatabaseWrapper) -> None:
    """Have an SQLite connection refuse every statement that would take a guard away or write past it."""
    if isinstance(connection.connection, sqlite3.Connection):
        connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.connection.set_authorizer(authorize)


def unlock_schema(connection: BaseDatabaseWrapper) -> None:
    """Let migrations work on the tables."""
    if isinstance(connection.connection, sqlite3.Connection):
        connection.connection.set_authorizer(None)


def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """SQLite's question before it prepares a statement."""
    if action in LOCKED or (action == sqlite3.SQLITE_PRAGMA and first in PRAGMAS and second is not None):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
