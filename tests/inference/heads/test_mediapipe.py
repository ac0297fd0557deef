import numpy as np
import pytest

from driftwatch.inference.answer import Size
from tests.inference.heads.variants import chosen


@pytest.mark.parametrize(
    ("side", "rows", "points", "lowest"),
    [
        (192, 2016, 7, 0.0),  # palms
        (256, 2944, 7, 0.5),  # palms before 2021
        (128, 896, 6, 0.5),  # faces, short range
        (192, 2304, 6, 0.5),  # faces, full range
        (224, 2254, 4, 0.5),  # poses
    ],
)
def test_the_image_is_as_in_the_published_graphs(side: int, rows: int, points: int, lowest: float) -> None:
    outputs = {
        "regressors": np.zeros((1, rows, 4 + 2 * points), np.float32),
        "classificators": np.full((1, rows, 1), -9, np.float32),
    }
    choice = chosen(outputs, Size(side, side))
    assert choice.decoder == "mediapipe"
    image = choice.image
    assert image is not None
    assert (image.normalization.mean[0], image.fit, image.padding, image.bgr) == (lowest, "letterbox", 0, False)
