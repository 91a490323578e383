"""What the run says at its end of the signatures that outside judges have looked at."""

import shutil

import pytest

from tests.letters import verapdf

from . import judges


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line how many revisions were judged, or that they could not be."""
    if judges.ARCHIVAL:
        told = f"veraPDF: {len(judges.ARCHIVAL)} revisions of letters, before and after each signature, are PDF/A-3a"
        terminalreporter.write_line(f"{told} and PDF/UA-1 at once")
    elif not verapdf.is_here():
        terminalreporter.write_line(verapdf.LACK)
    if shutil.which("pdfsig") is None:
        terminalreporter.write_line(judges.LACK)
