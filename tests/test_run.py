"""`./run`, played in a folder of its own with tools that only write down how they were called."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
LOCK = "django==6.1.3\n"
UV = f"""[ "$1" != --version ] || exit 0
echo "uv $*" >>"$TOLD"
case $1 in
    venv) mkdir -p .venv/bin && ln -s '{sys.executable}' .venv/bin/python ;;
    pip) [ ! -e broken-network ] ;;
esac"""


class Machine:
    """A folder with `run` in it, and a PATH on which every tool is invented."""

    def __init__(self, place: Path) -> None:
        self.house, self.tools, self.told = place / "house", place / "bin", place / "told"
        self.house.mkdir()
        self.tools.mkdir()
        shutil.copy(HOUSE / "run", self.house / "run")
        (self.house / ".python-version").write_text("3.13\n", encoding="utf-8")
        (self.house / "requirements.lock").write_text(LOCK, encoding="utf-8")
        for name in ("sh", "cat", "cksum", "dirname", "env", "flock", "grep", "ln", "mkdir", "rm"):
            (self.tools / name).symlink_to(str(shutil.which(name)))
        self.tool("python3.13", f"exec '{sys.executable}' \"$@\"")
        self.tool("uv", UV)
        self.tool("dpkg-query", "echo installed")
        self.tool("id", "echo 0")
        self.tool("apt-get", 'echo "apt-get $*" >>"$TOLD"')

    def tool(self, name: str, script: str) -> None:
        """Invent a tool."""
        path = self.tools / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Call it from another folder, without a terminal."""
        env = {"PATH": str(self.tools), "TOLD": str(self.told), "HOME": str(self.house)}
        command = [str(self.house / "run"), *args]
        return subprocess.run(
            command, cwd="/", env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=30
        )

    def calls(self) -> list[str]:
        """How the tools were called since the last time."""
        calls = self.told.read_text(encoding="utf-8").splitlines() if self.told.exists() else []
        self.told.unlink(missing_ok=True)
        return calls


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with everything but the packages of the lock."""
    return Machine(tmp_path)


@pytest.mark.parametrize("args", [(), ("tset",)])
def test_without_a_known_word_it_says_how_it_is_used_and_sets_nothing_up(machine: Machine, args: tuple[str]) -> None:
    done = machine.run(*args)
    assert done.returncode == 2
    assert "./run test" in done.stderr
    assert machine.calls() == []


def test_it_sets_up_once_and_runs_in_its_own_folder(machine: Machine) -> None:
    done = machine.run("python", "-c", "import os; print(os.getcwd())")
    assert done.stdout == f"{machine.house}\n", done.stderr
    assert machine.calls() == [
        "uv venv --quiet --python python3.13 .venv",
        "uv pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock",
    ]
    assert machine.run("python", "-c", "").stderr == ""
    assert machine.calls() == []


def test_its_answer_is_the_answer_of_what_it_ran(machine: Machine) -> None:
    assert machine.run("python", "-c", "raise SystemExit(7)").returncode == 7


def test_words_reach_manage_and_the_tests_as_they_are(machine: Machine) -> None:
    (machine.house / "manage.py").write_text("import sys; print(sys.argv[1:])", encoding="utf-8")
    (machine.house / "pytest.py").write_text("import sys; print(sys.argv[1:])", encoding="utf-8")
    assert machine.run("manage", "work", "a b").stdout == "['work', 'a b']\n"
    assert machine.run("demo", "--no-server").stdout == "['demo', '--no-server']\n"
    assert machine.run("test", "-k", "one two").stdout == "['-k', 'one two']\n"


def test_a_new_lock_brings_new_packages_into_the_same_environment(machine: Machine) -> None:
    machine.run("python", "-c", "")
    machine.calls()
    (machine.house / "requirements.lock").write_text(f"{LOCK}psycopg==3.3.9\n", encoding="utf-8")
    machine.run("python", "-c", "")
    assert [call.split()[1] for call in machine.calls()] == ["pip"]


def test_a_half_made_environment_is_made_anew(machine: Machine) -> None:
    (machine.house / "broken-network").touch()
    done = machine.run("python", "-c", "print('never')")
    assert (done.returncode, done.stdout) == (1, "")
    assert "could not be installed" in done.stderr
    machine.calls()
    (machine.house / "broken-network").unlink()
    (machine.house / ".venv" / "half").touch()
    assert machine.run("python", "-c", "").returncode == 0
    assert [call.split()[1] for call in machine.calls()] == ["venv", "pip"]
    assert not (machine.house / ".venv" / "half").exists()


class TestPackages:
    def test_root_installs_what_lacks(self, machine: Machine) -> None:
        machine.tool("dpkg-query", 'case "$*" in *harfbuzz-subset0) exit 1 ;; *) echo installed ;; esac')
        machine.run("python", "-c", "")
        [install] = [call for call in machine.calls() if " install " in call]
        assert install.endswith("install --no-install-recommends libharfbuzz-subset0")

    def test_anybody_else_is_told_the_line_and_goes_on(self, machine: Machine) -> None:
        machine.tool("dpkg-query", 'case "$*" in *harfbuzz-subset0) exit 1 ;; *) echo installed ;; esac')
        machine.tool("id", "echo 1000")
        done = machine.run("python", "-c", "print('went on')")
        assert done.stdout == "went on\n"
        assert "as root: apt-get install --no-install-recommends libharfbuzz-subset0" in done.stderr
        assert [call for call in machine.calls() if call.startswith("apt-get")] == []

    def test_a_password_is_never_asked_for(self, machine: Machine) -> None:
        machine.tool("dpkg-query", "exit 1")
        machine.tool("id", "echo 1000")
        machine.tool("sudo", 'echo "sudo $*" >>"$TOLD"; exit 1')
        machine.run("python", "-c", "")
        assert [call for call in machine.calls() if call.startswith("sudo")] == ["sudo -n true"]


class TestPython:
    def test_a_shim_with_nothing_behind_it_is_passed_over(self, machine: Machine) -> None:
        machine.tool("python3.13", "exit 127")
        behind = machine.house / ".pyenv" / "versions" / "3.13.0" / "bin"
        behind.mkdir(parents=True)
        (behind / "python").symlink_to(sys.executable)
        machine.run("python", "-c", "")
        assert machine.calls()[0] == f"uv venv --quiet --python {behind / 'python'} .venv"

    @pytest.mark.skipif(Path("/usr/bin/python3.13").exists(), reason="this machine has the interpreter of its own")
    def test_where_none_can_be_had_it_says_so(self, machine: Machine) -> None:
        machine.tool("python3.13", "exit 127")
        machine.tool("apt-get", "exit 100")
        machine.tool("uv", '[ "$1" = --version ]')
        done = machine.run("python", "-c", "")
        assert done.returncode == 1
        assert "there is no Python 3.13 on this machine" in done.stderr
