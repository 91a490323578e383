"""The budgets and bans of the house. Each check is a function over a folder, shown a bad example beside the house."""

import ast
import math
import re
import statistics
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
CODE = ("cases", "workflows", "config")
TOP = re.compile(
    r"\.(ci|gitattributes|gitignore|python-version)|run|manage\.py|pyproject\.toml|requirements\.lock|LICENSE"
    r"|(CHANGELOG|CONTRIBUTING|README|SECURITY)\.md|verify_evidence\.py"
    r"|bench|cases|config|docs|locale|static|templates|tests|workflows"
)
# With a mark inside, so that this file does not name them either.
HOSTS = [
    host.replace("·", "")
    for host in ("pypi·.org", "python·hosted.org", "registry.npm·js", "deb.deb·ian.org", "crates·.io", "proxy.go·lang")
]
MACHINE_PATH = re.compile(r"(?<![\w.$}/])/(root|home|work|Users)/\w")


def sources(house: Path, rooms: tuple[str, ...]) -> list[Path]:
    """The Python files of some rooms without migrations and empty files."""
    found = [path for room in rooms for path in sorted((house / room).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts and path.stat().st_size]


def count(path: Path) -> int:
    """Lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def filled(paths: list[Path]) -> int:
    """Lines of some files that are not empty."""
    return sum(bool(line.strip()) for path in paths for line in path.read_text(encoding="utf-8").splitlines())


def functions(paths: list[Path]) -> dict[str, int]:
    """Each function's lines, from its def to its last."""
    found = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[f"{path.name}:{node.lineno} {node.name}"] = (node.end_lineno or node.lineno) - node.lineno + 1
    return found


def tracked(house: Path) -> list[str]:
    """The names that git keeps."""
    command = ["git", "-C", str(house), "ls-files", "-z"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")[:-1]


@dataclass(frozen=True)
class Ban:
    """A pattern that the code of `cases` and `workflows` may not contain outside the places that match `save`."""

    why: str
    pattern: str
    bad: str
    good: str
    save: str = "$^"

    def broken(self, house: Path) -> list[str]:
        """Where it stands, as path:line."""
        found = []
        for path in sources(house, ("cases", "workflows")):
            name, text = path.relative_to(house).as_posix(), path.read_text(encoding="utf-8")
            if not re.match(self.save, name):
                found += [f"{name}:{text[: hit.start()].count('\n') + 1}" for hit in re.finditer(self.pattern, text)]
        return found


BANS = [
    Ban(
        "a state changes by a move only",
        r"\.update\([^()]*\bstate\s*=",
        bad="Case.objects.filter(pk=1).update(\n    version=2, state='sent')",
        good="effects.update(round=1)",
    ),
    Ban(
        "to load is to authorise: a case is loaded by access, never again by itself",
        r"refresh_from_db",
        bad="case.refresh_from_db()",
        good="access.case_for(user, case.pk)",
    ),
    Ban(
        "time comes in as an argument",
        r"timezone\.(now|localdate)\b|localtime\(\)|datetime\.(now|utcnow|today)\(|date\.today\(|\btime\.time\(",
        bad="due = timezone.now() + WEEK",
        good="due = timezone.localtime(at) + WEEK",
        save=r"(cases|workflows)/management/commands/|cases/pages/|workflows/desk/|workflows/api\.py",
    ),
    Ban(
        "a case is saved by the door's record only",
        r"\bcase\.save\(",
        bad="case.save(update_fields=['signer'])",
        good="decision.save()",
        save=r"workflows/record\.py",
    ),
]


class TestFiles:
    def test_none_is_over_300_lines_and_the_median_is_at_most_80(self) -> None:
        lines = {path: count(path) for path in sources(HOUSE, (*CODE, "bench"))}
        assert {str(path): long for path, long in lines.items() if long > 300} == {}
        assert statistics.median(lines.values()) <= 80

    def test_names_are_nouns_of_the_trade(self) -> None:
        assert [str(path) for path in sources(HOUSE, CODE) if nameless(path)] == []
        assert nameless(Path("cases/utils.py"))
        assert nameless(Path("workflows/services/letters.py"))
        assert not nameless(Path("cases/registers.py"))

    def test_templates_are_at_most_120_lines(self) -> None:
        templates = [path for path in (HOUSE / "templates").rglob("*") if path.is_file()]
        assert {str(path): count(path) for path in templates if count(path) > 120} == {}

    def test_counting_sees_every_line(self, tmp_path: Path) -> None:
        (tmp_path / "cases" / "migrations").mkdir(parents=True)
        (tmp_path / "cases" / "long.py").write_text("a = 1\n\n" * 200, encoding="utf-8")
        (tmp_path / "cases" / "migrations" / "0001.py").write_text("b = 1\n", encoding="utf-8")
        (tmp_path / "cases" / "__init__.py").touch()
        [long] = sources(tmp_path, CODE)
        assert count(long) == 400
        assert filled([long]) == 200


def nameless(path: Path) -> bool:
    """Whether a path's name says nothing of what is in it."""
    return bool(
        set(path.with_suffix("").parts) & {"utils", "util", "helpers", "managers", "services", "common", "misc"}
    )


class TestFunctions:
    def test_none_is_over_60_lines_and_95_of_100_are_at_most_35(self) -> None:
        lines = functions(sources(HOUSE, (*CODE, "bench")))
        assert {name: long for name, long in lines.items() if long > 60} == {}
        assert sorted(lines.values())[math.ceil(0.95 * len(lines)) - 1] <= 35

    def test_length_goes_from_def_to_the_last_line(self, tmp_path: Path) -> None:
        path = tmp_path / "acts.py"
        path.write_text("@named\n@typed\ndef sign(\n    case,\n):\n    def seal():\n        pass\n\n    seal()\n")
        assert functions([path]) == {"acts.py:3 sign": 7, "acts.py:6 seal": 2}


def test_tests_are_at_least_1_3_of_the_code() -> None:
    assert filled(sources(HOUSE, ("tests",))) >= 1.3 * filled(sources(HOUSE, CODE))


class TestBans:
    @pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.why)
    def test_the_house_keeps_it(self, ban: Ban) -> None:
        assert ban.broken(HOUSE) == []

    @pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.why)
    def test_it_sees_the_bad_and_lets_the_good_be(self, ban: Ban, tmp_path: Path) -> None:
        (tmp_path / "cases" / "letters").mkdir(parents=True)
        (tmp_path / "cases" / "letters" / "bad.py").write_text(f"\n{ban.bad}\n", encoding="utf-8")
        (tmp_path / "cases" / "good.py").write_text(f"{ban.good}\n", encoding="utf-8")
        assert ban.broken(tmp_path) == ["cases/letters/bad.py:2"]

    def test_a_command_may_read_the_clock(self, tmp_path: Path) -> None:
        [ban] = [ban for ban in BANS if "time comes in" in ban.why]
        commands = tmp_path / "workflows" / "management" / "commands"
        commands.mkdir(parents=True)
        (commands / "work.py").write_text(ban.bad, encoding="utf-8")
        assert ban.broken(tmp_path) == []


def strangers(names: list[str]) -> set[str]:
    """Top-level names that the house does not list."""
    return {top for name in names if not TOP.fullmatch(top := name.partition("/")[0])}


def traces(house: Path, names: list[str]) -> Iterator[str]:
    """Files that name a registry's host or a path of somebody's machine."""
    for name in names:
        text = (house / name).read_bytes().decode("utf-8", errors="replace")
        if any(host in text for host in HOSTS) or MACHINE_PATH.search(text):
            yield name


class TestRepository:
    def test_its_top_holds_only_names_of_the_house(self) -> None:
        assert strangers(tracked(HOUSE)) == set()
        assert strangers(["cases/access.py", "notes.txt", "deploy/run.sh"]) == {"notes.txt", "deploy"}

    def test_no_file_names_a_registry_or_a_machine(self) -> None:
        kept = [name for name in tracked(HOUSE) if (HOUSE / name).is_file()]
        assert list(traces(HOUSE, kept)) == []

    @pytest.mark.parametrize(
        "bad", [*(f"--index-url https://{host}/simple" for host in HOSTS), "cd /ro·ot/chancery".replace("·", "")]
    )
    def test_a_bad_file_is_seen(self, bad: str, tmp_path: Path) -> None:
        (tmp_path / "lock").write_text(f"django==6.1\n{bad}\n", encoding="utf-8")
        (tmp_path / "read.py").write_text(
            "from workflows import work  # docs/work/a and var/home/b\n", encoding="utf-8"
        )
        assert list(traces(tmp_path, ["lock", "read.py"])) == ["lock"]

    def test_what_is_locked_is_what_is_asked_for(self) -> None:
        lock = (HOUSE / "requirements.lock").read_text(encoding="utf-8")
        locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
        project = (HOUSE / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.")[0]
        asked = {name.lower() for name in re.findall(r'^    "([A-Za-z0-9-]+)', project, re.MULTILINE)}
        assert asked
        assert asked <= locked
