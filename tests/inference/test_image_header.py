import struct
import zlib

import pytest

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Size
from driftwatch.inference.image_header import MAX_PIXELS, read_header
from tests.inference.frames import jpeg, picture, png, raw_rgba, with_orientation


def test_reads_the_size_without_decoding() -> None:
    image = picture(33, 21)
    for data in (jpeg(image), png(image), raw_rgba(image), with_orientation(jpeg(image), 6)):
        assert read_header(data, "").size == Size(33, 21)


@pytest.mark.parametrize(("orientation", "turned"), [(1, False), (3, False), (5, True), (8, True), (9, False)])
def test_reads_the_orientation(orientation: int, turned: bool) -> None:
    assert read_header(with_orientation(jpeg(picture(8, 8)), orientation), "").turned == turned


def huge_png() -> bytes:
    data = bytearray(png(picture(8, 8)))
    data[16:24] = struct.pack(">II", 60000, 60000)
    return bytes(data)


def huge_jpeg() -> bytes:
    data = jpeg(picture(8, 8))
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", 65000, 65000) + data[at + 9 :]


@pytest.mark.parametrize("data", [huge_png(), huge_jpeg(), b"RGBA" + struct.pack(">II", 2**31, 2**31)])
def test_a_small_file_that_claims_a_huge_image_is_refused_before_it_is_decoded(data: bytes) -> None:
    with pytest.raises(ImageError, match=f"too large: at most {MAX_PIXELS} pixels"):
        read_header(data, "")


def with_chunk(claimed: int, at: int) -> bytes:
    """A PNG of a few hundred bytes with a text in it that says it has so many. at: place in the file."""
    data = png(picture(8, 8))
    text = struct.pack(">I", claimed) + b"tEXta\0b"
    return data[:at] + text + struct.pack(">I", zlib.crc32(text[4:])) + data[at:]


def test_a_png_with_a_part_that_claims_more_than_there_is_never_comes_to_be_decoded() -> None:
    """OpenCV fills as much memory as is claimed: up to 4 GB, in twenty seconds."""
    first, last = 33, len(png(picture(8, 8))) - 12
    for at in (first, last):
        assert read_header(with_chunk(3, at), "").size == Size(8, 8)
        for claimed in (1000, 1 << 28, (1 << 31) - 1, 1 << 31, (1 << 32) - 1):
            with pytest.raises(ImageError, match=r"PNG image of 8 x 8 pixels is damaged or cut off: a part of it"):
                read_header(with_chunk(claimed, at), "")
    empty = struct.pack(">I4sI", 0, b"tEXt", zlib.crc32(b"tEXt"))
    with pytest.raises(ImageError, match="damaged or cut off"):  # nor one of millions of parts
        read_header(with_chunk(3, first)[:first] + empty * (1 << 16) + png(picture(8, 8))[first:], "")


def test_a_png_that_is_cut_anywhere_is_refused_and_what_follows_its_end_does_not_matter() -> None:
    data = png(picture(8, 8))
    for cut in range(8, len(data)):
        with pytest.raises(ImageError, match="damaged or cut off"):
            read_header(data[:cut], "")
    assert read_header(data + b"\xff" * 50, "").size == Size(8, 8)


@pytest.mark.parametrize(
    ("data", "mime_type", "message"),
    [
        (b"", "image/jpeg", r"the image is empty \(image/jpeg\)"),
        (b"", "", r"the image is empty \(no mime type\)"),
        (b"DEPTHMAP" + bytes(20), "image/jpeg", "depth map"),
        (bytes(20), "image/vnd.viam.dep+lazy", "depth map"),
        (b"GIF89a" + bytes(20), "image/gif", r"26 bytes \(image/gif\) are not an image: expected JPEG, PNG"),
        (b"\xff\xd8", "image/jpeg", "no picture in its 2 bytes"),
        (b"\xff\xd8\xff\xd9", "image/jpeg", "no picture"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "PNG image is damaged or cut off after 8 bytes"),
        (b"RGBA\0\0", "image/vnd.viam.rgba", "cut off after 6 bytes"),
        (b"RGBA" + struct.pack(">II", 2, 2) + bytes(15), "", "must have 28 bytes, got 27"),
        (b"RGBA" + struct.pack(">II", 0, 2), "", "no pixels"),
        (jpeg(picture(40, 30))[:-2], "", "this JPEG image of 40 x 30 pixels is cut off"),
    ],
)
def test_says_what_is_wrong_with_the_bytes(data: bytes, mime_type: str, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        read_header(data, mime_type)
