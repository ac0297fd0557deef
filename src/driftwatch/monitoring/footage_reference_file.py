"""Reads and writes a reference that was measured of footage.

write_reference(path, FootageReference.of(measured, identity, settings))
read_reference(path).measured()
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from driftwatch.config.reader import read_strictly
from driftwatch.errors import ConfigError
from driftwatch.monitoring.footage_reference import FORMAT, VERSION, FootageReference
from driftwatch.regular_file import read_regular

_MOST_BYTES: Final = 64 * 2**20


def write_reference(path: Path, reference: FootageReference) -> None:
    """Raises ConfigError where the file cannot be written."""
    try:
        path.write_text(json.dumps(asdict(reference)) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError([f"{path}: cannot be written ({error.strerror})"]) from error


def read_reference(path: Path) -> FootageReference:
    """Raises ConfigError with every problem, in plain words, where the file is missing, damaged or of another kind."""
    try:
        attributes: Any = json.loads(read_regular(path, _MOST_BYTES).decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})"]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError([f"{path}: is not JSON, or only a part of a file ({error})"]) from error
    if not isinstance(attributes, dict) or attributes.get("format") != FORMAT:
        raise ConfigError([f"{path}: is no saved reference; `driftwatch replay --save-reference` writes one"])
    if attributes.get("version") != VERSION:
        raise ConfigError(
            [f"{path}: is of version {attributes.get('version')!r}; this Driftwatch reads version {VERSION}"]
        )
    try:
        return read_strictly(FootageReference, attributes)
    except ConfigError as error:
        raise ConfigError([f"{path}: {problem}" for problem in error.problems]) from error
