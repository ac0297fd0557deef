"""What carries alerts to where people read them: a resource's DoCommand, or a web address."""

import asyncio
import logging
import os
import socket
from collections.abc import Mapping
from typing import Final

from grpclib import GRPCError
from grpclib.exceptions import StreamTerminatedError
from viam.components.component_base import ComponentBase
from viam.errors import ResourceNotFoundError
from viam.robot.client import RobotClient
from viam.services.service_base import ServiceBase
from viam.utils import ValueTypes

from driftwatch.engine.alert_notifier import AlertNotifier
from driftwatch.notify.line import DeliveryError, Line
from driftwatch.notify.message import AlertMessage, Place
from driftwatch.notify.settings import NotifySettings
from driftwatch.notify.template import filled
from driftwatch.notify.webhook import WebhookLine
from driftwatch.services.log_lines import keep_secret
from driftwatch.services.machine import Machine
from driftwatch.services.rpc.connection import call_again_if_cut
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import DriftSensorSettings

_ANSWER_SECONDS: Final = 30.0


class ResourceLine:
    """Calls DoCommand of a resource of the machine, on whatever part, which is looked up by its name each time.

    It is no dependency of the sensor: without the resource, viam-server would take the sensor off the machine too.
    """

    def __init__(self, settings: NotifySettings, machine: Machine) -> None:
        self._settings, self._machine = settings, machine

    @property
    def name(self) -> str:
        return f'resource "{self._settings.resource}"'

    async def deliver(self, message: AlertMessage) -> None:
        """Raises DeliveryError, with what the resource said."""
        command: Mapping[str, ValueTypes] = filled(self._settings.command, message.fields())
        try:
            await asyncio.wait_for(self._call(command), _ANSWER_SECONDS)
        except (asyncio.TimeoutError, TimeoutError):
            raise DeliveryError(f"it has not answered within {_ANSWER_SECONDS:.0f} s") from None
        except GRPCError as error:
            raise DeliveryError(f"it does not take the command: {error.message or error.status.name}") from error
        except (OSError, StreamTerminatedError) as error:
            raise DeliveryError(f"the machine does not answer ({type(error).__name__})") from error

    async def _call(self, command: Mapping[str, ValueTypes]) -> None:
        client = self._machine.client
        if client is None:
            raise DeliveryError("the module has no connection to its machine yet")
        await call_again_if_cut(client.refresh)
        await self._found(client).do_command(command, timeout=_ANSWER_SECONDS)

    def _found(self, client: RobotClient) -> ComponentBase | ServiceBase:
        """Of several of this name, the generic one. Raises DeliveryError where it is not clear which is meant."""
        named = [one for one in client.resource_names if one.name == self._settings.resource]
        generic = [one for one in named if one.subtype == "generic"]
        meant = generic if len(generic) == 1 else named
        if not meant:
            raise DeliveryError("the machine has no resource of this name")
        if len(meant) > 1:
            kinds = ", ".join(sorted(f"{one.type} {one.subtype}" for one in meant))
            raise DeliveryError(f"the machine has several resources of this name: {kinds}")
        try:
            return client.get_component(meant[0]) if meant[0].type == "component" else client.get_service(meant[0])
        except (ResourceNotFoundError, ValueError) as error:
            raise DeliveryError(f"a {meant[0].type} {meant[0].subtype} takes no commands from here") from error


def alert_notifier(
    sensor: str, settings: DriftSensorSettings, watches: WatchRegistry, machine: Machine, logger: logging.Logger
) -> AlertNotifier | None:
    """None where nothing is to be announced."""
    notify = settings.notify
    if notify is None:
        return None
    lines: dict[str, Line] = {}
    if notify.resource:
        lines["resource"] = ResourceLine(notify, machine)
    if notify.webhook is not None:
        lines["webhook"] = WebhookLine(notify.webhook, os.environ, keep_secret)
    place = Place(_machine_name(os.environ), sensor, settings.vision_name, settings.camera_name)
    return AlertNotifier(place, settings, watches.watch(settings.vision_name), lines, logger)


def _machine_name(environment: Mapping[str, str]) -> str:
    """As viam-server calls it where Viam's app knows it, else the host's name."""
    return environment.get("VIAM_MACHINE_FQDN") or environment.get("VIAM_MACHINE_ID") or socket.gethostname()
