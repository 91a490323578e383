"""The law of a signed letter: number, dispatch and reply, per addressee (O13-O25 of the norms)."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from . import card, familiarisation, showing
from .act import Act
from .circulation import Circulation
from .duties import separate
from .facts import Code, Way
from .law import NotComplete, require
from .move import move
from .outcomes import Delivery, Reply
from .refusal import BadFact
from .roles import Role
from .sheets import Sheet
from .signatures import Signing
from .states import FINAL
from .states import OutgoingState as S

if TYPE_CHECKING:
    from cases.models import Dispatch

ON_THE_WAY = (S.DISPATCHED, S.AWAITING_REPLY)
SHOWN = (S.SIGNED, S.REGISTERED, S.DISPATCHING, *ON_THE_WAY, S.REPLIED, S.NO_REPLY)
OPEN_STATES = tuple(state for state in S if state not in FINAL)
STEPS: dict[str, frozenset[Delivery]] = {
    Delivery.SENT: frozenset({Delivery.DELIVERED, Delivery.REGISTERED, Delivery.REFUSED, Delivery.RETURNED}),
    Delivery.DELIVERED: frozenset({Delivery.REGISTERED, Delivery.REFUSED, Delivery.RETURNED}),
}


class DeliveryLaw(Circulation):
    """From the signature to the file."""

    @move(S.SIGNED, S.REGISTERED, by=Role.REGISTRAR, sheets=(Sheet.LETTER, Sheet.CARD))
    def register(self, act: Act, *, file_index: Code, reserved: int | None = None) -> None:
        """O13: the number follows the signature (S2); perform() takes it as late as it can."""
        separate("S2", act, self.signer_id, self.signed_by_id)
        day = self.day(act)
        if self.signed_on is None or day < self.signed_on:
            raise BadFact(_("a letter is not registered before it is signed (V04)"), field="occurred_at")
        self.check_signature()
        self.file_index, self.number_date = file_index, day
        self.number_due, self.reserved_number = True, reserved

    @move(S.SIGNED, S.REWORK, by=Role.REGISTRAR, sheets=Sheet.REMARKS)
    def return_defect(self, act: Act, *, reason: str) -> None:
        """O14: return a letter of bad form; its signature and its visas are void."""
        require(reason, "reason")
        self.signed_on = None
        self.close_round()

    @move((S.REGISTERED, *ON_THE_WAY), None, by=Role.REGISTRAR, sheets=Sheet.CARD)
    def correct_card(
        self, act: Act, *, title: str, file_index: Code, reason: str, restricted: bool | None = None
    ) -> None:
        """Correct the card, its restriction too where that is told; what was signed stays as it was signed."""
        card.correct(self, title=title, file_index=file_index, reason=reason, restricted=restricted)

    @move(S.REGISTERED, None, by=Role.REGISTRAR, no_sheet="the act is drawn up when the second person agrees")
    def ask_annulment(self, act: Act, *, reason: str) -> None:
        """The first of the two persons of an annulment (S9)."""
        card.ask_annulment(self, act, reason)

    @move(S.REGISTERED, S.ANNULLED, by=Role.CHANCERY_HEAD, sheets=Sheet.ANNULMENT, decision=True)
    def annul(self, act: Act, *, reason: str) -> None:
        """O24: the second person annuls; the number stays in the register, void."""
        card.annul(self, act, reason)

    @move(S.REGISTERED, S.DISPATCHING, by=Role.DISPATCHER, sheets=Sheet.DISPATCH)
    def queue(self, act: Act, *, ways: tuple[Way, ...]) -> None:
        """O15: one copy an addressee, each by its channel."""
        if self.restriction:
            raise BadFact(_("a restricted letter leaves by no channel of Chancery (V25)"), field="ways")
        chosen = {way.correspondent: way.channel for way in ways}
        wanted = [one["correspondent"] for one in (self.draft.content["addressees"] if self.draft else [])]
        if set(chosen) != set(wanted) or len(ways) != len(chosen):
            raise BadFact(_("every addressee of the letter has one way, and nobody else"), field="ways")
        self.copies = [
            self.add("dispatches", ordinal=ordinal, correspondent_id=one, channel=chosen[one])
            for ordinal, one in enumerate(wanted, 1)
        ]

    @move(
        S.DISPATCHING,
        None,
        by=(Role.DISPATCHER, Role.SYSTEM),
        no_sheet="the dispatch register is closed when every copy is sent",
    )
    def record_sent(self, act: Act, *, ordinal: int, proof: str) -> None:
        """One copy has left: its tracking number or receipt is the proof."""
        copy = self.copy(ordinal)
        if copy.delivery != Delivery.QUEUED:
            raise NotComplete(_("this copy has been sent already"))
        copy.delivery, copy.proof, copy.sent_at = Delivery.SENT, require(proof, "proof"), act.occurred_at
        self.keep(copy)

    @move(S.DISPATCHING, S.DISPATCHED, by=Role.SYSTEM, sheets=Sheet.DISPATCH, after=("record_sent",))
    def confirm_dispatch(self, act: Act) -> None:
        """O16: every copy is sent and has its proof."""
        if self.copies_in(Delivery.QUEUED):
            raise NotComplete(_("a copy is not sent yet"))

    @move(ON_THE_WAY, None, by=(Role.DISPATCHER, Role.SYSTEM), sheets=Sheet.DISPATCH)
    def record_delivery(
        self,
        act: Act,
        *,
        ordinal: int,
        delivery: Delivery,
        number: Code = Code(""),
        dated: date | None = None,
        note: str = "",
    ) -> None:
        """O17: what became of a copy; a refused or returned one needs its reason."""
        copy = self.copy(ordinal)
        if delivery not in STEPS.get(copy.delivery, frozenset()):
            raise BadFact(_("this cannot follow «%s»") % Delivery(copy.delivery).label, field="delivery")
        if bool(number) != bool(dated) or (delivery == Delivery.REGISTERED and not number):
            raise BadFact(_("their number and date belong together (V03)"), field="number")
        if delivery in (Delivery.REFUSED, Delivery.RETURNED):
            require(note, "note")
        copy.delivery, copy.their_number, copy.their_date = delivery, number, dated
        self.keep(copy)

    @move(S.DISPATCHED, S.AWAITING_REPLY, by=(Role.EXECUTOR, Role.CONTROLLER), sheets=Sheet.CONTROL)
    def await_reply(self, act: Act, *, until: date) -> None:
        """O18: put the reply on control."""
        if until < self.day(act):
            raise BadFact(_("a reply is awaited until a day to come"), field="until")
        self.control, self.reply_asked_by = "on", until

    @move(S.AWAITING_REPLY, None, by=Role.CONTROLLER, sheets=Sheet.CONTROL)
    def remind(self, act: Act) -> None:
        """Send a reminder to those who have not answered."""
        self.reminded_on = self.day(act)

    @move(ON_THE_WAY, None, by=(Role.REGISTRAR, Role.SYSTEM), no_sheet="the incoming letter has its own card")
    def link_reply(self, act: Act, *, ordinal: int, reply: int) -> None:
        """O19: an incoming letter answers for one addressee; one whose «На №» is ours is linked by Chancery itself."""
        copy = self.awaited(ordinal)
        found = self.body.cases.filter(direction="in", pk=reply).first()
        if found is None or found.correspondent_id != copy.correspondent_id:
            raise BadFact(_("no incoming letter of this addressee"), field="reply")
        copy.reply, copy.reply_case = Reply.ANSWERED, found
        self.keep(copy)

    @move(ON_THE_WAY, None, by=Role.CONTROLLER, no_sheet="the history and the inner inventory carry the excuse")
    def excuse_addressee(self, act: Act, *, ordinal: int, reason: str) -> None:
        """No reply is expected of this addressee any more."""
        if self.control == "on":
            separate("S3", act, self.executor_id)
        copy = self.awaited(ordinal)
        copy.reply, copy.excuse = Reply.EXCUSED, require(reason, "reason")
        self.keep(copy)

    @move(
        ON_THE_WAY,
        S.REPLIED,
        by=Role.SYSTEM,
        no_sheet="the reply itself is the proof",
        after=("link_reply", "excuse_addressee"),
    )
    def close_replied(self, act: Act) -> None:
        """Every addressee has answered or was excused."""
        if self.replies_in(Reply.AWAITED):
            raise NotComplete(_("a reply is still awaited"))
        self.take_off_control()

    @move(S.AWAITING_REPLY, S.NO_REPLY, by=Role.CONTROLLER, sheets=Sheet.CONTROL)
    def close_without_reply(self, act: Act, *, reason: str) -> None:
        """O20: the term is over, the reminder was sent, nothing came (S3, S6)."""
        require(reason, "reason")
        separate("S3", act, self.executor_id)
        if self.reminded_on is None or self.reply_asked_by is None or self.day(act) <= self.reply_asked_by:
            raise NotComplete(_("first the term must be over and the reminder sent"))
        self.take_off_control()

    @move(
        (S.DISPATCHED, S.REPLIED, S.NO_REPLY),
        S.FILED,
        by=Role.CLERK,
        sheets=(Sheet.FILE_MARK, Sheet.INVENTORY),
    )
    def file(self, act: Act, *, file_index: Code) -> None:
        """O21: lay the letter into its file (V30)."""
        card.file_under(self, act, file_index)

    @move(ON_THE_WAY, S.WITHDRAWN, by=Role.SIGNER, sheets=Sheet.ANNULMENT)
    def withdraw(self, act: Act, *, by_letter: int, reason: str) -> None:
        """O25: withdraw a letter that has left, by a new letter that says so."""
        require(reason, "reason")
        registered = self.body.cases.filter(direction="out").exclude(number="").exclude(state=S.ANNULLED)
        if not registered.filter(pk=by_letter).exclude(pk=self.pk).exists():
            raise BadFact(_("no registered letter of withdrawal"), field="by_letter")
        self.take_off_control()

    # familiarisation

    @move(SHOWN, None, by=familiarisation.SHOWN_BY, no_sheet="the inner inventory lists who has read the letter")
    def send_for_familiarisation(self, act: Act, *, officials: tuple[int, ...]) -> None:
        """Show the letter to officials of the body, beside its flow."""
        familiarisation.send(self, act, officials)

    @move(SHOWN, None, by=Role.READER, no_sheet="the inner inventory lists who has read the letter", beside=True)
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

    def check_signature(self) -> None:
        """A letter that is signed electronically is not registered before its signature is verified (O12).

        Raises NotComplete.
        """
        if self.body.signing == Signing.HAND:
            return
        signed = self.letters.filter(sheet=Sheet.LETTER, entry__move="sign").order_by("entry__seq").last()
        if signed is not None and signed.context.get("signing") and not signed.digest:
            raise NotComplete(_("the electronic signature of the letter is not verified yet"))

    def take_off_control(self) -> None:
        """A letter whose reply is not waited for any more is on nobody's control."""
        self.control = "off" if self.control == "on" else self.control

    @cached_property
    def copies(self) -> "list[Dispatch]":
        """The copies of the letter, read once an act."""
        return list(self.dispatches.all())

    def copies_in(self, delivery: Delivery) -> "list[Dispatch]":
        """The copies that have come so far and no further."""
        return [copy for copy in self.copies if copy.delivery == delivery]

    def replies_in(self, reply: Reply) -> "list[Dispatch]":
        """The copies whose reply stands so."""
        return [copy for copy in self.copies if copy.reply == reply]

    def copy(self, ordinal: int) -> "Dispatch":
        """The copy of an addressee. Raises BadFact."""
        for copy in self.copies:
            if copy.ordinal == ordinal:
                return copy
        raise BadFact(_("the letter has no such copy"), field="ordinal")

    def awaited(self, ordinal: int) -> "Dispatch":
        """A copy whose reply is still awaited. Raises NotComplete."""
        copy = self.copy(ordinal)
        if copy.reply != Reply.AWAITED:
            raise NotComplete(_("this addressee has answered or was excused"))
        return copy
