"""Prints the path of the Python that runs this file if it can carry the module; if not, says why and exits with 1.

Run by setup.sh with whatever Python 3 the system has, so nothing newer than Python 3.6 may stand here. The path is
that of the Python itself, even from inside an active environment, which may be about to be made again.
"""

import os
import platform
import struct
import sys
from importlib.util import find_spec
from pathlib import Path

GLIBC = {"x86_64": (2, 28), "aarch64": (2, 34)}  # what the locked packages need, measured: not all tags tell it


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
    if sys.platform == "linux" and c_library_problem(machine):
        return c_library_problem(machine)
    if not (find_spec("venv") and find_spec("ensurepip")):
        return f"has no venv module (Debian and its kin: sudo apt install python{major}.{minor}-venv)"
    return ""


def c_library_problem(machine: str) -> str:
    """What is wrong with the system's C library, in one line; empty if nothing is, or it does not say what it is."""
    needed = GLIBC.get(machine, (2, 28))
    words = f"GNU C library (glibc) {needed[0]}.{needed[1]} or later is needed on {machine}"
    version = glibc()
    if version is None:
        return f"runs with musl, not with glibc: {words}" if has_musl() else ""
    if version < needed:
        return f"runs with glibc {version[0]}.{version[1]}: {words}"
    return ""


def has_musl() -> bool:
    return any(Path("/lib").glob("ld-musl-*"))


def glibc() -> "tuple[int, int] | None":
    """The version of the GNU C library that this Python runs with; None without it."""
    try:
        text = os.confstr("CS_GNU_LIBC_VERSION")  # "glibc 2.36"
    except (AttributeError, ValueError, OSError):
        return None
    major, _, minor = (text or "").replace("glibc ", "").partition(".")
    return (int(major), int(minor.split(".")[0])) if major.isdigit() and minor[:1].isdigit() else None


if __name__ == "__main__":
    if problem():
        sys.exit(problem())
    print(getattr(sys, "_base_executable", sys.executable))
