"""The statements of an act stay within the budgets that bench.acts prints."""

from bench.acts import BUDGETS, measure
from tests.cast import Office


def test_every_act_and_page_keeps_its_budget(office: Office) -> None:
    found = measure(office)
    assert set(found) == set(BUDGETS)
    assert {name: count for name, count in found.items() if count > BUDGETS[name]} == {}
