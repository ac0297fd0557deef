"""What the module and its models are called: the one place for these names."""

from typing import Final

NAMESPACE: Final = "driftwatch"
FAMILY: Final = "edge-vision"
MODULE_ID: Final = f"{NAMESPACE}:{FAMILY}"

ONNX_CPU: Final = f"{MODULE_ID}:onnx_cpu"
TFLITE_CPU: Final = f"{MODULE_ID}:tflite_cpu"
VISION: Final = f"{MODULE_ID}:mlmodel"
DRIFT_SENSOR: Final = f"{MODULE_ID}:drift_sensor"
DRIFT_CHART: Final = f"{MODULE_ID}:drift_chart"
REPLAY_CAMERA: Final = f"{MODULE_ID}:replay_camera"

API_OF: Final = {
    ONNX_CPU: "rdk:service:mlmodel",
    TFLITE_CPU: "rdk:service:mlmodel",
    VISION: "rdk:service:vision",
    DRIFT_SENSOR: "rdk:component:sensor",
    DRIFT_CHART: "rdk:component:camera",
    REPLAY_CAMERA: "rdk:component:camera",
}
