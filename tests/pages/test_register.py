"""The register of letters: what the reader may see and nothing else, found, sorted, counted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories import lives

from .browser import Page
from .desks import Desks


def found(page: Page) -> list[str]:
    """The headings that a page lists, in its order."""
    return [text for text, path in page.links.items() if path.startswith("/cases/") and path.count("/") == 3]


def titled(office: Office, *titles: str) -> list[int]:
    """Letters under these headings."""
    return [lives.to_draft(office, letter=office.letter(heading=title)) for title in titles]


class TestWhatIsListed:
    def test_the_newest_stands_first_with_what_tells_letters_apart(self, office: Office, desks: Desks) -> None:
        titled(office, "О первом")
        lives.to_registered(office, letter=office.letter(heading="О втором"))
        page = desks("clerk").follow("All letters")
        assert found(page) == ["О втором", "О первом"]
        for word in ("2 letters", "06-09/398", "02.03.2026", "Registered", "А.А.Drafter", "page 1 of 1"):
            assert word in page.text

    def test_an_incoming_letter_shows_the_number_of_its_sender(self, office: Office, desks: Desks) -> None:
        lives.to_received(office, their_number="77-А")
        page = desks("clerk").open("/cases/")
        assert "theirs: № 77-А of 02.03.2026" in page.text
        assert "Область" in page.text

    def test_who_sees_no_letter_is_told_calmly(self, office: Office, desks: Desks) -> None:
        titled(office, "О первом")
        page = desks("lawyer").open("/cases/")
        assert "There is no such letter." in page.text
        assert "О первом" not in page.html
        assert "0 letters" in page.text

    def test_another_body_is_not_even_counted(self, office: Office, desks: Desks) -> None:
        titled(office, "О первом")
        titled(cast.found("other"), "О чужом")
        page = desks("clerk").open("/cases/?q=О")
        assert found(page) == ["О первом"]
        assert "1 letter " in page.text


class TestFilters:
    def names(self, desks: Desks, query: str) -> list[str]:
        """What the clerk finds by a query."""
        return found(desks("clerk").open(f"/cases/?{query}"))

    @pytest.mark.parametrize("text", ["научном", "НАУЧНОМ", "научНОМ обмене"[:8].lower(), "06-09/398", " обмене "])
    def test_text_is_looked_for_in_number_and_heading(self, text: str, office: Office, desks: Desks) -> None:
        titled(office, "О визите")
        lives.to_registered(office, letter=office.letter(heading="О научном обмене"))
        assert self.names(desks, f"q={text}") == ["О научном обмене"]

    def test_correspondents_are_found_on_both_sides(self, office: Office, desks: Desks) -> None:
        titled(office, "О визите")
        lives.to_dispatching(office, letter=office.letter(heading="О сути"))
        lives.to_received(office, title="О другом", correspondent=office.other.pk)
        assert self.names(desks, "q=край") == ["О другом"]
        assert self.names(desks, "q=Область") == ["О сути", "О визите"]

    def test_direction_and_state_narrow_it(self, office: Office, desks: Desks) -> None:
        titled(office, "О черновике")
        lives.to_signed(office, letter=office.letter(heading="О подписанном"))
        lives.to_received(office, title="О полученном")
        assert self.names(desks, "direction=in") == ["О полученном"]
        assert self.names(desks, "state=signed") == ["О подписанном"]
        assert self.names(desks, "direction=in&state=signed") == []
        assert self.names(desks, "direction=out&state=draft&q=чернов") == ["О черновике"]

    def test_signs_are_no_words(self, office: Office, desks: Desks) -> None:
        titled(office, "О росте на 5 %", "О росте на 6 %")
        assert self.names(desks, "q=5 %25") == ["О росте на 5 %"]
        assert self.names(desks, "q=5_") == ["О росте на 5 %"]
        assert self.names(desks, "q=%25") == []

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            ("oldest", ["О б", "О в", "О а"]),
            ("newest", ["О а", "О в", "О б"]),
            ("heading", ["О а", "О б", "О в"]),
        ],
    )
    def test_the_order_is_the_readers(self, order: str, expected: list[str], office: Office, desks: Desks) -> None:
        titled(office, "О б", "О в", "О а")
        assert self.names(desks, f"order={order}") == expected

    @pytest.mark.parametrize("query", ["state=nowhere", "direction=up", "order=random", f"q={'а' * 201}"])
    def test_what_there_is_not_finds_nothing_and_is_named(self, query: str, office: Office, desks: Desks) -> None:
        titled(office, "О первом")
        page = desks("clerk").open(f"/cases/?{query}")
        assert (page.status, found(page)) == (422, [])
        assert "errorlist" in page.html

    def test_the_form_keeps_what_was_asked(self, office: Office, desks: Desks) -> None:
        page = desks("clerk").open("/cases/?q=%22%3Cs%3E&state=signed")
        form = page.forms[2]
        assert (form.values["q"], form.values["state"]) == ('"<s>', "signed")
        assert "<s>" not in page.html


class TestPages:
    def test_fifty_letters_are_a_page_and_filters_stay(self, office: Office, desks: Desks) -> None:
        titled(office, *(f"О деле {n:03}" for n in range(52)))
        page = desks("clerk").open("/cases/?order=heading&q=деле")
        assert len(found(page)) == 50
        assert ("52 letters" in page.text, "page 1 of 2" in page.text) == (True, True)
        page = desks.sitting["clerk"].follow("Next →")
        assert found(page) == ["О деле 050", "О деле 051"]
        assert found(desks.sitting["clerk"].follow("← Previous"))[0] == "О деле 000"

    @pytest.mark.parametrize("number", ["0", "-1", "999999", "x", ""])
    def test_a_page_that_is_not_there_shows_the_nearest(self, number: str, office: Office, desks: Desks) -> None:
        titled(office, "О первом")
        page = desks("clerk").open(f"/cases/?page={number}")
        assert (page.status, found(page)) == (200, ["О первом"])

    def test_more_letters_cost_no_more_statements(self, office: Office, desks: Desks) -> None:
        browser = desks("clerk")

        def statements() -> int:
            with CaptureQueriesContext(connection) as captured:
                browser.client.get("/cases/?q=О")
            return len(captured)

        lives.to_dispatching(office)
        browser.client.get("/cases/")
        one = statements()
        for _ in range(5):
            lives.to_dispatching(office)
        lives.to_work(office)
        assert OutgoingCase.objects.count() == 6
        assert statements() == one <= 12
