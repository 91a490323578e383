"""The keys and the trust of this installation: a folder of its operator, named by CHANCERY_SIGNING.

signing.toml          how far X.509 signatures go, and which engine signs and verifies what
trust.pem             whom we trust for X.509 (those that sign themselves, and issuers); revoked/*.crl
x509/17.pem           key and certificate of official 17; the certificate alone where he keeps the key himself
gost/17.pem           the same for the engine of the section [gost]
"""

import tomllib
from pathlib import Path
from typing import Any

from asn1crypto import crl
from django.conf import settings

from cases.lifecycle.signatures import Signing

from . import certificate
from .pades import Keys, Level, Stamps, Trust
from .program import Engine, ProgramKeys
from .verification import Judge

type AnyKeys = Keys | ProgramKeys


class BadKeyring(Exception):
    """The folder is not as it should be; the message names the file."""


def folder() -> Path:
    """Where it lies."""
    return Path(settings.CHANCERY_SIGNING)


def plan() -> dict[str, Any]:
    """What signing.toml says; nothing where there is none. Raises BadKeyring."""
    try:
        return tomllib.loads((folder() / "signing.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadKeyring(f"signing.toml: {error}") from error


def judge() -> Judge:
    """Whom this installation trusts. Raises BadKeyring."""
    sections = [one for one in plan().values() if isinstance(one, dict) and "engine" in one]
    return Judge(trust(), tuple(engine(one) for one in sections))


def trust() -> Trust:
    """Whom it trusts for X.509. Raises BadKeyring."""
    found = certificates("trust.pem")
    lists = sorted((folder() / "revoked").glob("*.crl"))
    return Trust(
        tuple(one for one in found if one.self_signed != "no"),
        tuple(one for one in found if one.self_signed == "no"),
        tuple(crl.CertificateList.load(one.read_bytes()) for one in lists),
    )


def certificates(name: str) -> list[Any]:
    """The certificates of a file of the folder, none where it is not there. Raises BadKeyring."""
    path = folder() / name
    try:
        return certificate.read(path.read_bytes()) if path.exists() else []
    except certificate.NotACertificate as error:
        raise BadKeyring(f"{name}: {error}") from error


def engine(section: dict[str, Any]) -> Engine:
    """The engine of a section. Raises BadKeyring."""
    try:
        return Engine(section["engine"], section["digest"], folder() / section["trust"] if "trust" in section else None)
    except (KeyError, TypeError) as error:
        raise BadKeyring(f"signing.toml: an engine needs {error}") from error


def certificate_of(signing: str, official: int) -> Any | None:
    """The certificate of an official, None for one without. Raises BadKeyring."""
    found = certificates(f"{Signing(signing)}/{official}.pem")
    return found[0] if found else None


def keys_of(signing: str, official: int) -> AnyKeys | None:
    """What signs for an official here; None where he has no key here, and signs with a tool of his own.

    Raises BadKeyring.
    """
    path = folder() / str(Signing(signing)) / f"{official}.pem"
    if not path.exists() or b"PRIVATE KEY" not in (pem := path.read_bytes()):
        return None
    section = plan().get(signing, {})
    if signing != Signing.X509:
        return ProgramKeys(path, engine(section))
    try:
        level = Level(section.get("level", Level.B_B))
    except ValueError as error:
        raise BadKeyring(f"signing.toml: {error}") from error
    return Keys(pem, level, stamps(section.get("stamps", "")), trust())


def stamps(told: str) -> Stamps | None:
    """The timestamp service: an address, or a file of the folder with a key of our own."""
    if not told:
        return None
    return Stamps(address=told) if "://" in told else Stamps(own=(folder() / told).read_bytes())
