"""The demo machine's config: machine.json with its $PLACES filled in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

TEMPLATE = Path(__file__).with_name("machine.json")
CAMERA = "carphone"
SERVICES = ("faces-onnx", "faces-tflite")  # the vision services that are asked
SENSOR = "faces-drift"
SENSED = "faces-tflite"  # the vision service that the sensor reports on: bad footage shows most in its confidence


@dataclass(frozen=True, slots=True)
class Places:
    """Where the things are that the config names."""

    module: Path
    footage: Path
    onnx_model: Path
    tflite_model: Path
    labels: Path


def machine_config(places: Places, template: str | None = None) -> dict[str, Any]:
    """Gives the config as viam-server reads it, without a network section. Raises KeyError for an unknown $PLACE."""
    values = {
        "MODULE": str(places.module),
        "FOOTAGE": str(places.footage),
        "ONNX_MODEL": str(places.onnx_model),
        "TFLITE_MODEL": str(places.tflite_model),
        "LABELS": str(places.labels),
    }
    return _fill(json.loads(TEMPLATE.read_text() if template is None else template), values)


def resource_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of everything that the module is to give."""
    return tuple(part["name"] for kind in ("components", "services") for part in config.get(kind, ()))


def _fill(node: Any, values: Mapping[str, str]) -> Any:
    """Fills texts after JSON was read, so that a path may hold quotes and backslashes."""
    if isinstance(node, str):
        return Template(node).substitute(values)
    if isinstance(node, list):
        return [_fill(entry, values) for entry in node]
    if isinstance(node, dict):
        return {key: _fill(entry, values) for key, entry in node.items()}
    return node
