"""Signatures by the program `openssl` with an engine: GOST R 34.10-2012, and any algorithm that an engine brings."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import pem

from cases.lifecycle.signatures import Standing

from . import certificate

PATIENCE = 30  # seconds
LACK = "no engine for GOST R 34.10-2012 here (apt-get install libengine-gost-openssl)"


class ProgramFailed(Exception):
    """`openssl` did not do what it was asked; its last line says why."""


@dataclass(frozen=True)
class Engine:
    """An engine by its name, and the digest that it signs by: gost and md_gost12_256, bee2evp and belt-hash."""

    name: str
    digest: str
    trust: Path | None = None

    def is_here(self) -> bool:
        """Whether this machine has the program and the engine."""
        try:
            return bool(run("engine", self.name).returncode == 0)
        except ProgramFailed:
            return False

    def sign(self, covered: bytes, key: Path) -> bytes:
        """A detached CMS signature with the key and the certificate of one PEM file. Raises ProgramFailed."""
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "signature"
            options = ("-binary", "-nosmimecap", "-cades", "-md", self.digest, "-engine", self.name)
            files = {"-in": written(folder, "covered", covered), "-signer": key, "-inkey": key}
            if above := chain(key):
                files["-certfile"] = written(folder, "chain", above)
            done = run("cms", "-sign", *options, "-outform", "DER", *flat(files), "-out", str(made))
            if done.returncode:
                raise ProgramFailed(last_line(done))
            return made.read_bytes()

    def verify(self, covered: bytes, cms: bytes, *, at: datetime) -> tuple[Standing, str]:
        """What the program finds of a signature over bytes, and why."""
        if not self.is_here():
            return Standing.CANNOT_VERIFY, f"{self.digest}: no engine {self.name} here"
        with tempfile.TemporaryDirectory() as folder:
            files = {"-in": written(folder, "cms", cms), "-content": written(folder, "covered", covered)}
            asked = ("cms", "-verify", "-binary", "-inform", "DER", "-engine", self.name, *flat(files))
            asked += ("-out", os.devnull, "-purpose", "any")
            try:
                if (done := run(*asked, "-noverify")).returncode:
                    return Standing.BROKEN, last_line(done)
                if self.trust is None:
                    return Standing.UNTRUSTED, "nobody is trusted for this algorithm"
                chain = ("-no-CApath", "-no-CAstore", "-CAfile", str(self.trust), "-attime", str(int(at.timestamp())))
                done = run(*asked, *chain)
            except ProgramFailed as error:
                return Standing.CANNOT_VERIFY, str(error)
            return (Standing.UNTRUSTED, last_line(done)) if done.returncode else (Standing.VERIFIED, "")


@dataclass(frozen=True)
class ProgramKeys:
    """A key file for an engine: private key and certificate chain in one PEM that only the program reads."""

    path: Path
    engine: Engine

    @property
    def certificate(self) -> Any:
        """The signer's certificate."""
        return certificate.read(self.path.read_bytes())[0]

    def sign(self, covered: bytes, *, at: datetime) -> bytes:
        """The CMS signature over bytes; its time is the program's own. Raises ProgramFailed."""
        return self.engine.sign(covered, self.path)

    def prolong(self, pdf: bytes, *, at: datetime) -> bytes:
        """The PDF as it is: such signatures have no levels here."""
        return pdf


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program without a shell and with nothing of our surroundings. Raises ProgramFailed."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "OPENSSL_CONF", "OPENSSL_ENGINES")}
    try:
        return subprocess.run(  # noqa: S603 # every argument is ours
            ["openssl", *arguments],  # noqa: S607 # the machine says where it is
            capture_output=True,
            check=False,
            timeout=PATIENCE,
            env=kept | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProgramFailed(str(error)) from error


def chain(key: Path) -> bytes:
    """The certificates of a key file behind the signer's own, which the program adds by itself."""
    blocks = pem.unarmor(key.read_bytes(), multiple=True) if key.exists() and key.stat().st_size else ()
    found = [der for kind, _, der in blocks if kind == "CERTIFICATE"]
    return b"".join(pem.armor("CERTIFICATE", one) for one in found[1:])


def written(folder: str, name: str, octets: bytes) -> Path:
    """A file for the program."""
    path = Path(folder) / name
    path.write_bytes(octets)
    return path


def flat(files: Mapping[str, Path]) -> list[str]:
    """Options and their files as arguments."""
    return [word for option, path in files.items() for word in (option, str(path))]


def last_line(done: subprocess.CompletedProcess[bytes]) -> str:
    """What the program said at the end."""
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else f"ended by code {done.returncode}"
