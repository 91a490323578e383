"""Reading certificates and the signatures that carry them, whatever their algorithm."""

from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, pem, x509

# What asn1crypto has no name for.
ALGORITHMS = {
    "1.2.643.7.1.1.2.2": "md_gost12_256",
    "1.2.643.7.1.1.2.3": "md_gost12_512",
    "1.2.112.0.2.0.34.101.31.81": "belt-hash",
}


class NotACertificate(Exception):
    """The bytes hold no certificate that can be read."""


class NotASignature(Exception):
    """The bytes are no CMS signature of one signer."""


def read(octets: bytes) -> list[Any]:
    """Every certificate of a PEM or DER file, in its order. Raises NotACertificate."""
    try:
        if not pem.detect(octets):
            return [checked(x509.Certificate.load(octets))]
        blocks = pem.unarmor(octets, multiple=True)
        found = [checked(x509.Certificate.load(der)) for kind, _, der in blocks if kind == "CERTIFICATE"]
    except (ValueError, TypeError) as error:
        raise NotACertificate(str(error)) from error
    if not found:
        raise NotACertificate("no certificate in the file")
    return found


def checked(certificate: Any) -> Any:
    """A certificate that is one to its end: asn1crypto reads only when asked."""
    certificate.native  # noqa: B018
    return certificate


def owner(certificate: Any) -> str:
    """For whom a certificate is made out: the common name, or all of the subject that there is."""
    names = certificate.subject.native
    found = names.get("common_name") or certificate.subject.human_friendly
    return str(found if isinstance(found, str) else ", ".join(found))


def serial(certificate: Any) -> str:
    """The number of a certificate as the mark shows it: hexadecimal, capital letters."""
    return f"{certificate.serial_number:X}"


def validity(certificate: Any) -> tuple[datetime, datetime]:
    """From when until when it is valid."""
    return certificate.not_valid_before.astimezone(UTC), certificate.not_valid_after.astimezone(UTC)


def signature(octets: bytes) -> Any:
    """The signed data of a CMS signature. Raises NotASignature."""
    try:
        content = cms.ContentInfo.load(octets)  # what follows it, as zeros that fill the room, is not read
        if content["content_type"].native != "signed_data":
            raise NotASignature(content["content_type"].native)
        signed = content["content"]
        if len(signed["signer_infos"]) != 1:
            raise NotASignature("not one signer")
        algorithm(signed)
    except (ValueError, TypeError, KeyError) as error:
        raise NotASignature(str(error)) from error
    return signed


def unarmoured(octets: bytes) -> bytes:
    """A signature as DER; tools give PEM, too. Bytes that are neither stay as they are."""
    try:
        return bytes(pem.unarmor(octets)[2]) if pem.detect(octets) else octets
    except ValueError:
        return octets


def algorithm(signed: Any) -> str:
    """The digest by which a signature is made: sha256, md_gost12_256, or its bare number."""
    name = str(signed["signer_infos"][0]["digest_algorithm"]["algorithm"].native)
    return ALGORITHMS.get(name, name)


def of_signer(signed: Any) -> Any | None:
    """The signer's certificate, None where the signature does not carry it."""
    number = signed["signer_infos"][0]["sid"].chosen
    for one in (each.chosen for each in signed["certificates"] or () if each.name == "certificate"):
        key = number.native if isinstance(number, cms.OctetString) else None
        if key is not None and one.key_identifier == key:
            return one
        if key is None and one.serial_number == number["serial_number"].native and one.issuer == number["issuer"]:
            return one
    return None


def claimed_time(signed: Any) -> datetime | None:
    """When the signer says that he signed."""
    attributes = signed["signer_infos"][0]["signed_attrs"]
    for one in attributes or ():
        if one["type"].native == "signing_time":
            moment: datetime = one["values"][0].native
            return moment
    return None


def promised(signed: Any) -> bytes:
    """The digest of the signed bytes as the signature says it. Raises NotASignature."""
    for one in signed["signer_infos"][0]["signed_attrs"] or ():
        if one["type"].native == "message_digest":
            found: bytes = one["values"][0].native
            return found
    raise NotASignature("it names no digest of what it signs")
