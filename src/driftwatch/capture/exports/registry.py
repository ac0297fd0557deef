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

OWNED: Final = tuple(name for export in EXPORTS.values() for name in export.owns)
"""Files and folders of any format: in a data set of one of them, those of the others are left over from before."""
