"""A machine that has its model from a fragment: which revision it pins, and the same with another, or a candidate."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from driftwatch.cloud.part_config import CANDIDATE, candidate_model, has_candidate, with_version
from driftwatch.cloud.ports import Config
from driftwatch.errors import ConfigError

_SHADOW: Final = "services.{vision}.attributes.shadow"


def pinned_revision(config: Config, fragment: str) -> str | None:
    """As `pinned` of a package: "" where the machine takes the newest; None where it does not use the fragment."""
    found = _entry(config, fragment)
    return None if found is None else str(found.get("version") or "")


def with_revision(config: Config, fragment: str, revision: str) -> dict[str, Any]:
    """Raises ConfigError where the config does not use the fragment."""
    changed = copy.deepcopy(dict(config))
    found = _entry(changed, fragment)
    if found is None:
        raise ConfigError([f'fragments: has no "{fragment}"'])
    changed["fragments"] = [
        {**found, "version": revision} if _id(one) == fragment else one for one in changed["fragments"]
    ]
    return changed


def differs_by_version(old: Config, new: Config, name: str, version: str) -> bool:
    """Whether `new` is `old` with that version of package `name`, and nothing else."""
    try:
        return with_version(old, name, version) == dict(new)
    except ConfigError:
        return False


def with_candidate_mods(config: Config, source: tuple[str, Config], package: tuple[str, str, str], vision: str) -> Any:
    """The candidate's package and ML model service in the machine's own config, and `shadow` by a fragment mod.

    source: the fragment's id, and its config at the machine's revision. package: how the configs call it, the registry
    item, and the version. Raises ConfigError.
    """
    fragment, below = source
    name, item, version = package
    model = candidate_model(below, name, vision)
    changed = copy.deepcopy(dict(config))
    path = _SHADOW.format(vision=vision)
    mods = _mods(changed, fragment)
    if any(path in one.get("$set", {}) for one in mods):
        raise ConfigError([f'fragment_mods: "{vision}" has a shadow already, put there by somebody else'])
    entry = {"name": name + CANDIDATE, "package": item, "version": version, "type": "ml_model"}
    changed["packages"] = [*changed.get("packages", ()), entry]
    changed["services"] = [*changed.get("services", ()), model]
    mods.append({"$set": {path: {"mlmodel_name": model["name"]}}})
    return changed


def without_candidate_mods(config: Config, fragment: str, name: str, vision: str) -> dict[str, Any]:
    """Takes out what `with_candidate_mods` has added, and nothing else."""
    changed = copy.deepcopy(dict(config))
    if not has_candidate(changed, name):
        return changed
    path = _SHADOW.format(vision=vision)
    mods = _mods(changed, fragment)
    ours = {str(one["$set"][path]["mlmodel_name"]) for one in mods if path in one.get("$set", {})}
    mods[:] = [one for one in mods if path not in one.get("$set", {})]
    _keep(changed, "packages", {name + CANDIDATE})
    _keep(changed, "services", ours)
    changed["fragment_mods"] = [one for one in changed["fragment_mods"] if one.get("mods")]
    if not changed["fragment_mods"]:
        del changed["fragment_mods"]
    return changed


def _keep(config: dict[str, Any], key: str, but: set[str]) -> None:
    left = [one for one in config.get(key, ()) if one.get("name") not in but]
    config[key] = left
    if not left:
        del config[key]


def _mods(config: dict[str, Any], fragment: str) -> list[dict[str, Any]]:
    """The list of mods of that fragment, made where there is none; changing it changes the config."""
    every: list[dict[str, Any]] = config.setdefault("fragment_mods", [])
    found = next((one for one in every if one.get("fragment_id") == fragment), None)
    if found is None:
        found = {"fragment_id": fragment, "mods": []}
        every.append(found)
    return found.setdefault("mods", [])


def _entry(config: Config, fragment: str) -> Mapping[str, Any] | None:
    """An entry that is only an id takes the newest revision."""
    for one in config.get("fragments", ()):
        if _id(one) == fragment:
            return {"id": one} if isinstance(one, str) else one
    return None


def _id(entry: Any) -> str:
    return entry if isinstance(entry, str) else str(entry.get("id", ""))
