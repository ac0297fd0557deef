"""Takes the metadata out of image files without touching a pixel: where a picture was taken is nobody's business.

JPEG: ITU-T T.81, annex B. PNG: W3C PNG (Third Edition), section 11.3.
"""

from collections.abc import Iterator
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_METADATA: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_SOS, _EOI, _COMMENT = 0xDA, 0xD9, 0xFE
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_APP0, _APP2, _APP14 = 0xE0, 0xE2, 0xEE


def without_metadata(data: bytes) -> bytes:
    """Gives a JPEG or PNG without EXIF (and so without GPS), XMP, IPTC, comments, texts and whatever follows its end.

    What is needed to show it right stays: JFIF, the ICC profile, Adobe's colour transform. Pixels are not encoded
    again; an image that has no metadata, or is of another format or damaged, comes back as the same bytes.
    """
    if data[:2] == b"\xff\xd8":
        return _jpeg(data)
    if data.startswith(_PNG):
        return _png(data)
    return data


def _jpeg(data: bytes) -> bytes:
    kept = [data[:2]]
    end = 2
    is_complete = False
    for marker, start, end in _segments(data):
        if not _is_metadata(marker, data[start + 4 : end]):
            kept.append(data[start:end])
        is_complete = marker == _EOI
    # A few zero bytes after the end are how some cameras fill a buffer; anything else may be a second picture.
    if is_complete and not data[end:].strip(b"\0"):
        kept.append(data[end:])
    return b"".join(kept) if is_complete else data


def _is_metadata(marker: int, payload: bytes) -> bool:
    if marker == _COMMENT:
        return True
    if not _APP0 <= marker <= 0xEF:
        return False
    if marker == _APP2:
        return not payload.startswith(b"ICC_PROFILE\0")
    return marker not in (_APP0, _APP14)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment after the first marker; a scan's data belongs to its segment."""
    at = 2
    while at + 2 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            yield marker, at, at + 1
            at += 1
            continue
        if marker == _EOI or marker in _ALONE:
            yield marker, at, at + 2
            if marker == _EOI:
                return
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(data):
            return
        if marker == _SOS:
            end = _end_of_scan(data, end)
        yield marker, at, end
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """The first marker after entropy-coded data; in there 0xFF is followed by 0 or is a restart marker."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _png(data: bytes) -> bytes:
    kept = [_PNG]
    at = len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if end > len(data):
            return data
        if kind not in _PNG_METADATA:
            kept.append(data[at:end])
        at = end
        if kind == b"IEND":
            return b"".join(kept)
    return data
