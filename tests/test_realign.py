"""`realign` rebuilds what is asked from the states alone, whatever has become of the engine's rows."""

from collections.abc import Callable

import pytest
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from cases import access
from cases.models import Case, OutgoingCase
from tests.cast import Office
from tests.stories import lives
from tests.stories.lives import act, state, to_work
from workflows import advance
from workflows.flows import OutgoingFlow

from .test_advance import asked, wanted


def lost() -> None:
    """The tasks are gone."""
    Task.objects.all().delete()


def lost_with_their_process() -> None:
    """The whole process is gone."""
    Process.objects.all().delete()


def closed() -> None:
    """Every task was closed behind the case's back."""
    Task.objects.update(status=STATUS.DONE)
    Process.objects.update(status=PROCESS.DONE)


def misdirected() -> None:
    """The tasks ask somebody else for something else."""
    Task.objects.filter(status=STATUS.NEW).update(flow_task=OutgoingFlow.circulate, data={"official": 10**6})


def doubled() -> None:
    """Every case is followed by a second process."""
    for case in Case.objects.all():
        advance.begin(access.case_for_system(case.pk))


LIVES = (lives.to_draft, lives.to_signed, lives.to_dispatched, to_work, lives.to_received)
SPOILS = (lost, lost_with_their_process, closed, misdirected, doubled)


@pytest.mark.parametrize(
    ("life", "spoil"), [*((life, lost) for life in LIVES), *((lives.to_approval, spoil) for spoil in SPOILS)]
)
def test_realign_rebuilds_what_is_asked_and_changes_no_case(
    office: Office, life: Callable[[Office], int], spoil: Callable[[], None]
) -> None:
    case = life(office)
    before, stood = asked(case), Case.objects.filter(pk=case).values().get()
    spoil()
    assert asked(case) != before
    advance.realign(access.case_for_system(case))
    assert asked(case) == before == wanted(case)
    assert Case.objects.filter(pk=case).values().get() == stood
    assert Process.objects.filter(artifact_object_id=case).count() == 1


def test_a_realigned_case_goes_on_as_if_nothing_had_been(office: Office) -> None:
    case = lives.to_approval(office, "lawyer", "banker")
    lives.agree(office, "lawyer", case)
    lost()
    advance.realign(access.case_for_system(case))
    lives.agree(office, "banker", case)
    assert (state(case), asked(case)) == ("awaiting_signature", [("sign", None)])


def test_realign_asks_nobody_in_a_case_that_has_ended(office: Office) -> None:
    case = lives.to_draft(office)
    act(office, "drafter", OutgoingCase.cancel, case, reason="не нужно")
    lost_with_their_process()
    advance.realign(access.case_for_system(case))
    assert (asked(case), Process.objects.get().status) == ([], PROCESS.DONE)
