"""Reads the files in which Viam's data manager keeps what it captured, before it syncs them."""

from dataclasses import dataclass
from pathlib import Path

from viam.proto.app.datasync import DataCaptureMetadata, SensorData


@dataclass(frozen=True, slots=True)
class Capture:
    """One finished .capture file: what it is of, and its readings (an image is a file's only reading)."""

    metadata: DataCaptureMetadata
    readings: tuple[SensorData, ...]


def captures_in(folder: Path) -> list[Capture]:
    """Every finished capture under the data manager's capture_dir, oldest first."""
    return [_read(path) for path in sorted(folder.rglob("*.capture"))]


def _read(path: Path) -> Capture:
    """Messages one after the other, each after its length as a protobuf varint; the metadata comes first."""
    data = path.read_bytes()
    messages: list[bytes] = []
    at = 0
    while at < len(data):
        length = shift = 0
        while True:
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        messages.append(data[at : at + length])
        at += length
    readings = tuple(SensorData.FromString(message) for message in messages[1:])
    return Capture(DataCaptureMetadata.FromString(messages[0]), readings)
