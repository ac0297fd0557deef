"""Good files of every kind, to be damaged."""

import io
import json
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tests.inference.convention_models import convention_model
from tests.inference.frames import jpeg, picture, png
from tests.inference.heads.scenes import CLASSES
from tests.inference.tflite_models import convolution, relu
from tests.onnx_models import region_classifier, region_detector

CONVENTIONS = ("yolo", "mediapipe", "centerface", "boxes_labels_scores", "detr", "tflite_postprocess")
ULTRALYTICS = {
    "stride": "32",
    "task": "detect",
    "imgsz": "[96, 128]",
    "names": str({i: f"class {i}" for i in range(CLASSES)}),
    "args": "{'nms': None}",
    "end2end": "False",
}
NAMES = ("ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis")
TINY = Path(__file__).parents[2] / "src" / "driftwatch" / "services" / "self_test_models"


@dataclass(frozen=True, slots=True)
class Seed:
    """kind: "model", "labels", "image" or "attributes". suffix: of the file's name."""

    kind: str
    suffix: str
    content: bytes


def seeds(folder: Path) -> list[Seed]:
    """folder: to build models in."""
    return [*_models(folder), *_labels(), *_images(), *_attributes()]


def _models(folder: Path) -> list[Seed]:
    paths = [convention_model(folder / f"{name}.onnx", name) for name in CONVENTIONS]
    paths += [
        convention_model(folder / "ultralytics.onnx", "yolo", ULTRALYTICS),
        region_detector(folder / "detector.onnx", (24, 24)),
        region_detector(folder / "bytes.onnx", (24, 24), dtype="uint8", channels_first=True),
        region_classifier(folder / "classifier.onnx", (24, 24), logits=True),
        TINY / "tiny.tflite",
    ]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("labels.txt", "ant\nbee\ncat\ndog\n")
    content = [convolution(), convolution() + archive.getvalue(), relu(), relu(dtype="uint8"), relu(dtype="int8")]
    return [Seed("model", path.suffix, path.read_bytes()) for path in paths] + [
        Seed("model", ".tflite", one) for one in content
    ]


def _labels() -> list[Seed]:
    texts = {
        ".txt": [
            "\n".join(NAMES),
            "\r\n".join(NAMES) + "\r\n",
            ",".join(NAMES),
            " ".join(NAMES),
            "\ufeffant\nbee\ncat\n",
        ],
        ".csv": [
            "\n".join(f"{i},{name}" for i, name in enumerate(NAMES)),
            ",".join(NAMES),
            'id,name\n0,"an ant"\n1,bee\n2,cat\n',
        ],
        ".json": [json.dumps(NAMES), json.dumps({str(i): name for i, name in enumerate(NAMES)})],
        ".yaml": ["names:\n" + "".join(f"  {i}: {name}\n" for i, name in enumerate(NAMES)), "- ant\n- bee\n- cat\n"],
    }
    return [Seed("labels", suffix, text.encode()) for suffix, several in texts.items() for text in several]


def _images() -> list[Seed]:
    rgb = picture(64, 48)
    grey = rgb[..., 0]
    rgba = np.dstack([rgb, grey])
    raw = b"RGBA" + struct.pack(">II", 64, 48) + rgba.tobytes()
    jpegs = [jpeg(rgb), jpeg(rgb, cv2.IMWRITE_JPEG_PROGRESSIVE, 1), jpeg(grey), _turned(jpeg(rgb))]
    pngs = [png(rgb), png(rgba), png(grey.astype(np.uint16) << 8)]
    return [
        *(Seed("image", ".jpg", one) for one in jpegs),
        *(Seed("image", ".png", one) for one in pngs),
        Seed("image", ".rgba", raw),
    ]


def _turned(content: bytes) -> bytes:
    """With an EXIF block that says: turned by 90 degrees."""
    tiff = b"II*\0" + struct.pack("<IHHHII", 8, 1, 0x0112, 3, 1, 6) + bytes(4)
    block = b"Exif\0\0" + tiff
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + content[2:]


def _attributes() -> list[Seed]:
    sets: list[dict[str, Any]] = [
        {"default_minimum_confidence": 0.3, "camera_name": "cam", "mlmodel_name": "m"},
        {"input_image_mean_value": [0.5, 0.5, 0.5], "input_image_std_dev": [0.2, 0.2, 0.2], "input_image_bgr": True},
        {"preset": "yolo", "resize": "letterbox", "resize_filter": "fast", "padding": 7, "scaled_decode": False},
        {"remap_output_names": {"location": "location"}, "xmin_ymin_xmax_ymax_order": [1, 0, 3, 2]},
        {"label_confidences": {"ant": 0.5, "bee": 0.1}, "max_detections": 5, "iou_threshold": 0.4},
        {"decoder": "viam_tensors", "class_agnostic_nms": True, "classifier_scores": "logits"},
        {"anchors": {"strides": [8, 16], "aspect_ratios": [1.0, 2.0], "min_scale": 0.1}, "input_size": [320, 240]},
        {
            "statistics": {"floor": 0.2, "low_confidence": 0.7},
            "alert": {"window_minutes": 5},
            "watch_hz": 2,
            "camera_name": "c",
        },
        {"extra_inputs": {"scale": [1, 2]}, "apply_orientation": True, "reference": {"days": 3}, "capture": {}},
    ]
    return [Seed("attributes", ".json", json.dumps(one).encode()) for one in sets]
