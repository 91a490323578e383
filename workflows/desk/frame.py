"""What stands around every page: who its reader is, and the places that his roles open to him."""

from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone

from cases import access
from cases.lifecycle.roles import WITHOUT_ACTS, Role
from cases.models import Appointment, Official, User
from workflows.routing import ROUTERS

WATCHING = frozenset({Role.CONTROLLER, Role.CHANCERY_HEAD, Role.HEAD, Role.DEPUTY, Role.ASSISTANT})


class Frame:
    """The reader of a page; asked only where the page says it, and once."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def official(self) -> Official | None:
        """The official that he is, with his post."""
        return access.official_of(self.user)

    @cached_property
    def today(self) -> date:
        """The day on which he reads."""
        return access.day_for(self.user, self.official, timezone.now())

    @cached_property
    def appointments(self) -> list[Appointment]:
        """The appointments that he holds today, with their units."""
        return access.appointments_of(self.user, self.today) if self.official else []

    @cached_property
    def roles(self) -> set[Role]:
        """His roles by appointment."""
        return {Role(one.role) for one in self.appointments}

    @property
    def decides(self) -> bool:
        """Whether letters may come to him to be signed, agreed to or read: he has a desk."""
        return self.official is not None and not self.roles & WITHOUT_ACTS

    @property
    def leads(self) -> bool:
        """Whether he leads a unit or the chancery: he is told what nobody can do there."""
        return self.user.is_active and bool(self.roles & {Role.HEAD, Role.CHANCERY_HEAD})

    @property
    def heads(self) -> bool:
        """Whether he is the head of a unit."""
        return self.user.is_active and Role.HEAD in self.roles

    @property
    def watches(self) -> bool:
        """Whether deadlines of others are his to watch: he has a board."""
        return bool(self.roles & WATCHING)

    @property
    def routes(self) -> bool:
        """Whether he routes the letters that come in: he has a page for many at once."""
        return self.decides and bool(self.roles & ROUTERS)

    @property
    def administers(self) -> bool:
        """Whether he keeps the installation of some units."""
        return self.user.is_active and Role.ADMIN in self.roles


def frame(request: HttpRequest) -> dict[str, object]:
    """For every page, its reader; for who has not logged in, nobody."""
    return {"me": frame_of(request)} if isinstance(getattr(request, "user", None), User) else {}


def frame_of(request: HttpRequest) -> Frame:
    """The reader of a page, the same one for all who ask during a request."""
    kept: Frame | None = getattr(request, "_frame", None)
    if kept is None:
        kept = Frame(request.user)  # type: ignore[arg-type]
        request._frame = kept  # type: ignore[attr-defined]
    return kept
