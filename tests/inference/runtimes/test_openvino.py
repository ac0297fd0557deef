"""What every runtime of a file owes, run over the usual ones and OpenVINO; and what OpenVINO alone may refuse."""

import importlib.util
import sys
import threading
import types
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from driftwatch.errors import ModelError, TensorError
from driftwatch.inference.runtimes import lanes, open_model
from driftwatch.inference.runtimes.openvino import INSTALL, OpenvinoRuntime
from driftwatch.inference.runtimes.runtime import Runtime, RuntimeChoice
from driftwatch.inference.tensors import ModelInfo
from examples.demo import assets
from tests.inference import tflite_models
from tests.inference.onnx_models import identity
from tests.onnx_models import region_detector

Make = Callable[[Path], Path]

OPENVINO: Final = RuntimeChoice("openvino")
NEEDED: Final = pytest.mark.skipif(
    importlib.util.find_spec("openvino") is None, reason=f"OpenVINO is not installed: {INSTALL}"
)
MODELS: Final[dict[str, Make]] = {
    "onnx float32": lambda folder: identity(folder / "m.onnx", {"x": ("float32", (1, 4, 4, 3))}),
    "onnx uint8 and int64": lambda folder: identity(
        folder / "m.onnx", {"x": ("uint8", (1, 4)), "y": ("int64", (2, 3))}
    ),
    "onnx open": lambda folder: identity(folder / "m.onnx", {"x": ("float32", ("n", 4))}),
    "onnx detector": lambda folder: region_detector(folder / "m.onnx"),
    "tflite float32": lambda folder: _written(folder / "m.tflite", tflite_models.relu()),
}
CHOICES = [pytest.param(RuntimeChoice(), id="usual"), pytest.param(OPENVINO, id="openvino", marks=NEEDED)]


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return MODELS[request.param](tmp_path)


def given(runtime: Runtime, seed: int = 0) -> dict[str, Any]:
    """Numbers that fit the inputs; an open dimension is 2."""
    random = np.random.default_rng(seed)
    return {
        spec.name: random.integers(0, 9, [size if size > 0 else 2 for size in spec.shape]).astype(spec.dtype)
        for spec in runtime.info.inputs
    }


@pytest.mark.parametrize("choice", CHOICES)
def test_a_model_says_and_answers_the_same_whatever_runs_it(model: Path, choice: RuntimeChoice) -> None:
    usual, runtime = open_model(model, "", 1), open_model(model, "", 1, choice)
    assert runtime.info == usual.info
    tensors = given(usual)
    wanted, answer = usual.run(tensors), runtime.run(tensors)
    assert list(answer) == [spec.name for spec in runtime.info.outputs]
    for name, output in answer.items():
        assert output.dtype == wanted[name].dtype
        np.testing.assert_allclose(output, wanted[name], rtol=1e-5, atol=1e-6)
    runtime.close()
    usual.close()


@pytest.mark.parametrize("choice", CHOICES)
def test_answers_are_the_callers_to_keep_and_several_threads_may_run(model: Path, choice: RuntimeChoice) -> None:
    runtime = open_model(model, "", 1, choice)
    tensors = [given(runtime, seed) for seed in range(8)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(runtime.run, tensors))
    for asked, answer in zip(tensors, together, strict=True):
        for name, output in runtime.run(asked).items():
            np.testing.assert_array_equal(answer[name], output)
    runtime.close()


@pytest.mark.parametrize("choice", CHOICES)
def test_inputs_that_do_not_fit_and_a_closed_model_are_refused_in_words(model: Path, choice: RuntimeChoice) -> None:
    runtime = open_model(model, "", 1, choice)
    with pytest.raises(TensorError):
        runtime.run({})
    runtime.close()
    with pytest.raises(ModelError, match="this model was closed"):
        runtime.run(given(runtime))


class EndlessRequest:
    """Runs until it is cancelled."""

    def __init__(self) -> None:
        self.begun, self.cancelled = threading.Event(), threading.Event()

    def infer(self, *_: Any, **__: Any) -> None:
        self.begun.set()
        assert self.cancelled.wait(10)
        raise RuntimeError("Infer Request was canceled")

    def cancel(self) -> None:
        self.cancelled.set()


def test_a_run_that_does_not_end_can_be_interrupted() -> None:
    request = EndlessRequest()
    compiled = types.SimpleNamespace(inputs=[], outputs=[], create_infer_request=lambda: request)
    runtime = OpenvinoRuntime(compiled, ModelInfo("m", "onnx", (), ()))
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(runtime.run, {})
        assert request.begun.wait(10)
        runtime.interrupt()
        with pytest.raises(TensorError, match="canceled"):
            running.result(10)


@NEEDED
def test_a_model_with_an_operator_that_openvino_lacks_is_refused_in_words() -> None:
    path = assets.model("face.tflite")
    with pytest.raises(ModelError, match="OpenVINO cannot run this model, leave runtime out"):
        open_model(path, "", 1, OPENVINO)


@NEEDED
def test_a_damaged_file_is_refused_as_its_usual_runtime_refuses_it(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelError) as usual:
        open_model(path, "", 1)
    with pytest.raises(ModelError) as ours:
        open_model(path, "", 1, OPENVINO)
    assert str(ours.value) == str(usual.value)


def test_where_it_is_not_installed_the_error_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    path = identity(tmp_path / "m.onnx", {"x": ("float32", (1, 4))})
    with pytest.raises(ModelError, match='runtime: "openvino" is not installed') as refused:
        open_model(path, "", 1, OPENVINO)
    assert INSTALL in str(refused.value)


def test_a_precision_that_the_processor_lacks_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Core:
        def get_property(self, *_: str) -> list[str]:
            return ["FP32"]

    monkeypatch.setitem(sys.modules, "openvino", types.SimpleNamespace(Core=Core))
    path = identity(tmp_path / "m.onnx", {"x": ("float32", (1, 4))})
    with pytest.raises(ModelError, match='precision: this processor has no "bf16"'):
        open_model(path, "", 1, RuntimeChoice("openvino", "bf16"))


def test_an_inference_of_openvino_takes_every_core_unless_told_otherwise() -> None:
    assert lanes(".tflite", 0, OPENVINO) == lanes(".onnx", 0)
    assert lanes(".tflite", 1, OPENVINO) == lanes(".tflite", 1)
