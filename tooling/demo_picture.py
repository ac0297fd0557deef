"""Draws docs/images/demo.svg: `python -m tooling.demo_picture` from the project's root.

It runs the demo's machine as `make run` does and watches it until the footage has turned bad and the alarm was active
for a few seconds. Then it draws the live view's last scene: the numbers in the picture are those of that run.
"""

import asyncio
import io
import re
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from examples.demo import assets
from examples.demo.machine_config import CAMERA, SENSOR, SERVICES, Places, machine_config, resource_names
from examples.demo.machine_feed import MachineFeed
from examples.demo.machine_stage import MachineStage
from examples.demo.panels import PANELS
from examples.demo.rehearsal import GOOD
from examples.demo.scene import Scene
from examples.demo.view import PlainView
from examples.demo.watch import Watch
from tests.machine.machine import Machine
from tests.machine.server import find_server

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "demo.svg"
ALARM_SECONDS = 5.0  # that the alarm has been active in the picture
LONGEST = 300.0  # seconds to wait for it
WIDTH = 96  # characters; the widest line of the view fits


class AlarmScene(PlainView):
    """A view that keeps what it was to show when the alarm had been active for a while."""

    def __init__(self) -> None:
        self.scene: Scene | None = None
        self.complete = asyncio.Event()

    def show(self, scene: Scene) -> None:
        events = scene.rehearsal.events if scene.rehearsal else []
        raised = next((event.elapsed for event in events if event.is_alarm), None)
        if raised is not None and scene.elapsed - raised >= ALARM_SECONDS and not self.complete.is_set():
            self.scene = scene
            self.complete.set()


async def watch(machine: Machine, config: Mapping[str, Any]) -> Scene:
    """Gives the scene that is to be drawn."""
    await machine.wait_ready(*resource_names(config))
    view = AlarmScene()
    async with machine.client() as client:
        await client.refresh()
        feed = MachineFeed(client, machine.address, CAMERA, MachineStage(client, CAMERA, SENSOR))
        watching = asyncio.create_task(Watch(SERVICES, time.monotonic).run(feed, view, LONGEST))
        await asyncio.wait({watching, asyncio.create_task(view.complete.wait())}, return_when=asyncio.FIRST_COMPLETED)
        watching.cancel()
        await asyncio.wait({watching})
    assert view.scene is not None, f"no alarm within {LONGEST:g} s"
    return view.scene


def svg(scene: Scene) -> str:
    """The panels as an SVG that loads nothing: the web fonts that rich names are left out."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for draw in PANELS:
        console.print(draw(scene))
    return re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="make run"), flags=re.DOTALL)


def main() -> None:
    places = Places(
        module=ROOT / "run.sh",
        footage=assets.footage(GOOD),
        onnx_model=assets.model("face.onnx"),
        tflite_model=assets.model("face.tflite"),
        labels=assets.labels(),
    )
    config = machine_config(places)
    with (
        tempfile.TemporaryDirectory(prefix="driftwatch-demo-") as folder,
        Machine(find_server(), config, Path(folder)) as machine,
    ):
        scene = asyncio.run(watch(machine, config))
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(svg(scene))
    print(PICTURE)


if __name__ == "__main__":
    main()
