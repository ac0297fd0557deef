"""Which model file this is: its version in the registry, and its content."""

import hashlib
import re
from pathlib import Path

from driftwatch.regular_file import open_regular

_BLOCK = 1 << 20
_TIMESTAMP = re.compile(r"-(\d{4}-\d{2}-\d{2}T\d{2}[-_:]\d{2}[-_:]\d{2}\w*)$")  # how Viam's training versions a model


def package_version(path: Path) -> str:
    """The version of the registry package that `path` lies in; "" where it does not lie in one.

    viam-server unpacks a package to .../packages/data/<type>/<organisation>-<name>-<version>, with "_" for "." in
    the version, and may hand out a path of symlinks to it, as ${packages.ml_model.NAME}/model.onnx does.
    """
    for folder in path.resolve().parents:
        if folder.parent.parent.name != "data" or folder.parent.parent.parent.name not in (
            "packages",
            "packages-local",
        ):
            continue
        timestamp = _TIMESTAMP.search(folder.name)
        return timestamp.group(1) if timestamp else folder.name.rpartition("-")[2].replace("_", ".")
    return ""


def file_sha256(path: Path) -> str:
    """SHA-256 of the file's bytes, hexadecimal, read a block at a time. Raises OSError."""
    digest = hashlib.sha256()
    with open_regular(path) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
