"""The stamp that says an environment is complete: written last by setup.sh, read first, each time, in milliseconds.

Run with the environment's own Python and without its packages: `python -I -S tooling/environment.py COMMAND [LOCK]`.
whole         exit 0 if it can be used or updated: nothing lost, not moved, still the same minor Python
current LOCK  exit 0 if it was finished for this lock file by this very Python
finish LOCK PLACE   make the sources importable, name PLACE in place of its own folder, and write the stamp
copy FROM TO  copy an environment without its stamp, by links to the same files; with any Python
"""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PREFIX = Path(sys.executable).parent.parent  # not sys.prefix: without site (-S) that may be the base Python's
STAMP = PREFIX / "driftwatch-stamp.json"
SITE = PREFIX / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
LAUNCHER = """#!/bin/sh
exec "$(dirname -- "$0")/python" -m driftwatch.cli.main "$@"
"""


def identity(lock: Path) -> dict[str, str]:
    """What the environment is made of; any difference calls for setup.sh to work."""
    return {"lock": hashlib.sha256(lock.read_bytes()).hexdigest(), "python": sys.version.split()[0]}


def read_stamp() -> dict[str, str | list[str]]:
    """The stamp, or nothing if there is none that can be read."""
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def whole(stamp: dict[str, str | list[str]]) -> bool:
    """Whether all that was installed is there, where it was. An environment without a stamp needs only pip."""
    present = {entry.name for entry in SITE.iterdir()} if SITE.is_dir() else set[str]()
    return stamp.get("place", str(PREFIX)) == str(PREFIX) and set(stamp.get("packages", ["pip"])) <= present


def copy(source: Path, target: Path) -> None:
    """A file of `target` is the one of `source` until pip replaces it: pip writes new files, and changes none."""
    shutil.copytree(source, target, symlinks=True, copy_function=link)
    (target / STAMP.name).unlink(missing_ok=True)


def link(source: str, target: str) -> None:
    """A second name for the file, or a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def finish(lock: Path, place: Path) -> None:
    """Put the sources on the environment's path, add the command line, and write the stamp in one step.

    place: where the environment is going to be; scripts that name the folder it was made in name that instead.
    """
    for script in (PREFIX / "bin").iterdir():
        if script.is_file() and not script.is_symlink() and str(PREFIX).encode() in (text := script.read_bytes()):
            half = script.with_name(f"{script.name}.half")
            half.write_bytes(text.replace(str(PREFIX).encode(), str(place).encode()))
            half.chmod(script.stat().st_mode)
            half.replace(script)
    sources, launcher = SITE / "driftwatch.pth", PREFIX / "bin" / "driftwatch"
    for linked in (sources, launcher):  # to the file of the environment that is in use
        linked.unlink(missing_ok=True)
    sources.write_text(f"{ROOT / 'src'}\n")
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)
    # Folders of code only: an upgrade by hand changes the names of the others.
    packages = sorted(
        p.name for p in SITE.iterdir() if p.is_dir() and not p.name.endswith((".dist-info", "__pycache__"))
    )
    half = STAMP.with_suffix(".half")
    half.write_text(json.dumps({**identity(lock), "place": str(place), "packages": packages}))
    half.replace(STAMP)


def main(arguments: list[str]) -> int:
    """Exit status: 0 for yes or done, 1 for no."""
    match arguments:
        case ["whole"]:
            return 0 if whole(read_stamp()) else 1
        case ["current", lock]:
            return 0 if identity(Path(lock)).items() <= read_stamp().items() else 1
        case ["finish", lock, place]:
            finish(Path(lock), Path(place))
            return 0
        case ["copy", source, target]:
            copy(Path(source), Path(target))
            return 0
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
