"""What Viam's app makes of a machine's config and its fragments, before the machine gets it."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

_LISTS = ("packages", "modules", "components", "services")


def resolved(config: Mapping[str, Any], fragments: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """The whole config. fragments: the revisions of each, the first is "1"; a machine may name one, or takes the last.

    Of fragment_mods, `$set` of "KIND.NAME.path" is known.
    """
    whole = copy.deepcopy(dict(config))
    mods = {one["fragment_id"]: one["mods"] for one in whole.pop("fragment_mods", ())}
    for used in whole.pop("fragments", ()):
        every = fragments[used["id"]]
        below = copy.deepcopy(dict(every[int(used.get("version") or len(every)) - 1]))
        for mod in mods.get(used["id"], ()):
            for path, value in mod["$set"].items():
                _set(below, path, value)
        for kind in _LISTS:
            if kind in below:
                whole[kind] = [*below[kind], *whole.get(kind, ())]
    return whole


def _set(config: dict[str, Any], path: str, value: Any) -> None:
    kind, name, *keys = path.split(".")
    node: Any = next(one for one in config[kind] if one["name"] == name)
    for key in keys[:-1]:
        node = node.setdefault(key, {})
    node[keys[-1]] = value
