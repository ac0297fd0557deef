"""What a file is that needs more than LiteRT, and what to take instead."""

from pathlib import Path

import pytest

from driftwatch.errors import ModelError
from driftwatch.inference.runtimes.tflite import open_runtime
from driftwatch.inference.runtimes.tflite_words import custom_operators, missing_operators
from examples.models.tflite_graph import GraphEditor
from tests.inference.tflite_models import relu


def with_custom(*names: str) -> bytes:
    editor = GraphEditor(relu((1, 8, 8, 3)))
    for position, name in enumerate(names):
        out = editor.tensor(f"result{position}", (1, 8, 8, 3))
        editor.add_custom(name, editor.outputs, [out], {"a": 1})
        editor.outputs = [out]
    return editor.content()


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("edgetpu-custom-op",), r"compiled for a Coral Edge TPU, .*: take the model from before edgetpu_compiler"),
        (("TFLite_Detection_PostProcess", "edgetpu-custom-op"), "compiled for a Coral Edge TPU"),
        (("ethos-u",), "compiled for an Arm Ethos-U, which this module does not use: take the model from before Vela"),
        (("FlexErf",), r"needs TensorFlow itself for Erf .*TFLITE_BUILTINS alone.*; Erf is an exact GELU"),
        (("FlexRoll", "FlexFFT2D"), r"needs TensorFlow itself for Roll, FFT2D .*without SELECT_TF_OPS$"),
        (("Frobnicate",), "needs the custom operator Frobnicate, which LiteRT does not have: convert it without$"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_named_for_what_it_is(
    tmp_path: Path, names: tuple[str, ...], words: str
) -> None:
    path = tmp_path / "m.tflite"
    path.write_bytes(with_custom(*names))
    assert custom_operators(path.read_bytes()) == names
    with pytest.raises(ModelError, match=rf"m\.tflite: it (was )?{words}"):
        open_runtime(path, 1)


def test_other_reasons_are_left_to_the_runtime() -> None:
    assert missing_operators(relu((1, 8, 8, 3))) == ""
    assert missing_operators(with_custom("TFLite_Detection_PostProcess")) == ""
    assert custom_operators(b"TFL3 of no kind") == ()
