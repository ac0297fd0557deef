"""The demo's footage and models, by name: `footage("carphone_pristine")`, `model("face.onnx")`.

`python -m examples.demo.assets` gets everything there is. Afterwards no network is needed.
"""

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from examples.cache import cache_folder, write_whole
from examples.demo.download import AssetError, Say, fetch, quiet
from examples.demo.sources import BLAZEFACE, CENTERFACE, FOOTAGE, Asset
from examples.models import blazeface, centerface

_BUILDERS = Path(centerface.__file__).parent


@dataclass(frozen=True, slots=True)
class _Recipe:
    published: Asset
    wrap: Callable[[bytes], bytes]


_RECIPES = {"face.onnx": _Recipe(CENTERFACE, centerface.wrap), "face.tflite": _Recipe(BLAZEFACE, blazeface.wrap)}


def footage(name: str, say: Say = quiet) -> Path:
    """A video by its name without ending. Raises AssetError where it is unknown or cannot be fetched."""
    known = {Path(asset.name).stem: asset for asset in FOOTAGE}
    if name not in known:
        raise AssetError(f'no footage "{name}"; there is: {", ".join(known)}')
    return fetch(known[name], cache_folder() / "footage", say)


def model(name: str, say: Say = quiet) -> Path:
    """face.onnx or face.tflite, with the tensors image -> location, category, score. Raises as `footage` does.

    A model is in a folder named after the bytes of the published model and of the code that wraps it.
    """
    if name not in _RECIPES:
        raise AssetError(f'no model "{name}"; there is: {", ".join(_RECIPES)}')
    recipe = _RECIPES[name]
    published = fetch(recipe.published, cache_folder() / "published", say)
    path = cache_folder() / "models" / _builder_version(recipe.published) / name
    if not path.is_file():
        say(f"building {name} around {published.name}")
        write_whole(path, recipe.wrap(published.read_bytes()))
    return path


def labels() -> Path:
    """The label file of both models."""
    return _BUILDERS / "face_labels.txt"


def _builder_version(published: Asset) -> str:
    digest = hashlib.sha256(published.sha256.encode())
    for source in sorted(_BUILDERS.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def main() -> int:
    """Gets every asset and says where each is."""
    try:
        for asset in FOOTAGE:
            print(footage(Path(asset.name).stem, print))
        for name in _RECIPES:
            print(model(name, print))
    except AssetError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
