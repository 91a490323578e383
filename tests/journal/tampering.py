"""What somebody with plain SQL would try, over the product's own connection."""

from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from cases.journal import guards

KEPT = ("cases_case", "cases_entry", "cases_number", "cases_registeryear")
SQLITE = connection.vendor == "sqlite"


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the guarded tables, byte for byte."""
    found = {}
    with connection.cursor() as cursor:
        for table in KEPT:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            found[table] = [
                tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
                for row in cursor.fetchall()
            ]
    return found


def run(*statements: str, **values: Any) -> None:
    """Plain SQL, several statements in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.replace("%", "%%") if not values else statement, values or None)


def refused(because: str) -> AbstractContextManager[Any]:
    """The database itself says no, and why."""
    return pytest.raises(IntegrityError, match=because)


def past_the_guards(*statements: str, **values: Any) -> None:
    """The same, by somebody who may take the guards down and puts them up again behind him."""
    guards.take_down(connection)
    if SQLITE:
        run(*statements, **values)
    else:
        # A foreign key or unique key would still speak: who owns the tables can silence that too.
        run("SET CONSTRAINTS ALL DEFERRED", *statements, **values)
    guards.put_up(connection)
