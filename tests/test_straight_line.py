"""One `sign` enters the modules that docs/architecture.md lists, in that order, and no other."""

import re
import sys
from pathlib import Path
from types import FrameType

from cases.models import OutgoingCase
from tests.cast import Office
from tests.stories.lives import act, digest, to_signature

HOUSE = Path(__file__).parent.parent
ROOMS = ("cases", "workflows")
# SQLite calls back: for the hash of an entry, and whether a statement may be prepared at all.
ASKED_BY_SQLITE = ("cases/journal/guards.py", "cases/journal/hardening.py")


def listed() -> list[str]:
    """The modules of the straight line, as the document numbers them."""
    text = (HOUSE / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = text.split("## The straight line")[1].split("\n## ")[0]
    return re.findall(r"^\d+\. `([\w/]+\.py)`", section, re.MULTILINE)


class Tracer:
    """Notes each module of the house when a function of it is entered for the first time."""

    def __init__(self) -> None:
        self.entered: list[str] = []

    def __call__(self, frame: FrameType, event: str, arg: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event != "call" or not path.is_relative_to(HOUSE):
            return
        module = path.relative_to(HOUSE)
        name = module.as_posix()
        if module.parts[0] in ROOMS and name not in ASKED_BY_SQLITE and name not in self.entered:
            self.entered.append(name)


def entered_by_one_sign(office: Office) -> list[str]:
    """The modules that one signature enters, in order. A first one fills what is read once a process."""
    first = to_signature(office)
    act(office, "deputy", OutgoingCase.sign, first, digest=digest(first), key="first")
    case = to_signature(office)
    facts = {"digest": digest(case), "key": "second"}
    tracer = Tracer()
    sys.setprofile(tracer)
    try:
        act(office, "deputy", OutgoingCase.sign, case, **facts)
    finally:
        sys.setprofile(None)
    return tracer.entered


def test_a_signature_walks_the_line_that_the_architecture_lists(office: Office) -> None:
    assert entered_by_one_sign(office) == listed()


def test_the_line_begins_at_the_door(office: Office) -> None:
    assert entered_by_one_sign(office)[0] == "workflows/perform.py"
