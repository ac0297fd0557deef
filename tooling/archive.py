"""Packs the frozen module for the registry: `python -m tooling.archive FROZEN_FOLDER ARCHIVE` from the project's root.

The same files give the same archive, byte for byte: sorted names, one time, no owner. What the registry's upload
would refuse is refused here.
"""

import gzip
import json
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tooling.licences import licences

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^()\s]+)\)")
PAGE = Path("web", "dist")
TIME = 315532800  # 1 January 1980, the first day that every archive format can hold


class ArchiveError(Exception):
    """The archive would not be accepted, or would not run; the message says why."""


def contents(frozen: Path, root: Path = ROOT) -> dict[str, Path]:
    """Every file and link of the archive by its name there."""
    files = {name: root / name for name in ("meta.json", "run.sh", "CHANGELOG.md", "LICENSE", *pages(root))}
    files |= {f"dist/main/{path.relative_to(frozen).as_posix()}": path for path in walk(frozen)}
    files |= {f"web/{path.relative_to(root / PAGE).as_posix()}": path for path in page_files(root)}
    files |= {f"licences/{name}": path for name, path in licences().items()}
    return dict(sorted(files.items()))


def page_files(root: Path = ROOT) -> list[Path]:
    """The built page, which meta.json names as an application. Raises ArchiveError where it is not built."""
    if not (root / PAGE / "index.html").is_file():
        raise ArchiveError("the page is not built; web/build.sh builds it")
    return list(walk(root / PAGE))


def pages(root: Path = ROOT) -> set[str]:
    """README.md, every page and picture of docs/, and the files that README.md links to besides."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    linked = {target.partition("#")[0] for target in LINK.findall(readme) if "://" not in target}
    docs = {path.relative_to(root).as_posix() for path in walk(root / "docs")}
    return {"README.md"} | docs | {name for name in linked if (root / name).is_file()}


def walk(folder: Path) -> Iterator[Path]:
    """Files and links below `folder`; links are not followed."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            yield from walk(path)
        else:
            yield path


def entry(name: str, path: Path) -> tarfile.TarInfo:
    """What the archive says of a file: nothing of the machine that it was built on."""
    info = tarfile.TarInfo(name)
    info.mtime = TIME
    if path.is_symlink():
        info.type, info.linkname, info.mode = tarfile.SYMTYPE, path.readlink().as_posix(), 0o777
    else:
        status = path.stat()
        info.size, info.mode = status.st_size, 0o755 if status.st_mode & 0o100 else 0o644
    return info


def check(entries: list[tarfile.TarInfo], entrypoint: str) -> None:
    """Raises ArchiveError for what the registry refuses: links that lead out, an entry point that cannot be run."""
    for info in entries:
        if info.issym() and leads_out(info):
            raise ArchiveError(f"{info.name} is a link that leaves the archive, to {info.linkname}")
    if not any(info.name == entrypoint and info.isfile() and info.mode & 0o100 for info in entries):
        raise ArchiveError(f"the entry point {entrypoint} is not an executable file of the archive")


def leads_out(link: tarfile.TarInfo) -> bool:
    """Whether a link is absolute or climbs above the archive's top on its way."""
    target = PurePosixPath(link.linkname)
    depth = len(PurePosixPath(link.name).parent.parts)
    for part in target.parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            return True
    return target.is_absolute()


def pack(files: dict[str, Path], archive: Path, entrypoint: str) -> None:
    """Writes `archive` (.tar.gz) in one step: an interrupted build leaves no half archive."""
    entries = [entry(name, path) for name, path in files.items()]
    check(entries, entrypoint)
    half = archive.with_name(archive.name + ".half")
    with (
        half.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for info, path in zip(entries, files.values(), strict=True):
            if info.isfile():
                with path.open("rb") as content:
                    tar.addfile(info, content)
            else:
                tar.addfile(info)
    half.replace(archive)


def main(frozen: Path, archive: Path) -> None:
    """Packs and says how large the result is."""
    pack(contents(frozen), archive, json.loads((ROOT / "meta.json").read_text())["entrypoint"])
    unpacked = sum(path.stat().st_size for path in walk(frozen) if not path.is_symlink())
    print(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB, {unpacked / 1e6:.0f} MB unpacked")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
