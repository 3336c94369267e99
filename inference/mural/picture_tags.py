"""Title, narrators and description in the pictures that people save: XMP and IPTC, in JPEG and PNG.

exiv2 writes both without touching a pixel. A file on somebody's disk so says what it is, to every program that shows
pictures. Films say the same in MP4 tags (inference/studio/attribution.py).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import exiv2

from inference.contract.attribution import Attribution

NAMES_MAX, CREDIT_CHARS_MAX = 100, 2_000
"""What is written at most: a JPEG has 64 KB for its XMP."""
TITLE_BYTES_MAX, NAME_BYTES_MAX, CAPTION_BYTES_MAX = 64, 32, 2_000
"""What the fields of IPTC hold."""
UTF8 = "\x1b%G"
"""What IPTC calls UTF-8."""


def tag_picture(data: bytes, about: Attribution) -> bytes:
    """The JPEG or PNG ``data`` with title, narrators, description and credit line; not a pixel is another."""
    image = exiv2.ImageFactory.open(data)
    image.readMetadata()
    title, description = _plain(about.title), _plain(about.description)
    xmp, iptc = image.xmpData(), image.iptcData()
    iptc["Iptc.Envelope.CharacterSet"] = UTF8
    if title:
        xmp["Xmp.dc.title"] = exiv2.LangAltValue({"x-default": title})
        iptc["Iptc.Application2.ObjectName"] = _in_bytes(title, TITLE_BYTES_MAX)
    if description:
        xmp["Xmp.dc.description"] = exiv2.LangAltValue({"x-default": description})
        iptc["Iptc.Application2.Caption"] = _in_bytes(description, CAPTION_BYTES_MAX)
    names = [_plain(name) for name in about.names[:NAMES_MAX]]
    if names:
        xmp["Xmp.dc.creator"] = names
    for name in names:
        iptc.add(exiv2.IptcKey("Iptc.Application2.Byline"), exiv2.StringValue(_in_bytes(name, NAME_BYTES_MAX)))
    xmp["Xmp.photoshop.Credit"] = _plain(about.credit_line)[:CREDIT_CHARS_MAX]
    xmp["Xmp.xmp.CreatorTool"] = "Lightloom"
    image.writeMetadata()
    tagged = image.io()
    tagged.open()
    return bytes(tagged.mmap())


def _plain(text: str) -> str:
    """``text`` without what XML has no place for: control characters and what is no character."""
    return "".join(_allowed(text))


def _allowed(text: str) -> Iterator[str]:
    for character in text:
        if character in "\t\n\r":
            yield " "
        elif unicodedata.category(character) not in ("Cc", "Cs") and ord(character) & 0xFFFE != 0xFFFE:
            yield character


def _in_bytes(text: str, most: int) -> str:
    """As much of ``text`` as ``most`` bytes of UTF-8 hold."""
    return text.encode()[:most].decode(errors="ignore")
