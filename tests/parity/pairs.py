"""Two vision services over one ML model: the builtin one and ours, with the same attributes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.machine.configs import module

Attributes = Mapping[str, Any]


class Model(Protocol):
    def write(self, path: Path) -> Path:
        """Writes the model to `path`, or gives the path of one that exists."""
        ...


@dataclass(frozen=True, slots=True)
class Pair:
    """One case to compare.

    name: of the case; the services are called after it. model: writes the model.
    attributes: of both vision services, without mlmodel_name. labels: text of a label file; given to the vision
    services, or, with `model_labels`, to the ML model service. only_ours: attributes that the builtin does not know.
    """

    name: str
    model: Model
    attributes: Attributes = field(default_factory=dict[str, Any])
    labels: str | None = None
    model_labels: bool = False
    only_ours: Attributes = field(default_factory=dict[str, Any])

    @property
    def builtin(self) -> str:
        return f"builtin-{self.name}"

    @property
    def ours(self) -> str:
        return f"ours-{self.name}"

    def services(self, folder: Path) -> list[dict[str, Any]]:
        """Config of the ML model service and of both vision services; files are written to `folder`."""
        path = self.model.write(folder / f"{self.name}.onnx")
        model: dict[str, Any] = {"model_path": str(path)}
        vision: dict[str, Any] = {"mlmodel_name": f"model-{self.name}", **self.attributes}
        if self.labels is not None:
            label_path = folder / f"{self.name}.txt"
            label_path.write_text(self.labels)
            (model if self.model_labels else vision)["label_path"] = str(label_path)
        runtime = "tflite_cpu" if path.suffix == ".tflite" else "onnx_cpu"
        # The builtin service does not say that it needs its camera.
        after = [self.attributes["camera_name"]] if "camera_name" in self.attributes else []
        return [
            _service(f"model-{self.name}", "mlmodel", f"driftwatch:edge-vision:{runtime}", model),
            {**_service(self.builtin, "vision", "rdk:builtin:mlmodel", vision), "depends_on": after},
            _service(self.ours, "vision", "driftwatch:edge-vision:mlmodel", {**vision, **self.only_ours}),
        ]


def machine_config(pairs: Sequence[Pair], cameras: Mapping[str, Attributes], folder: Path) -> dict[str, Any]:
    """A machine with every pair on it, and replay cameras by name."""
    return {
        "modules": [module()],
        "components": [
            {"name": name, "api": "rdk:component:camera", "model": "driftwatch:edge-vision:replay_camera",
             "attributes": dict(attributes)}
            for name, attributes in cameras.items()
        ],
        "services": [service for pair in pairs for service in pair.services(folder)],
    }  # fmt: skip


def _service(name: str, kind: str, model: str, attributes: Attributes) -> dict[str, Any]:
    return {"name": name, "api": f"rdk:service:{kind}", "model": model, "attributes": dict(attributes)}
