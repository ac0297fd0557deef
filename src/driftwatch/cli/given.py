"""The options `--attributes` and `--labels`, which mean the same for every command."""

import json
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from driftwatch.errors import ConfigError

Attributes = Annotated[
    str, typer.Option(help="Attributes of the vision service: a JSON file, or the JSON itself, beginning with {.")
]
Labels = Annotated[Path | None, typer.Option(help="Label file; wins over label_path of the attributes.")]


def given_attributes(attributes: str, labels: Path | None) -> dict[str, Any]:
    """attributes: the name of a file, perhaps after an @, or JSON text; "" for none.

    Raises ConfigError where that is no JSON object.
    """
    text, source = attributes.strip() or "{}", "--attributes"
    try:
        if not text.startswith(("{", "[")):
            source = text.removeprefix("@")
            text = Path(source).read_text(encoding="utf-8-sig")
        value: object = json.loads(text)
    except OSError as error:
        raise ConfigError([f"{source}: cannot be read ({error.strerror})"]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError([f"{source}: is not JSON: {error}"]) from error
    if not isinstance(value, dict):
        raise ConfigError([f"{source}: must be one JSON object, the attributes of a vision service"])
    found = cast("dict[str, Any]", value)
    return found if labels is None else {**found, "label_path": str(labels)}


def arguments_of(given: list[str] | None) -> dict[str, str]:
    """NAME=VALUE, for a training script. Raises ConfigError."""
    wrong = [one for one in given or () if "=" not in one or one.startswith("=")]
    if wrong:
        raise ConfigError([f"--argument: must be NAME=VALUE, got {one}" for one in wrong])
    return dict(one.removeprefix("--").split("=", 1) for one in given or ())
