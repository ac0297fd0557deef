"""Frames from the machine's cameras."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from grpclib import GRPCError, Status
from grpclib.exceptions import StreamTerminatedError
from viam.components.camera import Camera
from viam.proto.common import ResourceName
from viam.resource.base import ResourceBase

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import CameraError
from driftwatch.inference.image_header import is_depth
from driftwatch.services.rpc.connection import call_again_if_cut

TIMEOUT: Final = 30.0  # seconds a camera may take where the caller sets no deadline

FindCamera = Callable[[str], Awaitable[Camera]]
ListCameras = Callable[[], Awaitable[frozenset[str] | None]]


async def _nobody_knows() -> frozenset[str] | None:
    return None


class MachineCameras:
    """Every camera of the machine: those that were declared as dependencies, and any other by its name."""

    def __init__(
        self,
        dependencies: Mapping[ResourceName, ResourceBase],
        find_undeclared: FindCamera,
        list_all: ListCameras = _nobody_knows,
    ) -> None:
        self._known = {name.name: camera for name, camera in dependencies.items() if isinstance(camera, Camera)}
        self._find_undeclared = find_undeclared
        self._list_all = list_all

    async def frame(self, name: str, extra: Mapping[str, Any] | None, timeout: float | None) -> EncodedImage:
        """Gives the first image of the camera `name` that is no depth map, else the first one.

        Raises CameraError where there is none in `timeout` seconds.
        """
        camera = await self._camera(name)
        return await self._ask(camera, extra, TIMEOUT if timeout is None else timeout)

    async def names(self) -> frozenset[str] | None:
        """Of every camera that can be reached now; None where the machine cannot be asked."""
        return await self._list_all()

    async def _camera(self, name: str) -> Camera:
        camera = self._known.get(name)
        if camera is None:
            camera = self._known[name] = await self._find_undeclared(name)
        return camera

    async def _ask(self, camera: Camera, extra: Mapping[str, Any] | None, timeout: float) -> EncodedImage:
        try:
            images, _ = await asyncio.wait_for(
                call_again_if_cut(lambda: camera.get_images(extra=dict(extra or {}), timeout=timeout)), timeout
            )
        except (TimeoutError, asyncio.TimeoutError) as error:
            raise CameraError(f'camera "{camera.name}" gave no image within {timeout:g} s') from error
        except GRPCError as error:
            if _is_gone(error):
                self._known.pop(camera.name, None)
                await self._find_undeclared(camera.name)  # raises with the names of those there are
            raise CameraError(f'camera "{camera.name}" gave no image: {error.message}') from error
        except (OSError, StreamTerminatedError) as error:
            raise CameraError(f'camera "{camera.name}" cannot be reached: {error}') from error
        if not images:
            raise CameraError(f'camera "{camera.name}" gave an empty list of images')
        # Depth cameras may give their depth first: a vision model needs the colours.
        image = next((one for one in images if not is_depth(one.data, str(one.mime_type))), images[0])
        return EncodedImage(image.data, str(image.mime_type))


def _is_gone(error: GRPCError) -> bool:
    """Whether viam-server knows no such camera, or no more."""
    return error.status is Status.NOT_FOUND or "not found" in str(error.message)
