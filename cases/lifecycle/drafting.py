"""The text of a letter and its versions, which never change once written."""

import dataclasses
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.norms.profile import Profile, profile_for

from .act import Act
from .facts import Addressee, Digest, LetterText
from .law import Law
from .refusal import BadFact, Refusal
from .states import FINAL, IncomingState
from .text import check_size

if TYPE_CHECKING:
    from cases.models import Case, Draft, Point


class OtherText(Refusal):
    """The digest that the actor saw is not the digest of the letter as it stands."""

    code = "other_text"


class Unanswered(Refusal):
    """A reply leaves a point of a request without an answer, and nobody has said why."""

    code = "unanswered"


def is_open(point: "Point") -> bool:
    """Whether a point has neither an answer nor a reason for having none."""
    return not (point.kind or point.left_because)


class Drafting(Law):
    """What the law of outgoing letters knows of drafts."""

    @property
    def letter(self) -> LetterText:
        """The text of the version that the case stands on; of a letter that was brought over, what its card says."""
        if self.draft is not None:
            return LetterText.read(self.draft.content)
        to = self.correspondent
        return LetterText(self.title, (), (Addressee(to.pk, tuple(to.addressee.splitlines())),) if to else ())

    def norm(self, act: Act) -> Profile:
        """The norm that a letter of the body written on the day of the act follows."""
        return profile_for(self.body.norm_profile, self.body.norm_levels, on=self.day(act))

    def version_of(self, act: Act, letter: LetterText, *, form_only: bool = False) -> "Draft":
        """A new version of the draft, to be written with the case."""
        check_size(letter)
        self.last_version += 1
        draft: Draft = self.add(
            "drafts",
            version=self.last_version,
            content=dataclasses.asdict(letter),
            digest=letter.digest,
            author_id=act.author.official,
            form_only=form_only,
            written_at=act.occurred_at,
        )
        self.effects.update(version=draft.version, digest=draft.digest)
        return draft

    def write(self, act: Act, letter: LetterText) -> None:
        """Put a new version in the place of the draft."""
        if not letter.heading.strip():
            raise BadFact(_("must not be empty"), field="heading")
        if self.restriction and letter.attachments:
            raise BadFact(_("of a restricted letter no file is kept (V25)"), field="attachments")
        named = {one.correspondent for one in letter.addressees}
        if named - set(self.body.correspondents.filter(pk__in=named).values_list("pk", flat=True)):
            raise BadFact(_("no such correspondent in this body"), field="addressees")
        self.draft = self.version_of(act, letter)
        self.title = letter.heading

    @cached_property
    def requests(self) -> "list[Case]":
        """The letters that came in and that this one answers, in the order in which they were named."""
        links = self.answering.select_related("request").prefetch_related("request__points") if self.pk else []
        return [link.request for link in links]

    def answer_to(self, act: Act, requests: tuple[int, ...]) -> None:
        """Answer letters that came in, as one of those who are charged with each of them. Raises BadFact."""
        charged = self.body.cases.filter(assignments__official=act.author.official, assignments__ended=False)
        found = charged.distinct().in_bulk(requests)
        if set(requests) - set(found):
            raise BadFact(_("you are charged with no such letter"), field="reply_to")
        if len(found) != len(requests):
            raise BadFact(_("a letter that is answered is named once"), field="reply_to")
        self.requests = [found[one] for one in requests]
        for one in requests:
            self.add("answering", request_id=one)

    def check_points(self) -> None:
        """Refuse a reply as long as a point of its requests is open. Raises Unanswered, which names them.

        A request that is closed or rests for ever holds no reply up: nobody can answer its points any more.
        """
        told = []
        for request in self.requests:
            if request.state in FINAL | {IncomingState.CLOSED}:
                continue
            if left := [str(point.ordinal) for point in request.points.all() if is_open(point)]:
                told.append(f"{request.their_number} ({', '.join(left)})")
        if told:
            raise Unanswered(_("neither answered nor left for a reason: %s") % "; ".join(told), field="points")

    @property
    def current_digest(self) -> Digest:
        """The digest of the version that the case stands on."""
        return Digest(self.draft.digest if self.draft else "")

    @property
    def writers(self) -> tuple[int | None, ...]:
        """Who wrote the letter: its executor and the author of the version it stands on (S1)."""
        return (self.executor_id, self.draft.author_id if self.draft else None)

    def check_digest(self, digest: Digest) -> None:
        """Refuse an act on a text that is no more. Raises OtherText."""
        if digest != self.current_digest:
            raise OtherText(_("the letter has changed since you read it"))
