"""An office whose two cases have lived through everything that a sheet can show."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import workflows.demo
from cases import access
from cases.lifecycle.act import Origin
from cases.lifecycle.facts import Addressee, Attachment, Charge, LetterText, Place, Way
from cases.models import IncomingCase, OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, agree, digest
from workflows.perform import open_case, perform

SEED: dict[str, Any] = json.loads((Path(workflows.demo.__file__).parent / "letter.json").read_text(encoding="utf-8"))
HEAD: dict[str, str | bool] = {
    "name": "Государственный комитет по науке и технологиям Республики Беларусь",
    "name_be": "Дзяржаўны камітэт па навуцы і тэхналогіях Рэспублікі Беларусь",
    "address": "ул. Академическая, 1, 220072, г. Минск",
    "address_be": "вул. Акадэмічная, 1, 220072, г. Мінск",
    "phone": "(017) 284 07 60",
    "fax": "(017) 284 02 79",
    "email": "gknt@gknt.gov.by",
    "form_changes_keep_visas": True,
}
REMARK = "Указать, где размещены материалы."
SCAN = "5" * 64


@dataclass
class Lived:
    """The office with its two cases, as the door left them."""

    office: Office
    outgoing: int
    incoming: int

    def case(self, law: type[Any]) -> OutgoingCase | IncomingCase:
        """A case as a new act would load it."""
        return access.case_for_system(self.outgoing if law is OutgoingCase else self.incoming)


def live() -> Lived:
    """Live both cases through the door."""
    office = cast.found()
    for name, value in HEAD.items():
        setattr(office.body, name, value)
    office.body.save()
    deputy = office.officials["deputy"]
    deputy.surname, deputy.initials = "Щербаков", "С.С."
    deputy.save()
    deputy.post.name, deputy.post.name_be = "Заместитель Председателя", "Намеснік Старшыні"
    deputy.post.save()
    incoming = receive(office)
    return Lived(office, write(office, incoming), incoming)


def receive(office: Office) -> int:
    """A request that is registered, ordered, worked on and reported."""
    case = open_case(
        IncomingCase.accept,
        body=office.body,
        by=office.user("clerk"),
        at=office.at,
        unit=office.chancery.pk,
        correspondent=office.correspondent.pk,
        title="О совместной выставке",
        their_number="12-исх/77",
        their_date=date(2026, 2, 24),
        sheets=3,
        points=("участие", "место"),
    ).case
    act(office, "registrar", IncomingCase.register, case)
    act(office, "clerk", IncomingCase.to_preliminary, case)
    act(office, "assistant", IncomingCase.submit_to_head, case, proposal="Подготовить ответ.")
    charges = (Charge(office.id("drafter"), responsible=True), Charge(office.id("expert")))
    due = date(2026, 3, 20)
    act(office, "head", IncomingCase.issue_resolution, case, text="Прошу ответить.", charges=charges, due=due)
    act(office, "drafter", IncomingCase.accept_task, case)
    act(office, "controller", IncomingCase.put_on_control, case)
    enquiry = {"question": "Участвует ли технопарк?", "due": date(2026, 3, 10), "unit": office.department.pk}
    act(office, "expert", IncomingCase.ask_enquiry, case, about=1, **enquiry)
    answer: dict[str, Any] = {"kind": "yes", "answer": "Примем участие.", "organisation": "Технопарк"}
    act(office, "drafter", IncomingCase.answer_point, case, ordinal=1, contact="А.А.Примеров", **answer)
    act(office, "expert", IncomingCase.leave_unanswered, case, ordinal=2, reason="Место определит организатор.")
    asked = {"until": date(2026, 3, 27), "reason": "Ждём сведений архива.", "done": "Запрос послан.", "left": "Ответ."}
    act(office, "drafter", IncomingCase.ask_extension, case, **asked)
    act(office, "head", IncomingCase.grant_extension, case)
    act(office, "drafter", IncomingCase.report_without_letter, case, report="Вопрос решён по телефону.")
    return case


def write(office: Office, asked: int) -> int:
    """An answer that went through two rounds, a delegated place, paper, a changed comma, and left."""
    case = open_case(
        OutgoingCase.draft_letter,
        body=office.body,
        by=office.user("drafter"),
        at=office.at,
        letter=seed_letter(office),
        unit=office.department.pk,
        signer=office.id("deputy"),
        reply_to=(asked,),
    ).case
    act(office, "drafter", OutgoingCase.submit, case)
    act(office, "clerk", OutgoingCase.start_round, case, route=office.route("lawyer", "banker"))
    agree(office, "lawyer", case)
    act(office, "banker", OutgoingCase.delegate_visa, case, to=office.id("expert"), round=1)
    seen = {"digest": digest(case), "round": 1}
    act(office, "expert", OutgoingCase.refuse_visa, case, remarks=REMARK, **seen)
    route = (*office.route("lawyer", "banker"), Place(office.id("chief"), turn=2))
    act(office, "drafter", OutgoingCase.resubmit, case, letter=seed_letter(office, " и инновационном"), route=route)
    agree(office, "lawyer", case)
    seen = {"digest": digest(case), "round": 2}
    act(office, "banker", OutgoingCase.agree_with_remarks, case, remarks="Без расходов.", **seen)
    perform(
        OutgoingCase.agree,
        case=case,
        by=office.user("clerk"),
        at=office.at,
        origin=Origin.PAPER,
        occurred_at=office.clock - timedelta(hours=2),
        on_behalf_of=office.id("chief"),
        scan=SCAN,
        digest=seen["digest"],
        round=2,
    )
    second = seed_letter(office, " и инновационном")
    comma = replace(second, heading=second.heading.replace("Союзного", "«Союзного»"))
    act(office, "drafter", OutgoingCase.propose_form_change, case, letter=comma)
    act(office, "deputy", OutgoingCase.allow_form_change, case, digest=comma.digest)
    act(office, "deputy", OutgoingCase.sign, case, digest=comma.digest)
    act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
    act(office, "dispatcher", OutgoingCase.queue, case, ways=(Way(office.correspondent.pk),))
    act(office, "dispatcher", OutgoingCase.record_sent, case, ordinal=1, proof="RR190719398BY")
    return case


def seed_letter(office: Office, more: str = "") -> LetterText:
    """The letter of 2019 with an attachment."""
    heading = SEED["heading"].replace("научно-техническом", f"научно-техническом{more}")
    addressee = Addressee(office.correspondent.pk, tuple(SEED["addressee"]))
    attachment = Attachment("каталог разработок", 12, 1, "a" * 64)
    return LetterText(heading, tuple(SEED["paragraphs"]), (addressee,), (attachment,), tuple(SEED["points"]))
