"""The law of an incoming request (5.1 of the norms), in the order of its life. Read it as a table."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from . import card
from .act import Act
from .charging import Charging
from .duties import separate
from .facts import Charge, Code
from .law import UNOPENED, NotComplete, require
from .move import move
from .outcomes import KINDS, MEANS, NOT_REGISTERED, RefusalReason
from .refusal import BadFact
from .roles import Role
from .sheets import Sheet
from .states import GIVEN_UP, LEFT, OutgoingState
from .states import IncomingState as S

BEFORE_WORK = (S.REGISTERED, S.REVIEW, S.AWAITING_RESOLUTION, S.ASSIGNED)
AT_WORK = (S.ASSIGNED, S.IN_WORK, S.REPLY_IN_PROGRESS)


class IncomingLaw(Charging):
    """From the receipt of a letter to the file."""

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
    ) -> None:
        """I1: take a letter in, with what its envelope and head say."""
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
        self.unit_id, self.correspondent_id, self.point_id = unit, correspondent, point
        self.title, self.kind, self.delivery, self.sheets = require(title, "title"), kind, delivery, sheets
        self.their_number, self.their_date, self.received_at = their_number, their_date, act.occurred_at
        for ordinal, text in enumerate(points, 1):
            self.add("points", ordinal=ordinal, text=require(text, "points"))

    @move(S.RECEIVED, S.RETURNED, by=Role.CLERK, sheets=Sheet.RETURN)
    def return_misdirected(self, act: Act, *, reason: str) -> None:
        """I2: return a letter that is not addressed to the body."""
        require(reason, "reason")

    @move(S.RECEIVED, S.REFUSED, by=Role.REGISTRAR, sheets=Sheet.REFUSAL)
    def refuse_registration(self, act: Act, *, reason: RefusalReason, note: str = "") -> None:
        """I3: refuse an electronic document for a reason of the closed list."""

    @move(S.RECEIVED, S.COUNTED, by=Role.CLERK, no_sheet="such letters are only counted")
    def count_only(self, act: Act) -> None:
        """I4: greetings, invitations, printed matter and the like are not registered."""
        if self.kind not in NOT_REGISTERED:
            raise BadFact(_("letters of this kind are registered"), field="kind")

    @move(S.RECEIVED, S.REGISTERED, by=Role.REGISTRAR, sheets=(Sheet.CARD, Sheet.RECEIPT_STAMP))
    def register(self, act: Act, *, not_a_duplicate: bool = False, reserved: int | None = None) -> None:
        """I5: once, on the day of receipt or the next; a possible duplicate is judged first (V21)."""
        same = self.body.cases.filter(
            correspondent=self.correspondent, their_number=self.their_number, their_date=self.their_date
        ).exclude(pk=self.pk)
        if not not_a_duplicate and (twin := same.exclude(number="").first()):
            raise BadFact(_("registered already as %s: is it the same letter?") % twin.number, field="not_a_duplicate")
        self.number_date, self.number_due, self.reserved_number = self.day(act), True, reserved

    @move((*BEFORE_WORK, S.IN_WORK), None, by=Role.CLERK, sheets=Sheet.ACKNOWLEDGEMENT)
    def acknowledge(self, act: Act) -> None:
        """Tell the sender the number, as asked or for an electronic letter."""

    @move((*BEFORE_WORK, S.IN_WORK, S.REPLY_IN_PROGRESS, S.EXECUTED), None, by=Role.REGISTRAR, sheets=Sheet.CARD)
    def correct_card(self, act: Act, *, title: str, file_index: Code, reason: str) -> None:
        """Correct the card of a registered letter."""
        card.correct(self, title=title, file_index=file_index, reason=reason)

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
    def route_by_competence(self, act: Act, *, text: str, charges: tuple[Charge, ...], due: date | None = None) -> None:
        """I8: send a letter that needs no review by the head straight to its executors."""
        self.charge(act, text, charges, due)

    @move(
        S.AWAITING_RESOLUTION,
        S.ASSIGNED,
        by=(Role.HEAD, Role.DEPUTY),
        sheets=Sheet.RESOLUTION,
        decision=True,
        on_paper=True,
    )
    def issue_resolution(
        self,
        act: Act,
        *,
        text: str,
        charges: tuple[Charge, ...],
        due: date | None = None,
        control: bool = False,
    ) -> None:
        """I9: order the work: executors, one of them responsible, and a deadline."""
        self.charge(act, text, charges, due)
        self.control = "on" if control else self.control

    @move(
        S.AWAITING_RESOLUTION,
        S.FILED,
        by=Role.HEAD,
        sheets=(Sheet.RESOLUTION, Sheet.FILE_MARK),
        decision=True,
        on_paper=True,
    )
    def for_information(self, act: Act, *, text: str, file_index: Code) -> None:
        """I10: no action is asked; the letter goes to its file."""
        self.add(
            "resolutions",
            author_id=act.author.official,
            text=require(text, "text"),
            issued_at=act.occurred_at,
        )
        card.file_under(self, act, file_index)

    @move(
        (S.REVIEW, S.AWAITING_RESOLUTION),
        S.FORWARDED,
        by=(Role.HEAD, Role.DEPUTY),
        sheets=(Sheet.FORWARDING, Sheet.FORWARDING_NOTICE),
        decision=True,
    )
    def forward(self, act: Act, *, to: int, reason: str) -> None:
        """I11: another body is competent."""
        require(reason, "reason")
        if not self.body.correspondents.filter(pk=to).exists():
            raise BadFact(_("no such correspondent of this body"), field="to")

    # work

    @move(S.ASSIGNED, S.IN_WORK, by=Role.EXECUTOR, no_sheet="the resolution sheet already names the executor")
    def accept_task(self, act: Act) -> None:
        """I12: take the work on."""

    @move(S.ASSIGNED, S.AWAITING_RESOLUTION, by=Role.EXECUTOR, sheets=Sheet.REMARKS)
    def request_reassign(self, act: Act, *, reason: str) -> None:
        """I13: ask the author of the resolution for another executor."""
        require(reason, "reason")

    @move(
        (S.ASSIGNED, S.IN_WORK),
        S.ASSIGNED,
        by=Role.AUTHOR,
        sheets=Sheet.RESOLUTION,
        decision=True,
        on_paper=True,
    )
    def reassign(self, act: Act, *, text: str, charges: tuple[Charge, ...], due: date | None = None) -> None:
        """A new resolution of the same author changes executor or deadline (S4)."""
        self.charge(act, text, charges, due)

    @move((S.ASSIGNED, S.IN_WORK), None, by=Role.CONTROLLER, sheets=Sheet.CONTROL)
    def put_on_control(self, act: Act) -> None:
        """Watch the deadline (S6: the controller is none of the executors)."""
        separate("S6", act, *self.charged)
        self.control = "on"

    @move(AT_WORK, None, by=Role.CONTROLLER, sheets=Sheet.CONTROL)
    def remind(self, act: Act) -> None:
        """Remind the executors of the deadline."""
        self.reminded_on = self.day(act)

    @move(S.IN_WORK, None, by=Role.EXECUTOR, sheets=Sheet.INTERIM_REPLY)
    def interim_reply(self, act: Act, *, done: str, until: date) -> None:
        """I14: tell the sender how far the work is; control and deadline stay as they are (V23)."""
        require(done, "done")
        if until < self.day(act):
            raise BadFact(_("the final answer is promised for a day to come"), field="until")

    @move(S.IN_WORK, S.REPLY_IN_PROGRESS, by=Role.EXECUTOR, no_sheet="the draft is a sheet of the outgoing case")
    def start_reply(self, act: Act) -> None:
        """I16: the linked outgoing letter is being written."""
        if not self.is_answered():
            raise NotComplete(_("first open the outgoing letter that answers this one"))

    @move(
        S.REPLY_IN_PROGRESS,
        S.IN_WORK,
        by=Role.SYSTEM,
        no_sheet="the act of cancellation is a sheet of the outgoing case",
    )
    def reply_cancelled(self, act: Act) -> None:
        """I17: the linked letter was cancelled or annulled, and no other one answers."""
        if self.is_answered():
            raise NotComplete(_("another letter answers this one"))

    @move(
        S.REPLY_IN_PROGRESS,
        S.EXECUTED,
        by=Role.SYSTEM,
        no_sheet="the reply is a sheet of the outgoing case",
        after=("start_reply",),
    )
    def reply_dispatched(self, act: Act) -> None:
        """I18: the final answer has left, maybe before its executor said that he is writing it."""
        if not self.is_answered(by=LEFT):
            raise NotComplete(_("the answer has not left yet"))

    @move(
        (S.EXECUTED, S.CLOSED),
        S.IN_WORK,
        by=Role.SYSTEM,
        no_sheet="the act of withdrawal is a sheet of the outgoing case",
    )
    def reply_withdrawn(self, act: Act) -> None:
        """O25: the answer was withdrawn, and no other one has left; the work is not done."""
        if self.is_answered(by=LEFT):
            raise NotComplete(_("another letter answers this one"))
        self.control = "on" if self.control == "off" else self.control

    @move(S.IN_WORK, S.EXECUTED, by=Role.EXECUTOR, no_sheet="the report is printed on the control card")
    def report_without_letter(self, act: Act, *, report: str) -> None:
        """I19: settled orally, or no reply is needed."""
        require(report, "report")

    @move(S.EXECUTED, S.IN_WORK, by=(Role.CONTROLLER, Role.AUTHOR), sheets=Sheet.REMARKS)
    def return_unfulfilled(self, act: Act, *, reason: str) -> None:
        """I20: not everything that was asked is answered."""
        require(reason, "reason")

    @move(S.EXECUTED, S.CLOSED, by=Role.CONTROLLER, sheets=Sheet.CONTROL)
    def off_control(self, act: Act, *, proof: str) -> None:
        """I21: off control on the basis of the sent answer, never by an executor (S3, S6)."""
        separate("S3", act, *self.charged)
        if self.control != "on":
            raise NotComplete(_("the case is not on control"))
        require(proof, "proof")
        self.control = "off"

    @move(
        S.EXECUTED,
        S.CLOSED,
        by=Role.SYSTEM,
        no_sheet="nothing was on control",
        after=("start_reply", "reply_dispatched", "report_without_letter"),
    )
    def close_uncontrolled(self, act: Act) -> None:
        """I21: a case that was not on control closes by itself."""
        if self.control == "on":
            raise NotComplete(_("the controller takes this case off control"))

    @move(S.CLOSED, S.FILED, by=Role.CLERK, sheets=(Sheet.FILE_MARK, Sheet.INVENTORY))
    def file(self, act: Act, *, file_index: Code) -> None:
        """I22: lay the case into its file (V30)."""
        card.file_under(self, act, file_index)

    # what the moves share

    def is_answered(self, by: frozenset[OutgoingState] = frozenset(OutgoingState) - GIVEN_UP) -> bool:
        """Whether an outgoing letter that stands in one of these states answers the request."""
        return self.replies.filter(state__in=by).exists()
