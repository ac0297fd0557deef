from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest
from grpclib import GRPCError, Status
from viam.errors import ResourceNotFoundError
from viam.proto.common import ResourceName
from viam.robot.client import RobotClient

from driftwatch.notify.line import DeliveryError
from driftwatch.notify.settings import NotifySettings
from driftwatch.services.machine import Machine
from driftwatch.services.notifying import ResourceLine
from tests.notify.making import message


class Robot:
    """A machine's connection. answer: what a command raises."""

    def __init__(self, *names: tuple[str, str, str], answer: Exception | None = None, is_known: bool = True) -> None:
        self.resource_names: Sequence[ResourceName] = [
            ResourceName(namespace="rdk", type=kind, subtype=subtype, name=name) for kind, subtype, name in names
        ]
        self.commands: list[tuple[str, Mapping[str, Any]]] = []
        self._answer, self._is_known = answer, is_known

    async def refresh(self) -> None:
        """There is nothing to be asked."""

    def get_component(self, name: ResourceName) -> "Taker":
        if not self._is_known:
            raise ResourceNotFoundError("component", name.name)
        return Taker(self, name, self._answer)

    get_service = get_component


class Taker:
    def __init__(self, robot: Robot, name: ResourceName, answer: Exception | None) -> None:
        self._robot, self._name, self._answer = robot, name, answer

    async def do_command(self, command: Mapping[str, Any], *, timeout: float) -> Mapping[str, Any]:
        if self._answer:
            raise self._answer
        self._robot.commands.append((f"{self._name.type} {self._name.subtype}", command))
        return {}


def line(robot: Robot | None) -> ResourceLine:
    machine = Machine()
    machine.reach_through(lambda: cast("RobotClient | None", robot))
    return ResourceLine(NotifySettings("mail", {"body": "{next_step}", "to": ["a"]}), machine)


@pytest.mark.parametrize(
    ("names", "taken_by"),
    [
        ([("component", "generic", "mail"), ("component", "sensor", "other")], "component generic"),
        ([("service", "generic", "mail")], "service generic"),
        ([("component", "sensor", "mail")], "component sensor"),
        ([("component", "sensor", "mail"), ("service", "generic", "mail")], "service generic"),
    ],
)
async def test_the_resource_of_this_name_gets_the_command(names: list[tuple[str, str, str]], taken_by: str) -> None:
    robot = Robot(*names)
    await line(robot).deliver(message())
    assert robot.commands == [(taken_by, {"body": "review 50 frames", "to": ["a"]})]


MAIL = ("component", "generic", "mail")


@pytest.mark.parametrize(
    ("robot", "words"),
    [
        (None, "the module has no connection to its machine yet"),
        (Robot(("component", "generic", "other")), "the machine has no resource of this name"),
        (
            Robot(MAIL, ("service", "generic", "mail")),
            "the machine has several resources of this name: component generic, service generic",
        ),
        (Robot(MAIL, is_known=False), "a component generic takes no commands from here"),
        (
            Robot(MAIL, answer=GRPCError(Status.UNKNOWN, "no such address")),
            "it does not take the command: no such address",
        ),
        (Robot(MAIL, answer=GRPCError(Status.UNIMPLEMENTED)), "it does not take the command: UNIMPLEMENTED"),
        (Robot(MAIL, answer=ConnectionResetError()), "the machine does not answer (ConnectionResetError)"),
    ],
)
async def test_what_goes_wrong_is_said_in_words(robot: Robot | None, words: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        await line(robot).deliver(message())
    assert str(caught.value) == words
