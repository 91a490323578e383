"""What is logged: one line of JSON an event, of named fields only, so that no text of a letter and no name gets there.

A line is one line whatever it tells: line breaks and signs that steer a terminal are written as escapes. People are
told by the number of their account, addresses without what was searched for.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

# What a record may bring along under `extra`, and what of it is told.
FIELDS = ("event", "user", "status", "path", "code")
LONGEST = 500
# Loggers whose messages are made of our own words; of all others the message is told as it was written in the code.
OURS = ("chancery", "workflows", "cases")


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Moment in UTC, level, logger, event, and the fields that may be told."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"at": moment, "level": record.levelname, "logger": record.name}
        told["event"] = event_of(record)
        told |= {name: plain(getattr(record, name)) for name in FIELDS if hasattr(record, name)}
        if (request := getattr(record, "request", None)) is not None:
            # An address that is none of ours may hold anything that somebody typed.
            told["path"] = plain(request.path) if getattr(request, "resolver_match", None) else ""
            told["user"] = getattr(getattr(request, "user", None), "pk", None)
        if record.exc_info and record.exc_info[1] is not None:
            told |= {"error": type(record.exc_info[1]).__name__, "where": where(record.exc_info[2])}
        return json.dumps(told, ensure_ascii=True)


def event_of(record: logging.LogRecord) -> str:
    """The words of an event; of other libraries' without what was put into them, for that may be anything."""
    ours = record.name.partition(".")[0] in OURS
    return str(record.getMessage() if ours else record.msg)[:LONGEST]


def plain(value: Any) -> Any:
    """A number as it is, anything else as a text of bounded length."""
    return value if isinstance(value, int | None) else str(value)[:LONGEST]


def where(trace: TracebackType | None) -> list[str]:
    """The places that an error came through, without its words, which may repeat what somebody wrote."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-20:]


def settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: all to standard error, where the machine's journal takes it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "config.logs.Lines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": level, "propagate": False},
            "django.server": {"level": "ERROR"},
            "fido2": {"level": "WARNING"},  # the number of a key in each message
            "weasyprint.progress": {"level": "WARNING"},  # seven steps a sheet
        },
    }
