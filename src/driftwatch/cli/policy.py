"""A policy of capture out of a file: by itself, or out of the config that holds it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from driftwatch.capture.settings import CaptureSettings
from driftwatch.config.reader import attribute_names, read_strictly
from driftwatch.errors import ConfigError

Content = Mapping[str, Any]


def choose_policy(policy: Path | None, attributes: Content) -> CaptureSettings:
    """The policy in the file of that name, else the one in the vision service's attributes, else the default.

    Raises ConfigError as `read_policy` does.
    """
    if policy is not None:
        return read_policy(policy)
    return _read({"capture": attributes.get("capture", {})}, "--attributes")


def read_policy(path: Path) -> CaptureSettings:
    """Reads a policy from a JSON file.

    It holds the attributes of `capture`, the attributes of a vision service, such a service, or a whole machine with
    one such service.

    Raises ConfigError in plain words; every name within `capture` must be known.
    """
    return _read(_content(path), str(path))


def _read(content: object, source: str) -> CaptureSettings:
    try:
        return read_strictly(CaptureSettings, _policy_in(content))
    except ConfigError as error:
        raise ConfigError([f"{source}: {problem}" for problem in error.problems]) from error


def _content(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})"]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError([f"{path}: is not JSON: {error}"]) from error


def _policy_in(content: object) -> Content:
    whole = _object(content, "the file")
    if "services" in whole:
        return _policy_of_machine(whole["services"])
    if isinstance(whole.get("attributes"), dict):
        whole = cast(Content, whole["attributes"])
    if "capture" in whole:
        return _object(whole["capture"], "capture")
    if "mlmodel_name" in whole:
        raise ConfigError(["capture: is not set for this vision service; {} will do"])
    return whole


def _policy_of_machine(services: object) -> Content:
    """Raises ConfigError where none or several of the services keep frames."""
    found: dict[str, Content] = {}
    for service in cast("list[object]", services) if isinstance(services, list) else []:
        one: Content = cast(Content, service) if isinstance(service, dict) else {}
        attributes = one.get("attributes")
        if isinstance(attributes, dict) and "capture" in attributes:
            name = str(one.get("name"))
            found[name] = _object(cast(Content, attributes)["capture"], f"capture of {name}")
    if len(found) != 1:
        how_many = f"{len(found)} services keep frames ({', '.join(found)})" if found else "no service keeps frames"
        raise ConfigError([f"capture: {how_many}; give a file with the attributes of one that does"])
    return next(iter(found.values()))


def _object(value: object, what: str) -> Content:
    if not isinstance(value, dict):
        raise ConfigError([f"{what}: must be one JSON object with {', '.join(attribute_names(CaptureSettings))}"])
    return cast(Content, value)
