"""The migrations of today, as they stand, and one of a later version that remakes both tables of the history."""

from pathlib import Path

import cases.migrations

NEWEST = max(path.stem for path in Path(cases.migrations.__path__[0]).glob("[0-9]*.py"))
__path__ = [*__path__, *cases.migrations.__path__]
