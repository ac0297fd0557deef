"""A machine's config: which version of a model it pins, and the same config with another, or with a candidate."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from driftwatch.cloud.ports import Config
from driftwatch.errors import ConfigError

CANDIDATE: Final = "-candidate"
"""What the names of the candidate's package and ML model service end in."""


def pinned(config: Config, name: str) -> str | None:
    """The version of package `name`; "" where it is "latest"; None where the config has no such package."""
    found = [one for one in config.get("packages", ()) if one.get("name") == name]
    if not found:
        return None
    version = str(found[0].get("version") or "")
    return "" if version == "latest" else version


def with_version(config: Config, name: str, version: str) -> dict[str, Any]:
    """Raises ConfigError where the config has no package `name`."""
    changed = _copy(config)
    found = [one for one in changed.get("packages", ()) if one.get("name") == name]
    if not found:
        raise ConfigError([f'packages: has no "{name}"'])
    found[0]["version"] = version
    return changed


def has_candidate(config: Config, name: str) -> bool:
    """Whether a candidate is there that `with_candidate` has added."""
    return pinned(config, name + CANDIDATE) is not None


def with_candidate(config: Config, name: str, package: str, version: str, vision: str) -> dict[str, Any]:
    """Adds the candidate's package and ML model service, a copy of the live one, and `shadow` to the vision service.

    Raises ConfigError where the config lacks what that needs: all of it must be in the machine's own config, not in a
    fragment.
    """
    changed = _copy(config)
    model = candidate_model(changed, name, vision)
    attributes = _service(changed, vision).setdefault("attributes", {})
    entry = {"name": name + CANDIDATE, "package": package, "version": version, "type": "ml_model"}
    changed.setdefault("packages", []).append(entry)
    changed["services"].append(model)
    attributes["shadow"] = {"mlmodel_name": model["name"]}
    return changed


def candidate_model(config: Config, name: str, vision: str) -> dict[str, Any]:
    """The candidate's ML model service: the live one of vision service `vision`, with the candidate's package.

    Raises ConfigError.
    """
    attributes = _service(config, vision).get("attributes", {})
    live = _service(config, str(attributes.get("mlmodel_name", "")))
    if "shadow" in attributes:
        raise ConfigError([f'services: "{vision}" has a shadow already, put there by somebody else; take it out first'])
    model = copy.deepcopy(live)
    model["name"] = str(live["name"]) + CANDIDATE
    model["attributes"] = _renamed(live.get("attributes", {}), name)
    if model["attributes"] == live.get("attributes", {}):
        raise ConfigError([f'services: "{live["name"]}" does not use the package "{name}"'])
    return model


def without_candidate(config: Config, name: str, vision: str) -> dict[str, Any]:
    """Takes out what `with_candidate` has added, and nothing else."""
    changed = _copy(config)
    changed["packages"] = [one for one in changed.get("packages", ()) if one.get("name") != name + CANDIDATE]
    shadow = _service(changed, vision).get("attributes", {}).pop("shadow", {})
    ours = str(shadow.get("mlmodel_name", ""))
    changed["services"] = [one for one in changed["services"] if one.get("name") != ours]
    return changed


def _renamed(value: Any, name: str) -> Any:
    """With ${packages.ml_model.NAME} of the candidate."""
    if isinstance(value, str):
        return value.replace(f"${{packages.ml_model.{name}}}", f"${{packages.ml_model.{name}{CANDIDATE}}}")
    if isinstance(value, Mapping):
        return {str(key): _renamed(one, name) for key, one in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value


def _service(config: Config, name: str) -> dict[str, Any]:
    for one in config.get("services", ()):
        if one.get("name") == name:
            return one
    raise ConfigError([f'services: has no "{name}"; what a canary changes must be in the machine\'s own config'])


def _copy(config: Config) -> dict[str, Any]:
    return copy.deepcopy(dict(config))
