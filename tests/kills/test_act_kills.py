"""An act killed in the middle of its transaction leaves nothing; killed after it, it was made once."""

import pytest

from cases.journal.verify import verify
from cases.models import Case, Number, OutgoingCase
from tests.cast import Office
from tests.kills import doomed
from tests.stories import lives
from workflows.perform import Done

from .aftermath import everything, killed

TABLES = (
    "cases_registeryear",
    "cases_number",
    "cases_entry",
    "cases_disclosure",
    "cases_case",
    "cases_letter",
    "workflows_job",
    "viewflow_task",
)


def register(office: Office, case: int) -> Done:
    """The same registration as the doomed one, asked again."""
    return lives.act(office, "registrar", OutgoingCase.register, case, key="registration", file_index="06-09")


@pytest.mark.parametrize("point", [*TABLES, "COMMIT"])
def test_an_act_killed_before_it_commits_leaves_nothing_half_written(lived: Office, point: str) -> None:
    case = lives.to_signed(lived)
    before = everything()
    killed(doomed.register, point, case, lived.user("registrar").pk, lived.at)
    assert everything() == before
    assert register(lived, case).number == "06-09/398"
    assert list(verify(Case.objects.all())) == []


def test_an_act_whose_answer_was_lost_is_made_once(lived: Office) -> None:
    case = lives.to_signed(lived)
    killed(doomed.register, "COMMITTED", case, lived.user("registrar").pk, lived.at)
    after = everything()
    done = register(lived, case)
    assert (done.move, done.state, done.number) == ("register", "registered", "06-09/398")
    assert everything() == after
    assert list(Number.objects.values_list("text", flat=True)) == ["06-09/398"]
