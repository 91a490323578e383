"""The press: sheets drawn apart, within limits; whatever a sheet does, the next one is drawn."""

import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from PIL import Image

from cases.letters import apart, drawing, limits, press, rendering, specimens
from cases.letters.drawing import Manuscript
from cases.letters.fetcher import RefusedAddress
from cases.letters.frames import BrokenFrame, Read, pack, unpack
from cases.letters.limits import USUAL, Limits
from cases.letters.press import Press
from cases.lifecycle.sheets import Sheet
from workflows import outbox

NARROW = replace(USUAL, processor=1, wall=30, memory=900_000_000)
PAGE = Manuscript("<p>Дакумент")
BROKEN = "<p style='break-after: page'>я"
NESTED = "<div style='display: flex'>" * 14


@pytest.fixture(scope="module")
def one() -> Iterator[Press]:
    """A press of these tests, opened once."""
    made = Press()
    yield made
    made.close()


def hand_of(one: Press) -> int:
    """The process that draws."""
    assert one.room
    return int(Path(f"/proc/{one.room.pid}/task/{one.room.pid}/children").read_text().split()[0])


def works(one: Press) -> bool:
    """Whether the press draws an ordinary page."""
    return one.draw(PAGE, bounds=NARROW).pdf.startswith(b"%PDF-")


class TestSheets:
    def test_the_room_draws_the_bytes_that_this_process_draws(self, one: Press) -> None:
        facts = specimens.specimen(Sheet.LETTER, "ru-2025", "be")
        printed = one.draw(rendering.manuscript(facts), pictures=True)
        assert printed.pdf == rendering.render(facts)
        assert list(printed.pictures) == list(drawing.pictures(printed.pdf))
        assert all(picture.startswith(b"\x89PNG") for picture in printed.pictures)

    def test_pictures_of_a_sheet_that_was_signed_since_are_drawn_in_the_room(self, one: Press) -> None:
        pdf = rendering.render(specimens.specimen(Sheet.LETTER, "by-2009"))
        assert one.pictures(pdf) == tuple(drawing.pictures(pdf))
        with pytest.raises(limits.Unprintable):
            one.pictures(b"no PDF")
        assert works(one)

    def test_another_press_draws_the_same_bytes(self, one: Press) -> None:
        manuscript = rendering.manuscript(specimens.specimen(Sheet.APPROVAL, "by-2009"))
        other = Press()
        assert other.draw(manuscript).pdf == one.draw(manuscript).pdf
        other.close()

    def test_threads_wait_for_each_other_and_get_their_own_sheets(self, one: Press) -> None:
        wanted = [Manuscript(f"<title>{number}</title><p>{number}") for number in range(6)]
        found: dict[int, bytes] = {}

        def draw(number: int) -> None:
            found[number] = one.draw(wanted[number]).pdf

        threads = [threading.Thread(target=draw, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == {number: drawing.draw(wanted[number]) for number in range(6)}

    def test_a_hand_goes_home_after_so_many_sheets_and_nobody_notices(self, one: Press) -> None:
        works(one)
        first = hand_of(one)
        for _ in range(3):
            one.draw(PAGE, bounds=replace(USUAL, sheets=3))
        assert works(one)
        assert hand_of(one) != first

    @pytest.mark.parametrize(
        ("bounds", "html", "error", "told"),
        [
            (replace(NARROW, html=10), "<p>Дакумент", limits.TooLong, "more than 10 bytes of HTML"),
            (replace(NARROW, pages=2), BROKEN * 3, limits.TooManyPages, "3 pages of at most 2"),
            (NARROW, "<div>" * 500, limits.TooDeep, "RecursionError"),
            (NARROW, "<div>" * 20_000, limits.TooMuchWork, "ended by SIGXCPU"),
            (replace(NARROW, wall=1), NESTED, limits.TooSlow, "ended by SIGALRM"),
        ],
    )  # fmt: skip
    def test_a_sheet_beyond_a_limit_ends_with_its_name_and_the_next_is_drawn(
        self, bounds: Limits, html: str, error: type[Exception], told: str, one: Press
    ) -> None:
        began = time.monotonic()
        with pytest.raises(error, match=f"^{told}$"):
            one.draw(Manuscript(html), bounds=bounds)
        assert time.monotonic() - began < bounds.wall + 5
        assert works(one)

    def test_a_sheet_that_fills_the_memory_ends_with_its_name_and_the_next_is_drawn(self, one: Press) -> None:
        drawn = io.BytesIO()
        Image.new("RGBA", (4_000, 4_000)).save(drawn, "PNG")
        manuscript = Manuscript("<img src='asset:arms'>", assets={"asset:arms": (drawn.getvalue(), "image/png")})
        with pytest.raises(limits.TooMuchMemory):
            one.draw(manuscript, bounds=replace(NARROW, memory=230_000_000))
        assert works(one)

    def test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened(self, one: Press) -> None:
        huge = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (20_000).to_bytes(4) * 2
        with pytest.raises(limits.TooManyPixels, match="a picture of 400000000 pixels"):
            one.draw(Manuscript("<img src='asset:arms'>", assets={"asset:arms": (huge, "image/png")}))

    def test_a_sheet_that_reaches_outside_is_refused(self, one: Press) -> None:
        with pytest.raises(RefusedAddress, match="file:///etc/hostname"):
            one.draw(Manuscript("<img src='file:///etc/hostname'>"))
        assert works(one)

    def test_an_error_without_a_name_tells_its_kind_and_no_word_of_the_sheet(self, one: Press) -> None:
        with pytest.raises(limits.Unprintable, match=r"^UnicodeDecodeError$"):
            one.draw(Manuscript("<p>тайна", data=b"\xff", made_at=datetime(2026, 1, 1)))


class TestTheHandsEnd:
    def test_a_hand_that_is_killed_at_its_work_is_told_and_replaced(self, one: Press) -> None:
        works(one)
        killer = threading.Timer(0.5, lambda: os.kill(hand_of(one), signal.SIGKILL))
        killer.start()
        with pytest.raises(limits.PressDied, match="ended by SIGKILL"):
            one.draw(Manuscript(NESTED), bounds=NARROW)
        assert works(one)

    def test_an_idle_hand_that_is_killed_costs_one_sheet_and_mixes_up_none(self, one: Press) -> None:
        works(one)
        os.kill(hand_of(one), signal.SIGKILL)
        time.sleep(0.3)
        with pytest.raises(limits.PressDied):
            one.draw(Manuscript("<title>первый</title>"))
        second = Manuscript("<title>второй</title>")
        assert one.draw(second).pdf == drawing.draw(second)

    def test_a_room_that_is_gone_is_opened_anew(self, one: Press) -> None:
        works(one)
        assert one.room
        os.killpg(one.room.pid, signal.SIGKILL)
        one.room.wait()
        assert works(one)

    def test_a_room_ends_with_its_press_and_leaves_no_process(self) -> None:
        made = Press()
        works(made)
        assert made.room
        room, hand = made.room, hand_of(made)
        made.close()
        assert room.returncode == 0
        with pytest.raises(ProcessLookupError):
            os.kill(hand, 0)

    def test_the_wall_is_below_the_lease_of_a_job(self) -> None:
        assert timedelta(seconds=USUAL.wall + 4 * apart.GRACE) < outbox.LEASE

    def test_the_room_gets_no_secret_of_ours(self, one: Press, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CHANCERY_SECRET_KEY", "secret")
        one.close()
        works(one)
        assert one.room
        told = Path(f"/proc/{one.room.pid}/environ").read_text()
        names = {line.partition("=")[0] for line in told.split("\0")}
        assert names <= {*apart.PASSED_ON, "FONTCONFIG_FILE", ""}


def test_nothing_is_drawn_apart_inside_a_transaction(db: None, settings: pytest.FixtureRequest) -> None:
    settings.CHANCERY_PRESS_APART = True  # type: ignore[attr-defined]
    with transaction.atomic(), pytest.raises(press.InTransaction):
        press.render(specimens.specimen(Sheet.LETTER, "ru-2025"))


class TestFrames:
    def test_what_is_packed_is_unpacked(self) -> None:
        assert unpack(stream(pack({"а": 1}, b"x", b"", b"yz"))) == ({"а": 1}, [b"x", b"", b"yz"])

    def test_a_frame_that_is_cut_off_or_changed_is_none(self) -> None:
        frame = pack({"a": 1}, b"xyz")
        for end in range(len(frame)):
            with pytest.raises(BrokenFrame):
                unpack(stream(frame[:end]))
        for place in range(len(frame)):
            changed = bytearray(frame)
            changed[place] ^= 1
            with pytest.raises(BrokenFrame):
                unpack(stream(bytes(changed)))


def stream(octets: bytes) -> Read:
    """A stream of bytes."""
    return io.BytesIO(octets).read
