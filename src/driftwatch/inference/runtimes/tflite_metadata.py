"""What a .tflite file says of itself besides its graph: description, labels, how to normalise.

Sources: TensorFlow Lite's schema.fbs (Model) and metadata_schema.fbs (ModelMetadata, in the buffer that is called
TFLITE_METADATA); its associated files are a zip archive behind the flatbuffer, in the same file.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from driftwatch.inference.labels import labels_in_lines, labels_in_names
from driftwatch.inference.labels.listing import check_sizes
from driftwatch.inference.labels.literal import read_literal
from driftwatch.inference.runtimes.flatbuffer import FlatbufferError, Table, root
from driftwatch.inference.runtimes.tflite_detector import read_detector
from driftwatch.inference.tensors import RawDetector

_METADATA = "TFLITE_METADATA"
_MAX_FILE = 4 << 20  # bytes of one associated file, unpacked
_MAX_FILES = 16
# Ultralytics' exporter packs its own metadata as JSON, in older versions as a Python dict.
_ULTRALYTICS = ("metadata.json", "temp_meta.txt")
_TEXTS = ("", ".txt", ".json", ".csv", ".names", ".labels")  # of a speech model there are other files
_LABEL_FILES = (2, 3)  # AssociatedFileType: TENSOR_AXIS_LABELS, TENSOR_VALUE_LABELS
_NORMALIZATION = 1  # ProcessUnitOptions: NormalizationOptions

# Field numbers in the two schemas.
_MODEL_DESCRIPTION, _MODEL_BUFFERS, _MODEL_METADATA = 3, 4, 6
_NAME, _BUFFER = 0, 1
_DESCRIPTION, _SUBGRAPHS, _ASSOCIATED_FILES = 1, 3, 6
_SUBGRAPH_INPUTS, _SUBGRAPH_OUTPUTS, _SUBGRAPH_FILES = 2, 3, 4
_TENSOR_UNITS, _TENSOR_FILES = 4, 6
_FILE_NAME, _FILE_TYPE = 0, 2
_UNIT_KIND, _UNIT_OPTIONS = 0, 1


@dataclass(frozen=True, slots=True)
class TfliteMetadata:
    """What a .tflite file says of itself.

    properties: "normalization_mean" and "normalization_std" as lists of numbers, in units of pixels 0 to 255, and what
    Ultralytics' exporter writes ("imgsz", "names", "stride", "task", ...). raw_detector: how boxes are coded.
    """

    description: str = ""
    labels: tuple[str, ...] | None = None
    properties: Mapping[str, str] = field(default_factory=dict[str, str])
    raw_detector: RawDetector | None = None


def read_metadata(content: bytes) -> TfliteMetadata:
    """Reads as far as the file can be read: damaged metadata says nothing, the model may run all the same."""
    try:
        model = root(content)
        description = model.text(_MODEL_DESCRIPTION) or ""
        buffer = _metadata_buffer(model)
    except FlatbufferError:
        return TfliteMetadata()
    files = _unpack_files(content)
    properties = _ultralytics(files)
    labels = _only_label_file(files) or labels_in_names(properties.get("names", ""))
    if buffer is None:
        return TfliteMetadata(description, labels, properties)
    try:
        metadata = root(buffer)
        subgraphs = metadata.tables(_SUBGRAPHS)
        return TfliteMetadata(
            metadata.text(_DESCRIPTION) or description,
            _labels(metadata, subgraphs, files) or labels,
            {**properties, **_normalization(subgraphs)},
            read_detector(subgraphs),
        )
    except FlatbufferError:
        return TfliteMetadata(description, labels, properties)


def _metadata_buffer(model: Table) -> bytes | None:
    buffers = model.tables(_MODEL_BUFFERS)
    for entry in model.tables(_MODEL_METADATA):
        index = entry.integer(_BUFFER, "I", 0)
        if entry.text(_NAME) == _METADATA and index < len(buffers):
            return buffers[index].data(0)
    return None


def _unpack_files(content: bytes) -> dict[str, str]:
    """Text of each file in the archive behind the flatbuffer."""
    if b"PK\x05\x06" not in content[-66_000:]:
        return {}
    files: dict[str, str] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts = [entry for entry in archive.infolist() if Path(entry.filename).suffix in _TEXTS]
            for entry in texts[:_MAX_FILES]:
                if entry.file_size <= _MAX_FILE:
                    files[entry.filename] = archive.read(entry).decode("utf-8-sig", errors="replace")
    except Exception:  # zipfile lets through whatever its decompressors say of damaged data
        return files
    return files


def _ultralytics(files: dict[str, str]) -> dict[str, str]:
    text = next((files[name] for name in _ULTRALYTICS if name in files), "")
    try:
        value: object = read_literal(text) if text.lstrip().startswith("{'") else json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(key): str(entry) for key, entry in cast("Any", value).items()} if isinstance(value, dict) else {}


def _labels(metadata: Table, subgraphs: tuple[Table, ...], files: dict[str, str]) -> tuple[str, ...] | None:
    """The first label file of an output, of the graph, of the model."""
    places = [tensor.tables(_TENSOR_FILES) for graph in subgraphs[:1] for tensor in graph.tables(_SUBGRAPH_OUTPUTS)]
    places += [graph.tables(_SUBGRAPH_FILES) for graph in subgraphs[:1]]
    places.append(metadata.tables(_ASSOCIATED_FILES))
    for entry in (entry for entries in places for entry in entries):
        name = entry.text(_FILE_NAME) or ""
        if entry.integer(_FILE_TYPE, "b", 0) in _LABEL_FILES and files.get(name, "").strip():
            return _labels_in(files[name])
    return None


def _only_label_file(files: dict[str, str]) -> tuple[str, ...] | None:
    """Files without a type, as early exporters wrote them: the one that is called something with "label"."""
    named = [text for name, text in files.items() if "label" in name.lower() and name.endswith(".txt")]
    return _labels_in(named[0]) or None if len(named) == 1 else None


def _labels_in(text: str) -> tuple[str, ...] | None:
    """None where it holds no names of classes, but a text."""
    labels = labels_in_lines(text)
    try:
        check_sizes(labels)
    except ValueError:
        return None
    return labels


def _normalization(subgraphs: tuple[Table, ...]) -> dict[str, str]:
    for tensor in (tensor for graph in subgraphs[:1] for tensor in graph.tables(_SUBGRAPH_INPUTS)):
        for unit in tensor.tables(_TENSOR_UNITS):
            options = unit.table(_UNIT_OPTIONS) if unit.integer(_UNIT_KIND, "B", 0) == _NORMALIZATION else None
            if options is not None:
                mean, std = options.reals(0), options.reals(1)
                return {"normalization_mean": str(list(mean)), "normalization_std": str(list(std))}
    return {}
