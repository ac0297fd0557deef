# ruff: noqa: ARG002, ARG003  # the SDK's signatures, used or not
"""The usual way to write an ML model module in Python: Viam's SDK as it is, the model run where the call arrives.

It represents in the comparison every module that is written after the SDK's examples.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from typing_extensions import Self
from viam.module.module import Module
from viam.proto.app.robot import ComponentConfig
from viam.proto.common import ResourceName
from viam.proto.service.mlmodel import Metadata, TensorInfo
from viam.resource.base import ResourceBase
from viam.resource.easy_resource import EasyResource
from viam.resource.types import Model
from viam.services.mlmodel import MLModel
from viam.utils import struct_to_dict

_DTYPES = {"tensor(float)": "float32", "tensor(uint8)": "uint8", "tensor(int64)": "int64"}


class StockModel(MLModel, EasyResource):
    """An .onnx file: attribute model_path."""

    MODEL: ClassVar[Any] = Model.from_string("stock:python:onnx")

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name)
        options = ort.SessionOptions()
        options.log_severity_level = 4
        self._session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    @classmethod
    def new(cls, config: ComponentConfig, dependencies: Mapping[ResourceName, ResourceBase]) -> Self:
        return cls(config.name, str(struct_to_dict(config.attributes)["model_path"]))

    async def infer(
        self,
        input_tensors: dict[str, NDArray[Any]],
        *,
        extra: Mapping[str, Any] | None = None,
        timeout: float | None = None,
    ) -> dict[str, NDArray[Any]]:
        names = [output.name for output in self._session.get_outputs()]
        outputs: Sequence[Any] = self._session.run(names, input_tensors)
        return {name: np.asarray(output) for name, output in zip(names, outputs, strict=True)}

    async def metadata(self, *, extra: Mapping[str, Any] | None = None, timeout: float | None = None) -> Metadata:
        return Metadata(
            name="stock",
            type="onnx",
            input_info=[_info(node) for node in self._session.get_inputs()],
            output_info=[_info(node) for node in self._session.get_outputs()],
        )


def _info(node: Any) -> TensorInfo:
    return TensorInfo(name=node.name, data_type=_DTYPES[node.type], shape=node.shape)


if __name__ == "__main__":
    asyncio.run(Module.run_from_registry())
