"""The register as a table: filters taken away one by one, orders, pages, kept views, files for spreadsheets."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from cases.models import Case, OutgoingCase, Pause, Selection
from tests import cast
from tests.cast import Office
from tests.stories import lives

from .browser import Page
from .desks import Desks
from .test_register import found, titled


def crumbs(page: Page) -> dict[str, str]:
    """The filters that a page lists as set, with the links that take them away."""
    return {text: path for text, path in page.links.items() if text.endswith("take away")}


class TestCrumbs:
    def test_each_filter_is_taken_away_by_itself_and_the_others_stay(self, office: Office, desks: Desks) -> None:
        titled(office, "О первом")
        lives.to_received(office, title="О полученном")
        browser = desks("clerk")
        browser.open("/cases/?direction=in&state=received&order=oldest&q=полученном")
        assert list(crumbs(browser.page)) == [
            "Number, words of the text, correspondent: полученном × take away",
            "Direction: incoming × take away",
            "State: Received × take away",
        ]
        for text in crumbs(browser.page):
            browser.follow(text)
        assert (crumbs(browser.page), found(browser.page)) == ({}, ["О первом", "О полученном"])

    def test_all_are_taken_away_at_once(self, office: Office, desks: Desks) -> None:
        titled(office, "О первом")
        desks("clerk").open("/cases/?direction=in")
        assert found(desks.sitting["clerk"].follow("Take all away")) == ["О первом"]

    def test_executor_and_correspondent_are_set_by_a_click_in_a_row(self, office: Office, desks: Desks) -> None:
        lives.to_work(office, title="О работе")
        lives.to_received(office, title="От края", correspondent=office.other.pk)
        browser = desks("clerk")
        browser.open("/cases/")
        page = browser.follow("А.А.Drafter")
        assert (found(page), list(crumbs(page))) == (["О работе"], ["Executor: А.А.Drafter × take away"])
        browser.open("/cases/")
        page = browser.follow("Край")
        assert (found(page), list(crumbs(page))) == (["От края"], ["Correspondent: Край × take away"])

    def test_an_addressee_is_found_among_several_once(self, office: Office, desks: Desks) -> None:
        lives.to_dispatched(office)
        page = desks("clerk").open(f"/cases/?correspondent={office.correspondent.pk}")
        assert (found(page), "1 letter " in page.text) == (["О сотрудничестве"], True)

    def test_no_name_of_another_body_is_told(self, office: Office, desks: Desks) -> None:
        other = cast.found("other")
        page = desks("clerk").open(f"/cases/?unit={other.department.pk}")
        assert f"Unit: {other.department.pk} × take away" in crumbs(page)
        assert found(page) == []

    def test_days_of_registration_bound_it(self, office: Office, desks: Desks) -> None:
        lives.to_entered(office, title="О ранее")
        office.clock += timedelta(days=3)
        lives.to_entered(office, title="О позднее")
        titled(office, "О черновике")
        browser, day = desks("clerk"), office.clock.date()
        assert found(browser.open(f"/cases/?since={day}")) == ["О позднее"]
        assert found(browser.open(f"/cases/?until={day - timedelta(days=1)}")) == ["О ранее"]

    @pytest.mark.parametrize("query", ["unit=x", "unit=-1", "executor=99999999999", "since=soon", "standing=never"])
    def test_what_is_no_filter_is_named_and_finds_nothing(self, query: str, office: Office, desks: Desks) -> None:
        titled(office, "О первом")
        page = desks("clerk").open(f"/cases/?{query}")
        assert (page.status, found(page)) == (422, [])
        assert "errorlist" in page.html


class TestStandings:
    @pytest.fixture
    def dated(self, office: Office) -> dict[str, int]:
        """Letters of every standing."""
        made = {}
        for name, days in (("late", -2), ("soon", 2), ("in_time", 40), ("paused", -5)):
            made[name] = lives.to_work(office, title=f"О {name}")
            Case.objects.filter(pk=made[name]).update(due=office.clock.date() + timedelta(days=days))
        Pause.objects.create(
            case_id=made["paused"], since=office.clock.date(), reason="x", paused_by=office.officials["controller"]
        )
        made["undated"] = lives.to_work(office, title="О undated")
        Case.objects.filter(pk=made["undated"]).update(due=None)
        return made

    @pytest.mark.parametrize("standing", ["late", "soon", "in_time", "paused", "undated"])
    def test_each_finds_its_own_as_the_board_counts_them(
        self, standing: str, dated: dict[str, int], office: Office, desks: Desks
    ) -> None:
        page = desks("clerk").open(f"/cases/?standing={standing}")
        assert found(page) == [f"О {standing}"]

    def test_a_late_one_is_told_in_words(self, dated: dict[str, int], desks: Desks) -> None:
        page = desks("clerk").open("/cases/?standing=late")
        assert 'class="late"' in page.html
        assert " late" in page.text


class TestOrder:
    def test_a_heading_sorts_and_sorts_back(self, office: Office, desks: Desks) -> None:
        titled(office, "О б", "О в", "О а")
        browser = desks("clerk")
        browser.open("/cases/")
        assert found(browser.follow("Heading")) == ["О а", "О б", "О в"]
        assert 'aria-sort="ascending"' in browser.page.html
        assert found(browser.follow("Heading ↑")) == ["О в", "О б", "О а"]
        assert 'aria-sort="descending"' in browser.page.html

    def test_numbers_stand_as_they_were_given_and_not_as_they_are_spelled(self, office: Office, desks: Desks) -> None:
        for n in range(11):
            lives.to_entered(office, title=f"О деле {n}")
        titled(office, "О черновике")
        browser = desks("clerk")
        assert found(browser.open("/cases/?order=number")) == [f"О деле {n}" for n in range(11)] + ["О черновике"]
        assert found(browser.open("/cases/?order=-number")) == [f"О деле {n}" for n in range(10, -1, -1)] + [
            "О черновике"
        ]

    def test_what_has_no_deadline_stands_last_both_ways(self, office: Office, desks: Desks) -> None:
        titled(office, "О черновике")
        first, second = (lives.to_work(office, title=f"О {n}") for n in (1, 2))
        Case.objects.filter(pk=second).update(due=date(2026, 3, 3))
        browser = desks("clerk")
        assert found(browser.open("/cases/?order=due")) == ["О 2", "О 1", "О черновике"]
        assert found(browser.open("/cases/?order=-due")) == ["О 1", "О 2", "О черновике"]
        assert first < second


class TestPages:
    def test_numbers_of_pages_lead_there_and_filters_stay(
        self, office: Office, desks: Desks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cases.pages.register.ON_A_PAGE", 2)
        titled(office, *(f"О деле {n:02}" for n in range(23)))
        browser = desks("clerk")
        page = browser.open("/cases/?order=heading&q=деле")
        numbers = [text for text in page.links if text.isdecimal()]
        assert numbers == ["2", "3", "12"]
        assert found(browser.follow("3")) == ["О деле 04", "О деле 05"]
        assert found(browser.follow("12")) == ["О деле 22"]
        assert "page 12 of 12" in browser.page.text


class TestKeptViews:
    def test_a_view_is_kept_found_again_and_dropped(self, office: Office, desks: Desks) -> None:
        titled(office, "О первом")
        lives.to_received(office, title="О полученном")
        browser = desks("clerk")
        browser.open("/cases/?direction=in&order=oldest&page=1")
        browser.press("Keep", name="Входящие")
        assert found(browser.page) == ["О полученном"]
        browser.open("/cases/")
        assert found(browser.follow("Входящие")) == ["О полученном"]
        browser.press("Keep the view “Входящие” no longer")
        assert "Входящие" not in browser.page.links
        assert not Selection.objects.exists()

    def test_the_same_name_again_takes_its_place(self, office: Office, desks: Desks) -> None:
        browser = desks("clerk")
        for query in ("direction=in", "direction=out"):
            browser.open(f"/cases/?{query}")
            browser.press("Keep", name="Мои")
        assert [one.query for one in Selection.objects.all()] == ["direction=out"]

    def test_views_are_their_readers_own(self, office: Office, desks: Desks) -> None:
        desks("clerk").open("/cases/?direction=in")
        desks.sitting["clerk"].press("Keep", name="Мои")
        [kept] = Selection.objects.all()
        browser = desks("head")
        assert "Мои" not in browser.open("/cases/").links
        form = browser.form_with("Keep")
        browser.client.post(
            f"/cases/selections/{kept.pk}/drop/", {"csrfmiddlewaretoken": form.values["csrfmiddlewaretoken"]}
        )
        assert Selection.objects.filter(pk=kept.pk).exists()

    @pytest.mark.parametrize("name", ["", "я" * 61])
    def test_a_view_needs_a_name(self, name: str, office: Office, desks: Desks) -> None:
        browser = desks("clerk")
        browser.open("/cases/")
        assert browser.press("Keep", name=name).status == 422
        assert not Selection.objects.exists()


def bytes_of(answer: Any) -> bytes:
    """What a file holds that was asked for."""
    return b"".join(answer.streaming_content)


class TestFiles:
    def rows(self, desks: Desks, query: str = "") -> list[list[str]]:
        """The lines of the CSV that the clerk gets."""
        answer = desks("clerk").client.get(f"/cases/register.csv?{query}")
        assert answer["Content-Disposition"].startswith('attachment; filename="register-2026-03-02.csv"')
        octets = bytes_of(answer)
        assert octets.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))

    def book(self, desks: Desks, query: str = "") -> Any:
        """The sheet of the workbook that the clerk gets."""
        answer = desks("clerk").client.get(f"/cases/register.xlsx?{query}")
        return load_workbook(io.BytesIO(bytes_of(answer))).active

    def test_they_hold_what_the_page_shows_in_its_order_and_all_pages(
        self, office: Office, desks: Desks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cases.pages.register.ON_A_PAGE", 1)
        titled(office, "О в", "О а", "О б")
        lives.to_received(office, title="О чужом")
        query = "direction=out&order=heading"
        assert [row[3] for row in self.rows(desks, query)] == ["heading", "О а", "О б", "О в"]
        assert [row[3].value for row in self.book(desks, query)] == ["heading", "О а", "О б", "О в"]

    def test_a_row_tells_what_the_table_tells(self, office: Office, desks: Desks) -> None:
        lives.to_work(office, title="О деле", their_number="77-А")
        [_, row] = self.rows(desks)
        assert row[:8] == ["incoming", "Вх-1", "2026-03-02", "О деле", "Область", "77-А", "2026-03-02", "In work"]
        assert row[8:10] == ["Управление", "А.А.Drafter"]
        cells = list(self.book(desks).iter_rows(values_only=True))[1]
        assert cells[1] == "Вх-1"
        assert (cells[2].date(), cells[6].date()) == (date(2026, 3, 2), date(2026, 3, 2))

    @pytest.mark.parametrize("text", ["=1+1", "+7 495", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
    def test_no_cell_is_a_formula(self, text: str, office: Office, desks: Desks) -> None:
        lives.to_received(office, title=text)
        assert self.rows(desks)[1][3] == f"'{text}"
        cell = self.book(desks)["D2"]
        assert (cell.value, cell.data_type) == (text, "s")

    def test_signs_that_no_workbook_takes_are_left_out(self, office: Office, desks: Desks) -> None:
        lives.to_received(office, title="О\x0bделе")
        assert self.book(desks)["D2"].value == "Оделе"

    def test_they_hold_nothing_that_the_reader_may_not_see(self, office: Office, desks: Desks) -> None:
        titled(office, "О тайном")
        answer = desks("lawyer").client.get("/cases/register.csv")
        assert bytes_of(answer).count(b"\n") == 1
        answer = desks("lawyer").client.get("/cases/register.xlsx")
        assert load_workbook(io.BytesIO(bytes_of(answer))).active.max_row == 1

    def test_they_cost_the_same_statements_for_few_and_many(
        self, office: Office, desks: Desks, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(4):
            lives.to_dispatching(office)
        assert OutgoingCase.objects.count() == 4
        browser = desks("clerk")
        with django_assert_max_num_queries(7):
            bytes_of(browser.client.get("/cases/register.csv"))
