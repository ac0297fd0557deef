"""Takes the pictures of the page: of every screen and state, of a machine that always answers the same."""

import json
import os
import subprocess
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Final

import matplotlib
from PIL import Image

from driftwatch.cli.page_server import PageServer
from tests.web.browser import WEB, built_page, chromium, node
from tests.web.made_up import machine_answers

ROOT: Final = WEB.parent
KEPT: Final = ROOT / "docs" / "images"
"""Where the pictures lie that are compared with, and that the docs show."""
PREFIX: Final = "page-"

_FONTS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>system-ui</family><prefer><family>DejaVu Sans</family></prefer></alias>
</fontconfig>
"""


def take_pictures(folder: Path, scratch: Path, only: Collection[str] = ()) -> None:
    """Writes one PNG a screen into `folder`. Fails where axe-core finds something, or the page throws.

    only: names of screens, without prefix and ending; every screen unless given.

    The fonts are matplotlib's, so that it does not matter which ones a computer has.
    """
    page = built_page()
    answers, fonts = scratch / "answers.json", scratch / "fonts.conf"
    answers.write_text(json.dumps(machine_answers()))
    fonts.write_text(_FONTS.format(fonts=Path(matplotlib.get_data_path()) / "fonts" / "ttf", cache=scratch / "fonts"))
    with PageServer(page, []) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        places = {"PAGE": server.url, "ANSWERS": str(answers), "FOLDER": str(folder), "ONLY": ",".join(only)}
        environment = {**os.environ, **places, "CHROMIUM": chromium(), "FONTCONFIG_FILE": str(fonts)}
        command = [node(), str(WEB / "tests" / "browser" / "pictures.mjs")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=400)
        server.shutdown()
    assert done.returncode == 0, done.stdout + done.stderr


def make_small(path: Path) -> None:
    """Writes the picture again with 256 colours: half of the bytes, and no difference that a comparison notices."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
