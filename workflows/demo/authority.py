"""A certificate authority and a timestamp service of nobody, for the demonstration: every name in them says so.

What an operator would get from his own centre is made here and laid into the keyring (CHANCERY_SIGNING) where that is
empty or of an earlier demonstration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from . import ground

NAME = "Демонстрация, не доверять"  # a name has at most 64 bytes
PEM = serialization.Encoding.PEM
USES = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")


@dataclass(frozen=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    def pem(self, *above: "Holder") -> bytes:
        """Key and chain in one file."""
        secret: bytes = self.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return secret + b"".join(one.certificate.public_bytes(PEM) for one in (self, *above))


def fill(folder: Path, people: Mapping[int, str], at: datetime) -> None:
    """Lay an authority, its timestamp service and the keys of officials, id to name, into an empty keyring."""
    root = issued(f"{NAME}: корень", None, at, authority=True)
    issuer = issued(NAME, root, at, authority=True)
    stamps = issued(f"{NAME}: время", root, at, stamps=True)
    (folder / "x509").mkdir(parents=True, mode=0o700)
    ground.mark(folder)
    (folder / "signing.toml").write_text('[x509]\nlevel = "B-T"\nstamps = "stamps.pem"\n', encoding="utf-8")
    (folder / "trust.pem").write_bytes(b"".join(one.certificate.public_bytes(PEM) for one in (root, issuer)))
    keep(folder / "stamps.pem", stamps.pem(root))
    for official, name in people.items():
        keep(folder / "x509" / f"{official}.pem", issued(f"{name} (демонстрация)", issuer, at).pem(issuer))


def keep(path: Path, pem: bytes) -> None:
    """Write a key so that nobody else reads it."""
    path.touch(mode=0o600)
    path.write_bytes(pem)


def issued(name: str, issuer: Holder | None, at: datetime, *, authority: bool = False, stamps: bool = False) -> Holder:
    """A certificate for a year by an issuer, or by itself; the service's key is RSA, as pyHanko's own needs it."""
    key: Any = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "BY"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above = issuer.key.public_key() if issuer else key.public_key()
    made = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
    made = made.issuer_name(issuer.certificate.subject if issuer else subject)
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(at - timedelta(days=1)).not_valid_after(at + timedelta(days=365))
    made = made.add_extension(x509.BasicConstraints(authority, None), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False)
    uses = dict.fromkeys(USES, False) | {"key_cert_sign": authority, "crl_sign": authority}
    uses |= {"digital_signature": not authority, "content_commitment": not authority and not stamps}
    made = made.add_extension(x509.KeyUsage(**uses), critical=True)
    if stamps:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Holder(made.sign(issuer.key if issuer else key, hashes.SHA256()), key)
