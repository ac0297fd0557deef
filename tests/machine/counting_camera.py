"""A module of one camera whose every image is another, over crashes of anything too.

It counts its images in a file, so that a test knows which were given. An image is as bright as the score that it is to
get from tests.onnx_models.region_detector.
"""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import cv2
import numpy as np
from typing_extensions import Self
from viam.components.camera import Camera
from viam.media.video import CameraMimeType, NamedImage
from viam.module.module import Module
from viam.proto.app.robot import ComponentConfig
from viam.proto.common import ResourceName, ResponseMetadata
from viam.resource.base import ResourceBase
from viam.resource.easy_resource import EasyResource
from viam.resource.types import Model
from viam.utils import struct_to_dict

SIDE = 96
ENOUGH = ".enough"


class CountingCamera(Camera, EasyResource):
    """Attributes: count, the file of the last number given; score, of every image.

    It fails while there is a file of that name that ends in ENOUGH.
    """

    MODEL: ClassVar[Any] = Model.from_string("other:vendor:counting")

    @classmethod
    def new(cls, config: ComponentConfig, dependencies: Mapping[ResourceName, ResourceBase]) -> Self:
        made = super().new(config, dependencies)
        attributes = struct_to_dict(config.attributes)
        made.count = Path(str(attributes["count"]))
        made.score = float(attributes["score"])  # type: ignore[arg-type]
        return made

    count: Path
    score: float

    async def get_images(
        self,
        *,
        filter_source_names: Sequence[str] | None = None,
        extra: Mapping[str, Any] | None = None,
        timeout: float | None = None,
        **_: Any,
    ) -> tuple[Sequence[NamedImage], ResponseMetadata]:
        if self.count.with_suffix(ENOUGH).exists():
            raise RuntimeError("there are enough images")
        number = last_number(self.count) + 1
        part = self.count.with_suffix(".part")
        part.write_bytes(number.to_bytes(4, "big"))
        part.replace(self.count)
        return [NamedImage("", image(number, self.score), CameraMimeType.PNG)], ResponseMetadata()

    async def get_point_cloud(self, **_: Any) -> tuple[bytes, str]:
        raise NotImplementedError

    async def get_properties(self, **_: Any) -> Camera.Properties:
        return Camera.Properties()


def last_number(count: Path) -> int:
    """Of the images given so far; 0 before the first."""
    return int.from_bytes(count.read_bytes(), "big") if count.exists() else 0


def image(number: int, score: float) -> bytes:
    """All look the same, down to the last bit of the score; the number follows the PNG's end, where nobody reads."""
    pixels = np.full((SIDE, SIDE, 3), round(255 * score), np.uint8)
    return cv2.imencode(".png", pixels)[1].tobytes() + number.to_bytes(4, "big")


def number_of(image: bytes) -> int:
    return int.from_bytes(image[-4:], "big")


if __name__ == "__main__":
    asyncio.run(Module.run_from_registry())
