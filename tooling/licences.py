"""The licences of all whose code is in the archive; their texts must travel with it."""

import re
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"
LICENCE = re.compile(r"(licen[cs]e|copying|notice|third.?party)", re.IGNORECASE)

TEXTS = Path(__file__).resolve().parent / "licence_texts"
"""Of libraries and packages that bring no text along: those that Python is built with, and flatbuffers."""


class NoLicenceError(Exception):
    """A text that must travel with the archive is not on this machine; the message says whose."""


def licences(lock: Path = LOCK) -> dict[str, Path]:
    """The licence files of Python, of what it is built with, and of the locked run-time packages installed here.

    Keys are names for the archive, such as "numpy/licenses/LICENSE.txt"; values are where the files are.
    """
    found = {f"{text.stem}/{text.name}": text for text in TEXTS.iterdir()} | {"python/LICENSE.txt": of_python()}
    for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(), re.MULTILINE):
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # for another platform or Python
        for file in package.files or ():
            path = Path(str(package.locate_file(file)))
            if LICENCE.search(file.name) and file.suffix not in (".py", ".pyc") and path.is_file():
                found["/".join((name, *file.parts[1:]))] = path
    return found


def of_python() -> Path:
    """Raises NoLicenceError where this Python came without its licence."""
    major, minor = sys.version_info[:2]
    places = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{major}.{minor}/copyright"),
    )
    for place in places:
        if place.is_file():
            return place
    raise NoLicenceError(f"the licence of Python is in none of {', '.join(map(str, places))}")
