"""A year of two bodies breaks nothing; the same seed gives the same year."""

import os

import pytest
from django.conf import settings

from .year import Year

SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"
STEPS = 1_500 if SMALL else 20_000


def play(seed: int, steps: int) -> Year:
    """A year that has come to its end."""
    with pytest.MonkeyPatch.context() as patch:
        year = Year(seed, steps, settings.CHANCERY_FOLDER_CHANNEL, patch)
        year.run(steps)
    return year


def test_three_hundred_steps_of_a_year_break_nothing(committing: None) -> None:
    report = play(1, 300).report
    assert report.steps == sum(report.happened.values()) == 300
    assert report.figures["days"] >= 180
    assert report.figures["entries"] > 100
    assert report.figures["crashes"] > 0
    assert report.refused


@pytest.mark.campaign
def test_a_year_breaks_nothing(committing: None) -> None:
    seed = int(os.environ.get("CHANCERY_SEED", "2019"))
    report = play(seed, STEPS).report
    print(report)
    # A letter needs about twenty lucky acts to leave: what the small year meets is too few to ask for one.
    assert SMALL or report.figures["delivered"] > 0
    assert report.figures["jobs_tried_again"] > 0
    assert min(report.happened.values()) > 0
