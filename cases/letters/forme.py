"""Standing type: what the letters of one mailing share is laid out once, each has only what is its own laid out anew.

The parts of its own are marked OWN in the template. The rest of the letter is kept as it was laid out for an earlier
one, and the boxes of its own parts change places with new ones of the same size and place. It knows how WeasyPrint
keeps its boxes; the tests hold every such letter, byte by byte, against one that was laid out as a whole.
"""

import atexit
from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from functools import cache
from typing import Any
from xml.etree import ElementTree

OWN = "data-own"
MOST = 4  # layouts of one mailing: its letters differ in how tall their addressees are

type Render = Callable[[Any], Any]
type Slot = tuple[Any, int, Any]  # a box, the place among its children, the child


class Forme:
    """The layouts of the last mailing."""

    def __init__(self) -> None:
        self.key: tuple[bytes, str] = (b"", "")
        self.kept: list[Any] = []

    def lay(self, page: Any, css: str, render: Render) -> Any:
        """The laid-out document of a parsed letter; `render` lays one out as a whole."""
        if (key := (shared(page.etree_element), css)) != self.key:
            self.key, self.kept = key, []
        document = self.filled(page, render) if self.kept else None
        if document is None:
            document = render(page)
            self.kept = [document, *self.kept][:MOST]
        # Written twice, a document would tell the type and the metadata of both.
        written = document.copy()
        written.metadata = copy(document.metadata)
        return written

    def filled(self, page: Any, render: Render) -> Any | None:
        """A kept layout with this letter's own parts, None where they fit into none of them."""
        opening = render(beginning(page))
        fresh = list(slots(opening.pages[0]._page_box))
        wanted = [extent(box) for *_, box in fresh]
        for document in self.kept if len(opening.pages) == 1 else ():
            places = list(slots(document.pages[0]._page_box))
            if [extent(box) for *_, box in places] == wanted:
                for (parent, index, _), (*_, box) in zip(places, fresh, strict=True):
                    parent.children = [*parent.children[:index], box, *parent.children[index + 1 :]]
                return document
        return None


def shared(root: Any) -> bytes:
    """The letter without the parts of its own."""
    bare = deepcopy(root)
    for one in bare.iter():
        if one.get(OWN) is not None:
            one[:], one.text = [], None
    octets: bytes = ElementTree.tostring(bare)
    return octets


def beginning(page: Any) -> Any:
    """The parsed letter with nothing behind the last part of its own."""
    root = deepcopy(page.etree_element)
    for parent in root.iter():
        own = [index for index, one in enumerate(parent) if one.get(OWN) is not None]
        if own:
            parent[own[-1] + 1 :] = []
    short = copy(page)
    short.etree_element, short.wrapper_element = root, type(page.wrapper_element).from_html_root(root)
    return short


def slots(box: Any) -> Iterator[Slot]:
    """Where the boxes of the letter's own parts stand: parent, place among its children, box."""
    for index, child in enumerate(getattr(box, "children", ())):
        element = getattr(child, "element", None)
        if element is not None and element.get(OWN) is not None:
            yield box, index, child
        else:
            yield from slots(child)


def extent(box: Any) -> tuple[Any, ...]:
    """Which part it is, and the room that it takes."""
    return box.element.get(OWN), box.position_x, box.position_y, box.margin_width(), box.margin_height()


@cache
def ours() -> Forme:
    """The standing type of this process."""
    # Left to the end of the process, its type would complain of modules that are gone.
    atexit.register(ours.cache_clear)
    return Forme()
