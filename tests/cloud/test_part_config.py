import copy

import pytest

from driftwatch.cloud.part_config import has_candidate, pinned, with_candidate, with_version, without_candidate
from driftwatch.errors import ConfigError
from tests.cloud.fleet import NEW, OLD, machine_config


def test_the_candidate_runs_next_to_the_live_model_and_goes_again_without_a_trace() -> None:
    config = machine_config()
    before = copy.deepcopy(config)
    changed = with_candidate(config, "parts", "org/parts", NEW, "seen")
    assert config == before
    assert has_candidate(changed, "parts")
    assert not has_candidate(config, "parts")
    assert pinned(changed, "parts-candidate") == NEW
    model = changed["services"][-1]
    path = "${packages.ml_model.parts-candidate}/model.onnx"
    assert model == {
        "name": "model-candidate",
        "api": "rdk:service:mlmodel",
        "attributes": {"model_path": path, "num_threads": 1},
    }
    assert changed["services"][1]["attributes"]["shadow"] == {"mlmodel_name": "model-candidate"}
    assert without_candidate(changed, "parts", "seen") == before


def test_versions() -> None:
    assert pinned(machine_config(), "parts") == OLD
    assert pinned(with_version(machine_config(), "parts", NEW), "parts") == NEW
    assert pinned(machine_config("latest"), "parts") == ""
    assert pinned({}, "parts") is None
    with pytest.raises(ConfigError, match='has no "other"'):
        with_version(machine_config(), "other", NEW)


def test_what_a_canary_cannot_change_is_refused() -> None:
    config = machine_config()
    with pytest.raises(ConfigError, match='no "other"; what a canary changes must be in the machine\'s own config'):
        with_candidate(config, "parts", "org/parts", NEW, "other")
    with pytest.raises(ConfigError, match='does not use the package "faces"'):
        with_candidate(config, "faces", "org/faces", NEW, "seen")
    config["services"][1]["attributes"]["shadow"] = {"mlmodel_name": "x"}
    with pytest.raises(ConfigError, match="has a shadow already"):
        with_candidate(config, "parts", "org/parts", NEW, "seen")
