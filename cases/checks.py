"""What can be wrong with an installation is found at start: system checks with ids."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from . import machine
from .journal import guards, hardening

ONLY_FOR_DEMO = "only-for-demo-and-tests"


@register(Tags.security, deploy=True)
def key_is_secret(**_: Any) -> list[CheckMessage]:
    """cases.E001: the key of the demonstration is no secret."""
    if settings.SECRET_KEY != ONLY_FOR_DEMO:
        return []
    return [Error("CHANCERY_SECRET_KEY is not set.", hint="Set it, or CHANCERY_SECRET_KEY_FILE.", id="cases.E001")]


@register(Tags.security, deploy=True)
def log_is_signed(**_: Any) -> list[CheckMessage]:
    """cases.E004: the log has no key, one that cannot be read, or one that others may read."""
    lacks = machine.log_key(settings.CHANCERY_LOG_KEY)
    return [Error(f"The log cannot be signed: {lack.text}.", hint=lack.cure, id="cases.E004") for lack in lacks]


@register(Tags.database)
def guards_are_up(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """cases.E002: a guard of the history is missing or disabled, so the database no longer keeps the promise."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if "cases_entry" in connection.introspection.table_names():
            found += [
                Error(f"The guard {name} is not up.", hint="Run `manage migrate`.", id="cases.E002")
                for name in guards.missing(connection)
            ]
    return found


@register(Tags.database, deploy=True)
def role_is_weak(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """cases.E003: pages and workers run as a role that could alter the history (PostgreSQL)."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor == "postgresql" and "cases_entry" in connection.introspection.table_names():
            hint = "Run as a role of its own, and `manage harden_database ROLE` as the owner."
            found += [Error(f"{excess}.", hint=hint, id="cases.E003") for excess in hardening.excess(connection)]
    return found
