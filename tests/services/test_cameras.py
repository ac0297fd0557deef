"""Which of a camera's images the model looks at."""

from collections.abc import Mapping
from typing import Any

import pytest
from viam.components.camera import Camera
from viam.media.video import CameraMimeType, NamedImage
from viam.proto.common import ResourceName, ResponseMetadata

from driftwatch.errors import CameraError
from driftwatch.services.cameras import MachineCameras

COLOUR = NamedImage("color", b"\xff\xd8\xff colour", CameraMimeType.JPEG)
DEPTH = NamedImage("depth", b"DEPTHMAP" + bytes(40), CameraMimeType.VIAM_RAW_DEPTH)
UNNAMED_DEPTH = NamedImage("depth", b"DEPTHMAP" + bytes(40), CameraMimeType.JPEG)
POINTS = NamedImage("points", b"VERSION .7", CameraMimeType.PCD)


class Images(Camera):
    """Answers with the images that it is given; everything else is not asked."""

    def __init__(self, images: list[NamedImage]) -> None:
        super().__init__("cam")
        self._images = images

    async def get_images(self, **_: Any) -> tuple[list[NamedImage], ResponseMetadata]:
        return self._images, ResponseMetadata()

    async def get_point_cloud(self, **_: Any) -> tuple[bytes, str]:
        raise NotImplementedError

    async def get_properties(self, **_: Any) -> Camera.Properties:
        raise NotImplementedError

    async def get_geometries(self, **_: Any) -> list[Any]:
        raise NotImplementedError


def cameras(images: list[NamedImage]) -> MachineCameras:
    async def find(name: str) -> Camera:
        raise CameraError(name)

    known: Mapping[ResourceName, Camera] = {Camera.get_resource_name("cam"): Images(images)}  # pyright: ignore[reportUnhashable]
    return MachineCameras(known, find)


@pytest.mark.parametrize(
    "images",
    [[COLOUR], [COLOUR, DEPTH], [DEPTH, COLOUR], [UNNAMED_DEPTH, COLOUR], [POINTS, DEPTH, COLOUR]],
    ids=lambda images: "-".join(image.name for image in images),
)
async def test_a_depth_camera_gives_its_colours_in_whatever_order(images: list[NamedImage]) -> None:
    frame = await cameras(images).frame("cam", None, None)
    assert (frame.data, frame.mime_type) == (COLOUR.data, "image/jpeg")


async def test_depth_alone_is_given_and_refused_where_it_is_decoded() -> None:
    assert (await cameras([DEPTH]).frame("cam", None, None)).data == DEPTH.data


async def test_no_image_at_all_is_the_cameras_fault() -> None:
    with pytest.raises(CameraError, match='"cam" gave an empty list'):
        await cameras([]).frame("cam", None, None)
