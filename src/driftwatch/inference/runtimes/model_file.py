"""Looks at a model file and says in plain words when it cannot be the model that was meant."""

from pathlib import Path

from driftwatch.errors import ModelError
from driftwatch.inference.file_hint import where_looked
from driftwatch.regular_file import check_regular, open_regular

TFLITE = "a TensorFlow Lite model"
MAX_BYTES = 2 << 30  # protobuf and flatbuffers both end at 2 GiB

# First bytes of what people give instead of a model.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself: fetch it with git lfs pull"),
    (b"PK\x03\x04", "a zip archive (a PyTorch .pt file, a Keras .keras file or a packed download)"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"\x89HDF", "a Keras HDF5 file: export it first"),
    (b"<!DOCTYPE", "a web page: the download went wrong"),
    (b"<html", "a web page: the download went wrong"),
)


def check_model_file(path: Path, format_name: str) -> None:
    """Looks at the size and the first bytes; `format_name` is what should be there, as in "an ONNX model".

    Raises ModelError that names the path and what was expected.
    """
    try:
        if path.is_dir():
            raise ModelError(f"{path}: is a folder, expected the path of {format_name}")
        size = check_regular(path)
        with open_regular(path) as file:
            start = file.read(64)
    except FileNotFoundError:
        raise ModelError(f"{path}: no such file{where_looked(path)}, expected {format_name}") from None
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}), expected {format_name}") from error
    if size == 0:
        raise ModelError(f"{path}: the file is empty, expected {format_name}")
    if size > MAX_BYTES:
        raise ModelError(f"{path}: the file has {size} bytes, more than {format_name} can have")
    other = recognise(start)
    if other is not None and other != format_name:
        raise ModelError(f"{path}: expected {format_name}, this is {other}")


def recognise(content: bytes) -> str | None:
    """What a file is by its first bytes; None where they do not say."""
    if content[4:8] == b"TFL3":
        return TFLITE
    return next((name for start, name in _OTHERS if content.startswith(start)), None)


def one_line(error: Exception, limit: int = 300) -> str:
    """A library's message without line breaks, cut to `limit` characters."""
    text = " ".join(str(error).split())
    return text if len(text) <= limit else text[: limit - 3] + "..."
