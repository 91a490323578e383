"""A provider of facts for every move of both machines: what a person of the office might well tell with it.

`facts_of(direction, move, scene)` mostly gives what the law asks for; `spoil` makes it nearly lawful. A test fails
when a move of the law has no provider here: whoever adds a move adds its line.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from cases.access import as_law
from cases.lifecycle.facts import Addressee, Charge, LetterText, Place, Way
from cases.lifecycle.outcomes import Answer, Channel, Delivery, RefusalReason
from cases.models import (
    Assignment,
    Case,
    CaseGrant,
    Dispatch,
    Enquiry,
    Familiarisation,
    LivingCase,
    OutgoingCase,
    Point,
    Visa,
)
from tests.cast import Office

from .town import CONSENT, FILES, Person

type Facts = dict[str, Any]


@dataclass
class Scene:
    """What a provider may look at: who acts, on which case (none for an opening), and chance."""

    person: Person
    case: Any
    chance: Random

    @property
    def office(self) -> Office:
        """The body of the person."""
        return self.person.office

    @property
    def today(self) -> date:
        """The day by the office's clock."""
        return self.office.clock.date()

    def words(self, *told: str) -> str:
        """One of several wordings, now and then with a number that makes it new."""
        return f"{self.chance.choice(told)} {self.chance.randrange(10**6)}."

    def others(self, *besides: int | None) -> list[int]:
        """Officials of the office who act in cases at all, in any order."""
        silent = {self.office.id("admin"), self.office.id("auditor"), *besides}
        found = [official.pk for official in self.office.officials.values() if official.pk not in silent]
        self.chance.shuffle(found)
        return found


type Provider = Callable[[Scene], Facts]


def nothing(_: Scene) -> Facts:
    """A move without facts."""
    return {}


def reason(scene: Scene) -> Facts:
    """A reason."""
    return {"reason": scene.words("Ошибка в тексте", "По поручению", "Исполнитель в отпуске")}


def letter(scene: Scene) -> LetterText:
    """A letter to one or two correspondents that breaks no form."""
    known = [scene.office.correspondent, scene.office.other]
    chosen = known if scene.chance.random() < 0.25 else [scene.chance.choice(known)]
    addressees = tuple(Addressee(one.pk, tuple(one.addressee.split("\n"))) for one in chosen)
    return scene.office.letter(scene.words("Просим сообщить", "Направляем сведения"), addressees=addressees)


def route(scene: Scene) -> tuple[Place, ...]:
    """One to three approvers in one or two turns, none of whom wrote or signs the letter."""
    case = scene.case
    able = scene.others(case.executor_id, case.signer_id, case.draft.author_id if case.draft else None)
    count = scene.chance.randint(1, 3)
    return tuple(Place(official, scene.chance.choice((1, 1, 2))) for official in able[:count])


def visa(scene: Scene) -> Facts:
    """What an approver saw."""
    return {"digest": digest(scene.case), "round": scene.case.round}


def digest(case: Any) -> str:
    """The digest of the letter as it stands."""
    return case.draft.digest if case.draft else ""


def newcomer(scene: Scene) -> int:
    """An official who is not in the round yet."""
    case = scene.case
    busy = Visa.objects.filter(case=case.pk, round=case.round).values_list("official", flat=True)
    writer = case.draft.author_id if case.draft else None
    able = scene.others(case.executor_id, case.signer_id, writer, *busy)
    return able[0] if able else 0


def pending(scene: Scene) -> int:
    """A place of the round that is not answered."""
    found = Visa.objects.filter(case=scene.case.pk, round=scene.case.round, outcome="pending")
    ids = list(found.values_list("pk", flat=True))
    return scene.chance.choice(ids) if ids else 0


def awaited(scene: Scene) -> int:
    """Whose visa is missing."""
    return Visa.objects.filter(pk=pending(scene)).values_list("official", flat=True).first() or 0


def copy(scene: Scene, **wanted: Any) -> Dispatch | None:
    """A copy that stands so, if there is one."""
    found = list(Dispatch.objects.filter(case=scene.case.pk, **wanted))
    return scene.chance.choice(found) if found else None


def draft_letter(scene: Scene) -> Facts:
    """A letter that the deputy or the head signs; now and then it answers what its drafter is charged with."""
    charged = Assignment.objects.filter(official=scene.person.id, ended=False)
    open_ones = charged.filter(case__state__in=("in_work", "reply_in_progress", "assigned"))
    requests = list(open_ones.values_list("case", flat=True))
    facts: Facts = {
        "letter": letter(scene),
        "unit": scene.office.department.pk,
        "signer": scene.office.id(scene.chance.choice(("deputy", "deputy", "head"))),
    }
    if requests and scene.chance.random() < 0.7:
        facts["reply_to"] = (scene.chance.choice(requests),)
    return facts


def changed_form(scene: Scene) -> Facts:
    """The letter with a sign more or less."""
    now: LetterText = scene.case.letter
    return {"letter": replace(now, paragraphs=(now.paragraphs[0].replace(".", " ."), *now.paragraphs[1:]))}


def proposed(scene: Scene) -> Facts:
    """The digest of the change of form that is proposed."""
    change = scene.case.form_change
    return {"digest": change.digest if change else "0" * 64}


def ways(scene: Scene) -> Facts:
    """A way for each addressee."""
    wanted = [one["correspondent"] for one in scene.case.draft.content["addressees"]] if scene.case.draft else []
    return {"ways": tuple(Way(one, scene.chance.choice((Channel.POST, Channel.FOLDER))) for one in wanted)}


def sent(scene: Scene) -> Facts:
    """A copy that has not left yet, with its tracking number."""
    found = copy(scene, delivery=Delivery.QUEUED)
    return {"ordinal": found.ordinal if found else 1, "proof": f"RR{scene.chance.randrange(10**9):09}BY"}


def delivered(scene: Scene) -> Facts:
    """What became of a copy that has left."""
    found = copy(scene, delivery__in=(Delivery.SENT, Delivery.DELIVERED))
    became = scene.chance.choice((Delivery.DELIVERED, Delivery.REGISTERED, Delivery.REFUSED, Delivery.RETURNED))
    facts: Facts = {"ordinal": found.ordinal if found else 1, "delivery": became, "note": "Отметка почты"}
    if became == Delivery.REGISTERED:
        facts |= {"number": f"Вх-{scene.chance.randrange(10**5)}", "dated": scene.today}
    return facts


def reply(scene: Scene) -> Facts:
    """A letter of the addressee whose answer is awaited."""
    found = copy(scene, reply="awaited")
    if found is None:
        return {"ordinal": 1, "reply": 0}
    came = Case.objects.filter(direction="in", body=scene.case.body_id, correspondent=found.correspondent_id)
    latest = list(came.order_by("-pk").values_list("pk", flat=True)[:5])
    return {"ordinal": found.ordinal, "reply": scene.chance.choice(latest) if latest else 0}


def excused(scene: Scene) -> Facts:
    """An addressee who need not answer."""
    found = copy(scene, reply="awaited")
    return {"ordinal": found.ordinal if found else 1} | reason(scene)


def withdrawn(scene: Scene) -> Facts:
    """Another letter that has its number."""
    others = OutgoingCase.objects.filter(body=scene.case.body_id).exclude(number="").exclude(pk=scene.case.pk)
    found = others.exclude(state="annulled").order_by("-pk").values_list("pk", flat=True).first()
    return {"by_letter": found or 0} | reason(scene)


def card(scene: Scene) -> Facts:
    """A corrected card."""
    return {"title": scene.words("О сотрудничестве"), "file_index": scene.chance.choice(FILES)} | reason(scene)


def filed(scene: Scene) -> Facts:
    """A file of the nomenclature."""
    return {"file_index": scene.chance.choice(FILES)}


def accept(scene: Scene) -> Facts:
    """A letter of one of the correspondents."""
    return {
        "unit": scene.office.department.pk if scene.chance.random() < 0.7 else scene.office.chancery.pk,
        "correspondent": scene.chance.choice((scene.office.correspondent, scene.office.other)).pk,
        "title": scene.words("О сотрудничестве"),
        "their_number": f"77-{scene.chance.randrange(10**6)}",
        "their_date": scene.today,
        "points": ("участие", "проекты")[: scene.chance.randint(0, 2)],
        "delivery": scene.chance.choice(("post", "email", "folder")),
        "kind": "letter" if scene.chance.random() < 0.9 else "greeting",
    }


def registered(scene: Scene) -> Facts:
    """The registrar has judged whether it came before."""
    return {"not_a_duplicate": True}


def charge(scene: Scene) -> Facts:
    """A resolution that charges a drafter and maybe others, none of them the controller."""
    able = scene.others(scene.office.id("controller"))
    drafting = [scene.office.id(name) for name in ("drafter", "expert", "lawyer")]
    first = scene.chance.choice(drafting) if scene.chance.random() < 0.8 else able[0]
    others = [official for official in able if official != first][: scene.chance.randint(0, 2)]
    charges = (Charge(first, responsible=True), *(Charge(official) for official in others))
    due = scene.today + timedelta(days=scene.chance.randint(1, 30))
    return {"text": scene.words("Прошу подготовить ответ"), "charges": charges, "due": due}


def resolution(scene: Scene) -> Facts:
    """A resolution of the head, on control or not."""
    return charge(scene) | {"control": scene.chance.random() < 0.5}


def readers(scene: Scene) -> Facts:
    """One or two officials who have not still to read the letter."""
    unread = Familiarisation.objects.filter(case=scene.case.pk, read_at=None).values_list("official", flat=True)
    return {"officials": tuple(scene.others(*unread)[: scene.chance.randint(1, 2)])}


def point(scene: Scene) -> int:
    """A point of the letter, one that is still open before others."""
    points = list(Point.objects.filter(case=scene.case.pk))
    still = [one for one in points if not (one.kind or one.left_because)]
    return scene.chance.choice(still or points).ordinal if points else 1


def entered_point(scene: Scene) -> Facts:
    """A point corrected, or one more."""
    count = Point.objects.filter(case=scene.case.pk).count()
    return {"ordinal": scene.chance.randint(1, count + 1), "text": scene.words("Сроки проекта")}


def answered(scene: Scene) -> Facts:
    """What the reply says to a point."""
    return {"ordinal": point(scene), "kind": scene.chance.choice(list(Answer)), "answer": scene.words("Готовы")}


def earlier(scene: Scene) -> Facts:
    """A letter of the same correspondent that has its number already."""
    same = Case.objects.filter(direction="in", body=scene.case.body_id, correspondent=scene.case.correspondent_id)
    known = list(same.exclude(number="").order_by("-pk").values_list("pk", flat=True)[:3])
    return {"earlier": scene.chance.choice(known) if known else 0}


def enquiry(scene: Scene) -> Facts:
    """What a unit or another body is asked, for a point or in general."""
    asked = {"unit": scene.office.department.pk} if scene.chance.random() < 0.5 else {}
    about = point(scene) if scene.chance.random() < 0.5 and Point.objects.filter(case=scene.case.pk).exists() else None
    return {"question": scene.words("Сообщите"), "due": scene.today + timedelta(days=5), "about": about} | (
        asked or {"correspondent": scene.office.other.pk}
    )


def open_enquiry(scene: Scene) -> int:
    """An enquiry that is not answered yet."""
    asked = list(Enquiry.objects.filter(case=scene.case.pk, status="asked").values_list("ordinal", flat=True))
    return scene.chance.choice(asked) if asked else 1


def enquired(scene: Scene) -> Facts:
    """What was said to an enquiry."""
    kind = scene.chance.choice(list(Answer))
    return {"ordinal": open_enquiry(scene), "answer": scene.words("Сведений нет"), "kind": kind}


def extension(scene: Scene) -> Facts:
    """A later day."""
    return {"until": scene.today + timedelta(days=scene.chance.randint(20, 60))} | reason(scene)


def passed_on(scene: Scene) -> Facts:
    """The places of one who has some, for another who has none."""
    pending = Visa.objects.filter(case=scene.case.pk, round=scene.case.round, outcome="pending")
    charged = Assignment.objects.filter(case=scene.case.pk, ended=False)
    placed = {scene.case.executor_id, scene.case.signer_id, *charged.values_list("official", flat=True)} - {None}
    placed |= set(pending.values_list("official", flat=True))
    leaving = scene.chance.choice(sorted(placed)) if placed else 0
    drafting = [scene.office.id(name) for name in ("drafter", "expert", "lawyer")]
    able = [one for one in drafting if one not in placed] or scene.others(*placed)
    return {"leaving": leaving, "to": scene.chance.choice(able) if able else 0} | reason(scene)


def granted(scene: Scene) -> Facts:
    """The case is shown to somebody, or to a unit, for some days."""
    office, days = scene.office, scene.chance.randint(0, 30)
    whom = {"official": scene.others()[0]} if scene.chance.random() < 0.7 else {"unit": office.department.pk}
    return whom | {"until": scene.today + timedelta(days=days), "because": scene.words("По поручению")}


def grant(scene: Scene) -> int:
    """A grant in force."""
    ids = list(CaseGrant.objects.filter(content_object=scene.case.pk, ended=False).values_list("pk", flat=True))
    return scene.chance.choice(ids) if ids else 0


def consent(scene: Scene) -> Facts:
    """The consent of another body, by its letter."""
    return {"answer": "5" * 64, "note": scene.words("Письмо о согласии"), "whose": CONSENT}


OUTGOING: dict[str, Provider] = {
    "draft_letter": draft_letter,
    "revise": lambda scene: {"letter": letter(scene)},
    "submit": nothing,
    "take_back": nothing,
    "return_form": lambda scene: {"remarks": scene.words("Нет заголовка")},
    "start_round": lambda scene: {"route": route(scene)},
    "agree": visa,
    "agree_with_remarks": lambda scene: visa(scene) | {"remarks": scene.words("Уточнить срок")},
    "refuse_visa": lambda scene: visa(scene) | {"remarks": scene.words("Не согласен")},
    "delegate_visa": lambda scene: {"to": newcomer(scene), "round": scene.case.round},
    "add_approver": lambda scene: {"approver": Place(newcomer(scene), scene.chance.choice((1, 2)))},
    "replace_approver": lambda scene: {"visa": pending(scene), "to": newcomer(scene)} | reason(scene),
    "waive_visa": lambda scene: {"approver": awaited(scene)} | reason(scene),
    "complete_round": nothing,
    "send_out": lambda _: {"bodies": ("Министерство образцов",)},
    "record_consent": consent,
    "record_objection": lambda scene: {"answer": "5" * 64, "remarks": scene.words("Возражаем")},
    "recall": reason,
    "resubmit": lambda scene: {"letter": letter(scene), "route": route(scene)},
    "propose_form_change": changed_form,
    "allow_form_change": proposed,
    "decline_form_change": reason,
    "refuse_sign": reason,
    "sign": lambda scene: {"digest": digest(scene.case)},
    "cancel": reason,
    "hand_over": passed_on,
    "register": filed,
    "return_defect": reason,
    "correct_card": card,
    "ask_annulment": reason,
    "annul": reason,
    "queue": ways,
    "record_sent": sent,
    "confirm_dispatch": nothing,
    "record_delivery": delivered,
    "await_reply": lambda scene: {"until": scene.today + timedelta(days=scene.chance.randint(1, 30))},
    "remind": nothing,
    "link_reply": reply,
    "excuse_addressee": excused,
    "close_replied": nothing,
    "close_without_reply": reason,
    "file": filed,
    "withdraw": withdrawn,
    "send_for_familiarisation": readers,
    "familiarise": nothing,
    "grant_access": granted,
    "end_access": lambda scene: {"grant": grant(scene)} | reason(scene),
}

INCOMING: dict[str, Provider] = {
    "accept": accept,
    "return_misdirected": reason,
    "refuse_registration": lambda scene: {"reason": scene.chance.choice(list(RefusalReason)), "note": "Нет подписи"},
    "count_only": nothing,
    "register": registered,
    "acknowledge": nothing,
    "correct_card": card,
    "ask_annulment": reason,
    "annul": reason,
    "to_preliminary": nothing,
    "submit_to_head": lambda scene: {"proposal": scene.words("Эксперту")},
    "route_by_competence": charge,
    "issue_resolution": resolution,
    "for_information": lambda scene: {"text": scene.words("К сведению")} | filed(scene),
    "forward": lambda scene: {"to": scene.office.other.pk} | reason(scene),
    "accept_task": nothing,
    "request_reassign": reason,
    "reassign": charge,
    "hand_over": passed_on,
    "put_on_control": nothing,
    "remind": nothing,
    "interim_reply": lambda scene: {"done": "Запрошены сведения", "until": scene.today + timedelta(days=10)},
    "start_reply": nothing,
    "reply_cancelled": nothing,
    "reply_dispatched": nothing,
    "reply_withdrawn": nothing,
    "report_without_letter": lambda scene: {"report": scene.words("Решено по телефону")},
    "return_unfulfilled": reason,
    "off_control": lambda scene: {"proof": scene.words("Ответ отправлен")},
    "close_uncontrolled": nothing,
    "file": filed,
    "join_original": earlier,
    "record_original": lambda scene: {"received_on": scene.today, "place": "Приёмная"},
    "original_arrived": lambda _: {"joined": 0},
    "ask_enquiry": enquiry,
    "record_enquiry_answer": enquired,
    "withdraw_enquiry": lambda scene: {"ordinal": open_enquiry(scene)} | reason(scene),
    "ask_extension": lambda scene: (
        {"until": scene.today + timedelta(days=scene.chance.randint(20, 60))} | reason(scene)
    ),
    "withdraw_extension": nothing,
    "grant_extension": nothing,
    "deny_extension": reason,
    "revoke_extension": reason,
    "pause_clock": reason,
    "resume_clock": reason,
    "redate": nothing,
    "enter_point": entered_point,
    "answer_point": answered,
    "leave_unanswered": lambda scene: {"ordinal": point(scene)} | reason(scene),
    "send_for_familiarisation": readers,
    "familiarise": nothing,
    "grant_access": granted,
    "end_access": lambda scene: {"grant": grant(scene)} | reason(scene),
}

PROVIDERS: dict[str, dict[str, Provider]] = {"out": OUTGOING, "in": INCOMING}
OPENINGS = {"out": "draft_letter", "in": "accept"}


def facts_of(direction: str, move: str, person: Person, case: LivingCase | None, chance: Random) -> Facts:
    """Facts that a person might tell with a move."""
    return PROVIDERS[direction][move](Scene(person, case, chance))


def load(case: int) -> LivingCase:
    """A case as its law knows it, loaded without asking who looks."""
    return as_law(Case.objects.select_related("body", "unit", "draft", "form_change", "correspondent").get(pk=case))


def spoil(facts: Facts, chance: Random) -> Facts:
    """The same facts with one of them missing, empty, foreign or made up: nearly lawful."""
    if not facts:
        return {"surprise": 1}
    spoiled = dict(facts)
    name = chance.choice(sorted(facts))
    if chance.random() < 0.3:
        del spoiled[name]
    else:
        spoiled[name] = chance.choice([one for one in odd(spoiled[name]) if one != spoiled[name]])
    return spoiled


def odd(value: Any) -> list[Any]:
    """What might stand in the place of a fact and is not right there."""
    match value:
        case bool():
            return [not value, None]
        case str():
            return ["", " ", "\0", "0" * 64, value[::-1]]
        case int():
            return [0, -1, value + 1, value + 10**6, 2**60]
        case date():
            return [date(1999, 1, 1)]
        case tuple():
            return [(), value + value, None]
    return [None, ""]
