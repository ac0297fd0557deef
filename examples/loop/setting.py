"""How much of everything the story takes, and what its loop.toml says."""

import json
from dataclasses import dataclass
from typing import Final

from examples.loop.machines import PACKAGE, VISION
from tests.fake_app.app import KEY, KEY_ID

PARTS: Final = ("part-0", "part-1", "part-2")
CANARY: Final = PARTS[0]


@dataclass(frozen=True, slots=True)
class LoopScale:
    """How much of everything. fps: frames a second of each camera. reviews: of the day, and at most of the evening."""

    day: int = 400
    shown: int = 400
    tested: int = 120
    steps: int = 2500
    pictures: int = 1000
    labelled: int = 200
    fps: float = 6.0
    reviews: int = 52
    asked_every: float = 10.0


def environment(port: int) -> dict[str, str]:
    """Of the commands: whose key, and where the app is."""
    address = f"http://127.0.0.1:{port}"
    return {"DRIFTWATCH_API_KEY": KEY, "DRIFTWATCH_API_KEY_ID": KEY_ID, "DRIFTWATCH_APP_ADDRESS": address}


def loop_file(version: str) -> str:
    """A window of a minute is enough for each machine here; a real fleet bakes for an hour.

    Nobody evaluates 3.0.0 before, so that the canary is what holds it.
    """
    evaluated = f'evaluation = "evaluated-{version}/evaluation.json"\n' if version == "2.0.0" else ""
    return f"""\
organization = "org"
package = "{PACKAGE}"
name = "parts"
candidate = "{version}"
readings = "viam"
{evaluated}
[canary]
parts = ["{CANARY}"]
vision_service = "{VISION}"
least_frames = 100

[rollout]
parts = {json.dumps(PARTS)}
stages = ["1", "all"]
bake_minutes = 0
patience_minutes = 5

[gates]
least_frames = 50
"""
