from typing import Any

import pytest

from driftwatch.config.reader import read
from driftwatch.errors import ConfigError
from driftwatch.inference.input_settings import InputSettings


def test_nothing_has_to_be_said() -> None:
    assert read(InputSettings, {}).value == InputSettings()


def test_reads_what_the_builtin_service_takes() -> None:
    attributes = {
        "remap_input_names": {"input_1": "image"},
        "input_image_mean_value": [0.485, 0.456, 0.406],
        "input_image_std_dev": [0.229, 0.224, 0.225, 1],
        "input_image_bgr": True,
    }
    settings = read(InputSettings, attributes).value
    assert settings.remap_input_names == {"input_1": "image"}
    assert settings.input_image_std_dev == (0.229, 0.224, 0.225, 1.0)
    assert settings.input_image_bgr


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"input_image_mean_value": [0.5, 0.5]}, "input_image_mean_value: must have at least 3 values"),
        ({"input_image_std_dev": [1]}, "input_image_std_dev: must have at least 3 values"),
        ({"input_image_std_dev": [1, 0, 1]}, "input_image_std_dev: must not hold 0"),
        ({"preset": "yolov8"}, 'preset: must be one of "builtin", "yolo"'),
        ({"resize": "fill"}, 'resize: must be one of "stretch", "letterbox", "top_left", "crop"'),
        ({"resize_filter": "area"}, 'resize_filter: must be one of "fast", "builtin"'),
        ({"padding": 256}, "padding: must be at least 0 and at most 255"),
        ({"input_size": [640, 640, 3]}, "input_size: must have at most 2 entries"),
        ({"input_size": [0]}, r"input_size\[0\]: must be at least 1"),
        ({"extra_inputs": {"limit": 0.5}}, "extra_inputs.limit: must be a list"),
        ({"input_image_bgr": "yes"}, "input_image_bgr: must be true or false"),
    ],
)
def test_says_what_would_be_accepted(attributes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read(InputSettings, attributes)
