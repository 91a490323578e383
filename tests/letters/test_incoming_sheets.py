"""What the sheets of an incoming request say."""

from datetime import date

import pytest

from cases.letters import context
from cases.lifecycle.facts import Charge
from cases.lifecycle.move import moves_of
from cases.lifecycle.outcomes import RefusalReason
from cases.lifecycle.sheets import Sheet
from cases.models import IncomingCase

from .conftest import Printed, Sheets
from .office import Lived
from .samples import deed

SAID = {
    ("acknowledge", "D03"): (
        "О регистрации письма",
        "Ваше письмо от 24.02.2026 № 12-исх/77 «О совместной выставке» поступило 02.03.2026 12:01 "
        "и зарегистрировано за № Вх-1 от 02.03.2026",
        "О результатах рассмотрения Вы будете уведомлены дополнительно.",
        "тел. (017) 284 07 60",
    ),
    ("refuse_registration", "D04"): (
        "Об отказе в регистрации",
        "Причина отказа: документ не читается (Согласовано письмом № 5.).",
        "Просим направить документ повторно после устранения указанной причины.",
    ),
    ("return_misdirected", "D05"): (
        "Возвращаем ошибочно направленный в наш адрес документ от 24.02.2026 № 12-исх/77.",
        "Приложение: на 3 л. в 1 экз.",
    ),
    ("interim_reply", "D09"): (
        "сообщаем, что поставленные вопросы находятся в работе.",
        "Проведены консультации.",
        "Окончательный ответ будет направлен не позднее 01.04.2026.",
    ),
    ("forward", "D10"): (
        "Направляем на рассмотрение по компетенции письмо от 24.02.2026 № 12-исх/77 «О совместной выставке» "
        "(автор – Область).",
        "Правительство края",
        "О результатах просим сообщить заявителю и нам.",
    ),
    ("forward", "D11"): (
        "Сообщаем, что Ваше письмо от 24.02.2026 № 12-исх/77 «О совместной выставке» направлено 02.03.2026 "
        "на рассмотрение по компетенции: Край.",
    ),
    ("issue_resolution", "D06"): (
        "РЕЗОЛЮЦИЯ (ЛИСТ РЕЗОЛЮЦИИ)",
        "К документу: Область от 24.02.2026 № 12-исх/77; вх. № Вх-1 от 02.03.2026",
        "А.А.Drafter (отв.), А.А.Expert",
        "Прошу подготовить ответ.",
        "Срок: 20.03.2026",
        "КОНТРОЛЬ",
    ),
    ("ask_extension", "D08"): (
        "СЛУЖЕБНАЯ ЗАПИСКА",
        "Head А.А.Head",
        "Прошу продлить срок исполнения поручения по документу вх. № Вх-1 от 02.03.2026 с 20.03.2026 до 27.03.2026.",
        "Причина: Ждём сведений архива.",
        "Выполнено: Запрос послан. Осталось: Ответ.",
        "Продлить до ______________ / Отказать",
    ),
    ("grant_extension", "D08"): ("ПРОДЛИТЬ до 27.03.2026", "Срок исполнения: 27.03.2026", "Заместитель Председателя"),
    ("withdraw_extension", "D08"): ("ПРОСЬБА ОТОЗВАНА",),
    ("deny_extension", "D08"): ("ОТКАЗАТЬ:", "А.А.Drafter"),
    ("deny_extension", "D14"): ("ОТКАЗ В ПРОДЛЕНИИ СРОКА", "По существу вопроса."),
    ("revoke_extension", "D08"): ("ОТМЕНА ПРОДЛЕНИЯ СРОКА", "ПРОДЛЕНИЕ ОТМЕНИТЬ:"),
    ("pause_clock", "D07"): ("ПРИОСТАНОВКА СРОКА", "По существу вопроса.", "первоначальный срок 20.03.2026"),
    ("resume_clock", "D07"): ("ВОЗОБНОВЛЕНИЕ СРОКА", "срок установлен резолюцией: 20.03.2026"),
    ("redate", "D07"): ("ПЕРЕСЧЁТ СРОКА", "27.03.2026"),
    ("submit_to_head", "D06"): ("ПРОЕКТ РЕЗОЛЮЦИИ", "Подготовить ответ.", "резолюцию выносит руководитель"),
    ("ask_enquiry", "D10"): (
        "О представлении сведений",
        "В связи с рассмотрением письма от 24.02.2026 № 12-исх/77 «О совместной выставке» (автор – Область) "
        "просим не позднее 10.03.2026 сообщить:",
        "Участвует ли технопарк?",
        "Ответ необходим по вопросу 1 письма: «участие».",
    ),
    ("withdraw_enquiry", "D10"): (
        "Об отзыве запроса",
        "Сообщаем, что ответ на наш запрос от 02.03.2026 «Участвует ли технопарк?» более не требуется.",
        "По существу вопроса.",
    ),
    ("put_on_control", "D07"): ("КАРТОЧКА КОНТРОЛЯ", "На контроле", "20.03.2026", "А.А.Drafter (отв.), А.А.Expert"),
    ("remind", "D07"): (
        "Напоминаем, что 27.03.2026 истекает срок исполнения поручения по документу вх. № Вх-1 от 02.03.2026.",
    ),
    ("off_control", "D07"): (
        "СНЯТИЕ С КОНТРОЛЯ",
        "Вопрос решён по телефону.",
        "Исх. № 06-09/398",
        "участие Да: Примем участие. (Технопарк, А.А.Примеров)",
        "место Без ответа: Место определит организатор.",
    ),
    ("register", "D01"): (
        "входящий документ № Вх-1 от 02.03.2026",
        "1. участие; 2. место",
        "24.02.2026 № 12-исх/77",
        "Прошу ответить.",
        "А.А.Drafter, А.А.Expert",
    ),
    ("register", "D02"): ("Вх-1", "Поступило: 02.03.2026 12:01", "Способ доставки: почта; листов: 3"),
    ("correct_card", "D01"): ("Карточка исправлена", "По существу вопроса."),
    ("annul", "D20"): (
        "об аннулировании регистрационного номера",
        "№ Вх-1 от 02.03.2026 («О совместной выставке») аннулирован.",
        "Номер повторно не используется.",
        "Registrar А.А.Registrar",
    ),
    ("for_information", "D17"): ("В дело № ", "Прошу подготовить ответ."),
}


@pytest.mark.parametrize(("of", "words"), SAID.items(), ids=lambda value: "-".join(value) if len(value) == 2 else "")
def test_a_sheet_says_what_the_norms_word(
    of: tuple[str, str], words: tuple[str, ...], sheets: Sheets, printed: Printed
) -> None:
    text = printed(sheets.sampled["IncomingCase", *of])
    for said in words:
        assert said in text


def test_a_letter_to_the_sender_answers_his_number_and_stands_on_our_head(sheets: Sheets, printed: Printed) -> None:
    for of in (("acknowledge", "D03"), ("interim_reply", "D09"), ("forward", "D11")):
        text = printed(sheets.sampled["IncomingCase", *of])
        assert "На № 12-исх/77 ад 24.02.2026" in text
        assert "ДЗЯРЖАЎНЫ КАМІТЭТ" in text
        assert "Правительство Образцовой области" in text


def test_a_letter_to_the_competent_body_answers_nobody(sheets: Sheets, printed: Printed) -> None:
    text = printed(sheets.sampled["IncomingCase", "forward", "D10"])
    assert "На № _" in text
    assert "Образцовой" not in text


@pytest.mark.parametrize("reason", RefusalReason)
def test_every_reason_of_the_closed_list_is_put_into_words(
    reason: RefusalReason, sheets: Sheets, printed: Printed
) -> None:
    facts = sheets.sampled["IncomingCase", "refuse_registration", "D04"]
    assert reason.value not in printed(facts | {"reason": reason.value, "note": ""})


def test_the_responsible_executor_stands_first_wherever_he_was_named(lived: Lived) -> None:
    office, rule = lived.office, moves_of(IncomingCase)["reassign"]
    charges = (Charge(office.id("expert")), Charge(office.id("drafter"), responsible=True))
    facts = context.freeze(
        lived.case(IncomingCase),
        Sheet.RESOLUTION,
        act=deed(lived),
        move=rule,
        facts={"text": "Прошу.", "charges": charges, "due": None},
        seq=9,
    )
    assert [(one["name"], one["responsible"]) for one in facts["charges"]] == [
        ("А.А.Drafter", True),
        ("А.А.Expert", False),
    ]
    assert facts["due"] == "27.03.2026", "an order without a date leaves the one that stands"


def test_a_report_that_was_destroyed_is_not_on_the_card(lived: Lived) -> None:
    from cases.models import Disclosure

    case = lived.case(IncomingCase)
    Disclosure.objects.filter(entry__case=case, name="report").delete()
    rule = moves_of(IncomingCase)["off_control"]
    facts = context.freeze(case, Sheet.CONTROL, act=deed(lived), move=rule, facts={"proof": "Исх. № 1"}, seq=9)
    assert (facts["report"], facts["text"]) == ("", "Исх. № 1")


def test_a_card_without_a_deadline_says_so(lived: Lived, printed: Printed) -> None:
    case = lived.case(IncomingCase)
    case.due = None
    rule = moves_of(IncomingCase)["put_on_control"]
    facts = context.freeze(case, Sheet.CONTROL, act=deed(lived), move=rule, facts={}, seq=9)
    assert "Срок не установлен" in printed(facts)
    case.due = date(2026, 5, 1)
    assert context.freeze(case, Sheet.CONTROL, act=deed(lived), move=rule, facts={}, seq=9)["due"] == "01.05.2026"
