"""A browser without scripts: it reads pages, follows links, fills forms in and presses what is offered."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client

VOID = {"input", "br", "meta", "link", "img", "hr"}


@dataclass
class Form:
    """A form as a page shows it: where it goes, what is in it, what may be chosen."""

    method: str
    action: str
    values: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, text
    files: set[str] = field(default_factory=set)
    boxes: set[str] = field(default_factory=set)


class Page(HTMLParser):
    """What a person sees of an answer: its text, links by their words, forms."""

    def __init__(self, status: int, path: str, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.status, self.path, self.html = status, path, html
        self.links: dict[str, str] = {}
        self.anchors: list[tuple[str, str]] = []  # every link by its words, those of the same words too
        self.forms: list[Form] = []
        self.texts: list[str] = []
        self.link: tuple[str, list[str]] | None = None
        self.form: Form | None = None
        self.select: str | None = None
        self.option: tuple[str, bool, list[str]] | None = None
        self.area: tuple[str, list[str]] | None = None
        self.button: tuple[str, str, list[str]] | None = None
        self.box: tuple[str, str, list[str]] | None = None
        self.feed(html)

    @property
    def text(self) -> str:
        """The words of the page, white space as single blanks."""
        return " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin whatever the tag begins."""
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "a" if "href" in given:
                self.link = (given["href"], [])
            case "form":
                self.form = Form(given.get("method", "get").lower(), given.get("action", ""))
                self.forms.append(self.form)
            case "input" if self.form:
                self.read_input(self.form, given, {name for name, _ in attrs})
            case "select" if self.form:
                self.select = given["name"]
                self.form.choices[self.select] = {}
                self.form.values[self.select] = ""
            case "option" if self.select:
                self.option = (given.get("value", ""), "selected" in given, [])
            case "textarea":
                self.area = (given["name"], [])
            case "button":
                self.button = (given.get("name", ""), given.get("value", ""), [])

    def read_input(self, form: Form, given: dict[str, str], flags: set[str]) -> None:
        """An input with what is in it."""
        kind, name = given.get("type", "text"), given.get("name", "")
        if kind == "file":
            form.files.add(name)
        elif kind == "checkbox" and "value" in given:  # one of several
            form.values.setdefault(name, [])
            form.values[name] += [given["value"]] * ("checked" in flags)
            self.box = (name, given["value"], [])
        elif kind == "checkbox":
            form.boxes.add(name)
            if "checked" in flags:
                form.values[name] = "on"
        else:
            form.values[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """Text belongs to everything that is open around it."""
        if self.area:
            self.area[1].append(data)
            return
        self.texts.append(data)
        for open_one in (self.link, self.option, self.button, self.box):
            if open_one:
                open_one[-1].append(data)

    def handle_endtag(self, tag: str) -> None:
        """End whatever the tag ends."""
        if tag == "a" and self.link:
            self.links.setdefault(words(self.link[1]), self.link[0])
            self.anchors.append((words(self.link[1]), self.link[0]))
            self.link = None
        elif tag == "select":
            self.select = None
        elif tag in ("option", "label"):
            self.end_choice()
        elif tag == "textarea" and self.area and self.form:
            self.form.values[self.area[0]] = "".join(self.area[1]).removeprefix("\n")
            self.area = None
        elif tag == "button" and self.button and self.form:
            self.form.buttons.append((self.button[0], self.button[1], words(self.button[2])))
            self.button = None
        elif tag == "form":
            self.form = None

    def end_choice(self) -> None:
        """One of the things that may be chosen is whole: an option of a list, or a box with its label."""
        if self.option and self.select and self.form:
            value, selected, text = self.option
            self.form.choices[self.select][words(text)] = value
            if selected:
                self.form.values[self.select] = value
        elif self.box and self.form:
            self.form.choices.setdefault(self.box[0], {})[words(self.box[2])] = self.box[1]
        self.option = self.box = None


def words(texts: list[str]) -> str:
    """Pieces of text as one line."""
    return " ".join("".join(texts).split())


class Browser:
    """One person at one browser; the forms are those of the page he is on, with their tokens checked."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
        self.page = Page(0, "", "")

    def open(self, path: str) -> Page:
        """Go to an address, following redirects."""
        return self.show(self.client.get(urljoin(self.page.path, path), follow=True))

    def show(self, answer: Any) -> Page:
        """Take an answer for the page."""
        path = answer.redirect_chain[-1][0] if getattr(answer, "redirect_chain", None) else answer.request["PATH_INFO"]
        self.page = Page(answer.status_code, path, answer.content.decode())
        return self.page

    def follow(self, text: str) -> Page:
        """Follow the first link with these words. AssertionError when the page offers none."""
        assert text in self.page.links, f"{self.page.path} offers {sorted(self.page.links)}, not {text!r}"
        return self.open(self.page.links[text])

    def save(self, text: str) -> bytes:
        """Save the file behind the last link with these words; it comes as one to be saved. AssertionError if not."""
        found = [path for words, path in self.page.anchors if words == text]
        assert found, f"{self.page.path} offers {sorted(self.page.links)}, not {text!r}"
        answer = self.client.get(urljoin(self.page.path, found[-1]))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer["Content-Disposition"].startswith("attachment; filename")
        return bytes(answer.content)

    def form_with(self, button: str) -> Form:
        """The form that has a button with these words."""
        for form in self.page.forms:
            if any(text == button for _, _, text in form.buttons):
                return form
        raise AssertionError(f"{self.page.path} has no button {button!r}")

    def press(self, button: str, **fill: Any) -> Page:
        """Fill in the form of a button and press it; a choice may be named by its words or their beginning."""
        form = self.form_with(button)
        data = dict(form.values)
        name, value = next((name, value) for name, value, text in form.buttons if text == button)
        if name:
            data[name] = value
        for name, given in fill.items():
            asked = name.replace("__", "-")
            assert asked in form.values.keys() | form.files | form.boxes, f"no field {asked}: {sorted(form.values)}"
            data[asked] = chosen(form.choices[asked], given) if asked in form.choices else given
            assert asked not in form.boxes or given in ("on", ""), f"{asked} is ticked or not, and never {given!r}"
        path = form.action or self.page.path
        if form.method == "get":
            return self.show(self.client.get(path, data, follow=True))
        return self.show(self.client.post(path, data, follow=True))


def chosen(choices: dict[str, str], given: Any) -> Any:
    """The value behind words of a choice, or behind their beginning; the values of several."""
    if isinstance(given, (list, tuple)):
        return [chosen(choices, one) for one in given]
    for text, value in choices.items():
        if text == str(given) or (given and text.startswith(str(given))):
            return value
    raise AssertionError(f"{given!r} is none of {list(choices)}")
