"""Who acts, for whom and when: what a move is told about the act itself."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .roles import Role


class Origin(TextChoices):
    """How an act came to Chancery."""

    LIVE = "live", _("made in Chancery")
    PAPER = "paper", _("made on paper, entered by the chancery")
    IMPORT = "import", _("imported, not witnessed by this system")
    SYSTEM = "system", _("made by Chancery itself")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) as one case sees him: which roles he has in it now."""

    roles: frozenset[Role]
    official: int | None = None
    user: int | None = None
    name: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True)
class Warrant:
    """The substitution under which a person acts for another, as it stood when he did."""

    id: int
    since: datetime
    until: datetime  # the first moment at which it is over
    scopes: tuple[str, ...]
    acting_as: str = ""
    acting_as_be: str = ""


SYSTEM = Actor(roles=frozenset({Role.SYSTEM}))


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `author` is whose act it is, `actor` is who pressed: they differ for an act made on paper.

    A substitute is the author of what he does; `instead_of` is in whose place, by the `warrant`.
    """

    actor: Actor
    author: Actor
    occurred_at: datetime
    recorded_at: datetime
    origin: Origin = Origin.LIVE
    scan: str | None = None
    instead_of: Actor | None = None
    warrant: Warrant | None = None
    people: tuple[int, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        ids = {person.official for person in (self.actor, self.author, self.instead_of) if person and person.official}
        object.__setattr__(self, "people", tuple(sorted(ids)))

    @property
    def seat(self) -> int | None:
        """The official whose place in the case the act fills: the author, or whom he replaces."""
        return (self.instead_of or self.author).official
