"""Every format in which frames go out to be labelled: those of data sets, and these."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from driftwatch.capture.exports.example import Export
from driftwatch.capture.exports.registry import EXPORTS
from driftwatch.labelling.writers.cvat import CvatWriter
from driftwatch.labelling.writers.label_studio import LabelStudioWriter

LABEL_WRITERS: Final[Mapping[str, Export]] = MappingProxyType(
    {**EXPORTS, "label_studio": LabelStudioWriter(), "cvat": CvatWriter()}
)
