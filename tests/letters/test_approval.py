"""The approval sheet, the sheets of remarks, and the copy with visas."""

import pytest

from cases.letters import context
from cases.lifecycle.move import moves_of
from cases.lifecycle.sheets import Sheet
from cases.models import OutgoingCase, Visa
from tests.cast import Office
from tests.stories.lives import act, digest, to_approval
from tests.traces import sheet

from .conftest import Printed, Sheets
from .office import REMARK, SCAN, Lived
from .samples import deed, frozen

TITLES = {
    "return_form": "Замечания к оформлению",
    "agree_with_remarks": "Лист замечаний",
    "refuse_visa": "Отказ в согласовании",
    "record_objection": "Возражения другого органа",
    "recall": "Отзыв с согласования",
    "decline_form_change": "Отклонение правки оформления",
    "refuse_sign": "Возврат без подписания",
    "return_defect": "Возврат подписанного письма",
}


def test_an_approval_sheet_shows_every_round_and_what_became_of_it(sheets: Sheets) -> None:
    first, second = sheets.made["agree", "D13"]["rounds"]
    assert [place["outcome"] for place in first["places"]] == ["void", "delegated", "refused"]
    assert [place["outcome"] for place in second["places"]] == ["agreed", "agreed_with_remarks", "agreed"]
    assert (first["number"], second["number"]) == (1, 2)
    assert first["places"][2]["delegated_by"] == "А.А.Banker"
    assert second["places"][2]["on_paper"] is True
    assert second["places"][2]["turn"] == 2


def test_an_approval_sheet_names_the_version_by_its_digest(sheets: Sheets, printed: Printed) -> None:
    facts = sheets.made["agree", "D13"]
    text = printed(facts)
    assert f"(версия 2, sha256 {facts['version']['digest']})" in text
    assert "1-й круг (завершён возвратом)" in text
    assert "2-й круг №" in text
    assert "согласовано с замечаниями" in text
    assert "А.А.Expert (вместо А.А.Banker)" in text
    assert "на бумаге" in text
    assert "Исполнитель А.А.Drafter" in text


def test_visas_kept_for_a_comma_are_shown_as_kept(sheets: Sheets, printed: Printed) -> None:
    facts = sheets.made["allow_form_change", "D13"]
    assert facts["version"] | {"digest": ""} == {"number": 3, "digest": "", "form_only": True}
    assert all(place["kept"] for place in facts["rounds"][-1]["places"])
    assert not any(place["kept"] for place in facts["rounds"][0]["places"])
    text = printed(facts)
    assert "отличается от согласованной только оформлением" in text
    # Each visa names the text that was before the approver's eyes, not the one it was kept for.
    seen = sheets.made["agree", "D13"]["version"]["digest"]
    assert text.count(f"к тексту {seen[:12]}") == 3


def test_consents_of_other_bodies_stand_on_the_sheet(office: Office, printed: Printed) -> None:
    case = to_approval(office, "lawyer", "banker")
    act(office, "drafter", OutgoingCase.send_out, case, bodies=("МИД",))
    told = {"whose": "МИД", "answer": "b" * 64, "note": "Согласовано письмом № 5."}
    act(office, "drafter", OutgoingCase.record_consent, case, **told)
    facts = sheet(case, "record_consent", "D13")
    assert [(one["whose"], one["note"]) for one in facts["consents"]] == [("МИД", "Согласовано письмом № 5.")]
    text = printed(facts)
    assert "Согласие других органов" in text
    assert "МИД: Согласовано письмом № 5." in text
    assert "b" * 64 in text.replace(" ", "")


def test_a_consent_stays_on_the_sheets_of_its_round_and_no_longer(lived: Lived) -> None:
    office = lived.office
    case = to_approval(office, "lawyer", "banker")
    act(office, "drafter", OutgoingCase.send_out, case, bodies=("МИД",))
    act(office, "drafter", OutgoingCase.record_consent, case, answer="e" * 64, note="Письмо МИД № 1")
    lived.outgoing = case
    rule = moves_of(OutgoingCase)["agree"]
    facts = frozen(lived, OutgoingCase, rule, Sheet.APPROVAL)
    assert [(one["note"], one["answer"]) for one in facts["consents"]] == [("Письмо МИД № 1", "e" * 64)]
    act(office, "drafter", OutgoingCase.recall, case, reason="Новые данные")
    route = office.route("lawyer")
    act(office, "drafter", OutgoingCase.resubmit, case, letter=office.letter("Просим ответить."), route=route)
    assert frozen(lived, OutgoingCase, rule, Sheet.APPROVAL)["consents"] == []


def test_an_act_on_paper_is_shown_as_one(sheets: Sheets) -> None:
    deeds = sheets.made["agree", "D13"]["act"]
    assert deeds["author"] == {"name": "А.А.Chief", "post": "Chief"}
    assert deeds["entered_by"] == {"name": "А.А.Clerk", "post": "Clerk"}
    assert (deeds["origin"], deeds["scan"]) == ("paper", SCAN)
    assert deeds["moment"] < deeds["recorded"]


@pytest.mark.parametrize(("move", "title"), TITLES.items())
def test_a_sheet_of_remarks_says_what_it_is(move: str, title: str, sheets: Sheets, printed: Printed) -> None:
    facts = sheets.sampled["OutgoingCase", move, "D14"]
    text = printed(facts)
    assert title.upper() in text
    assert facts["text"] in text
    assert facts["text"] in (REMARK, "По существу вопроса.")
    assert "Заместитель Председателя С.С.Щербаков" in text
    assert facts["act"]["moment"] in text


def test_remarks_on_an_incoming_letter_name_it_by_its_number(sheets: Sheets, printed: Printed) -> None:
    text = printed(sheets.sampled["IncomingCase", "return_unfulfilled", "D14"])
    assert "по документу вх. № Вх-1 от 02.03.2026 «О совместной выставке»" in text
    assert "ПРОСЬБА О ЗАМЕНЕ ИСПОЛНИТЕЛЯ" in printed(sheets.sampled["IncomingCase", "request_reassign", "D14"])


def test_the_file_copy_carries_the_visas_of_the_round_that_carried_it(sheets: Sheets, printed: Printed) -> None:
    places = sheets.made["complete_round", "D22"]["places"]
    assert [place["name"] for place in places] == ["А.А.Lawyer", "А.А.Banker", "А.А.Chief"]
    text = printed(sheets.made["complete_round", "D22"])
    assert "Визы" in text
    assert "согласовано с замечаниями. Замечания прилагаются" in text


def test_who_was_replaced_is_on_the_sheet_but_not_among_the_visas(lived: Lived) -> None:
    office = lived.office
    lived.outgoing = to_approval(office, "lawyer", "banker")
    visa = Visa.objects.get(case=lived.outgoing, official=office.id("banker")).pk
    instead = {"visa": visa, "to": office.id("expert"), "reason": "В отпуске"}
    act(office, "drafter", OutgoingCase.replace_approver, lived.outgoing, **instead)
    rule = moves_of(OutgoingCase)["complete_round"]
    case = lived.case(OutgoingCase)
    facts = {
        sheet: context.freeze(case, sheet, act=deed(lived), move=rule, facts={}, seq=9)
        for sheet in (Sheet.APPROVAL, Sheet.VISA_COPY)
    }
    assert [place["outcome"] for place in facts[Sheet.APPROVAL]["rounds"][0]["places"]] == [
        "pending",
        "removed",
        "pending",
    ]
    assert [place["name"] for place in facts[Sheet.VISA_COPY]["places"]] == ["А.А.Lawyer", "А.А.Expert"]
    assert digest(lived.outgoing) == facts[Sheet.VISA_COPY]["version"]["digest"]
