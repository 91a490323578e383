"""The guards: triggers that hold cases to their entries, substitutions to what was agreed, on both databases alike.

SQLite drops triggers when a table is remade and refuses to remake a table that a trigger names; PostgreSQL
refuses to alter a column that a trigger watches. So they are taken down before a migration and put up after it.
"""

import hashlib
import sqlite3
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from . import guards_postgresql, guards_sqlite, hardening
from .guarded import GUARDED

DIALECTS = {"sqlite": guards_sqlite, "postgresql": guards_postgresql}


def connect() -> None:
    """Hang the guards on migrations and teach every SQLite connection to hash."""
    app = apps.get_app_config("cases")
    connection_created.connect(teach_hash, dispatch_uid="cases.teach_hash")
    pre_migrate.connect(before_migration, sender=app, dispatch_uid="cases.guards_down")
    post_migrate.connect(after_migration, sender=app, dispatch_uid="cases.guards_up")


def teach_hash(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give SQLite the hash that its guard asks for, and lock its schema; a client without it can add no entry."""
    if isinstance(connection.connection, sqlite3.Connection):
        connection.connection.create_function(
            "entry_hash", 1, lambda body: hashlib.sha256(b"\x00" + body).hexdigest(), deterministic=True
        )
        hardening.lock_schema(connection)


def before_migration(using: str, **_: Any) -> None:
    """Take the guards down before tables change."""
    take_down(connections[using])


def after_migration(using: str, **_: Any) -> None:
    """Put the guards up when every guarded table is there."""
    connection = connections[using]
    if set(GUARDED) <= set(connection.introspection.table_names()):
        put_up(connection)


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Create every guard, replacing older ones, and lock the schema behind them."""
    take_down(connection)
    with connection.cursor() as cursor:
        for statement in DIALECTS[connection.vendor].UP:
            cursor.execute(statement)
    hardening.lock_schema(connection)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Remove every guard that is there, a disabled one too, and leave the schema open until they are put up."""
    connection.ensure_connection()
    hardening.unlock_schema(connection)
    with connection.cursor() as cursor:
        for name, table, _ in standing(connection):
            cursor.execute(DIALECTS[connection.vendor].drop(name, table))


def standing(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    """The guards that are there, as (name, table, definition); a disabled one has no definition."""
    with connection.cursor() as cursor:
        cursor.execute(DIALECTS[connection.vendor].STANDING)
        return [(name, table, definition) for name, table, definition in cursor.fetchall()]


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of guards that should be up and are not, are disabled, or say something else than ours."""
    up = {name: definition for name, _, definition in standing(connection)}
    wanted = DIALECTS[connection.vendor].DEFINITIONS
    return sorted(name for name, definition in wanted.items() if up.get(name) != definition)
