"""What viam-server asks of a config before it makes a resource of it."""

from collections.abc import Mapping
from typing import Any

import pytest
from grpclib import GRPCError, Status

from driftwatch import names
from tests.module.conftest import ModuleProcess


@pytest.mark.parametrize(
    ("model", "attributes", "required"),
    [
        (names.ONNX_CPU, {"model_path": "/m.onnx", "num_threads": 2, "package_reference": "org/m"}, []),
        (names.TFLITE_CPU, {"model_path": "/M.TFLITE"}, []),
        (names.VISION, {"mlmodel_name": "m", "camera_name": "cam"}, ["m"]),
        (names.DRIFT_SENSOR, {"vision_name": "people"}, []),
        (names.DRIFT_CHART, {"vision_name": "people", "hours": 168}, []),
        (names.REPLAY_CAMERA, {"path": "/footage.mp4", "fps": 5, "loop": False}, []),
    ],
)
async def test_a_good_config_names_its_dependencies(
    module: ModuleProcess, model: str, attributes: Mapping[str, Any], required: list[str]
) -> None:
    assert list((await module.validate(model, attributes)).dependencies) == required


async def test_a_camera_is_optional_and_a_model_of_the_same_name_as_the_service_is_named_whole(
    module: ModuleProcess,
) -> None:
    answer = await module.validate(names.VISION, {"mlmodel_name": "m", "camera_name": "cam"})
    assert list(answer.optional_dependencies) == ["rdk:component:camera/cam"]
    same = await module.validate(names.VISION, {"mlmodel_name": "x"})
    assert (list(same.dependencies), list(same.optional_dependencies)) == (["rdk:service:mlmodel/x"], [])


@pytest.mark.parametrize(
    ("model", "attributes", "words"),
    [
        (names.ONNX_CPU, {}, "model_path: is required"),
        (names.ONNX_CPU, {"model_path": "/m.tflite"}, 'model_path: must end in .onnx, got "/m.tflite"'),
        (names.TFLITE_CPU, {"model_path": "/m.tflite", "num_threads": -1}, "num_threads: must be at least 0"),
        (names.VISION, {"mlmodel_name": ""}, "mlmodel_name: must not be empty"),
        (
            names.VISION,
            {"mlmodel_name": "m", "camera": "cam"},
            'camera: unknown attribute, did you mean "camera_name"?',
        ),
        (names.VISION, {"mlmodel_name": "m", "input_image_std_dev": [1, 0, 1]}, "input_image_std_dev: must not hold 0"),
        (names.VISION, {"mlmodel_name": "m", "xmin_ymin_xmax_ymax_order": [0, 1, 1, 3]}, "xmin_ymin_xmax_ymax_order:"),
        (
            names.VISION,
            {"mlmodel_name": "m", "state_dir": "state"},
            "state_dir: must be an absolute path, or begin",
        ),
        (names.DRIFT_CHART, {"vision_name": "people", "width_px": 100}, "width_px: must be at least 240"),
        (names.REPLAY_CAMERA, {"path": "/a", "fps": -1, "loop": "yes"}, "fps: must be at least 0"),
    ],
)
async def test_a_bad_config_is_told_what_is_wrong(
    module: ModuleProcess, model: str, attributes: Mapping[str, Any], words: str
) -> None:
    with pytest.raises(GRPCError) as caught:
        await module.validate(model, attributes)
    assert caught.value.status is Status.INVALID_ARGUMENT
    assert words in str(caught.value.message)


async def test_every_problem_is_told_at_once(module: ModuleProcess) -> None:
    with pytest.raises(GRPCError) as caught:
        await module.validate(names.VISION, {"mlmodel_nme": "m", "default_minimum_confidence": 7})
    message = str(caught.value.message)
    assert "mlmodel_name: is required" in message
    assert 'mlmodel_nme: unknown attribute, did you mean "mlmodel_name"?' in message
    assert "default_minimum_confidence: must be at least 0 and at most 1, got 7" in message
