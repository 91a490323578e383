"""A letter that was signed twice, made once a run for each norm, language and level."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from cases.letters import rendering, specimens
from cases.letters.signing import container, fields, marks
from cases.letters.signing.pades import Level
from cases.letters.signing.verification import Judge
from cases.lifecycle.sheets import Sheet

from .authority import NOW, Holder, authority

LATER = NOW + timedelta(hours=1)
READ = NOW + timedelta(hours=2)  # when somebody verifies it


@dataclass(frozen=True)
class Signed:
    """The letter before the first signature, after it, and after the second."""

    plain: bytes
    once: bytes
    twice: bytes


@cache
def plain(norm: str = "by-2009", language: str = "ru") -> bytes:
    """A letter with empty fields."""
    facts = specimens.specimen(Sheet.LETTER, norm, language)
    facts["case"] |= {"number": "", "dated": ""}
    return rendering.render(facts | {"signing": "x509"})


@cache
def holder(name: str) -> Holder:
    """A person with a certificate."""
    return authority().holder(name)


def sign(pdf: bytes, keys: Any, field: str, drawing: bytes | None, at: datetime, *, certify: bool = False) -> bytes:
    """One signature, as the worker makes it."""
    prepared = container.prepare(pdf, field, drawing, at=at, certify=certify)
    return bytes(keys.prolong(container.embed(prepared, keys.sign(prepared.covered, at=at)), at=at))


def approve(pdf: bytes, level: Level = Level.B_B, language: str = "ru") -> bytes:
    """The approver's signature."""
    one = holder("Примеров Пётр Петрович")
    keys = authority().keys(one, level)
    return sign(pdf, keys, fields.APPROVER, marks.of_signature(one.read, language), NOW, certify=True)


def stamp(pdf: bytes, level: Level = Level.B_B, number: str = "06-09/398") -> bytes:
    """The registrar's signature, with date and number."""
    keys = authority().keys(holder("Канцелярия Примера"), level)
    return sign(pdf, keys, fields.REGISTRAR, marks.of_registration(number, "02.03.2026"), LATER)


@cache
def signed(level: Level = Level.B_B, norm: str = "by-2009", language: str = "ru") -> Signed:
    """A letter signed by both."""
    before = plain(norm, language)
    once = approve(before, level, language)
    return Signed(before, once, stamp(once, level))


def judge() -> Judge:
    """Who trusts the authority of these tests."""
    return Judge(authority().trust())
