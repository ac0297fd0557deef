"""The attributes of each registered model, defined once for services, doctor, replay and documentation.

They are made of the rooms' own settings. The fields of these dataclasses are exactly the attributes that the
documentation lists.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from driftwatch import names
from driftwatch.capture.settings import CaptureSettings
from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.config.constraints import Length, Range
from driftwatch.config.inline import inline
from driftwatch.inference.filters import FilterSettings
from driftwatch.inference.input_stage import InputSettings
from driftwatch.inference.output_stage import OutputSettings
from driftwatch.inference.runtimes.runtime import Precision, RuntimeChoice, RuntimeName
from driftwatch.watch.reviews.settings import ReviewSettings
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from driftwatch.watch.shadow.settings import ShadowSettings


@dataclass(frozen=True, slots=True)
class ModelFileAttributes:
    """Attributes of :onnx_cpu and :tflite_cpu."""

    model_path: Annotated[str, Length(1)]
    """Path of the model file.

    A path of a registry model, `${packages.ml_model.NAME}/...`, is filled in by viam-server; weights in files next to
    an ONNX model are found there.
    """
    label_path: str = ""
    """Label file; without it, the one that the ML model's metadata names, else the labels stored in the model file."""
    num_threads: Annotated[int, Range(0, 256)] = 0
    """Threads of the runtime; 0 lets it choose."""
    runtime: RuntimeName = "usual"
    """What runs the model: the usual runtime of its format, or "openvino", which has to be installed besides."""
    precision: Precision | None = None
    """Of "openvino": "f32" (unset) answers as the usual runtime does; "bf16" is quicker and answers a little otherwise.
    """
    package_reference: str = ""
    """Written by Viam's app next to the path of a registry model; not needed, accepted."""

    def problems(self) -> list[str]:
        if self.precision is not None and self.runtime != "openvino":
            return ['precision: only the runtime "openvino" has it; set runtime, or leave precision out']
        return []

    @property
    def choice(self) -> RuntimeChoice:
        return RuntimeChoice(self.runtime, self.precision or "f32")


@dataclass(frozen=True, slots=True)
class VisionAttributes:
    """Attributes of :mlmodel: every one of rdk:builtin:mlmodel, and ours."""

    mlmodel_name: Annotated[str, Length(1)]
    """The ML model service."""
    camera_name: str = ""
    """The camera of calls that name none."""
    label_path: str = ""
    """Label file; without it, the one that the ML model's metadata names, else the labels stored in the model file."""
    freshness_ms: Annotated[int, Range(0, 60_000)] = 0
    """Callers who ask for a camera within that many milliseconds of each other share one frame and inference.

    0: each call looks at a frame that was taken after it asked.
    """
    input: InputSettings = inline(InputSettings)
    """How the model's image is made."""
    output: OutputSettings = inline(OutputSettings)
    """How the model's outputs are read."""
    filter: FilterSettings = inline(FilterSettings)
    """What callers get of the answer."""
    watch: WatchSettings = inline(WatchSettings)
    """What is counted, learned and alerted."""
    capture: CaptureSettings | None = None
    """Keep hard frames and hand the data manager those alone; unset: it gets every frame that it asks for."""
    spool: SpoolSettings | None = None
    """Write hard frames as files instead of waiting for the data manager's calls."""
    shadow: ShadowSettings | None = None
    """A candidate model that looks at the same frames and is compared with the live one."""
    review: ReviewSettings | None = None
    """Keep random frames for people to review, and tell precision and recall from what they say."""

    def problems(self) -> list[str]:
        problems: list[str] = []
        if self.watch.watch_hz > 0 and not self.camera_name:
            problems.append("watch_hz: needs camera_name, the camera to watch")
        if self.spool is not None and self.capture is None:
            problems.append("spool: needs capture, which chooses the frames; {} will do")
        if self.shadow is not None and self.shadow.mlmodel_name == self.mlmodel_name:
            problems.append(f'shadow.mlmodel_name: "{self.mlmodel_name}" is the live model; name another one')
        if self.shadow is not None and not self.watch.statistics.enabled:
            problems.append("shadow: needs statistics, which are not enabled")
        if self.review is not None and not self.watch.statistics.enabled:
            problems.append("review: needs statistics, which are not enabled")
        if self.watch.reference.path and self.review is None:
            problems.append("reference.path: needs review, in which people judge the site's frames; {} will do")
        return problems


@dataclass(frozen=True, slots=True)
class DriftChartAttributes:
    """Attributes of :drift_chart."""

    vision_name: Annotated[str, Length(1)]
    """The vision service whose trend is drawn."""
    camera_name: str = ""
    """Its stream; needed only where it has several."""
    hours: Annotated[float, Range(0.25, 24 * 90)] = 24.0
    """Up to now."""
    width_px: Annotated[int, Range(240, 1920)] = 640
    """Of the picture, in pixels."""
    height_px: Annotated[int, Range(160, 1080)] = 360
    """Likewise."""


@dataclass(frozen=True, slots=True)
class ReplayCameraAttributes:
    """Attributes of :replay_camera."""

    path: Annotated[str, Length(1)]
    """A video, an image, or a folder of images."""
    fps: Annotated[float, Range(0, 1000)] | None = None
    """Frames a second; unset plays at the rate of the recording, 0 gives the next frame at each call."""
    loop: bool = True
    """Start again after the last frame; otherwise the camera fails once all frames were given."""


ATTRIBUTES_OF: Final[dict[str, type[Any]]] = {
    names.ONNX_CPU: ModelFileAttributes,
    names.TFLITE_CPU: ModelFileAttributes,
    names.VISION: VisionAttributes,
    names.DRIFT_SENSOR: DriftSensorSettings,
    names.DRIFT_CHART: DriftChartAttributes,
    names.REPLAY_CAMERA: ReplayCameraAttributes,
}
"""What each registered model reads its attributes into; the documentation is held to it."""
