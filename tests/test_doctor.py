"""`manage doctor`: each lack is named with what mends it, and nothing stops it from speaking."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, connections

from cases import machine
from cases.journal import guards
from cases.machine import Lack

HOUSE = Path(__file__).parents[1]


def doctor(var: Path, *args: str, url: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, on the database that `url` names or on SQLite under `var`."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env = kept | {"CHANCERY_VAR": str(var), "PYTHONIOENCODING": "utf-8"} | ({"DATABASE_URL": url} if url else {})
    command = [sys.executable, "manage.py", "doctor", *args]
    return subprocess.run(command, cwd=HOUSE, env=env, capture_output=True, text=True, timeout=60, check=False)


def nothing_loads(library: str) -> object:
    """A machine without a single library."""
    raise OSError(f"{library}: cannot open shared object file")


class TestCommand:
    def test_a_database_without_tables_is_one_lack(self, tmp_path: Path) -> None:
        done = doctor(tmp_path)
        assert done.returncode == 1
        assert "migrations: " in done.stdout
        assert "./run manage migrate" in done.stdout

    def test_it_speaks_when_the_database_does_not(self, tmp_path: Path) -> None:
        done = doctor(tmp_path, url="postgres://nobody@127.0.0.1:1/none")
        assert done.returncode == 1, done.stderr
        assert "database: postgresql does not answer" in done.stdout
        assert "Traceback" not in done.stderr

    def test_json_says_the_same(self, tmp_path: Path) -> None:
        told = json.loads(doctor(tmp_path, "--json").stdout)
        assert told["database"] == "sqlite"
        assert {"what", "text", "cure"} == set(told["lacks"][0])
        assert "migrations" in [lack["what"] for lack in told["lacks"]]

    def test_it_does_not_load_weasyprint(self) -> None:
        code = "import sys, cases.management.commands.doctor as d; sys.exit('weasyprint' in sys.modules)"
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        setup = "import django; django.setup(); "
        assert subprocess.run([sys.executable, "-c", setup + code], cwd=HOUSE, env=env, check=False).returncode == 0


class TestPython:
    def test_the_wanted_line_is_no_lack(self) -> None:
        assert list(machine.python((3, 13), "3.13")) == []

    def test_another_line_is_named_with_the_package(self) -> None:
        [lack] = machine.python((3, 11), "3.13")
        assert str(lack) == "Python: 3.11 runs, not 3.13: install python3.13, remove .venv and call ./run"


class TestLibraries:
    def test_every_library_that_does_not_load_names_its_package(self) -> None:
        lacks = list(machine.libraries(nothing_loads))
        assert [lack.cure for lack in lacks] == [
            "apt-get install --no-install-recommends libpango-1.0-0",
            "apt-get install --no-install-recommends libpangoft2-1.0-0",
            "apt-get install --no-install-recommends libharfbuzz-subset0",
        ]
        assert "cannot open" in lacks[0].text

    def test_loading_ones_are_no_lack(self) -> None:
        assert list(machine.libraries(lambda library: None)) == []

    def test_run_installs_exactly_these_packages(self) -> None:
        told = (HOUSE / "run").read_text(encoding="utf-8")
        [line] = [line for line in told.splitlines() if line.startswith("PACKAGES=")]
        assert line == f"PACKAGES='{' '.join(machine.LIBRARIES.values())}'"


class TestFolders:
    def test_a_folder_that_can_be_made_is_no_lack_and_is_not_made(self, tmp_path: Path) -> None:
        assert list(machine.folders([tmp_path / "var" / "blobs"])) == []
        assert list(tmp_path.iterdir()) == []

    def test_a_place_where_nothing_can_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "var").write_text("a file where the folder should be", encoding="utf-8")
        [lack] = machine.folders([tmp_path / "var" / "blobs"])
        assert lack.text == f"{tmp_path / 'var' / 'blobs'}: Not a directory"
        assert str(tmp_path / "var") in lack.cure


@pytest.mark.django_db
class TestDatabase:
    def test_a_migrated_database_with_its_guards_is_no_lack(self) -> None:
        assert list(machine.database(connection)) == []

    def test_guards_that_are_down_are_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(guards, "missing", lambda connection: ["entry_is_final", "number_is_final"])
        [lack] = machine.database(connection)
        assert lack == Lack("guards", "not up: entry_is_final, number_is_final", "./run manage migrate")

    def test_the_first_missing_migration_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "unapplied", lambda connection: ["cases.0002_more", "cases.0003_still_more"])
        [lack] = machine.database(connection)
        assert lack.text == "2 are not applied, first cases.0002_more"

    def test_an_engine_without_guards_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connections["default"], "vendor", "mysql")
        [lack] = machine.database(connection)
        assert lack.text == "mysql has no guards"
