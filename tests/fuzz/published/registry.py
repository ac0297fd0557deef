"""Every convention that models are made of, one line each: the writer, and how many classes it can tell apart."""

from dataclasses import dataclass
from typing import Final

from tests.fuzz.published import finished, grids, maps, pairs
from tests.fuzz.published.world import Writer


@dataclass(frozen=True, slots=True)
class Published:
    """classes: 0 for any number. has_points: its answers are places without a size."""

    name: str
    write: Writer
    classes: int = 0
    has_points: bool = False
    is_classifier: bool = False


PUBLISHED: Final[tuple[Published, ...]] = (
    Published("yolo", grids.yolo),
    Published("yolo_objectness", grids.yolo_objectness),
    Published("yolox", grids.yolox),
    Published("yolo obb", grids.oriented),
    Published("yolo pose", grids.posed, classes=1),
    Published("yolo heads", grids.heads),
    Published("nanodet", grids.nanodet),
    Published("yolo_end_to_end", finished.yolo_end_to_end),
    Published("rows", finished.rows),
    Published("detection_output", finished.detection_output),
    Published("mmdeploy", finished.mmdeploy),
    Published("torchvision", finished.torchvision),
    Published("four outputs, pixels", finished.four_pixels),
    Published("four outputs, fractions", finished.four_fractions),
    Published("object detection api", finished.object_detection_api),
    Published("viam_tensors", finished.viam_tensors),
    Published("boxes and scores, ssd", pairs.ssd_pairs),
    Published("boxes and scores, nas", pairs.nas_pairs),
    Published("detr", pairs.detr),
    Published("detr_sigmoid", pairs.detr_sigmoid),
    Published("rf-detr", pairs.rf_detr),
    Published("centernet", maps.centernet),
    Published("fomo", maps.fomo, has_points=True),
    Published("yunet", maps.yunet, classes=1),
    Published("classifier", maps.classifier, is_classifier=True),
)
