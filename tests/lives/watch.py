"""What must hold whatever anybody does: each invariant has a name, and what breaks it is told with that name.

`Watch.see` reads only what was written since it last looked, so that it can look after every step of a long year.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from viewflow.workflow.models import Task

from cases.models import Answering, Case, Entry, OutgoingCase, Visa
from workflows.models import Job

from . import oracle
from .attempts import day_of
from .oracle import Standing
from .town import Person, Town

EVENTS = {"decide", "undo", "lapse", "rendered"}
START = "0" * 64
GIVEN = {"agreed", "agreed_with_remarks"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Broken(AssertionError):
    """An invariant does not hold; `invariant` is its name."""

    def __init__(self, invariant: str, text: str) -> None:
        super().__init__(f"{invariant}: {text}")
        self.invariant = invariant


def hold(invariant: str, holds: bool, text: str | Callable[[], Any]) -> None:
    """Raise Broken when an invariant does not hold; a text that costs something is made only then."""
    if not holds:
        raise Broken(invariant, text if isinstance(text, str) else str(text()))


def moment(micros: int) -> datetime:
    """The moment of a number of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)


@dataclass
class Known:
    """What the watch has seen of a case."""

    seq: int = 0
    hash: str = START
    state: str = ""
    bound: set[tuple[int, str]] = field(default_factory=set)
    sent: set[int] = field(default_factory=set)
    annulment_asked_by: int | None = None
    decided: dict[int, dict[str, Any]] = field(default_factory=dict)
    fates: dict[int, str] = field(default_factory=dict)
    stood: Standing | None = None


class Watch:
    """The memory of one town: heads of histories, numbers given, decisions and their fates."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.known: dict[int, Known] = {}
        self.numbers: dict[tuple[int, int], int] = {}
        self.entries = 0
        self.arrived: Callable[[Case, int], bool] = lambda case, ordinal: True

    def see(self, case: int) -> Standing:
        """Look at a case that was touched; it stood for those who acted as at the last look. Raises Broken."""
        known = self.known.setdefault(case, Known())
        now = oracle.stand(case)
        told = []
        for entry in Entry.objects.filter(case=now.uid, seq__gt=known.seq).order_by("seq"):
            content = self.continues(known, entry)
            told.append(content)
        for content in told:
            self.judge(now, known, content)
        self.entries += len(told)
        head = (now.state, now.head_seq, now.head_hash)
        hold("history", head == (known.state, known.seq, known.hash), lambda: f"{now} is not where it ends: {known}")
        tasks_ask(now)
        self.goes_on(now)
        known.stood = now
        return now

    def continues(self, known: Known, entry: Entry) -> dict[str, Any]:
        """An entry links to the one before it, and begins where that one ended."""
        octets = bytes(entry.body)
        content: dict[str, Any] = json.loads(octets)
        place = f"{entry.case_id}/{entry.seq} {entry.move}"
        hold("history", entry.seq == content["seq"] == known.seq + 1, lambda: f"{place}: a gap after {known.seq}")
        hold("history", content["prev"] == known.hash, lambda: f"{place}: another entry went before")
        hold("history", entry.hash == hashlib.sha256(b"\0" + octets).hexdigest(), lambda: f"{place}: another hash")
        hold("history", content["from"] == known.state, lambda: f"{place}: from {content['from']}, not {known.state}")
        known.seq, known.hash, known.state = entry.seq, entry.hash, content["to"]
        return content

    # one entry

    def judge(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """Everything that an entry must keep to."""
        move = content["move"]
        if move in EVENTS:
            EVENT[move](self, now, known, content)
            return
        self.permitted(now, known, content, move)
        decided = self.takes_effect(known, content)
        if decided is None and content["origin"] != "system":
            hold(
                "decisions",
                not ("decision" in oracle.notes(now.direction)[move] and self.held(now)),
                lambda: f"{move} of {now.case} was not held",
            )
        wanted = oracle.sheets(now.direction).get((content["from"], move), set())
        hold("sheets", set(content["sheets"]) == wanted, lambda: f"{move} drew {content['sheets']}, not {wanted}")
        self.numbered(content)
        if move in MOVE:
            MOVE[move](self, now, known, content)

    def held(self, now: Standing) -> bool:
        """Whether the body of a case holds decisions."""
        return self.town.office_of[now.body].body.hold_seconds > 0

    def permitted(self, now: Standing, known: Known, content: dict[str, Any], move: str) -> None:
        """The author had, by the golden files and by the tests' own posts, one of the roles that make the move."""
        source = content["from"]
        by = oracle.golden(now.direction).get(source, {}).get(move, frozenset())
        if content["origin"] == "system":
            hold("permission", "system" in by, lambda: f"Chancery made {move} from {source!r}")
            return
        person = self.town.of_official.get(content["author"])
        held = self.roles(person, now, known, moment(content["occurred_at"]))
        hold("permission", bool(by & held), lambda: f"{person} made {move} from {source!r} as {sorted(held)}")
        if content["move"] != "decide":
            hold("permission", set(content["roles"]) <= by, lambda: f"{move} was made as {content['roles']}")
        if content["actor"] != content["author"]:
            presser = self.town.of_official.get(content["actor"])
            chancery = self.roles(presser, now, known, moment(content["occurred_at"]))
            hold(
                "permission", bool(chancery & oracle.enterers(now.direction, move)), lambda: f"{presser} entered {move}"
            )
            hold("permission", bool(content["scan"]), lambda: f"{move} was entered without its scan")

    def roles(self, person: Person | None, now: Standing, known: Known, at: datetime) -> set[str]:
        """What somebody was in the case: as it stood before, and after it where a decision took effect on the way."""
        if person is None:
            return set()
        found = oracle.roles(person, known.stood or now, day_of(at))
        return found | oracle.roles(person, now, day_of(at)) if known.decided else found

    def numbered(self, content: dict[str, Any]) -> None:
        """Numbers follow one another in a register, whatever was rolled back."""
        effects = content["effects"]
        if "ordinal" not in effects or content["facts"].get("reserved") is not None:
            return
        key = (effects["register"], effects["year"])
        last = self.numbers.get(key)
        hold("registers", last is None or effects["ordinal"] == last + 1, lambda: f"{key}: {effects} after {last}")
        self.numbers[key] = effects["ordinal"]

    # decisions

    def decided(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """A decision is as lawful as the act it is for."""
        effects = content["effects"]
        self.permitted(now, known, content, effects["decided"])
        known.decided[effects["decision"]] = content

    def ended(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """A decision is undone in time, or lapses in the end."""
        decision = content["effects"]["decision"]
        told = known.decided.get(decision, {"effects": {"effective_at": 0}, "author": None, "user": None})
        early = content["recorded_at"] < told["effects"]["effective_at"]
        hold("decisions", early == (content["move"] == "undo"), lambda: f"{content['move']} of {decision} at that time")
        if content["move"] == "undo":
            his = content["author"] == told["author"] or content["user"] == told["user"]
            hold("decisions", his, lambda: f"{content['author']} undid another's decision")
        self.fated(known, decision, content["move"])

    def takes_effect(self, known: Known, content: dict[str, Any]) -> int | None:
        """The decision that a move puts into effect, if one."""
        for decision, told in known.decided.items():
            same = ("author", "occurred_at", "origin")
            if told["effects"]["decided"] == content["move"] and all(told[name] == content[name] for name in same):
                due = told["effects"]["effective_at"]
                hold("decisions", content["recorded_at"] >= due, lambda: f"{content['move']} before its time")
                self.fated(known, decision, "effective")
                return decision
        return None

    def fated(self, known: Known, decision: int, fate: str) -> None:
        """A decision has one end."""
        former = known.fates.get(decision)
        hold("decisions", former is None, lambda: f"decision {decision} was {former} and now is {fate}")
        known.fates[decision] = fate

    # what workers record

    def rendered(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """The bytes of a sheet are bound once."""
        key = (content["effects"]["of"], content["effects"]["sheet"])
        hold("work", key not in known.bound, lambda: f"{now.case}: {key} is bound twice")
        known.bound.add(key)

    def sent(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """A copy is sent once, and one that Chancery sent has arrived."""
        ordinal = content["facts"]["ordinal"]
        hold("dispatch", ordinal not in known.sent, lambda: f"{now.case}: copy {ordinal} is sent twice")
        known.sent.add(ordinal)
        if content["origin"] == "system":
            case = Case.objects.get(pk=now.case)
            hold("dispatch", self.arrived(case, ordinal), lambda: f"{now.case}: copy {ordinal} never arrived")

    # approval and duties

    def visa_given(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """A visa is given for the text as it stood, which a later act in the same look cannot have changed."""
        digests = OutgoingCase.objects.filter(pk=now.case).values_list("drafts__digest", flat=True)
        hold("approval", content["facts"]["digest"] in digests, lambda: f"{now.case}: a visa for an unknown text")
        if now.state in ("approval", "awaiting_signature"):
            current = OutgoingCase.objects.values_list("draft__digest", flat=True).get(pk=now.case)
            hold("approval", content["facts"]["digest"] == current, lambda: f"{now.case}: a visa for a former text")

    def approved(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """Every place of this round is answered with consent to the text that stands (and S1 for who signs it)."""
        case = OutgoingCase.objects.select_related("draft").get(pk=now.case)
        if now.state not in ("approval", "awaiting_signature", "signed") or case.draft is None:
            return  # a later act has changed the round already
        places = Visa.objects.filter(case=now.case, round=case.round).exclude(outcome__in=("removed", "delegated"))
        rows = list(places.values_list("official", "outcome", "digest", "kept_for"))
        whole = bool(rows) and all(
            o == "waived" or (o in GIVEN and case.draft.digest in (seen, kept)) for _, o, seen, kept in rows
        )
        hold("approval", whole, lambda: f"{content['move']} of {now.case} in round {case.round}: {rows}")
        if content["move"] == "sign":
            agreed = {official for official, outcome, *_ in rows if outcome in GIVEN}
            apart = {case.executor_id, case.draft.author_id, *agreed}
            hold("duties", content["author"] not in apart, lambda: f"S1: {content['author']} signs {now.case}")

    def waived(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """S10: the signer, who never wrote the letter, does without a visa, and tells why."""
        case = Case.objects.select_related("draft").get(pk=now.case)
        seat = content["effects"].get("instead_of", content["author"])
        wrote = {case.executor_id, case.draft and case.draft.author_id}
        hold("duties", "reason" in content["sealed"], lambda: f"S10: a visa of {now.case} is waived without a reason")
        hold("duties", content["author"] not in wrote, lambda: f"S10: {content['author']} wrote {now.case}")
        if now.state == "approval":
            hold("duties", seat == case.signer_id, lambda: f"S10: {seat} does not sign {now.case}")

    def registered(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """S2: the signer does not register."""
        signer = Case.objects.values_list("signer", flat=True).get(pk=now.case)
        hold("duties", content["author"] != signer, lambda: f"S2: {signer} registers {now.case}")

    def annulment(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """S9: an annulment has two persons."""
        if content["move"] == "ask_annulment":
            known.annulment_asked_by = content["author"]
        else:
            two = known.annulment_asked_by not in (None, content["author"])
            hold("duties", two, lambda: f"S9: {content['author']} annuls {now.case}")

    def off_control(self, now: Standing, known: Known, content: dict[str, Any]) -> None:
        """S3: nobody takes off control what he executes."""
        places = now.places.get(content["author"], set())
        hold("duties", not places & {"executor", "coexecutor"}, lambda: f"S3: {content['author']} on {now.case}")

    # the case as a whole

    def goes_on(self, now: Standing) -> None:
        """Somebody can bring the case on, after a hand-over where its person has left, or something is bound to."""
        if now.state in oracle.FINAL:
            return
        office = self.town.office_of[now.body]
        able = self.moves_of(self.town.people_of(office), now)
        if "hand_over" in able:
            able |= self.moves_of([one for one in self.town.gone if one.office is office], now)
        if not any(oracle.leads_on(now.direction, now.state, move) for move in able):
            hold("stuck", awaits_another(now), lambda: f"nobody brings {now.case} on from {now.state}")

    def moves_of(self, people: Iterable[Person], now: Standing) -> set[str]:
        """What some people may do today with a case as it stands."""
        day = day_of(self.town.now)
        return {move for person in people for move in oracle.moves(person, now, day)}

    def everything(self, cases: Iterable[int]) -> None:
        """Look at many cases."""
        for case in cases:
            self.see(case)


def awaits_another(now: Standing) -> bool:
    """Whether a case stands still because a linked one, or a job, is to move it."""
    if Job.objects.filter(kind=Job.Kind.LINKED, done_at=None, payload__case=now.case).exists():
        return True
    return Answering.objects.filter(request=now.case).exclude(case__state__in=oracle.FINAL).exists()


def open_tasks(case: int) -> list[Task]:
    """What is asked of people in a case."""
    kind = ContentType.objects.get_for_model(Case)
    return list(
        Task.objects.filter(process__artifact_content_type=kind, process__artifact_object_id=case, status="NEW")
    )


def tasks_ask(now: Standing) -> None:
    """The flows ask exactly whom the law waits for: one task a case, or one for each approver asked now."""
    tasks = open_tasks(now.case)
    if now.state in oracle.FINAL:
        hold("tasks", not tasks, lambda: f"{now.case} is {now.state} and still asks {tasks}")
        return
    lawful = oracle.golden(now.direction)[now.state]
    for task in tasks:
        asks = any(rule.name in lawful for rule in task.flow_task.rules)
        hold("tasks", asks, lambda: f"{now.case} in {now.state} asks for {task}")  # noqa: B023 - told at once
    if now.state == "approval":
        asked = sorted(task.data["official"] for task in tasks)
        wanted = sorted(official for official, places in now.places.items() if "approver" in places)
        hold("tasks", bool(wanted) and asked == wanted, lambda: f"{now.case} asks {asked}, not {wanted}")
    else:
        hold("tasks", len(tasks) == 1, lambda: f"{now.case} in {now.state} has {len(tasks)} tasks")


EVENT: dict[str, Callable[..., None]] = {
    "decide": Watch.decided,
    "undo": Watch.ended,
    "lapse": Watch.ended,
    "rendered": Watch.rendered,
}
MOVE: dict[str, Callable[..., None]] = {
    "agree": Watch.visa_given,
    "agree_with_remarks": Watch.visa_given,
    "complete_round": Watch.approved,
    "sign": Watch.approved,
    "waive_visa": Watch.waived,
    "register": Watch.registered,
    "ask_annulment": Watch.annulment,
    "annul": Watch.annulment,
    "off_control": Watch.off_control,
    "record_sent": Watch.sent,
}
