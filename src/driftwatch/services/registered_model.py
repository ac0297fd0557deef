"""What viam-server can ask this module for. The code of a model is imported when a machine first asks for it.

The module serves as soon as the SDK is there, in less than half the time that all of its code takes, and a model that
no machine asks for takes no memory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

from viam.proto.app.robot import ComponentConfig
from viam.proto.common import ResourceName
from viam.resource.base import ResourceBase
from viam.resource.types import API, Model

from driftwatch import names

if TYPE_CHECKING:
    from driftwatch.services.state import ModuleState


class Resource(Protocol):
    """The class of a model. `new` is called by viam-server's wish, with what all resources share first."""

    @classmethod
    def new(
        cls, state: "ModuleState", config: ComponentConfig, dependencies: Mapping[ResourceName, ResourceBase]
    ) -> ResourceBase: ...

    @classmethod
    def validate_config(cls, config: ComponentConfig) -> tuple[Sequence[str], Sequence[str]]: ...


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """name: as in a machine's config. module: of driftwatch.services, with the class `kind` in it."""

    name: str
    module: str
    kind: str

    @property
    def model(self) -> Model:
        return Model.from_string(self.name)

    @property
    def api(self) -> API:
        return API.from_string(names.API_OF[self.name])

    def load(self) -> type[Resource]:
        """Imports its code, which takes up to two seconds the first time: call it in a thread before it is needed."""
        kind: type[Resource] = getattr(import_module(f"driftwatch.services.{self.module}"), self.kind)
        return kind


MODELS: Final = (
    RegisteredModel(names.ONNX_CPU, "mlmodel", "OnnxCpu"),
    RegisteredModel(names.TFLITE_CPU, "mlmodel", "TfliteCpu"),
    RegisteredModel(names.VISION, "vision", "VisionService"),
    RegisteredModel(names.DRIFT_SENSOR, "drift_sensor", "DriftSensor"),
    RegisteredModel(names.DRIFT_CHART, "drift_chart", "DriftChart"),
    RegisteredModel(names.REPLAY_CAMERA, "replay_camera", "ReplayCamera"),
)
