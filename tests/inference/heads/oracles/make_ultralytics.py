"""Makes ultralytics.npz: what models of the Ultralytics library give, and what that library reads from it.

The models have random weights, five classes and 96 x 96 pixels, and are exported to ONNX by the library. For each,
the file holds the outputs for one random image, the metadata that the exporter wrote, and the detections of the
library's own `predict` on the exported file: xmin, ymin, xmax, ymax in pixels, confidence and class.

Run where ultralytics 8.4, onnx and onnxruntime are installed; they are no dependency of the tests:
    python make_ultralytics.py ultralytics.npz
"""

# pyright: basic, reportMissingImports=false, reportArgumentType=false, reportAttributeAccessIssue=false
# pyright: reportReturnType=false, reportCallIssue=false, reportIndexIssue=false, reportOperatorIssue=false

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ["YOLO_AUTOINSTALL"] = "false"

import numpy as np
import onnxruntime
import torch
from ultralytics import RTDETR, YOLO
from ultralytics.nn.tasks import DetectionModel, PoseModel, RTDETRDetectionModel, SegmentationModel

SIDE = 96
CLASSES = 5
CASES = {
    "yolov5u": ("yolov5n.yaml", DetectionModel, {}),
    "yolov8": ("yolov8n.yaml", DetectionModel, {}),
    "yolo11": ("yolo11n.yaml", DetectionModel, {}),
    "yolo26": ("yolo26n.yaml", DetectionModel, {}),
    "yolo26_end_to_end": ("yolo26n.yaml", DetectionModel, {"nms": False}),
    "yolov10_end_to_end": ("yolov10n.yaml", DetectionModel, {"nms": False}),
    "yolov8_nms": ("yolov8n.yaml", DetectionModel, {"nms": True}),
    "yolo11_segment": ("yolo11n-seg.yaml", SegmentationModel, {}),
    "yolo11_pose": ("yolo11n-pose.yaml", PoseModel, {}),
    "rtdetr": ("rtdetr-l.yaml", RTDETRDetectionModel, {}),
}


def excite(model: torch.nn.Module, image: torch.Tensor) -> None:
    """Untrained models see nothing: let every layer be lively, and some class logits pass every threshold."""
    model.eval()
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.train()
            module.momentum = 1.0
    with torch.no_grad():
        model(torch.cat([image, torch.rand(7, 3, SIDE, SIDE)]))
    model.eval()

    def spread(layer: torch.nn.Module, _: object, logits: torch.Tensor) -> torch.Tensor:
        mean, deviation = logits.mean(), logits.std()
        layer.weight.mul_(1.5 / deviation)
        layer.bias.sub_(mean).mul_(1.5 / deviation).add_(-2.5)
        return (logits - mean) * (1.5 / deviation) - 2.5

    head = model.model[-1]
    scores = ("cv3", "one2one_cv3", "enc_score_head", "dec_score_head")
    hooks = [
        module.register_forward_hook(spread)
        for name, module in head.named_modules()
        if name.startswith(scores)
        and CLASSES in (getattr(module, "out_channels", 0), getattr(module, "out_features", 0))
    ]
    with torch.no_grad():
        model(image)
    for hook in hooks:
        hook.remove()


def case(name: str, folder: Path, image: np.ndarray) -> dict[str, np.ndarray]:
    config, kind, options = CASES[name]
    torch.manual_seed(sum(name.encode()))
    library = RTDETR if kind is RTDETRDetectionModel else YOLO
    wrapped = library(config)
    options = dict(options)
    smaller = kind(config, nc=CLASSES, verbose=False)
    smaller.args, smaller.task = wrapped.model.args, wrapped.model.task
    wrapped.model = smaller
    wrapped.model.names = {i: f"class {i}" for i in range(CLASSES)}
    tensor = np.ascontiguousarray(image[None, ..., ::-1].transpose(0, 3, 1, 2) / 255, dtype=np.float32)
    excite(wrapped.model, torch.from_numpy(tensor))
    wrapped.model.yaml_file = str(folder / name)
    wrapped.ckpt_path = str(folder / f"{name}.pt")
    wrapped.model.pt_path = wrapped.ckpt_path
    path = wrapped.export(format="onnx", imgsz=SIDE, simplify=False, opset=17, **options)
    session = onnxruntime.InferenceSession(path)
    outputs = session.run(None, {session.get_inputs()[0].name: tensor})
    found = library(path).predict(image, imgsz=SIDE, conf=0.25, iou=0.7, verbose=False)[0].boxes.data.numpy()
    arrays = {
        f"{name}/{out.name}": value
        for out, value in zip(session.get_outputs(), outputs, strict=True)
        if value.ndim == 3
    }
    properties = session.get_modelmeta().custom_metadata_map
    arrays[f"{name}:properties"] = np.array(json.dumps(properties))
    arrays[f"{name}:expected"] = found
    print("##", name, {key: value.shape for key, value in arrays.items()})
    return arrays


def main(target: str) -> None:
    image = np.random.default_rng(7).integers(0, 256, (SIDE // 8, SIDE // 8, 3), dtype=np.uint8)
    image = image.repeat(8, axis=0).repeat(8, axis=1)
    everything = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in CASES:
            everything |= case(name, Path(folder), image)
    np.savez_compressed(target, **everything)


if __name__ == "__main__":
    main(sys.argv[1])
