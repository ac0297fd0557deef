"""Prints the path of the Python that runs this file if it can carry the module; if not, says why and exits with 1.

Run by setup.sh with whatever Python 3 the system has, so nothing newer than Python 3.6 may stand here. The path is
that of the Python itself, even from inside an active environment, which may be about to be made again.
"""

import platform
import struct
import sys
from importlib.util import find_spec


def problem() -> str:
    """Why this Python does not fit, in one line; empty if it does."""
    major, minor = sys.version_info[:2]
    machine = platform.machine().lower()
    if not (3, 10) <= (major, minor) <= (3, 13):
        return f"is Python {major}.{minor}"
    if struct.calcsize("P") != 8:
        return f"is a 32-bit Python ({machine}): LiteRT, onnxruntime and OpenCV need a 64-bit system"
    if sys.platform not in ("linux", "darwin"):
        return f"runs on {sys.platform}: the module is for Linux and macOS"
    if sys.platform == "darwin" and (machine != "arm64" or int(platform.mac_ver()[0].split(".")[0]) < 14):
        return "runs on a Mac for which onnxruntime has no package: Apple silicon with macOS 14 or later is needed"
    if machine not in ("x86_64", "amd64", "aarch64", "arm64"):
        return f"runs on {machine}: there are packages for x86_64 and aarch64 only"
    if not (find_spec("venv") and find_spec("ensurepip")):
        return f"has no venv module (Debian and its kin: sudo apt install python{major}.{minor}-venv)"
    return ""


if __name__ == "__main__":
    if problem():
        sys.exit(problem())
    print(getattr(sys, "_base_executable", sys.executable))
