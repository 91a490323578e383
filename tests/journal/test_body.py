"""The exact bytes of an entry: what was fixed on day one, and what anybody can check with a hash function alone."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from cases.journal import body
from cases.lifecycle.facts import Addressee, Charge, Code, Digest, LetterText, Place, canonical
from cases.lifecycle.outcomes import Delivery, RefusalReason
from cases.models import Case, Disclosure, Entry, IncomingCase, OutgoingCase
from tests.cast import Office
from tests.stories import lives

TOLD: dict[str, Any] = {
    "v": 1,
    "body": "gknt",
    "case": "0123456789abcdef0123456789abcdef",
    "machine": "out",
    "seq": 7,
    "prev": "0" * 64,
    "move": "sign",
    "from": "awaiting_signature",
    "to": "signed",
    "user": 3,
    "actor": 5,
    "author": 5,
    "roles": ["signer"],
    "occurred_at": 1563438600000000,
    "recorded_at": 1563438600000001,
    "origin": "live",
    "scan": None,
    "facts": {"digest": "ab" * 32},
    "sealed": {"author": "cd" * 32},
    "effects": {"signed_on": "2019-07-18"},
    "sheets": {"D15": "ef" * 32},
    "request": None,
}
BYTES = (
    b'{"actor":5,"author":5,"body":"gknt","case":"0123456789abcdef0123456789abcdef","effects":{"signed_on":'
    b'"2019-07-18"},"facts":{"digest":"' + b"ab" * 32 + b'"},"from":"awaiting_signature","machine":"out","move":'
    b'"sign","occurred_at":1563438600000000,"origin":"live","prev":"' + b"0" * 64 + b'","recorded_at":1563438600000001,'
    b'"request":null,"roles":["signer"],"scan":null,"sealed":{"author":"' + b"cd" * 32 + b'"},"seq":7,"sheets":{"D15":'
    b'"' + b"ef" * 32 + b'"},"to":"signed","user":3,"v":1}'
)


def test_an_entry_has_these_bytes_and_no_others() -> None:
    assert canonical(TOLD) == BYTES
    assert body.entry_hash(BYTES) == "92ee416ccc145e016e3111fa515086d472ce4e6807d3e52d959d4309a70e212c"


def test_its_hash_is_the_leaf_of_a_merkle_log() -> None:
    assert body.entry_hash(b"") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"  # RFC 6962
    assert body.entry_hash(BYTES) == hashlib.sha256(b"\x00" + BYTES).hexdigest()


def test_reading_gives_back_what_was_written() -> None:
    assert body.read(BYTES) == TOLD
    assert body.read(memoryview(BYTES)) == TOLD


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (BYTES + b" ", "not canonical"),
        (json.dumps(TOLD).encode(), "not canonical"),
        (BYTES.replace(b'"seq":7', b'"seq":7.0'), "not canonical|no entry"),
        (BYTES.replace(b'"v":1', b'"v":2'), "no entry of format 1: v"),
        (BYTES.replace(b'"seq":7', b'"seq":"7"'), "no entry of format 1: seq"),
        (BYTES.replace(b'"actor":5', b'"actor":"5"'), "no entry of format 1: actor"),
        (canonical({key: value for key, value in TOLD.items() if key != "prev"}), "no entry of format 1: prev"),
        (canonical(TOLD | {"remark": "x"}), "no entry of format 1: remark"),
        (b"[]", "not canonical"),
        (b"", "Expecting value"),
        (BYTES.decode(), "not bytes"),
        (None, "not bytes"),
        (10**9, "not bytes"),
    ],
)
def test_what_is_no_entry_is_refused(octets: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        body.read(octets)


def test_text_is_written_as_it_reads() -> None:
    assert canonical({"б": "Ў №", "a": ["\u2028", '"', "\n"]}) == '{"a":["\u2028","\\"","\\n"],"б":"Ў №"}'.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical(value)


@pytest.mark.parametrize(
    ("moment", "micros"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(2019, 7, 18, 11, 30, tzinfo=timezone(timedelta(hours=3))), 1563438600000000),
        (datetime(2019, 7, 18, 8, 30, 0, 1, tzinfo=UTC), 1563438600000001),
        (datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), -1),
    ],
)
def test_a_moment_is_whole_microseconds(moment: datetime, micros: int) -> None:
    assert body.micros(moment) == micros
    assert body.moment(micros) == moment


class TestFacts:
    def test_each_type_is_written_in_one_way(self) -> None:
        written = body.written(
            {
                "day": date(2019, 7, 18),
                "way": Delivery.SENT,
                "place": Place(5, 2),
                "charges": (Charge(7, responsible=True),),
                "none": None,
            }
        )
        assert written == {
            "day": "2019-07-18",
            "way": "sent",
            "place": {"official": 5, "turn": 2},
            "charges": [{"official": 7, "responsible": True, "due": None}],
            "none": None,
        }

    @pytest.mark.parametrize(
        "hint",
        [
            int,
            bool,
            date,
            date | None,
            int | None,
            Code,
            Digest,
            Delivery,
            RefusalReason,
            tuple[int, ...],
            tuple[Place, ...],
        ],
    )
    def test_codes_numbers_and_dates_stand_in_plain(self, hint: Any) -> None:
        assert body.is_plain(hint)

    @pytest.mark.parametrize("hint", [str, str | None, tuple[str, ...], LetterText, Addressee, tuple[Addressee, ...]])
    def test_text_and_what_holds_it_is_sealed(self, hint: Any) -> None:
        assert not body.is_plain(hint)

    def test_the_facts_of_a_move_are_split_by_its_signature(self) -> None:
        facts = {"ordinal": 1, "delivery": Delivery.REFUSED, "number": "1/2", "dated": None, "note": "нет адресата"}
        plain, sealed = body.sort_facts(OutgoingCase.record_delivery, facts, lambda: b"salt")
        assert plain == {"ordinal": 1, "delivery": "refused", "number": "1/2", "dated": None}
        assert sealed == {"note": body.Seal(b"salt", "нет адресата")}


class TestSeal:
    def test_it_is_a_salted_hash(self) -> None:
        seal = body.Seal(b"\x01" * 32, "нет адресата")
        assert seal.commitment == hashlib.sha256(b"\x01" * 32 + '"нет адресата"'.encode()).hexdigest()

    @pytest.mark.parametrize(("salt", "value"), [(b"\x02" * 32, "да"), (b"\x01" * 32, "нет"), (b"\x01" * 32, None)])
    def test_another_salt_or_value_does_not_open_it(self, salt: bytes, value: Any) -> None:
        assert body.Seal(salt, value).commitment != body.Seal(b"\x01" * 32, "да").commitment

    def test_the_same_remark_twice_shows_no_likeness(self, office: Office) -> None:
        for _ in range(2):
            case = lives.to_draft(office)
            lives.act(office, "drafter", OutgoingCase.cancel, case, reason="ошибка")
        first, second = (body.read(entry.body)["sealed"] for entry in Entry.objects.filter(move="cancel"))
        assert first.keys() == second.keys() == {"author", "reason"}
        assert set(first.values()) & set(second.values()) == set()


def test_a_chain_is_proved_by_hand_from_the_rows_alone(office: Office) -> None:
    """Without a line of the product: SHA-256, JSON, and the format as it is written down."""
    case = lives.to_registered(office)
    lives.act(office, "registrar", IncomingCase.register, lives.to_received(office))
    for one in Case.objects.all():
        prev, rows = "0" * 64, list(Entry.objects.filter(case=one).order_by("seq").values_list("seq", "body", "pk"))
        for expected, (seq, octets, pk) in enumerate(rows, 1):
            told = json.loads(bytes(octets))
            assert (seq, told["seq"], told["prev"], told["case"]) == (expected, expected, prev, one.uid.hex)
            for name, salt, value in Disclosure.objects.filter(entry=pk).values_list("name", "salt", "value"):
                plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
                assert told["sealed"][name] == hashlib.sha256(bytes(salt) + plain).hexdigest()
            prev = hashlib.sha256(b"\x00" + bytes(octets)).hexdigest()
        assert (one.head_hash, one.head_seq) == (prev, len(rows))
    assert Case.objects.get(pk=case).head_seq == 8


def test_no_name_and_no_word_of_a_letter_stands_in_an_entry(office: Office) -> None:
    case = lives.to_approval(office)
    lives.act(
        office, "lawyer", OutgoingCase.agree_with_remarks, case, digest=lives.digest(case), round=1, remarks="Тайна"
    )
    told = "".join(bytes(entry.body).decode() for entry in Entry.objects.all())
    for word in ("Тайна", "Просим", "сотрудничестве", "Lawyer", "А.А.", "Образцовой"):
        assert word not in told
