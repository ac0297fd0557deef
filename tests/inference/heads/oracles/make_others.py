"""Makes others.npz: how yolov5 and Hugging Face transformers read outputs of their own models.

yolov5 7: its YOLOv5n with random weights and five classes on 64 x 64 pixels, read by its `non_max_suppression`.
transformers 5: random class logits and boxes, read by `post_process_object_detection` of DETR and of RT-DETR.
Expected rows are xmin, ymin, xmax, ymax in pixels of 64 x 64, confidence and class.

Run where yolov5, transformers and torch are installed:
    python make_others.py others.npz
"""

# pyright: basic, reportMissingImports=false, reportArgumentType=false, reportAttributeAccessIssue=false

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from transformers import DetrImageProcessor, RTDetrImageProcessor
from yolov5.models import yolo
from yolov5.models.yolo import DetectionModel
from yolov5.utils.general import non_max_suppression

SIDE = 64
CLASSES = 5


def yolov5() -> dict[str, np.ndarray]:
    torch.manual_seed(5)
    model = DetectionModel(str(Path(yolo.__file__).parent / "yolov5n.yaml"), nc=CLASSES)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = 1.0
        model(torch.rand(8, 3, SIDE, SIDE))
        for layer in model.model[-1].m:
            layer.weight.mul_(8)
            layer.bias.view(3, -1)[:, 4:] = 0.5
        output = model.eval()(torch.rand(1, 3, SIDE, SIDE))[0]
    expected = non_max_suppression(output, conf_thres=0.25, iou_thres=0.45)[0]
    return {"yolov5/output0": output.numpy(), "yolov5:expected": expected.numpy()}


def transformers(name: str, processor: object, logits: torch.Tensor) -> dict[str, np.ndarray]:
    boxes = torch.rand(1, logits.shape[1], 4) * 0.3 + 0.3
    answer = SimpleNamespace(logits=logits, pred_boxes=boxes)
    found = processor.post_process_object_detection(answer, threshold=0.25, target_sizes=[(SIDE, SIDE)])[0]
    rows = torch.cat([found["boxes"], found["scores"][:, None], found["labels"][:, None]], 1)
    return {f"{name}/logits": logits.numpy(), f"{name}/pred_boxes": boxes.numpy(), f"{name}:expected": rows.numpy()}


if __name__ == "__main__":
    torch.manual_seed(0)
    nothing = torch.tensor([0.0] * CLASSES + [2.0])
    detr = transformers("detr", DetrImageProcessor(), torch.randn(1, 40, CLASSES + 1) * 2 + nothing)
    rt_detr = transformers("detr_sigmoid", RTDetrImageProcessor(), torch.randn(1, 40, CLASSES) * 2 - 2)
    np.savez_compressed(sys.argv[1], **yolov5(), **detr, **rt_detr)
