from pathlib import Path

import numpy as np
import pytest

from driftwatch.errors import ModelError, TensorError
from driftwatch.inference.runtimes.tflite import TfliteRuntime, open_runtime
from driftwatch.inference.tensors import Quantization
from tests.inference import tflite_models as models


def opened(folder: Path, content: bytes) -> TfliteRuntime:
    path = folder / "model.tflite"
    path.write_bytes(content)
    return open_runtime(path, 1)


@pytest.mark.parametrize("dtype", ["float16", "float64", "bool", "int8", "int16", "int32", "int64", "uint8", "uint32"])
def test_gives_every_dtype_that_the_interpreter_has(tmp_path: Path, dtype: str) -> None:
    runtime = opened(tmp_path, models.cast("float32", dtype))
    assert runtime.info.outputs[0].dtype == dtype
    answer = runtime.run({"in": np.array([[0, 1, 2, 3]], np.float32)})["out"]
    assert answer.dtype == np.dtype(dtype)
    assert answer.tolist() == np.array([[0, 1, 2, 3]]).astype(dtype).tolist()


def test_runs_a_model_with_weights_and_says_what_is_in_it(tmp_path: Path) -> None:
    runtime = opened(tmp_path, models.convolution())
    assert [str(spec) for spec in runtime.info.inputs] == ['"image" float32[1, 8, 8, 3]']
    assert [str(spec) for spec in runtime.info.outputs] == ['"probability" float32[1, 4]']
    assert runtime.info.kind == "tflite"
    assert runtime.info.description == "made in a test"
    assert runtime.run({"image": np.ones((1, 8, 8, 3), np.float32)})["probability"].sum() == pytest.approx(1.0)


def test_an_input_of_open_size_takes_one_size_after_the_other(tmp_path: Path) -> None:
    runtime = opened(tmp_path, models.relu((1, -1, -1, 3)))
    assert runtime.info.inputs[0].shape == (1, -1, -1, 3)
    for height, width in ((2, 3), (5, 4), (2, 3)):
        image = np.full((1, height, width, 3), -1.0, np.float32)
        assert (runtime.run({"image": image})["location"] == np.zeros_like(image)).all()


def test_reads_scale_and_zero_point(tmp_path: Path) -> None:
    tensors = [models.Tensor("in", "int8", (1, 4), 0.5, -3), models.Tensor("out", "int8", (1, 4), 0.5, -3)]
    relu = models.Operator(models.schema.BuiltinOperator.RELU, [0], [1])
    runtime = opened(tmp_path, models.build(tensors, [relu], [0], [1]))
    assert runtime.info.inputs[0].quantization == Quantization(0.5, -3)
    assert runtime.run({"in": np.array([[-10, -3, 0, 5]], np.int8)})["out"].tolist() == [[-3, -3, 0, 5]]


def test_answers_stay_as_they_were_when_the_model_runs_again_and_is_closed(tmp_path: Path) -> None:
    runtime = opened(tmp_path, models.relu())
    answers = [runtime.run({"image": np.full((1, 4, 4, 3), i, np.float32)})["location"] for i in range(5)]
    runtime.close()
    assert [set(answer.ravel().tolist()) for answer in answers] == [{0.0}, {1.0}, {2.0}, {3.0}, {4.0}]
    with pytest.raises(ModelError, match="closed"):
        runtime.run({"image": np.zeros((1, 4, 4, 3), np.float32)})


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ({}, "takes the inputs"),
        ({"image": np.zeros((1, 4, 4, 3), np.uint8)}, "got dtype uint8"),
        ({"image": np.zeros((1, 4, 4, 4), np.float32)}, r"got shape \[1, 4, 4, 4\]"),
    ],
)
def test_refuses_inputs_that_do_not_fit(tmp_path: Path, tensors: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(TensorError, match=message):
        opened(tmp_path, models.relu()).run(tensors)


def test_names_given_twice_are_told_apart(tmp_path: Path) -> None:
    shape, relu = (1, 2), models.schema.BuiltinOperator.RELU
    tensors = [models.Tensor(name, "float32", shape) for name in ("in", "same", "same")]
    content = models.build(tensors, [models.Operator(relu, [0], [1]), models.Operator(relu, [0], [2])], [0], [1, 2])
    runtime = opened(tmp_path, content)
    assert sorted(runtime.run({"in": np.ones(shape, np.float32)})) == ["same", "same_1"]


def test_refuses_text_tensors(tmp_path: Path) -> None:
    tensors = [models.Tensor("in", "string", (1,))]
    with pytest.raises(ModelError, match=r'input "in" is of .*only tensors of numbers'):
        opened(tmp_path, models.build(tensors, [], [0], [0]))


def test_names_an_operator_that_the_runtime_does_not_have(tmp_path: Path) -> None:
    tensors = [models.Tensor("in", "float32", (1, 2)), models.Tensor("out", "float32", (1, 2))]
    custom = models.Operator(models.schema.BuiltinOperator.CUSTOM, [0], [1])
    with pytest.raises(ModelError, match=r"cannot be loaded"):
        opened(tmp_path, models.build(tensors, [custom], [0], [1]))
