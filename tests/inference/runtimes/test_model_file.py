import random
from pathlib import Path

import pytest

from driftwatch.errors import ModelError
from driftwatch.inference.runtimes import RUNTIMES, open_model
from driftwatch.inference.runtimes.model_file import one_line
from tests.inference.onnx_models import identity
from tests.inference.tflite_models import relu


@pytest.mark.parametrize("suffix", list(RUNTIMES))
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "Git LFS pointer"),
        (b"PK\x03\x04" + bytes(100), "zip archive"),
        (b"<!DOCTYPE html>", "web page"),
        (b"no model at all" * 10, "another format"),
        (random.Random(0).randbytes(64), "another format"),
    ],
)
def test_says_what_the_file_is_instead_of_a_model(tmp_path: Path, suffix: str, content: bytes, message: str) -> None:
    path = tmp_path / f"model{suffix}"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=message) as refusal:
        open_model(path, suffix, 1)
    assert str(path) in str(refusal.value)
    assert "expected a" in str(refusal.value)


@pytest.mark.parametrize("suffix", list(RUNTIMES))
def test_names_a_file_that_is_missing_or_a_folder(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(ModelError, match=r"gone: no such file, expected a"):
        open_model(tmp_path / "gone", suffix, 1)
    with pytest.raises(ModelError, match="is a folder"):
        open_model(tmp_path, suffix, 1)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        (
            "~/models/m",
            r'no such file \("~" is not replaced by a home folder: write the whole path, from / on\), expected',
        ),
        ("models/m", r"no such file in /.* \(a relative path begins in the module's own folder: .*\), expected an? "),
        ("/nowhere/m", r"/nowhere/m\.\w+: no such file, expected an? "),
        (
            "${packages.ml_model.people}/m",
            r"\(\$\{packages\.ml_model\.people\} was not filled in by viam-server; the machine has no package",
        ),
        (
            "/opt/${environment.MODELS}/m",
            r"\(\$\{environment\.MODELS\} was not filled in by viam-server\), expected an? ",
        ),
    ],
)
@pytest.mark.parametrize("suffix", list(RUNTIMES))
def test_says_why_a_path_that_is_not_whole_leads_nowhere(path: str, hint: str, suffix: str) -> None:
    with pytest.raises(ModelError, match=hint):
        open_model(Path(path + suffix), suffix, 1)


def test_tells_the_two_formats_apart(tmp_path: Path) -> None:
    onnx = identity(tmp_path / "a.tflite", {"x": ("float32", [1])})
    with pytest.raises(ModelError, match="expected a TensorFlow Lite model"):
        open_model(onnx, "", 1)
    tflite = tmp_path / "b.onnx"
    tflite.write_bytes(relu())
    with pytest.raises(ModelError, match=r"expected an ONNX model, this is a TensorFlow Lite model"):
        open_model(tflite, "", 1)


def test_opens_by_the_format_that_is_asked_for_whatever_the_name(tmp_path: Path) -> None:
    path = identity(tmp_path / "weights.bin", {"x": ("float32", [1])})
    assert open_model(path, ".onnx", 1).info.kind == "onnx"
    with pytest.raises(ModelError, match=r"ends in \.onnx or \.tflite"):
        open_model(path, "", 1)


def test_long_messages_become_one_short_line() -> None:
    assert one_line(ValueError("a\n  b")) == "a b"
    assert len(one_line(ValueError("x" * 1000))) == 300
