"""Directories come in before the registers: names once, parts under their wholes, faults by their row and field."""

from pathlib import Path
from typing import Any

import pytest

from cases.models import Correspondent, FileTitle, Official, Post, Unit
from tests.cast import Office
from workflows.imports import profile, table
from workflows.imports.takeover import Outcome, Report, takeover

from .book import sheet_of

COLUMNS = {
    "units": ("name", "code", "part_of"),
    "posts": ("name", "name_be", "name_dative", "rank"),
    "officials": ("surname", "initials", "post", "unit", "surname_dative", "login"),
    "files": ("year", "index", "title", "retention"),
    "correspondents": ("name", "country", "addressee", "address", "email"),
}


def enter(office: Office, folder: Path, holds: str, *rows: tuple[Any, ...], dry: bool = False) -> Report:
    """Bring a directory over from a workbook whose headings are the fields."""
    told = folder / f"{holds}.toml"
    pairs = "\n".join(f'{name} = "{name}"' for name in COLUMNS[holds])
    told.write_text(f'holds = "{holds}"\nbody = "gknt"\n[columns]\n{pairs}\n', encoding="utf-8")
    path = folder / f"{holds}.xlsx"
    sheet_of(path, [list(COLUMNS[holds]), *map(list, rows)])
    return takeover(
        path,
        profile.read(told),
        by=office.user("chief"),
        clock=lambda: office.at,
        dry=dry,
        progress=lambda done, whole: None,
    )


def faults(report: Report) -> list[tuple[int, str, str]]:
    """Row, field and code of each fault."""
    return [(one.row, fault.field, fault.code) for one in report.told for fault in one.faults]


def test_units_come_under_their_wholes_and_posts_and_officials_with_their_datives(
    office: Office, tmp_path: Path
) -> None:
    units = (("Отдел науки", "07", "Управление"), ("Сектор", "08", "Отдел науки"))
    assert faults(enter(office, tmp_path, "units", *units)) == []
    sector = Unit.objects.get(name="Сектор")
    assert sector.path.startswith(Unit.objects.get(name="Отдел науки").path)
    enter(office, tmp_path, "posts", ("Заведующий сектором", "Загадчык сектара", "Заведующему сектором", 5))
    report = enter(
        office, tmp_path, "officials", ("Примеров", "С.С.", "Заведующий сектором", "Сектор", "Примерову", "primerov")
    )
    assert report.count(Outcome.IN) == 1
    official = Official.objects.get(surname="Примеров")
    assert (official.unit, official.post.name_dative, official.surname_dative) == (
        sector, "Заведующему сектором", "Примерову",
    )  # fmt: skip
    assert official.user is not None
    assert not official.user.has_usable_password()


def test_files_and_correspondents_come_in_and_a_name_alone_stands_on_letters(office: Office, tmp_path: Path) -> None:
    enter(office, tmp_path, "files", (2027, "06-11", "Договоры", "5 лет ЭПК"))
    assert FileTitle.objects.get(year=2027).index == "06-11"
    enter(office, tmp_path, "correspondents", ("Край науки", "RU", None, "г. Пермь", "a@example.org"))
    assert Correspondent.objects.get(name="Край науки").addressee == "Край науки"


def test_a_second_run_changes_nothing_and_what_differs_is_named(office: Office, tmp_path: Path) -> None:
    first, other = ("Советник", "Саветнік", "Советнику", 4), ("Советник", "Саветнік", "Советнику", 5)
    enter(office, tmp_path, "posts", first)
    before = list(Post.objects.order_by("pk").values_list())
    assert enter(office, tmp_path, "posts", first).count(Outcome.THERE) == 1
    assert faults(enter(office, tmp_path, "posts", other)) == [(2, "rank", "differs")]
    assert list(Post.objects.order_by("pk").values_list()) == before


def test_a_dry_run_sees_a_whole_that_stands_above_its_part_and_leaves_neither(office: Office, tmp_path: Path) -> None:
    report = enter(office, tmp_path, "units", ("Отдел", "1", None), ("Сектор", "2", "Отдел"), dry=True)
    assert report.count(Outcome.READY) == 2
    assert not Unit.objects.filter(name__in=("Отдел", "Сектор")).exists()


@pytest.mark.parametrize(
    ("holds", "row", "found"),
    [
        ("units", (None, "1", None), ("name", "missing")),
        ("units", ("Отдел", "01234567890", None), ("code", "too_long")),
        ("units", ("Отдел", "1", "Нигде"), ("part_of", "unknown")),
        ("posts", ("Советник", None, None, "первый"), ("rank", "no_count")),
        ("officials", ("Примеров", "С.С.", "Никто", "Управление", None, None), ("post", "unknown")),
        ("officials", ("Примеров", "С.С.", "Drafter", None, None, None), ("unit", "missing")),
        ("files", (None, "06-11", "Договоры", "5 лет"), ("year", "missing")),
        ("correspondents", ("Край", "Россия", None, None, None), ("country", "too_long")),
        ("correspondents", ("Иной край", "RU", None, None, "не адрес"), ("email", "refused")),
    ],
)
def test_a_bad_row_is_named_and_stops_no_good_one(
    office: Office, tmp_path: Path, holds: str, row: tuple[Any, ...], found: tuple[str, str]
) -> None:
    good: dict[str, tuple[Any, ...]] = {
        "units": ("Хороший отдел", "9", None),
        "posts": ("Хороший пост", None, None, None),
        "officials": ("Хороший", "А.А.", "Drafter", "Управление", None, None),
        "files": (2027, "06-12", "Хорошее", "5 лет"),
        "correspondents": ("Хороший край", "RU", None, None, None),
    }
    report = enter(office, tmp_path, holds, row, good[holds])
    assert faults(report) == [(2, *found)]
    assert report.told[1].outcome == Outcome.IN


class TestProfiles:
    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("holds =", "cannot be understood"),
            ('holds = "letters"', "holds"),
            ('holds = "posts"\ncolour = "red"', "colour"),
            ('holds = "posts"\n[columns]\nnaem = "Имя"', "naem"),
            ('holds = "posts"\n[columns]\nrank = "Ранг"', "name"),
            ('holds = "posts"\n[columns]\nname = "Имя"\n[table]\nfont = "Arial"', "font"),
        ],
    )
    def test_one_that_cannot_be_understood_says_where(self, tmp_path: Path, text: str, word: str) -> None:
        path = tmp_path / "p.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(profile.BadProfile, match=word):
            profile.read(path)

    def test_a_register_names_its_own_and_how_a_number_is_read(self) -> None:
        columns = {one: one for one in ("number", "date", "title", "correspondent", "state")}
        with pytest.raises(profile.BadProfile, match="register"):
            profile.profile({"holds": "register", "columns": columns})
        with pytest.raises(profile.BadProfile, match="ord"):
            numbers = {"register": "Входящие", "pattern": "(.*)"}
            profile.profile({"holds": "register", "columns": columns, "numbers": numbers})

    def test_a_file_without_a_column_is_refused_by_its_name(self) -> None:
        told = profile.profile({"holds": "posts", "columns": {"name": "Должность"}})
        with pytest.raises(profile.BadProfile, match="Должность"):
            told.check(["Имя"])


class TestTables:
    def test_rows_keep_their_numbers_and_empty_ones_are_passed_over(self, tmp_path: Path) -> None:
        path = tmp_path / "t.csv"
        path.write_text('Имя;Код\nа;1\n;\n"б\nв";2;лишнее\n', encoding="utf-8")
        headings, lines = table.read(path, table.Layout())
        assert headings == ["Имя", "Код"]
        assert [(one.number, one.cells["Имя"], one.stray) for one in lines] == [(2, "а", 0), (4, "б\nв", 1)]

    @pytest.mark.parametrize("octets", [b"\xff\xfe\x00", "Имя;Имя\n".encode(), b""])
    def test_what_is_no_table_is_refused(self, tmp_path: Path, octets: bytes) -> None:
        path = tmp_path / "t.csv"
        path.write_bytes(octets)
        with pytest.raises(table.BadTable):
            table.read(path, table.Layout())

    def test_a_workbook_that_is_none_and_a_file_that_is_not_there_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "t.xlsx").write_bytes(b"no workbook")
        for name in ("t.xlsx", "none.csv"):
            with pytest.raises(table.BadTable):
                table.read(tmp_path / name, table.Layout())
