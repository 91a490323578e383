"""The law of an outgoing letter (5.2 of the norms), in the order of its life. Read it as a table."""

from django.utils.translation import gettext_lazy as _

from .act import Act
from .circulation import Circulation
from .delivery import SHOWN, DeliveryLaw
from .drafting import OtherText
from .duties import separate
from .facts import Digest, LetterText, Place
from .law import UNOPENED, NotComplete, require
from .move import move
from .outcomes import GIVEN, Outcome
from .refusal import BadFact
from .roles import ENTER_PAPER, Role
from .sheets import Sheet
from .states import OutgoingState as S
from .text import LANGUAGES, check_form, differs_in_form_only

BEFORE_SIGNATURE = (S.DRAFT, S.NORM_CHECK, S.APPROVAL, S.REWORK, S.EXTERNAL_APPROVAL, S.AWAITING_SIGNATURE)


class OutgoingLaw(DeliveryLaw, Circulation):
    """From the first draft to the signature; DeliveryLaw takes the signed letter to its addressees."""

    # drafting

    @move(UNOPENED, S.DRAFT, by=Role.DRAFTER, sheets=Sheet.DRAFT)
    def draft_letter(
        self,
        act: Act,
        *,
        letter: LetterText,
        unit: int,
        signer: int,
        language: str = "ru",
        reply_to: tuple[int, ...] = (),
        restricted: bool = False,
    ) -> None:
        """O1: open the case; the drafter is its executor."""
        self.unit_id, self.executor_id, self.language = unit, act.author.official, language
        self.signer_id = signer
        self.officials({signer}, field="signer")
        separate("S1", act, signer)
        if language not in LANGUAGES:
            raise BadFact(_("a letter is written in one of: %s") % ", ".join(LANGUAGES), field="language")
        if reply_to:
            self.answer_to(act, reply_to)
        self.mark(restricted)
        self.write(act, letter)

    @move(S.DRAFT, None, by=Role.EXECUTOR, no_sheet="the draft is printed when the version is submitted")
    def revise(self, act: Act, *, letter: LetterText) -> None:
        """Write the next version of a draft that nobody has judged yet."""
        self.write(act, letter)

    @move(S.DRAFT, S.NORM_CHECK, by=Role.EXECUTOR, sheets=Sheet.DRAFT)
    def submit(self, act: Act) -> None:
        """O2: hand the draft in for the form check; a reply leaves no point open."""
        check_form(self.letter, self.language, self.norm(act))
        self.check_points()

    @move(S.NORM_CHECK, S.DRAFT, by=Role.EXECUTOR, no_sheet="nobody has judged the draft yet")
    def take_back(self, act: Act) -> None:
        """Take the draft back before the form check has begun."""

    @move(S.NORM_CHECK, S.DRAFT, by=Role.CLERK, sheets=Sheet.REMARKS)
    def return_form(self, act: Act, *, remarks: str) -> None:
        """O3: return a draft that breaks the form."""
        require(remarks, "remarks")

    # approval

    @move(S.NORM_CHECK, S.APPROVAL, by=Role.CLERK, sheets=Sheet.APPROVAL)
    def start_round(self, act: Act, *, route: tuple[Place, ...]) -> None:
        """O4: open the first round; the version is frozen by its digest."""
        self.open_round(act, route)

    @move(S.APPROVAL, None, by=Role.APPROVER, sheets=Sheet.APPROVAL, decision=True, entered_by=ENTER_PAPER, beside=True)
    def agree(self, act: Act, *, digest: Digest, round: int) -> None:
        """O5: give the visa."""
        self.answer(act, Outcome.AGREED, digest, round)

    @move(
        S.APPROVAL,
        None,
        by=Role.APPROVER,
        sheets=(Sheet.APPROVAL, Sheet.REMARKS),
        decision=True,
        entered_by=ENTER_PAPER,
        beside=True,
    )
    def agree_with_remarks(self, act: Act, *, digest: Digest, round: int, remarks: str) -> None:
        """O5: give the visa with remarks on a sheet of their own."""
        self.answer(act, Outcome.WITH_REMARKS, digest, round, require(remarks, "remarks"))

    @move(
        S.APPROVAL,
        S.REWORK,
        by=Role.APPROVER,
        sheets=(Sheet.APPROVAL, Sheet.REMARKS),
        decision=True,
        entered_by=ENTER_PAPER,
        beside=True,
    )
    def refuse_visa(self, act: Act, *, digest: Digest, round: int, remarks: str) -> None:
        """O6: refuse the visa; the letter goes back to its executor."""
        self.answer(act, Outcome.REFUSED, digest, round, require(remarks, "remarks"))
        self.close_round()

    @move(
        S.APPROVAL,
        None,
        by=Role.APPROVER,
        no_sheet="the next approval sheet names both officials",
        beside=True,
        in_person=True,
    )
    def delegate_visa(self, act: Act, *, to: int, round: int) -> None:
        """Hand one's open place to another official of the body."""
        if round != self.round:
            raise BadFact(_("that round is over"), field="round")
        place = self.open_place(act.author.official)
        self.check_new_approver(to)
        place.outcome = Outcome.DELEGATED
        self.keep(place)
        added = self.add("visas", round=self.round, turn=place.turn, official_id=to, delegated_from_id=place.pk)
        self.round_visas.append(added)
        self.effects.update(visa=place.pk)

    @move(S.APPROVAL, None, by=Role.EXECUTOR, no_sheet="the next approval sheet shows the route as it stands")
    def add_approver(self, act: Act, *, approver: Place) -> None:
        """Ask one more official in the middle of a round."""
        self.check_new_approver(approver.official)
        added = self.add("visas", round=self.round, turn=approver.turn, official_id=approver.official)
        self.round_visas.append(added)

    @move(S.APPROVAL, None, by=Role.EXECUTOR, no_sheet="the next approval sheet shows the route as it stands")
    def replace_approver(self, act: Act, *, visa: int, to: int, reason: str) -> None:
        """Ask another official instead of one who has not answered."""
        place = self.place(visa)
        require(reason, "reason")
        self.check_new_approver(to)
        self.ask_instead(place, to)

    @move(S.APPROVAL, None, by=Role.SIGNER, sheets=Sheet.APPROVAL, decision=True)
    def waive_visa(self, act: Act, *, approver: int, reason: str) -> None:
        """The signer will sign without a visa that is missing (S10); the round waits for it no more."""
        self.check_post(act)
        self.waive(act, approver, require(reason, "reason"))

    @move(
        S.APPROVAL,
        S.AWAITING_SIGNATURE,
        by=Role.SYSTEM,
        sheets=(Sheet.APPROVAL, Sheet.VISA_COPY),
        after=("agree", "agree_with_remarks", "waive_visa", "record_consent"),
    )
    def complete_round(self, act: Act) -> None:
        """O10: every place has agreed to the text as it stands."""
        if not self.round_is_complete():
            raise NotComplete(_("the round is not complete"))
        self.effects.update(round=self.round, draft=self.current_digest)

    @move((S.APPROVAL, S.AWAITING_SIGNATURE), S.EXTERNAL_APPROVAL, by=Role.EXECUTOR, sheets=Sheet.FORWARDING)
    def send_out(self, act: Act, *, bodies: tuple[str, ...]) -> None:
        """O8: ask the consent of other bodies."""
        if not [body for body in bodies if body.strip()]:
            raise BadFact(_("name the body that is asked"), field="bodies")

    @move(S.EXTERNAL_APPROVAL, S.APPROVAL, by=Role.EXECUTOR, sheets=Sheet.APPROVAL)
    def record_consent(self, act: Act, *, answer: Digest, note: str, whose: str = "") -> None:
        """O9: another body agreed (its letter or stamp is the scan); the round goes on from where it stood."""
        self.consent(act, whose.strip(), Digest(require(answer, "answer")), require(note, "note"))

    @move(S.EXTERNAL_APPROVAL, S.REWORK, by=Role.EXECUTOR, sheets=Sheet.REMARKS)
    def record_objection(self, act: Act, *, answer: Digest, remarks: str) -> None:
        """O9: another body objected."""
        require(answer, "answer")
        require(remarks, "remarks")
        self.close_round()

    @move(
        (S.APPROVAL, S.EXTERNAL_APPROVAL, S.AWAITING_SIGNATURE),
        S.REWORK,
        by=Role.EXECUTOR,
        sheets=Sheet.REMARKS,
    )
    def recall(self, act: Act, *, reason: str) -> None:
        """Recall the letter from approval; its visas are void."""
        require(reason, "reason")
        self.close_round()

    @move(S.REWORK, S.APPROVAL, by=Role.EXECUTOR, sheets=(Sheet.DRAFT, Sheet.APPROVAL))
    def resubmit(self, act: Act, *, letter: LetterText, route: tuple[Place, ...]) -> None:
        """O7: a new version and round n+1."""
        check_form(letter, self.language, self.norm(act))
        self.check_points()
        self.write(act, letter)
        self.open_round(act, route)

    # signature

    @move(
        S.AWAITING_SIGNATURE,
        None,
        by=Role.EXECUTOR,
        no_sheet="the approval sheet shows it once the signer allows it",
    )
    def propose_form_change(self, act: Act, *, letter: LetterText) -> None:
        """Offer the signer a version that differs in form only (a comma); the visas may be kept."""
        if not self.body.form_changes_keep_visas:
            raise BadFact(_("in this body every change goes through a new round"), field="letter")
        if not differs_in_form_only(self.letter, letter):
            raise BadFact(_("this changes more than the form"), field="letter")
        check_form(letter, self.language, self.norm(act))
        self.form_change = self.version_of(act, letter, form_only=True)

    @move(S.AWAITING_SIGNATURE, None, by=Role.SIGNER, sheets=(Sheet.APPROVAL, Sheet.VISA_COPY), decision=True)
    def allow_form_change(self, act: Act, *, digest: Digest) -> None:
        """The signer allows the form-only change: the visas stay, and all who gave one are shown it."""
        if self.form_change is None or self.form_change.digest != digest:
            raise OtherText(_("no such form-only change is proposed"))
        consented = self.consented
        self.draft, self.form_change = self.form_change, None
        for visa in self.round_visas:
            if visa.outcome in GIVEN:
                visa.kept_for = digest
                self.keep(visa)
        for consent in consented:
            consent.kept_for = digest
            self.keep(consent)
        self.title = self.letter.heading
        self.effects.update(draft=digest)

    @move(S.AWAITING_SIGNATURE, None, by=Role.SIGNER, sheets=Sheet.REMARKS, decision=True)
    def decline_form_change(self, act: Act, *, reason: str) -> None:
        """The signer does not allow the change; the version that was approved stands."""
        require(reason, "reason")
        if self.form_change is None:
            raise NotComplete(_("no form-only change is proposed"))
        self.form_change = None

    @move(S.AWAITING_SIGNATURE, S.REWORK, by=Role.SIGNER, sheets=Sheet.REMARKS, decision=True, entered_by=ENTER_PAPER)
    def refuse_sign(self, act: Act, *, reason: str) -> None:
        """O11: return the letter unsigned."""
        require(reason, "reason")
        self.close_round()

    @move(S.AWAITING_SIGNATURE, S.SIGNED, by=Role.SIGNER, sheets=Sheet.LETTER, decision=True, entered_by=ENTER_PAPER)
    def sign(self, act: Act, *, digest: Digest) -> None:
        """O12: sign exactly what was approved (S1)."""
        self.check_digest(digest)
        if self.form_change is not None:
            raise NotComplete(_("allow or decline the proposed change of form first"))
        self.check_post(act)
        if not self.round_is_complete():
            raise NotComplete(_("a visa is missing or was given for another text (V19, V20)"))
        self.check_points()
        self.check_consents()
        approvers = [who for visa in self.round_visas if visa.outcome in GIVEN for who in visa.people]
        separate("S1", act, *self.writers, *approvers)
        self.signed_on = self.day(act)
        self.sign_instead(act)
        self.effects.update(draft=digest, signed_on=self.signed_on)

    @move(BEFORE_SIGNATURE, S.CANCELLED, by=(Role.EXECUTOR, Role.SIGNER), sheets=Sheet.ANNULMENT)
    def cancel(self, act: Act, *, reason: str) -> None:
        """O23: give the letter up before it is signed."""
        require(reason, "reason")
        self.close_round()

    @move((*BEFORE_SIGNATURE, *SHOWN), None, by=Role.HEAD, no_sheet="the next sheets name the new people")
    def hand_over(self, act: Act, *, leaving: int, to: int, reason: str) -> None:
        """The head gives the places of one who leaves or is away to another; text and visas stay as they are."""
        require(reason, "reason")
        self.pass_on(leaving, to)

    # what the moves share

    def places_of(self, official: int | None) -> set[Role]:
        """Executor and signer of the case, the approvers whose turn it is, and who is to read the signed letter."""
        places = {Role.EXECUTOR: self.executor_id == official, Role.SIGNER: self.signer_id == official}
        if self.state in SHOWN:
            places[Role.READER] = bool(self.reader(official))
        if self.state == S.APPROVAL:
            places[Role.APPROVER] = any(visa.official_id == official for visa in self.asked_now())
        return {role for role, holds in places.items() if holds and official is not None}
