"""Every data set format there is; a new one needs a file and a line here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from driftwatch.capture.exports.coco import CocoExport
from driftwatch.capture.exports.example import Export
from driftwatch.capture.exports.viam import ViamExport
from driftwatch.capture.exports.yolo import YoloExport

EXPORTS: Final[Mapping[str, Export]] = MappingProxyType(
    {"coco": CocoExport(), "yolo": YoloExport(), "viam": ViamExport()}
)
