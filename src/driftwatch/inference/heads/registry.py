"""Every convention that detectors' outputs may follow, one line each."""

from typing import Final

from driftwatch.inference.heads.box_distributions import BOX_DISTRIBUTIONS
from driftwatch.inference.heads.boxes_labels_scores import BOXES_LABELS_SCORES
from driftwatch.inference.heads.boxes_scores import BOXES_SCORES
from driftwatch.inference.heads.centerface import CENTERFACE
from driftwatch.inference.heads.centernet import CENTERNET
from driftwatch.inference.heads.convention import Convention
from driftwatch.inference.heads.counted import COUNTED_BOXES, TF_DETECTION
from driftwatch.inference.heads.custom_vision import CUSTOM_VISION
from driftwatch.inference.heads.detr import DETR, DETR_SIGMOID, RF_DETR
from driftwatch.inference.heads.efficientdet import EFFICIENTDET
from driftwatch.inference.heads.fomo import FOMO
from driftwatch.inference.heads.mediapipe import MEDIAPIPE
from driftwatch.inference.heads.mmdeploy import MMDEPLOY
from driftwatch.inference.heads.nanodet import NANODET
from driftwatch.inference.heads.rows import DETECTION_OUTPUT, PADDLE_NMS, ROWS
from driftwatch.inference.heads.rtdetr_ultralytics import RTDETR_ULTRALYTICS
from driftwatch.inference.heads.scrfd import SCRFD
from driftwatch.inference.heads.ssd import SSD
from driftwatch.inference.heads.tflite_postprocess import TFLITE_POSTPROCESS
from driftwatch.inference.heads.viam_convention import VIAM_TENSORS
from driftwatch.inference.heads.yolo import YOLO
from driftwatch.inference.heads.yolo_end_to_end import YOLO_END_TO_END
from driftwatch.inference.heads.yolo_heads import YOLO_HEADS
from driftwatch.inference.heads.yolo_objectness import YOLO_OBJECTNESS
from driftwatch.inference.heads.yolox import YOLOX
from driftwatch.inference.heads.yunet import YUNET

CONVENTIONS: Final[tuple[Convention, ...]] = (
    VIAM_TENSORS,
    TFLITE_POSTPROCESS,
    YOLO,
    YOLO_OBJECTNESS,
    YOLO_END_TO_END,
    DETR,
    DETR_SIGMOID,
    RF_DETR,
    RTDETR_ULTRALYTICS,
    ROWS,
    MMDEPLOY,
    PADDLE_NMS,
    DETECTION_OUTPUT,
    COUNTED_BOXES,
    TF_DETECTION,
    BOXES_LABELS_SCORES,
    BOXES_SCORES,
    SSD,
    MEDIAPIPE,
    CENTERFACE,
    CENTERNET,
    YOLOX,
    YOLO_HEADS,
    NANODET,
    BOX_DISTRIBUTIONS,
    YUNET,
    SCRFD,
    CUSTOM_VISION,
    FOMO,
    EFFICIENTDET,
)
