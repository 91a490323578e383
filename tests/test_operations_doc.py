"""The page for operators says what is so: its commands exist, its settings are those that are read, its units run."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

HOUSE = Path(__file__).parents[1]
PAGE = (HOUSE / "docs" / "operations.md").read_text(encoding="utf-8")
SHELL = re.compile(r"^```(?:sh|cron)\n(.*?)^```", re.MULTILINE | re.DOTALL)
UNITS = re.findall(r"^```ini\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def commands(page: str) -> set[str]:
    """The operator's commands that the shell lines of a page call."""
    called = r"(?:\./run manage|^(?:UMASK=\d+ )?chancery|&& chancery|root chancery) ([a-z_]+)"
    return set(re.findall(called, "\n".join(SHELL.findall(page)), re.MULTILINE))


def documented(page: str) -> set[str]:
    """The settings in the table of a page."""
    return set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))


def read() -> set[str]:
    """The names that the settings ask the environment for."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((HOUSE / "config").glob("*.py")))
    return set(re.findall(r'"(CHANCERY_[A-Z_]+)"', text)) | {"DATABASE_URL"}


def unit(text: str) -> configparser.ConfigParser:
    """A unit of systemd."""
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string(text)
    return found


def test_every_command_of_the_page_exists() -> None:
    named = commands(PAGE) | commands((HOUSE / "README.md").read_text(encoding="utf-8"))
    assert {"migrate", "start_office", "work", "verify_history", "reserve_numbers"} <= named
    assert named - set(get_commands()) == set()
    page = "```sh\n./run manage no_such\nchancery nor_this --x && chancery this\n```\nchancery nothing\n"
    assert commands(page) == {"no_such", "nor_this", "this"}


def test_the_table_has_every_setting_that_is_read_and_no_other() -> None:
    assert documented(PAGE) == read()
    assert documented("| `CHANCERY_X` | a | b |\n| `x` | c |\n") == {"CHANCERY_X"}


def test_the_environment_of_the_page_sets_what_is_read() -> None:
    [env] = [block for block in SHELL.findall(PAGE) if block.startswith("DATABASE_URL=")]
    names = {line.partition("=")[0].removesuffix("_FILE") for line in env.splitlines()}
    assert names <= read()


def test_the_units_are_closed_in_and_start_what_is_there() -> None:
    web, worker = map(unit, UNITS)
    service = web["Service"]
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "RestrictSUIDSGID"):
        assert service[name] == "yes"
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("strict", "")
    program, application, *_ = shlex.split(service["ExecStart"])
    assert shutil.which(Path(program).name, path=str(HOUSE / ".venv" / "bin"))
    assert application == "config.wsgi"
    assert worker["Service"]["ExecStart"].endswith("/.venv/bin/python manage.py work")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here to judge a unit")
def test_systemd_finds_no_fault_with_the_unit_but_the_paths_of_another_machine(tmp_path: Path) -> None:
    path = tmp_path / "chancery-web.service"
    path.write_text(UNITS[0], encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
    faults = [line for line in done.stderr.splitlines() if "chancery-web" in line and "is not executable" not in line]
    assert faults == []
    path.write_text(UNITS[0].replace("NoNewPrivileges=yes", "NoNewPrivilege=yes"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
    assert "NoNewPrivilege" in done.stderr
