"""The machine that this module serves, for resources that no configuration declares as a dependency."""

from collections.abc import Callable

from grpclib import GRPCError
from grpclib.exceptions import StreamTerminatedError
from viam.components.camera import Camera
from viam.errors import ResourceNotFoundError
from viam.robot.client import RobotClient
from viam.services.mlmodel import MLModel

from driftwatch.engine.model_client import MissingModelError
from driftwatch.errors import CameraError
from driftwatch.services.rpc.connection import call_again_if_cut


class Machine:
    """Looks up resources by name over the module's connection to viam-server."""

    def __init__(self) -> None:
        self._client: Callable[[], RobotClient | None] = lambda: None

    def reach_through(self, client: Callable[[], RobotClient | None]) -> None:
        """`client` gives the module's connection to its machine, None before there is one."""
        self._client = client

    @property
    def client(self) -> RobotClient | None:
        """The connection itself; None before there is one."""
        return self._client()

    async def camera(self, name: str) -> Camera:
        """Raises CameraError where the machine has no camera `name`."""
        client = self._client()
        if client is None:
            raise CameraError(f'camera "{name}": the module has no connection to its machine yet')
        try:
            await call_again_if_cut(client.refresh)
            camera = client.get_component(Camera.get_resource_name(name))
        except (ResourceNotFoundError, GRPCError, OSError, StreamTerminatedError) as error:
            known = sorted(resource.name for resource in client.resource_names if resource.subtype == "camera")
            listed = ", ".join(f'"{camera}"' for camera in known) or "none"
            raise CameraError(f'the machine has no camera "{name}"; its cameras are: {listed}') from error
        if not isinstance(camera, Camera):
            raise CameraError(f'"{name}" is not a camera')
        return camera

    async def camera_names(self) -> frozenset[str] | None:
        """Of all cameras that can be reached now; None where the machine cannot be asked."""
        client = self._client()
        if client is None:
            return None
        try:
            await call_again_if_cut(client.refresh)
        except (GRPCError, OSError, StreamTerminatedError):
            return None
        return frozenset(resource.name for resource in client.resource_names if resource.subtype == "camera")

    async def ml_model(self, name: str) -> MLModel:
        """Raises MissingModelError where the machine has no ML model service `name`, or not yet."""
        client = self._client()
        if client is None:
            raise MissingModelError("the module has no connection to its machine yet")
        try:
            await call_again_if_cut(client.refresh)
            service = client.get_service(MLModel.get_resource_name(name))
        except (ResourceNotFoundError, GRPCError, OSError, StreamTerminatedError) as error:
            raise MissingModelError("the machine has no ML model service of this name") from error
        assert isinstance(service, MLModel), "the SDK has a client for each API that it knows"
        return service
