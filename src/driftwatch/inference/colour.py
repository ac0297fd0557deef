"""RGB and the YCbCr of JPEG files (ITU-T T.871), as OpenCV and Go compute them."""

import cv2
import numpy as np

from driftwatch.inference.pixels import Pixels

# To R, G, B from Y, Cr, Cb and 1, in 1/65536: the integers of Go's image/color, which rounds down and clips.
_TO_RGB = np.array(
    [
        [65793, 91881, 0, -128 * 91881],
        [65793, -46802, -22554, 128 * (46802 + 22554)],
        [65793, 0, 116130, -128 * 116130],
    ],
    dtype=np.float64,
)


def to_ycc(rgb: Pixels) -> Pixels:
    """(H, W, 3) RGB to (H, W, 3) Y, Cr, Cb, rounded."""
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)  # pyright: ignore[reportReturnType]


def to_rgb(ycc: Pixels) -> Pixels:
    """(H, W, 3) Y, Cr, Cb to RGB: identical to the bytes that Go's color.YCbCrToRGB gives for every input."""
    # The sums need 24 bits, which float32 holds.
    rgb = cv2.transform(ycc.astype(np.float32), _TO_RGB / 65536)
    return np.clip(rgb, 0, 255, out=rgb).astype(np.uint8)


def join_planes(luma: Pixels, half: Pixels) -> Pixels:
    """(H, W, 3) Y, Cr, Cb of a 4:2:0 JPEG whose colours are not smoothed.

    luma: (H, W), decoded as grey. half: the same file decoded in RGB at half its size, where libjpeg neither
    shrinks nor stretches the colour planes.
    """
    height, width = luma.shape
    ycc = cv2.resize(to_ycc(half), (2 * half.shape[1], 2 * half.shape[0]), interpolation=cv2.INTER_NEAREST)
    ycc = np.ascontiguousarray(ycc[:height, :width])
    ycc[..., 0] = luma
    return ycc  # pyright: ignore[reportReturnType]
