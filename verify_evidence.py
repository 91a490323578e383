#!/usr/bin/env python3
"""Verify a bundle of evidence from Chancery. One file, the standard library alone, Python 3.9 or later.

    python3 verify_evidence.py bundle.zip --key log.vkey [--witness other.vkey …] [--quorum 1]
                               [--previous old.checkpoint …] [--max-age 48h] [--json]

An old checkpoint is a file that you kept, or what a reader of codes tells from a letter, saved as it is.

The key must have come to you by another way than the bundle. Exit status: 0 all holds, 1 findings, 2 the bundle or
the key could not be read at all. A finding is `CODE place: text`; what each code means stands in CODES below.

How it proves: `checkpoint` is the signed head of a Merkle tree (RFC 6962; C2SP signed-note, tlog-checkpoint,
tlog-cosignature). `log.jsonl` tells the whole tree from the left: a line in braces is a leaf by its exact bytes, a line
in brackets stands for leaves that are not shown: [height, hash]. All else is held by the leaves: each entry continues
the chain of its case, sealed texts open its commitments, files are what it names, a census counts all histories and
registers, and the last leaf is the export itself, which names every other file by the digest of the manifest.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

CODES = {
    "ZIP": "the archive is not written as Chancery writes it: something was added, cut or changed between its files",
    "CRC": "the bytes of a file are not those that the archive announces",
    "MISSING": "a file that the manifest, the history or this format demands is not in the bundle",
    "EXTRA": "a file that nothing in the bundle names",
    "CHANGED": "a file is not the one that was exported",
    "FORMAT": "something cannot be read as what it should be",
    "SIGNATURE": "a checkpoint is not signed by the key you hold, or its text was changed",
    "ORIGIN": "a checkpoint is of another log",
    "WITNESS": "fewer witnesses than you ask for have cosigned the checkpoint",
    "OLD": "the checkpoint is older than you allow: the whole log may have been rolled back",
    "ROLLBACK": "the log is shorter than the checkpoint you hold",
    "FORK": "the log does not continue a checkpoint that you hold or that the bundle carries",
    "UNPROVED": "the bundle does not prove that the log continues the checkpoint you hold: export again with it",
    "SIZE": "the log has another number of leaves than the checkpoint signs",
    "ROOT": "the leaves are not those whose root is signed",
    "CANON": "the bytes of a leaf are not in the one form that the format allows",
    "SEQ": "an entry of a case is missing, doubled or out of its place",
    "CHAIN": "an entry does not continue the one before it",
    "ORDER": "an entry was recorded before the one it follows, or before it took place",
    "BACKDATED": "an entry says that it was recorded before a checkpoint that does not have it",
    "FUTURE": "an entry says that it was recorded after the checkpoint that has it",
    "EXPORT": "the last leaf is not the record of this export",
    "PROOF": "the separate proof of a case's last entry does not hold",
    "CENSUS": "what is counted is not what the census signed",
    "HIDDEN": "the census knows a case, or entries of a case, that the bundle does not show",
    "POLICY": "the law in the bundle is not the one that the census names",
    "LAW": "a move that the law does not know, from that state, or by none of its roles",
    "STATE": "a move starts where the one before it did not end",
    "DUTY": "one person did what two must do",
    "SUBSTITUTE": "one acted for another without a substitution that covers this act at that moment",
    "APPROVAL": "a visa or signature is missing or was given for another text",
    "NUMBER": "a number was given twice, or is none of its register",
    "GAP": "a number between the first and the last of a register is nowhere",
    "SEAL": "a disclosed text is not the one that was sealed",
    "DESTROYED": "what a commitment stands for is not disclosed, and no act says that it was destroyed",
    "SHEET": "the facts of a sheet are missing or are not those of the entry",
    "LETTER": "a sheet's bytes are missing or are not those that were bound",
    "DRAFT": "a version of a text is missing or is not the one that was written",
    "FILE": "an attachment or scan is missing or is not the one that the history names",
}
SKEW = 300  # seconds by which clocks may differ
DASH = "\u2014 "
START = "0" * 64
MOST_FINDINGS = 200


class Unreadable(Exception):
    """The bundle or a key cannot be read at all: exit status 2."""


class Findings:
    """What was found, each thing once, the first few hundred."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []
        self.notes: list[str] = []
        self.count = 0

    def add(self, code: str, place: str, text: str = "") -> None:
        """Keep one finding; its text is that of its code when it needs no other."""
        self.count += 1
        finding = (code, place, text or CODES[code])
        if self.count <= MOST_FINDINGS and finding not in self.found:
            self.found.append(finding)


# ---------------------------------------------------------------- Ed25519 (RFC 8032, 5.1), verification only

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add_points(one: Any, other: Any) -> Any:
    """The sum of two points; a point is X, Y, Z, T with x = X/Z, y = Y/Z, x*y = T/Z."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar: int, point: Any) -> Any:
    """A multiple of a point."""
    found = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = add_points(found, point)
        point = add_points(point, point)
        scalar >>= 1
    return found


def decoded(octets: bytes) -> Any:
    """The point of 32 bytes (5.1.3), or None."""
    told = int.from_bytes(octets, "little")
    sign, y = told >> 255, told & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = decoded((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature of 64 bytes is that of the key's owner (5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, point = decoded(public), decoded(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or point is None or scalar >= L:
        return False
    told = hashlib.sha512(signature[:32] + public + message).digest()
    left = times(scalar, BASE)
    right = add_points(point, times(int.from_bytes(told, "little") % L, key))
    return all((left[axis] * right[2] - right[axis] * left[2]) % P == 0 for axis in (0, 1))


# ---------------------------------------------------------------- keys and notes (C2SP)

SIGNED, COSIGNED = 1, 4


def b64(told: str) -> bytes:
    """The bytes of base64 that has one form only. Raises ValueError."""
    octets = base64.b64decode(told, validate=True)
    if base64.b64encode(octets).decode() != told:
        raise ValueError("base64 of another form")
    return octets


class Key:
    """A public key as its .vkey tells it."""

    def __init__(self, told: str) -> None:
        try:
            self.name, kept, octets = told.strip().split("+", 2)
            octets_ = b64(octets)
            self.kind, self.public = octets_[0], octets_[1:]
        except (ValueError, IndexError) as error:
            raise Unreadable("this is no .vkey: " + told.strip()[:60]) from error
        if self.kind not in (SIGNED, COSIGNED) or len(self.public) != 32 or self.id(self.kind).hex() != kept:
            raise Unreadable("this is no .vkey of an Ed25519 key: " + told.strip()[:60])

    def id(self, kind: int) -> bytes:
        """The four bytes by which a line names this key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([kind]) + self.public).digest()[:4]


class Note:
    """A checkpoint and its signature lines. Raises ValueError when it is none."""

    def __init__(self, octets: bytes) -> None:
        told = octets.decode("utf-8")
        if len(octets) > 100_000 or any(ord(sign) < 32 and sign != "\n" for sign in told):
            raise ValueError("this is no note")
        text, gap, lines = told.rpartition("\n\n")
        if not gap or not lines.endswith("\n"):
            raise ValueError("this is no signed note")
        self.text = text + "\n"
        self.lines = [self.line(one) for one in lines[:-1].split("\n")]
        self.origin, size, root, *_ = [*text.split("\n"), ""]
        if not re.fullmatch("0|[1-9][0-9]{0,18}", size):
            raise ValueError("a size is a plain number")
        self.size, self.root = int(size), b64(root)
        if len(self.root) != 32 or not self.origin:
            raise ValueError("a head has an origin and a root of 32 bytes")

    @staticmethod
    def line(told: str) -> tuple[str, bytes, bytes]:
        """A signature line: name, key id, signature."""
        dash, name, octets = ([*told.split(" "), "", ""])[:3]
        if dash + " " != DASH or not name or told.count(" ") != 2:
            raise ValueError("this is no signature line")
        return name, b64(octets)[:4], b64(octets)[4:]

    def signatures(self, key: Key, kind: int) -> list[bytes]:
        """What this key signed by its own word, in the order of the lines."""
        return [signature for name, kept, signature in self.lines if (name, kept) == (key.name, key.id(kind))]

    def is_signed_by(self, key: Key) -> bool:
        """Whether the note has one line of this key, and it holds."""
        lines = self.signatures(key, SIGNED)
        return len(lines) == 1 and is_signed(key.public, self.text.encode(), lines[0])

    def seen_by(self, key: Key) -> int | None:
        """When this key cosigned the head, in seconds since 1970; None when it did not, or the line is false."""
        lines = self.signatures(key, COSIGNED)
        if len(lines) != 1 or len(lines[0]) != 72:
            return None
        moment = int.from_bytes(lines[0][:8], "big")
        message = f"cosignature/v1\ntime {moment}\n{self.text}"
        return moment if is_signed(key.public, message.encode(), lines[0][8:]) else None


def as_read(octets: bytes) -> bytes:
    """A checkpoint as it was kept, or as a reader of codes tells it from a letter: its first line names the letter."""
    first, _, rest = octets.partition(b"\n")
    return rest.replace(b"\r", b"").rstrip(b"\n") + b"\n" if first.count(b";") >= 3 else octets


# ---------------------------------------------------------------- the tree (RFC 6962)


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The right edge of a tree that grows by leaves and by complete subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self.nodes: list[bytes] = []

    def add(self, node: bytes, height: int = 0) -> None:
        """Append a subtree of 2**height leaves. Raises ValueError where it has no place."""
        index, rest = divmod(self.size, 1 << height)
        if rest:
            raise ValueError("a subtree stands where none of its height may")
        nodes = self.nodes
        while index & 1:
            node = hashlib.sha256(b"\x01" + nodes.pop() + node).digest()
            index >>= 1
        nodes.append(node)
        self.size += 1 << height

    def root(self) -> bytes:
        """The root over everything so far."""
        if not self.nodes:
            return hashlib.sha256(b"").digest()
        found = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            found = node_hash(left, found)
        return found


def climbed(here: int, last: int, starts: list[bytes], proof: list[bytes]) -> list[bytes] | None:
    """What a proof leads to, from some hashes of one place: the second and later ones know nothing to the right."""
    found = list(starts)
    for one in proof:
        if last == 0:
            return None
        if here & 1 or here == last:
            found = [node_hash(one, below) for below in found]
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found[0] = node_hash(found[0], one)
        here, last = here >> 1, last >> 1
    return found if last == 0 else None


def is_included(leaf: bytes, position: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    return 0 <= position < size and climbed(position, size - 1, [leaf], proof) == [root]


def is_continued(old: int, size: int, old_root: bytes, root: bytes, proof: list[bytes]) -> bool:
    """Whether the tree of a size only continues the older one (RFC 9162, 2.1.4.2)."""
    if old == size:
        return old_root == root and not proof
    if not 0 < old < size:
        return old == 0 and not proof and old_root == hashlib.sha256(b"").digest()
    proof = [old_root, *proof] if old & (old - 1) == 0 else proof
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    return bool(proof) and climbed(here, last, [proof[0], proof[0]], proof[1:]) == [root, old_root]


# ---------------------------------------------------------------- the archive

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
DAY_ONE = 0x21  # 01.01.1980: an archive tells no moment


class Archive:
    """A zip with one form only: stored files one after another, no gap, no comment. Every byte is accounted for."""

    def __init__(self, file: BinaryIO, findings: Findings) -> None:
        self.file, self.findings = file, findings
        self.places: dict[str, tuple[int, int, int]] = {}
        central = []
        offset = 0
        while True:
            head = self.at(offset, LOCAL.size)
            if len(head) < LOCAL.size or head[:4] != b"PK\x03\x04":
                break
            _, _, _, _, _, _, crc, size, _, length, _ = LOCAL.unpack(head)
            name = self.at(offset + LOCAL.size, length)
            if head + name != local_header(name, crc, size):
                findings.add("ZIP", f"at byte {offset}")
            self.keep(name, offset + LOCAL.size + length, size, crc)
            central.append(central_header(name, crc, size, offset))
            offset += LOCAL.size + length + size
        if not central:
            raise Unreadable("this is no bundle of evidence")
        self.check_end(offset, central)

    def at(self, offset: int, length: int) -> bytes:
        """Some bytes of the archive."""
        self.file.seek(offset)
        return self.file.read(length)

    def keep(self, octets: bytes, offset: int, size: int, crc: int) -> None:
        """Note where a file lies; a name that stands twice or leads outside is a finding."""
        name = octets.decode("utf-8", "replace")
        parts = name.split("/")
        if name in self.places or "\\" in name or any(part in ("", ".", "..") for part in parts):
            self.findings.add("ZIP", name, "a name that stands twice or leads outside")
        self.places.setdefault(name, (offset, size, crc))

    def check_end(self, offset: int, central: list[bytes]) -> None:
        """The directory and the end repeat the files, and nothing follows."""
        directory = b"".join(central)
        end = END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), len(directory), offset, 0)
        if self.at(offset, len(directory) + len(end) + 1) != directory + end:
            self.findings.add("ZIP", f"the directory, from byte {offset} on")

    def __contains__(self, name: str) -> bool:
        return name in self.places

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file piece by piece, held against its checksum at the end."""
        offset, left, wanted = self.places[name]
        crc = 0
        while left:
            octets = self.at(offset, min(left, 1 << 18))
            if not octets:
                break
            crc = zlib.crc32(octets, crc)
            offset, left = offset + len(octets), left - len(octets)
            yield octets
        if left or crc != wanted:
            self.findings.add("CRC", name)

    def read(self, name: str) -> bytes:
        """A whole file; empty when it is not there, which is a finding."""
        if name not in self.places:
            self.findings.add("MISSING", name)
            return b""
        return b"".join(self.chunks(name))

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file without their ends; what follows the last end is a line too."""
        rest = b""
        for octets in self.chunks(name):
            *whole, rest = (rest + octets).split(b"\n")
            yield from whole
        if rest:
            self.findings.add("FORMAT", name, "the last line has no end")
            yield rest

    def digest(self, name: str) -> str:
        """SHA-256 of a file."""
        found = hashlib.sha256()
        for octets in self.chunks(name):
            found.update(octets)
        return found.hexdigest()


def local_header(name: bytes, crc: int, size: int) -> bytes:
    """What stands before a file."""
    return LOCAL.pack(b"PK\x03\x04", 20, 0x800, 0, 0, DAY_ONE, crc, size, size, len(name), 0) + name


def central_header(name: bytes, crc: int, size: int, offset: int) -> bytes:
    """What the directory says of a file."""
    told = (20, 20, 0x800, 0, 0, DAY_ONE, crc, size, size, len(name), 0, 0, 0, 0, 0, offset)
    return CENTRAL.pack(b"PK\x01\x02", *told) + name


# ---------------------------------------------------------------- canonical JSON

encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
decoder = json.JSONDecoder()
try:  # the same, without making it anew for each of a million leaves
    pieces = json.encoder.c_make_encoder(  # type: ignore[attr-defined]
        None, encoder.default, json.encoder.encode_basestring, None, ":", ",", True, False, False
    )
    pieces({"v": [1, "ў", None]}, 0)
except (AttributeError, TypeError):  # another Python than CPython

    def pieces(value: Any, _: int) -> Iterator[str]:
        """The canonical text of a value in pieces."""
        return encoder.iterencode(value)


def canonical(value: Any) -> bytes:
    """The one byte form of a value."""
    return "".join(pieces(value, 0)).encode("utf-8")


def parsed(octets: bytes) -> tuple[Any, bool]:
    """The value of some JSON, and whether its bytes are in the one form. Raises ValueError."""
    text = octets.decode("utf-8")
    try:
        value, end = decoder.scan_once(text, 0)  # type: ignore[attr-defined]
    except StopIteration as error:
        raise ValueError("no JSON") from error
    return value, end == len(text) and "".join(pieces(value, 0)) == text


def commitment(salt: str, value: Any) -> str:
    """What an entry holds in the place of a text."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(value)).hexdigest()


# ---------------------------------------------------------------- the law, from the table that the bundle carries


class Law:
    """The table of the law: moves, and what no table of moves can say."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.moves = {
            (machine, row["move"]): (frozenset(row["from"]), row["to"], frozenset(row["by"]))
            for machine, rows in told["machines"].items()
            for row in rows
        }
        self.in_person = {
            (machine, row["move"]) for machine, rows in told["machines"].items() for row in rows if row.get("in_person")
        }
        self.scopes = told.get("scopes", {})
        self.events = frozenset(told["events"])
        # where a case may begin that was brought over from elsewhere; a law of before knew no such cases
        imports = told.get("imports", {"move": "", "origin": "", "to": {}})
        self.imported, self.import_origin = imports["move"], imports["origin"]
        self.beginnings = {machine: frozenset(states) for machine, states in imports["to"].items()}
        self.memory = by_move(told["memory"])
        self.duties = by_move(told["duties"])
        self.approval = {one["machine"]: one for one in told["approval"]}


def by_move(rows: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Rows of a table by machine and move."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        for move in row["moves"]:
            found.setdefault((row["machine"], move), []).append(row)
    return found


class Case:
    """One history as far as it was read."""

    __slots__ = ("head", "machine", "memory", "places", "recorded", "seq", "state", "text", "visas")

    def __init__(self, machine: str) -> None:
        self.machine = sys.intern(machine)
        self.seq = 0
        self.head = bytes(32)
        self.state = ""
        self.recorded = 0
        self.memory: tuple[tuple[str, tuple[int, ...]], ...] = ()
        # the round: how many places it has (None: the route is not disclosed), the text, who agreed to which text
        self.places: int | None = None
        self.text = ""
        self.visas: dict[int, str] | None = None


class Judge:
    """Judges each entry by the law."""

    def __init__(self, law: Law, findings: Findings) -> None:
        self.law, self.findings = law, findings
        self.memories: dict[Any, Any] = {}

    def judge(self, case: Case, entry: dict[str, Any], opened: dict[str, Any], place: str) -> None:
        """One entry of a case, which has been read as far as the one before it."""
        move, source, target = entry["move"], entry["from"], entry["to"]
        if source != case.state:
            self.findings.add("STATE", place)
        row = self.law.moves.get((case.machine, move))
        if not self.is_lawful(case, entry, row):
            self.findings.add("LAW", place, f"{move} is not lawful here")
        if row is not None or move == self.law.imported:
            key = (case.machine, move)
            if "instead_of" in entry["effects"] and (key in self.law.in_person or not self.is_covered(entry)):
                self.findings.add("SUBSTITUTE", place)
            if key in self.law.duties:
                self.keep_apart(case, entry, opened, self.law.duties[key], place)
            rule = self.law.approval.get(case.machine)
            if rule is not None and not self.approve(case, entry, opened, rule):
                self.findings.add("APPROVAL", place)
            if key in self.law.memory:
                self.remember(case, entry, opened, self.law.memory[key])
        case.state = sys.intern(target)

    def is_lawful(self, case: Case, entry: dict[str, Any], row: Any) -> bool:
        """A move of the table by one of its roles, the beginning of a case that was brought over, or an event."""
        move, source, target = entry["move"], entry["from"], entry["to"]
        if row is not None:
            return source in row[0] and target == (row[1] or source) and not row[2].isdisjoint(entry["roles"])
        if move == self.law.imported:
            from_elsewhere = source == "" and entry["origin"] == self.law.import_origin
            return from_elsewhere and target in self.law.beginnings.get(case.machine, ())
        return move in self.law.events and source == target != ""

    def is_covered(self, entry: dict[str, Any]) -> bool:
        """Whether the substitution that an entry carries lends its roles at its moment, and joins two persons."""
        told = entry["effects"].get("substitution")
        try:
            in_time = told["since"] <= entry["occurred_at"] < told["until"]
            lent = all(self.law.scopes.get(role) in told["scopes"] for role in entry["roles"])
            return in_time and lent and entry["effects"]["instead_of"] not in (None, entry["author"])
        except (KeyError, TypeError):
            return False

    def keep_apart(
        self, case: Case, entry: dict[str, Any], opened: dict[str, Any], duties: list[dict[str, Any]], place: str
    ) -> None:
        """Who acts is none of those whom the duty keeps apart, or is the one whom it asks for, and tells why."""
        memory = dict(case.memory)
        seats = {entry["author"], entry["effects"].get("instead_of")} - {None}
        people = seats | {entry["actor"]} - {None}
        for duty in duties:
            for name in duty.get("apart", ()):
                if not people.isdisjoint(memory.get(name, ())):
                    self.findings.add("DUTY", place, "{}: the same person is {}".format(duty["duty"], name))
            for name in duty.get("same", ()):
                if name in memory and seats.isdisjoint(memory[name]):
                    self.findings.add("DUTY", place, "{}: only the {} does this".format(duty["duty"], name))
            why = duty.get("told")
            if why and not (why in entry["sealed"] and str(opened.get(why, "destroyed")).strip()):
                self.findings.add("DUTY", place, "{}: without a {}".format(duty["duty"], why))

    def remember(self, case: Case, entry: dict[str, Any], opened: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        """Keep whom later duties ask for; cases that remember the same people share one memory."""
        memory = dict(case.memory)
        told = dict(entry, opened=opened)
        for row in rows:
            people = () if row["how"] == "clear" else tuple(found(told, row["take"]))
            memory[row["name"]] = (memory.get(row["name"], ()) if row["how"] == "add" else ()) + people
        made = tuple(sorted(memory.items()))
        case.memory = self.memories.setdefault(made, made)

    def approve(self, case: Case, entry: dict[str, Any], opened: dict[str, Any], rule: dict[str, Any]) -> bool:
        """Visas are given for the text as it stands; what stands on a round needs each one that was not waived."""
        move, effects, text = entry["move"], entry["effects"], entry["facts"].get("digest")
        if move in rule["stands_on"]:
            whole = bool(case.visas) if case.places is None else case.places == len(case.visas or ())
            return case.visas is not None and effects.get("draft") == case.text and whole
        if move in rule["given"] and case.visas is not None and entry["author"] is not None:
            case.visas[effects.get("instead_of", entry["author"])] = text
        if move in rule["open"]:
            case.visas, case.text = {}, effects.get("draft", "")
            route = opened.get("route", entry["facts"].get("route"))
            case.places = len(route) if route else None
        elif move in rule["void"]:
            case.visas, case.text = None, ""
        elif move in rule["kept"]:
            case.text = effects.get("draft", "")
        elif case.places is not None:
            case.places += (move in rule["more"]) - (move in rule["fewer"])
        return move not in rule["given"] or (case.visas is not None and text == case.text)


def found(value: Any, path: list[str]) -> list[int]:
    """The ids at the end of a path through an entry; `*` goes through a list."""
    if value is None:
        return []
    if not path:
        return [value] if isinstance(value, int) else []
    if path[0] == "*":
        return [one for part in value for one in found(part, path[1:])] if isinstance(value, list) else []
    return found(value.get(path[0]), path[1:]) if isinstance(value, dict) else []


# ---------------------------------------------------------------- the bundle

SHAPE = {
    **dict.fromkeys(("body", "case", "machine", "prev", "move", "from", "to", "origin"), str),
    **dict.fromkeys(("v", "seq", "occurred_at", "recorded_at"), int),
    **dict.fromkeys(("user", "actor", "author"), (int, type(None))),
    **dict.fromkeys(("scan", "request"), (str, type(None))),
    **dict.fromkeys(("facts", "sealed", "effects", "sheets"), dict),
    "roles": list,
}
NAMES = frozenset(SHAPE)
DIGEST = re.compile("[0-9a-f]{64}")
SIGNED_FILES = ("checkpoint", "log.jsonl", "manifest.json")  # held by the signature and the root
SIGNED_FOLDERS = ("checkpoints", "consistency", "proofs")
FOLDERS = {"sheets": "SHEET", "letters": "LETTER", "drafts": "DRAFT", "files": "FILE"}  # files named by their digest


class Bundle:
    """All that is verified of one bundle, in the order in which it is verified."""

    def __init__(self, archive: Archive, keys: list[Key], findings: Findings) -> None:
        self.archive, self.findings = archive, findings
        self.log, self.witnesses = keys[0], keys[1:]
        self.cases: dict[str, Case] = {}
        self.needed: dict[str, str] = {}  # files that the history names, and where
        self.numbers: dict[tuple[int, int], dict[int, str]] = {}
        self.brought: set[tuple[int, int, int]] = set()  # numbers that were given before Chancery
        self.missing: dict[tuple[str, int, str], str] = {}  # texts that are not disclosed
        self.redacted: dict[tuple[str, int, str], str] = {}
        self.records: dict[str, tuple[int, dict[str, Any]]] = {}
        self.last_entry = -1
        self.tree = Tree()
        self.known: dict[int, list[tuple[str, Note]]] = {}
        self.moments: list[tuple[int, int]] = []
        self.before = 0  # the moment of the last checkpoint that does not have the leaf
        self.judge: Judge | None = None

    # -- the head

    def read_head(self, quorum: int) -> Note | None:
        """The checkpoint, signed and cosigned."""
        note = self.read_note("checkpoint")
        if note is not None:
            seen = {key.public for key in self.witnesses if note.seen_by(key) is not None} - {self.log.public}
            if len(seen) < quorum:
                self.findings.add("WITNESS", "checkpoint", f"{len(seen)} of {quorum}")
        return note

    def check_age(self, below: int, max_age: int | None, now: float) -> None:
        """How old the head is up to which the histories are told; the log's word, or the latest of a witness."""
        heads = [note for name, note in self.known.get(below, ()) if name == f"checkpoints/{below}"]
        if not heads:
            self.findings.add("MISSING", f"checkpoints/{below}")
            return
        latest = max(heads[0].seen_by(key) or 0 for key in (self.log, *self.witnesses))
        self.findings.notes.append(f"histories as of {written(latest)}, {below} leaves")
        if max_age is not None and now - latest > max_age:
            self.findings.add("OLD", f"checkpoints/{below}", f"signed at {written(latest)}")

    def read_note(self, name: str, octets: bytes | None = None) -> Note | None:
        """A checkpoint of this log; what is wrong with it is a finding. One that you hold may lack the log's moment."""
        try:
            note = Note(self.archive.read(name) if octets is None else as_read(octets))
        except (ValueError, IndexError) as error:
            self.findings.add("SIGNATURE", name, f"this is no checkpoint: {error}")
            return None
        timed = note.seen_by(self.log) is not None or (octets is not None and not note.signatures(self.log, COSIGNED))
        if not (timed and note.is_signed_by(self.log)):
            self.findings.add("SIGNATURE", name)
            return None
        if note.origin != self.log.name:
            self.findings.add("ORIGIN", name, note.origin)
        return note

    def hold(self, name: str, note: Note | None, size: int) -> None:
        """Keep a checkpoint that the log must continue."""
        if note is None:
            return
        if note.size > size:
            self.findings.add("ROLLBACK", name, f"the log has {size} leaves, it had {note.size}")
            return
        self.known.setdefault(note.size, []).append((name, note))
        if (moment := note.seen_by(self.log)) is not None:
            self.moments.append((note.size, moment))

    def read_carried(self, note: Note) -> None:
        """The older checkpoints that the bundle carries."""
        for name in sorted(self.archive.places):
            if name.startswith("checkpoints/"):
                carried = self.read_note(name)
                if carried is not None and name != f"checkpoints/{carried.size}":
                    self.findings.add("EXTRA", name)
                self.hold(name, carried, note.size)
        self.hold("checkpoint", note, note.size)
        self.moments.sort()

    def check_continued(self, size: int, root: bytes, old_roots: dict[int, bytes]) -> None:
        """The log continues every checkpoint that is known."""
        for old, notes in sorted(self.known.items()):
            for name, note in notes:
                proof = f"consistency/{old}"
                if old in old_roots and note.root != old_roots[old]:
                    self.findings.add("ROOT" if name == "checkpoint" else "FORK", name)
                if proof in self.archive:
                    if not is_continued(old, size, note.root, root, self.hashes(proof)):
                        self.findings.add("FORK", name, f"the proof {proof} does not hold")
                elif old not in old_roots:
                    self.findings.add("UNPROVED", name)

    def hashes(self, name: str) -> list[bytes]:
        """The hashes of a proof, a line of base64 each."""
        try:
            return [b64(line) for line in self.archive.read(name).decode("ascii").split("\n")[:-1]]
        except ValueError:
            self.findings.add("FORMAT", name)
            return []

    # -- the log

    def read_log(self, note: Note) -> dict[int, bytes]:
        """Every line of the log; the roots at the sizes of known checkpoints."""
        self.texts = Disclosures(self.archive, self.findings)
        tree, add, sha, known, roots = self.tree, self.tree.add, hashlib.sha256, self.known, {}
        for number, line in enumerate(self.archive.lines("log.jsonl"), 1):
            if line[:1] == b"[":
                self.read_gap(line, number)
            else:
                leaf = sha(b"\x00" + line).digest()
                add(leaf)
                self.read_leaf(line, leaf, tree.size - 1)
            if tree.size in known:
                roots[tree.size] = tree.root()
        for case, seq, name in self.texts.rest():
            self.findings.add("SEAL", f"{case}/{seq}", f"{name}: nothing of this name is sealed there")
        if tree.size != note.size:
            self.findings.add("SIZE", "log.jsonl", f"{tree.size} leaves, the checkpoint signs {note.size}")
        return roots

    def read_gap(self, line: bytes, number: int) -> None:
        """Leaves that are not shown."""
        try:
            height, digest = json.loads(line)
            if canonical([height, digest]) != line or not 0 <= height < 63 or not DIGEST.fullmatch(digest):
                raise ValueError("no gap")
            self.tree.add(bytes.fromhex(digest), height)
        except (ValueError, TypeError):
            self.findings.add("FORMAT", f"log.jsonl line {number}")

    def read_leaf(self, line: bytes, leaf: bytes, position: int) -> None:
        """A leaf by its bytes: an entry of a case, or a record."""
        try:
            content, is_canonical = parsed(line)
            if not is_canonical:
                self.findings.add("CANON", f"leaf {position}")
            if "kind" in content:
                self.records[content["kind"]] = (position, content)
            else:
                self.read_entry(content, leaf, position)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            self.findings.add("FORMAT", f"leaf {position}", f"no entry of a known format: {error!r}")

    def read_entry(self, entry: dict[str, Any], leaf: bytes, position: int) -> None:
        """One entry: its place in the chain, its moment, its texts, its files, and the law."""
        if entry.keys() != NAMES or entry["v"] != 1:
            raise ValueError("unknown format")
        uid, seq = entry["case"], entry["seq"]
        case = self.cases.get(uid)
        if case is None:
            case = self.cases[uid] = Case(entry["machine"])
        place = uid + "/" + str(seq)
        if seq != case.seq + 1:
            self.findings.add("SEQ", place, f"follows entry {case.seq}")
        if entry["prev"] != case.head.hex() or entry["machine"] != case.machine:
            self.findings.add("CHAIN", place)
        recorded = entry["recorded_at"]
        if recorded < case.recorded or entry["occurred_at"] > recorded:
            self.findings.add("ORDER", place)
        self.check_moment(recorded // 1_000_000, position, place)
        opened = self.open_texts(entry, place) if entry["sealed"] else {}
        if entry["effects"] or entry["sheets"] or entry["scan"]:
            self.note_effects(entry, place)
        if self.judge is not None:
            self.judge.judge(case, entry, opened, place)
        case.seq, case.head, case.recorded = seq, leaf, recorded
        self.last_entry = position

    def check_moment(self, recorded: int, position: int, place: str) -> None:
        """The moment lies between the checkpoint before the leaf and the one that first has it."""
        moments = self.moments
        while moments and moments[0][0] <= position:
            self.before = max(self.before, moments.pop(0)[1])
        if recorded < self.before - SKEW:
            self.findings.add("BACKDATED", place, f"recorded {written(recorded)}")
        if moments and recorded > moments[0][1] + SKEW:
            self.findings.add("FUTURE", place, f"recorded {written(recorded)}")

    def open_texts(self, entry: dict[str, Any], place: str) -> dict[str, Any]:
        """The sealed texts that are disclosed; what is not is remembered."""
        uid, seq = entry["case"], entry["seq"]
        told = self.texts.of(uid, seq)
        opened = {}
        for name, sealed in entry["sealed"].items():
            if name not in told:
                self.missing[uid, seq, name] = place
            elif commitment(*told[name]) != sealed:
                self.findings.add("SEAL", place, name)
            else:
                opened[name] = told[name][1]
        for name in told.keys() - entry["sealed"].keys():
            self.findings.add("SEAL", place, f"{name}: nothing of this name is sealed there")
        return opened

    def note_effects(self, entry: dict[str, Any], place: str) -> None:
        """The files that an entry names, the number that it gives, the texts that it destroys."""
        effects = entry["effects"]
        for kind, digest in entry["sheets"].items():
            self.needed[f"sheets/{digest}.json"] = place + "/" + kind
        if entry["scan"]:
            self.needed["files/{}".format(entry["scan"])] = place
        if "ordinal" in effects:
            years = self.numbers.setdefault((effects["register"], effects["year"]), {})
            if years.setdefault(effects["ordinal"], place) != place:
                self.findings.add("NUMBER", place, "{} has this number".format(years[effects["ordinal"]]))
            if self.judge is not None and entry["move"] == self.judge.law.imported:
                self.brought.add((effects["register"], effects["year"], effects["ordinal"]))
        self.note_files(entry, place)

    def note_files(self, entry: dict[str, Any], place: str) -> None:
        """The versions and bytes that an entry names, and the texts that it destroys."""
        uid, effects = entry["case"], entry["effects"]
        if "version" in effects:
            self.needed["drafts/{}.json".format(effects["digest"])] = "{}/v{}".format(uid, effects["version"])
        if entry["move"] == "rendered":
            for digest in (effects["bytes"], *effects.get("copies", {}).values()):
                self.needed[f"letters/{digest}.pdf"] = "{}/{}/{}".format(uid, effects["of"], effects["sheet"])
        if entry["move"] == "redacted":
            for name in effects["names"]:
                self.redacted[uid, effects["of"], name] = place

    # -- what the log holds

    def check_export(self, manifest: dict[str, Any]) -> int:
        """The last leaf is the export of exactly this manifest; returns how many leaves the histories are told of."""
        below = manifest.get("below")
        position, export = self.records.get("export", (-1, {}))
        digest = self.archive.digest("manifest.json") if "manifest.json" in self.archive else ""
        if position != self.tree.size - 1 or export.get("manifest") != digest or not isinstance(below, int):
            self.findings.add("EXPORT", "manifest.json")
            return 0
        if self.records.get("census", (-1,))[0] != below - 1 or self.last_entry >= below:
            self.findings.add("CENSUS", "log.jsonl", "the census is not the last leaf that is told of")
        for uid in manifest.get("cases", ()):
            if uid not in self.cases:
                self.findings.add("HIDDEN", uid)
        return below

    def check_census(self, whole: bool) -> None:
        """What was counted: every head as the bundle shows it, every number of the registers."""
        census = self.records.get("census", (-1, {}))[1]
        seen = 0
        for uid, seq, digest in self.counted(census, "heads", whole):
            case = self.cases.get(uid)
            seen += case is not None
            if case is None or (seq, digest) != (case.seq, case.head.hex()):
                self.findings.add("HIDDEN", uid, f"the census knows {seq} entries, {case.seq if case else 0} are shown")
        if seen != len(self.cases):
            self.findings.add("CENSUS", "census/heads.jsonl", "the census does not know every case that is shown")
        registers = self.counted(census, "registers", whole)
        self.check_numbers({(one["register"], one["year"]): one for one in registers}, whole)
        if "law.json" in self.archive and census.get("policy") != self.archive.digest("law.json"):
            self.findings.add("POLICY", "law.json")

    def counted(self, census: dict[str, Any], what: str, whole: bool) -> Iterator[Any]:
        """The leaves of one tree of the census: told whole, it must have the root; else each leaf has its proof."""
        name, tree = f"census/{what}.jsonl", Tree()
        size, root = int(census.get(what, -1)), bytes.fromhex(census.get(f"{what}_root", ""))
        if name not in self.archive:
            self.findings.add("MISSING", name)
            return
        for line in self.archive.lines(name):
            try:
                (leaf, position, path), is_canonical = parsed(line)
                hashed = hashlib.sha256(b"\x00" + canonical(leaf)).digest()
                holds = whole or is_included(hashed, position, size, [bytes.fromhex(one) for one in path], root)
            except (ValueError, TypeError, RecursionError):
                self.findings.add("FORMAT", name)
                continue
            if not (is_canonical and holds):
                self.findings.add("CENSUS", name, f"not what was counted: {leaf}"[:200])
            tree.add(hashed)
            yield leaf
        if whole and (tree.size, tree.root()) != (size, root):
            self.findings.add("CENSUS", name)

    def check_numbers(self, registers: dict[tuple[int, int], dict[str, Any]], whole: bool) -> None:
        """No number is given twice or stands outside its register; in a whole bundle none is missing."""
        for key, numbers in self.numbers.items():
            register = registers.get(key)
            if register is None:
                self.findings.add("NUMBER", "register {} of {}".format(*key), "the census does not know it")
                continue
            free = {ordinal for ordinal, _ in register["unissued"]}
            for ordinal, place in numbers.items():
                before = (*key, ordinal) in self.brought
                if ordinal in free or before != (ordinal <= register["opening"]) or not 0 < ordinal <= register["last"]:
                    self.findings.add("NUMBER", place, f"{ordinal} is none of the register")
        for key, register in registers.items() if whole else ():
            have = {ordinal for ordinal, _ in register["unissued"]} | self.numbers.get(key, {}).keys()
            gaps = [one for one in range(register["opening"] + 1, register["last"] + 1) if one not in have]
            if gaps:
                self.findings.add("GAP", "register {} of {}".format(*key), f"missing {gaps[:10]}")

    def check_texts(self) -> None:
        """What is not disclosed was destroyed under an act, or is missing."""
        for (uid, seq, name), place in self.missing.items():
            if not self.is_redacted(uid, seq, name):
                self.findings.add("DESTROYED", place, name)

    def is_redacted(self, uid: str, seq: int, name: str) -> bool:
        """Whether a text or sheet was destroyed under an act; that is told, and is no finding."""
        act = self.redacted.get((uid, seq, name))
        if act is not None:
            self.findings.notes.append(
                "{}/{}: {} redacted under act, entry {}".format(uid, seq, name, act.split("/")[1])
            )
        return act is not None

    def check_files(self, manifest: dict[str, Any]) -> None:
        """Every file is the one that was exported, and every file that the history names is there."""
        listed: dict[str, str] = manifest.get("files", {})
        for name in self.archive.places:
            if name not in SIGNED_FILES and name.partition("/")[0] not in SIGNED_FOLDERS:
                self.check_file(name, listed.get(name))
        for name in listed:
            if name not in self.archive:
                self.findings.add("MISSING", name)
        for name, place in self.needed.items():
            if name not in self.archive:
                uid, seq, kind = (place + "//").split("/")[:3]
                if not (seq.isdigit() and self.is_redacted(uid, int(seq), kind)):
                    self.findings.add(FOLDERS[name.partition("/")[0]], place, f"{name} is not in the bundle")

    def check_file(self, name: str, listed: str | None) -> None:
        """One file: listed in the manifest, named by the history where its folder is, with the bytes that both say."""
        folder, _, rest = name.partition("/")
        digest = self.archive.digest(name)
        if listed is None or (folder in FOLDERS and name not in self.needed):
            self.findings.add("EXTRA", name)
        elif listed != digest:
            self.findings.add("CHANGED", name)
        if folder in FOLDERS and rest.split(".")[0] != digest:
            self.findings.add(FOLDERS[folder], self.needed.get(name, name), f"{name} is not what its name says")

    def check_attachments(self) -> None:
        """The attachments that the drafts name."""
        for name, place in list(self.needed.items()):
            if name.startswith("drafts/") and name in self.archive:
                for one in self.json(name).get("attachments", ()):
                    self.needed["files/{}".format(one.get("digest"))] = place

    def check_proofs(self, note: Note) -> None:
        """The separate proofs (C2SP tlog-proof) of the cases' last entries."""
        for name in self.archive.places:
            if not name.startswith("proofs/"):
                continue
            case = self.cases.get(name[7:].split(".")[0])
            try:
                head, _, rest = self.archive.read(name).decode("utf-8").partition("\n\n")
                mark, index, *path = head.split("\n")
                position = int(index.partition("index ")[2])
                holds = (
                    case is not None
                    and (mark, index) == ("c2sp.org/tlog-proof@v1", f"index {position}")
                    and rest.encode() == self.archive.read("checkpoint")
                    and is_included(case.head, position, note.size, [b64(one) for one in path], note.root)
                )
            except (ValueError, IndexError):
                holds = False
            if not holds:
                self.findings.add("PROOF", name)

    def json(self, name: str) -> dict[str, Any]:
        """A file of canonical JSON that holds an object."""
        octets = self.archive.read(name) if name in self.archive else b""
        try:
            told = json.loads(octets)
            if not isinstance(told, dict) or canonical(told) != octets:
                raise ValueError("not canonical")
        except (ValueError, RecursionError):
            self.findings.add("FORMAT" if name in self.archive else "MISSING", name)
            return {}
        return told


class Disclosures:
    """The disclosed texts, in the order of the log, read beside it."""

    def __init__(self, archive: Archive, findings: Findings) -> None:
        self.findings = findings
        self.told = self.read(archive) if "disclosures.jsonl" in archive else iter(())
        self.next = next(self.told, None)

    def read(self, archive: Archive) -> Iterator[tuple[str, int, str, str, Any]]:
        """Each line: case, seq, name, salt, value."""
        for number, line in enumerate(archive.lines("disclosures.jsonl"), 1):
            try:
                told = json.loads(line)
                bytes.fromhex(told["salt"])
                yield told["case"], told["seq"], told["name"], told["salt"], told["value"]
            except (ValueError, KeyError, TypeError, RecursionError):
                self.findings.add("FORMAT", f"disclosures.jsonl line {number}")

    def of(self, case: str, seq: int) -> dict[str, tuple[str, Any]]:
        """The texts of one entry: name -> (salt, value)."""
        found_: dict[str, tuple[str, Any]] = {}
        while self.next is not None and self.next[:2] == (case, seq):
            found_[self.next[2]] = self.next[3:]
            self.next = next(self.told, None)
        return found_

    def rest(self) -> Iterator[tuple[str, int, str]]:
        """What belongs to no entry that was read."""
        while self.next is not None:
            yield self.next[:3]
            self.next = next(self.told, None)


def written(seconds: int) -> str:
    """A moment for people."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
    except (ValueError, OverflowError, OSError):
        return f"at no moment ({seconds})"


def verify(
    file: BinaryIO,
    keys: list[Key],
    *,
    quorum: int = 0,
    previous: list[tuple[str, bytes]] | None = None,
    max_age: int | None = None,
    now: float = 0.0,
) -> Findings:
    """All findings of one bundle. keys: the log's, then the witnesses'. Raises Unreadable."""
    findings = Findings()
    bundle = Bundle(Archive(file, findings), keys, findings)
    note = bundle.read_head(quorum)
    if note is None:
        return findings
    bundle.read_carried(note)
    for name, octets in previous or ():
        held = bundle.read_note(name, octets)
        bundle.hold(name, held, note.size)
    bundle.moments.sort()
    law = bundle.json("law.json")
    try:
        bundle.judge = Judge(Law(law), findings) if law else None
    except (KeyError, TypeError, AttributeError):
        findings.add("FORMAT", "law.json")
    roots = bundle.read_log(note)
    bundle.check_continued(note.size, note.root, roots)
    manifest = bundle.json("manifest.json")
    bundle.check_age(bundle.check_export(manifest), max_age, now)
    try:
        bundle.check_census(manifest.get("all") is True)
        bundle.check_attachments()
        bundle.check_proofs(note)
        bundle.check_texts()
        bundle.check_files(manifest)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        findings.add("FORMAT", "bundle", repr(error))
    findings.notes.append(f"{len(bundle.cases)} cases")
    return findings


def duration(told: str) -> int:
    """A number of hours, days or minutes, in seconds: 48h, 7d, 30m."""
    match = re.fullmatch("([0-9]+)([dhm])", told)
    if not match:
        raise argparse.ArgumentTypeError("48h, 7d or 30m")
    return int(match[1]) * {"d": 86400, "h": 3600, "m": 60}[match[2]]


def read_key(path: str) -> Key:
    """A key from its file."""
    return Key(Path(path).read_text(encoding="utf-8"))


def asked() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(description="Verify a bundle of evidence from Chancery.")
    parser.add_argument("bundle")
    parser.add_argument("--key", required=True, metavar="KEY.vkey", help="the public key of the log")
    parser.add_argument("--witness", action="append", default=[], metavar="W.vkey", help="a key that cosigns")
    parser.add_argument("--quorum", type=int, help="how many witnesses must have cosigned (default: all named)")
    parser.add_argument("--previous", action="append", default=[], metavar="OLD", help="a checkpoint that you hold")
    parser.add_argument("--max-age", type=duration, metavar="48h", help="how old the checkpoint may be")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Verify and tell; returns the exit status."""
    options = asked().parse_args(arguments)
    try:
        keys = [read_key(path) for path in [options.key, *options.witness]]
        previous = [(path, Path(path).read_bytes()) for path in options.previous]
        quorum = len(options.witness) if options.quorum is None else options.quorum
        with Path(options.bundle).open("rb") as file:
            findings = verify(file, keys, quorum=quorum, previous=previous, max_age=options.max_age, now=time.time())
    except (OSError, Unreadable, UnicodeDecodeError) as error:
        print(f"cannot verify: {error}", file=sys.stderr)
        return 2
    tell(findings, options.json)
    return 1 if findings.count else 0


def tell(findings: Findings, as_json: bool) -> None:
    """Print what was found."""
    if as_json:
        rows = [{"code": code, "place": place, "text": text} for code, place, text in findings.found]
        print(json.dumps({"findings": rows, "count": findings.count, "notes": findings.notes}, ensure_ascii=False))
        return
    for note in findings.notes:
        print(f"note  {note}")
    for finding in findings.found:
        print("{} {}: {}".format(*finding))
    print("{}: {} findings".format("NOT PROVED" if findings.count else "PROVED", findings.count))


if __name__ == "__main__":
    sys.exit(main())
