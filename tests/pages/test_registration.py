"""The clerk's form: in the order of the letter, few keys, no letter twice, nothing lost."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Appointment, Case, Correspondent, IncomingCase
from tests import cast, papers
from tests.cast import Office
from tests.stories import lives

from .browser import Browser, Page
from .desks import Desks

BUTTON = "Save, and the next letter"
SEED = {
    "correspondent": "Область",
    "their_number": "06-09/398",
    "their_date": "180719",
    "title": "О научно-техническом сотрудничестве в рамках Союзного государства",
    "points": "участие в мероприятиях\nсовместные проекты\nподдержка в контактах",
    "sheets": "2",
}


@pytest.fixture
def both(office: Office) -> Office:
    """The clerk registers as well, as in a small office."""
    clerk = office.officials["clerk"]
    Appointment.objects.create(official=clerk, unit=office.chancery, role="registrar", since=date(2019, 1, 1))
    return office


def at_form(desks: Desks) -> Browser:
    """The clerk before his form, where the button of his first page has brought him."""
    browser = desks("clerk")
    assert browser.follow("Letters one after another").path == "/cases/registration/"
    return browser


def take_in(browser: Browser, **other: object) -> Page:
    """The seed letter with something else about it."""
    return browser.press(BUTTON, **(SEED | other))


class TestTheSeedLetter:
    def test_it_is_taken_in_and_registered_and_the_next_form_is_empty(self, both: Office, desks: Desks) -> None:
        browser = at_form(desks)
        page = take_in(browser)
        [case] = IncomingCase.objects.all()
        assert (case.state, case.number, case.their_date) == ("registered", "Вх-1", date(2019, 7, 18))
        assert (case.sheets, [one.text for one in case.points.all()]) == (2, SEED["points"].split("\n"))
        assert page.path == f"/cases/registration/?after={case.pk}"
        assert '<p class="great">Вх-1</p>' in page.html
        assert "Stamp to print" in page.links
        assert browser.form_with(BUTTON).values["title"] == ""

    def test_the_sender_is_typed_also_when_there_is_but_one(self, both: Office, desks: Desks) -> None:
        Correspondent.objects.exclude(name="Область").delete()
        assert at_form(desks).form_with(BUTTON).values["correspondent"] == ""

    def test_it_takes_at_most_35_keys_beside_its_texts(self, both: Office, desks: Desks) -> None:
        html = at_form(desks).page.html
        form = html[html.index('class="registration"') :]
        asked = [name for name in SEED if f'name="{name}"' in form]
        places = [form.index(f'name="{name}"') for name in asked]
        assert places == sorted(places), "Tab goes as one reads"
        assert "autofocus" in form[places[0] - 60 : places[0] + 200]
        between = form[places[0] : places[-1]]
        stops = sum(between.count(f"<{tag}") for tag in ("input", "textarea", "select", "button", "a "))
        keys = stops + SEED["points"].count("\n") + len("Ctrl") // 4 + 1
        assert len(asked) == len(SEED)
        assert keys <= 12 <= 35

    def test_one_who_only_takes_letters_in_leaves_the_number_to_the_registrar(
        self, office: Office, desks: Desks
    ) -> None:
        page = take_in(at_form(desks))
        assert (IncomingCase.objects.get().state, "Taken in" in page.text) == ("received", True)

    def test_nobody_else_has_the_form(self, office: Office, desks: Desks) -> None:
        assert desks("drafter").open("/cases/registration/").status == 403


class TestDays:
    @pytest.mark.parametrize("day", ["18.07.2019", "180719", "18072019", "18.07.19", "2019-07-18"])
    def test_a_day_is_taken_as_it_is_typed(self, day: str, office: Office, desks: Desks) -> None:
        take_in(at_form(desks), their_date=day)
        assert IncomingCase.objects.get().their_date == date(2019, 7, 18)

    @pytest.mark.parametrize("day", ["320719", "вчера", "1807", "2019-13-01"])
    def test_what_is_no_day_is_named_and_nothing_typed_is_lost(self, day: str, office: Office, desks: Desks) -> None:
        browser = at_form(desks)
        page = take_in(browser, their_date=day)
        assert (page.status, IncomingCase.objects.count()) == (422, 0)
        assert browser.form_with(BUTTON).values["title"] == SEED["title"]


class TestCorrespondents:
    def test_they_are_completed_from_the_list(self, office: Office, desks: Desks) -> None:
        html = at_form(desks).page.html
        assert 'list="senders"' in html
        assert '<option value="Область">' in html

    def test_small_letters_and_spaces_do_not_matter(self, office: Office, desks: Desks) -> None:
        take_in(at_form(desks), correspondent=" оБЛАСТЬ ")
        assert IncomingCase.objects.get().correspondent == office.correspondent

    def test_a_new_one_is_entered_in_place(self, office: Office, desks: Desks) -> None:
        browser = at_form(desks)
        page = take_in(browser, correspondent="Министерство")
        assert (page.status, "There is no such correspondent yet" in page.text) == (422, True)
        browser.press(BUTTON, new_country="ru", new_addressee="Министру\nИванову")
        made = Correspondent.objects.get(name="Министерство")
        assert (made.country, made.addressee, made.body) == ("RU", "Министру\nИванову", office.body)
        assert IncomingCase.objects.get().correspondent == made

    def test_a_refused_letter_leaves_no_new_one_behind(self, office: Office, desks: Desks) -> None:
        told = {"new_country": "RU", "new_addressee": "Министру", "our_number": "1"}
        page = take_in(at_form(desks), correspondent="Министерство", **told)
        assert (page.status, Correspondent.objects.filter(name="Министерство").exists()) == (422, False)


class TestTheSameLetterTwice:
    def test_it_is_warned_of_before_it_is_saved(self, both: Office, desks: Desks) -> None:
        browser = at_form(desks)
        take_in(browser)
        page = take_in(browser)
        assert (page.status, IncomingCase.objects.count()) == (422, 1)
        assert "The same letter was taken in already: Вх-1" in page.text
        assert "Вх-1" in page.links
        browser.press(BUTTON, not_a_duplicate="on")
        assert [one.number for one in IncomingCase.objects.order_by("pk")] == ["Вх-1", "Вх-2"]

    def test_the_same_file_is_the_same_letter(self, office: Office, desks: Desks) -> None:
        browser = at_form(desks)
        scan = papers.pdf("the same")
        for number, status in (("1", 200), ("2", 422)):
            file = SimpleUploadedFile("scan.pdf", scan, "application/pdf")
            assert take_in(browser, their_number=number, image=file).status == status
        assert "The same letter was taken in already" in browser.page.text

    def test_a_letter_of_another_day_is_another_one(self, office: Office, desks: Desks) -> None:
        browser = at_form(desks)
        take_in(browser)
        assert take_in(browser, their_date="190719").status == 200
        assert IncomingCase.objects.count() == 2

    def test_what_the_clerk_may_not_see_is_not_told(self, office: Office, desks: Desks) -> None:
        lives.to_received(cast.found("other"), their_number=SEED["their_number"], their_date=date(2019, 7, 18))
        assert take_in(at_form(desks)).status == 200

    def test_a_double_click_is_one_letter(self, both: Office, desks: Desks) -> None:
        browser = at_form(desks)
        form = browser.form_with(BUTTON)
        data = dict(form.values) | SEED
        answers = [browser.client.post("/cases/registration/", data) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert Case.objects.count() == 1
