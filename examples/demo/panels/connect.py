"""How to talk to the machine from a program of one's own."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.syntax import Syntax
from rich.text import Text

from examples.demo.machine_config import CAMERA, SERVICES
from examples.demo.scene import Scene

_SNIPPET = """\
options = RobotClient.Options(dial_options=DialOptions(insecure=True, disable_webrtc=True))
async with await RobotClient.at_address("{address}", options) as machine:
    faces = VisionClient.from_robot(machine, "{service}")
    print(await faces.get_detections_from_camera("{camera}"))"""


def command(address: str) -> str:
    """What to type in another terminal."""
    return f".venv/bin/python examples/connect.py {address}"


def draw(scene: Scene) -> RenderableType:
    ending = Text("Ctrl-C ends the demo and everything that it started", style="dim")
    if scene.address is None:
        return ending
    code = _SNIPPET.format(address=scene.address, service=SERVICES[0], camera=CAMERA)
    shown = Group(
        Syntax(code, "python", background_color="default"),
        Text.assemble("or: ", (command(scene.address), "bold")),
    )
    return Group(Panel(shown, title="connect with the SDK", title_align="left", border_style="cyan"), ending)
