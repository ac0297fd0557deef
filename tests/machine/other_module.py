"""A module that has nothing to do with ours: one MLModel service made with nothing but Viam's SDK and numpy.

It represents Triton or any other model server: our vision service knows it by its API alone.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from viam.module.module import Module
from viam.proto.service.mlmodel import Metadata, TensorInfo
from viam.resource.easy_resource import EasyResource
from viam.resource.types import Model
from viam.services.mlmodel import MLModel

SIDE = 64


class HalfBright(MLModel, EasyResource):
    """Sees two things in a (1, 64, 64, 3) uint8 image: its left and its right half, as bright as they are."""

    MODEL: ClassVar[Any] = Model.from_string("other:vendor:half_bright")

    async def infer(
        self,
        input_tensors: dict[str, NDArray[Any]],
        *,
        extra: Mapping[str, Any] | None = None,
        timeout: float | None = None,
    ) -> dict[str, NDArray[Any]]:
        image = input_tensors["image"]
        if image.shape != (1, SIDE, SIDE, 3) or image.dtype != np.uint8:
            raise ValueError(f"not my kind of image: {image.dtype} {image.shape}")
        scores = [image[0, :, half].mean() / 255 for half in (slice(0, SIDE // 2), slice(SIDE // 2, SIDE))]
        return {
            "location": np.array([[[0, 0, 1, 0.5], [0, 0.5, 1, 1]]], np.float32),
            "category": np.array([[0, 1]], np.int64),
            "score": np.array([scores], np.float32),
        }

    async def metadata(self, *, extra: Mapping[str, Any] | None = None, timeout: float | None = None) -> Metadata:
        outputs = (("location", "float32", [1, 2, 4]), ("category", "int64", [1, 2]), ("score", "float32", [1, 2]))
        return Metadata(
            name="half_bright",
            type="other",
            input_info=[TensorInfo(name="image", data_type="uint8", shape=[1, SIDE, SIDE, 3])],
            output_info=[TensorInfo(name=name, data_type=dtype, shape=shape) for name, dtype, shape in outputs],
        )


if __name__ == "__main__":
    asyncio.run(Module.run_from_registry())
