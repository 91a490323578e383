"""The approval round: who is asked now, when the round is complete, what happens to a visa."""

from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .act import Act, Origin
from .drafting import Drafting
from .duties import keep_apart, separate
from .facts import Digest, Place
from .law import NotComplete
from .outcomes import GIVEN, Outcome
from .refusal import BadFact, Refusal
from .roles import Role

if TYPE_CHECKING:
    from cases.models import Consent, Visa


class NoOpenPlace(Refusal):
    """The actor is not asked in this round, or not yet, or has answered already."""

    code = "no_open_place"


class Circulation(Drafting):
    """What the law of outgoing letters knows of rounds. Visas of the case are read once an act."""

    @cached_property
    def round_visas(self) -> "list[Visa]":
        """The visas of the current round, changed ones included."""
        return list(self.visas.filter(round=self.round)) if self.round else []

    def asked_now(self) -> "list[Visa]":
        """The open places: pending visas of the earliest turn that has one."""
        pending = [visa for visa in self.round_visas if visa.outcome == Outcome.PENDING]
        first = min((visa.turn for visa in pending), default=0)
        return [visa for visa in pending if visa.turn == first]

    def round_is_complete(self) -> bool:
        """Every place of the round is answered with consent to the text as it stands, or waived by the signer."""
        places = [v for v in self.round_visas if v.outcome not in (Outcome.REMOVED, Outcome.DELEGATED)]
        return bool(places) and all(
            visa.outcome == Outcome.WAIVED
            or (visa.outcome in GIVEN and self.current_digest in (visa.digest, visa.kept_for))
            for visa in places
        )

    def open_round(self, act: Act, route: tuple[Place, ...]) -> None:
        """Open round n+1 with a place for each approver (S1: none of them wrote or signs the letter)."""
        if not route:
            raise BadFact(_("a round has at least one approver"), field="route")
        named = {place.official for place in route}
        if len(named) != len(route):
            raise BadFact(_("an approver is named once"), field="route")
        self.officials(named, field="route")
        self.check_route(named)
        self.round += 1
        self.round_visas = [
            self.add("visas", round=self.round, turn=place.turn, official_id=place.official) for place in route
        ]
        self.effects.update(round=self.round, draft=self.current_digest)

    def check_route(self, named: set[int]) -> None:
        """S1 for those who are to be asked. Raises DutiesConflict."""
        keep_apart("S1", named, self.draft.author_id if self.draft else None, self.executor_id, self.signer_id)

    def close_round(self) -> None:
        """Void every visa of the round: the letter goes back, and no change of its form is proposed any more."""
        self.form_change = None
        for visa in self.round_visas:
            if visa.outcome in GIVEN | {Outcome.PENDING}:
                visa.outcome = Outcome.VOID
                self.keep(visa)

    def open_place(self, official: int | None) -> "Visa":
        """The open place of an official. Raises NoOpenPlace."""
        for visa in self.asked_now():
            if visa.official_id == official:
                return visa
        raise NoOpenPlace(_("you are not asked for a visa in this round, or have given it"))

    def place(self, visa_id: int) -> "Visa":
        """A pending visa of the round by id. Raises NoOpenPlace."""
        for visa in self.round_visas:
            if visa.pk == visa_id and visa.outcome == Outcome.PENDING:
                return visa
        raise NoOpenPlace(_("this place of the round is not open"))

    def answer(self, act: Act, outcome: Outcome, digest: Digest, round: int, remarks: str = "") -> None:
        """Write an answer into the author's open place, bound to the digest he saw (S1)."""
        if round != self.round:
            raise NoOpenPlace(_("that round is over"))
        self.check_digest(digest)
        separate("S1", act, *self.writers, self.signer_id)
        visa = self.open_place(act.seat)
        self.check_one_place(act, visa)
        visa.outcome = outcome
        visa.digest = digest
        visa.remarks = remarks
        visa.on_paper = act.origin == Origin.PAPER
        visa.given_at = act.occurred_at
        visa.given_by_id = act.author.official if act.instead_of else None
        self.keep(visa)
        self.effects.update(visa=visa.pk, round=self.round)

    def check_one_place(self, act: Act, place: "Visa") -> None:
        """S5: who answers in a round has one place in it, his own or another's. Raises DutiesConflict."""
        others = [one for one in self.round_visas if one is not place and one.outcome in GIVEN | {Outcome.PENDING}]
        keep_apart("S5", {act.author.official or 0}, *[who for one in others for who in one.people])

    def waive(self, act: Act, official: int, reason: str) -> None:
        """Do without the missing visa of an official (S10); who has a place in the round does not (S5).

        Raises NoOpenPlace or DutiesConflict.
        """
        separate("S10", act, *self.writers)
        in_round = [one for one in self.round_visas if one.outcome in GIVEN | {Outcome.PENDING}]
        separate("S5", act, *[who for one in in_round for who in one.people])
        for place in in_round:
            if (place.official_id, place.outcome) == (official, Outcome.PENDING):
                break
        else:
            raise NoOpenPlace(_("this place of the round is not open"), field="approver")
        place.outcome = Outcome.WAIVED
        place.remarks = reason
        place.given_at = act.occurred_at
        place.given_by_id = act.author.official
        self.keep(place)
        self.effects.update(visa=place.pk, round=self.round)

    def check_post(self, act: Act) -> None:
        """The signer, or whom the act is made for, holds a post that signs on the day of the act. Raises BadFact."""
        if not (act.instead_of or act.author).roles & {Role.HEAD, Role.DEPUTY}:
            raise BadFact(_("on that day the signer held no post that signs"), field="signer")

    def sign_instead(self, act: Act) -> None:
        """Keep who signed in the signer's place, and by which acting post (V05)."""
        self.signed_by_id = act.author.official if act.instead_of else None
        told = act.warrant
        self.signed_as = (told.acting_as_be if self.language == "be" else told.acting_as) if told else ""

    def pass_on(self, leaving: int, to: int) -> None:
        """Put one official where another one writes, signs or is asked (S1). Raises BadFact or DutiesConflict."""
        self.officials({to}, field="to")
        asked = [one for one in self.round_visas if (one.official_id, one.outcome) == (leaving, Outcome.PENDING)]
        writes, signs = self.executor_id == leaving, self.signer_id == leaving and self.signed_on is None
        if not (asked or writes or signs):
            raise BadFact(_("has no place in this case that may be handed over"), field="leaving")
        in_round = {one.official_id for one in self.round_visas if one.outcome in GIVEN | {Outcome.PENDING}}
        if writes:
            keep_apart("S1", {to}, self.signer_id, *in_round)
            self.executor_id = to
        if signs:
            keep_apart("S1", {to}, *self.writers, *in_round)
            self.signer_id = to
        for place in asked:
            self.check_new_approver(to)
            self.ask_instead(place, to)
        self.effects.update(executor=self.executor_id, signer=self.signer_id)

    def ask_instead(self, place: "Visa", to: int) -> None:
        """Ask another official in the same turn."""
        place.outcome = Outcome.REMOVED
        self.keep(place)
        self.round_visas.append(self.add("visas", round=self.round, turn=place.turn, official_id=to))

    @cached_property
    def consented(self) -> "list[Consent]":
        """The consents of other bodies to the text as it stands, read once an act."""
        now = self.current_digest
        return [one for one in self.consents.all() if now in (one.digest, one.kept_for)]

    def consent(self, act: Act, whose: str, answer: Digest, note: str) -> None:
        """Keep the consent of another body, bound to the text that it was asked about."""
        told = {"whose": whose, "answer": answer, "note": note, "recorded_at": act.occurred_at}
        self.add("consents", round=self.round, digest=self.current_digest, **told)
        self.effects.update(draft=self.current_digest)

    def check_consents(self) -> None:
        """Every consent that the body asks for the addressees' countries is given to this text. Raises NotComplete."""
        addressed = self.body.correspondents.filter(pk__in=[one.correspondent for one in self.letter.addressees])
        asked = self.body.consentrule_set.filter(country__in=addressed.values("country"))
        wanted = set(asked.values_list("whose", flat=True))
        if lacking := wanted and wanted - {one.whose for one in self.consented}:
            raise NotComplete(_("the consent of another body lacks: %s") % "; ".join(sorted(lacking)), field="consents")

    def check_new_approver(self, official: int) -> None:
        """An official of this body who is not in the round yet and may be (S1)."""
        self.officials({official}, field="approver")
        self.check_route({official})
        busy = {v.official_id for v in self.round_visas if v.outcome not in (Outcome.REMOVED, Outcome.DELEGATED)}
        if official in busy:
            raise BadFact(_("is already in this round"), field="approver")
