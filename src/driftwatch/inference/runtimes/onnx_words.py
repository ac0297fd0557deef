"""What ONNX Runtime says when it cannot load a model, in the words of an owner: what the file is, and what to do."""

import re
from typing import Final

from driftwatch.inference.runtimes.model_file import one_line

_STANDARD: Final = "standard operators of opset 17"
_AGAIN: Final = f"export it again with {_STANDARD}"
_ONE_FILE: Final = "or export the model as one file"
_NO_PLUGINS: Final = f"export it for ONNX Runtime, with {_STANDARD}"
# What ONNX Runtime says -> what it means for the owner, and what to do. The first that is found counts.
_MEANINGS: Final[tuple[tuple[str, str, str], ...]] = (
    (r"Unsupported model IR version: (\d+)", r"it was written by a newer exporter (IR version \1)", _AGAIN),
    (r"[Oo]pset (\d+) is under development", r"it uses opset \1", _AGAIN),
    (
        # 1.23, the last one for Python 3.10, lets the file system speak
        (
            r"(?:[Ee]xternal data path does not exist: \"?|cannot get file size: No such file or directory \[)"
            r"(?:[^\"\s\]]*/)?([^\"/\s\]]+)"
        ),
        r'its weights are in another file, "\1", which is not next to it',
        f"put it there under this name, {_ONE_FILE}",
    ),
    (
        r"[Ee]xternal (?:initializer|data).*(?:out of bounds|can ?not be read|file_length)",
        "its weights are in another file next to it, which is cut off or not its own",
        f"fetch both again, {_ONE_FILE}",
    ),
    (
        r"\b(\w+_TRT)\b",
        r"it was made for TensorRT and needs its plug-in \1, which no other runtime has",
        _NO_PLUGINS,
    ),
    (r"\b(?:trt|TRT)\.plugins?\b", "it was made for TensorRT and needs its plug-ins", _NO_PLUGINS),
    (r"(\S+)\(-?\d+\) is not a registered function/op", r"it needs the custom operator \1", _AGAIN),
    (
        r"No [Oo]p registered for (\S+) with domain_version of (\d+)",
        r"it needs the operator \1, which opset \2 does not have",
        _AGAIN,
    ),
    (
        r"implementation for (\S+?)\(",
        r"it uses the operator \1 in a way that this runtime does not have",
        f"export it with {_STANDARD}",
    ),
)


def meaning(error: Exception, format_name: str) -> str:
    """One line about a file that was to be of `format_name`, as in "an ONNX model"."""
    text = one_line(error, limit=5000)
    for pattern, what, remedy in _MEANINGS:
        if match := re.search(pattern, text):
            return f"{match.expand(what)}: {remedy}"
    if "InvalidProtobuf" in type(error).__name__ or "Protobuf parsing failed" in text:
        return f"expected {format_name}, the file is damaged, cut off or of another format"
    return f"this ONNX model cannot be loaded: {text[-300:]}"  # source files and signatures come first
