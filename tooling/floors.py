"""What a frozen module asks of the system that it is to start on: `python -m tooling.floors FOLDER` prints it.

It also writes FOLDER/needs, one line that run.sh compares with the system before it starts the module. With
DRIFTWATCH_RELEASE=1 it fails where more is needed than a release may: build on an older system then.
"""

import os
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tooling.elf_needs import is_elf, needed_versions

LIMITS: Final[Mapping[str, str]] = {"x86_64": "2.35", "aarch64": "2.35"}
"""The C library that a release may need at most: that of Ubuntu 22.04, which JetPack 6 is made of. README says so."""
MACOS: Final = "14"
FAMILIES: Final = ("GLIBC", "GLIBCXX", "CXXABI")

_VERSION: Final = re.compile(r"([A-Z]+)_(\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Need:
    """version: of a family of symbols, as in (2, 34). path: a file that asks for it."""

    version: tuple[int, ...]
    path: Path

    @property
    def text(self) -> str:
        return ".".join(map(str, self.version))


def highest(versions: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """By family; names that are no version, such as GLIBC_PRIVATE, are left out."""
    found: dict[str, tuple[int, ...]] = {}
    for name in versions:
        match = _VERSION.fullmatch(name)
        if match and match[1] in FAMILIES:
            found[match[1]] = max(found.get(match[1], ()), numbers(match[2]))
    return {family: found[family] for family in FAMILIES if family in found}


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def needs_of(folder: Path) -> dict[Path, dict[str, tuple[int, ...]]]:
    """Of every ELF file below `folder` that is no link. Raises ElfError for one that cannot be read."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {path: highest(needed_versions(path.read_bytes())) for path in files if is_elf(path)}


def worst(needs: Mapping[Path, Mapping[str, tuple[int, ...]]]) -> dict[str, Need]:
    """The highest of each family, and who asks for it."""
    found: dict[str, Need] = {}
    for path, versions in needs.items():
        for family, version in versions.items():
            if family not in found or version > found[family].version:
                found[family] = Need(version, path)
    return found


def report(needs: Mapping[Path, Mapping[str, tuple[int, ...]]], folder: Path) -> list[str]:
    """A line for each file, the most demanding first, and one for each family."""
    order = sorted(needs.items(), key=lambda item: [item[1].get(family, ()) for family in FAMILIES], reverse=True)
    lines = [f"{_words(versions):45} {path.relative_to(folder)}" for path, versions in order if versions]
    totals = [f"{family} {need.text}: {need.path.relative_to(folder)}" for family, need in worst(needs).items()]
    return [*lines, "highest:", *totals]


def _words(versions: Mapping[str, tuple[int, ...]]) -> str:
    return " ".join(f"{family} {'.'.join(map(str, version))}" for family, version in versions.items())


def too_high(glibc: tuple[int, ...], machine: str) -> str:
    """In words; "" where a release may need it. Raises KeyError for a machine that no release is for."""
    limit = LIMITS[machine]
    if glibc <= numbers(limit):
        return ""
    text = ".".join(map(str, glibc))
    return f"this archive needs glibc {text}, and a release for {machine} {limit} at most: build on an older system"


def main(folder: Path, machine: str, is_release: bool) -> int:
    """Exit status: 1 for a release that would need too much."""
    if sys.platform == "darwin":
        (folder / "needs").write_text(f"macos {machine} {MACOS}\n")
        return 0
    needs = needs_of(folder)
    print("\n".join(report(needs, folder)))
    glibc = worst(needs)["GLIBC"]
    (folder / "needs").write_text(f"glibc {machine} {glibc.text}\n")
    problem = too_high(glibc.version, machine)
    if problem:
        print(f"driftwatch build: {problem}", file=sys.stderr)
    return 1 if problem and is_release else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), platform.machine(), os.environ.get("DRIFTWATCH_RELEASE") == "1"))
