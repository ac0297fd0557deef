"""Pieces of a machine's config that tests and the demo share."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def module(
    executable: Path = ROOT / "run.sh",
    name: str = "driftwatch",
    env: Mapping[str, str] | None = None,
    log_level: str | None = None,
) -> dict[str, Any]:
    """The entry of a local module for `modules`: a program, or an archive (.tar.gz) that the machine unpacks."""
    entry: dict[str, Any] = {"name": name, "type": "local", "executable_path": str(executable)}
    if env:
        entry["env"] = dict(env)
    if log_level:
        entry["log_level"] = log_level
    return entry
