"""A ZIP package, read so strictly that no two readers can see different parts in it."""

import stat
import struct
import unicodedata
import zipfile
import zlib
from io import BytesIO

from .unfit import Code, Unfit

MOST_PARTS = 2_000
MOST_BYTES = 200 << 20  # of all parts together, unpacked
RATIO = 150  # of a part over a megabyte; text packs to a tenth
BIG = 1 << 20
LOCAL = struct.Struct("<4s5H3I2H")
END = struct.Struct("<4s4H2IH")
HAS_DESCRIPTOR, IS_UTF8, SCRAMBLED = 0x08, 0x800, 0x2041
KNOWN_FLAGS = HAS_DESCRIPTOR | IS_UTF8 | 0x06  # and how hard it was packed


def read(octets: bytes) -> dict[str, bytes]:
    """The parts of a package by name, in their order. Raises Unfit."""
    try:
        with zipfile.ZipFile(BytesIO(octets)) as package:
            listed = package.infolist()
            check_end(octets, package, listed)
            check_names(listed)
            check_sizes(listed)
            check_places(octets, package, listed)
            return {one.filename: unpack(octets, one) for one in listed}
    except (zipfile.BadZipFile, struct.error, zlib.error, ValueError, NotImplementedError, OverflowError) as error:
        raise Unfit(Code.ZIP_DAMAGED, type(error).__name__) from error


def check_end(octets: bytes, package: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> None:
    """The directory lies right before the end, says how many parts there are, and nothing follows."""
    mark, disk, first, here, everywhere, length, start, comment = END.unpack(octets[-END.size :])
    told = (mark, disk, first, here, everywhere, start, comment)
    if told != (b"PK\5\6", 0, 0, len(listed), len(listed), package.start_dir, 0):
        raise Unfit(Code.ZIP_DAMAGED, "end")
    if start + length != len(octets) - END.size:
        raise Unfit(Code.ZIP_DAMAGED, "directory")


def check_names(listed: list[zipfile.ZipInfo]) -> None:
    """Names are plain, relative, and differ by more than their case."""
    seen: set[str] = set()
    for one in listed:
        name = one.orig_filename
        parts = name.removesuffix("/").split("/")
        if (
            not name.isprintable()
            or name != one.filename
            or len(name) > 240
            or "\\" in name
            or ":" in name
            or not all(part.strip(". ") and part == part.strip() for part in parts)
        ):
            raise Unfit(Code.ZIP_NAME)
        same = unicodedata.normalize("NFKC", name).casefold().removesuffix("/")
        mode = one.external_attr >> 16
        if same in seen or (mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)):
            raise Unfit(Code.ZIP_NAME)
        seen.add(same)


def check_sizes(listed: list[zipfile.ZipInfo]) -> None:
    """Not too many parts, none packed like a bomb, nothing scrambled."""
    if not listed:
        raise Unfit(Code.ZIP_DAMAGED, "no parts")
    if len(listed) > MOST_PARTS or sum(one.file_size for one in listed) > MOST_BYTES:
        raise Unfit(Code.ZIP_BOMB)
    for one in listed:
        if one.flag_bits & SCRAMBLED:
            raise Unfit(Code.ZIP_ENCRYPTED)
        if one.file_size > BIG and one.file_size > RATIO * max(1, one.compress_size):
            raise Unfit(Code.ZIP_BOMB)
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or one.flag_bits & ~KNOWN_FLAGS:
            raise Unfit(Code.ZIP_DAMAGED, "method")
        if one.is_dir() and one.file_size:
            raise Unfit(Code.ZIP_DAMAGED, "a folder with bytes")


def check_places(octets: bytes, package: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> None:
    """Each part begins where the last one ended, and says of itself what the directory says of it."""
    place = 0
    for one in sorted(listed, key=lambda info: info.header_offset):
        mark, _, flags, method, _, _, crc, packed, size, named, more = LOCAL.unpack_from(octets, place)
        written = one.orig_filename.encode("utf-8" if flags & IS_UTF8 else "cp437")
        start = place + LOCAL.size
        if one.header_offset != place or (mark, flags, method) != (b"PK\3\4", one.flag_bits, one.compress_type):
            raise Unfit(Code.ZIP_DAMAGED, "gap")
        if octets[start : start + named] != written:
            raise Unfit(Code.ZIP_DAMAGED, "two names")
        stated, told = (one.CRC, one.compress_size, one.file_size), (crc, packed, size)
        if told != stated and not (flags & HAS_DESCRIPTOR and told == (0, 0, 0)):
            raise Unfit(Code.ZIP_DAMAGED, "two sizes")
        place = start + named + more + one.compress_size
        if flags & HAS_DESCRIPTOR:
            place += 4 if octets[place : place + 4] == b"PK\7\x08" else 0
            if struct.unpack_from("<3I", octets, place) != stated:
                raise Unfit(Code.ZIP_DAMAGED, "descriptor")
            place += 12
    if place != package.start_dir:
        raise Unfit(Code.ZIP_DAMAGED, "gap")


def unpack(octets: bytes, one: zipfile.ZipInfo) -> bytes:
    """A part, unpacked no further than it says it goes. Raises Unfit."""
    named, more = struct.unpack_from("<2H", octets, one.header_offset + 26)
    start = one.header_offset + LOCAL.size + named + more
    packed = octets[start : start + one.compress_size]
    if one.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-15)
        part = stream.decompress(packed, one.file_size + 1)
        if len(part) > one.file_size:
            raise Unfit(Code.ZIP_BOMB)
        if not stream.eof or stream.unused_data:
            raise Unfit(Code.ZIP_DAMAGED, "stream")
    else:
        part = packed
    if len(part) != one.file_size or zlib.crc32(part) != one.CRC:
        raise Unfit(Code.ZIP_DAMAGED, "sum")
    return part
