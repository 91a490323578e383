"""Who may move the deadline of an incoming letter, and how: extensions (I15), pauses of the clock, and the calendar."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .act import Act
from .charging import Charging
from .duties import separate
from .law import NotComplete, require
from .move import move
from .outcomes import Asked
from .refusal import BadFact, Refusal
from .roles import ENTER_RESOLUTIONS, Role
from .sheets import Sheet
from .states import IncomingState as S

if TYPE_CHECKING:
    from cases.models import Extension

RUNNING = (S.ASSIGNED, S.IN_WORK, S.REPLY_IN_PROGRESS)
WORKING = (S.IN_WORK, S.REPLY_IN_PROGRESS)


class TermOver(Refusal):
    """The deadline is over: it is neither extended nor paused any more."""

    code = "term_over"


class TermsLaw(Charging):
    """A deadline is changed only by who set it, and every date that it ever had is kept (V22)."""

    at_hand: "Extension | None" = None  # the extension that the act is about, for its sheet

    @move(WORKING, None, by=Role.EXECUTOR, sheets=Sheet.EXTENSION)
    def ask_extension(self, act: Act, *, until: date, reason: str, done: str = "", left: str = "") -> None:
        """I15: ask the author of the resolution for a later day, before the deadline is over and with a reason."""
        former = self.deadline()
        self.check_not_over(act)
        if self.open_extension is not None:
            raise NotComplete(_("an extension is asked for already"))
        if until <= former:
            raise BadFact(_("an extension leads to a later day"), field="until")
        asked = self.add(
            "extensions",
            resolution=self.term,
            former=former,
            until=until,
            reason=require(reason, "reason"),
            done=done,
            left=left,
            asked_by_id=act.author.official,
            asked_on=self.day(act),
        )
        self.asked_extensions.append(asked)
        self.at_hand = asked

    @move(WORKING, None, by=Role.EXECUTOR, sheets=Sheet.EXTENSION)
    def withdraw_extension(self, act: Act) -> None:
        """Ask no more."""
        self.decide_extension(act, self.awaited_extension(), Asked.WITHDRAWN)

    @move(WORKING, None, by=Role.AUTHOR, sheets=Sheet.EXTENSION, decision=True, entered_by=ENTER_RESOLUTIONS)
    def grant_extension(self, act: Act, *, until: date | None = None) -> None:
        """I15: only the author of the resolution extends it (S4), to the day that was asked for or to another one."""
        extension, former = self.awaited_extension(), self.deadline()
        extension.former, extension.until = former, until or extension.until
        if extension.until <= max(former, self.day(act)):
            raise BadFact(_("an extension leads to a later day"), field="until")
        self.decide_extension(act, extension, Asked.GRANTED)
        self.count_anew()

    @move(
        WORKING,
        None,
        by=Role.AUTHOR,
        sheets=(Sheet.EXTENSION, Sheet.REMARKS),
        decision=True,
        entered_by=ENTER_RESOLUTIONS,
    )
    def deny_extension(self, act: Act, *, reason: str) -> None:
        """I15: the deadline stays (S4)."""
        self.decide_extension(act, self.awaited_extension(), Asked.DENIED, require(reason, "reason"))

    @move(WORKING, None, by=Role.AUTHOR, sheets=Sheet.EXTENSION, decision=True, entered_by=ENTER_RESOLUTIONS)
    def revoke_extension(self, act: Act, *, reason: str) -> None:
        """Take the last extension back: the date before it holds again (S4)."""
        granted = [one for one in self.asked_extensions if one.status == Asked.GRANTED]
        if not granted or granted[-1].resolution_id != self.term_id:
            raise NotComplete(_("no extension is granted"))
        self.check_running()
        self.decide_extension(act, granted[-1], Asked.WITHDRAWN, require(reason, "reason"))
        self.count_anew()

    @move(RUNNING, None, by=(Role.AUTHOR, Role.CONTROLLER), sheets=Sheet.CONTROL)
    def pause_clock(self, act: Act, *, reason: str) -> None:
        """Stop the clock while another body is waited for; nobody stops his own (S6)."""
        separate("S6", act, *self.charged)
        self.deadline()
        self.check_not_over(act)
        paused = self.add(
            "pauses", since=self.day(act), reason=require(reason, "reason"), paused_by_id=act.author.official
        )
        self.stops.append(paused)

    @move((S.AWAITING_RESOLUTION, *RUNNING), None, by=(Role.AUTHOR, Role.CONTROLLER), sheets=Sheet.CONTROL)
    def resume_clock(self, act: Act, *, reason: str) -> None:
        """Let the clock go on: the deadline comes later by the days on which it stood."""
        separate("S6", act, *self.charged)
        require(reason, "reason")
        if (paused := self.stopped) is None:
            raise NotComplete(_("the clock of this case runs"))
        paused.until = self.day(act)
        self.keep(paused)
        self.count_anew()

    @move((S.AWAITING_RESOLUTION, *RUNNING), None, by=Role.SYSTEM, sheets=Sheet.CONTROL)
    def redate(self, act: Act) -> None:
        """Count the deadline anew when the calendar has changed: a decree has come, or the body's own table."""
        self.count_anew()
        if not self.changes and not self.effects:
            raise NotComplete(_("the deadline stands as it is"))

    # what the moves share

    def deadline(self) -> date:
        """The deadline that a resolution has set and that runs. Raises NotComplete."""
        if self.term is None or self.due is None:
            raise NotComplete(_("no resolution has set a deadline"))
        self.check_running()
        return self.due

    def check_not_over(self, act: Act) -> None:
        """Refuse what comes after the deadline; its last day is a day of the term. Raises TermOver."""
        if self.due is not None and self.day(act) > self.due:
            raise TermOver(_("the deadline was %s") % f"{self.due:%d.%m.%Y}")

    @property
    def open_extension(self) -> "Extension | None":
        """The extension that waits for the author's decision."""
        return next((one for one in self.asked_extensions if one.status == Asked.ASKED), None)

    def awaited_extension(self) -> "Extension":
        """The same, or NotComplete where nothing is asked."""
        if (found := self.open_extension) is None:
            raise NotComplete(_("no extension is asked for"))
        return found

    def decide_extension(self, act: Act, extension: "Extension", status: Asked, answer: str = "") -> None:
        """Write down what became of an extension."""
        extension.status, extension.answer, extension.decided_on = status, answer, self.day(act)
        self.at_hand = extension
        self.keep(extension)
