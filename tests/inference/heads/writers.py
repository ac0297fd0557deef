"""Who writes a scene down for each convention."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.inference.tensors import Array
from tests.inference.heads.scene_cells import (
    centre_cells,
    custom_vision,
    efficientdet,
    fomo,
    nanodet,
    picodet,
    scrfd,
    yolo_heads,
    yolox,
    yunet,
)
from tests.inference.heads.scene_writers import (
    boxes_labels_scores,
    boxes_scores,
    centerface,
    centernet,
    counted_boxes,
    detection_output,
    detr,
    detr_sigmoid,
    mediapipe_raw,
    mmdeploy,
    paddle_nms,
    rf_detr,
    rows,
    rtdetr_ultralytics,
    ssd_raw,
    tf_detection,
    tflite_postprocess,
    viam_tensors,
    yolo,
    yolo_end_to_end,
    yolo_objectness,
)
from tests.inference.heads.scenes import CLASSES, Scene


def same_boxes(scene: Scene) -> NDArray[np.float64]:
    return scene.boxes


@dataclass(frozen=True)
class Writer:
    """How a convention writes a scene. classes: how many it can tell apart. properties: metadata that it needs.

    kind: of the model, where the convention is one of a format.
    boxes: what can be read back, where that is not the boxes themselves.
    """

    write: Callable[[Scene], dict[str, Array]]
    canvas: Size = field(default_factory=lambda: Size(128, 96))
    classes: int = CLASSES
    properties: Mapping[str, str] = field(default_factory=dict[str, str])
    kind: str = "kind"
    boxes: Callable[[Scene], NDArray[np.float64]] = same_boxes


RT_DETR = {"task": "detect", "names": str({i: str(i) for i in range(CLASSES)}), "head": "RTDETRDecoder"}

WRITERS: dict[str, Writer] = {
    "viam_tensors": Writer(viam_tensors),
    "tflite_postprocess": Writer(tflite_postprocess),
    "yolo": Writer(yolo),
    "yolo_objectness": Writer(yolo_objectness),
    "yolo_end_to_end": Writer(yolo_end_to_end, Size(320, 256)),
    "detr": Writer(detr),
    "detr_sigmoid": Writer(detr_sigmoid),
    "rtdetr_ultralytics": Writer(rtdetr_ultralytics, properties=RT_DETR),
    "rf_detr": Writer(rf_detr),
    "rows": Writer(rows),
    "mmdeploy": Writer(mmdeploy),
    "paddle_nms": Writer(paddle_nms),
    "detection_output": Writer(detection_output),
    "counted_boxes": Writer(counted_boxes),
    "tf_detection": Writer(tf_detection, kind="onnx"),
    "boxes_labels_scores": Writer(boxes_labels_scores),
    "boxes_scores": Writer(boxes_scores),
    "ssd": Writer(ssd_raw, Size(300, 300)),
    "mediapipe": Writer(mediapipe_raw, Size(128, 128), classes=1),
    "centerface": Writer(centerface, classes=1),
    "centernet": Writer(centernet),
    "yolox": Writer(yolox),
    "yolo_heads": Writer(yolo_heads),
    "nanodet": Writer(nanodet, Size(320, 256)),
    "box_distributions": Writer(picodet, Size(320, 256)),
    "yunet": Writer(yunet, classes=1),
    "scrfd": Writer(scrfd, classes=1),
    "custom_vision": Writer(custom_vision, Size(416, 416)),
    "fomo": Writer(fomo, Size(96, 96), boxes=centre_cells),
    "efficientdet": Writer(efficientdet, Size(320, 320)),
}
