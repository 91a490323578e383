"""The law of an incoming request (5.1 of the norms), in the order of its life. Read it as a table."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cases.deadlines.policy import Urgency

from . import card
from .act import Act
from .delivery import ON_THE_WAY
from .execution import BEFORE_WORK, LIVING, ExecutionLaw
from .facts import Charge, Code, Digest
from .law import UNOPENED, NotComplete, require
from .move import move
from .outcomes import ELECTRONIC, KINDS, MEANS, NOT_REGISTERED, ON_PAPER, RefusalReason, Reply
from .refusal import BadFact
from .roles import ENTER_RESOLUTIONS, Role
from .sheets import Sheet
from .states import IncomingState as S


class IncomingLaw(ExecutionLaw):
    """From the receipt of a letter to the resolution; ExecutionLaw takes it through the work to the file."""

    # receipt and registration

    @move(UNOPENED, S.RECEIVED, by=Role.CLERK, no_sheet="the card is drawn up at registration")
    def accept(
        self,
        act: Act,
        *,
        unit: int,
        correspondent: int,
        title: str,
        their_number: Code,
        their_date: date,
        delivery: Code = Code("post"),
        sheets: int = 1,
        kind: Code = Code("letter"),
        point: int | None = None,
        points: tuple[str, ...] = (),
        our_number: Code = Code(""),
        our_date: date | None = None,
        image: Digest | None = None,
        asked_by: date | None = None,
        restricted: bool = False,
    ) -> None:
        """I1: take a letter in, with what its envelope and head say.

        our_number, our_date: the «На № … от …» of a reply. image: the digest of its scan, which may come first.
        """
        self.check_envelope(correspondent, point, kind, delivery, sheets)
        if bool(our_number) != bool(our_date):
            raise BadFact(_("our number and date belong together (V03)"), field="our_number")
        self.unit_id, self.correspondent_id, self.point_id = unit, correspondent, point
        self.title, self.kind, self.delivery, self.sheets = require(title, "title"), kind, delivery, sheets
        if asked_by is not None and asked_by < their_date:
            raise BadFact(_("no letter asks for an answer before its own day"), field="asked_by")
        self.their_number, self.their_date, self.received_at = their_number, their_date, act.occurred_at
        self.our_number, self.our_date, self.scan = our_number, our_date, image or ""
        self.reply_asked_by = asked_by
        self.mark(restricted)
        if restricted and image:
            raise BadFact(_("of a restricted letter no file is kept (V25)"), field="image")
        for ordinal, text in enumerate(points, 1):
            self.add("points", ordinal=ordinal, text=require(text, "points"))

    @move(
        (S.RECEIVED, *BEFORE_WORK),
        None,
        by=(Role.CLERK, Role.REGISTRAR),
        no_sheet="the card printed next lists the points as they stand",
    )
    def enter_point(self, act: Act, *, ordinal: int, text: str, useless_after: date | None = None) -> None:
        """Correct a point of the letter, or add the next one, before the work on it begins."""
        if ordinal == len(self.asked) + 1:
            self.add("points", ordinal=ordinal, text=require(text, "text"), useless_after=useless_after)
        else:
            point = self.asked_point(ordinal)
            point.text, point.useless_after = require(text, "text"), useless_after
            self.keep(point)

    @move(S.RECEIVED, S.RETURNED, by=Role.CLERK, sheets=Sheet.RETURN)
    def return_misdirected(self, act: Act, *, reason: str) -> None:
        """I2: return a letter that is not addressed to the body."""
        require(reason, "reason")

    @move(S.RECEIVED, S.REFUSED, by=Role.REGISTRAR, sheets=Sheet.REFUSAL)
    def refuse_registration(self, act: Act, *, reason: RefusalReason, note: str = "") -> None:
        """I3: refuse an electronic document for a reason of the closed list; one on paper is returned."""
        if self.delivery not in ELECTRONIC:
            raise NotComplete(_("only an electronic document is refused; a letter on paper is returned"))

    @move(S.RECEIVED, S.COUNTED, by=Role.CLERK, no_sheet="such letters are only counted")
    def count_only(self, act: Act) -> None:
        """I4: greetings, invitations, printed matter and the like are not registered."""
        if self.kind not in NOT_REGISTERED:
            raise BadFact(_("letters of this kind are registered"), field="kind")

    @move(S.RECEIVED, S.JOINED, by=Role.REGISTRAR, no_sheet="the card of the earlier registration is drawn up anew")
    def join_original(self, act: Act, *, earlier: int) -> None:
        """The letter has its number already: what came again, mostly its original, joins it and takes no other one."""
        registered = self.body.cases.filter(direction="in", correspondent=self.correspondent_id).exclude(number="")
        if not registered.exclude(state=S.ANNULLED).filter(pk=earlier).exists():
            raise BadFact(_("no registered letter of this correspondent"), field="earlier")
        self.joined_to_id = earlier

    @move(S.RECEIVED, S.REGISTERED, by=Role.REGISTRAR, sheets=(Sheet.CARD, Sheet.RECEIPT_STAMP))
    def register(
        self, act: Act, *, not_a_duplicate: bool = False, missing: str = "", reserved: int | None = None
    ) -> None:
        """I5: once, on the day of receipt or the next; a possible duplicate is judged first (V21).

        missing: which sheets or attachments the check did not find; the card and the stamp carry it.
        """
        self.missing = missing.strip()
        same = self.body.cases.filter(
            correspondent=self.correspondent, their_number=self.their_number, their_date=self.their_date
        ).exclude(pk=self.pk)
        if not not_a_duplicate and (twin := same.exclude(number="").first()):
            raise BadFact(_("registered already as %s: is it the same letter?") % twin.number, field="not_a_duplicate")
        self.number_date, self.number_due, self.reserved_number = self.day(act), True, reserved
        self.registered_at = act.occurred_at

    @move(LIVING, None, by=Role.REGISTRAR, sheets=(Sheet.CARD, Sheet.RECEIPT_STAMP))
    def record_original(self, act: Act, *, received_on: date, place: str) -> None:
        """The original of a letter that came as a file has come on paper: it bears the same number."""
        if received_on > self.day(act):
            raise BadFact(_("an original is not entered before it comes"), field="received_on")
        self.keep_original(received_on, require(place, "place"))

    @move(LIVING, None, by=Role.SYSTEM, sheets=(Sheet.CARD, Sheet.RECEIPT_STAMP))
    def original_arrived(self, act: Act, *, joined: int) -> None:
        """What was joined to this letter is its original on paper."""
        came = self.joined.filter(pk=joined, delivery__in=ON_PAPER).first()
        if came is None or came.received_at is None:
            raise NotComplete(_("nothing on paper was joined to this letter"))
        self.keep_original(self.local_day(came.received_at), came.point.name if came.point else "")

    @move((*BEFORE_WORK, S.IN_WORK), None, by=Role.CLERK, sheets=Sheet.ACKNOWLEDGEMENT)
    def acknowledge(self, act: Act) -> None:
        """Tell the sender the number, as asked or for an electronic letter."""

    @move((*BEFORE_WORK, S.IN_WORK, S.REPLY_IN_PROGRESS, S.EXECUTED), None, by=Role.REGISTRAR, sheets=Sheet.CARD)
    def correct_card(
        self, act: Act, *, title: str, file_index: Code, reason: str, restricted: bool | None = None
    ) -> None:
        """Correct the card of a registered letter; its restriction too, where that is told."""
        card.correct(self, title=title, file_index=file_index, reason=reason, restricted=restricted)

    @move(BEFORE_WORK, None, by=Role.REGISTRAR, no_sheet="the act is drawn up when the second person agrees")
    def ask_annulment(self, act: Act, *, reason: str) -> None:
        """The first of the two persons of an annulment (S9)."""
        card.ask_annulment(self, act, reason)

    @move(BEFORE_WORK, S.ANNULLED, by=Role.CHANCERY_HEAD, sheets=Sheet.ANNULMENT, decision=True)
    def annul(self, act: Act, *, reason: str) -> None:
        """I25: the second person annuls; the number stays in the register, void."""
        card.annul(self, act, reason)

    # review and resolution

    @move(S.REGISTERED, S.REVIEW, by=Role.CLERK, no_sheet="the card goes with the letter")
    def to_preliminary(self, act: Act) -> None:
        """I6: hand the letter to preliminary review."""

    @move(S.REVIEW, S.AWAITING_RESOLUTION, by=Role.ASSISTANT, sheets=Sheet.RESOLUTION)
    def submit_to_head(self, act: Act, *, proposal: str = "") -> None:
        """I7: lay the letter before the head, with a proposed resolution if there is one."""

    @move(S.REVIEW, S.ASSIGNED, by=Role.ASSISTANT, sheets=Sheet.RESOLUTION)
    def route_by_competence(
        self,
        act: Act,
        *,
        text: str,
        charges: tuple[Charge, ...],
        due: date | None = None,
        urgency: Urgency = Urgency.NORMAL,
    ) -> None:
        """I8: send a letter that needs no review by the head straight to its executors."""
        self.charge(act, text, charges, due, urgency)

    @move(
        S.AWAITING_RESOLUTION,
        S.ASSIGNED,
        by=(Role.HEAD, Role.DEPUTY),
        sheets=Sheet.RESOLUTION,
        decision=True,
        entered_by=ENTER_RESOLUTIONS,
    )
    def issue_resolution(
        self,
        act: Act,
        *,
        text: str,
        charges: tuple[Charge, ...],
        due: date | None = None,
        control: bool = False,
        urgency: Urgency = Urgency.NORMAL,
    ) -> None:
        """I9: order the work: executors, one of them responsible, and a deadline: named, asked for, or by policy."""
        self.charge(act, text, charges, due, urgency)
        self.control = "on" if control else self.control

    @move(
        S.AWAITING_RESOLUTION,
        S.FILED,
        by=Role.HEAD,
        sheets=(Sheet.RESOLUTION, Sheet.FILE_MARK),
        decision=True,
        entered_by=ENTER_RESOLUTIONS,
    )
    def for_information(self, act: Act, *, text: str, file_index: Code) -> None:
        """I10: no action is asked; the letter goes to its file."""
        self.add(
            "resolutions",
            author_id=act.seat,
            text=require(text, "text"),
            issued_at=act.occurred_at,
        )
        self.discharge()
        card.file_under(self, act, file_index)

    @move(
        (S.REVIEW, S.AWAITING_RESOLUTION),
        S.FORWARDED,
        by=(Role.HEAD, Role.DEPUTY),
        sheets=(Sheet.FORWARDING, Sheet.FORWARDING_NOTICE),
        decision=True,
        entered_by=ENTER_RESOLUTIONS,
    )
    def forward(self, act: Act, *, to: int, reason: str) -> None:
        """I11: another body is competent."""
        require(reason, "reason")
        if not self.body.correspondents.filter(pk=to).exists():
            raise BadFact(_("no such correspondent of this body"), field="to")
        if to == self.correspondent_id:
            raise BadFact(_("that is who sent the letter"), field="to")
        self.forwarded_to_id = to
        self.discharge()

    # what the moves share

    def check_envelope(self, correspondent: int, point: int | None, kind: str, delivery: str, sheets: int) -> None:
        """What is asked of a letter that comes in. Raises BadFact."""
        if not self.body.correspondents.filter(pk=correspondent).exists():
            raise BadFact(_("no such correspondent of this body"), field="correspondent")
        if point is not None and not self.body.registrationpoint_set.filter(pk=point).exists():
            raise BadFact(_("no such registration point of this body"), field="point")
        if kind not in KINDS:
            raise BadFact(_("is none of the known kinds"), field="kind")
        if delivery not in MEANS:
            raise BadFact(_("is none of the known means"), field="delivery")
        if sheets < 1:
            raise BadFact(_("a letter has at least one sheet"), field="sheets")

    def keep_original(self, received_on: date, place: str) -> None:
        """Note that the original is here, once. Raises NotComplete or BadFact."""
        if self.delivery in ON_PAPER or self.original_received_on is not None:
            raise NotComplete(_("the original of this letter is here already"))
        if self.received_at is not None and received_on < self.local_day(self.received_at):
            raise BadFact(_("the original comes after the file"), field="received_on")
        self.original_received_on, self.original_place = received_on, place

    def answered_copy(self) -> tuple[int, int] | None:
        """Which letter of ours the «На №» means, and which copy of it: the one that still awaits this sender.

        None when there is none or more than one: then a registrar links by hand.
        """
        if not self.our_number:
            return None
        awaiting = self.body.cases.filter(
            direction="out",
            state__in=ON_THE_WAY,
            number=self.our_number,
            number_date=self.our_date,
            dispatches__correspondent=self.correspondent_id,
            dispatches__reply=Reply.AWAITED,
        )
        found = list(awaiting.values_list("pk", "dispatches__ordinal")[:2])
        return found[0] if len(found) == 1 else None
