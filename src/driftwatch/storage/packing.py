"""What a model said of one frame, in a few bytes.

A frame takes 10 bytes and mostly 8 for each detection.
"""

import struct
from collections.abc import Callable, Mapping

from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size

KEPT_DETECTIONS = 100  # of a detector's answer, the most confident ones

NumberOf = Callable[[str], int]
"""Gives a label its number, the same one each time."""

_NONE = 255  # in place of a number of detections or classes: the model does not play that role
_HEAD = struct.Struct("<HHBB4s")  # width, height, detections, classes, beginning of the frame's digest
_SCORE = struct.Struct("<H")
_BOX_BYTES = 5  # four corners of 10 bits
_SCORE_UNITS, _BOX_UNITS = 65_535, 1023


def pack(answer: Answer, frame_id: str, number_of: NumberOf, kept_classes: int) -> bytes:
    """frame_id: hexadecimal. kept_classes: of a classifier's answer the most probable ones, at most 254."""
    detections = sorted(answer.detections or (), key=lambda d: -d.confidence)[:KEPT_DETECTIONS]
    classes = sorted(answer.classifications or (), key=lambda c: -c.confidence)[:kept_classes]
    size = (min(answer.size.width, 65_535), min(answer.size.height, 65_535))
    counts = (
        _NONE if answer.detections is None else len(detections),
        _NONE if answer.classifications is None else len(classes),
    )
    out = [_HEAD.pack(*size, *counts, bytes.fromhex(frame_id[:8]))]
    for detection in detections:
        out += [_scored(detection, number_of), _pack_box(detection.box)]
    out += [_scored(classification, number_of) for classification in classes]
    return b"".join(out)


def unpack(body: bytes, labels: Mapping[int, str]) -> tuple[Answer, str]:
    """Gives the answer and the first 8 digits of the frame's id.

    Confidences are rounded to 1/65535, boxes to 1/1023. Raises IndexError, KeyError or struct.error where `body` is
    not what `pack` gave.
    """
    return _Reader(body, labels).read()


class _Reader:
    """Reads from front to end."""

    def __init__(self, body: bytes, labels: Mapping[int, str]) -> None:
        self._body, self._labels = body, labels
        self._at = _HEAD.size

    def read(self) -> tuple[Answer, str]:
        width, height, detected, classified, digest = _HEAD.unpack_from(self._body)
        detections = None if detected == _NONE else tuple(self._detection() for _ in range(detected))
        classes = None if classified == _NONE else tuple(Classification(*self._scored()) for _ in range(classified))
        return Answer(Size(width, height), detections, classes), digest.hex()

    def _detection(self) -> Detection:
        label, confidence = self._scored()
        packed = self._body[self._at : self._at + _BOX_BYTES]
        self._at += _BOX_BYTES
        return Detection(_unpack_box(packed), label, confidence)

    def _scored(self) -> tuple[str, float]:
        number, shift = 0, 0
        while True:
            byte = self._body[self._at]
            self._at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        (confidence,) = _SCORE.unpack_from(self._body, self._at)
        self._at += _SCORE.size
        return self._labels[number], confidence / _SCORE_UNITS


def _scored(item: Detection | Classification, number_of: NumberOf) -> bytes:
    """The label's number in LEB128, and the confidence."""
    number, out = number_of(item.label), bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out) + _SCORE.pack(round(min(max(item.confidence, 0.0), 1.0) * _SCORE_UNITS))


def _pack_box(box: Box) -> bytes:
    packed = 0
    for corner in (box.xmin, box.ymin, box.xmax, box.ymax):
        packed = packed << 10 | round(min(max(corner, 0.0), 1.0) * _BOX_UNITS)
    return packed.to_bytes(_BOX_BYTES, "little")


def _unpack_box(packed: bytes) -> Box:
    value = int.from_bytes(packed, "little")
    return Box(*((value >> shift & _BOX_UNITS) / _BOX_UNITS for shift in (30, 20, 10, 0)))
