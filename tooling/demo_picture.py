"""Draws docs/images/demo.svg: `python -m tooling.demo_picture` from the project's root.

It runs the demo's machine as `make run` does, watches it for SECONDS, and draws the live view's last scene: the numbers
in the picture are those of that run.
"""

import asyncio
import io
import re
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console

from examples.demo import assets
from examples.demo.machine_config import CAMERA, SERVICES, Places, machine_config, resource_names
from examples.demo.machine_feed import MachineFeed
from examples.demo.panels import PANELS
from examples.demo.scene import Scene
from examples.demo.watch import Watch
from tests.machine.machine import Machine
from tests.machine.server import find_server

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "demo.svg"
SECONDS = 20.0
WIDTH = 96  # characters; the widest line of the view fits


class LastScene:
    """A view that keeps what it was to show last."""

    def __init__(self) -> None:
        self.scene: Scene | None = None

    def __enter__(self) -> "LastScene":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def show(self, scene: Scene) -> None:
        self.scene = scene


async def watch(machine: Machine, config: Mapping[str, Any]) -> Scene:
    """Gives the scene at the end of SECONDS of watching."""
    await machine.wait_ready(*resource_names(config))
    view = LastScene()
    async with machine.client() as client:
        await client.refresh()
        await Watch(SERVICES, time.monotonic).run(MachineFeed(client, machine.address, CAMERA), view, SECONDS)
    assert view.scene is not None
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
        footage=assets.footage("carphone_pristine"),
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
