"""The ML model services: a model file behind Viam's MLModel API."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from typing_extensions import Self
from viam.proto.app.robot import ComponentConfig
from viam.proto.common import ResourceName
from viam.proto.service.mlmodel import Metadata, TensorInfo
from viam.resource.base import ResourceBase
from viam.resource.types import Model as ViamModel
from viam.services.mlmodel import MLModel
from viam.utils import ValueTypes, dict_to_struct

from driftwatch import names
from driftwatch.attributes import ModelFileAttributes
from driftwatch.concurrency import run_apart
from driftwatch.engine.local_models import LocalModels
from driftwatch.errors import ConfigError, ModelError
from driftwatch.inference.identity import file_sha256, package_version
from driftwatch.inference.labels import read_labels
from driftwatch.inference.model import LOAD_SECONDS, Model
from driftwatch.inference.tensors import Array, ModelInfo, Tensors, TensorSpec
from driftwatch.observation import ModelIdentity
from driftwatch.services.resource_config import read_attributes
from driftwatch.services.rpc.codec import wire_dtype
from driftwatch.services.rpc.grpc_errors import translated
from driftwatch.services.state import ModuleState

_FILE_SECONDS: Final = 30.0


class FileModel(MLModel):
    """One model file. Made by `new`, ready after `start`."""

    SUFFIX: ClassVar[str]

    def __init__(self, name: str, attributes: ModelFileAttributes, loaded: LocalModels) -> None:
        """loaded: where it is entered while its model is loaded."""
        super().__init__(name)
        self.attributes = attributes
        self._loaded = loaded
        self._model: Model | None = None
        self._identity = ModelIdentity(name)

    @classmethod
    def new(
        cls, state: ModuleState, config: ComponentConfig, dependencies: Mapping[ResourceName, ResourceBase]
    ) -> Self:
        reading = read_attributes(ModelFileAttributes, config)
        service = cls(config.name, reading.value, state.local_models)
        for warning in reading.warnings:
            service.logger.warning(warning)
        return service

    @classmethod
    def validate_config(cls, config: ComponentConfig) -> tuple[Sequence[str], Sequence[str]]:
        path = read_attributes(ModelFileAttributes, config).value.model_path
        if Path(path).suffix.lower() != cls.SUFFIX:
            raise ConfigError([f'model_path: must end in {cls.SUFFIX}, got "{path}"'])
        return [], []

    async def start(self) -> None:
        """Loads the model. Raises ModelError or LabelError in plain words where a file cannot be used."""
        path = Path(self.attributes.model_path)
        if self.attributes.label_path:
            labels = Path(self.attributes.label_path)
            await run_apart(lambda: read_labels(labels), _FILE_SECONDS, f"the label file {labels}")
        self._model = model = await Model.load(
            path, self.SUFFIX, self.attributes.num_threads, self.name, self.attributes.choice
        )
        self._identity = await run_apart(lambda: _identify(path, self.name), LOAD_SECONDS, f"the model file {path}")
        self._loaded.enter(self)
        self.logger.info(f"{path.name}: takes {_listed(model.info.inputs)}; gives {_listed(model.info.outputs)}")

    @property
    def model(self) -> Model:
        """Raises ModelError after `close`."""
        if self._model is None:
            raise ModelError(f'the ML model "{self.name}" is not loaded')
        return self._model

    @property
    def label_path(self) -> str:
        return self.attributes.label_path

    @property
    def identity(self) -> ModelIdentity:
        return self._identity

    @translated
    async def infer(
        self,
        input_tensors: dict[str, Array],
        *,
        extra: Mapping[str, ValueTypes] | None = None,
        timeout: float | None = None,
    ) -> dict[str, Array]:
        model = self.model
        return await model.infer(from_wire(model.info, input_tensors))

    @translated
    async def metadata(
        self, *, extra: Mapping[str, ValueTypes] | None = None, timeout: float | None = None
    ) -> Metadata:
        return to_viam(self.model.info, self.attributes.label_path)

    async def get_status(self, *, timeout: float | None = None, **kwargs: Any) -> Mapping[str, ValueTypes]:
        return {
            "model_path": self.attributes.model_path,
            "model_version": self._identity.version,
            "model_sha256": self._identity.sha256,
            "runtime": self.attributes.runtime,
        }

    async def close(self) -> None:
        self._loaded.leave(self)
        model, self._model = self._model, None
        if model is not None:
            await model.close()


class OnnxCpu(FileModel):
    """driftwatch:edge-vision:onnx_cpu."""

    MODEL = ViamModel.from_string(names.ONNX_CPU)
    SUFFIX = ".onnx"


class TfliteCpu(FileModel):
    """driftwatch:edge-vision:tflite_cpu."""

    MODEL = ViamModel.from_string(names.TFLITE_CPU)
    SUFFIX = ".tflite"


def to_viam(info: ModelInfo, label_path: str) -> Metadata:
    """Gives the metadata as the stock services do: every output names the label file in its extra field."""
    labels = dict_to_struct({"labels": label_path})
    return Metadata(
        name=info.name,
        type=info.kind,
        description=info.description,
        input_info=[_tensor_info(spec) for spec in info.inputs],
        output_info=[_tensor_info(spec, extra=labels) for spec in info.outputs],
    )


def from_wire(info: ModelInfo, tensors: Tensors) -> Tensors:
    """Casts the tensors that the protocol carries under another dtype back to the one that the model takes."""
    dtypes = {spec.name: spec.dtype for spec in info.inputs if wire_dtype(spec.dtype) != spec.dtype}
    return {
        name: tensor.astype(dtypes[name]) if name in dtypes and tensor.dtype == wire_dtype(dtypes[name]) else tensor
        for name, tensor in tensors.items()
    }


def _tensor_info(spec: TensorSpec, **more: Any) -> TensorInfo:
    return TensorInfo(name=spec.name, data_type=wire_dtype(spec.dtype), shape=spec.shape, **more)


def _identify(path: Path, name: str) -> ModelIdentity:
    return ModelIdentity(name, package_version(path), file_sha256(path))


def _listed(specs: Sequence[TensorSpec]) -> str:
    return ", ".join(str(spec) for spec in specs)
