"""What both machines share: a move changes the case in memory and lists what is to be written."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cases.deadlines.calendar import local_day

from .act import Act
from .refusal import BadFact, Refusal
from .roles import Role

if TYPE_CHECKING:
    from django.db.models import Model

    from cases.models import Case, Familiarisation, Official

    Facts = Case
else:
    Facts = object

UNOPENED = ""


class NotComplete(Refusal):
    """Something that the move stands on is still missing."""

    code = "not_complete"


class Law(Facts):
    """The tools of a move; perform() writes the case, `changes` and `effects` when the move is made."""

    number_due = False
    reserved_number: int | None = None
    void_number = ""

    @cached_property
    def changes(self) -> "list[Model]":
        """Rows to be written with the case, in this order."""
        return []

    @cached_property
    def effects(self) -> dict[str, Any]:
        """What the move did beyond its facts, in plain, for the entry: versions, digests, ids."""
        return {}

    def keep(self, row: "Model") -> None:
        """Have a changed row written with the case."""
        if row not in self.changes:
            self.changes.append(row)

    def add(self, relation: str, **fields: Any) -> Any:
        """Have a new row of a relation of the case written with it."""
        found: Any = type(self)._meta.get_field(relation)
        row = found.related_model(**{found.field.name: self}, **fields)
        self.changes.append(row)
        return row

    def day(self, act: Act) -> date:
        """The day of the act by the clock of the body."""
        return self.local_day(act.occurred_at)

    def local_day(self, moment: datetime) -> date:
        """The day of a moment by the clock of the body."""
        return local_day(moment, self.body.time_zone)

    def officials(self, ids: Iterable[int], *, field: str) -> "dict[int, Official]":
        """The named officials of this body; BadFact when one is none of its."""
        wanted = set(ids)
        found = {one.pk: one for one in self.body.official_set.filter(pk__in=wanted)}
        if missing := wanted - set(found):
            raise BadFact(_("no such official in this body: %s") % sorted(missing), field=field)
        return found

    @cached_property
    def unread(self) -> "list[Familiarisation]":
        """The officials who are still to read the letter, asked for once an act."""
        return list(self.familiarisations.filter(read_at=None)) if self.pk else []

    def reader(self, official: int | None) -> set[Role]:
        """The place of one who is to read the letter."""
        return {Role.READER} if official in {one.official_id for one in self.unread} else set()

    def places_of(self, official: int | None) -> set[Role]:
        """The roles that a place in this case gives an official."""
        raise NotImplementedError

    def mark(self, restricted: bool) -> None:
        """Restrict the case («Для служебного пользования»: its card is shown, no text and no file), or lift it."""
        self.restriction = "dsp" if restricted else ""

    def rest(self) -> None:
        """Forget what the last move listed, so that the next one starts clean."""
        for name in ("changes", "effects", "number_due", "reserved_number", "void_number"):
            self.__dict__.pop(name, None)


def require(text: str, field: str) -> str:
    """A reason or remark that may not be empty. Raises BadFact."""
    if not text.strip():
        raise BadFact(_("must not be empty"), field=field)
    return text.strip()
