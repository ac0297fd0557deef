"""The licences of the packages whose code is in the archive; their texts must travel with it."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"
LICENCE = re.compile(r"(licen[cs]e|copying|notice|third.?party)", re.IGNORECASE)


def licences(lock: Path = LOCK) -> dict[str, Path]:
    """The licence files of the locked run-time packages that are installed here.

    Keys are names for the archive, such as "numpy/licenses/LICENSE.txt"; values are where the files are.
    """
    found: dict[str, Path] = {}
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
