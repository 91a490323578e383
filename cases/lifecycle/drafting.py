"""The text of a letter and its versions, which never change once written."""

import dataclasses
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .act import Act
from .facts import Digest, LetterText
from .law import Law
from .refusal import BadFact, Refusal
from .text import check_size

if TYPE_CHECKING:
    from cases.models import Draft


class OtherText(Refusal):
    """The digest that the actor saw is not the digest of the letter as it stands."""

    code = "other_text"


class Drafting(Law):
    """What the law of outgoing letters knows of drafts."""

    @property
    def letter(self) -> LetterText:
        """The text of the version that the case stands on."""
        return LetterText.read(self.draft.content if self.draft else {})

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
        named = {one.correspondent for one in letter.addressees}
        if named - set(self.body.correspondents.filter(pk__in=named).values_list("pk", flat=True)):
            raise BadFact(_("no such correspondent in this body"), field="addressees")
        self.draft = self.version_of(act, letter)
        self.title = letter.heading

    def answer_to(self, act: Act, request: int) -> None:
        """Answer a letter that came in, as one of those who are charged with it. Raises BadFact."""
        charged = self.body.cases.filter(
            pk=request, assignments__official=act.author.official, assignments__ended=False
        )
        if not charged.exists():
            raise BadFact(_("you are charged with no such letter"), field="reply_to")
        self.reply_to_id = request

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
