import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.capture.metadata import without_metadata
from tests.capture.making import picture

JPEG = picture(1).data
GPS = b"Exif\0\0II*\0\x08\0\0\0GPS 48.2N 16.3E"


def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def with_segments(*segments: bytes) -> bytes:
    """After the JFIF segment, where cameras put them."""
    after = 4 + int.from_bytes(JPEG[4:6], "big")
    return JPEG[:after] + b"".join(segments) + JPEG[after:]


def chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def png() -> bytes:
    return cv2.imencode(".png", np.arange(75, dtype=np.uint8).reshape(5, 5, 3))[1].tobytes()


def test_an_image_without_metadata_is_the_same_bytes() -> None:
    assert without_metadata(JPEG) == JPEG
    assert without_metadata(png()) == png()


@pytest.mark.parametrize(
    "metadata",
    [
        segment(0xE1, GPS),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
        segment(0xED, b"Photoshop 3.0\0"),
        segment(0xE2, b"MPF\0"),
        segment(0xFE, b"by me"),
    ],
)
def test_metadata_goes_and_not_one_byte_of_the_picture(metadata: bytes) -> None:
    assert without_metadata(with_segments(metadata, metadata)) == JPEG


def test_what_colours_need_stays() -> None:
    needed = (segment(0xE2, b"ICC_PROFILE\0\1\1abc"), segment(0xEE, b"Adobe\0d\0\0\0\0\1"))
    assert without_metadata(with_segments(needed[0], segment(0xE1, GPS), needed[1])) == with_segments(*needed)


def test_a_second_picture_behind_the_first_goes_and_padding_stays() -> None:
    assert without_metadata(JPEG + JPEG) == JPEG
    assert without_metadata(JPEG + bytes(7)) == JPEG + bytes(7)


def test_progressive_scans_and_restart_markers_are_the_picture() -> None:
    image = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    for flags in ([cv2.IMWRITE_JPEG_PROGRESSIVE, 1], [cv2.IMWRITE_JPEG_RST_INTERVAL, 2]):
        data = cv2.imencode(".jpg", image, flags)[1].tobytes()
        assert without_metadata(data) == data
        assert without_metadata(data[:2] + segment(0xE1, GPS) + data[2:]) == data


def test_texts_leave_a_png() -> None:
    data = png()
    head = 8 + 25  # signature and IHDR
    told = data[:head] + chunk(b"tEXt", b"Author\0me") + chunk(b"eXIf", GPS) + data[head:]
    assert without_metadata(told) == data
    assert without_metadata(data + JPEG) == data


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1\xff\xff"]))
def test_anything_else_comes_back_unharmed(data: bytes, start: bytes) -> None:
    cleaned = without_metadata(start + data)
    assert len(cleaned) <= len(start + data)


@given(st.integers(0, len(JPEG)))
def test_a_cut_jpeg_is_left_as_it_is(length: int) -> None:
    assert without_metadata(JPEG[:length]) == JPEG[:length]
