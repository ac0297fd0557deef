"""What the tests of the page need besides Python: Node, the page's packages, a browser."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
_NO_NODE = 3  # status of build.sh
_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def built_page() -> Path:
    """Builds the page where that is needed, with the packages of its tests."""
    made = subprocess.run([str(WEB / "build.sh")], capture_output=True, text=True)
    if made.returncode == _NO_NODE:
        missing(made.stderr)
    assert made.returncode == 0, made.stdout + made.stderr
    return WEB / "dist"


def node() -> str:
    return shutil.which("node") or missing("node is not there; the page needs Node 20 or later (https://nodejs.org)")


def chromium() -> str:
    """The path of a browser: DRIFTWATCH_CHROMIUM, or one that is installed."""
    named = os.environ.get("DRIFTWATCH_CHROMIUM", "")
    found = next((path for name in (named, *_BROWSERS) if name and (path := shutil.which(name))), None)
    return found or missing(
        "no Chromium to test the page with. Debian, Raspberry Pi OS: sudo apt install chromium. "
        "Elsewhere install Chrome or Chromium, and name it in DRIFTWATCH_CHROMIUM"
    )


def missing(reason: str) -> str:
    """Fails where CI is set, since there nothing may be left out; skips elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
