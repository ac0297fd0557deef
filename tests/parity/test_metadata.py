"""Our ML model services answer Metadata and Infer as the stock ones do (viam:mlmodel:onnx-cpu and :tflite_cpu).

What is expected was read in their sources: the onnx one names every model "onnx_model" and writes its label path into
`labels` of every output, also an empty one; the tflite one leaves an empty one out; both write dtypes as numpy does.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from grpclib import GRPCError, Status
from viam.proto.service.mlmodel import TensorInfo
from viam.robot.client import RobotClient
from viam.services.mlmodel.client import MLModelClient
from viam.utils import struct_to_dict

from examples.demo import assets
from tests.parity.models import CELLS, Detector, Input
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.asyncio(loop_scope="module")]

Written = list[tuple[str, str, list[int]]]


class Tflite:
    """The demo's model of that format."""

    def write(self, path: Path) -> Path:
        return assets.model("face.tflite")


OPEN = Pair("open", Detector(Input(None, channels_first=True), dtypes=("int64", "float64")))
LABELLED = Pair("labelled", Detector(Input(dtype="uint8")), labels="a\nb\nc", model_labels=True)
TFLITE = Pair("tflite", Tflite(), labels="face", model_labels=True)
UNLABELLED = Pair("tflite-without-labels", Tflite())
PAIRS = [OPEN, LABELLED, TFLITE, UNLABELLED]


def model(robot: RobotClient, pair: Pair) -> MLModelClient:
    return MLModelClient.from_robot(robot, f"model-{pair.name}")


def written(tensors: Sequence[TensorInfo]) -> Written:
    return [(one.name, one.data_type, list(one.shape)) for one in tensors]


def label_paths(tensors: Sequence[TensorInfo]) -> list[str]:
    return [str(struct_to_dict(one.extra)["labels"]) for one in tensors]


async def test_an_onnx_model_describes_itself_as_the_stock_service_does(robot: RobotClient) -> None:
    metadata = await model(robot, LABELLED).metadata()
    assert metadata.name == "onnx_model"
    assert written(metadata.input_info) == [("image", "uint8", [1, 48, 64, 3])]
    assert written(metadata.output_info) == [
        ("location", "float32", [1, CELLS, 4]),
        ("score", "float32", [1, CELLS]),
        ("category", "float32", [1, CELLS]),
    ]
    paths = label_paths(metadata.output_info)
    assert len(set(paths)) == 1
    assert Path(paths[0]).name == "labelled.txt"


async def test_open_dimensions_are_minus_1_and_each_output_has_its_own_dtype(robot: RobotClient) -> None:
    metadata = await model(robot, OPEN).metadata()
    assert written(metadata.input_info) == [("image", "float32", [1, 3, -1, -1])]
    assert [one.data_type for one in metadata.output_info] == ["float32", "float64", "int64"]
    assert label_paths(metadata.output_info) == [""] * 3


@pytest.mark.parametrize(("pair", "label_file"), [(TFLITE, "tflite.txt"), (UNLABELLED, "")])
async def test_a_tflite_model_describes_itself_as_the_stock_service_does(
    robot: RobotClient, pair: Pair, label_file: str
) -> None:
    metadata = await model(robot, pair).metadata()
    assert written(metadata.input_info) == [("image", "float32", [1, 128, 128, 3])]
    assert written(metadata.output_info) == [
        ("location", "float32", [1, 10, 4]),
        ("category", "float32", [1, 10]),
        ("score", "float32", [1, 10]),
        ("count", "float32", [1]),
    ]
    assert {Path(path).name for path in label_paths(metadata.output_info)} == {label_file}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
async def test_inference_gives_what_the_metadata_says(robot: RobotClient, pair: Pair) -> None:
    service = model(robot, pair)
    metadata = await service.metadata()
    inputs = {
        one.name: np.zeros([50 if side == -1 else side for side in one.shape], one.data_type)
        for one in metadata.input_info
    }
    outputs = await service.infer(inputs)
    given = {name: (str(array.dtype), list(array.shape)) for name, array in outputs.items()}
    assert given == {name: (dtype, shape) for name, dtype, shape in written(metadata.output_info)}


WRONG = {
    "none": lambda _: {},
    "another name": lambda image: {"x": image},
    "another dtype": lambda image: {"image": image.astype(np.int16)},
    "another shape": lambda image: {"image": image[:, :8]},
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("pair", [TFLITE, LABELLED], ids=lambda pair: pair.name)
async def test_inputs_that_the_stock_services_refuse_are_refused(robot: RobotClient, pair: Pair, wrong: str) -> None:
    service = model(robot, pair)
    image = (await service.metadata()).input_info[0]
    right = np.zeros(list(image.shape), image.data_type)
    assert await service.infer({"image": right})
    with pytest.raises(GRPCError) as caught:
        await service.infer(WRONG[wrong](right))
    assert caught.value.status is Status.INVALID_ARGUMENT
    assert '"image"' in (caught.value.message or "")
