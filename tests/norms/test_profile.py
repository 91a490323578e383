"""The norms as data: which one a document follows, what it says, and whose weights win."""

from datetime import date

import pytest

from cases.norms import profile as norms
from cases.norms.profile import Level, UnknownNorm, check_levels, profile, profile_for

CHOICES = [
    ("ru-2025", date(2019, 7, 18), "ru-2016"),
    ("ru-2025", date(2025, 8, 17), "ru-2016"),
    ("ru-2025", date(2025, 8, 18), "ru-2025"),
    ("ru-2016", date(2026, 1, 1), "ru-2016"),
    ("by-2009", date(2019, 7, 18), "by-2009"),
    ("by-2025", date(2019, 7, 18), "by-2009"),
    ("by-2025", date(2025, 12, 31), "by-2009"),
    ("by-2025", date(2026, 1, 1), "by-2025"),
    # Older than the oldest norm we know: that one, not none.
    ("ru-2025", date(1998, 1, 1), "ru-2016"),
]


@pytest.mark.parametrize(("adopted", "dated", "followed"), CHOICES)
def test_a_document_follows_the_norm_of_its_date_and_no_newer_than_its_body_has_adopted(
    adopted: str, dated: date, followed: str
) -> None:
    assert profile_for(adopted, {}, on=dated).code == followed


def test_every_norm_that_a_body_may_choose_is_written_down() -> None:
    from cases.models import NormProfile

    assert set(norms.codes()) == set(NormProfile.values)
    assert {one.value: one.label for one in NormProfile} == {
        code: profile(code).title if code != "by-2025" else "Инструкция № 65 от 29.08.2025" for code in norms.codes()
    }


def test_a_norm_that_nobody_wrote_down_is_refused() -> None:
    for code in ("ru-1997", "", "../settings"):
        with pytest.raises(UnknownNorm):
            profile(code)


@pytest.mark.parametrize("code", norms.codes())
def test_what_is_drawn_lies_within_what_is_measured(code: str) -> None:
    one = profile(code)
    drawing, limits = one.drawing, one.limits
    drawn = (drawing.left, drawing.right, drawing.top, drawing.bottom)
    assert all(mine >= least for mine, least in zip(drawn, limits.margins, strict=True))
    # Justified lines overhang by half a millimetre: the right margin has more than the norm asks.
    assert drawing.right > limits.margins[1]
    assert drawing.size in limits.sizes
    assert drawing.heading <= 80 and drawing.head <= 80
    assert not limits.arms_widest or drawing.arms <= limits.arms_widest
    assert bool(drawing.qr) == limits.qr
    assert drawing.layout in ("corner", "longitudinal")
    assert set(one.levels) <= set(norms.RULES)


def test_the_two_countries_write_names_and_heads_differently() -> None:
    russian, belarusian = profile("ru-2025"), profile("by-2009")
    assert (russian.drawing.gap_in_name, belarusian.drawing.gap_in_name) == (True, False)
    assert (russian.drawing.layout, belarusian.drawing.layout) == ("corner", "longitudinal")
    assert (belarusian.drawing.addressee, belarusian.drawing.name) == (80, 120)
    assert (russian.limits.longest_line, profile("ru-2016").limits.longest_line) == (80, 75)


def test_only_the_norm_whose_text_was_not_to_be_had_is_provisional() -> None:
    assert [code for code in norms.codes() if profile(code).provisional] == ["by-2025"]


def test_a_rule_weighs_an_error_unless_the_norm_or_the_body_says_otherwise() -> None:
    assert profile("ru-2016").level("V16") == Level.WARN
    assert profile("ru-2025").level("V16") == Level.ERROR
    own = profile_for("ru-2025", {"V16": "off", "V02": "warn"}, on=date(2026, 1, 1))
    assert (own.level("V16"), own.level("V02"), own.level("V01")) == (Level.OFF, Level.WARN, Level.ERROR)
    assert profile("ru-2025").level("V16") == Level.ERROR


@pytest.mark.parametrize("levels", [{"V99": "warn"}, {"V19": "off"}, {"V01": "loud"}, ["V01"], {"V01": None}])
def test_weights_of_no_rule_or_no_weight_are_refused(levels: object) -> None:
    with pytest.raises(ValueError, match=r"V|loud"):
        check_levels(levels)


def test_good_weights_pass() -> None:
    check_levels({})
    check_levels({"V01": "warn", "V16": "off"})
