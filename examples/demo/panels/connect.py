"""How to talk to the machine from a program of one's own."""

import textwrap

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.syntax import Syntax
from rich.text import Text

from examples.demo.machine_config import CAMERA, SERVICES
from examples.demo.scene import Scene

_PROGRAM = """\
import asyncio

from viam.robot.client import RobotClient
from viam.rpc.dial import DialOptions
from viam.services.vision import VisionClient


async def main():
    options = RobotClient.Options(dial_options=DialOptions(insecure=True, disable_webrtc=True))
    async with await RobotClient.at_address("{address}", options) as machine:
        faces = VisionClient.from_robot(machine, "{service}")
        print(await faces.get_detections_from_camera("{camera}"))


asyncio.run(main())"""
_SHOWN = slice(8, 12)  # lines of it, which say how
_ENDING = "q or Ctrl-C ends the demo and everything that it started"


def command(address: str) -> str:
    """What to type in another terminal."""
    return f".venv/bin/python examples/connect.py {address}"


def program(address: str) -> str:
    """Asks a machine for what a camera shows; whole, to be copied."""
    return _PROGRAM.format(address=address, service=SERVICES[0], camera=CAMERA)


def short(scene: Scene) -> list[Text]:
    """Where the machine answers, and how the demo ends."""
    asks = [] if scene.address is None else [Text.assemble("ask it: ", (command(scene.address), "bold"))]
    return [*asks, Text(_ENDING, style="dim")]


def draw(scene: Scene) -> RenderableType:
    ending = Text(_ENDING, style="dim")
    if scene.address is None:
        return ending
    code = textwrap.dedent("\n".join(program(scene.address).splitlines()[_SHOWN]))
    shown = Group(
        Syntax(code, "python", background_color="default"),
        Text.assemble("or: ", (command(scene.address), "bold")),
    )
    return Group(Panel(shown, title="connect with the SDK", title_align="left", border_style="cyan"), ending)
