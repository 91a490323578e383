"""The law of an incoming request in work: from the executor who takes it on to the file (I12-I22 of the norms)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from . import card, familiarisation, showing
from .act import Act
from .duties import separate
from .facts import Charge, Code
from .inquiry import InquiryLaw
from .law import NotComplete, require
from .move import move
from .refusal import BadFact
from .roles import ENTER_RESOLUTIONS, Role
from .sheets import Sheet
from .states import FINAL, GIVEN_UP, LEFT, OutgoingState
from .states import IncomingState as S
from .terms import TermsLaw

BEFORE_WORK = (S.REGISTERED, S.REVIEW, S.AWAITING_RESOLUTION, S.ASSIGNED)
AT_WORK = (S.ASSIGNED, S.IN_WORK, S.REPLY_IN_PROGRESS)
LIVING = (*BEFORE_WORK, S.IN_WORK, S.REPLY_IN_PROGRESS, S.EXECUTED, S.CLOSED)

OPEN_STATES = tuple(state for state in S if state not in FINAL)


class ExecutionLaw(TermsLaw, InquiryLaw):
    """From the acceptance of the work to the file."""

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
        entered_by=ENTER_RESOLUTIONS,
    )
    def reassign(self, act: Act, *, text: str, charges: tuple[Charge, ...], due: date | None = None) -> None:
        """A new resolution of the same author changes executor or deadline (S4); without a date, that one stays."""
        self.charge(act, text, charges, due)

    @move(AT_WORK, None, by=Role.HEAD, no_sheet="the control card names the executors")
    def hand_over(self, act: Act, *, leaving: int, to: int, reason: str) -> None:
        """The head gives the work of one who leaves or is away to another; order and deadline stay as they are."""
        require(reason, "reason")
        self.pass_on(leaving, to)

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

    # familiarisation

    @move(LIVING, None, by=familiarisation.SHOWN_BY, no_sheet="the inner inventory lists who has read the letter")
    def send_for_familiarisation(self, act: Act, *, officials: tuple[int, ...]) -> None:
        """Show the letter to officials of the body, beside its flow."""
        familiarisation.send(self, act, officials)

    @move(LIVING, None, by=Role.READER, no_sheet="the inner inventory lists who has read the letter", beside=True)
    def familiarise(self, act: Act) -> None:
        """Say that one has read the letter."""
        familiarisation.read(self, act)

    # grants

    @move(OPEN_STATES, None, by=showing.GRANTED_BY, no_sheet="the card of the case names to whom it is shown")
    def grant_access(
        self, act: Act, *, until: date, because: str, official: int | None = None, unit: int | None = None
    ) -> None:
        """Show the case to an official or a unit that has no place in it, until a day."""
        showing.grant(self, act, official=official, unit=unit, until=until, because=because)

    @move(OPEN_STATES, None, by=showing.GRANTED_BY, no_sheet="the card of the case names to whom it is shown")
    def end_access(self, act: Act, *, grant: int, reason: str) -> None:
        """Show the case no more to whom it was shown."""
        showing.withdraw(self, grant, reason)

    # what the moves share

    def places_of(self, official: int | None) -> set[Role]:
        """Who is charged with the letter, and who is to read it."""
        return super().places_of(official) | (self.reader(official) if self.state in LIVING else set())

    def is_answered(self, by: frozenset[OutgoingState] = frozenset(OutgoingState) - GIVEN_UP) -> bool:
        """Whether an outgoing letter that stands in one of these states answers the request."""
        return self.replies.filter(case__state__in=by).exists()
