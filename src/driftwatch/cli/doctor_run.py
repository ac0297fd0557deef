"""What `driftwatch doctor` is asked and finds, before it is printed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from driftwatch import names
from driftwatch.attributes import VisionAttributes
from driftwatch.cli.given import given_attributes
from driftwatch.config.reader import read
from driftwatch.doctor.diagnosis import Diagnosis, Problems, examine, grey_picture
from driftwatch.doctor.examined_model import ExaminedModel, ModelSettings, NamedImage
from driftwatch.doctor.machine_config import ModelFile, ServiceTriplets, services_config
from driftwatch.engine.reviews import threshold_of
from driftwatch.errors import DriftwatchError, ImageError
from driftwatch.inference.identity import file_sha256, package_version
from driftwatch.inference.labels import read_labels
from driftwatch.inference.runtimes import open_model
from driftwatch.observation import ModelIdentity
from driftwatch.watch.reviews.validation import read_validation


@dataclass(frozen=True, slots=True)
class DoctorOptions:
    """What `driftwatch doctor` was given."""

    model: Path
    image: Path | None = None
    """None where none is given."""
    labels: Path | None = None
    """None where none is given."""
    attributes: str = ""
    """As `given_attributes` takes them."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the doctor found out about one model file."""

    model: Path
    picture: NamedImage
    version: str = ""
    """"" where they are not known."""
    sha256: str = ""
    """"" where they are not known."""
    diagnosis: Diagnosis | None = None
    """None where the model file cannot be opened."""
    config: Mapping[str, Any] | None = None
    """What to paste, None before everything is fixed."""
    warnings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    """Why the model is probably read wrong although it runs."""
    problems: tuple[str, ...] = ()


def examine_file(options: DoctorOptions, clock: Callable[[], float]) -> Findings:
    """Raises nothing that an owner can fix: all of it is in `problems`."""
    problems = Problems()
    given = problems.attempt(lambda: given_attributes(options.attributes, options.labels)) or {}
    named = {"mlmodel_name": f"{options.model.stem}-model"}
    reading = problems.attempt(lambda: read(VisionAttributes, {**named, **given}))
    reading = reading or read(VisionAttributes, {**named, **_only_labels(given)})
    attributes = reading.value
    settings = ModelSettings(attributes.label_path, attributes.input, attributes.output, attributes.filter)
    validation = problems.attempt(lambda: read_validation(attributes.watch.reference.path, threshold_of(attributes)))
    picture = problems.attempt(lambda: _picture(options.image)) or grey_picture()
    findings = Findings(options.model, picture, warnings=reading.warnings)
    runtime = problems.attempt(lambda: open_model(options.model, "", 0))
    if runtime is None:
        if settings.label_path:
            problems.attempt(lambda: read_labels(Path(settings.label_path)))
        return replace(findings, problems=tuple(problems.found))
    try:
        diagnosis = examine(ExaminedModel(runtime.info, runtime.run), settings, picture, clock)
    finally:
        runtime.close()
    found = (*problems.found, *diagnosis.problems)
    identity = ModelIdentity(options.model.stem, package_version(options.model), file_sha256(options.model))
    unfit = "" if validation is None else validation.problem(identity.key)
    return replace(
        findings,
        version=identity.version,
        sha256=identity.sha256,
        diagnosis=diagnosis,
        config=None if found else _config(options.model, given),
        warnings=(*findings.warnings, *diagnosis.warnings),
        doubts=(*diagnosis.doubts, *([unfit] if unfit else [])),
        problems=found,
    )


def _only_labels(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is left to go on with where the attributes are wrong."""
    label_path = given.get("label_path")
    return {"label_path": label_path} if isinstance(label_path, str) else {}


def _picture(path: Path | None) -> NamedImage:
    if path is None:
        return grey_picture()
    try:
        return NamedImage(path.read_bytes(), "", path.name)
    except FileNotFoundError:
        raise ImageError(f"{path}: no such file, expected an image") from None
    except OSError as error:
        raise ImageError(f"{path}: cannot be read ({error.strerror}), expected an image") from error


def _config(model: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    kind = names.ONNX_CPU if model.suffix.lower() == ".onnx" else names.TFLITE_CPU
    triplets = ServiceTriplets(kind, names.API_OF[kind], names.VISION, names.API_OF[names.VISION])
    attributes = {name: value for name, value in given.items() if _is_needed(name, value)}
    if attributes.get("label_path"):
        attributes["label_path"] = str(Path(attributes["label_path"]).absolute())
    return services_config(ModelFile(model.stem, str(model.absolute())), triplets, attributes)


def _is_needed(name: str, value: Any) -> bool:
    """Whether the attribute says anything else than its default."""
    if name == "mlmodel_name":
        return True
    try:
        return read(VisionAttributes, {"mlmodel_name": "m", name: value}).value != VisionAttributes("m")
    except DriftwatchError:  # needs another one with it
        return True
