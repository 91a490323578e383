"""What the sheets around a letter of ours say: card, dispatch, control, file, acts."""

import pytest

from cases.letters import context
from cases.lifecycle.move import moves_of
from cases.lifecycle.outcomes import Delivery, Reply
from cases.lifecycle.sheets import Sheet
from cases.models import OutgoingCase
from tests.stories.lives import act

from .conftest import Printed, Sheets
from .office import Lived
from .samples import deed

TITLE = "«О научно-техническом и инновационном сотрудничестве в рамках «Союзного» государства»"
SAID = {
    ("register", "D01"): (
        "исходящий документ № 06-09/398 от 02.03.2026",
        "Заместитель Председателя С.С.Щербаков, 02.03.2026",
        "ответ на письмо № 12-исх/77 от 24.02.2026",
        "каталог разработок: 12 л., 1 экз.",
        "Управление",
    ),
    ("correct_card", "D01"): ("Карточка исправлена", "По существу вопроса."),
    ("confirm_dispatch", "D16"): (
        "исх. № 06-09/398 от 02.03.2026",
        "RR190719398BY",
        "почта",
        "отправлено",
        "Листов в приложениях: 12",
    ),
    ("record_delivery", "D16"): ("отправлено (Согласовано письмом № 5.)",),
    ("await_reply", "D07"): ("КАРТОЧКА КОНТРОЛЯ", "Ответ ожидается от Область", "Исполнитель А.А.Drafter"),
    ("remind", "D07"): ("О сроке ответа на письмо", "на наше письмо от 02.03.2026 № 06-09/398"),
    ("close_without_reply", "D07"): ("ЗАКРЫТИЕ БЕЗ ОТВЕТА", "Основание По существу вопроса."),
    ("file", "D17"): ("В дело № ", "Исх. № 06-09/398 от 02.03.2026", "Переписка (срок хранения: 5 лет ЭПК)"),
    ("send_out", "D10"): (
        "О согласовании проекта письма",
        "Министерство иностранных дел",
        "Приложение: проект письма в 1 экз.",
    ),
    ("annul", "D20"): ("№ 06-09/398 от 02.03.2026", "аннулирован", "Номер повторно не используется."),
    ("cancel", "D20"): ("о прекращении работы над проектом письма", "Последний текст: версия 3"),
    ("withdraw", "D20"): ("об отзыве отправленного письма", "отозвано письмом исх. № 06-09/398 от 02.03.2026"),
}


@pytest.mark.parametrize(("of", "words"), SAID.items(), ids=lambda value: "-".join(value) if len(value) == 2 else "")
def test_a_sheet_says_what_the_norms_word(
    of: tuple[str, str], words: tuple[str, ...], sheets: Sheets, printed: Printed
) -> None:
    text = printed(sheets.sampled["OutgoingCase", *of])
    for said in words:
        assert said in text


def test_an_annulment_is_signed_by_both_persons(sheets: Sheets, printed: Printed) -> None:
    text = printed(sheets.sampled["OutgoingCase", "annul", "D20"])
    assert text.index("Registrar А.А.Registrar") < text.index("Заместитель Председателя С.С.Щербаков")


def test_a_sheet_that_chancery_draws_up_names_no_person(sheets: Sheets, printed: Printed) -> None:
    facts = sheets.made["confirm_dispatch", "D16"]
    assert facts["act"]["author"] == {"name": "", "post": ""}
    assert "составлено системой" in printed(facts)


def test_the_inventory_lists_the_linked_letter_and_then_every_sheet(sheets: Sheets, printed: Printed) -> None:
    facts = sheets.sampled["OutgoingCase", "file", "D18"]
    first, *others = facts["documents"]
    assert (first["direction"], first["number"], first["title"]) == ("in", "Вх-1", "О совместной выставке")
    assert [one["seq"] for one in others] == sorted(one["seq"] for one in others)
    assert [one["sheet"] for one in others if one["sheet"] == "D15"] == ["D15", "D15"]
    # The file mark of the same act lies in the case too; the inventory does not list itself.
    assert others[-1]["sheet"] == "D17"
    assert "D18" not in [one["sheet"] for one in others]
    assert facts["count"] == len(facts["documents"]) == 23
    assert "Итого: 23 (двадцать три) документа." in printed(facts)


def test_the_inventory_carries_replies_and_excuses(lived: Lived, printed: Printed) -> None:
    office = lived.office
    act(office, "controller", OutgoingCase.excuse_addressee, lived.outgoing, ordinal=1, reason="Ответ дан устно")
    rule = moves_of(OutgoingCase)["file"]
    case = lived.case(OutgoingCase)
    facts = context.freeze(case, Sheet.INVENTORY, act=deed(lived), move=rule, facts={"file_index": "06-09"}, seq=20)
    assert facts["excuses"] == [{"addressee": "Область", "reason": "Ответ дан устно"}]
    assert "Ответ не требуется Область Ответ дан устно" in printed(facts)
    assert isinstance(case, OutgoingCase)
    case.copies[0].reply, case.copies[0].reply_case_id = Reply.ANSWERED, lived.incoming
    case.copies[0].save()
    case.requests = []
    answered = context.freeze(case, Sheet.INVENTORY, act=deed(lived), move=rule, facts={"file_index": "06-09"}, seq=20)
    assert [one["number"] for one in answered["documents"][:1]] == ["Вх-1"]
    assert answered["excuses"] == []


def test_the_register_shows_how_far_each_copy_has_come(lived: Lived, printed: Printed) -> None:
    case = lived.case(OutgoingCase)
    assert isinstance(case, OutgoingCase)
    rule = moves_of(OutgoingCase)["record_delivery"]
    for delivery, words in (
        (Delivery.REGISTERED, "зарегистрировано адресатом: № Вх-44318 от 02.03.2026"),
        (Delivery.RETURNED, "возвращено: № Вх-44318 от 02.03.2026 (адресат выбыл)"),
    ):
        copy = case.copies[0]
        copy.delivery, copy.their_number, copy.their_date = delivery, "Вх-44318", case.number_date
        note = "адресат выбыл" if delivery == Delivery.RETURNED else ""
        told = {"ordinal": 1, "note": note}
        facts = context.freeze(case, Sheet.DISPATCH, act=deed(lived), move=rule, facts=told, seq=20)
        assert words in printed(facts)
        assert (
            context.freeze(case, Sheet.DISPATCH, act=deed(lived), move=rule, facts=told | {"ordinal": 2}, seq=20)[
                "copies"
            ][0]["note"]
            == ""
        )


def test_a_file_that_the_nomenclature_does_not_know_has_no_title(lived: Lived) -> None:
    case = lived.case(OutgoingCase)
    case.file_index = "77-77"
    rule = moves_of(OutgoingCase)["file"]
    facts = context.freeze(case, Sheet.FILE_MARK, act=deed(lived), move=rule, facts={}, seq=20)
    assert (facts["file_index"], facts["year"], facts["file_title"]) == ("77-77", 2026, "")
