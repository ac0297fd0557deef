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
from driftwatch.watch.reviews.settings import ReviewSettings
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from driftwatch.watch.shadow.settings import ShadowSettings


@dataclass(frozen=True, slots=True)
class ModelFileAttributes:
    """Of :onnx_cpu and :tflite_cpu.

    num_threads: 0 lets the runtime choose.
    package_reference: written by Viam's app next to the path of a registry model; not needed, accepted.
    """

    model_path: Annotated[str, Length(1)]
    label_path: str = ""
    num_threads: Annotated[int, Range(0, 256)] = 0
    package_reference: str = ""


@dataclass(frozen=True, slots=True)
class VisionAttributes:
    """Of :mlmodel: every attribute of rdk:builtin:mlmodel, and ours.

    camera_name: the camera of calls that name none.
    freshness_ms: callers who ask for a camera within that many milliseconds of each other share one frame and
        inference; 0: each call looks at a frame that was taken after it asked.
    capture: keep hard frames and hand the data manager those alone; unset: it gets every frame that it asks for.
    spool: write hard frames as files instead of waiting for the data manager's calls.
    shadow: a candidate model that looks at the same frames and is compared with the live one.
    review: keep random frames for people to review, and tell precision and recall from what they say.
    """

    mlmodel_name: Annotated[str, Length(1)]
    camera_name: str = ""
    label_path: str = ""
    freshness_ms: Annotated[int, Range(0, 60_000)] = 0
    input: InputSettings = inline(InputSettings)
    output: OutputSettings = inline(OutputSettings)
    filter: FilterSettings = inline(FilterSettings)
    watch: WatchSettings = inline(WatchSettings)
    capture: CaptureSettings | None = None
    spool: SpoolSettings | None = None
    shadow: ShadowSettings | None = None
    review: ReviewSettings | None = None

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
        return problems


@dataclass(frozen=True, slots=True)
class ReplayCameraAttributes:
    """Of :replay_camera.

    path: a video, an image, or a folder of images.
    fps: frames a second; unset plays at the rate of the recording, 0 gives the next frame at each call.
    loop: start again after the last frame; otherwise the camera fails once all frames were given.
    """

    path: Annotated[str, Length(1)]
    fps: Annotated[float, Range(0, 1000)] | None = None
    loop: bool = True


ATTRIBUTES_OF: Final[dict[str, type[Any]]] = {
    names.ONNX_CPU: ModelFileAttributes,
    names.TFLITE_CPU: ModelFileAttributes,
    names.VISION: VisionAttributes,
    names.DRIFT_SENSOR: DriftSensorSettings,
    names.REPLAY_CAMERA: ReplayCameraAttributes,
}
"""What each registered model reads its attributes into; the documentation is held to it."""
