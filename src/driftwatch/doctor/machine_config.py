"""The part of a machine's config that puts a model to use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ServiceTriplets:
    """Triplets of the two models, and the APIs that they serve."""

    ml_model: str
    ml_model_api: str
    vision: str
    vision_api: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model file and the name of its resources."""

    name: str
    """Of the resources, without "-model"."""
    path: str
    """Of the model file, absolute."""


def services_config(model: ModelFile, names: ServiceTriplets, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """JSON to be pasted into a machine's config: the ML model service, and the vision service that uses it.

    attributes: what the vision service needs beyond the name of its model. A label file that is among them is the
    model's, so it goes to the ML model service, where every client finds it.
    """
    ml_model_name = str(attributes.get("mlmodel_name") or f"{model.name}-model")
    of_model = {"model_path": model.path}
    if attributes.get("label_path"):
        of_model["label_path"] = str(attributes["label_path"])
    others = {name: value for name, value in attributes.items() if name not in ("mlmodel_name", "label_path")}
    return {
        "services": [
            _service(ml_model_name, names.ml_model_api, names.ml_model, of_model),
            _service(model.name, names.vision_api, names.vision, {"mlmodel_name": ml_model_name, **others}),
        ]
    }


def _service(name: str, api: str, model: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "api": api, "model": model, "attributes": dict(attributes)}
