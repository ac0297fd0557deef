"""Pixel by pixel what the two services feed to a model, over real footage in every encoding.

The models here give their input back. Equal are PNG and raw images; a JPEG is decoded by libjpeg here and by Go there.
docs/parity.md gives the owner what this measures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from _pytest.mark.structures import ParameterSet
from viam.proto.service.vision import Classification
from viam.robot.client import RobotClient

from tests.parity.answers import classify, two
from tests.parity.frames import Image, deep, footage, jpeg, png, raw, with_alpha
from tests.parity.models import Input, Mirror
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.asyncio(loop_scope="module")]

Pixels = np.ndarray[Any, Any]

BYTES = 1 / 255
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
NORMALISED = {"input_image_mean_value": MEAN, "input_image_std_dev": STD}
OF_96, OF_144, OF_640 = (Input(size, "uint8") for size in ((96, 128), (144, 176), (640, 640)))
EXACT = {"resize_filter": "builtin", "scaled_decode": False}

SMALL = Pair("small", Mirror(OF_96, BYTES, 0.0, step=11))
SMALL_EXACT = Pair("small-exact", Mirror(OF_96, BYTES, 0.0, step=11), only_ours=EXACT)
SAME = Pair("same", Mirror(OF_144, BYTES, 0.0, step=17))
LARGE = Pair("large", Mirror(OF_640, BYTES, 0.0, step=211))
LARGE_EXACT = Pair("large-exact", Mirror(OF_640, BYTES, 0.0, step=211), only_ours=EXACT)
FLOATS = Pair("floats", Mirror(Input((24, 32), channels_first=True)))
NORMAL = Pair("normal", Mirror(scale=0.18, offset=0.5), NORMALISED)
NORMAL_BGR = Pair("normal-bgr", Mirror(scale=0.18, offset=0.5), {**NORMALISED, "input_image_bgr": True})
PAIRS = [SMALL, SMALL_EXACT, SAME, LARGE, LARGE_EXACT, FLOATS, NORMAL, NORMAL_BGR]

CLIPS = {"carphone": ("carphone_pristine", 40, 3), "street": ("bikes", 100, 2), "rabbit": ("bigbuckbunny", 60, 1)}
"""176 x 144, 640 x 272 and 1280 x 720 pixels."""


@dataclass(frozen=True, slots=True)
class Case:
    """A clip in one encoding through one pair, and what may differ in grey values of 255.

    most: the largest difference. mean: of the differences without their signs. bias: mean with the signs.
    """

    name: str
    pair: Pair
    clip: str
    encode: Callable[[Pixels], Image]
    most: float = 0.0
    mean: float = 0.0
    bias: float = 0.1


EQUAL = [
    *(
        Case("png", pair, clip, png)
        for pair in (SMALL, SAME, LARGE_EXACT, FLOATS, NORMAL, NORMAL_BGR)
        for clip in CLIPS
    ),
    Case("raw", SMALL, "street", raw),
    Case("grey-png", SMALL, "rabbit", lambda pixels: png(pixels[..., 0])),
    Case("transparent-png", SMALL, "street", lambda pixels: png(with_alpha(pixels))),
    Case("deep-png-unresized", SAME, "carphone", lambda pixels: png(deep(pixels))),
]

# Two inverse cosine transforms: 3% of the values differ, nearly all of those by 1.
DECODED = [
    Case("jpeg-420-unresized", SAME, "carphone", jpeg, 8, 0.06),
    Case("jpeg-444-unresized", SAME, "carphone", lambda pixels: jpeg(pixels, "444"), 8, 0.06),
    Case("jpeg-grey-unresized", SAME, "carphone", lambda pixels: jpeg(pixels[..., 1]), 1, 0.03),
    Case("jpeg-420", SMALL, "carphone", jpeg, 8, 0.06),
    Case("jpeg-420", SMALL_EXACT, "street", jpeg, 8, 0.06),
    Case("jpeg-444", SMALL_EXACT, "rabbit", lambda pixels: jpeg(pixels, "444"), 8, 0.06),
    Case("jpeg-420", LARGE_EXACT, "rabbit", jpeg, 8, 0.06),
    # The colours of other samplings are smoothed here and not there.
    Case("jpeg-422-unresized", SAME, "carphone", lambda pixels: jpeg(pixels, "422"), 20, 0.5),
    Case("jpeg-422", SMALL_EXACT, "rabbit", lambda pixels: jpeg(pixels, "422"), 8, 0.06),
]

CHOSEN = [
    # Decoded at a half or a quarter of its size.
    Case("jpeg-scaled-decode", SMALL, "street", jpeg, 16, 0.6),
    Case("jpeg-scaled-decode", SMALL, "rabbit", jpeg, 16, 0.8),
    # Resized without smoothing.
    Case("png-fast-filter", LARGE, "rabbit", png, 60, 2.5, 1.5),
    Case("jpeg-fast-filter", LARGE, "rabbit", jpeg, 60, 2.5, 1.5),
    # 16 bits a channel: the lower byte goes before the resize here, and after it there.
    Case("deep-png", SMALL, "street", lambda pixels: png(deep(pixels)), 2, 1.0, 1.0),
    # What is transparent is rounded down here, at the model's own size.
    Case("transparent-png-unresized", SAME, "carphone", lambda pixels: png(with_alpha(pixels)), 1, 0.3, 0.3),
]


QUICK = (SMALL.name, SAME.name, NORMAL_BGR.name)
"""The others, of larger models and of other settings of the same kinds, are compared in the slow tests."""


def by_speed(case: Case) -> ParameterSet:
    slow = [] if case.pair.name in QUICK else [pytest.mark.slow]
    return pytest.param(case, marks=slow, id=f"{case.name}-{case.pair.name}-{case.clip}")


@pytest.mark.parametrize("case", [by_speed(case) for case in (*EQUAL, *DECODED, *CHOSEN)])
async def test_pixels_differ_no_more_than_stated(robot: RobotClient, case: Case) -> None:
    services = two(robot, case.pair)
    grey_values = 1.0 if case.pair in (FLOATS, NORMAL, NORMAL_BGR) else 255.0
    found: list[Pixels] = []
    for pixels in footage(*CLIPS[case.clip]):
        builtin, ours = await services.ask(classify(case.encode(pixels)))
        found.append((values(ours) - values(builtin)) * grey_values)
    difference = np.concatenate(found)
    rounding = 1e-4  # of float32
    figures = f"at most {abs(difference).max():.1f}, mean {abs(difference).mean():.3f}, bias {difference.mean():+.3f}"
    assert abs(difference).max() <= case.most + rounding, figures
    assert abs(difference).mean() <= case.mean + rounding, figures
    assert abs(difference.mean()) <= case.bias, figures


def values(answer: Sequence[Classification]) -> Pixels:
    return np.array([one.confidence for one in answer])
