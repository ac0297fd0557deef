import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Size
from driftwatch.inference.colour import to_rgb
from driftwatch.inference.image import DecodeOptions, decode, reduction
from driftwatch.inference.pixels import Pixels
from tests.inference.frames import jpeg, picture, png, raw_rgba, with_orientation

JPEGS = {
    "baseline": (),
    "progressive": (cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
    "colour in full": (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
    "colour at half the width": (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422),
}


def difference(a: Pixels, b: Pixels) -> float:
    return float(np.abs(a.astype(int) - b.astype(int)).mean())


@pytest.mark.parametrize("options", JPEGS.values(), ids=JPEGS)
@pytest.mark.parametrize("keep_ycc", [False, True])
def test_decodes_a_jpeg(options: tuple[int, ...], keep_ycc: bool) -> None:
    image = picture(65, 43)
    decoded = decode(jpeg(image, *options), "image/jpeg", DecodeOptions(keep_ycc=keep_ycc))
    assert decoded.size == Size(65, 43)
    assert decoded.is_ycc == keep_ycc
    assert difference(to_rgb(decoded.pixels) if keep_ycc else decoded.pixels, image) < 4


def test_decodes_a_grey_jpeg_to_three_equal_channels() -> None:
    decoded = decode(jpeg(picture(20, 10)[..., 0]), "image/jpeg", DecodeOptions(keep_ycc=True))
    assert decoded.pixels.shape == (10, 20, 3)
    assert not decoded.is_ycc
    assert (decoded.pixels[..., 0] == decoded.pixels[..., 2]).all()


@pytest.mark.parametrize("mime_type", ["", "image/png", "image/png+lazy", "image/jpeg", "text/plain"])
def test_the_bytes_and_not_the_mime_type_say_what_an_image_is(mime_type: str) -> None:
    image = picture(9, 7)
    assert (decode(png(image), mime_type).pixels == image).all()
    assert (decode(raw_rgba(image), mime_type).pixels == image).all()


def test_decodes_every_kind_of_png_to_rgb() -> None:
    image = picture(9, 7)
    sixteen = image.astype(np.uint16) * 256 + 200
    assert (decode(png(sixteen), "image/png").pixels == image).all()
    grey = decode(png(image[..., 0]), "image/png").pixels
    assert (grey == image[..., :1]).all()
    assert grey.shape == (7, 9, 3)


@pytest.mark.parametrize("alpha", [0, 1, 100, 254, 255])
def test_transparent_pixels_are_blended_with_black(alpha: int) -> None:
    image = picture(9, 7)
    expected = image.astype(int) * alpha // 255
    assert (decode(png(np.dstack([image, np.full((7, 9), alpha, np.uint8)])), "").pixels == expected).all()
    assert (decode(raw_rgba(image, alpha), "image/vnd.viam.rgba").pixels == expected).all()


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("keep_ycc", [False, True])
def test_turns_an_image_only_when_asked(order: str, keep_ycc: bool) -> None:
    image = picture(64, 32)
    data = with_orientation(jpeg(image), 6, order)
    as_stored = decode(data, "", DecodeOptions(keep_ycc=keep_ycc))
    turned = decode(data, "", DecodeOptions(apply_orientation=True, keep_ycc=keep_ycc))
    assert (as_stored.size, turned.size) == (Size(64, 32), Size(32, 64))
    expected = np.rot90(image, -1)
    assert difference(to_rgb(turned.pixels) if keep_ycc else turned.pixels, expected) < 6


@pytest.mark.parametrize(("side", "factor"), [(64, 1), (33, 1), (32, 2), (16, 4), (8, 8), (1, 8)])
def test_a_jpeg_shrinks_as_it_is_decoded_and_keeps_its_true_size(side: int, factor: int) -> None:
    decoded = decode(jpeg(picture(64, 64)), "", DecodeOptions(at_least=Size(side, side)))
    assert decoded.size == Size(64, 64)
    assert decoded.pixels.shape == (64 // factor, 64 // factor, 3)


@given(width=st.integers(1, 9000), height=st.integers(1, 9000), side=st.integers(1, 700))
def test_a_reduction_never_goes_below_what_was_asked(width: int, height: int, side: int) -> None:
    factor = reduction(Size(width, height), Size(side, side))
    assert factor == 1 or (width // factor >= side and height // factor >= side)
    assert factor == 8 or min(width, height) < side * factor * 2


def test_a_turned_jpeg_is_reduced_by_the_sides_that_are_shown() -> None:
    data = with_orientation(jpeg(picture(128, 64)), 6)
    decoded = decode(data, "", DecodeOptions(at_least=Size(32, 64), apply_orientation=True))
    assert decoded.pixels.shape == (64, 32, 3)


@pytest.mark.parametrize("width", [1, 2, 3, 17])
@pytest.mark.parametrize("height", [1, 2, 5])
def test_decodes_the_smallest_images(width: int, height: int) -> None:
    image = picture(width, height)
    for data in (jpeg(image), png(image), raw_rgba(image)):
        for keep_ycc in (False, True):
            decoded = decode(data, "", DecodeOptions(at_least=Size(8, 8), keep_ycc=keep_ycc))
            assert decoded.pixels.shape == (height, width, 3)


@given(cut=st.floats(0, 0.99), kind=st.sampled_from(["jpeg", "progressive", "png", "rgba"]))
def test_an_image_that_is_cut_off_is_refused(cut: float, kind: str) -> None:
    image = picture(40, 30)
    whole = {
        "jpeg": jpeg(image),
        "progressive": jpeg(image, *JPEGS["progressive"]),
        "png": png(image),
        "rgba": raw_rgba(image),
    }[kind]
    with pytest.raises(ImageError):
        decode(whole[: int(len(whole) * cut)], "image/jpeg")


@given(seed=st.integers(0, 2**32), count=st.integers(1, 30))
def test_damaged_bytes_are_refused_or_decoded_and_nothing_else(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    for whole in (jpeg(picture(40, 30)), png(picture(40, 30)), raw_rgba(picture(6, 5))):
        data = bytearray(whole)
        for at in rng.integers(0, len(data), count):
            data[at] = rng.integers(0, 256)
        try:
            decoded = decode(bytes(data), "image/jpeg", DecodeOptions(keep_ycc=True))
        except ImageError as error:
            assert len(str(error)) < 200  # noqa: PT017
        else:
            assert decoded.pixels.shape == (decoded.size.height, decoded.size.width, 3)
