"""The Russian and Belarusian words: none lacks, none is in doubt, and what is read is what was written."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation.template import templatize

from cases import words
from cases.journal.verify import EVENTS
from cases.lifecycle.move import moves_of
from cases.models import LAWS
from tests.test_house import sources
from workflows.request import facts_of

HOUSE = Path(__file__).parents[1]
LANGUAGES = ("ru", "be")
MARKED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
QUOTED = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"\b(?:_|gettext|ngettext)\(\s*{QUOTED}(?:\s*,\s*{QUOTED})?")
IN_CONTEXT = re.compile(rf"\bpgettext\(\s*{QUOTED}\s*,\s*{QUOTED}")
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
BETWEEN = "\x04"  # stands between a context and its text in a compiled catalogue
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+(?::\w+)?\}")


def written(path: Path) -> dict[str, list[str]]:
    """A catalogue as people write it: msgid to its translations, one or a form each."""
    found: dict[str, list[str]] = {}
    for block in re.split(r"\n\n+", path.read_text(encoding="utf-8"))[1:]:
        parts: list[tuple[str, str]] = []
        for line in block.splitlines():
            if line.startswith("msg"):
                name, _, text = line.partition(" ")
                parts.append((name, ast.literal_eval(text)))
            elif line.startswith('"'):
                parts[-1] = (parts[-1][0], parts[-1][1] + ast.literal_eval(line))
        told = dict(parts)
        key = f"{told['msgctxt']}{BETWEEN}{told['msgid']}" if "msgctxt" in told else told["msgid"]
        found[key] = [text for name, text in parts if name.startswith("msgstr")]
    return found


def catalogue(language: str, ending: str) -> Path:
    """Where a catalogue lies."""
    return HOUSE / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


def in_python(path: Path) -> Iterator[str]:
    """The texts that a file of code marks for translation."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        wanted = 1 if node.func.id in MARKED else 2 if node.func.id in WITH_CONTEXT else 0
        said = [one.value for one in node.args[:wanted] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if wanted and len(said) == wanted:
            yield BETWEEN.join(said)


def in_template(path: Path) -> Iterator[str]:
    """The texts that a template marks for translation."""
    text = templatize(path.read_text(encoding="utf-8"))
    for hit in IN_TEMPLATE.finditer(text):
        yield ast.literal_eval(hit[1])
    for hit in IN_CONTEXT.finditer(text):
        yield BETWEEN.join(ast.literal_eval(one) for one in hit.groups())


def asked_for() -> set[str]:
    """Every text of the house that is marked for translation."""
    code = {text for path in sources(HOUSE, ("cases", "workflows", "config")) for text in in_python(path)}
    pages = {path for path in (HOUSE / "templates").rglob("*") if path.suffix in (".html", ".txt")}
    return code | {text for path in pages for text in in_template(path)} - {""}


class TestCatalogues:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_text_has_its_translation_and_none_is_left_over(self, language: str) -> None:
        assert asked_for() == written(catalogue(language, "po")).keys()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_none_is_empty_and_none_is_in_doubt(self, language: str) -> None:
        path = catalogue(language, "po")
        assert [msgid for msgid, texts in written(path).items() if not all(texts)] == []
        assert "fuzzy" not in path.read_text(encoding="utf-8")
        assert "#~" not in path.read_text(encoding="utf-8")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_is_filled_in_is_filled_in_everywhere(self, language: str) -> None:
        for msgid, texts in written(catalogue(language, "po")).items():
            for text in texts:
                assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(msgid)), msgid

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_is_read_is_what_was_written(self, language: str) -> None:
        with catalogue(language, "mo").open("rb") as file:
            compiled = gettext.GNUTranslations(file)
        read: dict[object, str] = compiled._catalog  # type: ignore[attr-defined]
        for msgid, texts in written(catalogue(language, "po")).items():
            forms = [read[msgid]] if msgid in read else [read[(msgid, n)] for n in range(len(texts))]
            assert forms == texts, msgid
        assert len({key[0] if isinstance(key, tuple) else key for key in read}) == 1 + len(
            written(catalogue(language, "po"))
        )

    def test_languages_differ(self) -> None:
        russian, belarusian = (written(catalogue(language, "po")) for language in LANGUAGES)
        same = [msgid for msgid in russian if russian[msgid] == belarusian[msgid]]
        assert len(same) < 0.1 * len(russian)

    @pytest.mark.parametrize(
        ("language", "letters"),
        [("ru", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"), ("be", "абвгдеёжзійклмнопрстуўфхцчшыьэюя'")],
    )
    def test_each_is_spelled_with_its_own_letters(self, language: str, letters: str) -> None:
        cyrillic = re.compile(r"[а-яёўі]", re.IGNORECASE)
        for texts in written(catalogue(language, "po")).values():
            for text in texts:
                assert set(cyrillic.findall(text.lower())) <= set(letters), text

    @pytest.mark.parametrize(
        ("language", "counted"),
        [
            ("ru", ["1 письмо", "2 письма", "5 писем", "11 писем", "21 письмо", "112 писем"]),
            ("be", ["1 ліст", "2 лісты", "5 лістоў", "11 лістоў", "21 ліст", "112 лістоў"]),
        ],
    )
    def test_counts_decline(self, language: str, counted: list[str]) -> None:
        with translation.override(language):
            said = [
                translation.ngettext("%(total)s letter", "%(total)s letters", n) % {"total": n}
                for n in (1, 2, 5, 11, 21, 112)
            ]
        assert said == counted


class TestReading:
    def test_marked_texts_are_found(self, tmp_path: Path) -> None:
        code, page = tmp_path / "a.py", tmp_path / "a.html"
        code.write_text('x = _("one") + other("none") + gettext("two" " parts")', encoding="utf-8")
        counted = "{% blocktranslate count n=n %}{{ n }} a{% plural %}{{ n }} b{% endblocktranslate %}"
        page.write_text(f'{{% translate "it\'s" %}}{counted}', encoding="utf-8")
        assert set(in_python(code)) == {"one", "two parts"}
        assert list(in_template(page)) == ["it's", "%(n)s a"]

    def test_a_catalogue_is_read_with_its_forms_and_long_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "a.po"
        forms = 'msgid "n"\nmsgid_plural "ns"\nmsgstr[0] "1"\nmsgstr[1] ""\n'
        path.write_text(f'msgid ""\nmsgstr "head"\n\nmsgid "a"\n"b"\nmsgstr "в"\n\n{forms}', encoding="utf-8")
        assert written(path) == {"ab": ["в"], "n": ["1", ""]}


class TestWordsOfTheLaw:
    def test_every_move_and_event_has_its_words(self) -> None:
        moves = {name for law in LAWS.values() for name in moves_of(law)}
        assert words.MOVES.keys() == moves | EVENTS

    def test_every_fact_has_its_label(self) -> None:
        facts = {  # what Chancery itself is told is not asked
            fact
            for law in LAWS.values()
            for name in moves_of(law)
            for fact in facts_of(getattr(law, name)).model_fields
        }
        assert facts - words.FACTS.keys() <= {"round", "joined"}

    def test_what_has_no_words_yet_stands_as_the_law_names_it(self) -> None:
        assert words.button("new_move") == words.deed("new_move") == "New move"
        assert (words.label("new_fact"), words.code("new_code")) == ("New fact", "New code")

    def test_buttons_of_one_machine_are_told_apart(self) -> None:
        for language in ("en", *LANGUAGES):
            with translation.override(language):
                for law in LAWS.values():
                    buttons = [str(words.button(name)) for name in moves_of(law)]
                    assert len(set(buttons)) == len(buttons)
