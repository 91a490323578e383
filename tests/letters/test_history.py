"""The history of a case as a sheet."""

import pypdfium2
import pytest

from cases.letters import rendering
from cases.letters.history import freeze_history, ids_in, spoken, with_names
from cases.models import Disclosure, Entry, IncomingCase, OutgoingCase

from .conftest import Facts, Printed, Sheets
from .office import REMARK, Lived


def test_the_ledger_of_the_deadline_is_a_page_of_its_own(lived: Lived, printed: Printed) -> None:
    case = lived.case(IncomingCase)
    entries = Entry.objects.filter(case=case).order_by("seq").prefetch_related("disclosures")
    facts = freeze_history(case, entries)
    days = [one["day"] for one in facts["term"]["days"]]
    assert (days[0], days[-1], len(days)) == ("03.03.2026", "27.03.2026", 25)
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(rendering.render(facts))]
    first = next(number for number, text in enumerate(pages) if "СРОК ИСПОЛНЕНИЯ: 27.03.2026" in text)
    assert first > 0
    assert "ИСТОРИЯ ДЕЛА" not in pages[first]
    text = printed(facts)
    assert "07.03.2026 суббота выходной день 5-й день срока" in text
    assert "Первоначальный срок: 20.03.2026" in text
    assert "Срок: 27.03.2026, пятница" in text


def test_a_letter_of_ours_has_no_such_page(sheets: Sheets) -> None:
    assert sheets.history["term"] is None


def of_move(history: Facts, move: str) -> Facts:
    """The last entry of a move."""
    return next(entry for entry in reversed(history["entries"]) if entry["move"] == move)


def frozen(lived: Lived) -> Facts:
    """The history as it stands."""
    case = lived.case(OutgoingCase)
    return freeze_history(case, Entry.objects.filter(case=case).order_by("seq").prefetch_related("disclosures"))


def test_every_entry_is_there_in_its_order(sheets: Sheets, printed: Printed) -> None:
    history = sheets.history
    assert [entry["seq"] for entry in history["entries"]] == list(range(1, 19))
    assert (history["sheet"], history["seq"], history["state"]) == ("D21", 18, "dispatched")
    text = printed(history).replace(" ", "")
    for entry in history["entries"]:
        assert entry["hash"] in text


def test_an_entry_tells_who_did_what_and_what_followed(sheets: Sheets, printed: Printed) -> None:
    signed = of_move(sheets.history, "sign")
    assert signed["author"] == {"name": "С.С.Щербаков", "post": "Заместитель Председателя"}
    assert (signed["source"], signed["target"]) == ("awaiting_signature", "signed")
    assert [one["sheet"] for one in signed["sheets"]] == ["D15"]
    text = printed(sheets.history)
    assert "Заместитель Председателя С.С.Щербаков подписание" in text
    assert "на подписи → подписано; Письмо" in text
    assert "Система завершение согласования" in text


def test_an_act_on_paper_tells_who_entered_it_and_when(sheets: Sheets, printed: Printed) -> None:
    agreed = of_move(sheets.history, "agree")
    assert agreed["entered_by"]["name"] == "А.А.Clerk"
    assert agreed["origin"] == "paper"
    assert agreed["occurred"] != agreed["recorded"]
    assert "(внёс А.А.Clerk); на бумажном носителе" in printed(sheets.history)


def test_a_disclosed_text_is_shown(sheets: Sheets, printed: Printed) -> None:
    refused = of_move(sheets.history, "refuse_visa")
    assert refused["sealed"] == [{"name": "remarks", "standing": "open", "value": REMARK}]
    assert f"замечания: {REMARK}" in printed(sheets.history)


def test_a_whole_letter_is_named_by_its_heading(sheets: Sheets) -> None:
    (letter,) = [one for one in of_move(sheets.history, "draft_letter")["sealed"] if one["name"] == "letter"]
    assert letter["value"] == "«О научно-техническом сотрудничестве в рамках Союзного государства»"


def test_a_destroyed_text_leaves_its_place(lived: Lived, printed: Printed) -> None:
    Disclosure.objects.filter(name__in=("remarks", "author"), entry__move="refuse_visa").delete()
    history = frozen(lived)
    refused = of_move(history, "refuse_visa")
    assert refused["sealed"] == [{"name": "remarks", "standing": "destroyed", "value": "—"}]
    # The name on that day is destroyed; who the person is follows from the id that the entry keeps.
    assert refused["author"]["name"] == "А.А.Expert"
    assert REMARK not in printed(history)
    assert "замечания: [раскрытие уничтожено]" in printed(history)


def test_a_text_that_does_not_open_its_commitment_is_not_shown(lived: Lived, printed: Printed) -> None:
    Disclosure.objects.filter(name="remarks", entry__move="refuse_visa").update(value="Возражений нет.")
    history = frozen(lived)
    assert of_move(history, "refuse_visa")["sealed"][0]["standing"] == "differs"
    assert "Возражений нет." not in printed(history)
    assert "[не совпадает с записью]" in printed(history)


def test_people_are_named_where_facts_have_their_ids(lived: Lived) -> None:
    history = frozen(lived)
    told = {(entry["move"], fact["name"]): fact["value"] for entry in history["entries"] for fact in entry["facts"]}
    assert told["draft_letter", "signer"] == "С.С.Щербаков"
    routes = [value for (_, name), value in told.items() if name == "route"]
    assert any("А.А.Lawyer (turn: 1), " in value for value in routes), routes


def test_who_is_no_official_any_more_stays_a_number() -> None:
    value = {"official": 7, "turn": 2, "of": [{"official": 8}]}
    names = {7: {"name": "А.А.Первый"}}
    assert with_names("route", value, names, "resubmit") == {
        "official": "А.А.Первый",
        "turn": 2,
        "of": [{"official": 8}],
    }
    assert with_names("to", 7, names, "forward") == 7
    assert with_names("to", 7, names, "reassign") == "А.А.Первый"
    assert list(ids_in({"route": [value], "digest": "7", "responsible": True}, "resubmit")) == [7, 8]


def test_a_history_is_read_in_few_queries(lived: Lived, django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        frozen(lived)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("текст", "текст"),
        (5, "5"),
        (True, "да"),
        (False, "нет"),
        (None, "—"),
        ([1, 2], "1, 2"),
        ([{"official": 3, "turn": 1}], "3 (turn: 1)"),
        ({}, ""),
    ],
)
def test_a_fact_is_spoken_in_one_line(value: object, words: str) -> None:
    assert spoken(value) == words
