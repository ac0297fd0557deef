"""What libjpeg prints as OpenCV decodes is the oracle of what it knows; this module must not lose a word of that."""

import re

import cv2
import numpy as np
import pytest

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Size
from driftwatch.inference.image import DecodeOptions, decode
from driftwatch.inference.image_header import read_header, segments
from driftwatch.inference.jpeg import MOST_STRAY_BYTES, decode_jpeg
from driftwatch.inference.pixels import Pixels
from tests.inference.frames import jpeg, picture, with_orientation

KINDS = {
    "baseline": (),
    "progressive": (cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
    "restarts": (cv2.IMWRITE_JPEG_RST_INTERVAL, 3),
    "colour in full": (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
    "colour at half the width": (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422),
    "colour at a quarter": (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411),
}
REDUCED = {2: cv2.IMREAD_REDUCED_GRAYSCALE_2, 4: cv2.IMREAD_REDUCED_GRAYSCALE_4, 8: cv2.IMREAD_REDUCED_GRAYSCALE_8}
END = b"\xff\xd9"
IMAGE = np.random.default_rng(5).integers(0, 256, (60, 80, 3), np.uint8)


def by_opencv(data: bytes, flags: int = cv2.IMREAD_COLOR_RGB) -> Pixels:
    """None where it cannot, which its stubs do not say."""
    return cv2.imdecode(np.frombuffer(data, np.uint8), flags)  # pyright: ignore[reportReturnType]


def scan_of(data: bytes) -> int:
    """Where the first entropy-coded byte is."""
    return next(end for marker, _, end in segments(data) if marker == 0xDA)


def without_tables(data: bytes) -> bytes:
    """As cameras send MJPEG: Huffman tables are those of the standard, and left out."""
    cut = [(start - 4, end) for marker, start, end in segments(data) if marker == 0xC4]
    for start, end in reversed(cut):
        data = data[:start] + data[end:]
    return data


@pytest.mark.parametrize("options", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("size", [(1, 1), (7, 640), (65, 43), (33, 1)], ids=str)
def test_the_pixels_are_those_of_opencv_in_every_size_and_orientation(
    options: tuple[int, ...], size: tuple[int, int]
) -> None:
    width, height = size
    for orientation in range(1, 9):
        data = with_orientation(jpeg(picture(width, height), *options), orientation)
        shown = (height, width) if orientation >= 5 else size
        for factor in (1, 2, 4, 8):
            if factor > 1 and min(size) < factor:
                continue
            at_least = Size(shown[0] // factor, shown[1] // factor)
            got = decode(data, "", DecodeOptions(at_least=at_least, apply_orientation=True))
            assert np.array_equal(got.pixels, by_opencv(data, cv2.IMREAD_COLOR_RGB | REDUCED.get(factor, 0)))
            assert got.size == Size(*shown)


@pytest.mark.parametrize("kind", ["baseline", "progressive", "restarts"])
def test_data_that_ends_early_is_damaged_although_the_end_marker_is_there(kind: str) -> None:
    data = jpeg(IMAGE, *KINDS[kind])
    scan = scan_of(data)
    for share in (0.0, 0.01, 0.5, 0.9, 0.99):
        with pytest.raises(ImageError, match=r"80 x 60 pixels cannot be decoded: its data is damaged \("):
            decode(data[: scan + int((len(data) - scan) * share)].rstrip(b"\xff") + END, "image/jpeg")


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_libjpeg_complains_of_is_refused_and_nothing_else(
    kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = jpeg(IMAGE, *KINDS[kind])
    rng = np.random.default_rng(11)
    refused = 0
    for _ in range(150):
        data = bytearray(whole)
        at = int(rng.integers(scan_of(whole), len(whole) - 2))
        data[at] ^= 1 << int(rng.integers(8))
        capfd.readouterr()
        seen = by_opencv(bytes(data))
        told = capfd.readouterr().err
        stray = re.search(r"(\d+) extraneous bytes before marker 0xd9", told)
        few = stray is not None and int(stray[1]) <= MOST_STRAY_BYTES
        try:
            pixels = decode(bytes(data), "image/jpeg").pixels
        except ImageError:
            refused += 1
            assert seen is None or (told and not few), f"byte {at}"
        else:
            assert few or not told, f"byte {at}: {told}"
            assert np.array_equal(pixels, seen)
        assert capfd.readouterr().err == "", "libjpeg's own lines do not reach the log"
    assert refused > 5


@pytest.mark.parametrize("stray", [b"\x00", b"\xaa\x55\xaa\x55", b"\x5a" * 8, b"\x00" * 700])
def test_what_cameras_write_before_the_end_marker_is_no_damage(stray: bytes) -> None:
    whole = jpeg(IMAGE)
    assert np.array_equal(decode(whole[:-2] + stray + END, "").pixels, decode(whole, "").pixels)


def test_data_of_blocks_that_the_picture_does_not_have_is_damage() -> None:
    whole = jpeg(IMAGE)
    with pytest.raises(ImageError, match="extraneous bytes"):
        decode(whole[:-2] + whole[-100:-2] + END, "")


@pytest.mark.parametrize("kind", ["baseline", "restarts"])
def test_reads_mjpeg_without_huffman_tables(kind: str) -> None:
    whole = jpeg(IMAGE, *KINDS[kind])
    bare = without_tables(whole)
    assert len(bare) < len(whole) - 400
    assert np.array_equal(decode(bare, "").pixels, decode(whole, "").pixels)
    with pytest.raises(ImageError):
        decode(bare[: len(bare) // 2] + END, "")


def test_a_header_that_is_merely_unusual_hides_no_damage() -> None:
    whole = jpeg(IMAGE)
    scan = scan_of(whole)
    odd = {
        "a revision of JFIF that does not exist": whole.replace(b"JFIF\x00\x01", b"JFIF\x00\x09"),
        "a scan that says it ends at its first number": whole[: scan - 3] + b"\x00\x00\x00" + whole[scan:],
    }
    for what, data in odd.items():
        assert data != whole
        assert np.array_equal(decode(data, "").pixels, decode(whole, "").pixels), what
        with pytest.raises(ImageError, match="damaged"):
            decode(data[: len(data) // 2] + END, "")


def test_four_inks_become_rgb_as_in_opencv() -> None:
    data = four_inks()
    header = read_header(data, "")
    assert header.components == 4
    assert np.array_equal(decode_jpeg(data, header), by_opencv(data))
    assert decode_jpeg(data, header, factor=2, grey=True).shape == (4, 4)


def four_inks() -> bytes:
    """8 x 8 pixels of one colour, in four components with the tables of a grey JPEG."""
    data = jpeg(np.full((8, 8), 255, np.uint8))
    frame = next(start for marker, start, _ in segments(data) if marker == 0xC0)
    scan = next(start for marker, start, _ in segments(data) if marker == 0xDA)
    parts = b"".join(bytes((i, 0x11, 0)) for i in range(1, 5))
    chosen = b"".join(bytes((i, 0)) for i in range(1, 5))
    entropy = scan_of(data)
    return b"".join(
        (
            data[: frame - 2],
            (20).to_bytes(2, "big") + data[frame : frame + 5] + b"\x04" + parts,
            data[frame + 9 : scan - 2],
            (14).to_bytes(2, "big") + b"\x04" + chosen + b"\x00\x3f\x00",
            joined(data[entropy:-2], 4) + END,
        )
    )


def joined(block: bytes, times: int) -> bytes:
    """One block of brightness 255 with standard tables, `times` over; the later ones differ from it by nothing."""
    bits = "".join(f"{byte:08b}" for byte in block.replace(b"\xff\x00", b"\xff")).rstrip("1")
    bits = bits * times
    bits += "1" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)).replace(b"\xff", b"\xff\x00")


def test_reads_colours_that_are_sampled_in_an_unusual_way() -> None:
    """A flat picture: every block says that nothing changes, in 6 bits for brightness and in 4 for a colour."""
    data = bytearray(jpeg(np.full((16, 16, 3), 128, np.uint8), *KINDS["colour in full"]))
    frame = next(start for marker, start, _ in segments(bytes(data)) if marker == 0xC0)
    for component, sampling in enumerate((0x22, 0x21, 0x11)):
        data[frame + 7 + 3 * component] = sampling
    bits = "001010" * 4 + "0000" * 3
    packed = int(bits + "1" * (-len(bits) % 8), 2).to_bytes(5, "big")
    odd = bytes(data[: scan_of(bytes(data))]) + packed + END
    assert (decode(odd, "").pixels == 128).all()
    large = bytearray(odd)
    large[frame + 1 : frame + 5] = (64).to_bytes(2, "big") * 2
    with pytest.raises(ImageError, match="damaged"):
        decode(bytes(large), "")
