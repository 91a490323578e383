"""An authority of nobody for GOST R 34.10-2012, made by the program itself; its certificates are valid today."""

import atexit
import hashlib
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from cases.letters.signing.program import LACK, Engine, ProgramKeys

CENTRE = "Учебный центр ГОСТ"
GOST = Engine("gost", "md_gost12_256")
needs_gost = pytest.mark.skipif(not GOST.is_here(), reason=LACK)
KEY = ("-newkey", "gost2012_256", "-pkeyopt", "paramset:A", "-md_gost12_256", "-engine", "gost", "-nodes")


@cache
def folder() -> Path:
    """Where the keys of this run lie until it ends."""
    made = tempfile.TemporaryDirectory(prefix="gost-")
    atexit.register(made.cleanup)
    return Path(made.name)


def root(name: str = CENTRE) -> Path:
    """An authority's key and certificate in one file."""
    key, certificate = files(name)
    if certificate.exists():
        return key.with_suffix(".pem")
    ask("req", "-x509", *KEY, "-keyout", key, "-out", certificate, *subject(name), "-addext", "keyUsage=keyCertSign")
    return joined(key, certificate)


@cache
def person(name: str = "Примеров Пётр Петрович", issuer: str = CENTRE) -> Path:
    """A person's key and certificate in one file."""
    (key, certificate), above = files(name), root(issuer)
    asked, rules = key.with_suffix(".csr"), key.with_suffix(".ext")
    rules.write_text("basicConstraints=critical,CA:FALSE\n")
    ask("req", "-new", *KEY, "-keyout", key, "-out", asked, *subject(name))
    signs = ("-CA", above, "-CAkey", above, "-CAcreateserial", "-extfile", rules)
    ask("x509", "-req", "-in", asked, *signs, "-md_gost12_256", "-engine", "gost", "-days", "30", "-out", certificate)
    return joined(key, certificate)


def files(name: str) -> tuple[Path, Path]:
    """Where a key and its certificate go."""
    place = folder() / hashlib.sha256(name.encode()).hexdigest()[:12]
    return place.with_suffix(".key"), place.with_suffix(".crt")


def subject(name: str) -> tuple[str, ...]:
    """For whom a certificate is."""
    return ("-utf8", "-subj", f"/C=BY/CN={name}", "-days", "30")


def ask(*arguments: str | Path) -> None:
    """Have the program do something."""
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def joined(key: Path, certificate: Path) -> Path:
    """Both in one file."""
    path = key.with_suffix(".pem")
    path.write_bytes(key.read_bytes() + certificate.read_bytes())
    return path


def engine(issuer: str | None = CENTRE) -> Engine:
    """The engine with whom it trusts."""
    return Engine(GOST.name, GOST.digest, root(issuer) if issuer else None)


def keys() -> ProgramKeys:
    """What a person signs with."""
    return ProgramKeys(person(), engine())
