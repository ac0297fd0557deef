"""Reviewed frames as a data set on disk, for `driftwatch evaluate`."""

import base64
from pathlib import Path
from typing import Any

from driftwatch.cli.review_source import Ask
from driftwatch.errors import ConfigError


def write_reviewed(ask: Ask, folder: Path) -> int:
    """Writes the frames of which everything is known as COCO into `folder`; gives how many.

    Raises ConfigError where there is none: others would count objects that nobody looked for as found wrongly.
    """
    start: Any = 0
    frames = incomplete = 0
    while start is not None:
        page = ask("review_export", {"format": "coco", "start": int(start), "limit": 50})
        for one in page["files"]:
            path = folder / one["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(one["data"]))
        frames, incomplete, start = int(page["total"]), int(page["incomplete"]), page.get("next")
    if not frames:
        what = "somebody looked for misses, and every object has a box"
        counted = f"of {incomplete} reviewed frames that is not so"
        raise ConfigError([f"--reviewed: of no reviewed frame everything is known ({what}); {counted}"])
    return frames
