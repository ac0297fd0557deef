"""Which installed packages are none of the module's: whoever builds the archive has those of the tests too."""

import re
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def normalized(name: str) -> str:
    """As package indexes compare names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked_names(lock: Path = ROOT / "requirements.txt") -> frozenset[str]:
    """Of the distributions that the module is made of."""
    return frozenset(map(normalized, _PINNED.findall(lock.read_text(encoding="utf-8"))))


def outsiders(
    locked: Iterable[str] | None = None, provided: Mapping[str, Iterable[str]] | None = None
) -> tuple[str, ...]:
    """Top-level modules that no locked distribution provides, sorted.

    locked: normalized names. provided: each module's distributions; by default what is installed here.
    """
    ours = frozenset(locked_names() if locked is None else locked)
    found = _installed() if provided is None else provided
    names = [module for module, givers in found.items() if ours.isdisjoint(map(normalized, givers))]
    return tuple(sorted(name for name in names if name.isidentifier() and name != "driftwatch"))


def _installed() -> Mapping[str, Iterable[str]]:
    """The distributions that provide each module; Python 3.10 finds only those that say so in a file of their own."""
    found: dict[str, list[str]] = {}
    for one in metadata.distributions():
        said = (one.read_text("top_level.txt") or "").split()
        files = [file for file in one.files or () if file.suffix == ".py"]
        for name in said or {file.parts[0] if len(file.parts) > 1 else file.stem for file in files}:
            found.setdefault(name, []).append(one.metadata["Name"])
    return found
