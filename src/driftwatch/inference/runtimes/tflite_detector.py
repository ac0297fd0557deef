"""What MediaPipe's metadata in a .tflite file says of a detector: its anchors, and how boxes and scores are coded.

Source: MediaPipe's object_detector_metadata_schema.fbs (ObjectDetectorOptions), which metadata_schema.fbs holds in
SubGraphMetadata.custom_metadata under the name DETECTOR_METADATA.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.runtimes.flatbuffer import FlatbufferError, Table, root
from driftwatch.inference.tensors import RawDetector

NAME: Final = "DETECTOR_METADATA"

# Field numbers in the two schemas.
_SUBGRAPH_CUSTOM = 9
_CUSTOM_NAME, _CUSTOM_DATA = 0, 1
_ANCHORS, _DECODING = 1, 2
_FIXED, _LIST = 0, 0
_X_SCALE, _EXPONENTIAL, _SIGMOID = 6, 10, 11


def read_detector(subgraphs: tuple[Table, ...]) -> RawDetector | None:
    """None where the file says nothing of it. Raises FlatbufferError where it is damaged."""
    for entry in (entry for graph in subgraphs[:1] for entry in graph.tables(_SUBGRAPH_CUSTOM)):
        data = entry.data(_CUSTOM_DATA)
        if entry.text(_CUSTOM_NAME) == NAME and data is not None:
            return _read(root(data))
    return None


def _read(options: Table) -> RawDetector | None:
    layers, decoding = options.table(_ANCHORS), options.table(_DECODING)
    fixed = None if layers is None else layers.table(_FIXED)
    if fixed is None or decoding is None:
        return None
    x, y, width, height = (decoding.real(_X_SCALE + i, 0.0) or 1.0 for i in range(4))
    return RawDetector(
        anchors=_anchors(fixed).astype("<f4").tobytes(),
        divisors=(x, y, width, height),
        exponential=bool(decoding.integer(_EXPONENTIAL, "B", 0)),
        logits=bool(decoding.integer(_SIGMOID, "B", 0)),
    )


def _anchors(fixed: Table) -> NDArray[np.float32]:
    """(N, 4) of a vector of tables of four floats: thousands, so they are not followed one by one."""
    span = fixed.span(_LIST, 4)
    if span is None:
        return np.empty((0, 4), dtype=np.float32)
    content = np.frombuffer(fixed.content, dtype=np.uint8)
    at = np.arange(span[0], span[1], 4)
    tables = at + _gather(content, at, "<u4")
    vtables = tables - _gather(content, tables, "<i4")
    entries = (_gather(content, vtables, "<u2") - 4) // 2
    values = np.zeros((len(at), 4), dtype=np.float32)
    for field in range(4):
        there = np.flatnonzero(entries > field)
        offsets = _gather(content, vtables[there] + 4 + 2 * field, "<u2")
        there, offsets = there[offsets > 0], offsets[offsets > 0]
        values[there, field] = _gather(content, tables[there] + offsets, "<f4")
    return values


def _gather(content: NDArray[np.uint8], at: NDArray[np.int64], layout: str) -> NDArray[np.int64]:
    """The numbers at these positions. Raises FlatbufferError where one lies outside of the file."""
    size = np.dtype(layout).itemsize
    if len(at) and (at.min() < 0 or at.max() + size > len(content)):
        raise FlatbufferError("a value lies outside of the file")
    read = np.ascontiguousarray(content[at[:, None] + np.arange(size)]).view(layout)[:, 0]
    return read.astype(np.int64) if np.issubdtype(read.dtype, np.integer) else read
