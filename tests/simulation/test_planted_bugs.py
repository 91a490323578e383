"""Each planted bug is found by the year, in a bounded number of steps, by an invariant that it was said to break."""

import pytest
from django.conf import settings

from tests.lives.watch import Broken

from .bugs import BUGS, Bug
from .year import Year


def hunt(bug: Bug) -> tuple[str, int, int] | None:
    """The invariant that broke, with the seed and the step; None when the year ended well with every seed."""
    for seed in bug.seeds:
        with pytest.MonkeyPatch.context() as patch:
            year = Year(seed, bug.steps * 4, settings.CHANCERY_FOLDER_CHANNEL, patch)
            year.weights |= bug.often
            bug.plant(patch)
            try:
                year.run(bug.steps)
            except Broken as broken:
                print(f"{bug}: {broken} [seed {seed}, step {year.report.steps}]")
                return broken.invariant, seed, year.report.steps
    return None


def test_there_are_at_least_twelve_and_each_says_what_it_breaks() -> None:
    assert len({str(bug) for bug in BUGS}) == len(BUGS) >= 12
    assert all(bug.found_by for bug in BUGS)


@pytest.mark.campaign
@pytest.mark.parametrize("bug", BUGS, ids=str)
def test_the_year_finds_it(committing: None, bug: Bug) -> None:
    found = hunt(bug)
    assert found is not None, f"nothing broke though {bug.what}"
    assert found[0] in bug.found_by, found
