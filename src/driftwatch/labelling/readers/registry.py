"""Every format in which corrected labels can come back; a new one needs a file and a line here."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from driftwatch.labelling.corrected import Corrected
from driftwatch.labelling.readers.coco import read_corrected_coco
from driftwatch.labelling.readers.cvat import read_corrected_cvat
from driftwatch.labelling.readers.label_studio import read_corrected_label_studio
from driftwatch.labelling.readers.viam import read_corrected_viam
from driftwatch.labelling.readers.yolo import read_corrected_yolo

CORRECTED_READERS: Final[Mapping[str, Callable[[Path], tuple[Corrected, ...]]]] = MappingProxyType(
    {
        "coco": read_corrected_coco,
        "yolo": read_corrected_yolo,
        "label_studio": read_corrected_label_studio,
        "cvat": read_corrected_cvat,
        "viam": read_corrected_viam,
    }
)
