from pathlib import Path

import pytest

from driftwatch import names
from examples.demo.machine_config import CAMERA, SENSED, SENSOR, SERVICES, Places, machine_config, resource_names

FOOTAGE = Path('/a "quoted" \\ $HOME/f.mp4')
PLACES = Places(Path("/m/run.sh"), FOOTAGE, Path("/f.onnx"), Path("/f.tflite"), Path("/l.txt"))


def test_every_place_is_filled_in_as_it_is() -> None:
    config = machine_config(PLACES)
    assert config["modules"][0]["executable_path"] == "/m/run.sh"
    assert config["components"][0]["attributes"]["path"] == str(FOOTAGE)
    attributes = {service["name"]: service["attributes"] for service in config["services"]}
    assert attributes["face-onnx"]["model_path"] == "/f.onnx"
    assert attributes["face-tflite"]["model_path"] == "/f.tflite"
    assert attributes["face-onnx"]["label_path"] == attributes["face-tflite"]["label_path"] == "/l.txt"


def test_an_unknown_place_is_an_error() -> None:
    with pytest.raises(KeyError, match="ELSEWHERE"):
        machine_config(PLACES, '{"a": ["$ELSEWHERE"]}')


def test_names_only_models_that_the_module_has() -> None:
    config = machine_config(PLACES)
    parts = [*config["components"], *config["services"]]
    assert {part["model"]: part["api"] for part in parts}.items() <= names.API_OF.items()


def test_the_watched_services_and_the_camera_are_in_it() -> None:
    assert {CAMERA, SENSOR, SENSED, *SERVICES} <= set(resource_names(machine_config(PLACES)))


def test_the_sensor_reports_on_the_service_whose_confidence_is_shown() -> None:
    (sensor,) = (part for part in machine_config(PLACES)["components"] if part["name"] == SENSOR)
    assert sensor["attributes"]["vision_name"] == SENSED
